//! Which cells of a sheet are withheld. A small group is; and since a reader subtracts, so are
//! others, until nothing that is withheld can be computed from what is published with it
//! (complementary suppression; Cox, "Suppression methodology and statistical disclosure control",
//! JASA 75 (1980)).
//!
//! The reader is taken for one who solves all equations at once: what is withheld are the unknowns,
//! every sum is an equation, and elimination in whole numbers shows which unknowns it fixes. What
//! is withheld is never zero, so that an unknown that is not fixed can be larger and smaller.

use super::sheet::{Cell, Sum};
use std::collections::{BTreeMap, BTreeSet};

/// An equation: the factor of each unknown. What they come to is known to the reader.
type Row = BTreeMap<usize, i128>;

/// Which cells are withheld, by place.
pub(super) fn hidden(cells: &[Cell], sums: &[Sum]) -> Vec<bool> {
    let mut hidden: Vec<bool> = cells.iter().map(Cell::is_small).collect();
    while let Some(leak) = leak(cells, sums, &hidden) {
        // Where nothing but zeros is published nothing can be computed.
        let Some(next) = cover(cells, sums, &hidden, &leak) else {
            break;
        };
        hidden[next] = true;
    }
    hidden
}

/// Unknowns of which a reader knows too much: one whose value follows, or several whose sum
/// follows and is a small group itself.
fn leak(cells: &[Cell], sums: &[Sum], hidden: &[bool]) -> Option<BTreeSet<usize>> {
    let mut rows = Vec::new();
    for sum in sums {
        let mut row = Row::new();
        for part in sum.parts.iter().filter(|part| hidden[**part]) {
            row.insert(*part, 1);
        }
        if hidden[sum.total] {
            row.insert(sum.total, -1);
        }
        // Each equation as it stands, and below all that follows from them together.
        if tells(cells, &row) {
            return Some(row.into_keys().collect());
        }
        rows.push(row);
    }
    solve(rows, |row| tells(cells, row))
}

/// Whether an equation fixes its only unknown, or says how many are in a small group.
fn tells(cells: &[Cell], row: &Row) -> bool {
    if row.len() < 2 {
        return row.len() == 1;
    }
    let is_sum = row.values().all(|factor| *factor == 1) || row.values().all(|one| *one == -1);
    let mut all = Cell::default();
    row.keys().for_each(|at| all.join(&cells[*at]));
    is_sum && all.is_small()
}

/// Brings the equations into reduced row echelon form and gives the unknowns of the first that
/// tells; those of one whose numbers grow beyond what is computed here count as told.
fn solve(rows: Vec<Row>, tells: impl Fn(&Row) -> bool) -> Option<BTreeSet<usize>> {
    let mut solved: Vec<(usize, Row)> = Vec::new();
    for mut row in rows {
        for (pivot, known) in &solved {
            row = match reduced(&row, *pivot, known) {
                Some(row) => row,
                None => return Some(row.into_keys().collect()),
            };
        }
        let Some(pivot) = row.keys().next().copied() else {
            continue;
        };
        for (_, known) in &mut solved {
            *known = match reduced(known, pivot, &row) {
                Some(row) => row,
                None => return Some(known.keys().copied().collect()),
            };
        }
        solved.push((pivot, row));
    }
    let told = solved.into_iter().map(|(_, row)| row).find(tells);
    told.map(|row| row.into_keys().collect())
}

/// The equation without the unknown `pivot`, by subtracting the one that has it, in smallest whole
/// numbers; `None` when they are too large.
fn reduced(row: &Row, pivot: usize, by: &Row) -> Option<Row> {
    let (Some(own), Some(other)) = (row.get(&pivot), by.get(&pivot)) else {
        return Some(row.clone());
    };
    let mut left = Row::new();
    let places: BTreeSet<usize> = row.keys().chain(by.keys()).copied().collect();
    for at in places {
        let from = row.get(&at).copied().unwrap_or(0).checked_mul(*other)?;
        let less = by.get(&at).copied().unwrap_or(0).checked_mul(*own)?;
        let factor = from.checked_sub(less)?;
        if factor != 0 {
            left.insert(at, factor);
        }
    }
    let divisor = left.values().fold(0, |sum, one| gcd(sum, one.abs()));
    if divisor > 1 {
        left.values_mut().for_each(|factor| *factor /= divisor);
    }
    Some(left)
}

const fn gcd(mut one: i128, mut other: i128) -> i128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// The cell that is withheld next: the smallest in a line with what is told too much of, of two
/// equal ones the one that is no sum; and where those lines have no other, the smallest of all.
fn cover(cells: &[Cell], sums: &[Sum], hidden: &[bool], leak: &BTreeSet<usize>) -> Option<usize> {
    let is_total = |at: usize| sums.iter().any(|sum| sum.total == at);
    let least = |places: &mut dyn Iterator<Item = usize>| {
        places
            .filter(|at| !hidden[*at] && cells[*at].count() > 0)
            .min_by_key(|at| (cells[*at].count(), is_total(*at), *at))
    };
    let line = |sum: &&Sum| {
        let mut all = sum.parts.iter().chain([&sum.total]);
        all.any(|at| leak.contains(at))
    };
    let mut near = sums
        .iter()
        .filter(line)
        .flat_map(|sum| sum.parts.iter().copied().chain([sum.total]));
    least(&mut near).or_else(|| least(&mut (0..cells.len())))
}
