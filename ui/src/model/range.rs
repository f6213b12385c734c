//! The stretch of days that a usage chart shows, in the site's own days (SC1.12).

use ami_domain::time::Timestamp;
use ami_locales::format::Civil;
use ami_wire::api::{Step, Usage};

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// How long a stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// One day in hours.
    Day,
    /// Sunday to Saturday, as calendars of the United States are printed.
    Week,
    /// One month in days.
    Month,
}

/// One stretch of civil days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// How long.
    pub period: Period,
    /// First day, counted from 1 January 1970.
    pub first: i64,
    /// Number of days.
    pub days: i64,
}

/// The civil day of a moment, counted from 1 January 1970, at this offset from UTC.
pub fn local_day(at: Timestamp, offset_minutes: i16) -> i64 {
    (at.as_millis() + i64::from(offset_minutes) * MINUTE_MS).div_euclid(DAY_MS)
}

fn civil(day: i64) -> Civil {
    Civil::from_unix_ms(day.saturating_mul(DAY_MS), 0)
}

fn first_of_month(day: i64) -> i64 {
    day - i64::from(civil(day).day) + 1
}

impl Range {
    /// The stretch that holds this day.
    pub fn holding(period: Period, day: i64) -> Self {
        match period {
            Period::Day => Self {
                period,
                first: day,
                days: 1,
            },
            Period::Week => {
                let first = day - i64::from(civil(day).weekday);
                Self {
                    period,
                    first,
                    days: 7,
                }
            }
            Period::Month => {
                let first = first_of_month(day);
                let next = first_of_month(first + 31);
                Self {
                    period,
                    first,
                    days: next - first,
                }
            }
        }
    }
    /// The one before.
    pub fn earlier(self) -> Self {
        Self::holding(self.period, self.first - 1)
    }
    /// The one after.
    pub fn later(self) -> Self {
        Self::holding(self.period, self.first + self.days)
    }
    /// Whether this day is in it.
    pub fn holds(self, day: i64) -> bool {
        (self.first..self.first + self.days).contains(&day)
    }
    /// First moment and first moment after, where the two ends have these offsets.
    pub fn window(self, first_offset: i16, end_offset: i16) -> (Timestamp, Timestamp) {
        let at = |day: i64, offset: i16| {
            Timestamp::from_millis(day * DAY_MS - i64::from(offset) * MINUTE_MS)
        };
        (
            at(self.first, first_offset),
            at(self.first + self.days, end_offset),
        )
    }
    /// Noon of its first day as if in UTC: for `WHEN` with an offset of zero.
    pub fn first_ms(self) -> i64 {
        self.first * DAY_MS + DAY_MS / 2
    }
    /// Noon of its last day as if in UTC.
    pub fn last_ms(self) -> i64 {
        (self.first + self.days - 1) * DAY_MS + DAY_MS / 2
    }
    /// Length of a bar.
    pub const fn step(self) -> Step {
        match self.period {
            Period::Day => Step::Hour,
            Period::Week | Period::Month => Step::Day,
        }
    }
}

impl Period {
    /// Every period, in the order of the tabs.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// Text id of its tab.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Day => "usage-tab-day",
            Self::Week => "usage-tab-week",
            Self::Month => "usage-tab-month",
        }
    }
    /// The word in `data-period` and in test ids.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// The offsets that an answer shows at its two ends; when they differ from those that were asked
/// with (a change to or from summer time), the question is asked once more.
pub fn offsets_of(usage: &Usage) -> Option<(i16, i16)> {
    let first = usage.rows.first()?.start.offset_minutes;
    let last = usage.rows.last()?.start.offset_minutes;
    Some((first, last))
}

/// The window that an answer covers: its files hold the hours that are shown, whatever the clock
/// says today.
pub fn window_of(usage: &Usage) -> Option<(Timestamp, Timestamp)> {
    let last = usage.rows.last()?;
    Some((usage.rows.first()?.start.at, last.start.at + last.length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::energy::WattHours;
    use ami_domain::money::Money;
    use ami_domain::time::{LocalMoment, Span};
    use ami_wire::api::UsageRow;

    /// 1 November 2026, a Sunday: the day on which summer time ends in Los Angeles.
    const NOV_1: i64 = 20_758;

    #[test]
    fn a_week_begins_on_sunday_and_a_month_has_its_own_length() {
        let week = Range::holding(Period::Week, NOV_1 + 3);
        assert_eq!((week.first, week.days), (NOV_1, 7));
        let month = Range::holding(Period::Month, NOV_1 + 3);
        assert_eq!((month.first, month.days), (NOV_1, 30));
        assert_eq!(month.earlier().days, 31);
        assert_eq!(month.later().later().later().days, 28);
        assert_eq!(month.later().earlier(), month);
    }

    #[test]
    fn a_window_follows_the_offset_of_each_end() {
        let day = Range::holding(Period::Day, NOV_1);
        let (from, until) = day.window(-420, -480);
        assert_eq!(until.since(from).as_millis(), 25 * 3_600_000);
        assert_eq!(local_day(from, -420), NOV_1);
        assert_eq!(local_day(until, -480), NOV_1 + 1);
    }

    #[test]
    fn in_winter_the_files_of_a_summers_day_hold_its_hours_and_no_others() {
        let (from, until) = Range::holding(Period::Day, NOV_1 - 100).window(-420, -420);
        let row = |hour: i64| UsageRow {
            start: LocalMoment {
                at: from + Span::hours(hour),
                offset_minutes: -420,
            },
            length: Span::hours(1),
            energy: None,
            cost: Money::ZERO,
            estimated: false,
            lineage: None,
        };
        let shown = Usage {
            step: Step::Hour,
            rows: (0..24).map(row).collect(),
            total: WattHours::ZERO,
            cost: Money::ZERO,
            daily_average: WattHours::ZERO,
            lineage: None,
        };
        assert_eq!(window_of(&shown), Some((from, until)));
        let nothing = Usage {
            rows: Vec::new(),
            ..shown
        };
        assert_eq!(window_of(&nothing), None);
    }

    #[test]
    fn a_moment_before_midnight_belongs_to_its_own_day() {
        let (from, _) = Range::holding(Period::Day, NOV_1).window(-420, -480);
        let before = Timestamp::from_millis(from.as_millis() - 1);
        assert_eq!(local_day(before, -420), NOV_1 - 1);
        assert!(!Range::holding(Period::Day, NOV_1).holds(NOV_1 - 1));
    }
}
