//! The meters' own logs, as they sent them (FR-26), and what ADCS sent, side by side (FR-25).

use crate::command::CommandRow;
use crate::error::StoreError;
use crate::limits;
use crate::sql::{Row, at_most, each, values};
use crate::tx::Tx;
use ami_domain::code::Code;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::time::{Timestamp, Window};
use std::collections::BTreeSet;

/// One row of a meter's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterLogRow {
    /// Whose.
    pub meter: MeterId,
    /// Its place in the meter's log.
    pub seq: u64,
    /// Meter clock.
    pub at: Timestamp,
    /// What about.
    pub code: Code,
    /// Which message.
    pub message: Option<MessageId>,
    /// It came to the meter.
    pub inbound: bool,
    /// The meter's chain up to this row, 32 hexadecimal digits; older meters have none.
    pub chain: Option<String>,
}

impl Tx {
    /// Keeps rows of a meter's log; where a place is taken, the first row stays. Gives the places
    /// of those that are new.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a meter is not known.
    pub async fn put_meter_log(
        &mut self,
        rows: &[MeterLogRow],
        received_at: Timestamp,
    ) -> Result<BTreeSet<u64>, StoreError> {
        let mut new = BTreeSet::new();
        for chunk in rows.chunks(limits::ROWS_PER_STATEMENT) {
            let sql = format!(
                "INSERT INTO meter_log (meter, seq, at, code, message, inbound, chain, \
                 received_at) VALUES {} ON CONFLICT (meter, seq) DO NOTHING RETURNING seq",
                values(chunk.len(), 8, 1)
            );
            let mut ask = self.ask("keeping a meter's log", sql).once();
            for row in chunk {
                ask = ask.with(row.meter).with(row.seq).with(row.at);
                ask = ask.with(row.code.0).with(row.message).with(row.inbound);
                ask = ask.with(row.chain.as_deref()).with(received_at);
            }
            for row in ask.returning().await? {
                new.insert(row.get("seq")?);
            }
        }
        Ok(new)
    }

    /// A meter's log after this place, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn meter_log_after(
        &mut self,
        meter: MeterId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<MeterLogRow>, StoreError> {
        let sql = "SELECT meter, seq, at, code, message, inbound, chain FROM meter_log \
                   WHERE meter = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let ask = self.ask("meter's log", sql).with(meter).with(after);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// The end of a meter's log, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn meter_log_newest(
        &mut self,
        meter: MeterId,
        limit: u32,
    ) -> Result<Vec<MeterLogRow>, StoreError> {
        let sql = "SELECT meter, seq, at, code, message, inbound, chain FROM meter_log \
                   WHERE meter = $1 ORDER BY seq DESC LIMIT $2";
        let ask = self.ask("end of a meter's log", sql).with(meter);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// A meter's commands that were accepted in the window, newest first (FR-25).
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn commands_of(
        &mut self,
        meter: MeterId,
        window: Window,
        limit: u32,
    ) -> Result<Vec<CommandRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM command WHERE meter = $1 AND accepted_at >= $2 AND accepted_at < $3 \
             ORDER BY accepted_at DESC LIMIT $4",
            crate::command::COMMAND
        );
        let ask = self.ask("commands of a meter", sql).with(meter);
        let ask = ask.with(window.start).with(window.end);
        each(ask.with(at_most(limit)).all().await?, crate::command::read)
    }
}

fn read(row: &Row) -> Result<MeterLogRow, StoreError> {
    Ok(MeterLogRow {
        meter: row.get("meter")?,
        seq: row.get("seq")?,
        at: row.get("at")?,
        code: Code(row.get("code")?),
        message: row.maybe("message")?,
        inbound: row.get("inbound")?,
        chain: row.maybe("chain")?,
    })
}
