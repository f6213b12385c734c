//! Behind the preview of a change of how an account pays: its books, and what its program asks for.

use crate::i18n::{at, t, t_with};
use crate::model::explain::LINES_MAX;
use crate::part::ledger::{amounts_table, book_table};
use ami_domain::account::Mode;
use ami_domain::explain::{PreviewSubject, gather};
use ami_domain::money::Money;
use ami_domain::time::Zone;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: PreviewSubject, zone: Zone) -> impl IntoView {
    let (said, terms) = (subject.said, subject.terms);
    let (asked, when) = (zone.local(subject.now), zone.local(said.at));
    let arrears = match said.to {
        Mode::Prepaid => "convert-arrears",
        Mode::Regular => "convert-bill",
    };
    let required = [
        ("explain-change-fee", terms.fee),
        ("explain-change-deposit", terms.deposit),
    ];
    let mut rows = vec![
        ("convert-help", said.help),
        ("convert-borrowed", said.borrowed),
        (arrears, said.arrears),
        ("convert-debt", said.debt),
        ("convert-held", said.held),
        ("convert-deposit", said.moves.deposit),
        ("convert-fee", said.moves.fee),
        ("convert-to-bill", said.moves.to_bill),
        ("convert-to-debt", said.moves.to_debt),
        ("convert-to-balance", said.moves.to_balance),
    ];
    // A phone shows what there is, not ten times nothing.
    rows.retain(|(_, amount)| *amount != Money::ZERO);
    rows.insert(0, ("convert-balance", said.balance));
    let books = subject.books.iter().map(|one| {
        let part = gather(one.book, one.before, &one.entries, &zone, LINES_MAX);
        (!part.is_empty()).then(|| book_table(part, None, Vec::new()))
    });
    view! {
        <h2>{t("convert-title")}</h2>
        <p class="more">{t_with("behind-asked", move || args!["at" => at(asked)])}</p>
        <p>{t_with("behind-preview-when", move || args!["at" => at(when)])}</p>
        {amounts_table("behind-preview-terms", "explain-change-terms", required)}
        {amounts_table("behind-preview", "convert-title", rows)}
        <h2>{t("explain-change-stands")}</h2>
        {books.collect_view()}
    }
}
