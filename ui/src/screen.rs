//! One file for each screen, one line in [`customers`] or [`STAFF_SCREENS`]: route, title,
//! menu entry and roles.

mod account;
mod agents;
mod alert;
mod alert_new;
mod alerts;
mod auto_pay;
mod baseline;
mod book;
mod closes;
mod confirmations;
mod conformance;
mod contacts;
mod converted;
mod current;
mod deposit;
mod display;
mod enrol;
mod event;
mod events;
mod explain;
mod help;
mod holds;
mod home;
mod links;
mod log;
mod messages;
mod missing;
mod move_out;
mod new_password;
mod no_power;
mod orders;
mod owing;
mod pairing;
mod password;
mod pay;
mod payment;
mod payment_questions;
mod payments;
mod program;
mod protect;
mod refund;
mod regulator;
mod rules;
mod search;
mod settings;
mod shape;
mod sign_in;
mod statement;
mod statements;
mod supply;
mod usage;
mod utility_settings;
mod write_offs;

pub(crate) use current::current;
pub(crate) use new_password::view as new_password;
pub(crate) use shape::{Screen, heading, is_bare};

use ami_domain::role::Role;
use leptos::prelude::AnyView;
use shape::{CUSTOMER, Page, STAFF, UTILITY, screen};

/// Screens of customers, and those that others have as well, in the order of the menu. The first
/// page only names those that are drawn `later`, on the whole page.
const fn customers(page: Page) -> [Screen; 24] {
    [
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
        page.later(screen(
            "statements",
            "/statements",
            "statement-title",
            Some(("statement-menu", "list")),
            CUSTOMER,
            statements::view,
        )),
        page.later(screen(
            "statement",
            "/statements/:from",
            "statement-title",
            None,
            CUSTOMER,
            statement::view,
        )),
        page.later(screen(
            "program",
            "/program",
            "program-title",
            Some(("program-menu", "limited")),
            CUSTOMER,
            program::view,
        )),
        page.later(protect::OWN),
        page.later(help::OWN),
        page.later(deposit::OWN),
        page.later(screen(
            "enrol",
            "/enrol",
            "enrol-title",
            Some(("enrol-menu", "bolt")),
            CUSTOMER,
            enrol::view,
        )),
        page.later(screen(
            "contacts",
            "/contacts",
            "contacts-title",
            Some(("contacts-menu", "mail")),
            CUSTOMER,
            contacts::view,
        )),
        page.later(screen(
            "auto-pay",
            "/auto-pay",
            "auto-title",
            Some(("auto-menu", "clock")),
            CUSTOMER,
            auto_pay::view,
        )),
        page.later(screen(
            "links",
            "/links",
            "links-title",
            Some(("links-menu", "card")),
            CUSTOMER,
            links::view,
        )),
        page.later(move_out::OWN),
        page.later(screen(
            "events",
            "/events",
            "event-title",
            Some(("event-menu", "clock")),
            CUSTOMER,
            events::view,
        )),
        page.later(screen(
            "book",
            "/book",
            "event-book-title",
            None,
            CUSTOMER,
            book::view,
        )),
        page.later(screen(
            "event",
            "/events/:id",
            "event-one-title",
            None,
            CUSTOMER,
            event::view,
        )),
        screen(
            "payment",
            "/payments/:id",
            "pay-chain-title",
            None,
            CUSTOMER,
            payment::view,
        ),
        page.later(converted::SCREEN),
        page.later(explain::SCREEN),
        screen(
            "messages",
            "/messages",
            "messages-title",
            Some(("app-menu-messages", "mail")),
            CUSTOMER,
            messages::view,
        ),
        screen(
            "settings",
            "/settings",
            "settings-title",
            Some(("app-menu-settings", "settings")),
            &Role::ALL,
            settings::view,
        ),
        page.later(password::SCREEN),
    ]
}

/// The in-home display.
pub(crate) fn display() -> AnyView {
    display::view()
}

/// On the page that a customer loads first.
pub(crate) static FIRST_SCREENS: &[Screen] = &customers(Page::First);

/// The same on the whole page.
pub(crate) static CUSTOMER_SCREENS: &[Screen] = &customers(Page::Whole);

/// Screens of staff alone, in the order of the menu; on the whole page.
pub(crate) static STAFF_SCREENS: &[Screen] = &[
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
        "enrol-for",
        "/enrol/:account",
        "enrol-title",
        None,
        STAFF,
        enrol::for_account,
    ),
    screen(
        "contacts-of",
        "/contacts/:account",
        "contacts-title",
        None,
        STAFF,
        contacts::for_account,
    ),
    protect::AT_DESK,
    baseline::AT_DESK,
    help::AT_DESK,
    deposit::AT_DESK,
    new_password::AT_DESK,
    // Before all other lists of the utility: it is where its people arrive, and where all cuts
    // are stopped.
    screen(
        "holds",
        "/holds",
        "supply-holds",
        Some(("supply-holds-menu", "bolt")),
        UTILITY,
        holds::view,
    ),
    write_offs::SCREEN,
    rules::SCREEN,
    move_out::AT_DESK,
    screen(
        "confirmations",
        "/confirmations",
        "confirmations-title",
        Some(("app-menu-confirmations", "ok")),
        STAFF,
        confirmations::view,
    ),
    orders::SCREEN,
    screen(
        "refund",
        "/refund/:id",
        "refund-title",
        None,
        STAFF,
        refund::view,
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
        "closes",
        "/closes",
        "closes-title",
        Some(("closes-menu", "list")),
        UTILITY,
        closes::view,
    ),
    owing::SCREEN,
    screen(
        "decision",
        "/decision/:id",
        "decision-one-title",
        None,
        UTILITY,
        holds::decision_view,
    ),
    screen(
        "payment-questions",
        "/payment-questions",
        "settlement-questions-title",
        Some(("settlement-questions-menu", "card")),
        UTILITY,
        payment_questions::view,
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
        "agents",
        "/agents",
        "agents-title",
        Some(("agents-menu", "card")),
        UTILITY,
        agents::view,
    ),
    conformance::SCREEN,
    regulator::SCREEN,
    pairing::SCREEN,
];
