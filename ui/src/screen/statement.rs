//! One statement, exactly as it was issued, and its files.

use super::heading;
use crate::i18n::{at, energy, say, t, t_with, usd};
use crate::model::day::on;
use crate::part::fetch::{fetched, load};
use crate::part::ledger::{book_table, book_text};
use crate::part::statement::line_paths;
use crate::part::why::why;
use crate::shell::{more, shell};
use ami_domain::account::Mode;
use ami_domain::convert::Conversion;
use ami_domain::explain::LineageId;
use ami_domain::statement::{DayEnergy, Part};
use ami_domain::time::Day;
use ami_locales::{Args, args};
use ami_wire::api::IssuedStatement;
use leptos::prelude::*;

pub(super) fn view(from: String) -> AnyView {
    let asked = load(move || {
        let account = shell().account.get()?;
        Some(more().statement(account, &from))
    });
    view! {
        {heading(t("statement-title"))}
        {fetched(asked, whole)}
    }
    .into_any()
}

fn whole(issued: IssuedStatement) -> impl IntoView {
    let (statement, lineage) = (issued.statement, issued.lineage);
    let path = format!(
        "/api/accounts/{}/statements/{}",
        statement.account, statement.from
    );
    let number = args!["account" => statement.number.clone()];
    let period = args!["from" => on(statement.from), "until" => on(statement.until.plus(-1))];
    let currency = args!["currency" => statement.currency.clone()];
    let total = args!["kwh" => energy(statement.total_energy())];
    let (from, last) = (statement.from, statement.until.plus(-1));
    let parts = statement.parts.into_iter();
    let parts = parts
        .map(move |one| part(one, lineage, from, last))
        .collect_view();
    let days = statement.energy.into_iter().map(day).collect_view();
    let changes = statement
        .conversions
        .into_iter()
        .map(changed)
        .collect_view();
    view! {
        <h2>{move || say("statement-heading", &number)}</h2>
        <p>{move || say("statement-period", &period)}</p>
        <p>{statement.name} ", " {statement.address}</p>
        <p class="hint">{move || say("statement-currency", &currency)}</p>
        <p>
            <a class="button" download="" rel="external" href=format!("{path}/pdf")>
                {t("statement-pdf")}
            </a>
            " "
            <a class="button" download="" rel="external" href=format!("{path}/csv")>
                {t("statement-csv")}
            </a>
        </p>
        <p>{why(lineage, "statement-title")}</p>
        {parts}
        {changes}
        <h2>{t("statement-energy")}</h2>
        <p>{move || say("statement-total", &total)}</p>
        <ul class="list" data-testid="statement-energy">{days}</ul>
        <p class="hint">{t("statement-stays")}</p>
    }
}

fn part(part: Part, lineage: LineageId, from: Day, last: Day) -> impl IntoView {
    let book = book_text(&part.book);
    let paths = line_paths(lineage, &part);
    view! {
        <h2>{move || say(&book, &Args::new())}</h2>
        {book_table(part, Some((from, last)), paths)}
    }
}

/// A change of how the account pays, and how it stood then.
fn changed(change: Conversion) -> impl IntoView {
    let text = match change.mode {
        Mode::Regular => "convert-line-regular",
        Mode::Prepaid => "convert-line-prepaid",
    };
    let values = args![
        "at" => at(change.at),
        "balance" => usd(change.balance),
        "debt" => usd(change.owed),
        "kwh" => energy(change.register),
    ];
    let credit = change.credit.map(|credit| {
        let values = args!["kwh" => energy(credit)];
        view! { <p class="hint">{move || say("convert-line-credit", &values)}</p> }
    });
    let booked = [
        ("convert-line-fee", change.fee),
        ("convert-line-deposit", change.deposit),
        ("convert-line-returned", change.returned),
    ];
    let booked = booked
        .into_iter()
        .filter(|(_, amount)| amount.is_positive())
        .map(|(id, amount)| {
            let said = t_with(id, move || args!["amount" => usd(amount)]);
            view! { <p class="hint">{said}</p> }
        })
        .collect_view();
    view! {
        <p data-testid="statement-change">{move || say(text, &values)}</p>
        {credit}
        {booked}
    }
}

fn day(day: DayEnergy) -> impl IntoView {
    let when = args!["at" => on(day.day)];
    let used = move || match day.energy {
        Some(used) => say("statement-kwh", &args!["kwh" => energy(used)]),
        None => say("statement-no-energy", &Args::new()),
    };
    view! { <li>{move || say("statement-date", &when)} ": " {used}</li> }
}
