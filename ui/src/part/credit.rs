//! The meters' credit beside the ledger's: how many were compared, and each difference.

use crate::i18n::{at, energy, say, t};
use crate::part::table::{head, number, table};
use ami_locales::args;
use ami_wire::api::{CloseCredit, CreditDifference};
use leptos::prelude::*;

/// How the comparison of a day went.
pub(crate) fn credit_box(credit: CloseCredit) -> impl IntoView {
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let count = i64::try_from(credit.compared).unwrap_or(i64::MAX);
    let known = whole(credit.differences.len());
    let values = args!["count" => count, "known" => known];
    let text = if credit.differences.is_empty() {
        "credit-agree"
    } else {
        "credit-differ"
    };
    let waits = (credit.waiting > 0).then(|| {
        let count = i64::try_from(credit.waiting).unwrap_or(i64::MAX);
        let values = args!["count" => count];
        view! { <p class="hint">{move || say("credit-waiting", &values)}</p> }
    });
    let rows = credit.differences.into_iter().map(row).collect_view();
    let table = (known > 0).then(|| {
        view! {
            {table(
                "credit-differences",
                t("credit-title"),
                (
                    head(t("credit-meter")),
                    head(t("credit-account")),
                    head(t("credit-since")),
                    head(t("credit-at")),
                    number(t("credit-counter")),
                    number(t("credit-expected")),
                ),
                rows,
            )}
        }
    });
    view! {
        <h3>{t("credit-title")}</h3>
        <p data-testid="close-credit">{move || say(text, &values)}</p>
        {waits}
        {table}
    }
}

fn row(found: CreditDifference) -> impl IntoView {
    let when = |moment| {
        let values = args!["at" => at(moment)];
        move || say("credit-time", &values)
    };
    let kwh = |watt_hours| {
        let values = args!["kwh" => energy(watt_hours)];
        move || say("credit-kwh", &values)
    };
    view! {
        <tr>
            <th scope="row">{found.meter}</th>
            <td>{found.account}</td>
            <td>{when(found.since)}</td>
            <td>{when(found.at)}</td>
            <td class="number" data-label=t("credit-counter")>{kwh(found.counter)}</td>
            <td class="number" data-label=t("credit-expected")>{kwh(found.expected)}</td>
        </tr>
    }
}
