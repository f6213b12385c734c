//! The journal: every message in either direction, in the order in which it happened (FR-05).

use crate::error::StoreError;
use crate::limits;
use crate::sql::{at_most, each, values};
use crate::tx::Tx;
use ami_domain::code::Code;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::Timestamp;

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

impl Tx {
    /// Writes a row.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the meter is not known.
    pub async fn journal(&mut self, row: &JournalRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO journal (at, meter, down, code, message, detail) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let detail: String = row.detail.chars().take(limits::DETAIL_CHARS_MAX).collect();
        self.ask("writing the journal", sql)
            .with(row.at)
            .with(row.meter)
            .with(row.down)
            .with(row.code.0)
            .with(row.message)
            .with(detail.as_str())
            .run()
            .await
            .map(drop)
    }

    /// Writes many rows, in this order.
    ///
    /// # Errors
    /// As [`Tx::journal`].
    pub async fn journal_all(&mut self, rows: &[JournalRow]) -> Result<(), StoreError> {
        for chunk in rows.chunks(limits::ROWS_PER_STATEMENT) {
            let list = values(chunk.len(), 6, 1);
            let sql = format!(
                "INSERT INTO journal (at, meter, down, code, message, detail) VALUES {list}"
            );
            let mut ask = self.ask("writing the journal", sql);
            if chunk.len() > KEPT_ROWS {
                ask = ask.once();
            }
            for row in chunk {
                let detail: String = row.detail.chars().take(limits::DETAIL_CHARS_MAX).collect();
                ask = ask.with(row.at).with(row.meter).with(row.down);
                ask = ask.with(row.code.0).with(row.message).with(detail.as_str());
            }
            ask.run().await?;
        }
        Ok(())
    }

    /// A meter's rows, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn journal_of(
        &mut self,
        meter: MeterId,
        limit: u32,
    ) -> Result<Vec<JournalRow>, StoreError> {
        let sql = "SELECT seq, at, meter, down, code, message, detail FROM journal \
                   WHERE meter = $1 ORDER BY seq DESC LIMIT $2";
        let ask = self.ask("journal of a meter", sql).with(meter);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok(JournalRow {
                seq: row.get("seq")?,
                at: row.get("at")?,
                meter: row.get("meter")?,
                down: row.get("down")?,
                code: Code(row.get("code")?),
                message: row.maybe("message")?,
                detail: row.get("detail")?,
            })
        })
    }
}
