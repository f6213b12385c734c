//! Behind a payment's receipt, behind what is owed, and one entry by itself.

use super::view::learnt;
use crate::i18n::{energy, t, t_with, usd};
use crate::model::explain::LINES_MAX;
use crate::part::ledger::{book_table, entries_table};
use crate::part::receipt::line_rows;
use ami_domain::debt::{Debt, Recovery};
use ami_domain::explain::{CreditBehind, LineageId, OwedSubject, PaymentSubject, gather};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::Zone;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn payment(subject: PaymentSubject, zone: Zone) -> impl IntoView {
    let amount = subject.amount;
    let id = if subject.lines.is_empty() {
        "explain-payment-open"
    } else {
        "explain-payment-body"
    };
    let lines = subject.lines.iter();
    let lines = lines.map(|line| (line.what, line.amount)).collect();
    view! {
        <h2>{t("explain-payment-title")}</h2>
        <p class="sentence" data-testid="explain-payment">
            {t_with(id, move || args!["amount" => usd(amount)])}
        </p>
        <table data-testid="explain-split">
            <tbody>{line_rows(lines)}</tbody>
        </table>
        {entries_table(subject.entries, zone.clone())}
        {subject.credit.map(|behind| credit(*behind, &zone))}
        {subject.split.map(|behind| super::recovery::split(behind, zone))}
    }
}

/// Behind the energy that it bought.
fn credit(behind: CreditBehind, zone: &Zone) -> impl IntoView + use<> {
    let CreditBehind {
        grounds,
        history,
        said,
    } = behind;
    let (before, after) = (grounds.before, grounds.after);
    let values =
        move || args!["kwh" => energy(said), "amount" => usd(before), "balance" => usd(after)];
    let corrected = history.is_empty() && grounds.intervals > 0;
    view! {
        <h2>{t("behind-credit-title")}</h2>
        <p data-testid="behind-credit">{t_with("behind-credit-body", values)}</p>
        <p class="more">{t("behind-estimate-walk")}</p>
        {corrected.then(|| view! { <p class="more">{t("behind-credit-corrected")}</p> })}
        {(!corrected).then(|| learnt(&history, &grounds.profile, &grounds.tariff, zone))}
    }
}

pub(super) fn owed(subject: OwedSubject, zone: Zone) -> impl IntoView {
    let (debt, lent) = (subject.owed(), subject.emergency);
    let plans = subject.debts.iter().map(plan).collect_view();
    let tables = [
        (Book::Debt(subject.account), subject.debt_before),
        (Book::Emergency(subject.account), subject.emergency_before),
    ];
    let tables = tables.map(|(book, before)| {
        let part = gather(book, before, &subject.entries, &zone, LINES_MAX);
        (!part.is_empty()).then(|| book_table(part, None, Vec::new()))
    });
    let newest = subject.entries.iter().take(LINES_MAX).copied().collect();
    view! {
        <h2>{t("explain-owed-title")}</h2>
        <p class="sentence" data-testid="explain-owed">
            {t_with("explain-owed-body", move || {
                args!["amount" => usd(debt), "money" => usd(lent)]
            })}
        </p>
        {plans}
        {tables.into_iter().collect_view()}
        {entries_table(newest, zone)}
    }
}

pub(super) fn plan(debt: &Debt) -> impl IntoView + use<> {
    let (amount, rest, recovery) = (debt.amount, debt.owed, debt.recovery);
    let share = match recovery {
        Recovery::Time { .. } => None,
        Recovery::Share { permille } | Recovery::CatchUp { permille, .. } => Some(permille / 10),
    };
    let day = Some(recovery.per_day()).filter(|day| *day != Money::ZERO);
    view! {
        <p data-testid="explain-debt">
            {t_with("explain-owed-debt", move || {
                args!["amount" => usd(amount), "rest" => usd(rest)]
            })} " "
            {share
                .map(|share| {
                    t_with("explain-plan-share", move || args!["percent" => usize::from(share)])
                })} " "
            {day.map(|day| t_with("explain-plan-time", move || args!["amount" => usd(day)]))}
        </p>
    }
}

pub(super) fn entry(entry: Transfer) -> impl IntoView {
    let of = match entry.reason.parts().payment {
        Some(payment) if !matches!(entry.reason, Reason::Fee(_)) => {
            Some(LineageId::Payment(payment))
        }
        Some(_) | None => None,
    };
    view! {
        <h2>{t("explain-entry-title")}</h2>
        {entries_table(vec![entry], Zone::utc())}
        {of.map(|of| crate::part::why::why(of, "explain-payment-title"))}
    }
}
