//! How far real use strays from what was expected, by how far ahead one looks: each day of the
//! last weeks is looked at from the same hour as now, and what was used in the hours after it is
//! compared with what all the other days made expect. What is kept is how many times off one was
//! in the mean, and the edges lie so many of it away (locally weighted conformal prediction, Lei
//! et al. 2018): a mean of few looks is steadier than their tenth percentile, and a calm home gets
//! a narrow band.

use super::hours::LENGTH;
use super::learn::{DAY_LEFT, LAST_LEFT, Sums, share};
use super::{HOUR, HOURS, NEAR, ONE, Pace};
use crate::time::Span;

/// Hours ahead at which the straying is looked at; between them it changes evenly.
const AHEAD: [usize; GRID] = [1, 2, 3, 4, 6, 9, 12, 16, 20, 24, 48, 168, 720];
const GRID: usize = 13;
/// All but the last: eight weeks hold no two months that could be compared.
const LOOKED: usize = GRID - 1;
/// Days that are looked back to, and what a look of each week counts, the newest first, in
/// thousandths: homes are calm for some weeks and then are not.
const LOOKS: usize = WEIGHTS.len() * 7;
const WEIGHTS: [i64; 4] = [1000, 500, 250, 125];
/// The home's own straying at one stretch and its straying at all of them weigh alike when the
/// looks weigh this much. A home looks calmer or wilder at one hour than it is, mostly by chance.
const OTHERS: i64 = 7_000;
/// What homes stray in the mean, in millionths. The mean of seventeen real homes and of the first
/// half of the one that is shipped, as is everything below; see `tests/forecast`.
const COMMON: [i64; LOOKED] = [
    660_000, 610_000, 570_000, 540_000, 490_000, 440_000, 400_000, 365_000, 340_000, 320_000,
    285_000, 235_000,
];
/// How far a home's own straying at all stretches counts over the common one, in percent.
const OWN: i64 = 62;
/// How far the straying of a week counts for that of a month, in percent; homes have the rest in
/// common.
const MONTH: i64 = 60;
/// How far the likely use of a stretch lies below the mean, in percent of the straying. Use has a
/// long tail upwards, and half of all stretches need less than their mean; over days that evens
/// out.
const MIDDLE: [i64; GRID] = [20, 20, 20, 20, 20, 17, 12, 7, 4, 3, 3, 0, 0];
/// The edges over the mean in percent of the straying. A late edge that is too late promises
/// light that is not there and costs most: of the looks of those homes that the band misses,
/// about three in four end after it and one before the early one.
const LOW: [i64; GRID] = [
    135, 135, 135, 135, 135, 135, 130, 130, 130, 130, 125, 125, 120,
];
const AMPLE: [i64; GRID] = [60, 65, 68, 70, 71, 72, 73, 74, 74, 75, 80, 84, 89];
const HIGH: [i64; GRID] = [
    155, 160, 163, 166, 172, 178, 185, 188, 190, 192, 200, 212, 225,
];
/// Nobody strays more than this: a home that used nothing, and then something.
const MOST: i64 = ONE * 4;

/// Low, ample and high use of a stretch over likely use, in millionths, by its length.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Stray {
    low: [i64; GRID],
    ample: [i64; GRID],
    high: [i64; GRID],
}

/// The likely use of a stretch over the mean, in millionths, by its length.
pub(super) struct Likely([i64; GRID]);

/// Where the home's own straying is not known: ours.
pub(super) const CLASS: Stray = Stray {
    low: [500_000; GRID],
    ample: [1_500_000; GRID],
    high: [2_000_000; GRID],
};

/// What the looks at one stretch found, and what they weigh.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    sum: i64,
    weight: i64,
}

/// Learns both from a history that is told in sums.
pub(super) fn learn(sums: &Sums) -> (Stray, Likely) {
    let mut seen = [Seen::default(); LOOKED];
    for back in 1..=LOOKS {
        let weight = WEIGHTS[(back - 1) / 7];
        look(sums, LENGTH - back * HOURS, |at, off| {
            seen[at].sum += off * weight;
            seen[at].weight += weight;
        });
    }
    let scale = scale(&seen);
    let mut off = [0; GRID];
    for at in 0..LOOKED {
        let common = COMMON[at] * scale / 100;
        off[at] = (seen[at].sum + common * OTHERS) / (seen[at].weight + OTHERS);
    }
    let common = COMMON[LOOKED - 1] * scale / 100;
    off[LOOKED] = (off[LOOKED - 1] * MONTH + common * (100 - MONTH)) / 100;
    let likely: [i64; GRID] = std::array::from_fn(|at| ONE - off[at] * MIDDLE[at] / 100);
    // Each is over the likely use, and none on its wrong side: see `MOST`.
    let over = |at: usize, edge: i64| edge * ONE / likely[at];
    let stray = Stray {
        low: std::array::from_fn(|at| over(at, ONE * ONE / (ONE + off[at] * LOW[at] / 100))),
        ample: std::array::from_fn(|at| over(at, ONE + off[at] * AMPLE[at] / 100)),
        high: std::array::from_fn(|at| over(at, ONE + off[at] * HIGH[at] / 100)),
    };
    (stray, Likely(likely))
}

/// How far this home strays at all stretches over what is common, in percent, as far as it is
/// believed; a home that never strays is not said to.
fn scale(seen: &[Seen; LOOKED]) -> i64 {
    let (mut sum, mut weight) = (0, 0);
    for (seen, common) in seen.iter().zip(COMMON) {
        sum += seen.sum * 100 / common;
        weight += seen.weight;
    }
    if weight == 0 {
        return 100;
    }
    let own = sum / weight;
    let believed = own * OWN / 100 + 100 - OWN;
    believed.min(own * 2)
}

/// One look from a moment of the history: how many times off, less one and in millionths, was
/// what was used from what was expected, for each stretch that had ended by the end of the history
/// and of which seven eighths are known.
fn look(sums: &Sums, from: usize, mut tell: impl FnMut(usize, i64)) {
    let lately = sums.before(from);
    // What the pattern expects: all of it, and weighted by what is left of a day's and an hour's
    // difference, in millionths.
    let (mut by_day, mut by_last, mut later, mut done) = (0_i64, 0_i64, 0_i64, 0);
    for (at, &ahead) in AHEAD[..LOOKED].iter().enumerate() {
        let to = from + ahead;
        if to > LENGTH {
            return;
        }
        if ahead <= HOURS {
            let left = DAY_LEFT[done..].iter().zip(&LAST_LEFT[done..]);
            for (plain, (day, last)) in sums.expected(from, done..ahead).zip(left) {
                by_day += plain * day;
                by_last += plain * last;
            }
        } else {
            for day in done / HOURS..ahead / HOURS {
                let start = from + day * HOURS;
                let (_, plain, _) = sums.between(start, start + HOURS);
                later += share(plain, lately.of_day(day));
            }
        }
        done = ahead;
        let (_, plain, _) = sums.between(from, from + ahead.min(HOURS));
        let expected = share(plain, ONE + lately.level)
            + share(by_day / ONE, lately.day)
            + share(by_last / ONE, lately.last)
            + later;
        let (actual, _, known) = sums.between(from, to);
        if known * 8 >= ahead * 7 && expected > 0 {
            let (more, less) = (actual.max(expected), actual.min(expected).max(1));
            tell(at, ((more - less) * ONE / less).clamp(0, MOST));
        }
    }
}

/// Reads a row of the grid at a stretch of this many milliseconds.
fn at(row: &[i64; GRID], millis: i64) -> i64 {
    let next = AHEAD.iter().position(|&hours| millis <= in_millis(hours));
    match next {
        None => row[GRID - 1],
        Some(0) => row[0],
        Some(next) => {
            let (from, to) = (in_millis(AHEAD[next - 1]), in_millis(AHEAD[next]));
            row[next - 1] + (row[next] - row[next - 1]) * (millis - from) / (to - from)
        }
    }
}

const fn in_millis(hours: usize) -> i64 {
    // At most a month.
    hours as i64 * HOUR
}

impl Stray {
    /// Use of a stretch of this length over likely use, in millionths.
    pub(super) fn at(&self, pace: Pace, length: Span) -> i64 {
        match pace {
            Pace::Low => at(&self.low, length.as_millis()),
            Pace::Likely => ONE,
            Pace::Ample => at(&self.ample, length.as_millis()),
            Pace::High => at(&self.high, length.as_millis()),
        }
    }
}

impl Likely {
    /// For each of the next hours, its likely use over the plain pattern, in millionths, so that
    /// the sum up to each is the likely one. `mean` is what recent use makes of the pattern.
    pub(super) fn bend(&self, plain: &[i64; NEAR], mean: &[i64; NEAR]) -> [i64; NEAR] {
        let (mut sum, mut given) = (0_i64, 0_i64);
        let mut factors = [ONE; NEAR];
        for (hour, factor) in factors.iter_mut().enumerate() {
            sum += mean[hour];
            let wanted = share(sum, at(&self.0, in_millis(hour + 1))).max(given);
            if plain[hour] > 0 {
                *factor = (wanted - given).saturating_mul(ONE) / plain[hour];
            }
            given = wanted;
        }
        factors
    }
}
