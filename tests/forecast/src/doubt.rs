//! How much of a ratio is the chance of the weeks and households that were looked at: one home's
//! half year holds few looks that do not share their weather, and a difference of a tenth in it
//! is none. Households and their weeks are drawn anew, with replacement (block bootstrap, Künsch
//! 1989), as often as it takes to see how far the ratio goes by that alone.

use crate::replay::Look;
use crate::report::ratio;
use ami_domain::chance::Seeded;

/// Looks that are drawn together: about a week of them where one is a day after the other.
const BLOCK: usize = 7;
/// Drawings; of their ratios the lowest and highest twentieth are left out.
const DRAWS: usize = 200;
const SEED: u64 = 11;

/// One look's two errors, in minutes: ours and the seven-day mean's.
type Errors = (i64, i64);

/// Where nine in ten drawings have ours over the seven-day mean's error, in thousandths; medians
/// over the looks of a household, means over households, as in the table. Zeros without any look.
pub fn interval<'a>(homes: impl Iterator<Item = &'a [Look]>) -> [i64; 2] {
    let errors = |look: &Look| {
        (
            (look.likely - look.real).abs(),
            (look.mean7 - look.real).abs(),
        )
    };
    let homes: Vec<Vec<Errors>> = homes
        .filter(|looks| !looks.is_empty())
        .map(|looks| looks.iter().map(errors).collect())
        .collect();
    if homes.is_empty() {
        return [0; 2];
    }
    let mut chance = Seeded::new(SEED);
    let mut found: Vec<i64> = (0..DRAWS).map(|_| draw(&homes, &mut chance)).collect();
    found.sort_unstable();
    [found[DRAWS / 20], found[DRAWS - 1 - DRAWS / 20]]
}

/// The ratio of as many households, of as many weeks each.
fn draw(homes: &[Vec<Errors>], chance: &mut Seeded) -> i64 {
    let (mut ours, mut mean7) = (0, 0);
    for _ in homes {
        let looks = &homes[below(chance, homes.len())];
        let mut drawn: Vec<Errors> = Vec::with_capacity(looks.len() + BLOCK);
        while drawn.len() < looks.len() {
            let from = below(chance, looks.len());
            drawn.extend(looks.iter().skip(from).take(BLOCK));
        }
        ours += middle(drawn.iter().map(|errors| errors.0));
        mean7 += middle(drawn.iter().map(|errors| errors.1));
    }
    ratio(ours, mean7)
}

fn below(chance: &mut Seeded, count: usize) -> usize {
    let count = u64::try_from(count).unwrap_or(1);
    usize::try_from(chance.below(count)).unwrap_or(0)
}

fn middle(values: impl Iterator<Item = i64>) -> i64 {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}
