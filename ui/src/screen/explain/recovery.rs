//! Behind what a day or a payment gave to debt: plans, pause, caps, and how things stood then.

use super::money::plan;
use crate::i18n::{at, t, t_with, usd};
use crate::model::day::exact;
use crate::model::explain::LINES_MAX;
use crate::part::ledger::entries_table;
use crate::part::table::{head, number, table};
use ami_domain::explain::{DebtBehind, DebtGrounds, DebtStep, RecoverySubject};
use ami_domain::money::Money;
use ami_domain::time::Zone;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: RecoverySubject, zone: Zone) -> impl IntoView {
    let taken = subject.taken();
    let id = if taken.is_positive() {
        "behind-day-body"
    } else {
        "behind-day-none"
    };
    let entries = subject.entries;
    view! {
        <h2>{t("behind-day-title")}</h2>
        <p class="sentence" data-testid="behind-day">
            {t_with(id, move || args!["amount" => usd(taken)])}
        </p>
        {(!entries.is_empty()).then(|| entries_table(entries, zone.clone()))}
        {stood(subject.behind, zone)}
    }
}

/// Behind the share of a payment.
pub(super) fn split(behind: DebtBehind, zone: Zone) -> impl IntoView {
    view! {
        <h2>{t("behind-share-title")}</h2>
        <p>{t("behind-share-body")}</p>
        {stood(behind, zone)}
    }
}

fn stood(behind: DebtBehind, zone: Zone) -> impl IntoView {
    let DebtBehind { decision, counted } = behind;
    let grounds = &decision.grounds;
    let held = grounds.held_until.filter(|until| grounds.at < *until);
    let held = held.map(|until| zone.local(until));
    let missed: Money = match &decision.step {
        DebtStep::Day(parts) => parts.iter().map(|part| part.missed).sum(),
        DebtStep::Payment(_) => Money::ZERO,
    };
    let percent = usize::from(grounds.policy.share_max / 10);
    let plans = grounds.debts.iter().map(plan).collect_view();
    let newest: Vec<_> = counted.into_iter().rev().take(LINES_MAX).collect();
    view! {
        {held
            .map(|until| {
                view! {
                    <p data-testid="behind-held">
                        {t_with("behind-held", move || args!["until" => at(until)])}
                    </p>
                }
            })}
        {plans}
        {missed
            .is_positive()
            .then(|| {
                let values = move || args!["amount" => usd(missed)];
                view! { <p>{t_with("behind-missed", values)}</p> }
            })}
        <p>{t_with("behind-most-share", move || args!["percent" => percent])}</p>
        {state_table(grounds)}
        {(!newest.is_empty())
            .then(|| {
                view! {
                    <details class="explain">
                        <summary>{t("behind-counted")}</summary>
                        {entries_table(newest, zone)}
                    </details>
                }
            })}
    }
}

fn state_table(grounds: &DebtGrounds) -> impl IntoView + use<> {
    let (taken, policy) = (grounds.taken, &grounds.policy);
    let rows = [
        ("behind-before", grounds.prepaid),
        ("behind-least", policy.least_credit),
        ("behind-emergency", grounds.emergency),
        ("behind-taken-day", taken.day),
        ("behind-most-day", policy.day_max),
        ("behind-taken-week", taken.week),
        ("behind-most-week", policy.week_max),
        ("behind-taken-month", taken.month),
        ("behind-most-month", policy.month_max),
    ];
    let rows = rows.map(|(label, amount)| {
        view! {
            <tr>
                <th scope="row">{t(label)}</th>
                <td class="number">{exact(amount)}</td>
            </tr>
        }
    });
    table(
        "behind-state",
        t("behind-state"),
        (head(t("explain-what")), number(t("explain-amount"))),
        rows.collect_view(),
    )
}
