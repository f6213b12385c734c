//! Days of the ledger are closed one after the other. A day takes what is posted and in no day
//! yet, a part in a transaction, and is sealed with a digest over its transfers, its totals and
//! the link of the day before. Nothing of it changes afterwards: what comes late for it goes into
//! the day that is open then. Proving it: `close_check.rs`.

use crate::error::StoreError;
use crate::ledger_column::{TRANSFER, UTILITY, owner_of, read, word};
use crate::limits;
use crate::sql::{Row, at_most, each, values};
use crate::tx::Tx;
use ami_domain::ledger::{Book, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Day, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A link of the chain of days: SHA-256.
pub type DayLink = [u8; 32];

/// A business day of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseRow {
    /// Which day, by the utility's calendar.
    pub day: Day,
    /// Its first moment.
    pub starts_at: Timestamp,
    /// The first moment after.
    pub ends_at: Timestamp,
    /// Transfers that it has taken.
    pub entries: u64,
    /// When it was sealed, and with what; `None` while it is being closed.
    pub sealed: Option<(Timestamp, DayLink)>,
}

/// What a day did to one kind of book, all owners together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayBook {
    /// The book's word.
    pub book: String,
    /// What came in.
    pub gained: Money,
    /// What went out.
    pub lost: Money,
    /// How it stood at the end of the day.
    pub balance: Money,
}

/// Kinds of book that have owners, by their words.
const OWNED: [&str; 8] = [
    "prepaid",
    "receivable",
    "event",
    "debt",
    "emergency",
    "assistance",
    "refund_due",
    "deposit",
];

impl Tx {
    /// The newest day that was begun; all before it are sealed.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn last_close(&mut self) -> Result<Option<CloseRow>, StoreError> {
        Ok(self.closes(None, 1).await?.pop())
    }

    /// Days, newest first, before this one.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn closes(
        &mut self,
        before: Option<Day>,
        limit: u32,
    ) -> Result<Vec<CloseRow>, StoreError> {
        let sql = "SELECT day, starts_at, ends_at, entries, closed_at, link FROM day_close \
                   WHERE day < $1 ORDER BY day DESC LIMIT $2";
        let ask = self.ask("closed days", sql);
        let ask = ask.with(before.map_or(i64::MAX, number));
        each(ask.with(at_most(limit)).all().await?, read_close)
    }

    /// The name of the zone by which days are closed; `None` before the first one.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn utility_zone(&mut self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT zone FROM utility_zone WHERE only_one = 1";
        let row = self.ask("the zone of the days", sql).one().await?;
        row.map(|row| row.get("zone")).transpose()
    }

    /// Keeps it; the first one stays.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn keep_utility_zone(&mut self, zone: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO utility_zone (only_one, zone) VALUES (1, $1) \
                   ON CONFLICT (only_one) DO NOTHING";
        let ask = self.ask("keeping the zone of the days", sql);
        ask.with(zone).run().await.map(drop)
    }

    /// The first day that was ever closed.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn first_close(&mut self) -> Result<Option<Day>, StoreError> {
        let sql = "SELECT day FROM day_close ORDER BY day LIMIT 1";
        let row = self.ask("the first closed day", sql).one().await?;
        row.map(|row| read_day(&row, "day")).transpose()
    }

    /// When the oldest transfer was posted that no day has taken; `None` when all are taken.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn oldest_open_transfer(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT ended_at FROM transfer WHERE state = 'posted' AND closed_day IS NULL \
                   ORDER BY ended_at LIMIT 1";
        let row = self.ask("the oldest open transfer", sql).one().await?;
        row.map(|row| row.get("ended_at")).transpose()
    }

    /// Takes at most `limit` transfers into a day that is being closed, and begins the day where
    /// that is needed. How many were taken; `None` when the day is sealed already. Several
    /// instances that ask at once go one after the other.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn take_into_day(
        &mut self,
        day: Day,
        starts_at: Timestamp,
        ends_at: Timestamp,
        limit: u32,
    ) -> Result<Option<u64>, StoreError> {
        let sql = "INSERT INTO day_close (day, starts_at, ends_at, entries) \
                   VALUES ($1, $2, $3, 0) ON CONFLICT (day) DO NOTHING";
        let ask = self.ask("beginning a day's close", sql).with(number(day));
        ask.with(starts_at).with(ends_at).run().await?;
        let sql = "UPDATE day_close SET entries = entries WHERE day = $1 AND closed_at IS NULL";
        let ask = self.ask("locking a day", sql).with(number(day));
        if !ask.run_one().await? {
            return Ok(None);
        }
        let sql = format!(
            "UPDATE transfer SET closed_day = $1 WHERE id IN (SELECT id FROM transfer \
             WHERE state = 'posted' AND closed_day IS NULL AND ended_at < $2 \
             ORDER BY ended_at, id LIMIT $3) AND closed_day IS NULL RETURNING {TRANSFER}"
        );
        let ask = self.ask("taking transfers into a day", sql);
        let ask = ask.with(number(day)).with(ends_at).with(at_most(limit));
        let taken = each(ask.returning().await?, read)?;
        let sql = "UPDATE day_close SET entries = entries + $2 WHERE day = $1";
        let ask = self.ask("counting a day's transfers", sql);
        ask.with(number(day)).with(taken.len() as u64).run().await?;
        self.add_to_day(day, &taken).await?;
        Ok(Some(taken.len() as u64))
    }

    /// Seals a day for ever. `false` when somebody else has.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn seal_day(&mut self, day: Day, at: Timestamp) -> Result<bool, StoreError> {
        let Some(row) = self.close_of(day).await? else {
            return Ok(false);
        };
        if row.sealed.is_some() {
            return Ok(false);
        }
        let before = self.closes(Some(day), 1).await?.pop();
        let before = before.and_then(|row| row.sealed).map(|sealed| sealed.1);
        let link = self.link_of_day(&row, before).await?;
        let sql = "UPDATE day_close SET closed_at = $2, link = $3 \
                   WHERE day = $1 AND closed_at IS NULL";
        let ask = self.ask("sealing a day", sql).with(number(day));
        ask.with(at).with(link).run_one().await
    }

    /// A day; `None` when it was not begun.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn close_of(&mut self, day: Day) -> Result<Option<CloseRow>, StoreError> {
        let sql = "SELECT day, starts_at, ends_at, entries, closed_at, link FROM day_close \
                   WHERE day = $1";
        let row = self.ask("a closed day", sql).with(number(day)).one();
        row.await?.as_ref().map(read_close).transpose()
    }

    /// What a day did to each kind of book, by their words; the balances sum to zero.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn day_books(&mut self, day: Day) -> Result<Vec<DayBook>, StoreError> {
        let sql = "SELECT book, gained, lost, micros FROM day_book WHERE day = $1";
        let ask = self.ask("the books of a day", sql).with(number(day));
        let mut books = each(ask.all().await?, |row| {
            Ok(DayBook {
                book: row.get("book")?,
                gained: row.get("gained")?,
                lost: row.get("lost")?,
                balance: row.get("micros")?,
            })
        })?;
        books.sort_by(|a, b| a.book.cmp(&b.book));
        Ok(books)
    }

    /// The link of a day as its transfers and totals say.
    pub(crate) async fn link_of_day(
        &mut self,
        row: &CloseRow,
        before: Option<DayLink>,
    ) -> Result<DayLink, StoreError> {
        let mut hash = Sha256::new();
        hash.update(before.unwrap_or_default());
        for number in [
            number(row.day),
            row.starts_at.as_millis(),
            row.ends_at.as_millis(),
        ] {
            hash.update(number.to_be_bytes());
        }
        for book in self.day_books(row.day).await? {
            hash.update((book.book.len() as u64).to_be_bytes());
            hash.update(book.book.as_bytes());
            for amount in [book.gained, book.lost, book.balance] {
                hash.update(amount.as_micros().to_be_bytes());
            }
        }
        let mut after = None;
        loop {
            let page = self.transfers_of_day(row.day, after).await?;
            for (transfer, ended_at) in &page {
                hash.update(content(transfer, *ended_at));
            }
            after = page.last().map(|(last, _)| last.id);
            if page.len() < limits::LIST_MAX as usize {
                break;
            }
        }
        Ok(hash.finalize().into())
    }

    /// Adds transfers to a day's totals and to the balances that it ends with.
    async fn add_to_day(&mut self, day: Day, taken: &[Transfer]) -> Result<(), StoreError> {
        let own = UTILITY.into_iter().map(word);
        let mut totals: BTreeMap<&'static str, (Money, Money)> = own
            .chain(OWNED)
            .map(|book| (book, Default::default()))
            .collect();
        let mut owned: BTreeMap<Book, Money> = BTreeMap::new();
        for transfer in taken {
            totals.entry(word(transfer.to)).or_default().0 += transfer.amount;
            totals.entry(word(transfer.from)).or_default().1 += transfer.amount;
            for book in [transfer.from, transfer.to] {
                if owner_of(book).is_some() {
                    *owned.entry(book).or_default() += transfer.effect_on(book);
                }
            }
        }
        let sql = "INSERT INTO day_book (book, day, gained, lost, micros) \
                   VALUES ($1, $2, $3, $4, $5 + COALESCE((SELECT micros FROM day_book \
                   WHERE book = $1 AND day < $2 ORDER BY day DESC LIMIT 1), 0)) \
                   ON CONFLICT (book, day) DO UPDATE SET \
                   gained = day_book.gained + excluded.gained, \
                   lost = day_book.lost + excluded.lost, micros = day_book.micros + $5";
        for (book, (gained, lost)) in totals {
            let ask = self.ask("adding to a day's book", sql).with(book);
            let ask = ask.with(number(day)).with(gained).with(lost);
            ask.with(gained - lost).run().await?;
        }
        self.add_to_day_balances(day, &owned).await
    }

    async fn add_to_day_balances(
        &mut self,
        day: Day,
        owned: &BTreeMap<Book, Money>,
    ) -> Result<(), StoreError> {
        let rows: Vec<_> = owned.iter().collect();
        for chunk in rows.chunks(limits::ROWS_PER_STATEMENT) {
            // The balance before this part, whether of a day before or of this one, and the part.
            let sql = format!(
                "INSERT INTO day_balance (owner, book, day, micros) \
                 SELECT v.column1, v.column2, v.column3, v.column4 + COALESCE(( \
                 SELECT micros FROM day_balance b WHERE b.owner = v.column1 \
                 AND b.book = v.column2 AND b.day <= v.column3 ORDER BY b.day DESC LIMIT 1), 0) \
                 FROM (VALUES {}) AS v WHERE 1 = 1 \
                 ON CONFLICT (owner, book, day) DO UPDATE SET micros = excluded.micros",
                values(chunk.len(), 4, 1)
            );
            let mut ask = self.ask("adding to a day's balances", sql);
            if chunk.len() < limits::ROWS_PER_STATEMENT {
                ask = ask.once();
            }
            for (book, by) in chunk {
                let owner = owner_of(**book).ok_or(StoreError::Corrupt {
                    what: "adding to a day's balances",
                    why: format!("{book:?} has no owner"),
                })?;
                ask = ask.with(owner).with(word(**book));
                ask = ask.with(number(day)).with(**by);
            }
            ask.run().await?;
        }
        Ok(())
    }
}

/// All that a transfer says, each part with its length, so that no two say the same.
fn content(transfer: &Transfer, ended_at: Timestamp) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(200);
    for field in crate::ledger_column::fields(transfer) {
        let part = field.to_bytes();
        let length = part.as_ref().map_or(u64::MAX, |part| part.len() as u64);
        bytes.extend(length.to_be_bytes());
        bytes.extend(part.unwrap_or_default());
    }
    bytes.extend(ended_at.as_millis().to_be_bytes());
    bytes
}

/// A day as it is stored: 20261125.
pub(crate) fn number(day: Day) -> i64 {
    i64::from(day.year) * 10_000 + i64::from(day.month) * 100 + i64::from(day.day)
}

/// A day from its number; `None` when there is none such.
pub(crate) fn day_from(number: i64) -> Option<Day> {
    let part = |value: i64| i8::try_from(value).ok();
    let day = Day {
        year: i16::try_from(number / 10_000).ok()?,
        month: part(number / 100 % 100)?,
        day: part(number % 100)?,
    };
    let real = (1..=12).contains(&day.month) && (1..=31).contains(&day.day);
    real.then_some(day)
}

/// A column that holds a day.
pub(crate) fn read_day(row: &Row, column: &'static str) -> Result<Day, StoreError> {
    let number: i64 = row.get(column)?;
    day_from(number).ok_or_else(|| row.corrupt(column, &format!("{number} is no day")))
}

fn read_close(row: &Row) -> Result<CloseRow, StoreError> {
    let closed_at: Option<Timestamp> = row.maybe("closed_at")?;
    let link: Option<DayLink> = row.maybe("link")?;
    Ok(CloseRow {
        day: read_day(row, "day")?,
        starts_at: row.get("starts_at")?,
        ends_at: row.get("ends_at")?,
        entries: row.get("entries")?,
        sealed: closed_at.zip(link),
    })
}
