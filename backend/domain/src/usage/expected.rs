//! The use to expect, hour by hour of the local clock.

use super::{HOURS, Interval, ONE, Pace, Profile, Quality};
use crate::calendar::LocalDay;
use crate::energy::WattHours;
use crate::time::{Day, Timestamp, Window, Zone};

/// Millionths times milliseconds of an hour times milliwatt-hours of a watt-hour.
const WATT_HOUR: i128 = ONE as i128 * 3_600_000 * 1000;

/// Expected intervals from one moment to another: one for each hour of the local clock, shorter at
/// both ends and at a change of the clock. They touch, and none crosses a local midnight.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    profile: &'a Profile,
    zone: &'a Zone,
    holidays: &'a [Day],
    ratio: i64,
    at: Timestamp,
    end: Timestamp,
    today: Option<(LocalDay, usize)>,
    /// What is left below a watt-hour: no rounding is lost over a long walk.
    carry: i128,
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
            ratio: self.ratio(pace),
            at: window.start,
            end: window.end,
            today: None,
            carry: 0,
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
            Some(_) | None => {
                let day = LocalDay::of(self.zone, self.at);
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
        let mean = i128::from(self.profile.hours[kind][hour.min(HOURS - 1)]);
        let exact = mean * i128::from(self.ratio) * i128::from(length.as_millis()) + self.carry;
        self.carry = exact.rem_euclid(WATT_HOUR);
        let energy = i64::try_from(exact.div_euclid(WATT_HOUR)).unwrap_or(i64::MAX);
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
