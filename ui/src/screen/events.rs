//! The prepaid events of an account, the latest start first (SC2, SC3).

mod open;

use super::heading;
use crate::i18n::t;
use crate::part::event::event_card;
use crate::part::fetch::{fetched, load};
use crate::shell::{more, shell};
use ami_wire::api::event::Events;
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) fn view(_: String) -> AnyView {
    let shell = shell();
    let events = load(move || {
        shell.home.events.track();
        shell.account.get().map(|account| more().events(account))
    });
    view! {
        {heading(t("event-title"))}
        <p>{t("event-intro")}</p>
        <div class="actions">
            <A href="/book" attr:class="button primary" attr:data-testid="book-link">
                {t("event-book-link")}
            </A>
        </div>
        {fetched(events, list)}
        {open::view()}
    }
    .into_any()
}

fn list(events: Events) -> AnyView {
    if events.events.is_empty() {
        return view! {
            <div class="empty" data-testid="events-empty">
                <p class="empty-title">{t("event-empty")}</p>
                <p>{t("event-empty.hint")}</p>
            </div>
        }
        .into_any();
    }
    let cards = events.events.into_iter().map(event_card).collect_view();
    view! { <ul class="confirmations" data-testid="events">{cards}</ul> }.into_any()
}
