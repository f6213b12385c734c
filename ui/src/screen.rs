//! One file for each screen, one line in [`SCREENS`]: route, title, menu entry and roles.

mod account;
mod alert;
mod alert_new;
mod alerts;
mod book;
mod confirmations;
mod conformance;
mod display;
mod event;
mod events;
mod holds;
mod home;
mod log;
mod messages;
mod missing;
mod no_power;
mod orders;
mod pay;
mod payment;
mod payments;
mod program;
mod search;
mod settings;
mod sign_in;
mod supply;
mod usage;
mod utility_settings;

use crate::backend::Host;
use crate::i18n::say;
use crate::model::link::matched;
use crate::part::fetch::waiting;
use crate::shell::{Who, backend, shell};
use ami_domain::role::Role;
use ami_locales::Args;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

/// A screen.
pub(crate) struct Screen {
    /// Its word in test ids.
    pub(crate) name: &'static str,
    /// Its path, at most one part of it open as `:word`.
    pub(crate) route: &'static str,
    /// Text id of its title.
    pub(crate) title: &'static str,
    /// Text id and shape of its line in the menu.
    pub(crate) menu: Option<(&'static str, &'static str)>,
    /// Who may see it. The server decides on its own (SC1.1); this only spares wrong turns.
    pub(crate) roles: &'static [Role],
    view: fn(String) -> AnyView,
}

const CUSTOMER: &[Role] = &[Role::Customer];
const UTILITY: &[Role] = &[Role::Utility];
const STAFF: &[Role] = &[Role::Representative];

const fn screen(
    name: &'static str,
    route: &'static str,
    title: &'static str,
    menu: Option<(&'static str, &'static str)>,
    roles: &'static [Role],
    view: fn(String) -> AnyView,
) -> Screen {
    Screen {
        name,
        route,
        title,
        menu,
        roles,
        view,
    }
}

/// Every screen, in the order of the menu.
pub(crate) static SCREENS: &[Screen] = &[
    screen(
        "home",
        "/",
        "home-title",
        Some(("app-menu-home", "home")),
        CUSTOMER,
        home::view,
    ),
    screen(
        "pay",
        "/pay",
        "pay-title",
        Some(("app-menu-pay", "card")),
        CUSTOMER,
        pay::view,
    ),
    screen(
        "usage",
        "/usage",
        "usage-title",
        Some(("app-menu-usage", "chart")),
        CUSTOMER,
        usage::view,
    ),
    screen(
        "payments",
        "/payments",
        "history-title",
        Some(("app-menu-history", "list")),
        CUSTOMER,
        payments::view,
    ),
    screen(
        "program",
        "/program",
        "program-title",
        Some(("program-menu", "limited")),
        CUSTOMER,
        program::view,
    ),
    screen(
        "events",
        "/events",
        "event-title",
        Some(("event-menu", "clock")),
        CUSTOMER,
        events::view,
    ),
    screen(
        "book",
        "/book",
        "event-book-title",
        None,
        CUSTOMER,
        book::view,
    ),
    screen(
        "event",
        "/events/:id",
        "event-one-title",
        None,
        CUSTOMER,
        event::view,
    ),
    screen(
        "payment",
        "/payments/:id",
        "pay-chain-title",
        None,
        CUSTOMER,
        payment::view,
    ),
    screen(
        "messages",
        "/messages",
        "messages-title",
        Some(("app-menu-messages", "mail")),
        CUSTOMER,
        messages::view,
    ),
    screen(
        "search",
        "/accounts",
        "search-title",
        Some(("app-menu-search", "search")),
        STAFF,
        search::view,
    ),
    screen(
        "account",
        "/accounts/:id",
        "account-title-plain",
        None,
        STAFF,
        account::view,
    ),
    screen(
        "confirmations",
        "/confirmations",
        "confirmations-title",
        Some(("app-menu-confirmations", "ok")),
        STAFF,
        confirmations::view,
    ),
    screen(
        "orders",
        "/orders",
        "service-orders-title",
        Some(("service-orders-menu", "list")),
        STAFF,
        orders::view,
    ),
    screen(
        "no-power",
        "/no-power/:account",
        "service-title",
        None,
        STAFF,
        no_power::view,
    ),
    screen(
        "log",
        "/log/:account",
        "service-log-title",
        None,
        STAFF,
        log::view,
    ),
    screen(
        "supply",
        "/supply/:account",
        "supply-title",
        None,
        STAFF,
        supply::view,
    ),
    screen(
        "decision",
        "/decision/:id",
        "decision-one-title",
        None,
        UTILITY,
        holds::decision_view,
    ),
    screen(
        "holds",
        "/holds",
        "supply-holds",
        Some(("supply-holds-menu", "bolt")),
        UTILITY,
        holds::view,
    ),
    screen(
        "alerts",
        "/alerts",
        "alerts-title",
        Some(("app-menu-alerts", "mail")),
        UTILITY,
        alerts::view,
    ),
    screen(
        "alert-new",
        "/alerts/new",
        "alerts-new",
        None,
        UTILITY,
        alert_new::view,
    ),
    screen(
        "alert-replace",
        "/alerts/:id/replace",
        "utility-replace-title",
        None,
        UTILITY,
        alert_new::replace,
    ),
    screen(
        "alert",
        "/alerts/:id",
        "utility-alert-title",
        None,
        UTILITY,
        alert::view,
    ),
    screen(
        "utility-settings",
        "/utility-settings",
        "utility-settings-title",
        Some(("utility-settings-menu", "settings")),
        UTILITY,
        utility_settings::view,
    ),
    screen(
        "conformance",
        "/conformance",
        "conformance-title",
        Some(("app-menu-conformance", "chart")),
        UTILITY,
        conformance::view,
    ),
    screen(
        "settings",
        "/settings",
        "settings-title",
        Some(("app-menu-settings", "settings")),
        &Role::ALL,
        settings::view,
    ),
];

/// The in-home display stands beside the list: it has no menu and, in its own window, nobody
/// signed in.
const DISPLAY: Screen = screen(
    "display",
    "/display",
    "display-title",
    None,
    CUSTOMER,
    display::view,
);

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

/// Whether a path is drawn without header and menu.
pub(crate) fn is_bare(path: &str) -> bool {
    backend().host() == Host::Window || matched(DISPLAY.route, path).is_some()
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

/// The heading of a screen.
pub(crate) fn heading(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    view! { <h1 tabindex="-1" data-testid="title">{text}</h1> }
}
