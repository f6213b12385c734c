//! How the last days compare with the pattern, and how far a home strays from what was expected.

use super::learn::Piece;
use super::{HOURS, ONE, Profile};
use crate::money::{Rounding, mul_div};
use crate::time::Span;
use std::ops::Range;

const HOUR: i64 = 3_600_000;
/// Days of 24 h in the history.
const DAYS: usize = 56;
/// The level follows the last week, but never beyond half or twice the pattern (a holiday, a
/// broken reading).
const LEVEL_MIN: i64 = ONE / 2;
const LEVEL_MAX: i64 = ONE * 2;
/// How much of the last week's difference is expected to last, in percent: an unusual week is
/// partly chance. On the real home in tests the error of long forecasts falls by 9 % against
/// following the week in full.
const LASTING: i64 = 70;
/// Straying is looked at over this many days, the time that a low balance has to last (48 h).
const AHEAD: usize = 2;
/// Days whose use sets the level.
const BACK: usize = 7;
/// Fewer looks than this give no honest percentile.
const LOOKS_MIN: usize = 14;

/// Low, ample and high use over likely use where the home's own straying is not known: ours.
pub(super) const CLASS_STRAY: (i64, i64, i64) = (500_000, 1_500_000, 2_000_000);
const UNKNOWN_STRAY: (i64, i64, i64) = (700_000, 1_250_000, 1_450_000);

/// Actual and expected use of some days, and for how much of them there is data.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Milliwatt-hours.
    pub(super) actual: i64,
    /// Milliwatt-hours that the pattern expects for the same time.
    expected: i64,
    /// Milliseconds with data.
    pub(super) time: i64,
}

/// The tallies of the days before now, the last first.
pub(super) struct Days([Tally; DAYS]);

impl Days {
    pub(super) fn of(pieces: &[Piece], hours: &[[i64; HOURS]; 4]) -> Self {
        let mut days = [Tally::default(); DAYS];
        for piece in pieces {
            let tally = &mut days[piece.days_ago.min(DAYS - 1)];
            let mean = hours[piece.kind][piece.hour];
            let expected = mul_div(mean, piece.time, HOUR, Rounding::HalfEven);
            tally.actual = tally.actual.saturating_add(piece.energy);
            tally.expected = tally.expected.saturating_add(expected);
            tally.time = tally.time.saturating_add(piece.time);
        }
        Self(days)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn sum(&self, range: Range<usize>) -> Tally {
        let days = self.0.get(range).unwrap_or_default();
        days.iter().fold(Tally::default(), |sum, day| Tally {
            actual: sum.actual.saturating_add(day.actual),
            expected: sum.expected.saturating_add(day.expected),
            time: sum.time.saturating_add(day.time),
        })
    }
}

impl Tally {
    /// Actual over expected, in millionths: the part that is expected to last, inside the limits
    /// of the level; one with less than a day of data.
    pub(super) fn level(&self) -> i64 {
        if self.time < Span::days(1).as_millis() {
            return ONE;
        }
        let ratio = self.ratio().unwrap_or(ONE).clamp(LEVEL_MIN, LEVEL_MAX);
        ONE + (ratio - ONE) * LASTING / 100
    }

    fn ratio(&self) -> Option<i64> {
        (self.expected > 0).then(|| mul_div(self.actual, ONE, self.expected, Rounding::HalfEven))
    }
}

/// How far the use of two days strayed from what the pattern, at the level of the seven days
/// before them, would have said: its P10, P80 and P90 over the history.
pub(super) fn stray(days: &Days) -> (i64, i64, i64) {
    let enough = Span::days(1).as_millis();
    let mut ratios: Vec<i64> = (0..DAYS - AHEAD - BACK)
        .filter_map(|at| {
            let then = days.sum(at..at + AHEAD);
            let before = days.sum(at + AHEAD..at + AHEAD + BACK);
            let known = then.time >= enough && before.time >= Profile::ENOUGH.as_millis();
            let ratio = then.ratio().filter(|_| known)?;
            Some(mul_div(ratio, ONE, before.level(), Rounding::HalfEven))
        })
        .collect();
    if ratios.len() < LOOKS_MIN {
        return UNKNOWN_STRAY;
    }
    ratios.sort_unstable();
    let at = |percent: usize| ratios[(ratios.len() - 1) * percent / 100];
    // The edges always hold the likely use between them, and stay within reason.
    (
        at(10).clamp(ONE / 5, ONE),
        at(80).clamp(ONE, ONE * 4),
        at(90).clamp(ONE, ONE * 4),
    )
}
