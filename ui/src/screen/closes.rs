//! Closed days of the ledger for the utility: what each did to each kind of book, and that all
//! books together are zero.

use super::heading;
use crate::i18n::{say, t};
use crate::model::day::{exact, on};
use crate::part::credit::credit_box;
use crate::part::fetch::{fetched, load};
use crate::shell::more;
use ami_locales::{Args, args};
use ami_wire::api::{Close, CloseBook};
use leptos::prelude::*;

pub(super) fn view(_: String) -> AnyView {
    let asked = load(move || Some(more().closes()));
    view! {
        {heading(t("closes-title"))}
        <p>{t("closes-intro")}</p>
        {fetched(asked, list)}
    }
    .into_any()
}

fn list(days: Vec<Close>) -> impl IntoView {
    if days.is_empty() {
        return view! { <p data-testid="closes-empty">{t("closes-none")}</p> }.into_any();
    }
    days.into_iter().map(day).collect_view().into_any()
}

fn day(day: Close) -> impl IntoView {
    let count = i64::try_from(day.entries).unwrap_or(i64::MAX);
    let title = args!["at" => on(day.day), "count" => count];
    let link = day.link.map(|link| {
        let link = args!["link" => link];
        view! { <p class="hint">{move || say("closes-link", &link)}</p> }
    });
    let total = exact(day.total);
    let credit = day.credit.map(credit_box);
    let rows = day.books.into_iter().map(row).collect_view();
    view! {
        <section class="panel" data-testid="close">
            <h2>{move || say("closes-day", &title)}</h2>
            {link}
            <div class="table-scroll" tabindex="0" role="region" aria-label=t("closes-caption")>
                <table class="stacked">
                    <caption>{t("closes-caption")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t("closes-book")}</th>
                            <th scope="col" class="number">{t("closes-gained")}</th>
                            <th scope="col" class="number">{t("closes-lost")}</th>
                            <th scope="col" class="number">{t("closes-balance")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows}
                        <tr>
                            <th scope="row">{t("closes-total")}</th>
                            <td class="number"></td>
                            <td class="number"></td>
                            <td class="number" data-testid="close-total" data-label=t("closes-balance")>
                                {total}
                            </td>
                        </tr>
                    </tbody>
                </table>
            </div>
            {credit}
        </section>
    }
}

fn row(book: CloseBook) -> impl IntoView {
    let name = format!("statement-book-{}", book.book.replace('_', "-"));
    view! {
        <tr>
            <th scope="row">{move || say(&name, &Args::new())}</th>
            <td class="number" data-label=t("closes-gained")>{exact(book.gained)}</td>
            <td class="number" data-label=t("closes-lost")>{exact(book.lost)}</td>
            <td class="number" data-label=t("closes-balance")>{exact(book.balance)}</td>
        </tr>
    }
}
