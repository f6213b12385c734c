//! How a tariff file writes days and times: `2026-12-25`, `06-01`, `16:00`.

use crate::time::Day;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time of the local clock in minutes since midnight, `00:00` to `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u16);

/// A day of any year, written month-day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl ClockTime {
    /// Minutes since midnight; `None` beyond 1440.
    pub fn new(minutes: u16) -> Option<Self> {
        (minutes <= 1440).then_some(Self(minutes))
    }
    /// Minutes since midnight, 0 to 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }
    fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
        (minute < 60)
            .then(|| Self::new(hour * 60 + minute))
            .flatten()
    }
}

impl MonthDay {
    /// A day that at least a leap year has; `None` otherwise.
    pub fn new(month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(2000, month, day)
            .ok()
            .map(|_| Self { month, day })
    }
    /// The day of the year without the year.
    pub const fn of(day: Day) -> Self {
        Self {
            month: day.month,
            day: day.day,
        }
    }
    /// From one day of the year through another, over the new year when that is the earlier one.
    /// Whoever writes `02-28` means the end of the month: in a leap year the 29th is in it, too, as
    /// it is in the seasons of the rules for cutting.
    pub fn is_within(self, from: MonthDay, through: MonthDay) -> bool {
        let end = (through.month, through.day) == (2, 28);
        let through = if end {
            MonthDay { month: 2, day: 29 }
        } else {
            through
        };
        if from <= through {
            from <= self && self <= through
        } else {
            from <= self || self <= through
        }
    }
    fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        let (month, day) = (two_digits(month)?, two_digits(day)?);
        Self::new(i8::try_from(month).ok()?, i8::try_from(day).ok()?)
    }
}

/// Two decimal digits, nothing else.
fn two_digits(text: &str) -> Option<u16> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn parse_day(text: &str) -> Option<Day> {
    let day = Day::from_text(text)?;
    let real = jiff::civil::Date::new(day.year, day.month, day.day).is_ok();
    (real && text.len() == 10).then_some(day)
}

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}
impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format_args!(
                "{text:?} is no time: write 00:00 to 24:00, such as 16:00"
            ))
        })
    }
}
impl Serialize for MonthDay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:02}-{:02}", self.month, self.day))
    }
}
impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format_args!(
                "{text:?} is no day of the year: write month-day, such as 06-01"
            ))
        })
    }
}

fn read_day<E: serde::de::Error>(text: &str) -> Result<Day, E> {
    parse_day(text).ok_or_else(|| {
        E::custom(format_args!(
            "{text:?} is no day: write year-month-day, such as 2026-12-25"
        ))
    })
}

/// A day or none.
pub(super) mod day {
    use super::{Day, Deserialize, Deserializer, Serialize, Serializer, read_day};

    pub(crate) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        day.as_ref().map(Day::to_string).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.as_deref().map(read_day).transpose()
    }
}

/// A list of days, each written year-month-day.
pub(super) mod days {
    use super::{Day, Deserialize, Deserializer, Serializer, read_day};

    pub(crate) fn serialize<S: Serializer>(days: &[Day], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(days.iter().map(Day::to_string))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Day>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        texts.iter().map(|text| read_day(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_days_are_read_strictly() {
        assert_eq!(ClockTime::parse("16:05").map(ClockTime::minutes), Some(965));
        assert_eq!(ClockTime::parse("24:00"), ClockTime::new(1440));
        for bad in ["24:01", "7:00", "12:60", "1200", "+1:00", "12:0"] {
            assert_eq!(ClockTime::parse(bad), None, "{bad}");
        }
        assert!(MonthDay::parse("02-29").is_some());
        for bad in ["02-30", "13-01", "2-1", "0601"] {
            assert_eq!(MonthDay::parse(bad), None, "{bad}");
        }
        assert!(parse_day("2028-02-29").is_some());
        for bad in [
            "20261225",
            "2026-02-29",
            "2026-04-31",
            "-001-01-01",
            "2026-1-02",
        ] {
            assert_eq!(parse_day(bad), None, "{bad}");
        }
    }
}
