//! The mean use of each hour of each kind of day.

use super::HOURS;
use super::hours::{Hours, LENGTH};
use std::ops::Range;

/// A week counts this much of the newest, in thousandths: two thirds of the week after it. The
/// hours of a day shift with the seasons, and nine tenths follow them too late (`tests/forecast`).
const WEIGHTS: [i64; 8] = [1000, 667, 444, 296, 198, 132, 88, 59];

/// Use of a typical home by the hour, Wh, 20 kWh a day; for homes with too little history. Ours,
/// invented with a morning rise and an evening peak; a utility's own class profile would be better.
const CLASS: [i64; HOURS] = [
    550, 500, 470, 460, 470, 530, 700, 850, 850, 780, 750, 760, 790, 800, 820, 880, 1010, 1230,
    1390, 1370, 1270, 1120, 930, 720,
];
pub(super) const CLASS_HOURS: [[i64; HOURS]; 4] = {
    let mut hours = [0; HOURS];
    let mut hour = 0;
    while hour < HOURS {
        hours[hour] = CLASS[hour] * 1000;
        hour += 1;
    }
    [hours; 4]
};

/// Weighted energy of one kind of hour, and the sum of the weights; and of its hours, each counting
/// alike, how many there are, their watt-hours and the squares of these. An hour is at most a
/// megawatt-hour, so eight weeks of squares fit.
#[derive(Clone, Copy, Default)]
struct Cell {
    energy: i64,
    weight: i64,
    count: i64,
    sum: i64,
    squares: i64,
}

/// Everything that was used, by kind of hour.
pub(super) struct Pattern {
    cells: [[Cell; HOURS]; 4],
    /// The mean of each cell that has any.
    seen: [[Option<i64>; HOURS]; 4],
    any: [i64; HOURS],
    /// How much of a kind of day's difference from any day is its own and no chance, in 1/1024.
    own: [i64; 4],
}

/// All of [`Pattern::own`].
const OWN: i64 = 1024;

/// What all the others make expect of the hours of one kind.
#[derive(Clone, Copy, Default)]
struct Others {
    kind: usize,
    weight: i64,
    mean: i64,
    any: i64,
    own: i64,
}

impl Cell {
    fn mean(self) -> Option<i64> {
        (self.weight > 0).then(|| self.energy / self.weight)
    }
    /// The square of what the mean is off by chance: that of n is off by the variance of one over
    /// n, and by four fifths more since the newest count most. Of one alone nothing is known.
    fn chance(self, mean: i64) -> Option<i64> {
        let (n, mean) = (self.count, mean / 1000);
        let noise = self.squares - 2 * mean * self.sum + n * mean * mean;
        (n > 1).then(|| noise.max(0) * 9 / (5 * n * (n - 1)))
    }
}

/// Hours of a week.
const WEEK: usize = LENGTH / WEIGHTS.len();

/// The hours of the history of so many weeks ago.
const fn slots_of(week: usize) -> Range<usize> {
    let end = LENGTH - week * WEEK;
    end - WEEK..end
}

impl Pattern {
    pub(super) fn of(hours: &Hours) -> Self {
        let mut cells = [[Cell::default(); HOURS]; 4];
        let by_place = cells.as_flattened_mut();
        for (week, weight) in WEIGHTS.into_iter().enumerate() {
            for (energy, place) in hours.slots(slots_of(week)) {
                let Some(energy) = energy else {
                    continue;
                };
                let cell = &mut by_place[place.cell()];
                cell.energy += weight * energy;
                cell.weight += weight;
                let energy = energy / 1000;
                cell.count += 1;
                cell.sum += energy;
                cell.squares += energy * energy;
            }
        }
        let mut all = Cell::default();
        let mut any = [Cell::default(); HOURS];
        for (hour, any) in any.iter_mut().enumerate() {
            for row in &cells {
                any.energy += row[hour].energy;
                any.weight += row[hour].weight;
            }
            all.energy = all.energy.saturating_add(any.energy);
            all.weight += any.weight;
        }
        let home = all.mean().unwrap_or(0);
        let mut pattern = Self {
            cells,
            seen: cells.map(|row| row.map(Cell::mean)),
            any: any.map(|cell| cell.mean().unwrap_or(home)),
            own: [OWN; 4],
        };
        pattern.own = pattern.trust();
        pattern
    }

    /// Days of a kind differ from any day by themselves and by chance; with few of them it is
    /// mostly chance. What chance does is known from how the hours of one kind differ among
    /// themselves, and of a single one all is taken for chance (James and Stein 1961, by kind of
    /// day).
    fn trust(&self) -> [i64; 4] {
        let mut own = [OWN; 4];
        for (kind, own) in own.iter_mut().enumerate() {
            let (mut signal, mut chance) = (0_i64, 0_i64);
            for hour in 0..HOURS {
                let Some(mean) = self.seen[kind][hour] else {
                    continue;
                };
                let off = (mean - self.any[hour]) / 1000;
                signal = signal.saturating_add(off.saturating_mul(off));
                let cell = self.cells[kind][hour];
                chance = chance.saturating_add(cell.chance(mean).unwrap_or(off * off));
            }
            if signal > 0 {
                *own = OWN - (chance.min(signal) / (signal / OWN + 1)).min(OWN);
            }
        }
        own
    }

    /// Milliwatt-hours of every kind of hour. Where a kind of day was not seen at that hour, the
    /// kind most like it stands in, then any, then the home's overall mean.
    pub(super) fn means(&self) -> [[i64; HOURS]; 4] {
        // Weekday, Saturday, Sunday, holiday: who stands in for whom, nearest first.
        const STAND_IN: [[usize; 4]; 4] = [[0, 1, 2, 3], [1, 2, 0, 3], [2, 1, 0, 3], [3, 2, 1, 0]];
        let mut means = [[0; HOURS]; 4];
        for (kind, row) in means.iter_mut().enumerate() {
            for (hour, mean) in row.iter_mut().enumerate() {
                let seen = STAND_IN[kind].iter().find_map(|&other| {
                    let mean = self.seen[other][hour]?;
                    Some(blend(mean, self.any[hour], self.own[other]))
                });
                *mean = seen.unwrap_or(self.any[hour]);
            }
        }
        means
    }

    /// Tells of each hour of the history, the oldest first, what was used, where it is known, and
    /// what all the others make expect of it, in milliwatt-hours.
    #[inline]
    pub(super) fn expect(&self, hours: &Hours, mut tell: impl FnMut(Option<(i64, i64)>)) {
        let others = self.others();
        for week in (0..WEIGHTS.len()).rev() {
            // What an hour weighs against the rest of its cell, in 2^20ths, by kind of day, and for
            // a cell of which weight. Nearly all cells of a kind weigh alike, and a division for
            // each hour of the history would cost more than all the rest.
            let mut against = [(0, 0); 4];
            for (energy, place) in hours.slots(slots_of(week)) {
                tell(energy.map(|energy| {
                    let others = &others[place.cell()];
                    let rest = others.weight - WEIGHTS[week];
                    if rest <= 0 {
                        return (energy, others.any);
                    }
                    let against = &mut against[others.kind];
                    if against.0 != others.weight {
                        *against = (others.weight, (WEIGHTS[week] << 20) / rest);
                    }
                    // An hour is at most 10^9 off, and weighs at most seventeen times the rest of
                    // its cell.
                    let without = others.mean + (((others.mean - energy) * against.1) >> 20);
                    (energy, blend(without.max(0), others.any, others.own))
                }));
            }
        }
    }

    fn others(&self) -> [Others; 4 * HOURS] {
        std::array::from_fn(|cell| {
            let (kind, hour) = (cell / HOURS, cell % HOURS);
            Others {
                kind,
                weight: self.cells[kind][hour].weight,
                mean: self.seen[kind][hour].unwrap_or(0),
                any: self.any[hour],
                own: self.own[kind],
            }
        })
    }
}

/// A mean as far as it is believed to differ from that of any day.
#[inline]
fn blend(mean: i64, any: i64, own: i64) -> i64 {
    any + (mean - any) * own / OWN
}
