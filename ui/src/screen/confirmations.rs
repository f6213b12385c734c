//! Payments that meters have confirmed; a representative acknowledges each (SC1.11, FR-15).

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::fetch::{Load, fetched, load};
use crate::part::icon::icon;
use crate::part::notice::trouble_box;
use crate::shell::more;
use ami_locales::{Args, args};
use ami_wire::api::Confirmation;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// A list that somebody works through is asked for again at this pace.
const ASK_EVERY_MS: u32 = 10_000;

pub(super) fn view(_: String) -> AnyView {
    let list = load(move || Some(more().confirmations()));
    let trouble = RwSignal::new(None::<Trouble>);
    spawn_local(async move {
        // The loop ends with the screen.
        while trouble.try_get_untracked().is_some() {
            gloo_timers::future::TimeoutFuture::new(ASK_EVERY_MS).await;
            if trouble.try_get_untracked().is_some() {
                list.again();
            }
        }
    });
    view! {
        {heading(t("confirmations-title"))}
        {move || trouble.get().map(trouble_box)}
        {fetched(list, move |rows| rows_of(rows, list, trouble))}
    }
    .into_any()
}

fn rows_of(
    rows: Vec<Confirmation>,
    list: Load<Vec<Confirmation>>,
    trouble: RwSignal<Option<Trouble>>,
) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty" data-testid="confirmations-empty">
                <p class="empty-title">{t("confirmations-empty")}</p>
                <p>{t("confirmations-empty.hint")}</p>
            </div>
        }
        .into_any();
    }
    let open = rows.iter().filter(|row| row.acknowledged.is_none()).count();
    let cards = rows
        .into_iter()
        .map(|row| card(row, list, trouble))
        .collect_view();
    view! {
        <p role="status" data-testid="confirmations-waiting">
            {t_with("confirmations-waiting", move || args!["count" => open])}
        </p>
        <ul class="confirmations">{cards}</ul>
    }
    .into_any()
}

fn card(
    row: Confirmation,
    list: Load<Vec<Confirmation>>,
    trouble: RwSignal<Option<Trouble>>,
) -> impl IntoView {
    let (amount, completed) = (row.amount, row.completed_at);
    let message = row.message.to_string();
    let whose = format!("{} · {}", row.name, row.number);
    let (meter, serial) = (row.meter.to_string(), row.meter_serial.clone());
    let tone = if row.refused { "alarm" } else { "calm" };
    view! {
        <li
            class="confirmation"
            data-tone=tone
            data-testid="confirmation"
            data-payment=row.payment.to_string()
        >
            <div class="confirmation-head">
                <p class="row-name">
                    {t_with("home-balance-value", move || args!["balance" => usd(amount)])}
                </p>
                <A href=format!("/accounts/{}", row.account)>{whose}</A>
            </div>
            {row.refused
                .then(|| view! { <p class="error">{t("pay-chain-meter-refused")}</p> })}
            <dl class="facts">
                <div>
                    <dt>{t("confirmations-meter")}</dt>
                    <dd data-testid="confirmation-meter">
                        {serial}
                        <span class="code">{meter}</span>
                    </dd>
                </div>
                <div>
                    <dt>{t("confirmations-message")}</dt>
                    <dd class="code" data-testid="confirmation-message">{message.clone()}</dd>
                </div>
                <div>
                    <dt>{t("confirmations-receipt")}</dt>
                    <dd data-testid="confirmation-completed">
                        {t_with("history-when", move || args!["at" => at(completed)])}
                    </dd>
                </div>
            </dl>
            {answer(&row, message, list, trouble)}
        </li>
    }
}

fn answer(
    row: &Confirmation,
    message: String,
    list: Load<Vec<Confirmation>>,
    trouble: RwSignal<Option<Trouble>>,
) -> AnyView {
    if let Some(done) = row.acknowledged.clone() {
        let text = move || {
            let values = args!["name" => done.by.clone(), "at" => at(done.at)];
            say("confirmations-acknowledged", &values)
        };
        return view! {
            <p class="confirmed" data-testid="acknowledged">{icon("check")} <span>{text}</span></p>
        }
        .into_any();
    }
    let payment = row.payment;
    let busy = RwSignal::new(false);
    let acknowledge = move |_| {
        busy.set(true);
        spawn_local(async move {
            trouble.set(more().acknowledge(payment).await.err());
            busy.set(false);
            list.again();
        });
    };
    let label = move || {
        say(
            "confirmations-acknowledge.label",
            &args!["message" => message.clone()],
        )
    };
    view! {
        <button
            class="button primary"
            data-testid="acknowledge"
            aria-label=label
            disabled=move || busy.get()
            on:click=acknowledge
        >
            {move || say("confirmations-acknowledge", &Args::new())}
        </button>
    }
    .into_any()
}
