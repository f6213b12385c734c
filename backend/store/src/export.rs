//! What is handed out whole, page by page: the movements of an account, and what each interval of
//! it was charged.

use crate::error::StoreError;
use crate::ledger_column::{TRANSFER, read, word};
use crate::limits;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp, Window};

/// The last movement of the page before.
pub type LedgerMark = (Timestamp, TransferId);

impl Tx {
    /// The movements into and out of the books of an account that were made inside the window,
    /// in any state, oldest first; those after `after` where it is given.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn ledger_page(
        &mut self,
        account: AccountId,
        window: Window,
        after: Option<LedgerMark>,
        limit: u32,
    ) -> Result<Vec<Transfer>, StoreError> {
        let (at, id) = after.unwrap_or((
            window.start - Span::millis(1),
            TransferId::from_bytes([0xff; 16]),
        ));
        let arm = |side: &str, book: &str| {
            format!(
                "SELECT * FROM (SELECT {TRANSFER} FROM transfer \
                 WHERE {side}_account = $1 AND {side}_book = '{book}' AND at < $2 \
                 AND (at, id) > ($3, $4) ORDER BY at, id LIMIT $5) AS {side}_side"
            )
        };
        let arms: Vec<String> = Book::of_account(account)
            .into_iter()
            .flat_map(|book| ["from", "to"].map(|side| arm(side, word(book))))
            .collect();
        // What was paid for events is in books of their own.
        let events = ["from", "to"].map(|side| {
            format!(
                "SELECT * FROM (SELECT {TRANSFER} FROM transfer \
                 WHERE {side}_event IN (SELECT id FROM event WHERE account = $1) AND at < $2 \
                 AND (at, id) > ($3, $4) ORDER BY at, id LIMIT $5) AS {side}_side"
            )
        });
        let arms: Vec<String> = arms.into_iter().chain(events).collect();
        let arms = arms.join(" UNION ALL ");
        let sql = format!("{arms} ORDER BY at, id LIMIT $5");
        let ask = self.ask("page of a ledger", sql).with(account);
        let ask = ask.with(window.end).with(at).with(id);
        let mut page = each(ask.with(at_most(limit)).all().await?, read)?;
        // A movement between the two books of one account was found on both sides.
        page.dedup_by_key(|one| one.id);
        Ok(page)
    }

    /// What the intervals that end inside the window, or at its end, were charged: start and
    /// money of each.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn interval_charges(
        &mut self,
        account: AccountId,
        window: Window,
    ) -> Result<Vec<(Timestamp, Money)>, StoreError> {
        let arm = |book: &str| {
            format!(
                "SELECT reason_at, amount FROM transfer WHERE from_account = $1 \
                 AND from_book = '{book}' AND at > $2 AND at <= $3 \
                 AND reason = 'usage' AND state = 'posted'"
            )
        };
        let sql = format!(
            "{} UNION ALL {} LIMIT $4",
            arm("prepaid"),
            arm("receivable")
        );
        let ask = self.ask("charges of intervals", sql).with(account);
        let ask = ask.with(window.start).with(window.end);
        let most = i64::try_from(limits::SLOTS_MAX).unwrap_or(i64::MAX);
        each(ask.with(most).all().await?, |row| {
            Ok((row.get("reason_at")?, row.get("amount")?))
        })
    }
}
