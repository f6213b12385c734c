//! The journal: every message in either direction, in the order in which it happened (FR-25).
//! The rows of a transaction are written together when it commits, each with its link of the
//! meter's chain (`journal_chain.rs`): three statements, however many rows and meters they are,
//! and the heads of the chains are the last rows that a transaction locks.

use crate::error::StoreError;
use crate::journal_chain::{Link, link_of};
use crate::limits;
use crate::sql::{at_most, each, values};
use crate::tx::Tx;
use ami_domain::code::Code;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Texts for up to so many rows stay prepared; longer ones are rare.
const KEPT_ROWS: usize = 16;

/// One row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Its place, given by the store; whatever is here when it is written is not looked at.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// To or from which meter.
    pub meter: MeterId,
    /// To the meter.
    pub down: bool,
    /// What about.
    pub code: Code,
    /// Which message.
    pub message: Option<MessageId>,
    /// For a person who looks; cut at [`limits::DETAIL_CHARS_MAX`].
    pub detail: String,
}

/// Where a meter's chain ends.
type Ends = BTreeMap<MeterId, (u64, Option<Link>)>;

impl Tx {
    /// Adds a row; it is written with the commit, or when this transaction reads the journal.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`]; [`StoreError`] of the engine when so many rows wait that they
    /// are written now. That a meter is not known comes out when they are written.
    pub async fn journal(&mut self, row: &JournalRow) -> Result<(), StoreError> {
        self.journal_all(std::slice::from_ref(row)).await
    }

    /// Adds many rows, in this order.
    ///
    /// # Errors
    /// As [`Tx::journal`].
    pub async fn journal_all(&mut self, rows: &[JournalRow]) -> Result<(), StoreError> {
        if !self.writes {
            let what = "writing the journal";
            return Err(StoreError::ReadOnly { what });
        }
        for row in rows {
            let detail: String = row.detail.chars().take(limits::DETAIL_CHARS_MAX).collect();
            self.journal.push(JournalRow {
                // The link must be made over what the engine gives back.
                detail: detail.replace('\0', "\u{fffd}"),
                ..row.clone()
            });
            if self.journal.len() >= limits::JOURNAL_WAITING_MAX {
                self.write_journal().await?;
            }
        }
        Ok(())
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a meter is not known.
    pub(crate) async fn write_journal(&mut self) -> Result<(), StoreError> {
        if self.journal.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.journal);
        let meters: BTreeSet<MeterId> = rows.iter().map(|row| row.meter).collect();
        let mut ends = self.lock_ends(&meters).await?;
        for chunk in rows.chunks(limits::ROWS_PER_STATEMENT) {
            let list = values(chunk.len(), 8, 1);
            let sql = format!(
                "INSERT INTO journal (at, meter, down, code, message, detail, place, link) \
                 VALUES {list}"
            );
            let mut ask = self.ask("writing the journal", sql);
            if chunk.len() > KEPT_ROWS {
                ask = ask.once();
            }
            for row in chunk {
                let (place, link) = ends.entry(row.meter).or_default();
                *place += 1;
                let next = link_of(link.as_ref(), *place, row);
                *link = Some(next);
                ask = ask.with(row.at).with(row.meter).with(row.down);
                ask = ask.with(row.code.0).with(row.message);
                ask = ask.with(row.detail.as_str()).with(*place).with(next);
            }
            ask.run().await?;
        }
        self.set_ends(&ends).await
    }

    /// Locks the heads of these meters' chains, in the order of their ids so that two writers
    /// never wait for each other, and reads them.
    async fn lock_ends(&mut self, meters: &BTreeSet<MeterId>) -> Result<Ends, StoreError> {
        let mut ends = Ends::new();
        let meters: Vec<MeterId> = meters.iter().copied().collect();
        for chunk in meters.chunks(limits::ROWS_PER_STATEMENT) {
            let rows: Vec<String> = (1..=chunk.len()).map(|n| format!("(${n},0)")).collect();
            let sql = format!(
                "INSERT INTO journal_head (meter, place) VALUES {} \
                 ON CONFLICT (meter) DO UPDATE SET place = journal_head.place \
                 RETURNING meter, place, link",
                rows.join(",")
            );
            let mut ask = self.ask("ends of the journal's chains", sql);
            if chunk.len() > KEPT_ROWS {
                ask = ask.once();
            }
            for meter in chunk {
                ask = ask.with(*meter);
            }
            for row in ask.returning().await? {
                ends.insert(row.get("meter")?, (row.get("place")?, row.maybe("link")?));
            }
        }
        Ok(ends)
    }

    async fn set_ends(&mut self, ends: &Ends) -> Result<(), StoreError> {
        let ends: Vec<_> = ends.iter().collect();
        for chunk in ends.chunks(limits::ROWS_PER_STATEMENT) {
            let sql = format!(
                "INSERT INTO journal_head (meter, place, link) VALUES {} ON CONFLICT (meter) \
                 DO UPDATE SET place = excluded.place, link = excluded.link",
                values(chunk.len(), 3, 1)
            );
            let mut ask = self.ask("moving the ends of the journal's chains", sql);
            if chunk.len() > KEPT_ROWS {
                ask = ask.once();
            }
            for (meter, (place, link)) in chunk {
                ask = ask.with(**meter).with(*place).with(*link);
            }
            ask.run().await?;
        }
        Ok(())
    }

    /// A meter's rows, newest first; those that this transaction added are among them.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn journal_of(
        &mut self,
        meter: MeterId,
        limit: u32,
    ) -> Result<Vec<JournalRow>, StoreError> {
        self.write_journal().await?;
        let sql = "SELECT seq, at, meter, down, code, message, detail FROM journal \
                   WHERE meter = $1 ORDER BY place DESC LIMIT $2";
        let ask = self.ask("journal of a meter", sql).with(meter);
        each(ask.with(at_most(limit)).all().await?, read)
    }
}

pub(crate) fn read(row: &crate::sql::Row) -> Result<JournalRow, StoreError> {
    Ok(JournalRow {
        seq: row.get("seq")?,
        at: row.get("at")?,
        meter: row.get("meter")?,
        down: row.get("down")?,
        code: Code(row.get("code")?),
        message: row.maybe("message")?,
        detail: row.get("detail")?,
    })
}
