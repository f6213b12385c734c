//! What a set of looks ahead is worth. Everything is whole minutes and thousandths.

use crate::replay::Look;

/// The band promises four in five.
const OUTSIDE: i64 = 5;

/// One horizon's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    /// How many looks.
    pub looks: usize,
    /// Median and mean of what the likely time is off, in minutes.
    pub ours: Error,
    /// The same for the balance over the mean cost of the last seven days.
    pub mean7: Error,
    /// The same for the same hours of the last week, walked through.
    pub week: Error,
    /// Thousandths of the looks in which the band held the truth.
    pub covered: i64,
    /// Looks with a band.
    pub said: usize,
    /// Mean interval score of the bands that were said, in minutes.
    pub band: i64,
    /// The same of a band as many percent wide on both sides of the likely time everywhere, as
    /// wide as it takes to hold the truth as often.
    pub fixed: i64,
    /// Mean error of the energy left, in watt-hours, and of the balance over the price of now.
    pub energy: i64,
    pub energy_by_price: i64,
    /// What the expected charge up to the real end is off, in micro-dollars, and the same by the
    /// mean cost of the last seven days.
    pub money: Error,
    pub money_by_mean7: Error,
}

/// Two means of an absolute error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Error {
    /// The middle one.
    pub median: i64,
    /// The sum over the count.
    pub mean: i64,
}

/// Scores looks ahead; `None` without any.
pub fn score(looks: &[Look]) -> Option<Score> {
    if looks.is_empty() {
        return None;
    }
    let error = |of: fn(&Look) -> i64| error(looks.iter().map(|look| (of(look) - look.real).abs()));
    let covered = thousandths(looks.iter().filter(|look| look.is_inside()).count(), looks);
    let width = fixed_width(looks, likely);
    Some(Score {
        looks: looks.len(),
        ours: error(|look| look.likely),
        mean7: error(|look| look.mean7),
        week: error(|look| look.week),
        covered,
        said: looks.iter().filter(|look| look.is_said()).count(),
        band: band_score(looks, |look| (look.early, look.late)),
        fixed: fixed_score(looks, width, likely),
        energy: mean(
            looks
                .iter()
                .map(|look| (look.energy - look.energy_real).abs()),
        ),
        energy_by_price: mean(
            looks
                .iter()
                .map(|look| (look.energy_by_price - look.energy_real).abs()),
        ),
        money: self::error(looks.iter().map(|look| look.money)),
        money_by_mean7: self::error(looks.iter().map(|look| look.money_by_mean7)),
    })
}

/// `part` of so many, in thousandths.
pub fn thousandths(part: usize, of: &[Look]) -> i64 {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    count(part) * 1000 / count(of.len()).max(1)
}

/// Gneiting and Raftery (2007), section 6.2: the width, and ten times what the truth is outside
/// of a band that promises four in five.
fn interval_score(look: &Look, early: i64, late: i64) -> i64 {
    let below = (early - look.real).max(0);
    let above = (look.real - late).max(0);
    late - early + 2 * OUTSIDE * (below + above)
}

/// What a band of fixed width is laid about.
pub type Middle = fn(&Look) -> i64;

/// Our own time to zero.
pub fn likely(look: &Look) -> i64 {
    look.likely
}

/// What a meter can say that knows the mean of the last seven days alone.
pub fn mean7(look: &Look) -> i64 {
    look.mean7
}

fn fixed_band(look: &Look, width: i64, middle: Middle) -> (i64, i64) {
    let side = middle(look) * width / 1000;
    (middle(look) - side, middle(look) + side)
}

/// The width in thousandths of its middle at which a fixed band holds the truth as often as ours
/// did.
pub fn fixed_width(looks: &[Look], middle: Middle) -> i64 {
    let mut needed: Vec<i64> = looks
        .iter()
        .map(|look| (look.real - middle(look)).abs() * 1000 / middle(look).max(1) + 1)
        .collect();
    needed.sort_unstable();
    let inside = looks.iter().filter(|look| look.is_inside()).count();
    needed.get(inside.saturating_sub(1)).copied().unwrap_or(0)
}

/// The mean interval score of a fixed band of this width.
pub fn fixed_score(looks: &[Look], width: i64, middle: Middle) -> i64 {
    band_score(looks, |look| fixed_band(look, width, middle))
}

/// The mean interval score of a band, over the looks that have any.
fn band_score(looks: &[Look], band: impl Fn(&Look) -> (i64, i64)) -> i64 {
    let scores = looks.iter().filter(|look| look.is_said()).map(|look| {
        let (early, late) = band(look);
        interval_score(look, early, late)
    });
    mean(scores.collect::<Vec<_>>().into_iter())
}

fn error(values: impl Iterator<Item = i64>) -> Error {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    Error {
        median: values.get(values.len() / 2).copied().unwrap_or(0),
        mean: mean(values.into_iter()),
    }
}

fn mean(values: impl ExactSizeIterator<Item = i64>) -> i64 {
    let count = i64::try_from(values.len()).unwrap_or(i64::MAX).max(1);
    values.sum::<i64>() / count
}
