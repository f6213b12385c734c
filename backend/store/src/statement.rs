//! The lines of an account in the account's own order, with the balance after each; and the
//! statements that were issued.

use crate::close::{number, read_day};
use crate::error::StoreError;
use crate::ledger_column::{TRANSFER, owner_of, read, word};
use crate::limits;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Day, Timestamp};
use std::collections::BTreeMap;

/// One movement of one book of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerLine {
    /// The movement.
    pub transfer: Transfer,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// The closed day that has it; `None` when none has.
    pub day: Option<Day>,
    /// The account's book that it moved.
    pub book: Book,
    /// By how much, signed.
    pub effect: Money,
    /// The balance of the book after it.
    pub balance: Money,
}

/// A statement as issued; it never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// Whose.
    pub account: AccountId,
    /// The first day.
    pub from: Day,
    /// The first day after.
    pub until: Day,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// What it says, as JSON.
    pub body: String,
    /// SHA-256 of the body.
    pub digest: [u8; 32],
}

/// The columns of a statement.
const STATEMENT: &str = "account, from_day, until_day, issued_at, body, digest";

impl Tx {
    /// How an account's book stood before a day began, from the closed days.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn opening_balance(&mut self, book: Book, day: Day) -> Result<Money, StoreError> {
        let sql = "SELECT micros FROM day_balance WHERE owner = $1 AND book = $2 AND day < $3 \
                   ORDER BY day DESC LIMIT 1";
        let ask = self.ask("opening balance", sql);
        let ask = ask.with(owner_of(book)).with(word(book)).with(number(day));
        let row = ask.one().await?;
        row.map_or(Ok(Money::ZERO), |row| row.get("micros"))
    }

    /// What moved an account's books in the closed days from `from` and before `until`, in their
    /// order, each with the balance after it; without `until` also what no day has taken yet.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn statement_lines(
        &mut self,
        account: AccountId,
        from: Day,
        until: Option<Day>,
    ) -> Result<Vec<LedgerLine>, StoreError> {
        let mut balances = BTreeMap::new();
        for book in Book::of_account(account) {
            balances.insert(book, self.opening_balance(book, from).await?);
        }
        let mut lines = Vec::new();
        let last = self.last_close().await?.map(|row| row.day.plus(1));
        let end = match (until, last) {
            (Some(until), Some(last)) => until.min(last),
            (until, last) => until.or(last).unwrap_or(from),
        };
        let mut day = from;
        while day < end {
            let found = self.lines_of_day(account, Some(day)).await?;
            follow(account, Some(day), found, &mut balances, &mut lines);
            day = day.plus(1);
        }
        if until.is_none() {
            let found = self.lines_of_day(account, None).await?;
            follow(account, None, found, &mut balances, &mut lines);
        }
        Ok(lines)
    }

    /// The account's posted transfers that a day has taken, or that none has.
    async fn lines_of_day(
        &mut self,
        account: AccountId,
        day: Option<Day>,
    ) -> Result<Vec<(Transfer, Timestamp)>, StoreError> {
        let taken = match day {
            Some(_) => "closed_day = $3",
            None => "closed_day IS NULL",
        };
        let side = |side: &str| {
            format!(
                "SELECT {TRANSFER} FROM transfer WHERE {side}_account = $1 \
                 AND state = 'posted' AND {taken}"
            )
        };
        // A movement between two books of the account is found from both sides, and is one.
        let sql = format!(
            "{} UNION {} ORDER BY ended_at, id LIMIT $2",
            side("from"),
            side("to")
        );
        let ask = self.ask("an account's transfers of a day", sql);
        let mut ask = ask.with(account).with(at_most(limits::LIST_MAX));
        if let Some(day) = day {
            ask = ask.with(number(day));
        }
        let rows = ask.all().await?;
        if rows.len() >= limits::LIST_MAX as usize {
            return Err(StoreError::Corrupt {
                what: "an account's transfers of a day",
                why: format!("{account} has more than {} in a day", limits::LIST_MAX),
            });
        }
        each(rows, |row| Ok((read(row)?, row.get("ended_at")?)))
    }

    /// The transfers that a day has taken, in the order of their names, after this one.
    pub(crate) async fn transfers_of_day(
        &mut self,
        day: Day,
        after: Option<TransferId>,
    ) -> Result<Vec<(Transfer, Timestamp)>, StoreError> {
        let later = after.map_or("", |_| "AND id > $3 ");
        let sql = format!(
            "SELECT {TRANSFER} FROM transfer WHERE closed_day = $1 {later}ORDER BY id LIMIT $2"
        );
        let ask = self.ask("transfers of a day", sql).with(number(day));
        let mut ask = ask.with(at_most(limits::LIST_MAX));
        if let Some(after) = after {
            ask = ask.with(after);
        }
        each(ask.all().await?, |row| {
            Ok((read(row)?, row.get("ended_at")?))
        })
    }

    /// Keeps a statement. `false`, and nothing changed, when the account has one from that day.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn issue_statement(&mut self, row: &StatementRow) -> Result<bool, StoreError> {
        let sql = format!(
            "INSERT INTO statement ({STATEMENT}) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (account, from_day) DO NOTHING"
        );
        self.ask("issuing a statement", sql)
            .with(row.account)
            .with(number(row.from))
            .with(number(row.until))
            .with(row.issued_at)
            .with(row.body.as_str())
            .with(row.digest)
            .run_one()
            .await
    }

    /// The statements of an account, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn statements(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<StatementRow>, StoreError> {
        let sql = format!(
            "SELECT {STATEMENT} FROM statement WHERE account = $1 \
             ORDER BY from_day DESC LIMIT $2"
        );
        let ask = self.ask("statements of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read_statement)
    }

    /// The statement of an account that begins with this day.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn statement(
        &mut self,
        account: AccountId,
        from: Day,
    ) -> Result<Option<StatementRow>, StoreError> {
        let sql = format!("SELECT {STATEMENT} FROM statement WHERE account = $1 AND from_day = $2");
        let ask = self.ask("a statement", sql).with(account);
        let row = ask.with(number(from)).one().await?;
        row.as_ref().map(read_statement).transpose()
    }

    /// Accounts whose next statement ends before or with this day, or who were never looked at;
    /// with the days that it spans.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn statements_due(
        &mut self,
        until: Day,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let sql = "SELECT id FROM account WHERE statement_until <= $1 \
                   ORDER BY statement_until, id LIMIT $2";
        let ask = self.ask("statements that are due", sql).with(number(until));
        each(ask.with(at_most(limit)).all().await?, |row| row.get("id"))
    }

    /// The days that an account's next statement spans, its end excluded; `None` before they were
    /// set.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn next_statement(
        &mut self,
        account: AccountId,
    ) -> Result<Option<(Day, Day)>, StoreError> {
        let sql = "SELECT statement_from, statement_until FROM account \
                   WHERE id = $1 AND statement_from > 0";
        let row = self.ask("the next statement", sql).with(account).one();
        let days = |row: Row| {
            Ok((
                read_day(&row, "statement_from")?,
                read_day(&row, "statement_until")?,
            ))
        };
        row.await?.map(days).transpose()
    }

    /// Sets the days that an account's next statement spans.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account.
    pub async fn set_next_statement(
        &mut self,
        account: AccountId,
        from: Day,
        until: Day,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE account SET statement_from = $2, statement_until = $3 WHERE id = $1";
        let ask = self.ask("setting the next statement", sql).with(account);
        let ask = ask.with(number(from)).with(number(until));
        crate::sql::must(ask.run_one().await?, "account", account)
    }
}

/// Follows transfers in their order and notes each book's balance after each.
fn follow(
    account: AccountId,
    day: Option<Day>,
    found: Vec<(Transfer, Timestamp)>,
    balances: &mut BTreeMap<Book, Money>,
    lines: &mut Vec<LedgerLine>,
) {
    for (transfer, posted_at) in found {
        for book in [transfer.from, transfer.to] {
            if book.account() != Some(account) {
                continue;
            }
            let effect = transfer.effect_on(book);
            let balance = balances.entry(book).or_default();
            *balance += effect;
            lines.push(LedgerLine {
                transfer,
                posted_at,
                day,
                book,
                effect,
                balance: *balance,
            });
        }
    }
}

fn read_statement(row: &Row) -> Result<StatementRow, StoreError> {
    Ok(StatementRow {
        account: row.get("account")?,
        from: read_day(row, "from_day")?,
        until: read_day(row, "until_day")?,
        issued_at: row.get("issued_at")?,
        body: row.get("body")?,
        digest: row.get("digest")?,
    })
}
