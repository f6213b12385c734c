//! How far real use strays from what was expected, by how far ahead one looks: each day of the
//! last weeks is looked at from the same hour as now, and what was used in the hours after it is
//! compared with what all the other days made expect. What is kept is how many times off one was
//! in the mean, and the edges lie so many of it away (locally weighted conformal prediction, Lei
//! et al. 2018): a mean of few looks is steadier than their tenth percentile, and a calm home gets
//! a narrow band. Homes are calm for some days and then are not, so how far this home strays at all
//! is asked of its last two days alone, three times a day.

use super::hours::LENGTH;
use super::learn::{DAY_LEFT, LAST_LEFT, STEP, Sums, share};
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
const WEIGHTS: [i64; 3] = [1000, 500, 250];
/// What each of the newest looks counts, the newest first: one from every [`STEP`] of two days,
/// whatever the hour. They say how far the home strays at all.
const NEWS: [i64; 6] = [1000, 650, 422, 275, 179, 116];
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
const OWN: i64 = 70;
/// How far the straying of a week counts for that of a month, in percent; homes have the rest in
/// common.
const MONTH: i64 = 60;
/// How far the likely use of a stretch lies below the mean, in percent of the straying. Use has a
/// long tail upwards, and half of all stretches need less than their mean; over days that evens
/// out.
const MIDDLE: [i64; GRID] = [20, 20, 20, 20, 20, 17, 12, 7, 4, 3, 3, 0, 0];
/// The edges over the mean in percent of the straying. A late edge that is too late promises
/// light that is not there and costs most: of the looks of those homes that the band misses,
/// about two in three end after it and one before the early one.
const LOW: [i64; GRID] = [
    170, 170, 170, 165, 159, 152, 147, 143, 139, 136, 133, 127, 120,
];
const AMPLE: [i64; GRID] = [60, 65, 68, 70, 71, 72, 73, 74, 74, 75, 80, 84, 89];
const HIGH: [i64; GRID] = [
    141, 141, 141, 146, 154, 162, 167, 172, 177, 180, 198, 231, 270,
];
/// How much of the use of a stretch the edges spread evenly over its days, in 1024ths. By the end
/// of a day nobody knows whether the hour of much use comes now or two hours later, and an edge
/// that lies on that hour alone is right on most days and far off on the others.
const SPREAD: [i64; GRID] = [0, 20, 41, 61, 102, 154, 205, 236, 276, 307, 307, 0, 0];
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

/// Where a stretch lies in the grid: so many parts of the way from one place to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    from: usize,
    to: usize,
    part: i64,
    whole: i64,
}

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
    let days = (1..=LOOKS).map(|day| (day * HOURS, WEIGHTS[(day - 1) / 7]));
    let news = (STEP..).step_by(STEP).zip(NEWS);
    let (seen, news) = (seen(sums, days), seen(sums, news));
    let scale = scale(&news);
    let mut off = [0; GRID];
    for at in 0..LOOKED {
        let common = COMMON[at] * scale / 100;
        let found = (seen[at].sum + common * OTHERS) / (seen[at].weight + OTHERS);
        off[at] = found.min(MOST);
    }
    let common = COMMON[LOOKED - 1] * scale / 100;
    off[LOOKED] = ((off[LOOKED - 1] * MONTH + common * (100 - MONTH)) / 100).min(MOST);
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

/// What looks from so many hours before the end found, each with its weight.
fn seen(sums: &Sums, looks: impl Iterator<Item = (usize, i64)>) -> [Seen; LOOKED] {
    let mut seen = [Seen::default(); LOOKED];
    for (back, weight) in looks {
        look(sums, LENGTH - back, |at, off| {
            seen[at].sum += off * weight;
            seen[at].weight += weight;
        });
    }
    seen
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

impl Stretch {
    /// A stretch of this length.
    #[inline]
    pub(super) fn of(length: Span) -> Self {
        let millis = length.as_millis();
        let next = AHEAD.iter().position(|&hours| millis <= in_millis(hours));
        let (from, to) = match next {
            None => (GRID - 1, GRID - 1),
            Some(next) => (next.saturating_sub(1), next),
        };
        if from == to {
            let (part, whole) = (0, 1);
            return Self {
                from,
                to,
                part,
                whole,
            };
        }
        let start = in_millis(AHEAD[from]);
        Self {
            from,
            to,
            part: millis - start,
            whole: in_millis(AHEAD[to]) - start,
        }
    }

    /// How much of its use the early and the late edge spread evenly over its days, in 1024ths.
    #[inline]
    pub(super) fn spread(self) -> i64 {
        self.read(&SPREAD)
    }

    #[inline]
    fn read(self, row: &[i64; GRID]) -> i64 {
        row[self.from] + (row[self.to] - row[self.from]) * self.part / self.whole
    }
}

const fn in_millis(hours: usize) -> i64 {
    // At most a month.
    hours as i64 * HOUR
}

impl Stray {
    /// Use of a stretch over likely use, in millionths.
    #[inline]
    pub(super) fn at(&self, pace: Pace, stretch: Stretch) -> i64 {
        match pace {
            Pace::Low => stretch.read(&self.low),
            Pace::Likely => ONE,
            Pace::Ample => stretch.read(&self.ample),
            Pace::High => stretch.read(&self.high),
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
            let wanted = share(
                sum,
                Stretch::of(Span::millis(in_millis(hour + 1))).read(&self.0),
            )
            .max(given);
            if plain[hour] > 0 {
                *factor = (wanted - given).saturating_mul(ONE) / plain[hour];
            }
            given = wanted;
        }
        factors
    }
}
