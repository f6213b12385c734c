//! Which screen is drawn at a path, and how a change of path is told.

use super::{DISPLAY, SCREENS, missing, sign_in};
use crate::backend::Host;
use crate::i18n::say;
use crate::model::link::matched;
use crate::part::fetch::waiting;
use crate::shell::{Who, backend, shell};
use ami_locales::Args;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

/// What is drawn at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    Asking,
    SignIn,
    Display,
    Listed(usize, String),
    GoTo(&'static str),
    Missing,
}

fn choose(path: &str, who: &Who) -> Choice {
    let host = backend().host();
    let display = matched(DISPLAY.route, path).is_some();
    if host == Host::Window || (display && host == Host::Mock) {
        return Choice::Display;
    }
    let session = match who {
        Who::Asking => return Choice::Asking,
        Who::Nobody => return Choice::SignIn,
        Who::Somebody(session) => session,
    };
    if display {
        return Choice::Display;
    }
    let found = SCREENS.iter().enumerate().find_map(|(index, screen)| {
        let part = matched(screen.route, path)?;
        screen
            .roles
            .contains(&session.role)
            .then_some(Choice::Listed(index, part))
    });
    match found {
        Some(choice) => choice,
        // Each role has a first screen of its own.
        None if matched("/", path).is_some() || matched("/sign-in", path).is_some() => {
            let first = SCREENS
                .iter()
                .find(|screen| screen.roles.contains(&session.role));
            first.map_or(Choice::Missing, |screen| Choice::GoTo(screen.route))
        }
        None => Choice::Missing,
    }
}

/// The screen of the path. A change of path names the page and moves the focus to its heading,
/// so that a screen reader says where it is (WCAG 2.4.3).
pub(crate) fn current() -> impl IntoView {
    let shell = shell();
    let path = use_location().pathname;
    let choice = Memo::new(move |_| choose(&path.get(), &shell.who.get()));
    let go = use_navigate();
    Effect::new(move |_| {
        let title = match choice.get() {
            Choice::Asking => "app-loading",
            Choice::SignIn => "sign-in-title",
            Choice::Display => DISPLAY.title,
            Choice::Listed(index, _) => SCREENS[index].title,
            Choice::GoTo(_) | Choice::Missing => "app-not-found-title",
        };
        let (title, app) = (say(title, &Args::new()), say("app-title", &Args::new()));
        crate::browser::document().set_title(&format!("{title} · {app}"));
    });
    Effect::new(move |before: Option<Choice>| {
        let now = choice.get();
        if before
            .as_ref()
            .is_some_and(|b| *b != now && *b != Choice::Asking)
        {
            crate::browser::focus("h1");
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
        Choice::Asking | Choice::GoTo(_) => waiting().into_any(),
        Choice::SignIn => sign_in::view(),
        Choice::Display => (DISPLAY.view)(String::new()),
        Choice::Listed(index, part) => (SCREENS[index].view)(part),
        Choice::Missing => missing::view(),
    }
}
