//! Payments in rows, newest first.

use crate::i18n::{at, say, t, t_with, usd};
use crate::model::pay::{method_text, state_text};
use crate::part::table::{head, number, table};
use crate::part::why::why;
use ami_locales::{Args, args};
use ami_wire::api::Payment;
use leptos::prelude::*;
use leptos_router::components::A;

/// The table. With `linked` each row leads to its own page with the whole chain.
pub(crate) fn payment_table(payments: Vec<Payment>, linked: bool) -> impl IntoView {
    if payments.is_empty() {
        return view! {
            <div class="empty" data-testid="payments-empty">
                <p class="empty-title">{t("history-empty")}</p>
                <p>{t("history-empty.hint")}</p>
            </div>
        }
        .into_any();
    }
    let rows = payments
        .into_iter()
        .map(|payment| row(payment, linked))
        .collect_view();
    view! {
        {table(
            "payments-table",
            t("history-caption"),
            (
                head(t("history-date")),
                number(t("history-amount")),
                head(t("history-method")),
                head(t("history-state")),
            ),
            rows,
        )}
    }
    .into_any()
}

/// That somebody paid through a link, and which.
pub(crate) fn by_link(name: String) -> impl IntoView {
    let text = t_with("links-paid-through", move || args!["name" => name.clone()]);
    view! { <span class="hint" data-testid="by-link">{text}</span> }
}

fn row(payment: Payment, linked: bool) -> impl IntoView {
    let (offered, amount) = (payment.offered_at, payment.amount);
    let when = move || say("history-when", &args!["at" => at(offered)]);
    let state = state_text(&payment);
    let method = method_text(&payment.method);
    let first = if linked {
        view! { <A href=format!("/payments/{}", payment.id)>{when}</A> }.into_any()
    } else {
        when.into_any()
    };
    view! {
        <tr data-testid="payment-row" data-payment=payment.id.to_string()>
            <th scope="row">{first}</th>
            <td class="number">
                {move || say("home-balance-value", &args!["balance" => usd(amount)])}
                // Below the amount, and no column of its own: that would scroll at 200 % text.
                {payment.lineage.map(|lineage| view! { <br/> {why(lineage, "history-amount")} })}
            </td>
            <td>
                {t(method)}
                {payment.money.by_link.map(|name| view! { " " {by_link(name)} })}
            </td>
            <td>
                <span class="tag" data-state=state data-testid="payment-state">
                    {move || say(state, &Args::new())}
                </span>
            </td>
        </tr>
    }
}
