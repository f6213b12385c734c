//! One field or trouble order, wherever it stands.

use crate::i18n::{at, say, t_with};
use ami_domain::order::OrderKind;
use ami_locales::{Args, args};
use ami_wire::api::service::Order;
use leptos::prelude::*;
use leptos_router::components::A;

/// The id of a text for a word that is stored with low lines.
pub(crate) fn text_of(before: &str, word: &str) -> String {
    format!("{before}-{}", word.replace('_', "-"))
}

/// A text by an id that is put together; it follows the language.
pub(crate) fn word(before: &str, word: &str) -> impl Fn() -> String + Clone + Send + Sync + use<> {
    let id = text_of(before, word);
    move || say(&id, &Args::new())
}

/// An order as a card: who is sent where, why, and what is known.
pub(crate) fn order_card(order: Order) -> impl IntoView {
    let (opened, meter) = (order.opened_at, order.meter_serial.clone());
    let evidence = pretty(&order.evidence);
    let testid = match order.kind {
        OrderKind::Field => "order-field",
        OrderKind::Trouble => "order-trouble",
    };
    view! {
        <li class="confirmation" data-testid=testid data-state=order.state.word()>
            <p class="message-kind">
                <span>{word("service-order-kind", order.kind.word())}</span>
                <span class="tag">{word("service-order-state", order.state.word())}</span>
            </p>
            <p>{word("service-order-reason", order.reason.word())}</p>
            <p>
                <A href=format!("/accounts/{}", order.account)>{order.number}</A>
                " · "
                {order.address}
            </p>
            <p class="more">
                {t_with("service-order-opened", move || args!["at" => at(opened)])} " · "
                {move || say("service-order-meter", &args!["meter" => meter.clone()])}
            </p>
            <details>
                <summary>{move || say("service-order-evidence", &Args::new())}</summary>
                <pre class="evidence" tabindex="0">{evidence}</pre>
            </details>
        </li>
    }
}

/// JSON with a line for each value; what is none stays as it is.
fn pretty(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}
