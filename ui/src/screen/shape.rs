//! What a screen is, and who may see it.

use ami_domain::role::Role;
use leptos::prelude::*;

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
    pub(super) view: fn(String) -> AnyView,
}

pub(super) const CUSTOMER: &[Role] = &[Role::Customer];
pub(super) const UTILITY: &[Role] = &[Role::Utility];
pub(super) const STAFF: &[Role] = &[Role::Representative];

/// A line of the list.
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
        view,
    }
}
