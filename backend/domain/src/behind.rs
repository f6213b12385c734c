//! A view's explanation in a few numbers, for a display that has no way to ask for more (mission
//! 4.3). It travels inside the view, so it is as old as the figures beside it.

use crate::debt::Debt;
use crate::energy::WattHours;
use crate::explain::LineageId;
use crate::id::AccountId;
use crate::money::{Money, Round};
use crate::tariff::Walk;
use crate::time::{LocalMoment, Timestamp};
use crate::usage::{Interval, Quality};
use crate::view::Inputs;

/// What is behind a view, as far as it fits on a display: so many numbers, whatever the home does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Behind {
    /// The name under which the website and the representative find all of it.
    pub lineage: LineageId,
    /// Use up to then is taken from the balance; what comes after is expected use.
    pub charged_until: LocalMoment,
    /// The last reading that was charged; `None` when its day has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastCharge>,
    /// The fixed charge of a day.
    pub daily: Money,
    /// What a day takes for debt at most; zero in a pause.
    pub debt: Money,
}

/// What a reading cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LastCharge {
    /// Its start.
    pub start: LocalMoment,
    /// First moment after it.
    pub end: LocalMoment,
    /// What was used.
    pub energy: WattHours,
    /// What that energy cost, without daily charges and taxes.
    pub cost: Money,
}

impl Behind {
    /// Behind the view of these inputs; `debt` is [`debt_of_day`].
    pub fn new(account: AccountId, inputs: &Inputs<'_>, debt: Money) -> Self {
        let seq = inputs.seq;
        let today = inputs.zone.civil(inputs.now).day;
        Self {
            lineage: LineageId::View { account, seq },
            charged_until: inputs.zone.local(inputs.charged_until),
            last: last(inputs),
            daily: inputs.tariff.on(today).fixed_per_day,
            debt,
        }
    }
}

/// What a day takes for these debts at most: the plans by time, and never more than is owed.
pub fn debt_of_day(debts: &[Debt], held: bool) -> Money {
    if held {
        return Money::ZERO;
    }
    let day = |debt: &Debt| debt.recovery.per_day().min(debt.owed);
    debts.iter().map(day).sum()
}

/// The last reading of the day up to which use is charged, priced by a walk from that midnight.
fn last(inputs: &Inputs<'_>) -> Option<LastCharge> {
    let (zone, until) = (inputs.zone, inputs.charged_until);
    let midnight = zone.start_of(inputs.meterage.day);
    let of_day = |one: &&Interval| {
        one.quality != Quality::Missing && one.start >= midnight && one.end() <= until
    };
    let mut parts: Vec<&Interval> = inputs.history.iter().filter(of_day).collect();
    parts.sort_unstable_by_key(|one| one.start);
    let mut walk = Walk::new(inputs.tariff, zone, inputs.meterage.at_midnight());
    let mut found = None;
    for one in parts {
        let cost = walk.step(one, Round::InCustomersFavour).energy;
        found = Some((one, cost));
    }
    let local = |at: Timestamp| zone.local(at);
    found.map(|(one, cost)| LastCharge {
        start: local(one.start),
        end: local(one.end()),
        energy: one.energy,
        cost,
    })
}

#[cfg(test)]
#[path = "behind_tests.rs"]
mod tests;
