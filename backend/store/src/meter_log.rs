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

/// Rows of a log that tell how supply came to be as it is.
const MOVES: [Code; 5] = [
    Code::SUPPLY_ON,
    Code::SUPPLY_OFF,
    Code::RECLOSED,
    Code::LIMIT_SET,
    Code::LIMIT_CLEARED,
];
/// So many of the newest of them are looked through.
const MOVES_MAX: u32 = 64;

impl Tx {
    /// Whether a meter is off or limited by a command that is not known here: sent after the backup
    /// that was put back. By the meter's own log, which its gateway has handed in again. A switch
    /// that somebody has opened at the meter is not: there is no message before it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn forgotten_cut(&mut self, meter: MeterId) -> Result<bool, StoreError> {
        let [on, off, reclosed, set, cleared] = MOVES.map(|code| code.0);
        let sql = "SELECT meter, seq, at, code, message, inbound, chain FROM meter_log \
                   WHERE meter = $1 AND code IN ($2, $3, $4, $5, $6) ORDER BY seq DESC LIMIT $7";
        let ask = self.ask("how supply came to be", sql).with(meter);
        let ask = ask.with(on).with(off).with(reclosed);
        let ask = ask.with(set).with(cleared).with(at_most(MOVES_MAX));
        let rows = each(ask.all().await?, read)?;
        for message in cut_by(&rows) {
            if self.command(message).await?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The messages that have opened the switch and set the limit that are so now. `rows` are the
/// newest first; the row of a message comes right before those of what it did.
fn cut_by(rows: &[MeterLogRow]) -> Vec<MessageId> {
    let limits = |row: &&MeterLogRow| matches!(row.code, Code::LIMIT_SET | Code::LIMIT_CLEARED);
    let limit = rows.iter().find(limits);
    let limit = limit.filter(|row| row.code == Code::LIMIT_SET);
    let mut switch = rows.iter().filter(|row| !limits(row));
    // What came to a meter that was so already has moved nothing.
    let moved = switch.find(|row| !row.inbound);
    let off = moved.filter(|row| row.code == Code::SUPPLY_OFF);
    let cut = off.and_then(|off| {
        let before = switch.next()?;
        let next = before.inbound && before.seq.checked_add(1) == Some(off.seq);
        (next && before.code == Code::SUPPLY_OFF).then_some(before)
    });
    let both = [limit, cut].into_iter().flatten();
    both.filter_map(|row| row.message).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as (place, what, message), the newest first.
    fn cut(rows: &[(u64, Code, Option<u128>)]) -> Vec<MessageId> {
        let row = |(seq, code, message): &(u64, Code, Option<u128>)| MeterLogRow {
            meter: MeterId::from_number(1),
            seq: *seq,
            at: Timestamp::from_millis(0),
            code: *code,
            message: message.map(MessageId::from_number),
            inbound: message.is_some(),
            chain: None,
        };
        cut_by(&rows.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn a_cut_is_what_its_message_did_and_nothing_that_a_hand_did() {
        let (on, off) = (Code::SUPPLY_ON, Code::SUPPLY_OFF);
        let one = vec![MessageId::from_number(7)];
        let none: Vec<MessageId> = Vec::new();
        assert_eq!(cut(&[(9, off, None), (8, off, Some(7))]), one);
        // Said again when it was so already.
        let again = [(11, off, Some(5)), (9, off, None), (8, off, Some(7))];
        assert_eq!(cut(&again), one);
        // Switched on since; and then by hand off, also when a cut came after that.
        let back = [(12, on, None), (9, off, None), (8, off, Some(7))];
        assert_eq!(cut(&back), none);
        let hand = [(13, off, None), (12, on, None), (9, off, None)];
        assert_eq!(cut(&hand), none);
        let late = [(14, off, Some(7)), (13, off, None), (12, on, None)];
        assert_eq!(cut(&late), none);
        // Limited, and not any more.
        let (set, free) = (Code::LIMIT_SET, Code::LIMIT_CLEARED);
        assert_eq!(cut(&[(9, on, None), (8, set, Some(7))]), one);
        assert_eq!(cut(&[(10, free, Some(6)), (8, set, Some(7))]), none);
        assert_eq!(cut(&[]), none);
    }
}
