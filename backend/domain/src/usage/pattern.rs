//! The mean use of each hour of each kind of day.

use super::HOURS;
use super::hours::{Hours, LENGTH, Place};

/// A week counts this much of the newest, in thousandths: nine tenths of the week after it.
const WEIGHTS: [i64; 8] = [1000, 900, 810, 729, 656, 590, 531, 478];

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

/// Weighted energy of one kind of hour, and the sum of the weights.
#[derive(Clone, Copy, Default)]
struct Cell {
    energy: i64,
    weight: i64,
}

/// Everything that was used, by kind of hour.
pub(super) struct Pattern {
    cells: [[Cell; HOURS]; 4],
    any: [i64; HOURS],
    /// How much of a kind of day's difference from any day is its own and no chance, in 1/1024.
    own: [i64; 4],
}

/// All of [`Pattern::own`].
const OWN: i64 = 1024;

impl Cell {
    fn mean(self) -> Option<i64> {
        (self.weight > 0).then(|| self.energy / self.weight)
    }
    /// The mean without one of its hours.
    fn without(self, energy: i64, weight: i64) -> Option<i64> {
        let rest = self.weight - weight;
        (rest > 0).then(|| (self.energy - energy * weight) / rest)
    }
}

const fn weight(slot: usize) -> i64 {
    WEIGHTS[(LENGTH - 1 - slot) / (7 * HOURS)]
}

impl Pattern {
    pub(super) fn of(hours: &Hours) -> Self {
        let mut cells = [[Cell::default(); HOURS]; 4];
        for slot in 0..LENGTH {
            let Some(energy) = hours.get(slot) else {
                continue;
            };
            let Place { kind, hour } = hours.places[slot];
            let cell = &mut cells[kind][hour];
            cell.energy += weight(slot) * energy;
            cell.weight += weight(slot);
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
            any: any.map(|cell| cell.mean().unwrap_or(home)),
            own: [OWN; 4],
        };
        pattern.own = pattern.trust(hours);
        pattern
    }

    /// Days of a kind differ from any day by themselves and by chance; with few of them it is
    /// mostly chance. What chance does is known from how the hours of one kind differ among
    /// themselves (James and Stein 1961, by kind of day).
    fn trust(&self, hours: &Hours) -> [i64; 4] {
        let means = self.cells.map(|row| row.map(Cell::mean));
        let mut noise = [[0_i64; HOURS]; 4];
        let mut count = [[0_i64; HOURS]; 4];
        for slot in 0..LENGTH {
            let Some(energy) = hours.get(slot) else {
                continue;
            };
            let Place { kind, hour } = hours.places[slot];
            let mean = means[kind][hour].unwrap_or(energy);
            let off = (energy - mean) / 1000;
            // An hour is at most a megawatt-hour, so eight weeks of squares fit.
            noise[kind][hour] += off * off;
            count[kind][hour] += 1;
        }
        let mut own = [OWN; 4];
        for (kind, own) in own.iter_mut().enumerate() {
            let (mut signal, mut chance) = (0_i64, 0_i64);
            for hour in 0..HOURS {
                let Some(mean) = means[kind][hour] else {
                    continue;
                };
                let off = (mean - self.any[hour]) / 1000;
                let n = count[kind][hour];
                signal = signal.saturating_add(off.saturating_mul(off));
                // The mean of n is off by the variance of one over n; of one alone nothing is
                // known, and it is taken for chance.
                chance = chance.saturating_add(if n > 1 {
                    noise[kind][hour] / (n * (n - 1))
                } else {
                    off.saturating_mul(off)
                });
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
                    let mean = self.cells[other][hour].mean()?;
                    Some(self.blend(mean, other, hour))
                });
                *mean = seen.unwrap_or(self.any[hour]);
            }
        }
        means
    }

    /// What is expected of an hour of the history by all the others, in milliwatt-hours.
    pub(super) fn others(&self, slot: usize, energy: i64, place: Place) -> i64 {
        let cell = self.cells[place.kind][place.hour];
        let Some(mean) = cell.without(energy, weight(slot)) else {
            return self.any[place.hour];
        };
        self.blend(mean, place.kind, place.hour)
    }

    fn blend(&self, mean: i64, kind: usize, hour: usize) -> i64 {
        let any = self.any[hour];
        any + (mean - any) * self.own[kind] / OWN
    }
}
