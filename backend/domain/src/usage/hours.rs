//! A history laid out hour by hour of the local clock, so that the statistics are sums over it.

use super::{HOUR, HOURS, Interval, NEAR, Profile, Quality};
use crate::calendar::LocalDay;
use crate::money::{Rounding, mul_div};
use crate::time::{Day, Span, Timestamp, Zone};
use std::ops::Range;

/// Hours of the history.
pub(super) const LENGTH: usize = 56 * 24;
/// More than a home can use in an hour: a megawatt-hour, in milliwatt-hours. Sums over the whole
/// history, in millionths, stay whole numbers of 64 bits below it.
const MOST: i64 = MOST_WH * 1000;
const MOST_WH: i64 = 1_000_000;

/// What kind of hour one is: its cell in a table of the hours of each kind of day. Eight weeks of
/// them are small, so that the sums stay in the nearest cache.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place(u8);

/// Milliwatt-hours and milliseconds that are known of an hour.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    energy: i64,
    time: i64,
}

/// The last eight weeks, the oldest hour first.
#[derive(Debug)]
pub(super) struct Hours {
    /// The end of the last interval that is in it.
    pub(super) until: Option<Timestamp>,
    /// The end of the last hour.
    pub(super) anchor: Timestamp,
    known: Vec<Known>,
    pub(super) places: Vec<Place>,
    /// The local day of the last hour.
    day: LocalDay,
}

impl Place {
    /// By the kind of day and what the clock shows.
    pub(super) fn new(kind: usize, hour: usize) -> Self {
        let cell = kind * HOURS + hour.min(HOURS - 1);
        Self(u8::try_from(cell).unwrap_or_default())
    }
    /// The kind of day, as [`crate::calendar::DayType::index`] counts.
    pub(super) fn kind(self) -> usize {
        self.cell() / HOURS
    }
    /// What the clock shows, 0 to 23.
    pub(super) fn hour(self) -> usize {
        self.cell() % HOURS
    }
    /// Its place in a table of the kinds of day, each with its hours.
    pub(super) fn cell(self) -> usize {
        usize::from(self.0)
    }
}

impl Known {
    /// Use of the hour, when half of it or more is known.
    #[inline]
    fn whole(self) -> Option<i64> {
        match self.time {
            HOUR => Some(self.energy.min(MOST)),
            time if time * 2 >= HOUR => {
                let whole = mul_div(self.energy, HOUR, time, Rounding::HalfEven);
                Some(whole.min(MOST))
            }
            _ => None,
        }
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
        let mut until = None;
        for end in history.iter().filter(known).map(Interval::end) {
            if until.is_none_or(|until| until < end) {
                until = Some(end);
            }
        }
        let until = until.map(|until| until.min(now));
        let anchor = full_hour(until.unwrap_or(now), zone);
        let mut hours = Self {
            until,
            anchor,
            known: vec![Known::default(); LENGTH],
            places: vec![Place::default(); LENGTH],
            day: LocalDay::of(zone, anchor - Profile::HISTORY),
        };
        let start = hours.start();
        for interval in history.iter().filter(known) {
            hours.add(interval, start);
        }
        hours.name(zone, holidays);
        hours
    }

    fn start(&self) -> Timestamp {
        self.anchor - Profile::HISTORY
    }

    /// An interval's shares of its hours, of which the first begins at `start`.
    fn add(&mut self, interval: &Interval, start: Timestamp) {
        let length = interval.length.as_millis();
        let energy = interval.energy.get().clamp(0, MOST_WH) * 1000;
        let first = interval.start.since(start).as_millis();
        if length == HOUR && first >= 0 && first % HOUR == 0 {
            // As nearly all are: a whole hour of the clock.
            if let Ok(slot) = usize::try_from(first / HOUR) {
                self.put(slot, energy, HOUR);
            }
            return;
        }
        let last = interval.end().since(start).as_millis();
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
            self.put(slot, part, time);
            at = until;
        }
    }

    /// Fits: each interval adds at most [`MOST`] and an hour, and nobody has thousands of millions
    /// of them; so do the sums of all slots.
    fn put(&mut self, slot: usize, energy: i64, time: i64) {
        if let Some(known) = self.known.get_mut(slot) {
            known.energy += energy;
            known.time += time;
        }
    }

    /// Says of each hour what kind it is.
    fn name(&mut self, zone: &Zone, holidays: &[Day]) {
        let start = self.start();
        self.day = name(&mut self.places, self.day, start, zone, holidays);
    }

    /// What kind of hours come after the last.
    pub(super) fn next(&self, zone: &Zone, holidays: &[Day]) -> [Place; NEAR] {
        let mut places = [Place::default(); NEAR];
        name(&mut places, self.day, self.anchor, zone, holidays);
        places
    }

    /// Use of some hours, where half of one or more is known, and what kind each is.
    #[inline]
    pub(super) fn slots(&self, slots: Range<usize>) -> impl Iterator<Item = (Option<i64>, Place)> {
        let known = self.known[slots.clone()].iter();
        let places = self.places[slots].iter();
        known
            .zip(places)
            .map(|(known, place)| (known.whole(), *place))
    }

    /// All that is known from a slot on: milliwatt-hours and milliseconds.
    pub(super) fn sum(&self, from: usize) -> (i64, i64) {
        let known = &self.known[from.min(LENGTH)..];
        // Not `saturating_add`, of which a processor can do only one at a time.
        known
            .iter()
            .fold((0, 0), |(energy, time): (i64, i64), one| {
                (energy.wrapping_add(one.energy), time.wrapping_add(one.time))
            })
    }
}

/// Says of hours from a moment on what kind each is, from the day of that moment or the one before
/// on; gives the day of the last. The time-zone library is asked once for each day.
fn name(
    places: &mut [Place],
    mut day: LocalDay,
    mut at: Timestamp,
    zone: &Zone,
    holidays: &[Day],
) -> LocalDay {
    let mut places = places.iter_mut().peekable();
    while places.peek().is_some() {
        day = day.at(zone, at);
        let kind = day.day_type(holidays).index();
        while day.contains(at) && places.peek().is_some() {
            // Up to a change of the clock each hour is one more than the last.
            let (mut hour, until) = (day.hour(at).0, day.steady_until(at));
            while at < until
                && let Some(place) = places.next()
            {
                *place = Place::new(kind, hour);
                hour += 1;
                at = at + Span::hours(1);
            }
        }
    }
    day
}

/// The last full hour of the local clock.
fn full_hour(at: Timestamp, zone: &Zone) -> Timestamp {
    let offset = i64::from(zone.civil(at).offset_minutes) * 60_000;
    let local = at.as_millis().saturating_add(offset);
    at - Span::millis(local.rem_euclid(HOUR))
}
