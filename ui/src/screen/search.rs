//! Representatives find an account (SC1.1, SC1.2).

mod figure;

use super::heading;
use crate::i18n::{say, t};
use crate::part::fetch::{fetched, load};
use crate::part::field::{Field, field};
use crate::shell::more;
use ami_locales::args;
use ami_wire::api::AccountRow;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

const SEARCH: &str = "search";

pub(super) fn view(_: String) -> AnyView {
    let typed = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::new());
    let found = load(move || Some(more().accounts(&asked.get())));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        asked.set(typed.get_untracked());
    };
    let search = Field {
        id: SEARCH,
        kind: Signal::stored("search"),
        autocomplete: "off",
        inputmode: "search",
        max: 100,
    };
    view! {
        {heading(t("search-title"))}
        <form class="panel inline" role="search" data-testid="search-form" on:submit=submit>
            {field(search, t("search-label"), None, typed, faults)}
            <button class="button primary" data-testid="search-button">{t("search-button")}</button>
        </form>
        {fetched(found, move |rows| results(rows, asked.get_untracked()))}
        {figure::view()}
    }
    .into_any()
}

fn results(rows: Vec<AccountRow>, query: String) -> impl IntoView {
    let count = rows.len();
    // Nothing was looked for yet: there is nothing to say that was not found.
    if rows.is_empty() && query.trim().is_empty() {
        return ().into_any();
    }
    if rows.is_empty() {
        let text = move || say("search-empty", &args!["query" => query.clone()]);
        return view! {
            <p class="empty" role="status" data-testid="search-empty">{text}</p>
        }
        .into_any();
    }
    let lines = rows
        .into_iter()
        .map(|row| {
            view! {
                <li>
                    <A href=format!("/accounts/{}", row.id) attr:data-testid="account-row">
                        <span class="row-name">{row.name}</span>
                        <span class="row-number">{row.number}</span>
                        <span class="row-more">{row.address}</span>
                    </A>
                </li>
            }
        })
        .collect_view();
    view! {
        <p role="status" data-testid="search-count">
            {move || say("search-results", &args!["count" => count])}
        </p>
        <ul class="rows">{lines}</ul>
    }
    .into_any()
}
