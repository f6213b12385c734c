//! The use to expect, hour by hour of the local clock.

use super::learn::share;
use super::{HOURS, Interval, ONE, Pace, Profile, Quality};
use crate::calendar::LocalDay;
use crate::energy::WattHours;
use crate::money::euclid;
use crate::time::{Day, Timestamp, Window, Zone};

/// Milliseconds of an hour times milliwatt-hours of a watt-hour.
const WATT_HOUR: i128 = 3_600_000 * 1000;

/// Expected intervals from one moment to another: one for each hour of the local clock, shorter at
/// both ends and at a change of the clock. They touch, and none crosses a local midnight. At
/// another pace than the likely one it is the sum from the start that is low, ample or high.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    profile: &'a Profile,
    zone: &'a Zone,
    holidays: &'a [Day],
    pace: Pace,
    start: Timestamp,
    at: Timestamp,
    end: Timestamp,
    today: Option<(LocalDay, usize)>,
    /// Likely use since the start, in milliwatt-hours times milliseconds of an hour, and what was
    /// given of it in watt-hours: no rounding is lost over a long walk, however it is cut.
    likely: i128,
    given: i64,
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
            given: 0,
        }
    }
}

impl Iterator for Expected<'_> {
    type Item = Interval;

    fn next(&mut self) -> Option<Interval> {
        if self.at >= self.end {
            return None;
        }
        let (day, kind) = match self.today {
            Some((day, kind)) if day.contains(self.at) => (day, kind),
            last => {
                let day = match last {
                    Some((day, _)) => day.at(self.zone, self.at),
                    None => LocalDay::of(self.zone, self.at),
                };
                (day, day.day_type(self.holidays).index())
            }
        };
        self.today = Some((day, kind));
        let (hour, hour_end) = day.hour(self.at);
        let until = hour_end.min(self.end);
        if until <= self.at {
            return None;
        }
        let length = until.since(self.at);
        let mean = self.profile.hours[kind][hour.min(HOURS - 1)];
        let hour = share(mean, self.profile.factor(self.at));
        self.likely += i128::from(hour) * i128::from(length.as_millis());
        let sum = match self.pace {
            Pace::Likely => self.likely,
            Pace::Low | Pace::Ample | Pace::High => {
                let ratio = self.profile.stray.at(self.pace, until.since(self.start));
                euclid(self.likely, i128::from(ONE)).0 * i128::from(ratio)
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
