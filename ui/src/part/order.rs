//! One field or trouble order, wherever it stands.

use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with};
use crate::part::notice::trouble_box;
use crate::shell::{more, shell};
use ami_domain::id::OrderId;
use ami_domain::order::{OrderKind, OrderState};
use ami_locales::{Args, args};
use ami_wire::api::service::{EndOrder, Order};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Characters that a note may have.
const NOTE_MAX: u16 = 500;

/// The id of a text for a word that is stored with low lines.
pub(crate) fn text_of(before: &str, word: &str) -> String {
    format!("{before}-{}", word.replace('_', "-"))
}

/// A text by an id that is put together; it follows the language.
pub(crate) fn word(before: &str, word: &str) -> impl Fn() -> String + Clone + Send + Sync + use<> {
    let id = text_of(before, word);
    move || say(&id, &Args::new())
}

/// An order as a card: who is sent where, why, and what is known; an open one can be ended. The
/// page holds still while somebody writes: `hold`.
pub(crate) fn order_card(order: Order, hold: RwSignal<bool>) -> impl IntoView {
    let (opened, meter) = (order.opened_at, order.meter_serial.clone());
    let (id, tries, evidence) = (order.id, order.tries, pretty(&order.evidence));
    let (testid, titled) = match order.kind {
        OrderKind::Field => ("order-field", "service-order-kind-field"),
        OrderKind::Trouble => ("order-trouble", "service-order-kind-trouble"),
    };
    let stands = RwSignal::new((order.state, order.note));
    let state = move || stands.with(|stands| stands.0);
    let said = move || {
        let note = stands.with(|stands| stands.1.clone());
        (!note.is_empty()).then(|| {
            let text = move || say("service-order-note-value", &args!["note" => note.clone()]);
            view! { <p data-testid="order-note-value">{text}</p> }
        })
    };
    let waits = move || {
        (state() == OrderState::Open && tries > 0).then(|| {
            let text = t_with("service-order-tries", move || args!["count" => tries]);
            view! { <p class="hint" data-testid="order-tries">{text}</p> }
        })
    };
    view! {
        <li class="confirmation" data-testid=testid data-state=move || state().word()>
            <p class="message-kind">
                <span>{t(titled)}</span>
                <span class="tag">
                    {move || say(&text_of("service-order-state", state().word()), &Args::new())}
                </span>
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
            {waits}
            {said}
            <details>
                <summary>{t("service-order-evidence")}</summary>
                <pre class="evidence" tabindex="0">{evidence}</pre>
            </details>
            {move || state().is_open().then(|| ending(id, stands, hold))}
        </li>
    }
}

/// How the order ended, with a note.
fn ending(
    id: OrderId,
    stands: RwSignal<(OrderState, String)>,
    hold: RwSignal<bool>,
) -> impl IntoView {
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let (note, trouble) = (RwSignal::new(String::new()), RwSignal::new(None));
    let turn = move |on: bool| {
        open.set(on);
        hold.set(on);
    };
    let send = move |state: OrderState| {
        let end = EndOrder {
            state,
            note: note.get_untracked(),
        };
        busy.set(true);
        spawn_local(async move {
            match more().end_order(id, end).await {
                Ok(order) => {
                    hold.try_set(false);
                    stands.try_set((order.state, order.note));
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(error) => {
                    trouble.try_set(Some(error));
                }
            }
            busy.try_set(false);
        });
    };
    let form = move || {
        view! {
            <div class="field">
                <label for=format!("note-{id}")>{t("service-order-note")}</label>
                <input
                    id=format!("note-{id}")
                    data-testid="order-note"
                    type="text"
                    autocomplete="off"
                    maxlength=NOTE_MAX
                    prop:value=note
                    on:input=move |event| note.set(event_target_value(&event))
                />
            </div>
            {move || trouble.get().map(trouble_box)}
            <div class="actions">
                {button("order-done", "service-order-done", busy, move || send(OrderState::Done))}
                {button("order-cancel", "service-order-cancel", busy, move || {
                    send(OrderState::Cancelled)
                })}
                {button("order-back", "service-order-back", busy, move || turn(false))}
            </div>
        }
    };
    view! {
        {move || {
            (!open.get()).then(|| button("order-end", "service-order-end", busy, move || turn(true)))
        }}
        {move || open.get().then(form)}
    }
}

fn button(
    testid: &'static str,
    label: &'static str,
    busy: RwSignal<bool>,
    does: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button class="button" data-testid=testid disabled=busy on:click=move |_| does()>
            {t(label)}
        </button>
    }
}

/// JSON with a line for each value; what is none stays as it is.
fn pretty(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}
