//! Walking through time with a meter and a tariff: where one interval's money comes from.

use super::{Block, BlockPeriod, Energy, PRICE_MAX, Tariff};
use crate::calendar::{LocalDay, days_between};
use crate::energy::{self, Rate, WattHours};
use crate::money::{Money, Round, Rounding};
use crate::time::{Day, Span, Timestamp, Zone};
use crate::usage::Interval;

/// The longest interval that one step prices; a longer one is taken for this.
const STEP_MAX: Span = Span::days(400);
/// More than any meter can count in a billing period, Wh.
const COUNTER_MAX: i64 = 1_000_000_000_000_000;

/// What a meter has counted so far, as far as prices depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Meterage {
    /// Day of the month on which bills close, 1 to 28.
    pub bill_day: i8,
    /// First day of the running billing period.
    pub billed_from: Day,
    /// The local day that `today` counts; its fixed charge is taken already.
    pub day: Day,
    /// Energy since `billed_from`.
    pub period_to_date: WattHours,
    /// Energy since the start of `day`.
    pub today: WattHours,
}

/// What something costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// For energy, after baseline credit.
    pub energy: Money,
    /// For the local days that began.
    pub fixed: Money,
}

/// How far a budget goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The largest energy along the shape that the budget pays for.
    pub energy: WattHours,
    /// When it is used up; the end of the shape when the budget outlasts it.
    pub until: Timestamp,
    /// What that energy costs, at most the budget.
    pub spent: Cost,
    /// The shape ended before the budget did.
    pub outlasts: bool,
    /// Where the meter stands then.
    pub meterage: Meterage,
}

/// A walk along intervals in order. Keeps the prices of the local day at hand, so that a step
/// costs well under a microsecond.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    tariff: &'a Tariff,
    zone: &'a Zone,
    meterage: Meterage,
    prices: Option<(LocalDay, Vec<(Timestamp, Rate)>)>,
}

/// Counters in watt-hours times the milliseconds of the interval at hand, so that even a part of
/// an interval is a whole number.
struct Counters {
    scale: i128,
    today: i128,
    period: i128,
}

impl Cost {
    /// Nothing.
    pub const ZERO: Cost = Cost {
        energy: Money::ZERO,
        fixed: Money::ZERO,
    };
    /// Both together.
    pub fn total(self) -> Money {
        self.energy + self.fixed
    }
    /// The sum, part by part.
    pub fn plus(self, other: Cost) -> Cost {
        Cost {
            energy: self.energy + other.energy,
            fixed: self.fixed + other.fixed,
        }
    }
}

impl Meterage {
    /// A meter at the start of this day with nothing counted in the running billing period. The
    /// fixed charge of the day itself is not asked for any more.
    pub fn starting(day: Day, bill_day: i8) -> Self {
        let bill_day = bill_day.clamp(1, 28);
        Self {
            bill_day,
            billed_from: period_start(day, bill_day),
            day,
            period_to_date: WattHours::ZERO,
            today: WattHours::ZERO,
        }
    }

    /// Where the meter stands at `at` by its intervals of the running billing period. Energy of an
    /// interval over midnight counts by its share of time; later intervals are left out.
    pub fn counted(history: &[Interval], at: Timestamp, zone: &Zone, bill_day: i8) -> Self {
        let mut meterage = Self::starting(zone.civil(at).day, bill_day);
        let midnight = zone.start_of(meterage.day);
        let period = zone.start_of(meterage.billed_from);
        for interval in history.iter().filter(|interval| interval.start < at) {
            meterage.period_to_date += interval.since(period);
            meterage.today += interval.since(midnight);
        }
        meterage
    }

    /// First day of the next billing period (AS-1).
    pub fn next_bill(&self) -> Day {
        self.billed_from.next_monthly(self.bill_day)
    }

    /// The same meter at the start of its day, before anything was counted in it.
    pub fn at_midnight(self) -> Self {
        Self {
            period_to_date: (self.period_to_date - self.today).max(WattHours::ZERO),
            today: WattHours::ZERO,
            ..self
        }
    }
}

/// The first day of the billing period that holds the day.
fn period_start(day: Day, bill_day: i8) -> Day {
    if day.day >= bill_day {
        return Day {
            day: bill_day,
            ..day
        };
    }
    // 28 days or more earlier is always the month before, since bill days end at 28.
    let before = day.plus(-i32::from(day.day));
    Day {
        day: bill_day,
        ..before
    }
}

impl<'a> Walk<'a> {
    /// A walk that starts with the meter so.
    pub fn new(tariff: &'a Tariff, zone: &'a Zone, meterage: Meterage) -> Self {
        Self {
            tariff,
            zone,
            meterage,
            prices: None,
        }
    }

    /// Where the meter stands now.
    pub fn meterage(&self) -> Meterage {
        self.meterage
    }

    /// The price of the next watt-hour, after any baseline credit.
    pub fn rate_at(&mut self, at: Timestamp) -> Rate {
        let (day, _, price) = self.price_at(at);
        let mut counters = Counters {
            scale: 1,
            today: count(self.meterage.today, 1),
            period: count(self.meterage.period_to_date, 1),
        };
        let mut then = self.meterage;
        turn(&mut then, &mut counters, day);
        let micros = charge(self.tariff, price, 1, &counters);
        Rate::micros_per_kwh(i64::try_from(micros).unwrap_or(0))
    }

    /// Takes one interval and gives what it costs; see [`Tariff::cost`].
    pub fn step(&mut self, interval: &Interval, round: Round) -> Cost {
        self.step_first(interval, interval.energy, round)
    }

    /// Takes the first `take` of an interval's energy, evenly spread over the whole interval.
    pub fn step_first(&mut self, interval: &Interval, take: WattHours, round: Round) -> Cost {
        let length = interval.length.as_millis();
        let length = length.clamp(1, STEP_MAX.as_millis());
        let energy = interval.energy.clamp(WattHours::ZERO, energy::MAX).get();
        let scale = i128::from(length);
        let take = i128::from(take.get().clamp(0, energy)) * scale;
        let end = interval.start + Span::millis(length);
        let mut counters = Counters {
            scale,
            today: count(self.meterage.today, scale),
            period: count(self.meterage.period_to_date, scale),
        };
        let (mut at, mut taken, mut sum) = (interval.start, 0_i128, 0_i128);
        let mut days = 0;
        // An interval without energy still enters its days and owes their fixed charge.
        while at < end && (taken < take || take == 0) {
            let (day, until, price) = self.price_at(at);
            let until = if until > at { until.min(end) } else { end };
            days += turn(&mut self.meterage, &mut counters, day);
            let whole = i128::from(energy) * i128::from(until.since(at).as_millis());
            let amount = whole.min(take - taken);
            sum += charge(self.tariff, price, amount, &counters);
            counters.today += amount;
            counters.period += amount;
            taken += amount;
            at = until;
        }
        self.meterage.today = counted(counters.today, scale);
        self.meterage.period_to_date = counted(counters.period, scale);
        let fixed = self.tariff.fixed_per_day.as_micros();
        Cost {
            energy: Money::micros(divide(sum, 1000 * scale, round.of_charge())),
            fixed: Money::micros(fixed.saturating_mul(i64::from(days))),
        }
    }

    /// The largest part of an interval's energy that the budget pays for, with the meter as it
    /// stood `before`.
    pub(crate) fn part_for(
        mut self,
        before: Meterage,
        interval: &Interval,
        budget: Money,
        round: Round,
    ) -> WattHours {
        self.meterage = before;
        self.largest_take(interval, budget, round).0
    }

    /// See [`Tariff::energy_for`].
    pub(super) fn reach(
        mut self,
        budget: Money,
        shape: impl IntoIterator<Item = Interval>,
        round: Round,
    ) -> Reach {
        let (mut energy, mut spent) = (WattHours::ZERO, Cost::ZERO);
        let mut until = None;
        for interval in shape {
            let before = self.meterage;
            let cost = spent.plus(self.step(&interval, round));
            until.get_or_insert(interval.start);
            if cost.total() <= budget {
                energy += interval.energy.max(WattHours::ZERO);
                spent = cost;
                until = Some(interval.end());
                continue;
            }
            self.meterage = before;
            let (take, last, meterage) =
                self.largest_take(&interval, budget - spent.total(), round);
            let all = interval.energy.get().max(1);
            let share = Span::millis(
                WattHours::new(interval.length.as_millis())
                    .share(take.get(), all)
                    .get(),
            );
            return Reach {
                energy: energy + take,
                until: interval.start + share,
                spent: spent.plus(last),
                outlasts: false,
                meterage,
            };
        }
        Reach {
            energy,
            until: until.unwrap_or_default(),
            spent,
            outlasts: true,
            meterage: self.meterage,
        }
    }

    /// The largest part of an interval's energy that costs at most the budget, by bisection: cost
    /// never falls as energy grows, since a checked tariff has no price below zero.
    fn largest_take(
        &self,
        interval: &Interval,
        budget: Money,
        round: Round,
    ) -> (WattHours, Cost, Meterage) {
        let (mut low, mut high) = (0, interval.energy.get().max(0));
        let mut best = (WattHours::ZERO, Cost::ZERO, self.meterage);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let mut walk = self.clone();
            let take = WattHours::new(middle);
            let cost = walk.step_first(interval, take, round);
            if cost.total() <= budget {
                best = (take, cost, walk.meterage);
                low = middle;
            } else {
                high = middle;
            }
        }
        best
    }

    /// The local day of a moment, and the price by time of use with its end.
    fn price_at(&mut self, at: Timestamp) -> (Day, Timestamp, Rate) {
        if !self
            .prices
            .as_ref()
            .is_some_and(|(day, _)| day.contains(at))
        {
            let day = LocalDay::of(self.zone, at);
            self.prices = Some((day, self.tariff.prices_of(&day)));
        }
        let Some((day, prices)) = &self.prices else {
            return (self.meterage.day, at, Rate::default());
        };
        prices
            .iter()
            .find(|(until, _)| at < *until)
            .map_or((day.day, day.end, Rate::default()), |(until, price)| {
                (day.day, *until, *price)
            })
    }
}

/// Enters a local day: empties the counters that end with the days before, and says how many days
/// began. An earlier day changes nothing, so a late interval is never charged a day twice.
fn turn(meterage: &mut Meterage, counters: &mut Counters, day: Day) -> i32 {
    if day <= meterage.day {
        return 0;
    }
    let days = days_between(meterage.day, day);
    if day >= meterage.next_bill() {
        meterage.billed_from = period_start(day, meterage.bill_day.clamp(1, 28));
        counters.period = 0;
    }
    meterage.day = day;
    counters.today = 0;
    days
}

/// Price times scaled energy, exact: micro-units for a kilowatt-hour times watt-hours times scale.
fn charge(tariff: &Tariff, by_time: Rate, amount: i128, counters: &Counters) -> i128 {
    let gross = match &tariff.energy {
        Energy::Flat { price } => bounded(*price) * amount,
        Energy::TimeOfUse { seasons: _ } => bounded(by_time) * amount,
        Energy::Blocks { over, blocks } => {
            let from = match over {
                BlockPeriod::Day => counters.today,
                BlockPeriod::BillingPeriod => counters.period,
            };
            across(blocks, from, amount, counters.scale)
        }
    };
    let credit = tariff.baseline.map_or(0, |baseline| {
        let allowance = count(baseline.per_day, counters.scale);
        let left = (allowance - counters.today).max(0);
        bounded(baseline.credit) * left.min(amount)
    });
    gross - credit
}

/// The same over blocks, from a counter's stand on.
fn across(blocks: &[Block], from: i128, amount: i128, scale: i128) -> i128 {
    let to = from + amount;
    let (mut at, mut sum) = (from, 0);
    for block in blocks {
        let top = block.up_to.map_or(to, |end| count(end, scale).min(to));
        if top > at {
            sum += (top - at) * bounded(block.price);
            at = top;
        }
    }
    sum
}

fn bounded(price: Rate) -> i128 {
    i128::from(price.clamp(Rate::default(), PRICE_MAX).as_micros_per_kwh())
}

fn count(energy: WattHours, scale: i128) -> i128 {
    i128::from(energy.get().clamp(0, COUNTER_MAX)) * scale
}

fn counted(scaled: i128, scale: i128) -> WattHours {
    WattHours::new(i64::try_from(scaled / scale).unwrap_or(COUNTER_MAX))
}

/// Divides with a named rounding; `by` is positive.
fn divide(value: i128, by: i128, round: Rounding) -> i64 {
    let (floor, rest) = (value.div_euclid(by), value.rem_euclid(by));
    let up = match round {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfEven => rest * 2 > by || (rest * 2 == by && floor % 2 != 0),
    };
    i64::try_from(floor + i128::from(up)).unwrap_or(i64::MAX)
}
