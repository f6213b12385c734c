//! Walking through time with a meter and a tariff: where one interval's money comes from.

use super::line::{self, Line, Parts, What};
use super::meterage::{Meterage, period_start};
use super::price::{Counters, Moment, Priced, Which, count, counted, divide, tax};
use super::{Tariff, Taxed};
use crate::calendar::LocalDay;
use crate::energy::{self, Rate, WattHours};
use crate::money::{Money, Round, Rounding, mul_div};
use crate::time::{Day, Span, Timestamp, Zone};
use crate::usage::Interval;

/// The longest interval that one step prices; a longer one is taken for this.
const STEP_MAX: Span = Span::days(400);

/// What something costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// For energy, after baseline credit, with riders and the tax on it.
    pub energy: Money,
    /// For the local days that began and the minimum of those that ended, with the tax on it.
    pub fixed: Money,
    /// What was missing to the minimum of days, in `fixed`, without tax.
    pub minimum: Money,
    /// The tax in `energy`.
    pub energy_tax: Money,
    /// The tax in `fixed`.
    pub fixed_tax: Money,
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
    prices: Option<Priced<'a>>,
}

/// What a step has taken so far.
struct Step {
    round: Round,
    scale: i128,
    counters: Counters,
    /// Exact, of the whole interval.
    sum: i128,
    /// As much of it as is rounded: up to the end of a local day, or all.
    closed: Money,
    cost: Cost,
}

impl Cost {
    /// Nothing.
    pub const ZERO: Cost = Cost {
        energy: Money::ZERO,
        fixed: Money::ZERO,
        minimum: Money::ZERO,
        energy_tax: Money::ZERO,
        fixed_tax: Money::ZERO,
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
            minimum: self.minimum + other.minimum,
            energy_tax: self.energy_tax + other.energy_tax,
            fixed_tax: self.fixed_tax + other.fixed_tax,
        }
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

    /// The price of the next watt-hour, after any baseline credit, with riders and tax.
    pub fn rate_at(&mut self, at: Timestamp) -> Rate {
        let Some(here) = self.moment(at) else {
            return Rate::default();
        };
        let mut counters = Counters {
            scale: 1,
            today: count(self.meterage.today, 1),
            period: count(self.meterage.period_to_date, 1),
        };
        let mut then = self.meterage;
        turn(&mut then, &mut counters, here.day);
        let micros = here.charge(1, &counters, &mut |_, _, _| {});
        let micros = Money::micros(i64::try_from(micros).unwrap_or(0));
        let tax = here.tax(Taxed::Energy, micros, Round::Nearest);
        Rate::micros_per_kwh((micros + tax).as_micros())
    }

    /// Takes one interval and gives what it costs; see [`Tariff::cost`].
    pub fn step(&mut self, interval: &Interval, round: Round) -> Cost {
        self.step_first(interval, interval.energy, round)
    }

    /// Takes the first `take` of an interval's energy, evenly spread over the whole interval.
    pub fn step_first(&mut self, interval: &Interval, take: WattHours, round: Round) -> Cost {
        self.run(interval, take, round, |_, _, _, _| {}, |_| {})
    }

    /// As [`Walk::step`], with the lines of the charge: their sum is [`Cost::total`].
    pub fn step_lines(&mut self, interval: &Interval, round: Round) -> (Cost, Vec<Line>) {
        let mut parts = Parts::new(scale_of(interval));
        let mut more = Vec::new();
        let cost = self.run(
            interval,
            interval.energy,
            round,
            |tariff, which, price, energy| parts.add(tariff, which, price, energy),
            |line| more.extend(line),
        );
        let mut lines = parts.lines(round);
        lines.extend(more);
        (cost, lines)
    }

    fn run(
        &mut self,
        interval: &Interval,
        take: WattHours,
        round: Round,
        mut part: impl FnMut(&'a Tariff, Which, i128, i128),
        mut line: impl FnMut(Option<Line>),
    ) -> Cost {
        let scale = scale_of(interval);
        let energy = interval.energy.clamp(WattHours::ZERO, energy::MAX).get();
        let take = i128::from(take.get().clamp(0, energy)) * scale;
        let end = interval.start + Span::millis(i64::try_from(scale).unwrap_or(1));
        let mut step = Step {
            round,
            scale,
            counters: Counters {
                scale,
                today: count(self.meterage.today, scale),
                period: count(self.meterage.period_to_date, scale),
            },
            sum: 0,
            closed: Money::ZERO,
            cost: Cost::ZERO,
        };
        let (mut at, mut taken) = (interval.start, 0_i128);
        let mut last = None;
        // An interval without energy still enters its days and owes their fixed charge.
        while at < end && (taken < take || take == 0) {
            let Some(here) = self.moment(at) else { break };
            let before = self.meterage.day;
            if turn(&mut self.meterage, &mut step.counters, here.day) {
                self.enter(before, &mut step, &mut line);
            }
            let until = if here.until > at {
                here.until.min(end)
            } else {
                end
            };
            let whole = i128::from(energy) * i128::from(until.since(at).as_millis());
            let amount = whole.min(take - taken);
            let tariff = here.tariff;
            let mut note = |which, price, energy| part(tariff, which, price, energy);
            step.sum += here.charge(amount, &step.counters, &mut note);
            step.counters.today += amount;
            step.counters.period += amount;
            taken += amount;
            if until == here.day_end && here.day == self.meterage.day {
                self.close(&here, &mut step, &mut line);
                if amount == whole {
                    self.top_up(&here, &mut step, &mut line);
                }
            }
            at = until;
            last = Some(here);
        }
        if let Some(here) = last {
            self.close(&here, &mut step, &mut line);
        }
        self.meterage.today = counted(step.counters.today, scale);
        self.meterage.period_to_date = counted(step.counters.period, scale);
        step.cost
    }

    /// The charges of the days from `before` to the one that the meter is in now.
    fn enter(&mut self, before: Day, step: &mut Step, line: &mut impl FnMut(Option<Line>)) {
        for (version, days) in self.tariff.entered(before, self.meterage.day) {
            let fixed = version.fixed_per_day.as_micros().saturating_mul(days);
            let fixed = Money::micros(fixed);
            let tax = tax(version, Taxed::Fixed, fixed, step.round);
            step.fixed(version, What::Fixed, fixed, tax, line);
        }
        let today = self.tariff.on(self.meterage.day);
        self.meterage.charged_today = Some(today.fixed_per_day);
    }

    /// Rounds what the interval has cost up to here.
    fn close(&mut self, here: &Moment<'_>, step: &mut Step, line: &mut impl FnMut(Option<Line>)) {
        let sum = divide(step.sum, 1000 * step.scale, step.round.of_charge());
        let part = Money::micros(sum) - step.closed;
        step.closed += part;
        let tax = here.tax(Taxed::Energy, part, step.round);
        step.cost.energy += part + tax;
        step.cost.energy_tax += tax;
        line(line::plain(here.tariff, What::Tax, tax));
        if let Some(charged) = &mut self.meterage.charged_today {
            *charged += part;
        }
    }

    /// The day is over: what is missing to its minimum.
    fn top_up(&mut self, here: &Moment<'_>, step: &mut Step, line: &mut impl FnMut(Option<Line>)) {
        let Some(charged) = &mut self.meterage.charged_today else {
            return;
        };
        let missing = (here.tariff.minimum_per_day - *charged).max(Money::ZERO);
        *charged += missing;
        step.cost.minimum += missing;
        let tax = here.tax(Taxed::Fixed, missing, step.round);
        step.fixed(here.tariff, What::Minimum, missing, tax, line);
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
        // All of it may just be paid for.
        let all = interval.energy.get().clamp(0, energy::MAX.get());
        let (mut low, mut high) = (0, all + 1);
        let mut best = (WattHours::ZERO, Cost::ZERO, self.meterage);
        // Mostly the price stays the same inside, and the share of the money is that of the energy.
        let whole = self.clone().step(interval, round).total();
        let (part, of) = (budget.as_micros(), whole.as_micros().max(1));
        let guess = mul_div(all, part, of, Rounding::Down);
        let near = [guess, guess.saturating_add(1), guess.saturating_sub(1)];
        let mut near = near.into_iter();
        while high - low > 1 {
            let likely = near.find(|at| low < *at && *at < high);
            let middle = likely.unwrap_or(low + (high - low) / 2);
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

    /// The prices of a moment.
    fn moment(&mut self, at: Timestamp) -> Option<Moment<'a>> {
        let known = self.prices.as_ref().is_some_and(|one| one.day.contains(at));
        if !known {
            let day = match &self.prices {
                Some(last) => last.day.at(self.zone, at),
                None => LocalDay::of(self.zone, at),
            };
            self.prices = Some(Priced::of(self.tariff, day));
        }
        self.prices.as_ref().map(|prices| prices.at(at))
    }
}

impl Step {
    fn fixed(
        &mut self,
        tariff: &Tariff,
        what: What,
        amount: Money,
        tax: Money,
        line: &mut impl FnMut(Option<Line>),
    ) {
        self.cost.fixed += amount + tax;
        self.cost.fixed_tax += tax;
        line(line::plain(tariff, what, amount));
        line(line::plain(tariff, What::Tax, tax));
    }
}

/// The milliseconds of an interval.
fn scale_of(interval: &Interval) -> i128 {
    let length = interval.length.as_millis();
    i128::from(length.clamp(1, STEP_MAX.as_millis()))
}

/// Enters a local day: empties the counters that end with the days before; whether one began. An
/// earlier day changes nothing, so a late interval is never charged a day twice.
fn turn(meterage: &mut Meterage, counters: &mut Counters, day: Day) -> bool {
    if day <= meterage.day {
        return false;
    }
    if day >= meterage.next_bill() {
        meterage.billed_from = period_start(day, meterage.bill_day.clamp(1, 28));
        counters.period = 0;
    }
    meterage.day = day;
    counters.today = 0;
    true
}
