//! What a tariff must fulfil before anybody is charged by it.

use super::text::MonthDay;
use super::{Block, Energy, PRICE_MAX, Season, Tariff};
use crate::calendar::DayType;
use crate::energy::{Rate, WattHours};
use crate::money::Money;
use crate::time::Day;

/// Most parts of each kind that a tariff may have.
const SEASONS_MAX: usize = 6;
const PERIODS_MAX: usize = 96;
const BLOCKS_MAX: usize = 10;
const HOLIDAYS_MAX: usize = 400;
/// Longest name, bytes.
const NAME_MAX: usize = 80;
/// Largest fixed charge of a day.
const FIXED_MAX: Money = Money::dollars(1000);

/// What is wrong with a tariff, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tariff.{field}: {why}")]
pub struct TariffError {
    /// The field as its path in the file, for example `energy.seasons[0].periods[2].price`.
    pub field: String,
    /// What it must be.
    pub why: String,
}

/// Refuses with this field and reason unless the rule holds.
fn must(holds: bool, field: impl Into<String>, why: impl Into<String>) -> Result<(), TariffError> {
    if holds {
        return Ok(());
    }
    let (field, why) = (field.into(), why.into());
    Err(TariffError { field, why })
}

fn price(rate: Rate, field: impl Into<String>) -> Result<(), TariffError> {
    let within = rate >= Rate::default() && rate <= PRICE_MAX;
    must(within, field, "must be 0 to 100 units for a kWh, in micros")
}

/// See [`Tariff::check`].
pub(super) fn check(tariff: &Tariff) -> Result<(), TariffError> {
    let name = tariff.name.trim();
    must(
        !name.is_empty() && name.len() <= NAME_MAX,
        "name",
        "must have 1 to 80 bytes",
    )?;
    let iso = tariff.currency.len() == 3 && tariff.currency.bytes().all(|b| b.is_ascii_uppercase());
    must(iso, "currency", "must be an ISO 4217 code such as USD")?;
    let fixed = tariff.fixed_per_day;
    must(
        fixed >= Money::ZERO && fixed <= FIXED_MAX,
        "fixed_per_day",
        "must be 0 to 1000 units, in micros",
    )?;
    must(
        tariff.holidays.len() <= HOLIDAYS_MAX,
        "holidays",
        "must be at most 400 days",
    )?;
    match &tariff.energy {
        Energy::Flat { price: rate } => price(*rate, "energy.price")?,
        Energy::TimeOfUse { seasons } => check_seasons(seasons)?,
        Energy::Blocks { over: _, blocks } => check_blocks(blocks)?,
    }
    if let Some(baseline) = tariff.baseline {
        price(baseline.credit, "baseline.credit")?;
        // Otherwise using more would cost less, and no budget would have one answer.
        must(
            baseline.credit <= tariff.lowest_price(),
            "baseline.credit",
            "must not exceed the lowest price",
        )?;
        must(
            baseline.per_day > WattHours::ZERO && baseline.per_day <= crate::energy::MAX,
            "baseline.per_day",
            "must be 1 to 1000000000 Wh",
        )?;
    }
    Ok(())
}

fn check_blocks(blocks: &[Block]) -> Result<(), TariffError> {
    must(
        !blocks.is_empty() && blocks.len() <= BLOCKS_MAX,
        "energy.blocks",
        "must be 1 to 10",
    )?;
    let mut below = WattHours::ZERO;
    for (place, block) in blocks.iter().enumerate() {
        price(block.price, format!("energy.blocks[{place}].price"))?;
        let field = format!("energy.blocks[{place}].up_to");
        let last = place + 1 == blocks.len();
        match block.up_to {
            Some(up_to) => {
                must(!last, field.as_str(), "must be left out in the last block")?;
                must(
                    up_to > below && up_to <= crate::energy::MAX,
                    field,
                    "must be above the block before it and at most 1000000000 Wh",
                )?;
                below = up_to;
            }
            None => must(last, field, "may be left out in the last block only")?,
        }
    }
    Ok(())
}

fn check_seasons(seasons: &[Season]) -> Result<(), TariffError> {
    must(
        !seasons.is_empty() && seasons.len() <= SEASONS_MAX,
        "energy.seasons",
        "must be 1 to 6",
    )?;
    // The year 2000 has every day that a year can have.
    let first = Day {
        year: 2000,
        month: 1,
        day: 1,
    };
    for days in 0..366 {
        let day = first.plus(days);
        let here = MonthDay::of(day);
        let count = seasons.iter().filter(|s| s.contains(here)).count();
        must(
            count == 1,
            "energy.seasons",
            format!(
                "must hold each day once, but {count} hold {:02}-{:02}",
                day.month, day.day
            ),
        )?;
    }
    seasons
        .iter()
        .enumerate()
        .try_for_each(|(place, season)| check_periods(season, &format!("energy.seasons[{place}]")))
}

fn check_periods(season: &Season, field: &str) -> Result<(), TariffError> {
    must(
        !season.periods.is_empty() && season.periods.len() <= PERIODS_MAX,
        format!("{field}.periods"),
        "must be 1 to 96",
    )?;
    for (place, period) in season.periods.iter().enumerate() {
        let field = format!("{field}.periods[{place}]");
        price(period.price, format!("{field}.price"))?;
        must(
            period.from < period.to,
            format!("{field}.to"),
            "must be after from; split a period that runs over midnight",
        )?;
        must(
            !period.days.is_empty() && period.days.len() <= DayType::ALL.len(),
            format!("{field}.days"),
            "must name 1 to 4 kinds of day",
        )?;
    }
    for kind in DayType::ALL {
        let mut ranges: Vec<(u16, u16)> = season
            .periods
            .iter()
            .flat_map(|p| p.days.iter().filter(|d| **d == kind).map(move |_| p))
            .map(|p| (p.from.minutes(), p.to.minutes()))
            .collect();
        ranges.sort_unstable();
        let mut at = 0;
        for (from, to) in ranges {
            must(
                from == at,
                format!("{field}.periods"),
                format!("must cover each minute of a {kind:?} once, but do not at minute {at}"),
            )?;
            at = to;
        }
        must(
            at == 1440,
            format!("{field}.periods"),
            format!("must cover a {kind:?} up to 24:00, but end at minute {at}"),
        )?;
    }
    Ok(())
}
