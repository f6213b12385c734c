//! Lines of a book and entries of the ledger as tables: on a statement, and behind a figure.

use crate::i18n::{say, t};
use crate::model::day::{exact, on};
use crate::part::table::{head, number, table};
use crate::part::why::{why, why_at};
use ami_domain::explain::LineageId;
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::statement::{Entry, Kind, Part};
use ami_domain::time::{Day, Zone};
use ami_locales::{Args, arg, args};
use leptos::prelude::*;

/// Amounts by their labels, to the micro-dollar.
pub(crate) fn amounts_table(
    testid: &'static str,
    caption: &'static str,
    rows: impl IntoIterator<Item = (&'static str, Money)>,
) -> impl IntoView {
    let rows = rows.into_iter().map(|(label, amount)| {
        view! {
            <tr>
                <th scope="row">{t(label)}</th>
                <td class="number" data-testid=label>{exact(amount)}</td>
            </tr>
        }
    });
    let heads = (head(t("explain-what")), number(t("explain-amount")));
    table(testid, t(caption), heads, rows.collect_view())
}

/// The lines of a book between what it began and ended with, to the micro-dollar. The edges may
/// name their days; a line may lead to what is behind it.
pub(crate) fn book_table(
    part: Part,
    edges: Option<(Day, Day)>,
    paths: Vec<Option<String>>,
) -> impl IntoView {
    let book = book_text(&part.book);
    let edge = |day: Option<Day>, text: &'static str, test: &'static str, balance| {
        let when = move || day.map(|day| say("statement-date", &args!["at" => on(day)]));
        view! {
            <tr data-testid=test>
                <th scope="row">{when}</th>
                <td>{t(text)}</td>
                <td class="number"></td>
                <td class="number" data-label=t("statement-balance")>{exact(balance)}</td>
                <td></td>
            </tr>
        }
    };
    let (opening, closing) = (part.opening, part.closing);
    let (from, last) = edges.unzip();
    let paths = paths.into_iter().chain(std::iter::repeat(None));
    let rows = part.entries.into_iter().zip(paths);
    let rows = rows.map(|(entry, path)| line(entry, path)).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=t("statement-title")>
            <table class="stacked" data-testid="statement-part">
                <caption>{move || say(&book, &Args::new())}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("statement-day")}</th>
                        <th scope="col">{t("statement-what")}</th>
                        <th scope="col" class="number">{t("statement-amount")}</th>
                        <th scope="col" class="number">{t("statement-balance")}</th>
                        <th scope="col"><span class="unseen">{t("explain-title")}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {edge(from, "statement-opening", "ledger-opening", opening)} {rows}
                    {edge(last, "statement-closing", "ledger-closing", closing)}
                </tbody>
            </table>
        </div>
    }
}

fn line(entry: Entry, path: Option<String>) -> impl IntoView {
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
        <tr data-kind=entry.kind.word() data-testid="ledger-line">
            <th scope="row">{move || say("statement-date", &when)}</th>
            <td>{what}</td>
            <td class="number" data-testid="ledger-amount" data-label=t("statement-amount")>
                {exact(entry.amount)}
            </td>
            <td class="number" data-label=t("statement-balance")>{exact(entry.balance)}</td>
            <td>{path.map(|path| why_at(path, entry.kind.text_id()))}</td>
        </tr>
    }
}

/// Entries as the ledger has them.
pub(crate) fn entries_table(entries: Vec<Transfer>, zone: Zone) -> impl IntoView {
    if entries.is_empty() {
        return view! { <p>{t("explain-nothing")}</p> }.into_any();
    }
    let rows = entries
        .into_iter()
        .map(|entry| row(entry, &zone))
        .collect_view();
    view! {
        {table(
            "ledger-entries",
            t("explain-entries"),
            (
                head(t("statement-day")),
                number(t("statement-amount")),
                head(t("statement-what")),
                head(t("explain-from-book")),
                head(t("explain-to-book")),
            ),
            rows,
        )}
    }
    .into_any()
}

fn row(entry: Transfer, zone: &Zone) -> impl IntoView + use<> {
    let local = zone.local(entry.at);
    let when = args!["at" => arg::moment(local.at.as_millis(), local.offset_minutes)];
    let (from, to) = (side(entry.from), side(entry.to));
    let state = match entry.state {
        TransferState::Posted => None,
        TransferState::Pending => Some(t("explain-pending")),
        TransferState::Voided => Some(t("explain-voided")),
    };
    view! {
        <tr data-testid="ledger-entry">
            <th scope="row">{move || say("explain-interval", &when)}</th>
            <td class="number">{exact(entry.amount)}</td>
            <td>
                {t(Kind::of(&entry).text_id())}
                {state.map(|state| view! { " (" {state} ")" })} " " {behind(&entry)}
            </td>
            <td>{move || say(&from, &Args::new())}</td>
            <td>{move || say(&to, &Args::new())}</td>
        </tr>
    }
}

/// What a plan took for debt and what an event cost are computed from more than the entry.
fn behind(entry: &Transfer) -> Option<AnyView> {
    let (of, label) = match entry.reason {
        Reason::DebtDay(_) => (LineageId::Entry(entry.id), "behind-day-title"),
        Reason::DebtShare(payment) => (LineageId::Payment(payment), "behind-share-title"),
        Reason::EventUsage { event, .. } | Reason::EventReturn(event) => {
            (LineageId::Event(event), "behind-event-title")
        }
        _ => return None,
    };
    Some(why(of, label).into_any())
}

fn side(book: Book) -> String {
    book_text(book.word())
}

/// Text id of a book.
pub(crate) fn book_text(word: &str) -> String {
    match word {
        "agent" => "explain-book-agent".to_owned(),
        word => format!("statement-book-{}", word.replace('_', "-")),
    }
}

/// What all lines come to, as screens show it and exactly.
pub(crate) fn sum_line(label: &'static str, test: &'static str, amount: Money) -> impl IntoView {
    view! {
        <p class="sentence">
            {t(label)} ": "
            <strong data-testid=test data-exact=exact(amount)>
                {crate::i18n::t_with("home-balance-value", move || {
                    args!["balance" => crate::i18n::usd(amount)]
                })}
            </strong>
        </p>
    }
}
