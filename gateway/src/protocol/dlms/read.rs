//! COSEM values read as our own.

use crate::protocol::{DriverError, Shown};
use ami_dlms::class::{CaptureObject, ClockTime};
use ami_dlms::{Data, Obis, Selector};
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::id::MessageId;
use ami_domain::receipt::Receipt;
use ami_domain::time::{Span, Timestamp};
use ami_wire::up::{IntervalRow, LogRow};
use std::ops::Range;

/// Energy of one interval.
const INTERVAL_ENERGY: Obis = Obis::new(1, 0, 1, 29, 0, 255);
/// Status of one interval.
const INTERVAL_STATUS: Obis = Obis::new(0, 0, 96, 10, 1, 255);
/// Status bit: not fully measured.
const ESTIMATED: i64 = 0x04;
/// COSEM times are exact to a hundredth of a second.
const FINEST: Span = Span::millis(10);

/// Where the columns of the load profile stand, as the meter says when we connect.
#[derive(Debug, Default)]
pub(super) struct Columns {
    clock: Option<usize>,
    energy: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    /// Of attribute 3 of the profile.
    pub(super) fn of(columns: Option<&Data>) -> Self {
        let list = columns.and_then(|data| CaptureObject::list_from_data(data).ok());
        let list = list.unwrap_or_default();
        let place = |obis: Obis| list.iter().position(|column| column.obis == obis);
        Self {
            clock: list.iter().position(|c| *c == CaptureObject::CLOCK),
            energy: place(INTERVAL_ENERGY),
            status: place(INTERVAL_STATUS),
        }
    }

    /// Rows of the buffer that were asked for, oldest first. A meter that knows no ranges gives all
    /// that it has, each time: the reading would begin anew for ever, and what is charged already
    /// would count as used again.
    pub(super) fn rows(
        &self,
        data: &Data,
        asked: Range<Timestamp>,
    ) -> Result<Vec<IntervalRow>, DriverError> {
        let (Some(clock), Some(energy)) = (self.clock, self.energy) else {
            return Err(garbled(
                "the load profile has no clock or no interval energy",
            ));
        };
        let rows = data
            .items()
            .ok_or_else(|| garbled("a load profile without rows"))?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let cells = row.items().unwrap_or_default();
            let time = cells.get(clock).and_then(time);
            let used = cells.get(energy).and_then(Data::as_i64);
            let (Some(start), Some(used)) = (time, used) else {
                return Err(garbled("a row of the load profile"));
            };
            let status = self.status.and_then(|at| cells.get(at)?.as_i64());
            found.push(IntervalRow {
                start,
                energy: WattHours::new(used),
                estimated: status.unwrap_or(0) & ESTIMATED != 0,
            });
        }
        found.retain(|row: &IntervalRow| asked.contains(&row.start));
        found.sort_by_key(|row| row.start);
        Ok(found)
    }
}

/// Attribute 4 of the profile; `None` when it is no interval that the use case knows (FR-19).
pub(super) fn period(data: Option<&Data>) -> Option<Span> {
    let seconds = data?.as_i64()?;
    (1..=3_600)
        .contains(&seconds)
        .then(|| Span::seconds(seconds))
}

/// Both ends of a range that a meter compares with "from at or before, to at or after".
pub(super) fn times(from: Timestamp, to: Timestamp) -> [[u8; 12]; 2] {
    [from, to - FINEST].map(|at| ClockTime::utc(at.as_millis()).to_bytes())
}

/// Rows with a number above `after`, at most `max` of them; all when `max` is the largest.
pub(super) fn numbers(column: Obis, after: u64, max: u32) -> Selector {
    let last = if max == u32::MAX {
        u64::MAX
    } else {
        after.saturating_add(max.into())
    };
    Selector::Range {
        restricting: CaptureObject {
            class: 1,
            obis: column,
            attribute: 2,
            item: 0,
        },
        from: Data::U64(after.saturating_add(1)),
        to: Data::U64(last),
        columns: Vec::new(),
    }
}

/// A receipt, as the meter wrote it.
pub(super) fn receipt(data: &Data) -> Result<Receipt, DriverError> {
    json(data, "a receipt")
}

/// The display values.
pub(super) fn shown(data: &Data) -> Result<Shown, DriverError> {
    json(data, "display values")
}

/// Rows of the event log: time, code, number, message, inbound, and from a meter that has one
/// the link to the row before.
pub(super) fn log(data: &Data) -> Result<Vec<LogRow>, DriverError> {
    let rows = data.items().ok_or_else(|| garbled("a log without rows"))?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(log_row(row).ok_or_else(|| garbled("a row of the log"))?);
    }
    found.sort_by_key(|row| row.seq);
    Ok(found)
}

fn log_row(row: &Data) -> Option<LogRow> {
    let [at, code, seq, message, inbound, rest @ ..] = row.items()? else {
        return None;
    };
    let link = rest.first().and_then(Data::as_bytes);
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(LogRow {
        seq: seq.as_u64()?,
        at: time(at)?,
        code: Code(u16::try_from(code.as_i64()?).ok()?),
        message: <[u8; 16]>::try_from(message.as_bytes()?)
            .ok()
            .map(MessageId::from_bytes),
        inbound: inbound.as_bool()?,
        chain: link.filter(|bytes| !bytes.is_empty()).map(hex),
    })
}

fn time(data: &Data) -> Option<Timestamp> {
    let time = ClockTime::from_data(data).ok()?;
    Some(Timestamp::from_millis(time.unix_ms))
}

fn json<T: serde::de::DeserializeOwned>(data: &Data, what: &str) -> Result<T, DriverError> {
    let bytes = data.as_bytes().ok_or_else(|| garbled(what))?;
    serde_json::from_slice(bytes).map_err(|error| garbled(&format!("{what}: {error}")))
}

fn garbled(what: &str) -> DriverError {
    DriverError::Garbled(what.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn of_a_meter_that_knows_no_ranges_only_what_was_asked_for_is_taken() {
        let energy = CaptureObject {
            obis: INTERVAL_ENERGY,
            ..CaptureObject::CLOCK
        };
        let columns = [CaptureObject::CLOCK, energy].map(|column| column.to_data());
        let columns = Columns::of(Some(&Data::Array(columns.to_vec())));
        let at = |hours: i64| Timestamp::from_millis(1_782_889_200_000) + Span::hours(hours);
        let row = |hours: i64| {
            let clock = ClockTime::utc(at(hours).as_millis()).to_bytes().to_vec();
            Data::Structure(vec![Data::Octets(clock), Data::I64(hours)])
        };
        // Everything since the meter was made, and a row of a day that has not come.
        let all = Data::Array((0..100).chain([9_000]).map(row).collect());
        let rows = columns.rows(&all, at(97)..at(99)).unwrap();
        let starts: Vec<_> = rows.iter().map(|row| row.start).collect();
        assert_eq!(starts, [at(97), at(98)]);
    }
}
