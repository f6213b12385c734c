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
