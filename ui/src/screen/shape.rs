//! What a screen is, and the one that stands beside the list.

use crate::i18n::t;
use crate::model::link::matched;
use ami_domain::id::AccountId;
use ami_domain::role::Role;
use leptos::prelude::*;
use leptos_router::components::A;

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
    /// Draws it, with the open part of its path; `None` where only the whole page can.
    pub(super) view: Option<fn(String) -> AnyView>,
}

/// A page of the website: a program of its own, so that a customer on a slow line waits for no
/// more than what comes first.
#[derive(Clone, Copy)]
pub(super) enum Page {
    /// Signing in, the account, paying, use, and messages.
    First,
    /// All of it.
    Whole,
}

impl Page {
    /// A screen that is not among the first: the first page names it, and does not carry it.
    pub(super) const fn later(self, screen: Screen) -> Screen {
        match self {
            Page::First => Screen {
                view: None,
                ..screen
            },
            Page::Whole => screen,
        }
    }
}

/// Each has a name of its own.
impl PartialEq for Screen {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

pub(super) const CUSTOMER: &[Role] = &[Role::Customer];
/// Whoever may see an account.
pub(super) const BOTH: &[Role] = &[Role::Customer, Role::Representative];
pub(super) const UTILITY: &[Role] = &[Role::Utility];
pub(super) const STAFF: &[Role] = &[Role::Representative];
pub(super) const OFFICE: &[Role] = &[Role::Representative, Role::Utility];

pub(super) const fn screen(
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
        view: Some(view),
    }
}

/// The path of the in-home display, which stands beside the list: it has no menu and, in its own
/// window, nobody signed in.
const DISPLAY: &str = "/display";

/// Whether a path is drawn without header and menu.
pub(crate) fn is_bare(path: &str) -> bool {
    matched(DISPLAY, path).is_some()
}

/// The heading of a screen.
pub(crate) fn heading(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    view! { <h1 tabindex="-1" data-testid="title">{text}</h1> }
}

/// The page for an account at the representative's desk, with the way to check the caller first.
pub(super) fn at_desk<V: IntoView + 'static>(
    title: &'static str,
    part: &str,
    page: impl FnOnce(AccountId) -> V,
) -> AnyView {
    let Ok(id) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    view! {
        {heading(t(title))}
        <p>
            <A href=format!("/no-power/{id}") attr:data-testid="identity-link">
                {t("enrol-identity-link")}
            </A>
        </p>
        {page(id)}
    }
    .into_any()
}
