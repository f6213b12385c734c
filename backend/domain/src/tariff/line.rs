//! The lines of a charge: what each part of it is for. Their sum is the charge, to the
//! micro-unit.

use super::price::{Which, divide};
use super::{Energy, Period, Season, Tariff};
use crate::energy::{Rate, WattHours};
use crate::money::{Money, Round};
use crate::time::Day;

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Energy at its price.
    Energy,
    /// Credit on the first energy of a day.
    Baseline,
    /// A rider.
    Rider,
    /// The charge of days that began.
    Fixed,
    /// What was missing to the minimum of a day.
    Minimum,
    /// Tax.
    Tax,
}

/// One line of a charge.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Line {
    /// What for.
    pub what: What,
    /// As the tariff calls it: period, block, rider or tax; empty where it has no name.
    pub name: String,
    /// The same in Spanish, where the tariff has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_es: Option<String>,
    /// First day of the version of the tariff; `None` for the one that was always there.
    pub version: Option<Day>,
    /// For a kilowatt-hour; zero where the line is not for energy.
    pub price: Rate,
    /// Energy, rounded down to a watt-hour; the money comes from the exact amount.
    pub energy: WattHours,
    /// Money; below zero for a credit.
    pub amount: Money,
}

/// Parts of an interval's energy, exact, with equal ones together.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    scale: i128,
    all: Vec<(&'a Tariff, Which, i128, i128)>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(scale: i128) -> Self {
        let all = Vec::new();
        Self { scale, all }
    }

    pub(super) fn add(&mut self, tariff: &'a Tariff, which: Which, price: i128, energy: i128) {
        let same =
            |one: &&mut (&Tariff, Which, i128, i128)| std::ptr::eq(one.0, tariff) && one.1 == which;
        match self.all.iter_mut().find(same) {
            Some(one) => one.3 += energy,
            None if energy != 0 => self.all.push((tariff, which, price, energy)),
            None => {}
        }
    }

    /// Rounds the running sum after each part; a line is what that adds to the one before it. So
    /// the lines are rounded once, together, and their sum is the charge.
    pub(super) fn lines(self, round: Round) -> Vec<Line> {
        let (mut sum, mut before) = (0, 0);
        let mut lines = Vec::with_capacity(self.all.len());
        for (tariff, which, price, energy) in self.all {
            sum += price * energy;
            let until = divide(sum, 1000 * self.scale, round.of_charge());
            let (what, name, name_es) = named(tariff, which);
            lines.push(Line {
                what,
                name,
                name_es,
                version: tariff.effective_from,
                price: Rate::micros_per_kwh(i64::try_from(price).unwrap_or(0)),
                energy: super::price::counted(energy, self.scale),
                amount: Money::micros(until - before),
            });
            before = until;
        }
        lines
    }
}

/// A line that is not for energy.
pub(super) fn plain(tariff: &Tariff, what: What, amount: Money) -> Option<Line> {
    if amount == Money::ZERO {
        return None;
    }
    let (name, name_es) = match (what, &tariff.tax) {
        (What::Tax, Some(tax)) => (tax.name.clone(), tax.name_es.clone()),
        _ => (String::new(), None),
    };
    Some(Line {
        what,
        name,
        name_es,
        version: tariff.effective_from,
        price: Rate::default(),
        energy: WattHours::ZERO,
        amount,
    })
}

/// What it is for, what the tariff calls it, and the same in Spanish.
fn named(tariff: &Tariff, which: Which) -> (What, String, Option<String>) {
    let unnamed = |what| (what, String::new(), None);
    match which {
        Which::Flat => unnamed(What::Energy),
        Which::Baseline => unnamed(What::Baseline),
        Which::Block(at) => (What::Energy, (at + 1).to_string(), None),
        Which::Rider(at) => match tariff.riders.get(at) {
            Some(rider) => (What::Rider, rider.name.clone(), rider.name_es.clone()),
            None => unnamed(What::Rider),
        },
        Which::Period(season, at) => {
            let Energy::TimeOfUse { seasons } = &tariff.energy else {
                return unnamed(What::Energy);
            };
            let season = seasons.get(season);
            let period = season.and_then(|season| season.periods.get(at).map(|one| (season, one)));
            let Some((season, period)) = period else {
                return unnamed(What::Energy);
            };
            let name = format!("{}, {}", season.name, period.name);
            (What::Energy, name, in_spanish(season, period))
        }
    }
}

/// Season and period; what has no Spanish name of its own is called the same in both languages.
fn in_spanish(season: &Season, period: &Period) -> Option<String> {
    let (part, of_day) = (season.name_es.as_ref(), period.name_es.as_ref());
    part.or(of_day)?;
    let (part, of_day) = (part.unwrap_or(&season.name), of_day.unwrap_or(&period.name));
    Some(format!("{part}, {of_day}"))
}
