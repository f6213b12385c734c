//! The honest chain of a payment: Paid, Sent to meter, Meter confirmed (SC1.7 to SC1.11).

use crate::i18n::{at, say, span, t, t_with, usd};
use crate::model::pay::{Chain, Mark, chain, refused_text, waits_text};
use crate::part::icon::icon;
use crate::part::notice::note;
use ami_domain::payment::PaymentState;
use ami_domain::time::{Span, Timestamp};
use ami_locales::{Args, args};
use ami_wire::api::Payment;
use leptos::prelude::*;

/// The chain of a payment as it stands at `now`, read out politely when a step is done.
pub(crate) fn payment_chain(payment: Payment, now: Memo<Timestamp>) -> impl IntoView {
    if let PaymentState::Refused { why, .. } = payment.state {
        return refused(refused_text(&payment, why)).into_any();
    }
    let offered = payment.offered_at.at;
    let shown = payment.clone();
    // The time that passes changes two flags only; everything else comes from the payment.
    let steps = Memo::new(move |_| chain(&shown, now.get().since(offered)));
    let waited = move || now.get().since(offered);
    view! {
        <section class="chain-box" aria-labelledby="chain-title">
            <h2 id="chain-title">{t("pay-chain-title")}</h2>
            <ol class="chain" role="status" aria-live="polite" data-testid="chain">
                {move || step_lines(&payment, steps.get())}
            </ol>
            {move || slow_note(steps.get(), waited())}
        </section>
    }
    .into_any()
}

fn step_lines(payment: &Payment, steps: Chain) -> impl IntoView + use<> {
    let amount = payment.amount;
    let delivery = payment.delivery.as_ref();
    let applied = match payment.state {
        PaymentState::Applied { at, .. } => Some(at),
        PaymentState::Offered
        | PaymentState::Waits { .. }
        | PaymentState::Authorised { .. }
        | PaymentState::Pending { .. }
        | PaymentState::Refused { .. } => None,
    };
    let paid = match (steps.paid, applied) {
        (Mark::Done, Some(_)) => say("pay-chain-paid-amount", &args!["amount" => usd(amount)]),
        _ => say(
            match payment.state {
                PaymentState::Waits { .. } => waits_text(payment),
                PaymentState::Pending { .. } => "settlement-pending",
                _ => "pay-chain-checking",
            },
            &Args::new(),
        ),
    };
    let sent_at = delivery.and_then(|d| d.sent_at);
    let sent = match (steps.sent, sent_at) {
        (Mark::Done, Some(moment)) => say("pay-chain-sent-at", &args!["at" => at(moment)]),
        (Mark::Done, None) => say("pay-chain-sent", &Args::new()),
        _ => say("pay-chain-sending", &Args::new()),
    };
    let confirmed_at = delivery.and_then(|d| d.confirmed_at);
    let confirmed = match (steps.confirmed, confirmed_at) {
        (Mark::Failed, _) => say("pay-chain-meter-refused", &Args::new()),
        (_, Some(moment)) => say("pay-chain-confirmed", &args!["at" => at(moment)]),
        (_, None) => say("pay-chain-waiting", &Args::new()),
    };
    view! {
        {line("paid", steps.paid, paid)}
        {line("sent", steps.sent, sent)}
        {line("confirmed", steps.confirmed, confirmed)}
    }
}

/// One step: a shape, and a sentence.
pub(crate) fn line(name: &'static str, mark: Mark, text: String) -> impl IntoView + use<> {
    view! {
        <li
            data-mark=mark.word()
            data-testid=format!("chain-{name}")
            aria-current=(mark == Mark::Now).then_some("step")
        >
            <span class="bullet">{icon(mark.word())}</span>
            <span>{text}</span>
        </li>
    }
}

fn slow_note(steps: Chain, waited: Span) -> impl IntoView {
    let slow = steps
        .slow
        .then(|| note("note", "clock", "chain-slow", t("pay-longer")));
    let call = steps.call.then(|| {
        let text = t_with("pay-longer-call", move || args!["wait" => span(waited)]);
        note("warn", "info", "chain-call", text)
    });
    view! { {slow} {call} }
}

fn refused(id: &'static str) -> impl IntoView + use<> {
    let next = format!("{id}.next");
    view! {
        <div class="notice" data-tone="alarm" role="alert" data-testid="refused" data-why=id>
            {icon("failed")}
            <div>
                <h2>{t("pay-refused-title")}</h2>
                <p>{t(id)} " " {move || say(&next, &Args::new())}</p>
                <p>{t("pay-refused-unpaid")}</p>
            </div>
        </div>
    }
}
