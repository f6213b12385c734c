//! Exact prices: micro-units for a kilowatt-hour times watt-hours times the length of an interval,
//! so that even a part of an interval is a whole number until it is rounded, once.

use super::{Block, BlockPeriod, Energy, MonthDay, PRICE_MAX, Tariff, Taxed};
use crate::calendar::LocalDay;
use crate::energy::{Rate, WattHours};
use crate::money::{Money, Round, Rounding, euclid, mul_div};
use crate::time::{Day, Timestamp};

/// More than any meter can count in a billing period, Wh.
const COUNTER_MAX: i64 = 1_000_000_000_000_000;

/// Counters in watt-hours times the milliseconds of the interval at hand.
pub(super) struct Counters {
    pub(super) scale: i128,
    pub(super) today: i128,
    pub(super) period: i128,
}

/// Which price of the energy: the place of a season and of its period, or of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Flat,
    Period(usize, usize),
    Block(usize),
    Baseline,
    Rider(usize),
}

/// A local day with what its prices depend on, looked up once.
#[derive(Debug, Clone)]
pub(super) struct Priced<'a> {
    pub(super) day: LocalDay,
    pub(super) tariff: &'a Tariff,
    steps: Vec<(Timestamp, (Rate, Which))>,
    allowance: WattHours,
}

/// The prices of one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) day: Day,
    pub(super) day_end: Timestamp,
    pub(super) tariff: &'a Tariff,
    /// Where the price by time of use ends.
    pub(super) until: Timestamp,
    price: Rate,
    which: Which,
    allowance: WattHours,
}

impl<'a> Priced<'a> {
    pub(super) fn of(tariff: &'a Tariff, day: LocalDay) -> Self {
        let tariff = tariff.on(day.day);
        let allowance = tariff
            .baseline
            .as_ref()
            .map_or(WattHours::ZERO, |baseline| {
                let mut rows = baseline.allowances.iter();
                let row = rows.find(|row| row.region.is_empty() && row.holds_on(day.day));
                row.map_or(baseline.per_day, |row| row.per_day)
            });
        Self {
            day,
            tariff,
            steps: steps(tariff, &day),
            allowance,
        }
    }

    #[inline]
    pub(super) fn at(&self, at: Timestamp) -> Moment<'a> {
        let step = self.steps.iter().find(|(until, _)| at < *until);
        let whole = (self.day.end, (Rate::default(), Which::Flat));
        let (until, (price, which)) = step.copied().unwrap_or(whole);
        Moment {
            day: self.day.day,
            day_end: self.day.end,
            tariff: self.tariff,
            until,
            price,
            which,
            allowance: self.allowance,
        }
    }
}

/// The prices of a local day by time of use, the last to the end of the day. Empty where the time
/// of day does not matter.
fn steps(tariff: &Tariff, day: &LocalDay) -> Vec<(Timestamp, (Rate, Which))> {
    let Energy::TimeOfUse { seasons } = &tariff.energy else {
        return Vec::new();
    };
    let here = MonthDay::of(day.day);
    let kind = day.day_type(&tariff.holidays);
    let season = seasons
        .iter()
        .enumerate()
        .find(|(_, one)| one.contains(here));
    let mut steps: Vec<(u16, (Rate, Which))> = season
        .iter()
        .flat_map(|(at, season)| season.periods.iter().enumerate().map(move |one| (*at, one)))
        .filter(|(_, (_, period))| period.days.contains(&kind))
        .map(|(season, (at, period))| {
            let which = Which::Period(season, at);
            (period.to.minutes(), (period.price, which))
        })
        .collect();
    steps.sort_unstable_by_key(|(to, _)| *to);
    day.lay(&steps)
}

impl Moment<'_> {
    /// What some scaled energy costs from the counters' stand on; each part is told with its price
    /// and its energy.
    #[inline]
    pub(super) fn charge(
        &self,
        amount: i128,
        counters: &Counters,
        note: &mut impl FnMut(Which, i128, i128),
    ) -> i128 {
        let mut sum = 0;
        let mut part = |which, price: i128, energy: i128| {
            sum += price * energy;
            note(which, price, energy);
        };
        match &self.tariff.energy {
            Energy::Flat { price } => part(Which::Flat, bounded(*price), amount),
            Energy::TimeOfUse { seasons: _ } => part(self.which, bounded(self.price), amount),
            Energy::Blocks { over, blocks } => {
                let from = match over {
                    BlockPeriod::Day => counters.today,
                    BlockPeriod::BillingPeriod => counters.period,
                };
                across(blocks, from, amount, counters.scale, &mut part);
            }
        }
        if let Some(baseline) = &self.tariff.baseline {
            let left = (count(self.allowance, counters.scale) - counters.today).max(0);
            part(Which::Baseline, -bounded(baseline.credit), left.min(amount));
        }
        for (at, rider) in self.tariff.riders.iter().enumerate() {
            let price = i128::from(rider.price.as_micros_per_kwh());
            part(Which::Rider(at), price, amount);
        }
        sum
    }

    /// The tax on a charge of this kind, rounded by itself.
    #[inline]
    pub(super) fn tax(&self, on: Taxed, charge: Money, round: Round) -> Money {
        tax(self.tariff, on, charge, round)
    }
}

/// The tax of a version on a charge of this kind, rounded by itself.
#[inline]
pub(super) fn tax(tariff: &Tariff, on: Taxed, charge: Money, round: Round) -> Money {
    let Some(tax) = tariff.tax.as_ref().filter(|tax| tax.on.contains(&on)) else {
        return Money::ZERO;
    };
    let (charge, share) = (charge.as_micros(), tax.millionths.clamp(0, 1_000_000));
    Money::micros(mul_div(charge, share, 1_000_000, round.of_charge()))
}

/// Energy over blocks, from a counter's stand on.
fn across(
    blocks: &[Block],
    from: i128,
    amount: i128,
    scale: i128,
    part: &mut impl FnMut(Which, i128, i128),
) {
    let to = from + amount;
    let mut at = from;
    for (place, block) in blocks.iter().enumerate() {
        let top = block.up_to.map_or(to, |end| count(end, scale).min(to));
        if top > at {
            part(Which::Block(place), bounded(block.price), top - at);
            at = top;
        }
    }
}

fn bounded(price: Rate) -> i128 {
    i128::from(price.clamp(Rate::default(), PRICE_MAX).as_micros_per_kwh())
}

#[inline]
pub(super) fn count(energy: WattHours, scale: i128) -> i128 {
    i128::from(energy.get().clamp(0, COUNTER_MAX)) * scale
}

#[inline]
pub(super) fn counted(scaled: i128, scale: i128) -> WattHours {
    // A division for each interval of a walk would be felt.
    let whole = if scale == 1 {
        scaled
    } else {
        euclid(scaled, scale).0
    };
    WattHours::new(i64::try_from(whole).unwrap_or(COUNTER_MAX))
}

/// Divides with a named rounding; `by` is positive.
#[inline]
pub(super) fn divide(value: i128, by: i128, round: Rounding) -> i64 {
    let (floor, rest) = euclid(value, by);
    let up = match round {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfEven => rest * 2 > by || (rest * 2 == by && floor % 2 != 0),
    };
    i64::try_from(floor + i128::from(up)).unwrap_or(i64::MAX)
}
