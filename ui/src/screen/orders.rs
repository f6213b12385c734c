//! Field orders and trouble orders, for representatives (SC6.10, IX-11).

use super::heading;
use super::shape::{STAFF, Screen, screen};
use crate::i18n::{t, t_with};
use crate::part::fetch::{fetched, load};
use crate::part::order::order_card;
use crate::shell::more;
use ami_locales::args;
use ami_wire::api::service::Order;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A list that somebody works through is asked for again at this pace.
const ASK_EVERY_MS: u32 = 10_000;

/// The screen.
pub(super) const SCREEN: Screen = screen(
    "orders",
    "/orders",
    "service-orders-title",
    Some(("service-orders-menu", "list")),
    STAFF,
    view,
);

fn view(_: String) -> AnyView {
    let (ended, hold) = (RwSignal::new(false), RwSignal::new(false));
    let list = load(move || Some(more().orders(!ended.get())));
    spawn_local(async move {
        // The loop ends with the screen.
        while ended.try_get_untracked().is_some() {
            gloo_timers::future::TimeoutFuture::new(ASK_EVERY_MS).await;
            // Nobody loses the note that they are writing.
            if hold.try_get_untracked() == Some(false) {
                list.again();
            }
        }
    });
    view! {
        {heading(t("service-orders-title"))}
        <label class="choice">
            <input
                type="checkbox"
                data-testid="orders-ended"
                prop:checked=ended
                on:change=move |event| ended.set(event_target_checked(&event))
            />
            <span>{t("service-orders-ended")}</span>
        </label>
        {fetched(list, move |list| show(list, hold))}
    }
    .into_any()
}

fn show(list: Vec<Order>, hold: RwSignal<bool>) -> AnyView {
    if list.is_empty() {
        return view! {
            <div class="empty" data-testid="orders-empty">
                <p class="empty-title">{t("service-orders-none")}</p>
            </div>
        }
        .into_any();
    }
    let open = list.iter().filter(|order| order.state.is_open()).count();
    let cards = list.into_iter().map(|order| order_card(order, hold));
    let cards = cards.collect_view();
    view! {
        <p role="status" data-testid="orders-open">
            {t_with("service-orders-open", move || args!["count" => open])}
        </p>
        <ul class="confirmations" data-testid="orders">{cards}</ul>
    }
    .into_any()
}
