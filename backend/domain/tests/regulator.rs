//! Nobody computes what the report withholds: a reader who knows every published value and every
//! sum solves all equations at once, for random towns.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::clearance::{Cause, Reduce};
use ami_domain::id::MeterId;
use ami_domain::protection::Class;
use ami_domain::regulator::{Cell, Figure, GROUP_MIN, Line, Reduced, Sheet, Sum, Tally};
use ami_domain::time::Span;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const FIGURES: [Figure; 3] = [
    Figure::CutByCause,
    Figure::CutByDuration,
    Figure::CutByTemperature,
];
/// Elimination runs in the integers modulo this prime: another way than that of the code, and what
/// follows in fractions follows here too.
const PRIME: u128 = (1 << 61) - 1;

type Equation = BTreeMap<usize, u128>;

fn power(mut base: u128, mut exponent: u128) -> u128 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

/// The unknowns that the equations fix.
fn fixed(equations: &[Equation]) -> BTreeSet<usize> {
    let mut rows: Vec<(usize, Equation)> = Vec::new();
    let without = |row: &Equation, pivot: usize, by: &Equation| -> Equation {
        let Some(factor) = row.get(&pivot).copied() else {
            return row.clone();
        };
        let mut left = row.clone();
        for (at, value) in by {
            let less = PRIME - factor * value % PRIME;
            let entry = left.entry(*at).or_default();
            *entry = (*entry + less) % PRIME;
        }
        left.retain(|_, value| *value != 0);
        left
    };
    for equation in equations {
        let mut row = equation.clone();
        for (pivot, by) in &rows {
            row = without(&row, *pivot, by);
        }
        let Some((pivot, lead)) = row.iter().next().map(|(at, value)| (*at, *value)) else {
            continue;
        };
        let inverse = power(lead, PRIME - 2);
        row.values_mut()
            .for_each(|value| *value = *value * inverse % PRIME);
        for (_, other) in &mut rows {
            *other = without(other, pivot, &row);
        }
        rows.push((pivot, row));
    }
    let alone = |(_, row): &&(usize, Equation)| row.len() == 1;
    rows.iter().filter(alone).map(|(pivot, _)| *pivot).collect()
}

/// What a reader of a sheet has: an equation over the withheld cells for each sum.
fn equations(sums: &[Sum], shown: &[Option<u64>]) -> Vec<Equation> {
    let hidden = |at: &usize| shown[*at].is_none();
    let equation = |sum: &Sum| {
        let mut row: Equation = sum
            .parts
            .iter()
            .copied()
            .filter(hidden)
            .map(|at| (at, 1))
            .collect();
        if hidden(&sum.total) {
            row.insert(sum.total, PRIME - 1);
        }
        row
    };
    sums.iter().map(equation).collect()
}

/// One cut: meter, cause, class, hours, temperature.
type Event = (u128, usize, usize, i64, i32);

fn event() -> impl Strategy<Value = Event> {
    (0..40_u128, 0..4_usize, 0..4_usize, 0..100_i64, -50..400_i32)
}

fn tally(events: &[Event]) -> Tally {
    let mut tally = Tally::default();
    for (meter, cause, class, hours, c10) in events {
        tally.reduced(&Reduced {
            meter: MeterId::from_number(*meter),
            what: Reduce::Disconnect,
            cause: Cause::ALL[*cause],
            class: Class::ALL.get(*class).copied(),
            lasted: (*hours < 90).then_some(Span::hours(*hours)),
            observed_c10: (*c10 > -40).then_some(*c10),
        });
    }
    tally
}

/// The place of a line among the unknowns: the sums over all groups are the same cuts in each of
/// the three figures.
fn place(line: &Line) -> (usize, &'static str, &'static str) {
    let figure = FIGURES.iter().position(|one| *one == line.figure).unwrap();
    let figure = if line.group == "all" { 0 } else { figure };
    (figure, line.group, line.part)
}

/// The published report as cells and sums, as a reader rebuilds it from the file alone.
fn rebuilt(lines: &[Line]) -> (Vec<Sum>, Vec<Option<u64>>) {
    let mut places = BTreeMap::new();
    let mut shown = Vec::new();
    for line in lines.iter().filter(|line| FIGURES.contains(&line.figure)) {
        let at = *places.entry(place(line)).or_insert(shown.len());
        if at == shown.len() {
            shown.push(line.value.said());
        }
        assert_eq!(
            shown[at],
            line.value.said(),
            "one cell is shown in two ways"
        );
    }
    let mut sums = Vec::new();
    for (key @ (figure, group, part), total) in &places {
        let same =
            |other: &(usize, &str, &str)| other != key && (*group == "all" || other.0 == *figure);
        let mut add = |parts: Vec<usize>| {
            if !parts.is_empty() {
                let total = *total;
                sums.push(Sum { total, parts });
            }
        };
        if *part == "all" {
            let row = |other: &&(usize, &str, &str)| {
                other.1 == *group && other.0 == *figure && other.2 != "all"
            };
            add(places
                .iter()
                .filter(|(k, _)| row(k) && same(k))
                .map(|(_, at)| *at)
                .collect());
        }
        if *group == "all" {
            for of in 0..FIGURES.len() {
                let column = |k: &(usize, &str, &str)| k.0 == of && k.2 == *part && k.1 != "all";
                add(places
                    .iter()
                    .filter(|(k, _)| column(k))
                    .map(|(_, at)| *at)
                    .collect());
            }
        }
    }
    (sums, shown)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_withheld_cell_of_a_report_follows_from_what_is_published(
        events in prop::collection::vec(event(), 0..400)
    ) {
        let (sums, shown) = rebuilt(&tally(&events).lines());
        // Three figures of four classes, each with its groups: none is missing from the attack.
        prop_assert_eq!(sums.len(), 4 + 6 + 6 + 3 * 5 + 1);
        let fixed = fixed(&equations(&sums, &shown));
        prop_assert!(fixed.is_empty(), "{fixed:?} follow");
    }

    #[test]
    fn what_is_published_is_true_and_of_ten_or_more(
        events in prop::collection::vec(event(), 0..400)
    ) {
        for line in tally(&events).lines() {
            if line.figure != Figure::CutByCause {
                continue;
            }
            let Some(value) = line.value.said() else { continue };
            let class = |class: usize| Class::ALL.get(class).map_or("unknown", |one| one.word());
            let mine: Vec<u128> = events
                .iter()
                .filter(|(_, cause, of, ..)| {
                    (line.group == "all" || Cause::ALL[*cause].word() == line.group)
                        && (line.part == "all" || class(*of) == line.part)
                })
                .map(|(meter, ..)| *meter)
                .collect();
            prop_assert_eq!(value, mine.len() as u64);
            let meters: BTreeSet<u128> = mine.into_iter().collect();
            prop_assert!(meters.is_empty() || meters.len() >= GROUP_MIN, "{line:?}");
        }
    }

    #[test]
    fn of_any_table_with_sums_nothing_withheld_follows(
        cells in prop::collection::vec(0..25_u64, 12), across in 2..5_usize
    ) {
        let (sheet, sums) = table(&cells, across);
        let shown = sheet.published();
        let fixed = fixed(&equations(&sums, &shown));
        prop_assert!(fixed.is_empty(), "{cells:?}: {fixed:?} follow");
        // Nor how many are in several small groups together.
        for sum in &sums {
            let hidden = sum.parts.iter().copied().filter(|at| shown[*at].is_none());
            let hidden: Vec<usize> = hidden.collect();
            if shown[sum.total].is_some() && !hidden.is_empty() {
                let together: u64 = hidden.iter().map(|at| sheet.cells()[*at].count()).sum();
                prop_assert!(together >= 10, "{cells:?}: {together} in {hidden:?}");
            }
        }
    }
}

/// A table with sums across, down and over all, everybody in one cell only.
fn table(cells: &[u64], across: usize) -> (Sheet, Vec<Sum>) {
    let mut sheet = Sheet::default();
    let mut who = 0_u128;
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for row in cells.chunks_exact(across) {
        let place = |count: &u64| {
            let mut cell = Cell::default();
            for _ in 0..*count {
                who += 1;
                cell.add(who.to_be_bytes());
            }
            sheet.cell(cell)
        };
        rows.push(row.iter().map(place).collect());
    }
    let down: Vec<usize> = (0..across)
        .map(|at| sheet.sum(rows.iter().map(|row| row[at]).collect()))
        .collect();
    let beside: Vec<usize> = rows.into_iter().map(|row| sheet.sum(row)).collect();
    let whole = sheet.sum(down);
    sheet.also(whole, beside);
    let sums = sheet.sums().to_vec();
    (sheet, sums)
}

/// The attack has teeth: against small groups that are withheld and nothing else it succeeds.
#[test]
fn withholding_small_groups_alone_would_tell_them() {
    let mut broken = 0;
    for seed in 0..200_u64 {
        let cells: Vec<u64> = (0..12)
            .map(|at| (seed * 7 + at * at * 5 + seed * at) % 25)
            .collect();
        let (sheet, sums) = table(&cells, 4);
        let naive = |cell: &Cell| (!cell.is_small()).then_some(cell.count());
        let shown: Vec<Option<u64>> = sheet.cells().iter().map(naive).collect();
        broken += usize::from(!fixed(&equations(&sums, &shown)).is_empty());
    }
    assert!(broken > 50, "only {broken} of 200 were broken");
}
