//! The use to expect, hour by hour of the local clock.

use super::learn::share;
use super::stray::Stretch;
use super::{HOURS, Interval, ONE, Pace, Profile, Quality};
use crate::calendar::LocalDay;
use crate::energy::WattHours;
use crate::money::euclid;
use crate::time::{Day, Timestamp, Window, Zone};

/// Milliseconds of an hour times milliwatt-hours of a watt-hour.
const WATT_HOUR: i128 = 3_600_000 * 1000;

/// Expected intervals from one moment to another: one for each hour of the local clock, shorter at
/// both ends and at a change of the clock. They touch, and none crosses a local midnight. At
/// another pace than the likely one it is the sum from the start that is low, ample or high; low
/// and high use are spread over the first day, see [`Stretch::spread`].
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    profile: &'a Profile,
    zone: &'a Zone,
    holidays: &'a [Day],
    pace: Pace,
    start: Timestamp,
    at: Timestamp,
    end: Timestamp,
    today: Option<Today>,
    /// Likely use since the start, in milliwatt-hours times milliseconds of an hour, the same if
    /// all hours of a day were alike, and what was given in watt-hours: no rounding is lost over a
    /// long walk, however it is cut.
    likely: i128,
    even: i128,
    given: i64,
}

/// The local day that is walked through.
#[derive(Debug, Clone, Copy)]
struct Today {
    day: LocalDay,
    /// Which row of the pattern.
    kind: usize,
    /// The mean of that row.
    mean: i64,
}

impl Profile {
    /// What this home is expected to use in a window, at this pace.
    pub fn expected<'a>(
        &'a self,
        zone: &'a Zone,
        holidays: &'a [Day],
        window: Window,
        pace: Pace,
    ) -> Expected<'a> {
        Expected {
            profile: self,
            zone,
            holidays,
            pace,
            start: window.start,
            at: window.start,
            end: window.end,
            today: None,
            likely: 0,
            even: 0,
            given: 0,
        }
    }
}

impl Expected<'_> {
    /// The same use, which begins on this local day of its place: it is not looked up again.
    pub(crate) fn on(mut self, day: LocalDay) -> Self {
        self.enter(day);
        self
    }

    fn enter(&mut self, day: LocalDay) {
        let kind = day.day_type(self.holidays).index();
        let mean = self.profile.hours[kind].iter().sum::<i64>() / 24;
        self.today = Some(Today { day, kind, mean });
    }

    /// The hour of the pattern at this moment, the mean of its day, and where the hour ends.
    fn hour(&mut self) -> Option<(i64, i64, Timestamp)> {
        let day = match &self.today {
            Some(today) if today.day.contains(self.at) => None,
            Some(last) => Some(last.day.at(self.zone, self.at)),
            None => Some(LocalDay::of(self.zone, self.at)),
        };
        if let Some(day) = day {
            self.enter(day);
        }
        let today = self.today.as_ref()?;
        let (hour, end) = today.day.hour(self.at);
        let plain = self.profile.hours[today.kind][hour.min(HOURS - 1)];
        Some((plain, today.mean, end))
    }

    /// The sum up to a stretch of this length, at the pace.
    #[inline]
    fn stray(&self, likely: i128, stretch: Stretch) -> i128 {
        let ratio = self.profile.stray.at(self.pace, stretch);
        euclid(likely, i128::from(ONE)).0 * i128::from(ratio)
    }
}

impl Iterator for Expected<'_> {
    type Item = Interval;

    #[inline]
    fn next(&mut self) -> Option<Interval> {
        if self.at >= self.end {
            return None;
        }
        let (plain, mean, hour_end) = self.hour()?;
        let until = hour_end.min(self.end);
        if until <= self.at {
            return None;
        }
        let length = until.since(self.at);
        let factor = self.profile.factor(self.at);
        let sum_of = |mean| i128::from(share(mean, factor)) * i128::from(length.as_millis());
        self.likely += sum_of(plain);
        self.even += sum_of(mean);
        let stretch = || Stretch::of(until.since(self.start));
        let sum = match self.pace {
            Pace::Likely => self.likely,
            Pace::Ample => self.stray(self.likely, stretch()),
            Pace::Low | Pace::High => {
                let stretch = stretch();
                let more = (self.even - self.likely) * i128::from(stretch.spread());
                self.stray(self.likely + (more >> 10), stretch)
            }
        };
        let sum = i64::try_from(euclid(sum, WATT_HOUR).0).unwrap_or(i64::MAX);
        // The edges come nearer with time; what was used by then is never taken back.
        let energy = (sum - self.given).max(0);
        self.given += energy;
        let interval = Interval {
            start: self.at,
            length,
            energy: WattHours::new(energy),
            quality: Quality::Estimated,
        };
        self.at = until;
        Some(interval)
    }
}
