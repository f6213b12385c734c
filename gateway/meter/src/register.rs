//! What the meter measures: a cumulative register in watt-hours, and the load profile with one
//! row for each interval of at most an hour (FR-19), labelled by its start on the meter's clock.

use ami_domain::energy::WattHours;
use ami_domain::time::{Span, Timestamp, Window};
use ami_wire::up::IntervalRow;
use std::collections::VecDeque;

/// Days that the load profile holds: thirteen months and a little.
pub const PROFILE_DAYS: i64 = 400;

/// Lengths that an interval may have, in minutes; all divide an hour.
pub const LENGTHS: [i64; 3] = [60, 30, 15];

/// The interval that is being measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Open {
    start: Timestamp,
    energy: WattHours,
    estimated: bool,
}

/// The measuring part of the meter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Register {
    total: WattHours,
    length: Span,
    open: Open,
    /// The interval to which the clock was set last over others that nobody measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jumped_to: Option<Timestamp>,
    #[serde(with = "compact")]
    profile: VecDeque<IntervalRow>,
}

/// A stored register that no meter of ours could have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the interval is {0} minutes long: use 60, 30 or 15")]
pub struct BadLength(pub i64);

impl Register {
    /// A register at zero that begins to measure now. An interval that had begun before is marked
    /// as not fully measured.
    ///
    /// # Errors
    /// [`BadLength`] unless the length is one of [`LENGTHS`].
    pub fn new(length: Span, now: Timestamp) -> Result<Self, BadLength> {
        check(length)?;
        let start = now.floor_to(length);
        Ok(Self {
            total: WattHours::ZERO,
            length,
            open: Open {
                start,
                energy: WattHours::ZERO,
                estimated: start != now,
            },
            jumped_to: None,
            profile: VecDeque::new(),
        })
    }

    /// Whether a stored register may be used.
    ///
    /// # Errors
    /// [`BadLength`] unless the length is one of [`LENGTHS`].
    pub fn check(&self) -> Result<(), BadLength> {
        check(self.length)
    }

    /// Energy since the meter was made; never falls.
    pub fn total(&self) -> WattHours {
        self.total
    }

    /// Length of every interval.
    pub fn length(&self) -> Span {
        self.length
    }

    /// Start of the interval that is being measured now.
    pub fn open_since(&self) -> Timestamp {
        self.open.start
    }

    /// Rows of the load profile, oldest first.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &IntervalRow> + DoubleEndedIterator {
        self.profile.iter()
    }

    /// Rows of the load profile whose start lies in the window, oldest first.
    pub fn rows_in(&self, window: Window) -> impl Iterator<Item = &IntervalRow> {
        let first = self.profile.partition_point(|row| row.start < window.start);
        let last = self.profile.partition_point(|row| row.start < window.end);
        self.profile.range(first..last.max(first))
    }

    /// Most rows that the profile holds.
    pub fn capacity(&self) -> usize {
        let rows = Span::days(PROFILE_DAYS).as_millis() / self.length.as_millis().max(1);
        usize::try_from(rows).unwrap_or(usize::MAX)
    }

    /// Counts energy that was used evenly between two moments, and gives the rows that became
    /// complete. Negative energy counts as none.
    ///
    /// Energy over several intervals is shared by time, to the watt-hour; rows that lie wholly
    /// inside such a gap were not measured one by one and say so. A clock that went back closes
    /// nothing: the open interval goes on until its end is reached.
    pub fn record(&mut self, from: Timestamp, to: Timestamp, used: WattHours) -> Vec<IntervalRow> {
        let gap = to.since(from) > self.length;
        self.record_part(from, to, used, gap)
    }

    /// The same for a part of a longer stretch, of which `gap` says whether it was longer than an
    /// interval.
    pub(crate) fn record_part(
        &mut self,
        from: Timestamp,
        to: Timestamp,
        used: WattHours,
        gap: bool,
    ) -> Vec<IntervalRow> {
        let used = used.max(WattHours::ZERO);
        self.total += used;
        if to < self.open.start + self.length {
            self.open.energy += used;
            return Vec::new();
        }
        let span = to.since(from).as_millis();
        let mut closed = Vec::new();
        let mut shared = self.skip_lost(from, to, used);
        while to >= self.open.start + self.length {
            let end = self.open.start + self.length;
            let part = end.since(from).as_millis().clamp(0, span.max(0));
            let until = if span > 0 {
                used.share(part, span)
            } else {
                used
            };
            self.open.energy += until - shared;
            self.open.estimated |= gap;
            shared = until;
            closed.push(self.close(end));
        }
        self.open.energy += used - shared;
        self.open.estimated |= gap;
        closed
    }

    /// The clock is set: the open interval is not fully measured. Gives its row where it ends here.
    ///
    /// Over intervals that the clock leaves out nothing was measured, so no rows are written for
    /// them. Where it is set back again to before such a jump it was wrong: rows of what has not
    /// come yet would stand there as if it had been measured, and nothing would be recorded until
    /// then. Their energy goes into the interval that runs now. Any other step back closes nothing,
    /// as [`Register::record`] says.
    pub fn set_clock(&mut self, at: Timestamp) -> Option<IntervalRow> {
        self.open.estimated = true;
        let (end, here) = (self.open.start + self.length, at.floor_to(self.length));
        if here > end {
            let row = self.close(end);
            self.open.start = here;
            self.open.estimated = true;
            self.jumped_to = Some(here);
            return Some(row);
        }
        if self.jumped_to.is_some_and(|target| here < target) {
            while let Some(row) = self.profile.pop_back_if(|row| row.start > here) {
                self.open.energy += row.energy;
            }
            // What was read of an interval that is closed is not read again.
            let closed = self.profile.back().is_some_and(|row| row.start == here);
            self.open.start = if closed { here + self.length } else { here };
            self.jumped_to = Some(here);
        }
        None
    }

    /// After a gap longer than the whole profile only the newest rows are worth writing; gives the
    /// energy of those that are not written. The total has it all the same.
    fn skip_lost(&mut self, from: Timestamp, to: Timestamp, used: WattHours) -> WattHours {
        let oldest = to.floor_to(self.length) - Span::days(PROFILE_DAYS);
        if self.open.start >= oldest {
            return WattHours::ZERO;
        }
        self.open = Open {
            start: oldest,
            energy: WattHours::ZERO,
            estimated: true,
        };
        let span = to.since(from).as_millis();
        used.share(oldest.since(from).as_millis().clamp(0, span.max(0)), span)
    }

    fn close(&mut self, end: Timestamp) -> IntervalRow {
        let row = IntervalRow {
            start: self.open.start,
            energy: self.open.energy,
            estimated: self.open.estimated,
        };
        while self.profile.len() >= self.capacity() {
            self.profile.pop_front();
        }
        self.profile.push_back(row);
        self.open = Open {
            start: end,
            energy: WattHours::ZERO,
            estimated: false,
        };
        row
    }
}

fn check(length: Span) -> Result<(), BadLength> {
    if LENGTHS
        .into_iter()
        .map(Span::minutes)
        .any(|one| one == length)
    {
        Ok(())
    } else {
        Err(BadLength(length.as_millis() / 60_000))
    }
}

/// Ten thousand rows are written to disk every few seconds: three numbers each, no names.
mod compact {
    use super::{IntervalRow, Timestamp, VecDeque, WattHours};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        rows: &VecDeque<IntervalRow>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let short = |row: &IntervalRow| {
            (
                row.start.as_millis(),
                row.energy.get(),
                u8::from(row.estimated),
            )
        };
        to.collect_seq(rows.iter().map(short))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<VecDeque<IntervalRow>, D::Error> {
        let rows: Vec<(i64, i64, u8)> = Vec::deserialize(from)?;
        let long = |(start, energy, estimated)| IntervalRow {
            start: Timestamp::from_millis(start),
            energy: WattHours::new(energy),
            estimated: estimated != 0,
        };
        Ok(rows.into_iter().map(long).collect())
    }
}

#[cfg(test)]
mod tests;
