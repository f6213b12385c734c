//! What is behind the lines of a statement: the movements of its closed days.

use crate::CssError;
use crate::statement::EVENTS;
use ami_domain::explain::{StatementSubject, Subject, Took};
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::statement::Statement;
use ami_domain::time::{Day, Zone};
use ami_store::{AccountRow, StoreError, Tx};

/// The lines of a statement as it was issued, and the movements of its closed days.
pub(super) async fn statement(
    tx: &mut Tx,
    row: &AccountRow,
    zone: &Zone,
    from: Day,
) -> Result<Option<Subject>, CssError> {
    let Some(issued) = tx.statement(row.id, from).await? else {
        return Ok(None);
    };
    let unread = |error: serde_json::Error| StoreError::Corrupt {
        what: "explaining a statement",
        why: error.to_string(),
    };
    let said: Statement = serde_json::from_str(&issued.body).map_err(unread)?;
    let mut openings = Vec::new();
    for book in Book::of_account(row.id) {
        openings.push((book, tx.opening_balance(book, from).await?));
    }
    let lines = tx.statement_lines(row.id, from, Some(said.until)).await?;
    let took = lines.into_iter().map(|line| Took {
        day: line.day.unwrap_or(from),
        book: line.book,
        entry: line.transfer,
    });
    let mut took: Vec<Took> = took.collect();
    // One from before statements had events says nothing of them.
    if said.parts.iter().any(|part| part.book == EVENTS) {
        let (more, of_events) = events(tx, row.id, from, said.until).await?;
        openings.extend(more);
        took.extend(of_events);
    }
    Ok(Some(Subject::Statement(Box::new(StatementSubject {
        account: row.id,
        from,
        until: said.until,
        zone: zone.name().to_owned(),
        openings,
        took,
        parts: said.parts,
    }))))
}

/// How the books of an account's events stood, and what moved them.
async fn events(
    tx: &mut Tx,
    account: AccountId,
    from: Day,
    until: Day,
) -> Result<(Vec<(Book, Money)>, Vec<Took>), CssError> {
    let openings = tx.event_openings(account, from).await?.into_iter();
    let mut openings: Vec<(Book, Money)> =
        openings.map(|(id, one)| (Book::Event(id), one)).collect();
    let mut took = Vec::new();
    for (day, entry) in tx.event_lines(account, from, until).await? {
        for book in [entry.from, entry.to] {
            if book.event().is_some() {
                took.push(Took { day, book, entry });
                openings.push((book, Money::ZERO));
            }
        }
    }
    Ok((openings, took))
}
