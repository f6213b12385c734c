//! Behind a deposit, help, and what closing an account would pay back: its books, and what follows
//! from how they stand.

use crate::i18n::t;
use crate::model::explain::LINES_MAX;
use crate::part::ledger::{amounts_table, book_table};
use ami_domain::explain::{BooksSubject, gather};
use ami_domain::time::Zone;
use leptos::prelude::*;

pub(super) fn told(subject: BooksSubject, zone: Zone) -> impl IntoView {
    let said = subject.said;
    let rows = [
        ("deposit-held", said.held),
        ("deposit-owed", said.owed),
        ("deposit-most-back", said.most_back),
        ("behind-books-kept", said.kept_for_lent),
        ("behind-books-applied", said.most_applied),
        ("explain-help-line", said.help),
        ("behind-books-refund", said.refund),
        ("behind-books-after", said.owed_after),
    ];
    let books = subject.books.iter().map(|one| {
        let part = gather(one.book, one.before, &one.entries, &zone, LINES_MAX);
        (!part.is_empty()).then(|| book_table(part, None, Vec::new()))
    });
    view! {
        <h2>{t("behind-books-title")}</h2>
        <p>{t("behind-books-body")}</p>
        {amounts_table("behind-books", "behind-books-title", rows)}
        {books.collect_view()}
    }
}
