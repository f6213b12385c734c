//! Versions: which prices hold on which day, and for which home.

use super::meterage::fixed_days;
use super::{Allowance, Energy, Rider, Tariff};
use crate::convert::Terms;
use crate::energy::{Rate, WattHours};
use crate::time::Day;

/// What baseline a home is entitled to from a local day on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entitled {
    /// First day; earlier days have no region and no medical need.
    pub from: Day,
    /// Where it is, by the utility's map of regions; empty for nowhere.
    pub region: String,
    /// Medical equipment needs power.
    pub medical: bool,
}

impl Entitled {
    /// What somebody else goes by who pays for their own use at a home: where it is, and no medical
    /// need. That is its customer's own, and neither theirs to use nor to know, nor since when.
    pub fn for_guests(entitled: Vec<Entitled>) -> Vec<Entitled> {
        let mut all: Vec<Entitled> = Vec::with_capacity(entitled.len());
        for one in entitled {
            if all.last().is_none_or(|last| last.region != one.region) {
                let medical = false;
                all.push(Entitled { medical, ..one });
            }
        }
        all
    }
}

impl Tariff {
    /// One tariff from its versions, in any order. Each keeps the days from its own first to the
    /// next one's, its holidays included: what is known later of the future moves no hour of the
    /// past. `None` of no versions; [`Tariff::check`] finds two of one day.
    pub fn joined(mut versions: Vec<Tariff>) -> Option<Tariff> {
        versions.sort_by_key(|version| version.effective_from);
        let mut versions = versions.into_iter();
        let mut first = versions.next()?;
        first.later.extend(versions);
        for version in &first.later {
            let Some(from) = version.effective_from else {
                continue;
            };
            first.holidays.retain(|day| *day < from);
            let own = version.holidays.iter().filter(|day| **day >= from);
            first.holidays.extend(own);
        }
        Some(first)
    }

    /// The version that holds on a local day.
    pub fn on(&self, day: Day) -> &Tariff {
        let begun = |version: &&Tariff| version.effective_from.is_some_and(|from| from <= day);
        self.later.iter().rev().find(begun).unwrap_or(self)
    }

    /// The same prices with the baseline of one home; what it is entitled to in rising order. A
    /// change is a version of its own, so that the hours before it stay as they are.
    pub fn for_home(&self, entitled: &[Entitled]) -> Tariff {
        let mut whole = self.version_for(self.effective_from, entitled);
        let days = self.later.iter().filter_map(|one| one.effective_from);
        let mut days: Vec<Day> = days.chain(entitled.iter().map(|one| one.from)).collect();
        days.sort_unstable();
        days.dedup();
        let first = self.effective_from;
        whole.later = days
            .into_iter()
            .filter(|day| first.is_none_or(|first| *day > first))
            .map(|day| self.on(day).version_for(Some(day), entitled))
            .collect();
        whole
    }

    /// This version alone from a day on, with what a home is entitled to then.
    fn version_for(&self, from: Option<Day>, entitled: &[Entitled]) -> Tariff {
        let at = |day: Day| entitled.iter().rev().find(|one| one.from <= day);
        let entitled = from.and_then(at);
        let mut version = Tariff {
            later: Vec::new(),
            effective_from: from,
            ..self.clone()
        };
        if let Some(baseline) = &mut version.baseline {
            let region = entitled.map_or("", |one| one.region.as_str());
            let more = match entitled {
                Some(one) if one.medical => baseline.medical_per_day,
                Some(_) | None => WattHours::ZERO,
            };
            let of = |name: &str| {
                let rows = baseline.allowances.iter();
                let rows = rows.filter(|row| row.region == name).cloned();
                rows.collect::<Vec<Allowance>>()
            };
            let mut rows = if region.is_empty() {
                Vec::new()
            } else {
                of(region)
            };
            rows.extend(of(""));
            for row in &mut rows {
                row.region.clear();
                row.per_day += more;
            }
            baseline.allowances = rows;
            baseline.per_day += more;
            baseline.medical_per_day = WattHours::ZERO;
        }
        version
    }

    /// Cut out for these days in rising order, and without the names that nobody reads there.
    pub(crate) fn cut_for(&self, days: &[Day]) -> Tariff {
        let Some(first) = days.first() else {
            return self.clone();
        };
        let mut cut = self.on(*first).bare(days);
        let last = days.last().unwrap_or(first);
        let begins = |version: &&Tariff| {
            let from = version.effective_from;
            from.is_some_and(|from| *first < from && from <= *last)
        };
        let later = self.later.iter().filter(begins);
        cut.later = later.map(|version| version.bare(days)).collect();
        cut
    }

    fn bare(&self, days: &[Day]) -> Tariff {
        let mut cut = Tariff {
            later: Vec::new(),
            ..self.clone()
        };
        cut.name.clear();
        cut.name_es = None;
        cut.conversion = Terms::default();
        cut.holidays.retain(|day| days.contains(day));
        if let Energy::TimeOfUse { seasons } = &mut cut.energy {
            let here = |day: &Day| super::MonthDay::of(*day);
            seasons.retain(|season| days.iter().any(|day| season.contains(here(day))));
            for season in seasons {
                season.name.clear();
                season.name_es = None;
                for period in &mut season.periods {
                    period.name.clear();
                    period.name_es = None;
                }
            }
        }
        let riders = self.rider_micros();
        cut.riders = match riders {
            0 => Vec::new(),
            _ => vec![Rider {
                name: String::new(),
                name_es: None,
                price: Rate::micros_per_kwh(riders),
            }],
        };
        if let Some(tax) = &mut cut.tax {
            tax.name.clear();
            tax.name_es = None;
        }
        if let Some(baseline) = &mut cut.baseline {
            let now = |row: &Allowance| {
                let on = |day: &Day| row.holds_on(*day);
                days.iter().any(on)
            };
            baseline.allowances.retain(now);
        }
        cut
    }

    /// Some version has a minimum.
    pub(super) fn asks_minimum(&self) -> bool {
        let asks = |version: &Tariff| version.minimum_per_day.is_positive();
        asks(self) || self.later.iter().any(asks)
    }

    /// All riders together, micro-units for a kilowatt-hour.
    fn rider_micros(&self) -> i64 {
        let prices = self
            .riders
            .iter()
            .map(|rider| rider.price.as_micros_per_kwh());
        prices.fold(0, i64::saturating_add)
    }

    /// The versions whose days a meter enters that goes from the end of one day to another, each
    /// with how many of its days they are.
    pub(super) fn entered(&self, after: Day, through: Day) -> Vec<(&Tariff, i64)> {
        let mut entered = Vec::new();
        let mut end = through.plus(1);
        for version in self.later.iter().rev() {
            let begins = version.effective_from.unwrap_or(end);
            if begins < end && end > after.plus(1) {
                let from = begins.max(after.plus(1));
                entered.push((version, fixed_days(from, end)));
                end = from;
            }
        }
        let rest = fixed_days(after.plus(1), end);
        if rest > 0 {
            entered.push((self, rest));
        }
        entered
    }
}

impl Allowance {
    /// Holds on this day, whatever its region.
    pub(super) fn holds_on(&self, day: Day) -> bool {
        super::MonthDay::of(day).is_within(self.from, self.through)
    }
}
