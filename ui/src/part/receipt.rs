//! What the payer does next, what a payment went to line by line, and what became of it.

use crate::i18n::{say, t, t_with, usd};
use crate::model::pay::CARD_PAGE_METHOD;
use crate::part::notice::note;
use crate::part::why::why;
use ami_domain::money::Money;
use ami_domain::payment::{LineKind, PaymentState};
use ami_locales::{Args, args};
use ami_wire::api::Payment;
use leptos::prelude::*;

/// The page of the payer's bank, or where and how to send the money.
pub(crate) fn next_step(payment: &Payment) -> impl IntoView + use<> {
    let waits = matches!(payment.state, PaymentState::Waits { .. });
    let step = payment.money.next_step.clone().filter(|_| waits);
    let page = payment.method == CARD_PAGE_METHOD;
    let [title, body, go] = if page {
        [
            "settlement-page-title",
            "settlement-page-body",
            "settlement-page-go",
        ]
    } else {
        [
            "settlement-waits-title",
            "settlement-waits-body",
            "settlement-waits-go",
        ]
    };
    let step = step.map(|url| {
        view! {
            <div class="notice" data-tone="warn" role="alert" data-testid="next-step">
                <div>
                    <h2>{t(title)}</h2>
                    <p>{t(body)}</p>
                    <a class="button primary" href=url rel="noreferrer">
                        {t(go)}
                    </a>
                </div>
            </div>
        }
    });
    let pending = matches!(payment.state, PaymentState::Pending { .. });
    let number = payment.id.to_string();
    let send_to = payment.money.send_to.clone().filter(|_| pending);
    let pending = pending.then(move || {
        let to = send_to.map(|account| {
            let number = number.clone();
            let text = t_with(
                "settlement-send-now",
                move || args!["account" => account.clone(), "number" => number.clone()],
            );
            view! { <p data-testid="send-to">{text}</p> }
        });
        view! {
            {note("note", "clock", "pending", t("settlement-pending-body"))}
            {to}
        }
    });
    view! { {step} {pending} }
}

/// Given back, returned, disputed.
pub(crate) fn what_became(payment: &Payment) -> impl IntoView + use<> {
    let id = match payment.money.after.as_str() {
        "refunded" => "settlement-after-refunded",
        "returned" => "settlement-after-returned",
        "not_taken" => "settlement-after-not-taken",
        "disputed" => "settlement-after-disputed",
        "dispute_won" => "settlement-after-dispute-won",
        "dispute_lost" => "settlement-after-dispute-lost",
        _ => return None,
    };
    Some(note("note", "info", "payment-after", t(id)))
}

/// The split, from the ledger.
pub(crate) fn split(payment: &Payment) -> impl IntoView + use<> {
    if payment.money.lines.is_empty() {
        return None;
    }
    let lines = payment.money.lines.iter();
    let rows = line_rows(lines.map(|line| (line.what, line.amount)).collect());
    Some(view! {
        <section class="panel" aria-labelledby="split-title" data-testid="split">
            <h2 id="split-title">{t("settlement-split-title")}</h2>
            <table>
                <tbody>{rows}</tbody>
            </table>
            {payment.lineage.map(|lineage| why(lineage, "settlement-split-title"))}
        </section>
    })
}

/// Lines of a receipt.
pub(crate) fn line_rows(lines: Vec<(LineKind, Money)>) -> impl IntoView {
    let row = |(what, amount): (LineKind, Money)| {
        view! {
            <tr data-testid=format!("line-{}", what.word())>
                <th scope="row">{move || say(text(what), &Args::new())}</th>
                <td class="number">
                    {move || say("home-balance-value", &args!["balance" => usd(amount)])}
                </td>
            </tr>
        }
    };
    lines.into_iter().map(row).collect_view()
}

const fn text(what: LineKind) -> &'static str {
    match what {
        LineKind::Paid => "settlement-line-paid",
        LineKind::Fee => "settlement-line-fee",
        LineKind::Debt => "settlement-line-debt",
        LineKind::Emergency => "settlement-line-emergency",
        LineKind::Event => "settlement-line-event",
        LineKind::Credit => "settlement-line-credit",
        LineKind::Refunded => "settlement-line-refunded",
        LineKind::Returned => "settlement-line-returned",
        LineKind::DisputeLost => "settlement-line-dispute-lost",
        LineKind::NotTaken => "settlement-line-not-taken",
    }
}
