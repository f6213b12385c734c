//! What energy costs: the tariff as data, and exact money for any stretch of use under it
//! (BR-01, SC1.5, SC1.6).
//!
//! A tariff is a file (TOML). Its prices are micro-units of money for a kilowatt-hour, its
//! boundaries watt-hours. It has no zone of its own: the place gives the zone. New prices are a
//! new version from a local day on, and the hours before it keep the old ones.

mod check;
mod line;
mod meterage;
mod price;
mod text;
mod version;
mod walk;

pub use check::TariffError;
pub use line::{Line, What};
pub use meterage::Meterage;
pub use text::{ClockTime, MonthDay};
pub use version::Entitled;
pub use walk::{Cost, Reach, Walk};

use crate::calendar::DayType;
use crate::convert::Terms;
use crate::energy::{Rate, WattHours};
use crate::money::{Money, Round};
use crate::time::{Day, Span, Timestamp, Zone};
use crate::usage::Interval;

/// The highest price of a kilowatt-hour: 100 units.
pub const PRICE_MAX: Rate = Rate::micros_per_kwh(100_000_000);

/// A tariff. Charge by it only after [`Tariff::check`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// What people call it, 1 to 80 bytes.
    pub name: String,
    /// The same in Spanish; `None` here and below: a name that is the same in both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_es: Option<String>,
    /// ISO 4217 code of all money here.
    pub currency: String,
    /// First local day on which these prices hold; none in a version that was always there.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "text::day")]
    pub effective_from: Option<Day>,
    /// Charge for each local day whatever the use, micro-units, from 0 to 1000 units.
    #[serde(default)]
    pub fixed_per_day: Money,
    /// What a local day costs at least, before tax, micro-units, from 0 to 1000 units. The interval
    /// that ends the day is charged what is missing.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub minimum_per_day: Money,
    /// Days with the prices of holidays; at most 400.
    #[serde(default, with = "text::days")]
    pub holidays: Vec<Day>,
    /// The price of energy.
    pub energy: Energy,
    /// Credit on the first energy of each day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Named prices on top of the energy's, at most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub riders: Vec<Rider>,
    /// What the state takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
    /// What changing how an account pays costs and asks for; nothing without it.
    #[serde(default, skip_serializing_if = "Terms::ask_nothing")]
    pub conversion: Terms,
    /// The versions after this one, by the day from which they hold, in rising order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Tariff>,
}

fn is_nothing(money: &Money) -> bool {
    *money == Money::ZERO
}

/// How energy is priced.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Energy {
    /// One price.
    Flat {
        /// For a kilowatt-hour.
        price: Rate,
    },
    /// By season, kind of day and local time.
    TimeOfUse {
        /// Each day of a year is in exactly one.
        seasons: Vec<Season>,
    },
    /// By how much was used already.
    Blocks {
        /// Since when use counts.
        over: BlockPeriod,
        /// In rising order; only the last is without end.
        blocks: Vec<Block>,
    },
}

/// Part of a year.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// What people call it.
    pub name: String,
    /// The same in Spanish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_es: Option<String>,
    /// First day, `MM-DD`.
    pub from: MonthDay,
    /// Last day, inside; before `from` when the season runs over the new year. `02-28` has the 29th
    /// of a leap year in it.
    pub through: MonthDay,
    /// Cover each kind of day fully and without overlap.
    pub periods: Vec<Period>,
}

/// Part of a day with one price.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// What people call it.
    pub name: String,
    /// The same in Spanish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_es: Option<String>,
    /// On which kinds of day.
    pub days: Vec<DayType>,
    /// First minute of the local clock, `HH:MM`.
    pub from: ClockTime,
    /// First minute after, at most `24:00`.
    pub to: ClockTime,
    /// For a kilowatt-hour.
    pub price: Rate,
}

/// Since when use counts toward a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockPeriod {
    /// Since local midnight.
    Day,
    /// Since the last bill date.
    BillingPeriod,
}

/// Energy up to a boundary at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Where the next block begins, Wh since the counting began; none in the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<WattHours>,
    /// For a kilowatt-hour.
    pub price: Rate,
}

/// Credit on the first energy of each local day. By the day, and not by the billing period, since
/// a prepaid balance cannot wait for the month's end to be right.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Off the price of a kilowatt-hour; with the riders below zero at most the lowest price.
    pub credit: Rate,
    /// How much of a day's energy gets it where no allowance says otherwise, Wh.
    pub per_day: WattHours,
    /// So much more in a home whose medical equipment needs power, Wh.
    #[serde(default, skip_serializing_if = "no_energy")]
    pub medical_per_day: WattHours,
    /// By region and part of the year; the first that fits holds. At most 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<Allowance>,
}

fn no_energy(energy: &WattHours) -> bool {
    *energy == WattHours::ZERO
}

/// How much of a day's energy gets the baseline credit in one region and part of the year.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// The region's name as the utility's map has it; empty for every region.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// First day, `MM-DD`.
    pub from: MonthDay,
    /// Last day, inside; before `from` when it runs over the new year. `02-28` has the 29th of a
    /// leap year in it.
    pub through: MonthDay,
    /// Wh.
    pub per_day: WattHours,
}

/// A price on top of the energy's, for something that has a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rider {
    /// What people call it, 1 to 80 bytes.
    pub name: String,
    /// The same in Spanish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_es: Option<String>,
    /// For a kilowatt-hour; below zero for a credit.
    pub price: Rate,
}

/// A tax on what is charged.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// What people call it, 1 to 80 bytes.
    pub name: String,
    /// The same in Spanish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_es: Option<String>,
    /// Share of the charge, 0 to 1000000 millionths.
    pub millionths: i64,
    /// On which charges.
    pub on: Vec<Taxed>,
}

/// What a tax may be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taxed {
    /// Energy with its credit and riders.
    Energy,
    /// The charge of the day and what is missing to its minimum.
    Fixed,
}

impl Season {
    /// Holds this day of the year.
    pub fn contains(&self, day: MonthDay) -> bool {
        day.is_within(self.from, self.through)
    }
}

impl Tariff {
    /// The same prices without the charges of each day: what an event pays, since the day's charges
    /// stay the site's owner's (SC3).
    pub fn for_event(&self) -> Tariff {
        Tariff {
            fixed_per_day: Money::ZERO,
            minimum_per_day: Money::ZERO,
            later: self.later.iter().map(Tariff::for_event).collect(),
            ..self.clone()
        }
    }

    /// Refuses a tariff that nobody may be charged by.
    ///
    /// # Errors
    /// [`TariffError`] naming the first field that is out of range, or whose seasons, periods or
    /// blocks leave a gap or overlap.
    pub fn check(&self) -> Result<(), TariffError> {
        check::check(self)
    }

    /// The price of the next watt-hour at this moment, after any baseline credit.
    pub fn rate_at(&self, zone: &Zone, meterage: Meterage, at: Timestamp) -> Rate {
        Walk::new(self, zone, meterage).rate_at(at)
    }

    /// What the energy of one interval costs, and where the meter stands after it.
    ///
    /// Energy spreads evenly over the interval; each part costs its own price and block, exactly,
    /// and the sum with credit and riders is rounded once, the tax on it once more. [`Cost::fixed`]
    /// is the charge of the local days that begin with this interval or inside it, and what is
    /// missing to the minimum of those that end. Intervals are given in order; one that comes late
    /// is priced by its own time and counts toward the blocks of the current day.
    pub fn cost(
        &self,
        zone: &Zone,
        meterage: Meterage,
        start: Timestamp,
        length: Span,
        energy: WattHours,
        round: Round,
    ) -> (Cost, Meterage) {
        let mut walk = Walk::new(self, zone, meterage);
        let interval = Interval::measured(start, length, energy);
        let cost = walk.step(&interval, round);
        (cost, walk.meterage())
    }

    /// What a series of intervals costs, each rounded by itself, as it would be charged.
    pub fn cost_of_window(
        &self,
        zone: &Zone,
        meterage: Meterage,
        series: impl IntoIterator<Item = Interval>,
        round: Round,
    ) -> (Cost, Meterage) {
        let mut walk = Walk::new(self, zone, meterage);
        let total = series.into_iter().fold(Cost::ZERO, |sum, interval| {
            sum.plus(walk.step(&interval, round))
        });
        (total, walk.meterage())
    }

    /// The largest energy that `budget` pays for when use follows `shape` (SC1.6): the inverse of
    /// cost, exact to the watt-hour. Not the budget over the price of now, which is wrong as soon
    /// as prices change with time or use.
    pub fn energy_for(
        &self,
        zone: &Zone,
        meterage: Meterage,
        budget: Money,
        shape: impl IntoIterator<Item = Interval>,
        round: Round,
    ) -> Reach {
        Walk::new(self, zone, meterage).reach(budget, shape, round)
    }

    /// The lowest price of any time and block, before baseline credit and riders.
    pub fn lowest_price(&self) -> Rate {
        let lowest = match &self.energy {
            Energy::Flat { price } => Some(*price),
            Energy::TimeOfUse { seasons } => seasons
                .iter()
                .flat_map(|season| season.periods.iter().map(|period| period.price))
                .min(),
            Energy::Blocks { over: _, blocks } => blocks.iter().map(|block| block.price).min(),
        };
        lowest.unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "tariff/bill_tests.rs"]
mod bill_tests;
#[cfg(test)]
#[path = "tariff/tests.rs"]
mod tests;
#[cfg(test)]
#[path = "tariff/version_tests.rs"]
mod version_tests;
