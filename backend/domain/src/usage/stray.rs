//! How far real use strays from what was expected, by how far ahead one looks: each day of the
//! history is looked at from the same hour as now, and what was used in the hours after it is
//! compared with what all the other days made expect (split conformal prediction, Vovk et al.
//! 2005, with the newest days counting most).

use super::hours::{Hours, LENGTH};
use super::learn::{DAY_LEFT, LAST_LEFT, Sums, share};
use super::{HOUR, HOURS, NEAR, ONE, Pace};
use crate::time::Span;

/// Hours ahead at which the straying is looked at; between them it changes evenly.
const AHEAD: [usize; GRID] = [1, 2, 3, 4, 6, 9, 12, 16, 20, 24, 48, 168, 720];
const GRID: usize = 13;
/// All but the last: eight weeks hold no two months that could be compared.
const LOOKED: usize = GRID - 1;
/// The edges of a month over those of a week, in percent.
const MONTH: i64 = 75;
/// Hours before a look that it needs: a week to compare.
const BEHIND: usize = 7 * HOURS;
/// Looks at a week's end count a half of those of four weeks later.
const WEIGHTS: [i64; 8] = [1000, 841, 707, 595, 500, 420, 354, 297];
/// A look from another kind of day counts so much of one from the same, in percent.
const OTHER_KIND: i64 = 40;
/// The home's own straying at one stretch and its straying at all of them weigh alike when the
/// looks weigh this much. (Windows of a week share most of their hours.)
const OTHERS: [i64; LOOKED] = [
    4_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000, 5_000, 6_000, 8_000, 16_000, 30_000,
];

/// The same for its edges from four hours on: a percentile of fifty looks of which each shares
/// its hours with the next is mostly chance. Chosen on the first half of the one real home that
/// is shipped and on made-up homes, see `tests/forecast`, as are [`WIDER`] and [`MONTH`].
const EDGE_OTHERS: [i64; LOOKED] = [
    4_000, 4_000, 5_000, 6_000, 8_000, 12_000, 16_000, 20_000, 24_000, 32_000, 64_000, 120_000,
];

/// How far the middle of the looks counts for the likely use, by the hours ahead, in percent: use
/// has a long tail upwards, and its middle is below its mean; over days that evens out.
const MIDDLE: [i64; LOOKED] = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 82, 50];
/// What homes have in common: the middle and the edges over what was expected, in millionths. The
/// mean of the first halves of four real homes, see `tests/forecast`.
const COMMON_MIDDLE: [i64; LOOKED] = [
    890_000, 905_000, 910_000, 915_000, 920_000, 920_000, 925_000, 925_000, 930_000, 930_000,
    945_000, 965_000,
];
const COMMON: [[i64; LOOKED]; 3] = [
    [
        510_000, 540_000, 565_000, 585_000, 610_000, 640_000, 660_000, 680_000, 690_000, 700_000,
        730_000, 780_000,
    ],
    [
        1_210_000, 1_210_000, 1_200_000, 1_200_000, 1_185_000, 1_180_000, 1_170_000, 1_170_000,
        1_160_000, 1_155_000, 1_140_000, 1_110_000,
    ],
    [
        1_500_000, 1_480_000, 1_450_000, 1_440_000, 1_420_000, 1_390_000, 1_370_000, 1_350_000,
        1_340_000, 1_320_000, 1_280_000, 1_230_000,
    ],
];
/// The percentiles of these three.
const EDGES: [i64; 3] = [10, 80, 90];
/// A home strays at most so many percent of what homes have in common.
const SCALE_MAX: i64 = 300;

/// How wide the edges are drawn over what they were, by the hours ahead, in percent: what the
/// days of eight weeks have in common hides how much one stretch can differ from all of them.
const WIDER: [i64; LOOKED] = [97, 97, 97, 97, 97, 96, 96, 95, 95, 95, 99, 103];

/// Low, ample and high use of a stretch over likely use, in millionths, by its length.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Stray {
    low: [i64; GRID],
    ample: [i64; GRID],
    high: [i64; GRID],
}

/// The likely use of a stretch over the expected, in millionths, by its length.
pub(super) struct Likely([i64; GRID]);

/// Where the home's own straying is not known: ours.
pub(super) const CLASS: Stray = Stray {
    low: [500_000; GRID],
    ample: [1_500_000; GRID],
    high: [2_000_000; GRID],
};

/// A home that used nothing and then something has no ratio; it is taken for this.
const RATIO_MAX: i64 = ONE * 100;

/// A look's ratio of use to what was expected and how much it counts, in one number, so that many
/// are sorted fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ratio(i64);

impl Ratio {
    /// More than any weight.
    const WEIGHTS: i64 = 1024;

    const fn new(ratio: i64, weight: i64) -> Self {
        Self(ratio * Self::WEIGHTS + weight)
    }
    const fn ratio(self) -> i64 {
        self.0 / Self::WEIGHTS
    }
    const fn weight(self) -> i64 {
        self.0 % Self::WEIGHTS
    }
}

/// What the looks found: the three edges and the middle, by the hours ahead.
struct Found {
    edges: [[Option<i64>; LOOKED]; 3],
    middle: [Option<i64>; LOOKED],
    weights: [i64; LOOKED],
}

/// Learns both from a history, for a moment on this kind of day.
pub(super) fn learn(hours: &Hours, sums: &Sums, kind: usize) -> (Stray, Likely) {
    let found = find(hours, sums, kind);
    let scales = [0, 1, 2].map(|edge| scale(&found.edges[edge], &found.middle, &COMMON[edge]));
    let mut likely = Likely([ONE; GRID]);
    let mut middles = [ONE; LOOKED];
    for (at, middle) in middles.iter_mut().enumerate() {
        // Of a stretch that was never looked at the mean is all that is known.
        if found.middle[at].is_some() {
            let common = ONE + (COMMON_MIDDLE[at] - ONE) * (scales[0] + scales[2]) / 200;
            *middle = blend(found.middle[at], found.weights[at], common, OTHERS[at]);
            likely.0[at] = (ONE + (*middle - ONE) * MIDDLE[at] / 100).max(ONE / 8);
        }
    }
    likely.0[LOOKED] = likely.0[LOOKED - 1];
    let row = |edge: usize| {
        let mut row = [ONE; GRID];
        for at in 0..LOOKED {
            let common = middles[at] + (COMMON[edge][at] - COMMON_MIDDLE[at]) * scales[edge] / 100;
            let others = EDGE_OTHERS[at];
            let own = blend(found.edges[edge][at], found.weights[at], common, others);
            row[at] = over(own, middles[at], likely.0[at], WIDER[at]);
        }
        row[LOOKED] = ONE + (row[LOOKED - 1] - ONE) * MONTH / 100;
        row
    };
    let (low, ample, high) = (row(0), row(1), row(2));
    let stray = Stray {
        low: low.map(|low| low.min(ONE)),
        ample: ample.map(|ample| ample.max(ONE)),
        high: std::array::from_fn(|at| high[at].max(ample[at]).max(ONE)),
    };
    (stray, likely)
}

/// Looks from the same hour of each day that has a week before it.
fn find(hours: &Hours, sums: &Sums, kind: usize) -> Found {
    let mut ratios: [Vec<Ratio>; LOOKED] = std::array::from_fn(|_| Vec::with_capacity(56));
    for back in 1..=(LENGTH - BEHIND) / HOURS {
        let from = LENGTH - back * HOURS;
        let weight = WEIGHTS[(back - 1) / 7];
        let same = hours.places[from].kind == kind;
        look(sums, from, |at, ratio| {
            let alike = same || AHEAD[at] > HOURS;
            let percent = if alike { 100 } else { OTHER_KIND };
            ratios[at].push(Ratio::new(ratio, weight * percent / 100));
        });
    }
    let mut found = Found {
        edges: [[None; LOOKED]; 3],
        middle: [None; LOOKED],
        weights: [0; LOOKED],
    };
    for (at, ratios) in ratios.iter_mut().enumerate() {
        ratios.sort_unstable();
        let all = ratios.iter().map(|one| one.weight()).sum();
        found.weights[at] = all;
        found.middle[at] = quantile(ratios, all, 50);
        for (edge, percent) in EDGES.into_iter().enumerate() {
            found.edges[edge][at] = quantile(ratios, all, percent);
        }
    }
    found
}

/// The mean of what was found and what is common by their weights; the latter where nothing was.
fn blend(found: Option<i64>, weight: i64, common: i64, others: i64) -> i64 {
    found.map_or(common, |found| {
        (found * weight + common * others) / (weight + others)
    })
}

/// An edge over the likely use, so much wider in time: early and late, and not use, are drawn out,
/// since time goes with one over use.
fn over(edge: i64, middle: i64, likely: i64, percent: i64) -> i64 {
    if edge >= middle {
        return (ONE + (edge - middle) * percent / 100 * ONE / likely).clamp(ONE, ONE * 8);
    }
    let later = middle * ONE / edge.max(ONE / 10);
    let later = ONE + (later - ONE) * percent / 100;
    (middle * ONE / likely * ONE / later).clamp(ONE / 5, ONE)
}

/// How far this home strays at all stretches over what is common, in percent. Half of it is
/// believed, except that a home that never strays is not said to.
fn scale(
    edge: &[Option<i64>; LOOKED],
    middle: &[Option<i64>; LOOKED],
    common: &[i64; LOOKED],
) -> i64 {
    let (mut sum, mut count) = (0, 0);
    for at in 0..LOOKED {
        if let (Some(edge), Some(middle)) = (edge[at], middle[at]) {
            sum += (edge - middle) * 100 / (common[at] - COMMON_MIDDLE[at]);
            count += 1;
        }
    }
    if count == 0 {
        return 100;
    }
    let own = (sum / count).clamp(0, SCALE_MAX);
    if own < 50 {
        own * 3 / 2
    } else {
        own.midpoint(100)
    }
}

/// One look from a moment of the history: what was used by then over what was expected, for each
/// stretch that had ended by the end of the history and of which seven eighths are known.
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
            for hour in done..ahead {
                let (_, plain, _) = sums.between(from + hour, from + hour + 1);
                by_day += plain * DAY_LEFT[hour];
                by_last += plain * LAST_LEFT[hour];
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
        let expected = share(plain, ONE + lately.week)
            + share(by_day / ONE, lately.day)
            + share(by_last / ONE, lately.last)
            + later;
        let (actual, _, known) = sums.between(from, to);
        if known * 8 >= ahead * 7 && expected > 0 {
            tell(at, (actual * ONE / expected).min(RATIO_MAX));
        }
    }
}

/// The weighted percentile of sorted ratios, evenly between the two next to it.
fn quantile(ratios: &[Ratio], all: i64, percent: i64) -> Option<i64> {
    let wanted = all * percent * 2 / 100;
    let mut before: Option<(i64, i64)> = None;
    let mut sum = 0;
    for one in ratios {
        let (ratio, weight) = (one.ratio(), one.weight());
        let place = sum * 2 + weight;
        sum += weight;
        if place >= wanted {
            return Some(match before {
                Some((last, at)) if place > at => {
                    last + (ratio - last).saturating_mul(wanted - at) / (place - at)
                }
                Some(_) | None => ratio,
            });
        }
        before = Some((ratio, place));
    }
    before.map(|(ratio, _)| ratio)
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
    /// Beyond the near hours.
    pub(super) fn last(&self) -> i64 {
        self.0[GRID - 1]
    }

    /// For each of the next hours, its likely use over the plain pattern, in millionths, so that
    /// the sum up to each is the likely one. `expected` is what recent use makes of the pattern.
    pub(super) fn bend(&self, plain: &[i64; NEAR], expected: &[i64; NEAR]) -> [i64; NEAR] {
        let (mut sum, mut given) = (0_i64, 0_i64);
        let mut factors = [ONE; NEAR];
        for (hour, factor) in factors.iter_mut().enumerate() {
            sum += expected[hour];
            let wanted = share(sum, at(&self.0, in_millis(hour + 1))).max(given);
            if plain[hour] > 0 {
                *factor = (wanted - given).saturating_mul(ONE) / plain[hour];
            }
            given = wanted;
        }
        factors
    }
}
