//! Reading a meter: what displays show, the state of supply, intervals and the log.

use super::Owner;
use super::pump::Line;
use crate::clock::instant;
use crate::command::derived_id;
use crate::limits::{HISTORY_DAYS, INTERVAL_ROWS, LOG_ROWS, VIEW_EVERY};
use crate::protocol::{Answer, Ask, DriverError, Shown};
use crate::spool::SpoolError;
use ami_domain::energy::{self, WattHours, Watts};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_wire::ihd::IhdView;
use ami_wire::up::{IntervalRow, Intervals, LogRow, UpBody};
use std::time::{Duration, Instant};

/// The meter closes its interval this long after its end, by its own clock.
const CLOSING: Span = Span::seconds(5);
/// And it needs this long in real time, however fast the business clock runs.
const CLOSING_REAL: Duration = Duration::from_millis(300);
/// An interval that is late is asked for again after this time.
const LATE_AGAIN: Duration = Duration::from_secs(1);
/// When no interval came for this long in business time, it is asked for only once an interval.
const GIVE_UP: Span = Span::hours(3);

impl Owner {
    /// Reads the display values; publishes them when anything changed, and reports the supply
    /// when its switch or limit moved.
    pub(crate) async fn read_display(&mut self, line: &mut Line) -> Result<(), DriverError> {
        let shown = match self.ask(line, Ask::Display).await? {
            Answer::Display(shown) => *shown,
            other => return Err(DriverError::Garbled(format!("{other:?}"))),
        };
        self.report_supply(shown.supply).await;
        self.report_events(shown.events.clone()).await;
        let changed = self
            .last
            .shown
            .as_ref()
            .is_none_or(|last| news(last, &shown));
        self.last.shown = Some(shown);
        self.follow(line).await?;
        let stale = |at: Instant| instant().saturating_duration_since(at) >= VIEW_EVERY;
        if changed || self.last.view_at.is_none_or(stale) {
            self.show().await;
        }
        Ok(())
    }

    /// Publishes what the meter showed last, with the state of both links (NFR-01).
    pub(crate) async fn show(&mut self) {
        let Some(shown) = self.last.shown.clone() else {
            return;
        };
        let view = IhdView {
            v: ami_wire::VERSION,
            meter: self.meter.meter,
            view: shown.view,
            estimate: self.estimate(),
            supply: shown.supply,
            power: shown.power,
            last_code: shown.last_code,
            read_at: self.clock.business(),
            utility_link: *self.utility.borrow_and_update(),
            meter_link: self.last.link,
        };
        self.displays.show(view, shown.notices).await;
        self.last.view_at = Some(instant());
    }

    async fn report_supply(&mut self, supply: Supply) {
        let mut remembered = self.memory.get();
        let same = |old: Supply| {
            (old.switch, old.limit, old.trip) == (supply.switch, supply.limit, supply.trip)
        };
        if remembered.supply.is_some_and(same) {
            return;
        }
        let id = supply_id(self.meter.meter, &supply);
        let now = self.clock.business();
        let up = self.speaker.up(id, now, UpBody::Supply(supply));
        if let Err(error) = self.spool.keep(vec![up]).await {
            tracing::warn!(meter.id = %self.meter.meter, %error, "Supply is not reported yet");
            return;
        }
        tracing::info!(meter.id = %self.meter.meter, switch = ?supply.switch, "Supply");
        remembered.supply = Some(supply);
        self.remember(remembered).await;
    }

    /// Reads intervals from where the last ones ended, one portion at a time; gives the moment
    /// of the next portion.
    pub(crate) async fn read_intervals(&mut self, line: &mut Line) -> Result<Instant, DriverError> {
        let now = self.clock.business();
        let length = self.last_length();
        let until = self.memory.get().read_until;
        let mut from = until.unwrap_or(now - Span::days(HISTORY_DAYS));
        // Portions without rows, such as the time before the meter was there, are passed over.
        let portion = Span::millis(length.as_millis().saturating_mul(INTERVAL_ROWS));
        loop {
            let to = (from + portion).min(now + length);
            let asked = self.ask(line, Ask::Intervals { from, to }).await?;
            let Answer::Intervals(intervals) = asked else {
                return Err(DriverError::Garbled(format!("{asked:?}")));
            };
            if !intervals.rows.is_empty() {
                return Ok(self.keep_intervals(intervals, (from, to), now).await);
            }
            if to >= now {
                return Ok(self.next_intervals(now, length));
            }
            if !self.queue.is_empty() {
                // A command goes first; the history goes on right after it.
                return Ok(instant());
            }
            from = to;
        }
    }

    /// The cursor moves only when the rows are in the spool.
    async fn keep_intervals(
        &mut self,
        mut intervals: Intervals,
        (from, to): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Instant {
        intervals.rows.truncate(Intervals::MAX);
        let rows = intervals.rows.len();
        // ADCS would refuse the whole message for one such row, for ever.
        intervals.rows.retain(sane);
        if intervals.rows.len() < rows {
            tracing::error!(meter.id = %self.meter.meter, "Intervals beyond any meter, dropped");
        }
        let (Some(first), Some(last)) = (intervals.rows.first(), intervals.rows.last()) else {
            return instant() + LATE_AGAIN;
        };
        let (first, end) = (first.start, last.start + intervals.length);
        let (count, length) = (intervals.rows.len(), intervals.length);
        let parts: [&[u8]; 3] = [
            &self.meter.meter.to_bytes(),
            &first.as_millis().to_be_bytes(),
            &(count as u64).to_be_bytes(),
        ];
        let id = derived_id("interval", &parts);
        let up = self.speaker.up(id, now, UpBody::Interval(intervals));
        match self.spool.keep(vec![up]).await {
            Ok(()) => {}
            Err(error @ (SpoolError::Full { .. } | SpoolError::Disk(_))) => {
                tracing::warn!(meter.id = %self.meter.meter, %error, "Intervals stay in the meter");
                return instant() + LATE_AGAIN * 10;
            }
        }
        tracing::info!(meter.id = %self.meter.meter, count, "Recorded intervals");
        let mut remembered = self.memory.get();
        remembered.read_until = Some(end.max(from));
        self.remember(remembered).await;
        self.last.length = Some(length);
        if to < now {
            return instant();
        }
        self.next_intervals(now, length)
    }

    /// When to ask again: soon while one is late, else after the end of the interval that runs
    /// now (NFR-01, FR-19).
    fn next_intervals(&self, now: Timestamp, length: Span) -> Instant {
        let closed = now.floor_to(length);
        let until = self.memory.get().read_until;
        let late = until.map_or(GIVE_UP, |until| closed.since(until));
        let real = instant();
        if late > Span::ZERO && late < GIVE_UP {
            return real + LATE_AGAIN;
        }
        real + self.clock.until(closed + length + CLOSING) + CLOSING_REAL
    }

    /// The length that the meter records; an hour until it has said so.
    fn last_length(&self) -> Span {
        self.last.length.unwrap_or(Span::hours(1))
    }

    /// Reads rows of the meter's log (FR-05, FR-26); `true` when there may be more.
    pub(crate) async fn read_log(&mut self, line: &mut Line) -> Result<bool, DriverError> {
        let mut remembered = self.memory.get();
        let after = remembered.log_seq;
        let mut rows = self.ask_log(line, after, LOG_ROWS).await?;
        if rows.is_empty() {
            // The meter's log is a ring: the rows that come next may be gone already.
            rows = self.ask_log(line, after, u32::MAX).await?;
            rows.truncate(usize::try_from(LOG_ROWS).unwrap_or(usize::MAX));
        }
        let Some(last) = rows.last().map(|row| row.seq) else {
            return Ok(false);
        };
        let more = rows.len() >= usize::try_from(LOG_ROWS).unwrap_or(usize::MAX);
        let first = rows.first().map_or(0, |row| row.seq);
        let parts: [&[u8]; 3] = [
            &self.meter.meter.to_bytes(),
            &first.to_be_bytes(),
            &last.to_be_bytes(),
        ];
        let id = derived_id("log", &parts);
        let now = self.clock.business();
        let up = self.speaker.up(id, now, UpBody::Log(rows));
        if let Err(error) = self.spool.keep(vec![up]).await {
            tracing::warn!(meter.id = %self.meter.meter, %error, "The log stays in the meter");
            return Ok(false);
        }
        remembered.log_seq = last;
        self.remember(remembered).await;
        Ok(more)
    }

    async fn ask_log(
        &mut self,
        line: &mut Line,
        after: u64,
        max: u32,
    ) -> Result<Vec<LogRow>, DriverError> {
        match self.ask(line, Ask::Log { after, max }).await {
            Ok(Answer::Log(rows)) => Ok(rows),
            Ok(other) => Err(DriverError::Garbled(format!("{other:?}"))),
            // A meter without a log that we can read is still a meter.
            Err(DriverError::Refused(why)) => {
                tracing::debug!(meter.id = %self.meter.meter, why, "No log");
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn remember(&mut self, remembered: crate::memory::Remembered) {
        if let Err(error) = self.memory.set(remembered).await {
            // What was read is then read again, and has the same ids.
            tracing::error!(meter.id = %self.meter.meter, %error, "Cannot remember");
        }
    }
}

/// The id of a report: whatever is reported is in it, or another state of the same moment would be
/// taken for a second copy.
fn supply_id(meter: MeterId, supply: &Supply) -> MessageId {
    let at = |at: Timestamp| at.as_millis().to_be_bytes();
    let mut parts: Vec<Vec<u8>> = vec![
        meter.to_bytes().to_vec(),
        at(supply.at).to_vec(),
        vec![switch_byte(supply.switch)],
        // A limit that is lifted in the moment of another change is a report of its own.
        supply.limit.map_or(-1, Watts::get).to_be_bytes().to_vec(),
    ];
    if let Some(trip) = supply.trip {
        let closes_at = trip.closes_at.unwrap_or(Timestamp::from_millis(i64::MAX));
        parts.extend([at(trip.at).to_vec(), at(closes_at).to_vec()]);
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    derived_id("supply", &parts)
}

/// Whether an interval's energy is one that a meter can count.
fn sane(row: &IntervalRow) -> bool {
    (WattHours::ZERO..=energy::MAX).contains(&row.energy)
}

/// Whether a reader would see a difference; when the meter said it is none.
fn news(last: &Shown, now: &Shown) -> bool {
    let mut same_time = now.clone();
    same_time.supply.at = last.supply.at;
    same_time != *last
}

const fn switch_byte(switch: Switch) -> u8 {
    match switch {
        Switch::On => 1,
        Switch::Off => 2,
        Switch::Ready => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::receipt::Trip;
    use std::collections::HashSet;

    #[test]
    fn every_state_of_supply_in_one_moment_is_a_report_of_its_own() {
        let at = Timestamp::from_millis(1_795_600_800_000);
        let trips = [
            None,
            Some(at),
            Some(at + Span::minutes(2)),
            Some(at + Span::minutes(3)),
        ];
        let mut ids = HashSet::new();
        for switch in [Switch::On, Switch::Off, Switch::Ready] {
            for limit in [None, Some(Watts::new(500))] {
                for (trip, began) in trips.into_iter().flat_map(|end| [(end, 0), (end, 1)]) {
                    let trip = Trip {
                        at: at - Span::seconds(began),
                        closes_at: trip,
                    };
                    for trip in [None, Some(trip)] {
                        let supply = Supply {
                            switch,
                            limit,
                            credit: WattHours::ZERO,
                            at,
                            trip,
                        };
                        let id = supply_id(MeterId::from_number(1), &supply);
                        ids.insert((id, switch_byte(switch), limit, trip));
                    }
                }
            }
        }
        let distinct: HashSet<MessageId> = ids.iter().map(|(id, ..)| *id).collect();
        assert_eq!(distinct.len(), ids.len());
        assert_eq!(distinct.len(), 3 * 2 * 9);
    }
}
