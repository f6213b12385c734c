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

/// Lines of a menu that belong together.
struct Group {
    /// Its word in ids.
    name: &'static str,
    /// Text id.
    title: &'static str,
    /// Names of its screens, in their order.
    screens: &'static [&'static str],
}

/// The customers'.
static GROUPS: &[Group] = &[
    Group {
        name: "money",
        title: "behind-menu-money",
        screens: &[
            "payments",
            "statements",
            "auto-pay",
            "links",
            "help",
            "deposit",
        ],
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

/// Those of the people of the utility: each sees the lines of their own role.
static DESK_GROUPS: &[Group] = &[
    Group {
        name: "waits",
        title: "desk-menu-waits",
        screens: &[
            "confirmations",
            "orders",
            "payment-questions",
            "holds",
            "write-offs",
        ],
    },
    Group {
        name: "books",
        title: "desk-menu-books",
        screens: &["closes", "agents", "conformance", "regulator"],
    },
    Group {
        name: "rules",
        title: "desk-menu-rules",
        screens: &["rules", "utility-settings", "settings"],
    },
];

/// The groups of a role.
const fn groups_of(role: Option<Role>) -> &'static [Group] {
    match role {
        Some(Role::Customer) | None => GROUPS,
        Some(Role::Representative | Role::Utility | Role::Installer) => DESK_GROUPS,
    }
}

/// The lines for who is signed in.
pub(crate) fn menu() -> impl IntoView {
    let role = shell().role();
    let all = groups_of(role);
    let mine = move |screen: &&'static Screen| {
        screen.menu.is_some() && role.is_some_and(|role| screen.roles.contains(&role))
    };
    let alone = |screen: &&'static Screen| {
        all.iter()
            .all(|group| !group.screens.contains(&screen.name))
    };
    let lines = screens().filter(mine).filter(alone).map(line);
    let lines = lines.collect_view();
    let open = RwSignal::new(None::<&'static str>);
    follow(all, open);
    let groups = all.iter().filter_map(|group| {
        let by_name = |name: &&str| screens().find(|screen| screen.name == *name);
        let own: Vec<_> = group
            .screens
            .iter()
            .filter_map(by_name)
            .filter(mine)
            .collect();
        (!own.is_empty()).then(|| folded(group, own, open))
    });
    view! { <ul>{lines} {groups.collect_view()}</ul> }
}

/// Those of this page, drawn by it or only named.
fn screens() -> impl Iterator<Item = &'static Screen> {
    shell().site.screens()
}

/// The group of the page that is shown lies open.
fn follow(all: &'static [Group], open: RwSignal<Option<&'static str>>) {
    let path = use_location().pathname;
    Effect::new(move |_| {
        let here = path.get();
        let on = |screen: &&Screen| screen.menu.is_some() && screen.route == here;
        let screen = screens().find(on);
        let of = |screen: &Screen| {
            let mut groups = all.iter();
            groups.find(|group| group.screens.contains(&screen.name))
        };
        if let Some(group) = screen.and_then(of) {
            open.set(Some(group.name));
        }
    });
}

fn folded(
    group: &'static Group,
    own: Vec<&'static Screen>,
    open: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let is_open = move || open.get() == Some(group.name);
    let turn = move |_| {
        open.update(|open| *open = (*open != Some(group.name)).then_some(group.name));
    };
    let id = format!("menu-of-{}", group.name);
    let lines = own.into_iter().map(line);
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
