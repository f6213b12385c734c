//! Computes the `DisplayView` that meter, in-home display and website show (SC1.12, FR-01).

use crate::account::{AtZero, Mode};
use crate::display::{Ahead, DisplayView, Remaining, Standing};
use crate::energy::WattHours;
use crate::forecast::{Basis, early_within, energy_for, forecast};
use crate::live::LiveBasis;
use crate::money::{Money, Round};
use crate::policy::Policy;
use crate::program::LowAt;
use crate::tariff::{Meterage, Tariff};
use crate::time::{Timestamp, Zone};
use crate::usage::{Interval, Profile, Quality};

/// Everything that a view is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// Larger than that of every view of the account before.
    pub seq: u64,
    /// How the account pays.
    pub mode: Mode,
    /// What happens at zero.
    pub at_zero: AtZero,
    /// The prepaid balance, with use charged up to `charged_until`.
    pub balance: Money,
    /// The balance at which service ends; zero unless the rules say otherwise.
    pub cut_off: Money,
    /// What it pays by.
    pub tariff: &'a Tariff,
    /// Where the home is.
    pub zone: &'a Zone,
    /// Its intervals of the last eight weeks, at least those of today, in any order.
    pub history: &'a [Interval],
    /// Where its meter stands at `charged_until`.
    pub meterage: Meterage,
    /// Up to when use is charged in the balance.
    pub charged_until: Timestamp,
    /// When the balance is low, as the customer or the utility chose (SC4.1).
    pub low: LowAt,
    /// What lies ahead at zero; `None` when the account has no prepaid balance.
    pub ahead: Option<Ahead>,
    /// The utility's numbers.
    pub policy: &'a Policy,
    /// How the balance stood in the view before.
    pub previous: Option<Standing>,
    /// The moment of asking.
    pub now: Timestamp,
}

/// A low balance counts as enough again only with an eighth more than the threshold (54 h for
/// 48 h), so that an alert does not come and go with each interval (SC4).
const CLEAR_EIGHTHS: i64 = 1;

/// Computes the view; the same inputs give the same view.
pub fn view(inputs: &Inputs<'_>) -> DisplayView {
    let holidays = &inputs.tariff.holidays;
    let profile = Profile::learn(inputs.history, inputs.now, inputs.zone, holidays);
    view_with(inputs, &profile)
}

/// The same with a profile that was learnt before from the same history.
pub fn view_with(inputs: &Inputs<'_>, profile: &Profile) -> DisplayView {
    let basis = inputs.basis(profile);
    let remaining = match inputs.mode {
        Mode::Prepaid => forecast(&basis, inputs.balance, inputs.cut_off),
        Mode::Regular => None,
    };
    let credit = match inputs.mode {
        Mode::Prepaid => energy_for(
            &basis,
            inputs.balance - inputs.cut_off,
            Round::InUtilitysFavour,
        ),
        Mode::Regular => WattHours::ZERO,
    };
    let (used_today, cost_today) = today(inputs);
    DisplayView {
        seq: inputs.seq,
        mode: inputs.mode,
        currency: inputs.tariff.currency.clone(),
        balance: inputs.balance,
        borrowed: Money::ZERO,
        credit,
        remaining,
        standing: standing(inputs, remaining.as_ref()),
        at_zero: inputs.at_zero,
        ahead: match inputs.mode {
            Mode::Prepaid => inputs.ahead,
            Mode::Regular => None,
        },
        rate_now: inputs
            .tariff
            .rate_at(inputs.zone, inputs.meterage, inputs.now),
        basis: inputs.live(),
        behind: None,
        used_today,
        cost_today,
        daily_average: profile.daily_average(),
        usage_until: profile.until().map(|until| inputs.zone.local(until)),
        as_of: inputs.zone.local(inputs.now),
        event: None,
    }
}

impl<'a> Inputs<'a> {
    /// What the balance rests on, for whoever estimates it until the next view (IS-1).
    fn live(&self) -> Option<Box<LiveBasis>> {
        let prepaid = match self.mode {
            Mode::Prepaid => true,
            Mode::Regular => false,
        };
        let basis = || LiveBasis::new(self.tariff, self.zone, self.meterage, self.charged_until);
        prepaid.then(|| Box::new(basis()))
    }

    /// What looks ahead rest on, with this profile.
    pub fn basis(&self, profile: &'a Profile) -> Basis<'a> {
        Basis {
            zone: self.zone,
            tariff: self.tariff,
            profile,
            meterage: self.meterage,
            charged_until: self.charged_until,
            now: self.now,
        }
    }
}

/// How the balance stands. Low goes by the early edge: a warning that comes too soon is better
/// than one that comes too late (SC4.1).
fn standing(inputs: &Inputs<'_>, remaining: Option<&Remaining>) -> Standing {
    match inputs.mode {
        Mode::Regular => return Standing::Regular,
        Mode::Prepaid => {}
    }
    if inputs.balance <= inputs.cut_off {
        return Standing::Zero;
    }
    let eighths = eighths(inputs.previous);
    if inputs.low.holds(inputs.balance, remaining, eighths) {
        Standing::Low
    } else {
        Standing::Ok
    }
}

/// How the balance stands in the view of these inputs, without the rest of that view.
pub fn standing_with(inputs: &Inputs<'_>, profile: &Profile) -> Standing {
    let decided = standing(inputs, None);
    match decided {
        Standing::Regular | Standing::Zero | Standing::Low | Standing::Vacant => return decided,
        Standing::Ok => {}
    }
    let eighths = eighths(inputs.previous);
    let basis = inputs.basis(profile);
    let early = |within| early_within(&basis, inputs.balance, inputs.cut_off, within);
    if inputs.low.holds_at(inputs.balance, eighths, early) {
        Standing::Low
    } else {
        Standing::Ok
    }
}

const fn eighths(previous: Option<Standing>) -> i64 {
    match previous {
        Some(Standing::Low | Standing::Zero) => CLEAR_EIGHTHS,
        Some(Standing::Ok | Standing::Regular | Standing::Vacant) | None => 0,
    }
}

/// Energy since local midnight, and what it costs without the fixed charge of the day.
fn today(inputs: &Inputs<'_>) -> (WattHours, Money) {
    let day = inputs.zone.civil(inputs.now).day;
    let midnight = inputs.zone.start_of(day);
    let meterage = if inputs.meterage.day == day {
        inputs.meterage.at_midnight()
    } else {
        inputs.meterage
    };
    let mut parts: Vec<Interval> = inputs
        .history
        .iter()
        .filter(|part| part.quality != Quality::Missing)
        .filter(|part| part.end() > midnight && part.start < inputs.now)
        .map(|part| {
            let start = part.start.max(midnight);
            Interval {
                start,
                length: part.end().since(start),
                energy: part.since(midnight),
                ..*part
            }
        })
        .collect();
    parts.sort_unstable_by_key(|part| part.start);
    let used = parts.iter().map(|part| part.energy).sum();
    let (cost, _) =
        inputs
            .tariff
            .cost_of_window(inputs.zone, meterage, parts, Round::InCustomersFavour);
    (used, cost.energy)
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
