//! How far money goes along a walk.

use super::{Cost, Walk};
use crate::energy::{self, WattHours};
use crate::money::{Money, Round, Rounding, mul_div};
use crate::tariff::Meterage;
use crate::time::{Span, Timestamp};
use crate::usage::Interval;

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

impl Walk<'_> {
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

    /// See [`crate::tariff::Tariff::energy_for`].
    pub(in crate::tariff) fn reach(
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
        let mut walk = self.clone();
        let whole = walk.step(interval, round).total();
        let (part, of) = (budget.as_micros(), whole.as_micros().max(1));
        let guess = mul_div(all, part, of, Rounding::Down);
        let near = [guess, guess.saturating_add(1), guess.saturating_sub(1)];
        let mut near = near.into_iter();
        while high - low > 1 {
            let likely = near.find(|at| low < *at && *at < high);
            let middle = likely.unwrap_or(low + (high - low) / 2);
            // The prices at hand are those of a day, wherever the meter stands.
            walk.meterage = self.meterage;
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
}
