//! The same question from the customer's side: not "what was said when the balance lasted for a
//! day to the hour", but "what was said about ten dollars". Where the balance is chosen so that it
//! lasts for whole days, a straight line through them is right by how the question is put, and a
//! forecast that knows the hours gains nothing by it; here neither is favoured.

use crate::replay::{Look, Part, look_with, origins};
use crate::report::{decimal, hours, ratio};
use crate::score::{Score, score};
use crate::{Home, Origin};
use ami_domain::money::Money;
use ami_domain::tariff::Tariff;
use ami_domain::time::Span;
use std::fmt::Write as _;

/// Balances that are asked about, in dollars: hours, a day or two, and a week or more.
pub const DOLLARS: [i64; 5] = [1, 3, 5, 10, 25];

/// What the households of one origin were told about one balance; each counts alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub dollars: i64,
    pub homes: usize,
    pub looks: usize,
    /// Minutes.
    pub ours: i64,
    pub mean7: i64,
    /// The same as means.
    pub ours_mean: i64,
    pub mean7_mean: i64,
    /// Thousandths.
    pub covered: i64,
}

/// Asks households of this origin, one look each `every`; no row where nothing was known.
pub fn ask(homes: &[Home], origin: Origin, tariff: &Tariff, part: Part, every: Span) -> Vec<Row> {
    let balances = DOLLARS.map(Money::dollars);
    let mut scores: [Vec<Score>; DOLLARS.len()] = [const { Vec::new() }; DOLLARS.len()];
    for home in homes.iter().filter(|home| home.origin == origin) {
        let mut looks: [Vec<Look>; DOLLARS.len()] = [const { Vec::new() }; DOLLARS.len()];
        for place in origins(home, part, every) {
            let found = look_with(home, tariff, place, &balances);
            for (list, look) in looks.iter_mut().zip(found) {
                list.extend(look);
            }
        }
        for (scores, looks) in scores.iter_mut().zip(&looks) {
            scores.extend(score(looks));
        }
    }
    let rows = DOLLARS.into_iter().zip(&scores);
    rows.filter(|(_, scores)| !scores.is_empty())
        .map(|(dollars, scores)| row(dollars, scores))
        .collect()
}

fn row(dollars: i64, scores: &[Score]) -> Row {
    let count = i64::try_from(scores.len()).unwrap_or(i64::MAX).max(1);
    let mean = |of: fn(&Score) -> i64| scores.iter().map(of).sum::<i64>() / count;
    Row {
        dollars,
        homes: scores.len(),
        looks: scores.iter().map(|score| score.looks).sum(),
        ours: mean(|score| score.ours.median),
        mean7: mean(|score| score.mean7.median),
        ours_mean: mean(|score| score.ours.mean),
        mean7_mean: mean(|score| score.mean7.mean),
        covered: mean(|score| score.covered),
    }
}

/// A table in Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| Balance | Homes | Looks | Median error h: ours | 7-day mean | Ours / mean (median) | \
         (mean) | In band |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        // A string takes everything.
        let _ = writeln!(
            text,
            "| {} $ | {} | {} | {} | {} | {} | {} | {} % |",
            row.dollars,
            row.homes,
            row.looks,
            hours(row.ours),
            hours(row.mean7),
            decimal(ratio(row.ours, row.mean7)),
            decimal(ratio(row.ours_mean, row.mean7_mean)),
            row.covered / 10,
        );
    }
    text
}
