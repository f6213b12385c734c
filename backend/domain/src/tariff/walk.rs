//! Walking through time with a meter and a tariff: where one interval's money comes from.

mod reach;

pub use reach::Reach;

use super::line::{self, Line, Parts, What};
use super::meterage::{Meterage, period_start};
use super::price::{Counters, Moment, Priced, Which, count, counted, divide, tax};
use super::{Tariff, Taxed};
use crate::calendar::LocalDay;
use crate::energy::{self, Rate, WattHours};
use crate::money::{Money, Round};
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

    /// The same walk, which begins on this local day of its place: it is not looked up again.
    pub(crate) fn on(mut self, day: LocalDay) -> Self {
        self.prices = Some(Priced::of(self.tariff, day));
        self
    }

    /// Where the meter stands now.
    pub fn meterage(&self) -> Meterage {
        self.meterage
    }

    /// The price of the next watt-hour, after any baseline credit, with riders and tax.
    pub fn rate_at(&mut self, at: Timestamp) -> Rate {
        let here = self.moment(at);
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
        let scale = self.scale_of(interval);
        self.run(interval, take, round, scale, |_, _, _, _| {}, |_, _, _| {})
    }

    /// As [`Walk::step`], with the lines of the charge: their sum is [`Cost::total`].
    pub fn step_lines(&mut self, interval: &Interval, round: Round) -> (Cost, Vec<Line>) {
        let scale = self.scale_of(interval);
        let mut parts = Parts::new(scale);
        let mut more = Vec::new();
        let cost = self.run(
            interval,
            interval.energy,
            round,
            scale,
            |tariff, which, price, energy| parts.add(tariff, which, price, energy),
            |tariff, what, amount| more.extend(line::plain(tariff, what, amount)),
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
        scale: i128,
        mut part: impl FnMut(&'a Tariff, Which, i128, i128),
        mut line: impl FnMut(&Tariff, What, Money),
    ) -> Cost {
        let energy = interval.energy.clamp(WattHours::ZERO, energy::MAX).get();
        let take = i128::from(take.get().clamp(0, energy)) * scale;
        let end = interval.start + length_of(interval);
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
        };
        let mut cost = Cost::ZERO;
        let (mut at, mut taken) = (interval.start, 0_i128);
        // An interval without energy still enters its days and owes their fixed charge.
        while at < end && (taken < take || take == 0) {
            let here = self.moment(at);
            let before = self.meterage.day;
            if turn(&mut self.meterage, &mut step.counters, here.day) {
                cost = cost.plus(self.enter(before, round, &mut line));
            }
            let until = if here.until > at {
                here.until.min(end)
            } else {
                end
            };
            let share = until.since(at).as_millis();
            let whole = i128::from(energy) * if scale == 1 { 1 } else { i128::from(share) };
            let amount = whole.min(take - taken);
            let tariff = here.tariff;
            let mut note = |which, price, energy| part(tariff, which, price, energy);
            step.sum += here.charge(amount, &step.counters, &mut note);
            step.counters.today += amount;
            step.counters.period += amount;
            taken += amount;
            at = until;
            let day_over = until == here.day_end && here.day == self.meterage.day;
            let all = at >= end || (taken >= take && take != 0);
            if day_over || all {
                cost = cost.plus(self.close(&here, &mut step, &mut line));
            }
            if day_over && amount == whole {
                cost = cost.plus(self.top_up(&here, round, &mut line));
            }
        }
        self.meterage.today = counted(step.counters.today, scale);
        self.meterage.period_to_date = counted(step.counters.period, scale);
        cost
    }

    /// The charges of the days from `before` to the one that the meter is in now.
    fn enter(
        &mut self,
        before: Day,
        round: Round,
        line: &mut impl FnMut(&Tariff, What, Money),
    ) -> Cost {
        let mut cost = Cost::ZERO;
        for (version, days) in self.tariff.entered(before, self.meterage.day) {
            let amount = version.fixed_per_day.as_micros().saturating_mul(days);
            let amount = Money::micros(amount);
            cost = cost.plus(fixed(version, What::Fixed, amount, round, line));
        }
        let today = self.tariff.on(self.meterage.day);
        self.meterage.charged_today = Some(today.fixed_per_day);
        cost
    }

    /// Rounds what the interval has cost up to here; what that adds.
    #[inline]
    fn close(
        &mut self,
        here: &Moment<'_>,
        step: &mut Step,
        line: &mut impl FnMut(&Tariff, What, Money),
    ) -> Cost {
        let sum = divide(step.sum, 1000 * step.scale, step.round.of_charge());
        let part = Money::micros(sum) - step.closed;
        step.closed += part;
        let tax = here.tax(Taxed::Energy, part, step.round);
        line(here.tariff, What::Tax, tax);
        if let Some(charged) = &mut self.meterage.charged_today {
            *charged += part;
        }
        Cost {
            energy: part + tax,
            energy_tax: tax,
            ..Cost::ZERO
        }
    }

    /// The day is over: what is missing to its minimum.
    fn top_up(
        &mut self,
        here: &Moment<'_>,
        round: Round,
        line: &mut impl FnMut(&Tariff, What, Money),
    ) -> Cost {
        let Some(charged) = &mut self.meterage.charged_today else {
            return Cost::ZERO;
        };
        let missing = (here.tariff.minimum_per_day - *charged).max(Money::ZERO);
        *charged += missing;
        Cost {
            minimum: missing,
            ..fixed(here.tariff, What::Minimum, missing, round, line)
        }
    }

    /// What a watt-hour of an interval is counted in, so that a part of it is a whole number: its
    /// milliseconds; one where one price holds for all of it, since nothing is shared out then.
    fn scale_of(&mut self, interval: &Interval) -> i128 {
        let length = length_of(interval);
        if self.moment(interval.start).until >= interval.start + length {
            1
        } else {
            i128::from(length.as_millis())
        }
    }

    /// The prices of a moment.
    #[inline]
    fn moment(&mut self, at: Timestamp) -> Moment<'a> {
        let (tariff, zone) = (self.tariff, self.zone);
        let first = || Priced::of(tariff, LocalDay::of(zone, at));
        let prices = self.prices.get_or_insert_with(first);
        if !prices.day.contains(at) {
            *prices = Priced::of(tariff, prices.day.at(zone, at));
        }
        prices.at(at)
    }
}

/// A charge that is not for energy, with its tax.
fn fixed(
    tariff: &Tariff,
    what: What,
    amount: Money,
    round: Round,
    line: &mut impl FnMut(&Tariff, What, Money),
) -> Cost {
    let tax = tax(tariff, Taxed::Fixed, amount, round);
    line(tariff, what, amount);
    line(tariff, What::Tax, tax);
    Cost {
        fixed: amount + tax,
        fixed_tax: tax,
        ..Cost::ZERO
    }
}

/// How long an interval is taken to be.
fn length_of(interval: &Interval) -> Span {
    interval.length.clamp(Span::millis(1), STEP_MAX)
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
