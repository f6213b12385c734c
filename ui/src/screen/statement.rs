//! One statement, exactly as it was issued, and its files.

use super::heading;
use crate::i18n::{at, energy, say, t, usd};
use crate::model::day::{exact, on};
use crate::part::fetch::{fetched, load};
use crate::shell::{backend, shell};
use ami_domain::account::Mode;
use ami_domain::convert::Conversion;
use ami_domain::statement::{DayEnergy, Entry, Part, Statement};
use ami_domain::time::Day;
use ami_locales::{Args, args};
use leptos::prelude::*;

pub(super) fn view(from: String) -> AnyView {
    let asked = load(move || {
        let account = shell().account.get()?;
        Some(backend().statement(account, &from))
    });
    view! {
        {heading(t("statement-title"))}
        {fetched(asked, whole)}
    }
    .into_any()
}

fn whole(statement: Statement) -> impl IntoView {
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
    let parts = parts.map(move |one| part(one, from, last)).collect_view();
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
        {parts}
        {changes}
        <h2>{t("statement-energy")}</h2>
        <p>{move || say("statement-total", &total)}</p>
        <ul class="list" data-testid="statement-energy">{days}</ul>
        <p class="hint">{t("statement-stays")}</p>
    }
}

fn part(part: Part, from: Day, last: Day) -> impl IntoView {
    let book = format!("statement-book-{}", part.book.replace('_', "-"));
    let caption = book.clone();
    let edge = |day: Day, text: &'static str, balance| {
        let when = args!["at" => on(day)];
        view! {
            <tr>
                <th scope="row">{move || say("statement-date", &when)}</th>
                <td>{t(text)}</td>
                <td class="number"></td>
                <td class="number">{exact(balance)}</td>
            </tr>
        }
    };
    let (opening, closing) = (part.opening, part.closing);
    let rows = part.entries.into_iter().map(entry).collect_view();
    view! {
        <h2>{move || say(&book, &Args::new())}</h2>
        <div class="table-scroll" tabindex="0" role="region" aria-label=t("statement-title")>
            <table class="stacked" data-testid="statement-part">
                <caption>{move || say(&caption, &Args::new())}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("statement-day")}</th>
                        <th scope="col">{t("statement-what")}</th>
                        <th scope="col" class="number">{t("statement-amount")}</th>
                        <th scope="col" class="number">{t("statement-balance")}</th>
                    </tr>
                </thead>
                <tbody>
                    {edge(from, "statement-opening", opening)} {rows}
                    {edge(last, "statement-closing", closing)}
                </tbody>
            </table>
        </div>
    }
}

fn entry(entry: Entry) -> impl IntoView {
    let when = args!["at" => on(entry.day)];
    let about = entry.about.filter(|about| *about != entry.day);
    let what = move || {
        let kind = say(entry.kind.text_id(), &Args::new());
        match about {
            Some(day) => say("statement-about", &args!["kind" => kind, "at" => on(day)]),
            None => kind,
        }
    };
    view! {
        <tr data-kind=entry.kind.word()>
            <th scope="row">{move || say("statement-date", &when)}</th>
            <td>{what}</td>
            <td class="number">{exact(entry.amount)}</td>
            <td class="number">{exact(entry.balance)}</td>
        </tr>
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
    view! {
        <p data-testid="statement-change">{move || say(text, &values)}</p>
        {credit}
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
