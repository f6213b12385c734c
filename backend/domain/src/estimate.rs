//! What a stretch of time will cost, and what to pay for it (SC1.3, SC2.4, SC3.5).

use crate::display::Confidence;
use crate::energy::WattHours;
use crate::forecast::Basis;
use crate::money::{Money, Round};
use crate::tariff::{Cost, Walk};
use crate::time::{Span, Timestamp, Window};
use crate::usage::Pace;

/// No estimate looks further; a longer window is cut here.
pub const LENGTH_MAX: Span = Span::days(400);

/// The expected cost of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// From when to when.
    pub window: Window,
    /// The likely cost, fixed charges included.
    pub p50: Money,
    /// Four times in five it costs less; fixed charges included.
    pub p80: Money,
    /// The likely energy.
    pub energy_p50: WattHours,
    /// Four times in five it is less.
    pub energy_p80: WattHours,
    /// The fixed charges that are in both.
    pub fixed: Money,
    /// What it rests on.
    pub confidence: Confidence,
    /// What to pay now so that four times in five the balance lasts through the window: whole
    /// units, at least the least payment.
    pub suggested: Money,
}

/// From now through the day before the next bill date (SC1.3); `None` only at the end of the
/// calendar.
pub fn through_next_bill(basis: &Basis<'_>) -> Option<Window> {
    let today = basis.zone.civil(basis.now).day;
    let bill = today.next_monthly(basis.meterage.bill_day);
    Window::new(basis.now, basis.zone.start_of(bill))
}

/// Estimates a window under the pattern of use and the tariff.
///
/// What is expected from the end of the charged use to the window's start comes off the balance
/// first. A balance below zero is paid back by the same payment and so raises the suggestion.
pub fn estimate(basis: &Basis<'_>, window: Window, balance: Money, least: Money) -> Estimate {
    let end = window.end.min(window.start + LENGTH_MAX);
    let (likely, energy_p50, before) = expect(basis, window.start, end, Pace::Likely);
    let (ample, energy_p80, _) = expect(basis, window.start, end, Pace::Ample);
    let p80 = ample.total().max(likely.total());
    let missing = p80 - (balance - before.total());
    Estimate {
        window: Window { end, ..window },
        p50: likely.total(),
        p80,
        energy_p50,
        energy_p80: energy_p80.max(energy_p50),
        fixed: likely.fixed,
        confidence: basis.profile.confidence(),
        suggested: missing.ceil_to_dollar().max(least),
    }
}

/// What to pay now so that the balance lasts until a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Enough {
    /// Until when.
    pub until: Timestamp,
    /// So that zero is not before it at the likely use.
    pub likely: Money,
    /// So that not even the early edge is: nine times in ten it lasts longer.
    pub safe: Money,
}

/// What to pay so that the balance lasts until a moment: the walk of
/// [`crate::forecast::forecast`], asked the other way round, with its likely and its early edge.
/// Whole units and at least the least payment, or nothing where the balance lasts by itself. A
/// moment that is past costs nothing; none counts beyond [`LENGTH_MAX`].
pub fn amount_until(basis: &Basis<'_>, until: Timestamp, balance: Money, least: Money) -> Enough {
    let until = until.min(basis.now + LENGTH_MAX);
    let pay = |pace| {
        // What runs out in this very moment does not last through it.
        let missing = spent(basis, until, pace) - balance + Money::micros(1);
        if missing.is_positive() && until > basis.now {
            missing.ceil_to_dollar().max(least)
        } else {
            Money::ZERO
        }
    };
    let likely = pay(Pace::Likely);
    Enough {
        until,
        likely,
        safe: pay(Pace::High).max(likely),
    }
}

/// What is spent from the end of the charged use to a moment, fixed charges included.
fn spent(basis: &Basis<'_>, until: Timestamp, pace: Pace) -> Money {
    let Some(window) = Window::new(basis.from(), until) else {
        return Money::ZERO;
    };
    let (zone, holidays) = (basis.zone, basis.holidays());
    let mut walk = Walk::new(basis.tariff, zone, basis.meterage);
    basis
        .profile
        .expected(zone, holidays, window, pace)
        .fold(Money::ZERO, |sum, interval| {
            sum + walk.step(&interval, Round::Nearest).total()
        })
}

/// Cost and energy from `start` to `end`, and the cost of what comes before.
fn expect(
    basis: &Basis<'_>,
    start: Timestamp,
    end: Timestamp,
    pace: Pace,
) -> (Cost, WattHours, Cost) {
    let mut walk = Walk::new(basis.tariff, basis.zone, basis.meterage);
    let mut run = |from, until, pace| {
        let (mut cost, mut energy) = (Cost::ZERO, WattHours::ZERO);
        let shape = Window::new(from, until).map(|window| {
            basis
                .profile
                .expected(basis.zone, basis.holidays(), window, pace)
        });
        for interval in shape.into_iter().flatten() {
            cost = cost.plus(walk.step(&interval, Round::Nearest));
            energy += interval.energy;
        }
        (cost, energy)
    };
    let first = basis.from().max(start - LENGTH_MAX);
    let (before, _) = run(first, start, Pace::Likely);
    let (cost, energy) = run(start, end, pace);
    (cost, energy, before)
}

#[cfg(test)]
#[path = "estimate_tests.rs"]
mod tests;
