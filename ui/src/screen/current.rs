//! Which screen is drawn at a path, and how a change of path is told.

use super::{Screen, is_bare, missing, sign_in};
use crate::backend::Host;
use crate::browser::{self, Until};
use crate::i18n::say;
use crate::model::link::matched;
use crate::part::fetch::waiting;
use crate::shell::{Who, backend, shell};
use ami_locales::Args;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

/// What is drawn at a path.
#[derive(Clone, PartialEq)]
enum Choice {
    Asking,
    SignIn,
    NewPassword,
    Display,
    Listed(&'static Screen, String),
    /// On the whole page.
    Elsewhere,
    GoTo(&'static str),
    Missing,
}

/// Where a new password is set with a code, by somebody who is not signed in.
const NEW_PASSWORD: &str = "/new-password";

fn choose(path: &str, who: &Who) -> Choice {
    let display = is_bare(path).then(|| match shell().site.display {
        Some(_) => Choice::Display,
        None => Choice::Elsewhere,
    });
    if let Some(display) = display.clone().filter(|_| backend().host() == Host::Mock) {
        return display;
    }
    let forgotten = matched(NEW_PASSWORD, path).is_some();
    let session = match who {
        Who::Asking => return Choice::Asking,
        Who::Nobody if forgotten => {
            return match shell().site.new_password {
                Some(_) => Choice::NewPassword,
                None => Choice::Elsewhere,
            };
        }
        Who::Nobody => return Choice::SignIn,
        Who::Somebody(session) => session,
    };
    if let Some(display) = display {
        return display;
    }
    if forgotten {
        // Whoever is signed in changes it with the old one.
        return Choice::GoTo("/password");
    }
    let mine = |screen: &&'static Screen| screen.roles.contains(&session.role);
    let mut screens = shell().site.screens().filter(mine);
    let found = screens.find_map(|screen| {
        let part = matched(screen.route, path)?;
        Some(match screen.view {
            Some(_) => Choice::Listed(screen, part),
            None => Choice::Elsewhere,
        })
    });
    match found {
        Some(choice) => choice,
        // Each role has a first screen of its own.
        None if matched("/", path).is_some() || matched("/sign-in", path).is_some() => {
            let mut screens = shell().site.screens().filter(mine);
            let first = screens.find(|screen| screen.menu.is_some());
            first.map_or(Choice::Missing, |screen| Choice::GoTo(screen.route))
        }
        None => Choice::Missing,
    }
}

/// The screen of the path. A change of path names the page and moves the focus to its heading,
/// so that a screen reader says where it is (WCAG 2.4.3).
pub(crate) fn current() -> impl IntoView {
    let shell = shell();
    let (display, new_password) = (shell.site.display, shell.site.new_password);
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let choice = Memo::new(move |_| choose(&path.get(), &shell.who.get()));
    let go = use_navigate();
    Effect::new(move |_| {
        let title = match choice.get() {
            Choice::Asking | Choice::Elsewhere => "app-loading",
            Choice::SignIn => "sign-in-title",
            Choice::NewPassword => "forgotten-title",
            Choice::Display => "display-title",
            Choice::Listed(screen, _) => screen.title,
            Choice::GoTo(_) | Choice::Missing => "app-not-found-title",
        };
        let (title, app) = (say(title, &Args::new()), say("app-title", &Args::new()));
        browser::document().set_title(&format!("{title} · {app}"));
    });
    Effect::new(move |before: Option<Choice>| {
        let now = choice.get();
        if before
            .as_ref()
            .is_some_and(|b| *b != now && *b != Choice::Asking)
        {
            browser::focus("h1");
        }
        if now == Choice::Elsewhere {
            // The address in the browser changes only after this: the router's own is new already.
            let mut to = path.get_untracked();
            let query = search.get_untracked();
            if !query.is_empty() {
                to = format!("{to}?{}", query.trim_start_matches('?'));
            }
            browser::open_whole(Until::Tomorrow, &to);
        }
        if let Choice::GoTo(route) = now {
            go(
                route,
                leptos_router::NavigateOptions {
                    replace: true,
                    ..Default::default()
                },
            );
        }
        now
    });
    move || match choice.get() {
        Choice::Asking | Choice::Elsewhere | Choice::GoTo(_) => waiting().into_any(),
        Choice::SignIn => sign_in::view(),
        Choice::NewPassword => new_password.map_or_else(missing::view, |view| view()),
        Choice::Display => display.map_or_else(missing::view, |view| view()),
        Choice::Listed(screen, part) => screen.view.map_or_else(missing::view, |view| view(part)),
        Choice::Missing => missing::view(),
    }
}
