//! What a home uses: intervals as meters give them, and the pattern that is learnt from them
//! (SC4, FR-01).
//!
//! The statistics are whole numbers too: milliwatt-hours for an hour, and ratios in millionths.

mod expected;
mod hours;
mod learn;
mod pattern;
mod row;
mod stray;

pub use expected::Expected;

use crate::display::Confidence;
use crate::energy::WattHours;
use crate::time::{Span, Timestamp};

/// Ratios are counted in millionths.
pub const ONE: i64 = 1_000_000;

/// The hours of a day; a pattern has one mean for each.
const HOURS: usize = 24;
/// Milliseconds of one.
const HOUR: i64 = 3_600_000;
/// Hours ahead that are looked at one by one, and days after them.
const NEAR: usize = 48;
const DAYS: usize = 8;

/// How much an interval's number is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The meter counted it.
    Measured,
    /// Somebody computed it from what was known before and after.
    Estimated,
    /// Nobody knows; its energy means nothing.
    Missing,
}

/// Energy used in a stretch of time, labelled by its start, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// First moment inside.
    pub start: Timestamp,
    /// How long, above zero.
    pub length: Span,
    /// How much, zero or more.
    pub energy: WattHours,
    /// How sure.
    pub quality: Quality,
}

/// Which use to expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pace {
    /// Six times in seven the home uses more.
    Low,
    /// The likely use.
    Likely,
    /// Four times in five the home uses less (P80).
    Ample,
    /// Nineteen times in twenty the home uses less; between this and [`Pace::Low`], four in five.
    High,
}

/// The pattern of use of a home: a mean for each hour of four kinds of day, how the last hours and
/// days compare with it, and how far real use strays from it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Profile {
    /// Milliwatt-hours for an hour, by kind of day and hour.
    hours: [[i64; HOURS]; 4],
    /// Up to when whole hours are known.
    anchor: Timestamp,
    /// Likely use over the pattern, in millionths: of each of the hours after the anchor, then of
    /// each day, then of all that follows.
    #[serde(with = "row")]
    near: [i64; NEAR],
    days: [i64; DAYS],
    far: i64,
    stray: stray::Stray,
    confidence: Confidence,
    daily_average: WattHours,
    dormant: bool,
    until: Option<Timestamp>,
}

impl Interval {
    /// An interval that the meter counted.
    pub const fn measured(start: Timestamp, length: Span, energy: WattHours) -> Self {
        Self {
            start,
            length,
            energy,
            quality: Quality::Measured,
        }
    }
    /// First moment after.
    pub fn end(&self) -> Timestamp {
        self.start + self.length
    }
    /// The energy that falls at or after a moment, by its share of time; none where it is missing.
    pub fn since(&self, at: Timestamp) -> WattHours {
        match self.quality {
            Quality::Missing => WattHours::ZERO,
            Quality::Measured | Quality::Estimated => {
                let length = self.length.as_millis().max(1);
                let before = at.since(self.start).as_millis().clamp(0, length);
                self.energy.share(length - before, length)
            }
        }
    }
}

impl Profile {
    /// How far back history matters: eight weeks.
    pub const HISTORY: Span = Span::days(56);
    /// Less history than this, and the pattern is that of homes like it (SC4).
    pub const ENOUGH: Span = Span::hours(48);

    /// What the pattern rests on.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }
    /// Mean energy of a day over the last seven days with data; zero without any.
    pub fn daily_average(&self) -> WattHours {
        self.daily_average
    }
    /// Nothing was used in the last seven days, as far as they are known.
    pub fn is_dormant(&self) -> bool {
        self.dormant
    }
    /// Mean energy of an hour, by kind of day and hour of the local clock, in milliwatt-hours.
    pub const fn hours(&self) -> &[[i64; HOURS]; 4] {
        &self.hours
    }
    /// End of the last interval that is in it.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }
    /// Likely use over the pattern so long after the anchor, in millionths.
    #[inline]
    fn factor(&self, at: Timestamp) -> i64 {
        let hours = at.since(self.anchor).as_millis().div_euclid(HOUR);
        let Ok(hour) = usize::try_from(hours) else {
            return self.far;
        };
        let day = || self.days.get((hour - NEAR) / HOURS);
        let near = self.near.get(hour);
        near.or_else(day).copied().unwrap_or(self.far)
    }
}

#[cfg(test)]
#[path = "usage/tests.rs"]
mod tests;
