//! The table that people read, and the goals that it is held against.

use crate::cost::Cost;
use crate::doubt;
use crate::replay::{Look, Part, looks, origins};
use crate::score::{Error, Middle, Score, fixed_score, fixed_width, likely, mean7, score};
use crate::{HORIZONS, Home, Origin};
use ami_domain::money::Money;
use ami_domain::tariff::{Energy, Tariff};
use ami_domain::time::Span;
use std::fmt::Write as _;

/// What learning a home's pattern and telling it the time left may cost together, in nanoseconds.
const COST_MAX: u128 = 50_000;

/// Everything that one household was told under one tariff, by horizon.
#[derive(Debug, Clone)]
pub struct Told {
    pub name: String,
    pub origin: Origin,
    pub looks: Vec<Vec<Look>>,
}

/// One line: a horizon over several households, each of which counts alike. Minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub horizon: Span,
    pub homes: usize,
    pub looks: usize,
    /// Looks at which there was no forecast.
    pub unsaid: usize,
    pub ours: Error,
    pub mean7: Error,
    pub week: Error,
    /// Where chance alone has the ratio of the first two medians, in thousandths.
    pub doubt: [i64; 2],
    /// Thousandths, the mean of the households.
    pub covered: i64,
    /// Households with 70 to 90 percent.
    pub homes_covered: usize,
    /// Mean interval score of the band, of a band of one relative width everywhere, and of one
    /// whose width is chosen for each household and horizon with hindsight.
    pub band: i64,
    pub fixed: i64,
    /// The same of one relative width about the 7-day mean.
    pub about_mean7: i64,
    pub hindsight: i64,
    /// Watt-hours.
    pub energy: i64,
    pub energy_by_price: i64,
    /// Micro-dollars.
    pub money: Error,
    pub money_by_mean7: Error,
}

/// Replays households under a tariff, one look each `every`.
pub fn tell(homes: &[Home], tariff: &Tariff, part: Part, every: Span) -> Vec<Told> {
    homes
        .iter()
        .map(|home| {
            let mut told = Told {
                name: home.name.clone(),
                origin: home.origin,
                looks: vec![Vec::new(); HORIZONS.len()],
            };
            for place in origins(home, part, every) {
                let found = looks(home, tariff, place, &HORIZONS);
                for (list, look) in told.looks.iter_mut().zip(found) {
                    list.extend(look);
                }
            }
            told
        })
        .collect()
}

/// One row for each horizon; none where no household has a look.
pub fn rows<'a>(told: impl Iterator<Item = &'a Told> + Clone) -> Vec<Row> {
    let all: Vec<Look> = told
        .clone()
        .flat_map(|home| home.looks.iter().flatten().copied())
        .collect();
    let widths = [likely as Middle, mean7].map(|middle| (fixed_width(&all, middle), middle));
    (0..HORIZONS.len())
        .filter_map(|at| row(at, widths, told.clone()))
        .collect()
}

fn row<'a>(
    at: usize,
    widths: [(i64, Middle); 2],
    told: impl Iterator<Item = &'a Told> + Clone,
) -> Option<Row> {
    let mut scores: Vec<(Score, [i64; 2])> = Vec::new();
    for home in told.clone() {
        let Some(score) = score(&home.looks[at]) else {
            continue;
        };
        let fixed = widths.map(|(width, middle)| fixed_score(&home.looks[at], width, middle));
        scores.push((score, fixed));
    }
    if scores.is_empty() {
        return None;
    }
    let count = i64::try_from(scores.len()).unwrap_or(i64::MAX);
    let mean =
        |of: &dyn Fn(&Score) -> i64| scores.iter().map(|(score, _)| of(score)).sum::<i64>() / count;
    let error = |of: fn(&Score) -> Error| Error {
        median: mean(&|score| of(score).median),
        mean: mean(&|score| of(score).mean),
    };
    Some(Row {
        horizon: HORIZONS[at],
        homes: scores.len(),
        looks: scores.iter().map(|(score, _)| score.looks).sum(),
        unsaid: scores
            .iter()
            .map(|(score, _)| score.looks - score.said)
            .sum(),
        ours: error(|score| score.ours),
        mean7: error(|score| score.mean7),
        week: error(|score| score.week),
        doubt: doubt::interval(told.map(|home| home.looks[at].as_slice())),
        covered: mean(&|score| score.covered),
        homes_covered: scores
            .iter()
            .filter(|(score, _)| (700..=900).contains(&score.covered))
            .count(),
        band: mean(&|score| score.band),
        fixed: scores.iter().map(|(_, [fixed, _])| fixed).sum::<i64>() / count,
        about_mean7: scores.iter().map(|(_, [_, fixed])| fixed).sum::<i64>() / count,
        hindsight: mean(&|score| score.fixed),
        energy: mean(&|score| score.energy),
        energy_by_price: mean(&|score| score.energy_by_price),
        money: error(|score| score.money),
        money_by_mean7: error(|score| score.money_by_mean7),
    })
}

/// In thousandths.
pub fn ratio(part: i64, whole: i64) -> i64 {
    part * 1000 / whole.max(1)
}

/// A table in Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| Ahead | Homes | Looks | Median error h: ours | 7-day mean | last week | Ours / mean \
         (median) | (by chance) | (mean) | In money (median) | In band | Homes 70-90 % | \
         Band / fixed width | / with hindsight | kWh left / price of now |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        // A string takes everything.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} to {} | {} | {} | {} % | {} of {} | {} | {} | \
             {} |",
            ahead(row.horizon),
            row.homes,
            row.looks,
            hours(row.ours.median),
            hours(row.mean7.median),
            hours(row.week.median),
            decimal(ratio(row.ours.median, row.mean7.median)),
            decimal(row.doubt[0]),
            decimal(row.doubt[1]),
            decimal(ratio(row.ours.mean, row.mean7.mean)),
            decimal(ratio(row.money.median, row.money_by_mean7.median)),
            row.covered / 10,
            row.homes_covered,
            row.homes,
            decimal(ratio(row.band, row.fixed)),
            decimal(ratio(row.band, row.hindsight)),
            decimal(ratio(row.energy, row.energy_by_price)),
        );
    }
    text
}

/// One line for each household: ours over the seven-day mean (median), and the share in the band.
pub fn by_home(told: &[Told]) -> String {
    let mut text = String::from("| Household | |");
    for horizon in HORIZONS {
        let _ = write!(text, " {} |", ahead(horizon));
    }
    text.push_str("\n|---|---|");
    text.push_str(&"---|".repeat(HORIZONS.len()));
    text.push('\n');
    for home in told {
        let _ = write!(text, "| {} | {} |", home.name, home.origin.word());
        for looks in &home.looks {
            let said = score(looks).map_or("-".to_owned(), |score| {
                let ratio = ratio(score.ours.median, score.mean7.median);
                format!("{}, {} %", decimal(ratio), score.covered / 10)
            });
            let _ = write!(text, " {said} |");
        }
        text.push('\n');
    }
    text
}

/// The goals, each with what was found.
pub fn goals(rows: &[Row]) -> Vec<(bool, String)> {
    let mut all = Vec::new();
    let median = |row: &Row| ratio(row.ours.median, row.mean7.median);
    let mut middle = Vec::new();
    for row in rows {
        let (found, name) = (median(row), ahead(row.horizon));
        let [low, high] = row.doubt.map(decimal);
        let said = format!("{} ({low} to {high} by chance)", decimal(found));
        if row.horizon <= Span::hours(12) {
            let text = format!("{name}: median error at most 0.75 of the 7-day mean's: {said}");
            all.push((found <= 750, text));
        } else if row.horizon <= Span::days(7) {
            let text = format!("{name}: median error not above the 7-day mean's: {said}");
            all.push((found <= 1000, text));
            middle.push(found);
        }
        let covered = row.covered / 10;
        let text = format!("{name}: the band holds 75 to 85 %: {covered} %");
        all.push(((750..=850).contains(&row.covered), text));
    }
    let mean = |values: &[i64]| {
        values.iter().sum::<i64>() / i64::try_from(values.len()).unwrap_or(1).max(1)
    };
    let found = mean(&middle);
    let text = format!("24 h to 7 d: 3 % better on average: {}", decimal(found));
    all.push((found <= 970, text));
    let against = |of: fn(&Row) -> i64| {
        let all: Vec<i64> = rows.iter().map(|row| ratio(row.band, of(row))).collect();
        mean(&all)
    };
    let (found, simple) = (against(|row| row.fixed), against(|row| row.about_mean7));
    let unsaid: usize = rows.iter().map(|row| row.unsaid).sum();
    let looks: usize = rows.iter().map(|row| row.looks).sum();
    let text = format!(
        "mean interval score at most 0.85 of one relative width about the same middle with the same \
         coverage: {} (about the 7-day mean: {}; without {unsaid} of {looks} looks at which there \
         was no forecast)",
        decimal(found),
        decimal(simple)
    );
    all.push((found <= 850, text));
    let (inside, homes) = rows.iter().fold((0, 0), |(inside, homes), row| {
        (inside + row.homes_covered, homes + row.homes)
    });
    let text = format!(
        "nine in ten households within 70 to 90 %: {inside} of {homes} (household, horizon)"
    );
    all.push((inside * 10 >= homes * 9, text));
    all
}

/// Whether the goal for the energy left is asked under a tariff. Where a kilowatt-hour costs the
/// same at any time, however much was used, and a day nothing, the balance over the price of now is
/// right, and there is nothing to gain.
pub fn asks_energy(tariff: &Tariff) -> bool {
    let by_time_or_use = match tariff.energy {
        Energy::Flat { price: _ } => tariff.baseline.is_some(),
        Energy::TimeOfUse { seasons: _ } | Energy::Blocks { over: _, blocks: _ } => true,
    };
    by_time_or_use || tariff.fixed_per_day.max(tariff.minimum_per_day) > Money::ZERO
}

/// The goal for the energy left: of all horizons together and of each.
pub fn energy_goal(rows: &[Row]) -> (bool, String) {
    let sum = |of: fn(&Row) -> i64| rows.iter().map(of).sum::<i64>();
    let all = ratio(sum(|row| row.energy), sum(|row| row.energy_by_price));
    let each = rows
        .iter()
        .map(|row| (ratio(row.energy, row.energy_by_price), row.horizon));
    let (worst, at) = each.max().unwrap_or((0, Span::ZERO));
    let text = format!(
        "kWh left errs at most half as much as balance over the price of now: {}; at worst {}, {}",
        decimal(all),
        decimal(worst),
        ahead(at)
    );
    (all.max(worst) <= 500, text)
}

/// The goal for what a look ahead costs a processor, and what it costs of that. The ratio to the
/// seven-day mean is the same on every machine.
pub fn cost_goal(cost: &Cost) -> (bool, String) {
    let all = cost.learn + cost.forecast;
    let share = i64::try_from(all * 1000 / COST_MAX).unwrap_or(i64::MAX);
    let text = format!(
        "an account and interval costs at most 50 us: {} of it (learn {} ns, time left at 48 h {} \
         ns), {} times a 7-day mean over the same history ({} ns)",
        decimal(share),
        cost.learn,
        cost.forecast,
        all / cost.mean7.max(1),
        cost.mean7,
    );
    (share <= 1000, text)
}

fn ahead(span: Span) -> String {
    let hours = span.as_millis() / Span::hours(1).as_millis();
    if hours <= 48 {
        format!("{hours} h")
    } else {
        format!("{} d", hours / 24)
    }
}

/// Hours and tenths of them.
pub fn hours(minutes: i64) -> String {
    format!("{}.{}", minutes / 60, minutes % 60 / 6)
}

/// Thousandths as a number with two decimals.
pub fn decimal(thousandths: i64) -> String {
    format!("{}.{:02}", thousandths / 1000, thousandths % 1000 / 10)
}
