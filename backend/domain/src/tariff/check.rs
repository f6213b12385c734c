//! What a tariff must fulfil before anybody is charged by it.

use super::text::MonthDay;
use super::{Baseline, Block, Energy, PRICE_MAX, Rider, Season, Tariff, Tax};
use crate::calendar::DayType;
use crate::energy::{Rate, WattHours};
use crate::money::Money;
use crate::time::Day;

/// Most parts of each kind that a tariff may have.
const SEASONS_MAX: usize = 6;
const PERIODS_MAX: usize = 96;
const BLOCKS_MAX: usize = 10;
const HOLIDAYS_MAX: usize = 400;
const ALLOWANCES_MAX: usize = 200;
const RIDERS_MAX: usize = 20;
const VERSIONS_MAX: usize = 100;
/// Longest name, bytes.
const NAME_MAX: usize = 80;
/// Largest fixed charge and largest minimum of a day.
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

fn name(text: &str, field: impl Into<String>) -> Result<(), TariffError> {
    let named = !text.trim().is_empty() && text.trim().len() <= NAME_MAX;
    must(named, field, "must have 1 to 80 bytes")
}

/// A Spanish name is as short as an English one, and none may be empty: then it is left out.
fn name_es(text: Option<&String>, field: impl Into<String>) -> Result<(), TariffError> {
    text.map_or(Ok(()), |text| name(text, field))
}

/// See [`Tariff::check`].
pub(super) fn check(tariff: &Tariff) -> Result<(), TariffError> {
    check_version(tariff)?;
    must(
        tariff.later.len() < VERSIONS_MAX,
        "later",
        "must be at most 99 versions",
    )?;
    let mut before = tariff.effective_from;
    for (place, version) in tariff.later.iter().enumerate() {
        let within = |mut error: TariffError| {
            error.field = format!("later[{place}].{}", error.field);
            error
        };
        check_version(version).map_err(within)?;
        let rises = version.effective_from > before;
        must(
            rises,
            "effective_from",
            "must be after that of the version before",
        )
        .map_err(within)?;
        let same = version.currency == tariff.currency;
        must(same, "currency", "must be that of the first version").map_err(within)?;
        let flat = version.later.is_empty();
        must(
            flat,
            "later",
            "must stand beside and not inside one another",
        )
        .map_err(within)?;
        before = version.effective_from;
    }
    Ok(())
}

fn check_version(tariff: &Tariff) -> Result<(), TariffError> {
    name(&tariff.name, "name")?;
    name_es(tariff.name_es.as_ref(), "name_es")?;
    let iso = tariff.currency.len() == 3 && tariff.currency.bytes().all(|b| b.is_ascii_uppercase());
    must(iso, "currency", "must be an ISO 4217 code such as USD")?;
    for (field, amount) in [
        ("fixed_per_day", tariff.fixed_per_day),
        ("minimum_per_day", tariff.minimum_per_day),
    ] {
        let within = amount >= Money::ZERO && amount <= FIXED_MAX;
        must(within, field, "must be 0 to 1000 units, in micros")?;
    }
    for (field, amount) in [
        ("conversion.fee", tariff.conversion.fee),
        ("conversion.deposit", tariff.conversion.deposit),
    ] {
        let within = amount >= Money::ZERO && amount <= FIXED_MAX && amount.is_whole_cents();
        must(
            within,
            field,
            "must be 0 to 1000 units in whole cents, in micros",
        )?;
    }
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
    check_riders(&tariff.riders)?;
    let credits: i64 = tariff
        .riders
        .iter()
        .map(|rider| -rider.price.as_micros_per_kwh().min(0))
        .sum();
    let lowest = tariff.lowest_price().as_micros_per_kwh();
    // Otherwise using more would cost less, and no budget would have one answer.
    must(
        credits <= lowest,
        "riders",
        "must not together take off more than the lowest price",
    )?;
    if let Some(baseline) = &tariff.baseline {
        check_baseline(baseline, Rate::micros_per_kwh(lowest - credits))?;
    }
    tariff.tax.as_ref().map_or(Ok(()), check_tax)
}

fn check_riders(riders: &[Rider]) -> Result<(), TariffError> {
    must(riders.len() <= RIDERS_MAX, "riders", "must be at most 20")?;
    for (place, rider) in riders.iter().enumerate() {
        name(&rider.name, format!("riders[{place}].name"))?;
        name_es(rider.name_es.as_ref(), format!("riders[{place}].name_es"))?;
        let micros = rider.price.as_micros_per_kwh();
        let within = micros.unsigned_abs() <= PRICE_MAX.as_micros_per_kwh().unsigned_abs();
        let field = format!("riders[{place}].price");
        must(
            within,
            field,
            "must be -100 to 100 units for a kWh, in micros",
        )?;
    }
    Ok(())
}

fn check_baseline(baseline: &Baseline, lowest: Rate) -> Result<(), TariffError> {
    price(baseline.credit, "baseline.credit")?;
    must(
        baseline.credit <= lowest,
        "baseline.credit",
        "must not exceed the lowest price",
    )?;
    let some = |energy: WattHours| energy > WattHours::ZERO && energy <= crate::energy::MAX;
    let why = "must be 1 to 1000000000 Wh";
    must(some(baseline.per_day), "baseline.per_day", why)?;
    let medical = baseline.medical_per_day;
    must(
        medical == WattHours::ZERO || some(medical),
        "baseline.medical_per_day",
        "must be 0 to 1000000000 Wh",
    )?;
    let allowances = &baseline.allowances;
    let field = "baseline.allowances";
    must(
        allowances.len() <= ALLOWANCES_MAX,
        field,
        "must be at most 200",
    )?;
    for (place, allowance) in allowances.iter().enumerate() {
        let field = format!("{field}[{place}]");
        must(some(allowance.per_day), format!("{field}.per_day"), why)?;
        let short = allowance.region.len() <= NAME_MAX;
        must(
            short,
            format!("{field}.region"),
            "must have at most 80 bytes",
        )?;
    }
    Ok(())
}

fn check_tax(tax: &Tax) -> Result<(), TariffError> {
    name(&tax.name, "tax.name")?;
    name_es(tax.name_es.as_ref(), "tax.name_es")?;
    let within = (0..=1_000_000).contains(&tax.millionths);
    must(within, "tax.millionths", "must be 0 to 1000000")?;
    let some = !tax.on.is_empty() && tax.on.len() <= 2;
    must(some, "tax.on", "must name energy, fixed or both")
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
    name_es(season.name_es.as_ref(), format!("{field}.name_es"))?;
    for (place, period) in season.periods.iter().enumerate() {
        let field = format!("{field}.periods[{place}]");
        name_es(period.name_es.as_ref(), format!("{field}.name_es"))?;
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
