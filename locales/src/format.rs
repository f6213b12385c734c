//! Numbers, lengths of time and moments as people write them, from integers only. The same
//! functions stand behind Fluent's `MONEY`, `RATE`, `KWH`, `KW`, `DURATION` and `WHEN`.
//!
//! Rounding is always towards the careful side, and said at each function (FR: balance in
//! dollars, kWh and estimated time remaining are shown, never more than there is).

mod civil;
pub(crate) mod words;

pub use civil::Civil;

use crate::{Currency, Locale};
use words::{DateOrder, Words};

const MICRO: u64 = 1_000_000;
const MICRO_PER_CENT: u64 = 10_000;
const MS_PER_SECOND: i64 = 1000;
const MS_PER_MINUTE: i64 = 60 * MS_PER_SECOND;
const MINUTES_PER_DAY: i64 = 24 * 60;
/// From here on days and hours are shown, below it hours and minutes.
const DAYS_FROM_MINUTES: i64 = 2 * MINUTES_PER_DAY;

/// How long a length of time is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DurationStyle {
    /// `2 days 4 hours`, `2 días 4 horas`.
    #[default]
    Long,
    /// `2 d 4 h`, the same in both languages; for the meter and small places.
    Short,
    /// `1:47`, minutes and seconds of a countdown.
    Clock,
}

/// How a moment is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenStyle {
    /// `Nov 23, 2026, 3:05 PM`, `23 nov 2026, 3:05 p.m.`.
    #[default]
    DateTime,
    /// `Nov 23, 2026`, `23 nov 2026`.
    Date,
    /// `3:05 PM`, `3:05 p.m.`.
    Time,
    /// `Mon, Nov 23, 3:05 PM`, `lun 23 nov, 3:05 p.m.`.
    Weekday,
    /// `Mon, Nov 23, 3 PM`, `lun 23 nov, 3 p.m.`: the hour it falls in, for estimates.
    Hour,
    /// `Nov 23`, `23 nov`.
    Day,
}

/// Money to the cent, `$1,234.50` or `-$3.07` in both locales. `micro` is millionths of the
/// currency's unit; parts of a cent are cut towards zero: neither credit nor debt looks larger
/// than it is. What must be paid is decided in whole cents and so is never cut.
pub fn money(locale: Locale, micro: i64, currency: Currency) -> String {
    let cents = micro.unsigned_abs() / MICRO_PER_CENT;
    let minus = if micro < 0 && cents > 0 { "-" } else { "" };
    let words = locale.words();
    let whole = grouped(words, cents / 100);
    format!(
        "{minus}{}{whole}{}{:02}",
        currency.sign(),
        words.point,
        cents % 100
    )
}

/// A price per unit, exact: two decimals and up to six, `$0.34`, `$0.14932`.
pub fn rate(locale: Locale, micro: i64, currency: Currency) -> String {
    let minus = if micro < 0 { "-" } else { "" };
    let size = micro.unsigned_abs();
    let words = locale.words();
    let six = format!("{:06}", size % MICRO);
    let (cents, rest) = six.split_at(2);
    let rest = rest.trim_end_matches('0');
    let whole = grouped(words, size / MICRO);
    format!(
        "{minus}{}{whole}{}{cents}{rest}",
        currency.sign(),
        words.point
    )
}

/// Energy in kWh with one decimal, `1,234.5 kWh`, rounded down (also below zero), so that nobody
/// counts on energy that is not there.
pub fn kwh(locale: Locale, watt_hours: i64) -> String {
    let tenths = watt_hours.div_euclid(100);
    let minus = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    let words = locale.words();
    format!(
        "{minus}{}{}{} kWh",
        grouped(words, size / 10),
        words.point,
        size % 10
    )
}

/// Power in kW, cut towards zero: two decimals below 10 kW but no second zero (`0.34 kW`,
/// `1.9 kW`), one above (`12.3 kW`).
pub fn kw(locale: Locale, watts: i64) -> String {
    let size = watts.unsigned_abs();
    let hundredths = if size < 10_000 {
        size / 10
    } else {
        size / 100 * 10
    };
    let minus = if watts < 0 && hundredths > 0 { "-" } else { "" };
    let words = locale.words();
    let decimals = format!("{:02}", hundredths % 100);
    let decimals = decimals.strip_suffix('0').unwrap_or(&decimals);
    format!(
        "{minus}{}{}{decimals} kW",
        grouped(words, hundredths / 100),
        words.point
    )
}

/// A length of time, rounded down: days and hours from 48 hours on, hours and minutes below,
/// minutes below one hour; a second part of zero is left out. Below zero is zero.
pub fn duration(locale: Locale, ms: i64, style: DurationStyle) -> String {
    let ms = ms.max(0);
    let minutes = ms / MS_PER_MINUTE;
    let words = locale.words();
    match style {
        DurationStyle::Clock => {
            format!("{minutes}:{:02}", ms % MS_PER_MINUTE / MS_PER_SECOND)
        }
        DurationStyle::Long => {
            if ms > 0 && minutes == 0 {
                return words.under_a_minute.to_owned();
            }
            let part = |count: i64, unit: &words::Unit| {
                format!(
                    "{} {}",
                    grouped(words, count.unsigned_abs()),
                    unit.of(count)
                )
            };
            two_parts(
                minutes,
                [&|n| part(n, &words.day), &|n| part(n, &words.hour), &|n| {
                    part(n, &words.minute)
                }],
            )
        }
        DurationStyle::Short => {
            if ms > 0 && minutes == 0 {
                return "<1 min".to_owned();
            }
            let part =
                |count: i64, unit: &str| format!("{} {unit}", grouped(words, count.unsigned_abs()));
            two_parts(
                minutes,
                [&|n| part(n, "d"), &|n| part(n, "h"), &|n| part(n, "min")],
            )
        }
    }
}

/// Joins the two leading parts; `write` holds days, hours, minutes.
fn two_parts(minutes: i64, write: [&dyn Fn(i64) -> String; 3]) -> String {
    let [days, hours, mins] = write;
    let (first, second, rest) = if minutes >= DAYS_FROM_MINUTES {
        (
            days(minutes / MINUTES_PER_DAY),
            hours,
            minutes % MINUTES_PER_DAY / 60,
        )
    } else if minutes >= 60 {
        (hours(minutes / 60), mins, minutes % 60)
    } else {
        return mins(minutes);
    };
    if rest == 0 {
        first
    } else {
        format!("{first} {}", second(rest))
    }
}

/// A moment on the wall clock of a zone `offset_minutes` ahead of UTC, 12-hour clock.
/// `ms` since 1970 UTC. Seconds are dropped; any value is written, none fails.
pub fn when(locale: Locale, ms: i64, offset_minutes: i16, style: WhenStyle) -> String {
    let civil = Civil::from_unix_ms(ms, offset_minutes);
    let words = locale.words();
    let half = if civil.hour < 12 {
        words.before_noon
    } else {
        words.after_noon
    };
    let hour = if civil.hour.is_multiple_of(12) {
        12
    } else {
        civil.hour % 12
    };
    let time = format!("{hour}:{:02} {half}", civil.minute);
    let month = named(&words.months, civil.month.saturating_sub(1));
    let weekday = named(&words.weekdays, civil.weekday);
    let (day, date, weekday) = match words.order {
        DateOrder::MonthDay => {
            let day = format!("{month} {}", civil.day);
            (
                day.clone(),
                format!("{day}, {}", civil.year),
                format!("{weekday}, {day}"),
            )
        }
        DateOrder::DayMonth => {
            let day = format!("{} {month}", civil.day);
            (
                day.clone(),
                format!("{day} {}", civil.year),
                format!("{weekday} {day}"),
            )
        }
    };
    match style {
        WhenStyle::DateTime => format!("{date}, {time}"),
        WhenStyle::Date => date,
        WhenStyle::Time => time,
        WhenStyle::Weekday => format!("{weekday}, {time}"),
        WhenStyle::Hour => format!("{weekday}, {hour} {half}"),
        WhenStyle::Day => day,
    }
}

fn named(names: &[&'static str], index: u8) -> &'static str {
    names.get(usize::from(index)).copied().unwrap_or("?")
}

/// Whole number with the locale's thousands separator.
fn grouped(words: &Words, number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(words.group);
        }
        text.push(digit);
    }
    text
}
