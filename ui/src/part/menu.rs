//! The menu: what is used most at once, the rest in groups that open by a tap or a key. A screen
//! that no group names stands by itself, so that a new one is never lost.

use crate::i18n::t;
use crate::part::icon::icon;
use crate::screen::Screen;
use crate::shell::shell;
use ami_domain::role::Role;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

/// Lines of a customer's menu that belong together.
struct Group {
    /// Its word in ids.
    name: &'static str,
    /// Text id.
    title: &'static str,
    /// Names of its screens, in their order.
    screens: &'static [&'static str],
}

static GROUPS: &[Group] = &[
    Group {
        name: "money",
        title: "behind-menu-money",
        screens: &["payments", "statements", "auto-pay", "links", "help"],
    },
    Group {
        name: "power",
        title: "behind-menu-power",
        screens: &["program", "protect", "events"],
    },
    Group {
        name: "account",
        title: "behind-menu-account",
        screens: &["messages", "contacts", "enrol", "move-out", "settings"],
    },
];

/// The lines for who is signed in; only a customer has so many that they are grouped.
pub(crate) fn menu() -> impl IntoView {
    let role = shell().role();
    let grouped = role == Some(Role::Customer);
    let mine = move |screen: &&'static Screen| {
        screen.menu.is_some() && role.is_some_and(|role| screen.roles.contains(&role))
    };
    let alone = |screen: &&'static Screen| {
        !grouped
            || GROUPS
                .iter()
                .all(|group| !group.screens.contains(&screen.name))
    };
    let lines = screens().filter(mine).filter(alone).map(line);
    let lines = lines.collect_view();
    let open = RwSignal::new(None::<&'static str>);
    follow(open);
    let groups = grouped.then(|| {
        GROUPS
            .iter()
            .map(|group| folded(group, open))
            .collect_view()
    });
    view! { <ul>{lines} {groups}</ul> }
}

/// Those of this page, drawn by it or only named.
fn screens() -> impl Iterator<Item = &'static Screen> {
    shell().site.screens()
}

/// The group of the page that is shown lies open.
fn follow(open: RwSignal<Option<&'static str>>) {
    let path = use_location().pathname;
    Effect::new(move |_| {
        let here = path.get();
        let on = |screen: &&Screen| screen.menu.is_some() && screen.route == here;
        let screen = screens().find(on);
        let of = |screen: &Screen| {
            let mut groups = GROUPS.iter();
            groups.find(|group| group.screens.contains(&screen.name))
        };
        if let Some(group) = screen.and_then(of) {
            open.set(Some(group.name));
        }
    });
}

fn folded(group: &'static Group, open: RwSignal<Option<&'static str>>) -> impl IntoView {
    let is_open = move || open.get() == Some(group.name);
    let turn = move |_| {
        open.update(|open| *open = (*open != Some(group.name)).then_some(group.name));
    };
    let id = format!("menu-of-{}", group.name);
    let by_name = |name: &&str| screens().find(|screen| screen.name == *name);
    let lines = group.screens.iter().filter_map(by_name).map(line);
    view! {
        <li>
            <button
                type="button"
                class="menu-group"
                data-testid=format!("menu-group-{}", group.name)
                aria-expanded=move || is_open().to_string()
                aria-controls=id.clone()
                on:click=turn
            >
                <span>{t(group.title)}</span>
                {icon("down")}
            </button>
            <ul id=id hidden=move || !is_open()>
                {lines.collect_view()}
            </ul>
        </li>
    }
}

fn line(screen: &'static Screen) -> impl IntoView {
    let (text, shape) = screen.menu.unwrap_or((screen.title, "list"));
    view! {
        <li>
            <A
                href=screen.route
                exact=screen.route == "/"
                attr:data-testid=format!("menu-{}", screen.name)
            >
                {icon(shape)}
                <span>{t(text)}</span>
            </A>
        </li>
    }
}
