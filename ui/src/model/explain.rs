//! What is behind a figure, gathered so that a person can follow it.

use ami_domain::energy::{Rate, WattHours};
use ami_domain::explain::{ChargesSubject, LineageId, StatementSubject, Took};
use ami_domain::figure_code::{FigureCode, Misheard};
use ami_domain::ledger::Transfer;
use ami_domain::money::Money;
use ami_domain::tariff::{Line, What};
use ami_domain::time::Zone;

/// Lines of a ledger that are shown at once; what is older is in the first one.
pub const LINES_MAX: usize = 60;

/// Equal lines of the tariff together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// What for.
    pub what: What,
    /// As the tariff calls it.
    pub name: String,
    /// The same in Spanish, where the tariff has it.
    pub name_es: Option<String>,
    /// For a kilowatt-hour; zero where the line is not for energy.
    pub price: Rate,
    /// Energy.
    pub energy: WattHours,
    /// Money.
    pub amount: Money,
}

/// Lines of intervals, equal ones together, in the order in which they appear first. They
/// add up to what the intervals cost.
pub fn sums<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Sum> {
    let mut sums: Vec<Sum> = Vec::new();
    for line in lines {
        let same = |sum: &&mut Sum| {
            (sum.what, sum.price, sum.name.as_str()) == (line.what, line.price, line.name.as_str())
        };
        match sums.iter_mut().find(same) {
            Some(sum) => {
                sum.energy += line.energy;
                sum.amount += line.amount;
            }
            None => sums.push(Sum {
                what: line.what,
                name: line.name.clone(),
                name_es: line.name_es.clone(),
                price: line.price,
                energy: line.energy,
                amount: line.amount,
            }),
        }
    }
    sums
}

/// Text id of a line; those with a name take `name`, steps of prices take `number`.
pub fn text_of(what: What, name: &str) -> &'static str {
    match what {
        What::Energy if name.is_empty() => "explain-line-energy",
        What::Energy if name.parse::<u32>().is_ok() => "explain-line-block",
        What::Energy => "explain-line-named",
        What::Baseline => "explain-line-baseline",
        What::Rider => "explain-line-rider",
        What::Fixed => "explain-line-fixed",
        What::Minimum => "explain-line-minimum",
        What::Tax => "explain-line-tax",
    }
}

/// Energy of the intervals that start in the window.
pub fn measured(charges: &ChargesSubject) -> WattHours {
    let starts = charges.charges.iter().map(|charge| charge.start);
    let used = |start| charges.history.iter().find(|one| one.start == start);
    starts.filter_map(used).map(|one| one.energy).sum()
}

/// What the ledger took for all intervals, and whether some are not charged yet.
pub fn taken(charges: &ChargesSubject) -> (Money, bool) {
    let entries = charges.charges.iter().flat_map(|charge| &charge.entries);
    let open = charges
        .charges
        .iter()
        .any(|one| one.start >= charges.charged_until);
    (entries.map(|entry| charges.taken_by(entry)).sum(), open)
}

/// What somebody types who was read it from a display, a page or a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The code under a figure.
    Code(FigureCode),
    /// The whole name of a figure, as addresses have it; or the number of a payment, as slips and
    /// the plain pay page have it.
    Name(LineageId),
}

/// Reads it: spaces and capitals do not count.
///
/// # Errors
/// [`Misheard`] when it is neither a name nor a code.
pub fn heard(typed: &str) -> Result<Heard, Misheard> {
    let kept = typed.chars().filter(|one| !one.is_whitespace());
    let name: String = kept.flat_map(char::to_lowercase).collect();
    let payment = || format!("payment.{name}").parse();
    match name.parse().or_else(|_| payment()) {
        Ok(lineage) => Ok(Heard::Name(lineage)),
        Err(_) => FigureCode::read(typed).map(Heard::Code),
    }
}

/// A line of a statement in an address, as `prepaid.3`.
pub fn line_at(text: &str) -> Option<(String, usize)> {
    let (book, at) = text.rsplit_once('.')?;
    Some((book.to_owned(), at.parse().ok()?))
}

/// The movements behind a line of a statement.
pub fn behind<'a>(
    statement: &'a StatementSubject,
    zone: &Zone,
    (book, at): &(String, usize),
) -> Vec<&'a Transfer> {
    let part = statement.parts.iter().find(|part| part.book == *book);
    let Some(line) = part.and_then(|part| part.entries.get(*at)) else {
        return Vec::new();
    };
    let about = |took: &Took| took.entry.reason.parts().at.map(|at| zone.civil(at).day);
    let its = |took: &&Took| {
        let kind = ami_domain::statement::Kind::of(&took.entry);
        took.book.word() == *book
            && (took.day, kind, about(took)) == (line.day, line.kind, line.about)
    };
    let movements = statement.took.iter().filter(its);
    movements.map(|took| &took.entry).collect()
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
