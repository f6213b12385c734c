//! One civil day at one place, taken apart once, so that a walk over months asks the time-zone
//! library a few times for each day and not for each interval.

use crate::time::{Day, Span, Timestamp, Zone};

/// Milliseconds in a day of 24 hours, and in a minute and an hour.
const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;

/// Kinds of day that prices and people tell apart. A holiday is one on whatever weekday it falls.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DayType {
    /// Monday to Friday.
    Weekday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
    /// A day of the tariff's list of holidays.
    Holiday,
}

/// A civil day with its two ends and the one change of the clock that it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalDay {
    /// The day.
    pub day: Day,
    /// 0 Monday to 6 Sunday.
    pub weekday: u8,
    /// First moment inside.
    pub start: Timestamp,
    /// First moment after; 23 or 25 hours later where the clock changes.
    pub end: Timestamp,
    /// When `after` begins to hold; `end` on a day without a change.
    change: Timestamp,
    /// Milliseconds east of UTC before and after the change.
    before: i64,
    after: i64,
    /// Days after this one last 24 hours each, as far as they end by then.
    even_until: Timestamp,
}

impl DayType {
    /// Every kind.
    pub const ALL: [DayType; 4] = [
        DayType::Weekday,
        DayType::Saturday,
        DayType::Sunday,
        DayType::Holiday,
    ];

    /// Its place in a table of four.
    pub const fn index(self) -> usize {
        match self {
            DayType::Weekday => 0,
            DayType::Saturday => 1,
            DayType::Sunday => 2,
            DayType::Holiday => 3,
        }
    }
}

impl LocalDay {
    /// The civil day at this place that holds the moment. `start <= at < end` always holds, also
    /// where the clock goes back over midnight and for moments that no calendar can write.
    pub fn of(zone: &Zone, at: Timestamp) -> Self {
        let civil = zone.civil(at);
        let start = zone.start_of(civil.day).min(at);
        let next = zone.start_of(civil.day.plus(1));
        let end = if at < next { next } else { at + Span::hours(1) };
        let offset = |at| i64::from(zone.civil(at).offset_minutes) * MINUTE;
        let (before, after) = (offset(start), offset(end - Span::millis(1)));
        let mut change = end;
        if before != after {
            // The zones of the world change their clocks at most once in a day: bisection finds it.
            let (mut low, mut high) = (start.as_millis(), end.as_millis() - 1);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if offset(Timestamp::from_millis(middle)) == before {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            change = Timestamp::from_millis(high);
        }
        // A day that begins later than at 0:00 says nothing of where the next one begins.
        let midnight = (end.as_millis().saturating_add(after)).rem_euclid(DAY) == 0;
        let even_until = if midnight && at < next {
            zone.even_until(end - Span::millis(1))
        } else {
            end
        };
        Self {
            day: civil.day,
            weekday: civil.weekday,
            start,
            end,
            change,
            before,
            after,
            even_until,
        }
    }

    /// The civil day that holds a moment, from this day: the next one needs no question to the
    /// time-zone library before the clock changes.
    pub fn at(&self, zone: &Zone, at: Timestamp) -> Self {
        if self.contains(at) {
            return *self;
        }
        let end = self.end + Span::hours(24);
        if at < self.end || at >= end || end > self.even_until {
            return Self::of(zone, at);
        }
        Self {
            day: self.day.plus(1),
            weekday: (self.weekday + 1) % 7,
            start: self.end,
            end,
            change: end,
            before: self.after,
            after: self.after,
            even_until: self.even_until,
        }
    }

    /// Inside this day.
    #[inline]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// From this moment of the day up to here the clock runs evenly.
    pub(crate) fn steady_until(&self, at: Timestamp) -> Timestamp {
        if at < self.change {
            self.change
        } else {
            self.end
        }
    }

    /// Which kind of day it is with these holidays.
    pub fn day_type(&self, holidays: &[Day]) -> DayType {
        if holidays.contains(&self.day) {
            return DayType::Holiday;
        }
        match self.weekday {
            5 => DayType::Saturday,
            6 => DayType::Sunday,
            // A weekday is a number below seven by its maker, `Zone::civil`.
            _ => DayType::Weekday,
        }
    }

    /// The hour that clocks show at this moment of this day, 0 to 23, and where it ends: at the
    /// next full hour, at a change of the clock or with the day.
    #[inline]
    pub fn hour(&self, at: Timestamp) -> (usize, Timestamp) {
        let (offset, limit) = if at < self.change {
            (self.before, self.change)
        } else {
            (self.after, self.end)
        };
        let local = at.as_millis().saturating_add(offset).rem_euclid(DAY);
        let end = at + Span::millis(HOUR - local % HOUR);
        let hour = usize::try_from(local / HOUR).unwrap_or(0);
        (hour, end.min(limit))
    }

    /// Lays steps of the clock over this day: each `(to_minute, value)` holds up to that minute of
    /// the local clock, the last to the end of the day. Gives `(until, value)` in rising order; on
    /// the day on which an hour comes twice, so do its values.
    pub fn lay<T: Copy>(&self, steps: &[(u16, T)]) -> Vec<(Timestamp, T)> {
        let midnight = (self.start.as_millis() + self.before).div_euclid(DAY) * DAY;
        let parts = [
            (self.start, self.change, self.before),
            (self.change, self.end, self.after),
        ];
        let mut laid = Vec::with_capacity(steps.len() + 1);
        for (from, until, offset) in parts {
            let mut at = from;
            for (place, &(minute, value)) in steps.iter().enumerate() {
                let last = place + 1 == steps.len();
                let moment = midnight + i64::from(minute) * MINUTE - offset;
                let end = Timestamp::from_millis(moment).min(until);
                let end = if last { until } else { end };
                if end > at {
                    laid.push((end, value));
                    at = end;
                }
            }
        }
        laid
    }
}

/// Whole days from one to the other; negative when `to` is earlier, zero when either is none.
pub fn days_between(from: Day, to: Day) -> i32 {
    let date = |day: Day| jiff::civil::Date::new(day.year, day.month, day.day);
    let (Ok(from), Ok(to)) = (date(from), date(to)) else {
        return 0;
    };
    to.since(from).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn la() -> Zone {
        Zone::named("America/Los_Angeles").unwrap()
    }

    fn noon(month: i8, day: i8) -> Timestamp {
        let start = la().start_of(Day {
            year: 2026,
            month,
            day,
        });
        start + Span::hours(12)
    }

    #[test]
    fn every_hour_of_the_long_and_the_short_day_is_found() {
        for (month, day, hours) in [(3, 8, 23), (11, 1, 25), (7, 4, 24)] {
            let today = LocalDay::of(&la(), noon(month, day));
            let (mut at, mut count) = (today.start, 0);
            while at < today.end {
                let (hour, end) = today.hour(at);
                assert_eq!(hour, usize::from(la().civil(at).minute / 60));
                assert!(end > at);
                (at, count) = (end, count + 1);
            }
            assert_eq!(count, hours);
        }
    }

    #[test]
    fn steps_follow_the_wall_clock_over_the_change() {
        let steps = [(90, 'a'), (180, 'b'), (1440, 'c')];
        for (month, day) in [(3, 8), (11, 1), (7, 4)] {
            let today = LocalDay::of(&la(), noon(month, day));
            let laid = today.lay(&steps);
            let mut at = today.start;
            while at < today.end {
                let minute = la().civil(at).minute;
                let wanted = steps.iter().find(|(to, _)| minute < *to).unwrap().1;
                let found = laid.iter().find(|(until, _)| at < *until).unwrap().1;
                assert_eq!(found, wanted, "{month}-{day} minute {minute}");
                at = at + Span::minutes(5);
            }
        }
    }

    #[test]
    fn a_day_has_the_same_ends_from_each_of_its_moments() {
        let (first, mut at) = (LocalDay::of(&la(), noon(11, 1)), noon(11, 1));
        while first.contains(at) {
            assert_eq!(LocalDay::of(&la(), at), first);
            at = at + Span::minutes(7);
        }
        assert_eq!(LocalDay::of(&la(), first.start), first);
        assert_eq!(LocalDay::of(&la(), first.end).start, first.end);
    }

    #[test]
    fn the_day_after_a_day_is_the_same_as_asked_for_by_itself() {
        for name in [
            "America/Los_Angeles",
            "Australia/Lord_Howe",
            "Asia/Kolkata",
            "UTC",
        ] {
            let zone = Zone::named(name).unwrap();
            let mut day = LocalDay::of(&zone, noon(1, 1));
            for _ in 0..800 {
                let next = day.at(&zone, day.end);
                assert_eq!(next, LocalDay::of(&zone, day.end), "{name}");
                let late = day.end + Span::hours(20);
                assert_eq!(day.at(&zone, late), LocalDay::of(&zone, late), "{name}");
                assert_eq!(next.at(&zone, next.start), next);
                day = next;
            }
            let back = day.start - Span::hours(1);
            assert_eq!(day.at(&zone, back), LocalDay::of(&zone, back));
        }
    }

    #[test]
    fn a_holiday_is_one_on_any_weekday_and_far_moments_do_no_harm() {
        let today = LocalDay::of(&la(), noon(7, 4));
        assert_eq!(today.day_type(&[]), DayType::Saturday);
        assert_eq!(today.day_type(&[today.day]), DayType::Holiday);
        for at in [i64::MIN, i64::MAX, 0] {
            let at = Timestamp::from_millis(at);
            assert!(LocalDay::of(&la(), at).start <= at);
        }
        assert_eq!(days_between(today.day, today.day.plus(40)), 40);
        assert_eq!(days_between(today.day, today.day.plus(-400)), -400);
    }
}
