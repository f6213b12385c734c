//! A history laid out hour by hour of the local clock, so that the statistics are sums over it.

use super::{HOUR, Interval, Profile, Quality};
use crate::calendar::LocalDay;
use crate::energy::WattHours;
use crate::money::{Rounding, mul_div};
use crate::time::{Day, Span, Timestamp, Zone};

/// Hours of the history.
pub(super) const LENGTH: usize = 56 * 24;
/// More than a home can use in an hour: a megawatt-hour, in milliwatt-hours. Sums over the whole
/// history, in millionths, stay whole numbers of 64 bits below it.
const MOST: i64 = 1_000_000_000;

/// What kind of hour one is. Eight weeks of them are small, so that the sums stay in the nearest
/// cache.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    kind: u8,
    hour: u8,
}

/// The last eight weeks, the oldest hour first.
#[derive(Debug)]
pub(super) struct Hours {
    /// The end of the last interval that is in it.
    pub(super) until: Option<Timestamp>,
    /// The end of the last hour.
    pub(super) anchor: Timestamp,
    /// Milliwatt-hours and milliseconds that are known of each hour.
    energy: Vec<i64>,
    time: Vec<i64>,
    pub(super) places: Vec<Place>,
}

impl Place {
    /// By the kind of day and what the clock shows.
    pub(super) fn new(kind: usize, hour: usize) -> Self {
        let small = |number: usize| u8::try_from(number).unwrap_or_default();
        Self {
            kind: small(kind),
            hour: small(hour.min(super::HOURS - 1)),
        }
    }
    /// The kind of day, as [`crate::calendar::DayType::index`] counts.
    pub(super) fn kind(self) -> usize {
        usize::from(self.kind)
    }
    /// What the clock shows, 0 to 23.
    pub(super) fn hour(self) -> usize {
        usize::from(self.hour)
    }
}

impl Hours {
    /// Lays out what is known before `now`, in any order.
    pub(super) fn of(history: &[Interval], now: Timestamp, zone: &Zone, holidays: &[Day]) -> Self {
        let known = |interval: &&Interval| {
            interval.quality != Quality::Missing
                && interval.length > Span::ZERO
                && interval.start < now
        };
        let until = history
            .iter()
            .filter(known)
            .map(|one| one.end().min(now))
            .max();
        let anchor = full_hour(until.unwrap_or(now), zone);
        let mut hours = Self {
            until,
            anchor,
            energy: vec![0; LENGTH],
            time: vec![0; LENGTH],
            places: vec![Place::default(); LENGTH],
        };
        history.iter().filter(known).for_each(|one| hours.add(one));
        hours.name(zone, holidays);
        hours
    }

    fn start(&self) -> Timestamp {
        self.anchor - Profile::HISTORY
    }

    /// An interval's shares of its hours.
    fn add(&mut self, interval: &Interval) {
        let length = interval.length.as_millis();
        let energy = interval.energy.max(WattHours::ZERO).get();
        let energy = energy.saturating_mul(1000).min(MOST);
        let first = interval.start.since(self.start()).as_millis();
        let last = interval.end().since(self.start()).as_millis();
        let (mut at, end) = (first.max(0), last.min(Profile::HISTORY.as_millis()));
        while at < end {
            let slot = at / HOUR;
            let until = ((slot + 1) * HOUR).min(end);
            let Ok(slot) = usize::try_from(slot) else {
                return;
            };
            let time = until - at;
            let part = if time == length {
                energy
            } else {
                mul_div(energy, time, length, Rounding::HalfEven)
            };
            self.energy[slot] = self.energy[slot].saturating_add(part);
            self.time[slot] = self.time[slot].saturating_add(time);
            at = until;
        }
    }

    /// Says of each hour what kind it is; the time-zone library is asked once for each day.
    fn name(&mut self, zone: &Zone, holidays: &[Day]) {
        let mut at = self.start();
        let mut slot = 0;
        let mut day = LocalDay::of(zone, at);
        while slot < LENGTH {
            day = day.at(zone, at);
            let kind = day.day_type(holidays).index();
            while slot < LENGTH && day.contains(at) {
                // Up to a change of the clock each hour is one more than the last.
                let (mut hour, until) = (day.hour(at).0, day.steady_until(at));
                while slot < LENGTH && at < until {
                    self.places[slot] = Place::new(kind, hour);
                    (slot, hour) = (slot + 1, hour + 1);
                    at = at + Span::hours(1);
                }
            }
        }
    }

    /// Use of an hour, when half of it or more is known.
    #[inline]
    pub(super) fn get(&self, slot: usize) -> Option<i64> {
        let (energy, time) = (self.energy[slot], self.time[slot]);
        match time {
            HOUR => Some(energy.min(MOST)),
            time if time * 2 >= HOUR => {
                let whole = mul_div(energy, HOUR, time, Rounding::HalfEven);
                Some(whole.min(MOST))
            }
            _ => None,
        }
    }

    /// All that is known from a slot on: milliwatt-hours and milliseconds.
    pub(super) fn sum(&self, from: usize) -> (i64, i64) {
        let from = from.min(LENGTH);
        let energy = self.energy[from..]
            .iter()
            .fold(0_i64, |a, b| a.saturating_add(*b));
        let time = self.time[from..]
            .iter()
            .fold(0_i64, |a, b| a.saturating_add(*b));
        (energy, time)
    }
}

/// The last full hour of the local clock.
fn full_hour(at: Timestamp, zone: &Zone) -> Timestamp {
    let offset = i64::from(zone.civil(at).offset_minutes) * 60_000;
    let local = at.as_millis().saturating_add(offset);
    at - Span::millis(local.rem_euclid(HOUR))
}
