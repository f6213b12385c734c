//! Learning a home's pattern from its intervals, and how its last hours compare with it.

use super::hours::{Hours, LENGTH, Place};
use super::pattern::{CLASS_HOURS, Pattern};
use super::stray;
use super::{DAYS, HOUR, HOURS, Interval, NEAR, ONE, Profile};
use crate::display::Confidence;
use crate::energy::WattHours;
use crate::money::{Rounding, mul_div};
use crate::time::{Day, Span, Timestamp, Zone};

/// What was used of late over what the pattern expects of it counts inside these limits (a feast,
/// a holiday, a broken reading): the last hour and day, and the level of the last days, so that
/// the last of the three alone makes at most twice and at least half of the pattern.
const RATIO: [i64; 2] = [ONE / 3, ONE * 3];
const LEVEL_RATIO: [i64; 2] = [ONE * 3 / 8, ONE * 9 / 4];

/// How much of the last days', day's and hour's difference from the pattern is expected to last,
/// in millionths. Chosen on seventeen real homes, see `tests/forecast`: weather and holidays last,
/// and a week counted evenly is half over when it is counted. A low level lasts less than a high
/// one: who was away comes home.
const LEVEL: [i64; 2] = [650_000, 800_000];
const DAY: [i64; 2] = [350_000; 2];
const LAST: [i64; 2] = [450_000; 2];
/// In the level an hour counts half as much as one three days later: each so many 2^20ths of the
/// next.
const LEVEL_STAYS: i64 = 1_038_530;
/// Hours between two moments of the history at which the level is known.
pub(super) const STEP: usize = 8;
/// The hours of the level of which a quarter is known, or nothing is said of it.
const LEVEL_HOURS: usize = 3 * HOURS;
/// What is left of a day's and an hour's difference after one more hour: they halve in a day and
/// in two hours.
const DAY_STAYS: i64 = 971_532;
const LAST_STAYS: i64 = 707_107;

/// What is left of a day's and of an hour's difference in each of the next hours, and of a day's
/// in the middle of each day of which it is not looked at hour by hour.
pub(super) const DAY_LEFT: [i64; NEAR] = left(DAY_STAYS);
pub(super) const LAST_LEFT: [i64; NEAR] = left(LAST_STAYS);
const MIDDAY_LEFT: [i64; NEAR / HOURS + DAYS] = {
    let mut left = [ONE; NEAR / HOURS + DAYS];
    let (mut day, mut hour) = (0, HOURS / 2);
    let mut now = DAY_LEFT[hour];
    while day < left.len() {
        left[day] = now;
        while hour < HOURS / 2 + (day + 1) * HOURS {
            now = now * DAY_STAYS / ONE;
            hour += 1;
        }
        day += 1;
    }
    left
};

const fn left(stays: i64) -> [i64; NEAR] {
    let mut left = [ONE; NEAR];
    let mut hour = 1;
    while hour < NEAR {
        left[hour] = left[hour - 1] * stays / ONE;
        hour += 1;
    }
    left
}

/// Energy of the hours of the history before one of them, over those that are known, and how many
/// these are.
#[derive(Clone, Copy, Default)]
struct Before {
    actual: i64,
    expected: i64,
    known: usize,
}

/// Sums of the hours of the history before each.
pub(super) struct Sums {
    before: Vec<Before>,
    /// Energy used and expected, the newest hours counting most, before each [`STEP`].
    level: [(i64, i64); LENGTH / STEP + 1],
}

/// How the hours before a moment compare with the pattern: what of the difference is expected of
/// the next hour, in millionths. All three together are above minus one: see [`RATIO`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Lately {
    pub(super) level: i64,
    pub(super) day: i64,
    pub(super) last: i64,
}

impl Profile {
    /// Learns from the intervals of the last eight weeks before `now`, in any order, each moment
    /// at most once; missing ones are passed over. Hours of the same kind of day (Monday to
    /// Friday, Saturday, Sunday, holiday) share a mean in which a week counts two thirds of the
    /// next. What was said of each day of the last weeks by the others, from the same hour of the
    /// day as now, and of the last days from all hours gives the edges. With less than 48 h of data
    /// all of it is the class profile.
    pub fn learn(history: &[Interval], now: Timestamp, zone: &Zone, holidays: &[Day]) -> Self {
        let hours = Hours::of(history, now, zone, holidays);
        let (_, known) = hours.sum(0);
        let (daily_average, dormant) = last_days(&hours, now);
        let mut profile = Self {
            hours: CLASS_HOURS,
            anchor: hours.anchor,
            near: [ONE; NEAR],
            days: [ONE; DAYS],
            far: ONE,
            stray: stray::CLASS,
            confidence: Confidence::Class,
            daily_average,
            dormant,
            until: hours.until,
        };
        if known >= Profile::ENOUGH.as_millis() {
            profile.take(&hours, &hours.next(zone, holidays));
        }
        profile
    }

    /// Takes the home's own figures for those of its class.
    fn take(&mut self, hours: &Hours, next: &[Place; NEAR]) {
        let pattern = Pattern::of(hours);
        let sums = Sums::of(hours, &pattern);
        let (stray, likely) = stray::learn(&sums);
        self.confidence = Confidence::Own;
        self.hours = pattern.means();
        self.stray = stray;
        let lately = sums.before(LENGTH);
        let plain = next.map(|place| self.hours[place.kind()][place.hour()]);
        let mean = std::array::from_fn(|hour| share(plain[hour], lately.of_hour(hour)));
        self.near = likely.bend(&plain, &mean);
        self.days = std::array::from_fn(|day| lately.of_day(NEAR / HOURS + day));
        self.far = ONE + lately.level;
    }
}

impl Lately {
    /// Use over the pattern so many hours after the next, in millionths.
    fn of_hour(&self, hour: usize) -> i64 {
        let (day, last) = (DAY_LEFT[hour], LAST_LEFT[hour]);
        ONE + self.level + share(self.day, day) + share(self.last, last)
    }

    /// The same for the whole day after so many: that of its middle stands for all of it.
    pub(super) fn of_day(&self, day: usize) -> i64 {
        ONE + self.level + share(self.day, MIDDAY_LEFT[day])
    }
}

/// So many millionths of it.
#[inline]
pub(super) fn share(of: i64, millionths: i64) -> i64 {
    of.saturating_mul(millionths) / ONE
}

impl Sums {
    fn of(hours: &Hours, pattern: &Pattern) -> Self {
        let mut sums = Self {
            before: Vec::with_capacity(LENGTH + 1),
            level: [(0, 0); LENGTH / STEP + 1],
        };
        let mut before = Before::default();
        sums.before.push(before);
        let (mut used, mut plain) = (0, 0);
        pattern.expect(hours, |hour| {
            let (actual, expected) = hour.unwrap_or((0, 0));
            before.actual += actual;
            before.expected += expected;
            before.known += usize::from(hour.is_some());
            (used, plain) = (stays(used) + actual, stays(plain) + expected);
            let next = sums.before.len();
            if next.is_multiple_of(STEP) {
                sums.level[next / STEP] = (used, plain);
            }
            sums.before.push(before);
        });
        sums
    }

    /// Energy used and energy expected from one slot to another, and how many hours are known.
    #[inline]
    pub(super) fn between(&self, from: usize, to: usize) -> (i64, i64, usize) {
        let (from, to) = (self.before[from], self.before[to]);
        (
            to.actual - from.actual,
            to.expected - from.expected,
            to.known - from.known,
        )
    }

    /// How the hours before a slot, so many steps before the end, compare; nothing is said of those
    /// that are mostly not known.
    pub(super) fn before(&self, slot: usize) -> Lately {
        let off = |hours: usize, [least, most]: [i64; 2], lasting: [i64; 2], over: (i64, i64)| {
            let (_, _, known) = self.between(slot.saturating_sub(hours), slot);
            if known * 4 < hours || over.1 <= 0 {
                return 0;
            }
            let ratio = (over.0.saturating_mul(ONE) / over.1).clamp(least, most);
            share(ratio - ONE, lasting[usize::from(ratio > ONE)])
        };
        let sum = |hours: usize| {
            let (actual, expected, _) = self.between(slot.saturating_sub(hours), slot);
            (actual, expected)
        };
        Lately {
            level: off(LEVEL_HOURS, LEVEL_RATIO, LEVEL, self.level[slot / STEP]),
            day: off(HOURS, RATIO, DAY, sum(HOURS)),
            last: off(1, RATIO, LAST, sum(1)),
        }
    }
}

/// What is left in the level of a sum after one more hour. Fits: a home uses at most 10^9 in an
/// hour, and all of them together count as a hundred and five.
const fn stays(sum: i64) -> i64 {
    (sum * LEVEL_STAYS) >> 20
}

/// Mean of a day over the last week, else over what there is; and whether nothing was used in
/// that week, of which at least [`Profile::ENOUGH`] is known.
fn last_days(hours: &Hours, now: Timestamp) -> (WattHours, bool) {
    let silent = now.since(hours.anchor).as_millis() / HOUR;
    let silent = usize::try_from(silent).unwrap_or(0);
    let from = LENGTH - (7 * HOURS).saturating_sub(silent);
    let (used, known) = hours.sum(from);
    let dormant = known >= Profile::ENOUGH.as_millis() && used == 0;
    let (used, known) = if known > 0 {
        (used, known)
    } else {
        hours.sum(0)
    };
    if known == 0 {
        return (WattHours::ZERO, dormant);
    }
    let day = Span::days(1).as_millis();
    let mean = mul_div(used, day, known, Rounding::HalfEven);
    (WattHours::new(mean / 1000), dormant)
}
