//! The order of commands (NFR-04, NFR-05), moved by buttons so that a keyboard can do it. What
//! brings power back stays first.

use crate::browser;
use crate::i18n::{say, t};
use ami_domain::command::Priority;
use ami_locales::{Args, args};
use leptos::prelude::*;

/// The list. Whoever moves a line stays on it, and a screen reader says where it is now.
pub(super) fn priorities(order: RwSignal<Vec<Priority>>) -> impl IntoView {
    let moved = RwSignal::new(None::<Priority>);
    let said = move || {
        let one = moved.get()?;
        let place = order.with(|all| all.iter().position(|other| *other == one))?;
        let name = say(priority_text(one), &Args::new());
        let count = order.with(Vec::len);
        let values = args!["name" => name, "number" => place + 1, "count" => count];
        Some(say("setting-priority-moved", &values))
    };
    let rows = move || {
        let all = order.get();
        let last = all.len();
        all.into_iter()
            .enumerate()
            .map(|(place, one)| row(order, moved, place, last, one))
            .collect_view()
    };
    view! {
        <fieldset class="panel">
            <legend>{t("setting-priorities")}</legend>
            <p class="hint">{t("setting-priorities-hint")}</p>
            <ol data-testid="priorities">{rows}</ol>
            <p class="hint" role="status" data-testid="priority-moved">{said}</p>
        </fieldset>
    }
}

fn row(
    order: RwSignal<Vec<Priority>>,
    moved: RwSignal<Option<Priority>>,
    place: usize,
    last: usize,
    one: Priority,
) -> impl IntoView {
    let word = one.word();
    let name = move || say(priority_text(one), &Args::new());
    let fixed = one == Priority::Restore;
    let first = fixed || place < 2;
    let end = fixed || place + 1 >= last;
    let button = |up: bool, stuck: bool, sign: &'static str| {
        let way = if up { "up" } else { "down" };
        let text = if up {
            "setting-priority-up"
        } else {
            "setting-priority-down"
        };
        let label = move || say(text, &args!["name" => name()]);
        let press = move |_| {
            let (from, to) = if up {
                (place, place - 1)
            } else {
                (place, place + 1)
            };
            order.update(|all| {
                if from.max(to) < all.len() {
                    all.swap(from, to);
                }
            });
            moved.set(Some(one));
            // The lines are drawn anew; at an end of the list the other button takes the focus.
            let edge = if up { to < 2 } else { to + 1 >= last };
            let other = if up { "down" } else { "up" };
            let way = if edge { other } else { way };
            browser::focus(format!("[data-testid=priority-{way}-{word}]"));
        };
        view! {
            <button
                type="button"
                class="button quiet"
                data-testid=format!("priority-{way}-{word}")
                aria-label=label
                disabled=stuck
                on:click=press
            >
                {sign}
            </button>
        }
    };
    view! {
        <li data-testid=format!("priority-{word}")>
            <span>{name}</span>
            " "
            {button(true, first, "↑")}
            {button(false, end, "↓")}
        </li>
    }
}

const fn priority_text(priority: Priority) -> &'static str {
    match priority {
        Priority::Restore => "setting-priority-restore",
        Priority::Test => "setting-priority-test",
        Priority::Cut => "setting-priority-cut",
        Priority::Alert => "setting-priority-alert",
        Priority::Event => "setting-priority-event",
        Priority::Balance => "setting-priority-balance",
        Priority::Routine => "setting-priority-routine",
    }
}
