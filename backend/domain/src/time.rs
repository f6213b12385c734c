//! Time: milliseconds since 1970 UTC, spans in milliseconds, half-open windows, civil zones.

use jiff::tz::TimeZone;
use std::fmt;
use std::ops::{Add, Sub};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A length of time in milliseconds; may be negative for a difference.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Span(i64);

/// From `start` up to but without `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Window {
    /// First moment inside.
    pub start: Timestamp,
    /// First moment after.
    pub end: Timestamp,
}

/// A moment as people at one place say it: the moment with that place's offset from UTC then.
///
/// Screens and meters get this and need no time-zone data of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct LocalMoment {
    /// The moment.
    pub at: Timestamp,
    /// Minutes east of UTC at that moment.
    pub offset_minutes: i16,
}

/// A civil time zone, for example `America/Los_Angeles`.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// The zone is not known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("time zone {name:?} is not known: use an IANA name such as America/Los_Angeles")]
pub struct UnknownZone {
    /// What was asked for.
    pub name: String,
}

/// A day of the civil calendar.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Day {
    /// Year of the common era.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// As 2026-03-09: in paths, files and columns, where texts are in the order of their days.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Day {
    /// Reads what [`Day`] writes and no other spelling of it; `None` when it is none. Whether its
    /// month has such a day is not looked at.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let day = Self {
            year: parts.next()?.parse().ok()?,
            month: parts.next()?.parse().ok()?,
            day: parts.next()?.parse().ok()?,
        };
        let real = (1..=12).contains(&day.month) && (1..=31).contains(&day.day);
        (real && day.to_string() == text).then_some(day)
    }
}

/// A moment taken apart in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// The day.
    pub day: Day,
    /// 0 Monday to 6 Sunday.
    pub weekday: u8,
    /// Minutes since local midnight as the clock shows them, 0 to 1439.
    pub minute: u16,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

impl Timestamp {
    /// From milliseconds since 1970 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    /// Milliseconds since 1970 UTC.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    /// Reads a moment as machines write it (RFC 3339): `2026-11-26T08:00:00-08:00`. `None` for
    /// anything else.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let moment = text.parse::<jiff::Timestamp>().ok()?;
        Some(Self(moment.as_millisecond()))
    }
    /// The start of the step of this length (since 1970) that holds the moment.
    pub const fn floor_to(self, step: Span) -> Self {
        Self(self.0 - self.0.rem_euclid(if step.0 > 0 { step.0 } else { 1 }))
    }
    /// How long after `earlier` this is; negative when before.
    pub const fn since(self, earlier: Timestamp) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time.
    pub const ZERO: Span = Span(0);
    /// From milliseconds.
    pub const fn millis(millis: i64) -> Self {
        Self(millis)
    }
    /// From seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }
    /// From minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes.saturating_mul(60_000))
    }
    /// From hours.
    pub const fn hours(hours: i64) -> Self {
        Self(hours.saturating_mul(3_600_000))
    }
    /// From days of 24 hours.
    pub const fn days(days: i64) -> Self {
        Self(days.saturating_mul(86_400_000))
    }
    /// In milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    /// In whole seconds, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

impl Add<Span> for Timestamp {
    type Output = Timestamp;
    fn add(self, span: Span) -> Timestamp {
        Timestamp(self.0.saturating_add(span.0))
    }
}
impl Sub<Span> for Timestamp {
    type Output = Timestamp;
    fn sub(self, span: Span) -> Timestamp {
        Timestamp(self.0.saturating_sub(span.0))
    }
}
impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}
impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}
impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC where it can be written so, else the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(at) => write!(f, "{at}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

impl Window {
    /// A window; `None` when the end is not after the start.
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }
    /// Inside.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
    /// Share a moment.
    pub fn overlaps(&self, other: &Window) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// How long.
    pub fn length(&self) -> Span {
        self.end.since(self.start)
    }
}

impl Zone {
    /// The zone of this IANA name, or `UTC`.
    ///
    /// # Errors
    /// [`UnknownZone`] when this build has no such zone (see the feature `zones`).
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let zone = if name == "UTC" {
            TimeZone::UTC
        } else {
            TimeZone::get(name).map_err(|_| UnknownZone {
                name: name.to_owned(),
            })?
        };
        Ok(Self {
            name: name.to_owned(),
            zone,
        })
    }
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            zone: TimeZone::UTC,
        }
    }
    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The moment with this place's offset; clamped to the years that jiff can write.
    pub fn local(&self, at: Timestamp) -> LocalMoment {
        LocalMoment {
            at,
            offset_minutes: self.civil(at).offset_minutes,
        }
    }
    /// The moment taken apart.
    pub fn civil(&self, at: Timestamp) -> Civil {
        let clamped = at.0.clamp(-62_000_000_000_000, 253_000_000_000_000);
        let stamp =
            jiff::Timestamp::from_millisecond(clamped).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let offset = self.zone.to_offset(stamp);
        let local = offset.to_datetime(stamp);
        let date = local.date();
        Civil {
            day: Day {
                year: date.year(),
                month: date.month(),
                day: date.day(),
            },
            weekday: date.weekday().to_monday_zero_offset().unsigned_abs(),
            minute: u16::from(local.hour().unsigned_abs()) * 60
                + u16::from(local.minute().unsigned_abs()),
            offset_minutes: i16::try_from(offset.seconds() / 60).unwrap_or(0),
        }
    }
    /// The next change of the clock here after a moment, or of what the library knows; the moment
    /// itself where no calendar can write it.
    pub(crate) fn even_until(&self, at: Timestamp) -> Timestamp {
        let Ok(from) = jiff::Timestamp::from_millisecond(at.0) else {
            return at;
        };
        let next = self.zone.following(from).next();
        next.map_or(Timestamp(i64::MAX), |next| {
            Timestamp(next.timestamp().as_millisecond())
        })
    }
    /// The moment at which clocks here show this minute of this day. A minute that the clock
    /// leaps over becomes the one as much later; of one that comes twice it is the first, or the
    /// second when `last` (SC2: a window's end, so that it is not an hour short). `None` when
    /// there is no such day or minute.
    pub fn moment(&self, day: Day, minute: u16, last: bool) -> Option<Timestamp> {
        let date = jiff::civil::Date::new(day.year, day.month, day.day).ok()?;
        let (hour, minute) = (
            i8::try_from(minute / 60).ok()?,
            i8::try_from(minute % 60).ok()?,
        );
        let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
        let found = self.zone.to_ambiguous_timestamp(date.to_datetime(time));
        let twice = matches!(found.offset(), jiff::tz::AmbiguousOffset::Fold { .. });
        let at = if last && twice {
            found.later()
        } else {
            found.compatible()
        };
        Some(Timestamp(at.ok()?.as_millisecond()))
    }
    /// The first moment of this day here; the earlier one when the clock goes back over midnight.
    pub fn start_of(&self, day: Day) -> Timestamp {
        let date = jiff::civil::Date::new(day.year, day.month, day.day)
            .unwrap_or(jiff::civil::Date::constant(1970, 1, 1));
        self.zone
            .to_timestamp(date.to_datetime(jiff::civil::Time::midnight()))
            .map_or(Timestamp(0), |start| Timestamp(start.as_millisecond()))
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl Day {
    /// This many days later; stays put at the ends of the calendar.
    pub fn plus(self, days: i32) -> Day {
        // Every month has 28 days, and a walk goes from day to day.
        let day = i32::from(self.day).saturating_add(days);
        if self.is_plain() && (1..=28).contains(&day) {
            let day = i8::try_from(day).unwrap_or(self.day);
            return Day { day, ..self };
        }
        let Ok(date) = jiff::civil::Date::new(self.year, self.month, self.day) else {
            return self;
        };
        date.checked_add(jiff::Span::new().days(days))
            .map_or(self, |d| Day {
                year: d.year(),
                month: d.month(),
                day: d.day(),
            })
    }
    /// Of a year that calendars write, and at most the 28th.
    fn is_plain(self) -> bool {
        let (years, months) = (-9999..=9999, 1..=12);
        years.contains(&self.year) && months.contains(&self.month) && (1..=28).contains(&self.day)
    }
    /// The next day of month `day_of_month` strictly after this one; 28 at most, so that every
    /// month has it (AS-1: on-cycle billing stays monthly).
    pub fn next_monthly(self, day_of_month: i8) -> Day {
        let day = day_of_month.clamp(1, 28);
        if self.day < day {
            Day { day, ..self }
        } else if self.month == 12 {
            Day {
                year: self.year + 1,
                month: 1,
                day,
            }
        } else {
            Day {
                month: self.month + 1,
                day,
                ..self
            }
        }
    }
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
