//! How long a balance lasts and how much energy it is (FR-01, SC1.12, SC4): a walk along the
//! expected use under the tariff, since the balance over the price of now would be wrong as soon
//! as prices change with time or use.

use crate::calendar::LocalDay;
use crate::display::{Confidence, Remaining};
use crate::energy::{self, Rate, WattHours};
use crate::money::{Money, Round, Rounding, mul_div};
use crate::tariff::{Meterage, Tariff, Walk};
use crate::time::{Day, Span, Timestamp, Window, Zone};
use crate::usage::{Interval, Pace, Profile};

/// The charged use is expected to lag behind the clock at most this much; a meter that is silent
/// for longer is a trouble of its own and not a forecast.
const LAG_MAX: Span = Span::hours(48);

/// What a look ahead rests on.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// Where the home is.
    pub zone: &'a Zone,
    /// What it pays by.
    pub tariff: &'a Tariff,
    /// How it uses energy.
    pub profile: &'a Profile,
    /// Where its meter stands at `charged_until`.
    pub meterage: Meterage,
    /// Up to when use is charged in the balance. What is used from then to `now` is expected use
    /// too, and shortens the time left.
    pub charged_until: Timestamp,
    /// The moment of asking.
    pub now: Timestamp,
}

impl<'a> Basis<'a> {
    /// From where the walk goes: the end of what is charged, at most 48 h back, never ahead.
    pub fn from(&self) -> Timestamp {
        self.charged_until.clamp(self.now - LAG_MAX, self.now)
    }

    /// The holidays that use and prices follow.
    pub fn holidays(&self) -> &'a [Day] {
        &self.tariff.holidays
    }
}

/// The time until `balance` falls to `cut_off`, with its early and late edge.
///
/// `None` when nothing was used in the last seven days or when it takes longer than
/// [`Remaining::HORIZON`]. No time at all when the balance is at the cut-off already. Rounded down
/// to the minute; `early <= likely <= late` always. More balance never gives less time.
pub fn forecast(basis: &Basis<'_>, balance: Money, cut_off: Money) -> Option<Remaining> {
    let confidence = basis.profile.confidence();
    if balance <= cut_off {
        return Some(remaining(basis, [Span::ZERO; 3], confidence));
    }
    if basis.profile.is_dormant() {
        return None;
    }
    let left = balance - cut_off;
    let day = LocalDay::of(basis.zone, basis.from());
    let walk = |pace| time_to_zero(basis, day, left, pace, Remaining::HORIZON);
    let likely = walk(Pace::Likely)?;
    let early = walk(Pace::High).map_or(likely, |early| early.min(likely));
    let late = walk(Pace::Low).unwrap_or(Remaining::HORIZON);
    let spans = [early, likely, late.max(likely)].map(to_the_minute);
    Some(remaining(basis, spans, confidence))
}

/// The early edge of [`forecast`] when that is not after `within`; else `None`, or any later
/// time. A walk of days where the whole forecast is one of months.
pub fn early_within(
    basis: &Basis<'_>,
    balance: Money,
    cut_off: Money,
    within: Span,
) -> Option<Span> {
    if balance <= cut_off {
        return Some(Span::ZERO);
    }
    if basis.profile.is_dormant() {
        return None;
    }
    let left = balance - cut_off;
    let day = LocalDay::of(basis.zone, basis.from());
    let walk = |pace, span| time_to_zero(basis, day, left, pace, span);
    let (high, likely) = (walk(Pace::High, within), walk(Pace::Likely, within));
    let early = match (high, likely) {
        (Some(high), Some(likely)) => high.min(likely),
        (None, Some(likely)) => likely,
        // There is a forecast only if the likely edge is before the horizon.
        (Some(high), None) => {
            walk(Pace::Likely, Remaining::HORIZON)?;
            high
        }
        (None, None) => return None,
    };
    Some(to_the_minute(early))
}

fn remaining(basis: &Basis<'_>, spans: [Span; 3], confidence: Confidence) -> Remaining {
    let [early, likely, late] = spans;
    Remaining {
        likely,
        early,
        late,
        zero_at: basis.zone.local(basis.now + likely),
        confidence,
    }
}

fn to_the_minute(span: Span) -> Span {
    Span::minutes(span.as_millis().div_euclid(Span::minutes(1).as_millis()))
}

/// From now until this much money is used up; `None` beyond `within`. `day` is the local one on
/// which the walk begins.
fn time_to_zero(
    basis: &Basis<'_>,
    day: LocalDay,
    money: Money,
    pace: Pace,
    within: Span,
) -> Option<Span> {
    let window = Window::new(basis.from(), basis.now + within)?;
    let expected = basis
        .profile
        .expected(basis.zone, basis.holidays(), window, pace)
        .on(day);
    let mut walk = Walk::new(basis.tariff, basis.zone, basis.meterage).on(day);
    let mut left = money;
    for interval in expected {
        let before = walk.meterage();
        let cost = walk.step(&interval, Round::Nearest);
        // The charge of a day falls with its first moment, the energy evenly over the interval.
        left -= cost.fixed;
        if left <= Money::ZERO {
            return Some(ahead(basis, interval.start));
        }
        if cost.energy == left {
            return Some(ahead(basis, interval.end()));
        }
        if cost.energy > left {
            // The price may change inside: with a block, a baseline, a time that is no full hour.
            let take = walk.part_for(before, &interval, left + cost.fixed, Round::Nearest);
            let length = interval.length.as_millis();
            let (part, whole) = (take.get(), interval.energy.get().max(1));
            let share = Span::millis(mul_div(length, part, whole, Rounding::Down));
            return Some(ahead(basis, interval.start + share));
        }
        left -= cost.energy;
    }
    None
}

/// How far ahead of now; nothing for what is past.
fn ahead(basis: &Basis<'_>, at: Timestamp) -> Span {
    at.since(basis.now).max(Span::ZERO)
}

/// The energy that money buys at this home's pattern of use, from the end of what is charged on
/// (SC1.6): the sum along the walk, and beyond [`Remaining::HORIZON`] at the mean price of the
/// walk. Zero for no money; more money never buys less. `round` says in whose favour each expected
/// interval is charged.
pub fn energy_for(basis: &Basis<'_>, money: Money, round: Round) -> WattHours {
    if !money.is_positive() {
        return WattHours::ZERO;
    }
    let from = basis.from();
    let Some(window) = Window::new(from, basis.now + Remaining::HORIZON) else {
        return WattHours::ZERO;
    };
    let shape = basis
        .profile
        .expected(basis.zone, basis.holidays(), window, Pace::Likely);
    energy_along(
        (basis.tariff, basis.zone, basis.meterage),
        money,
        (from, shape),
        round,
    )
}

/// The same where the expected use of each hour is known and not the pattern behind it.
pub(crate) fn energy_along(
    (tariff, zone, meterage): (&Tariff, &Zone, Meterage),
    money: Money,
    (from, shape): (Timestamp, impl IntoIterator<Item = Interval>),
    round: Round,
) -> WattHours {
    let reach = tariff.energy_for(zone, meterage, money, shape, round);
    if !reach.outlasts {
        return reach.energy.min(energy::MAX);
    }
    let rest = money - reach.spent.total();
    let more = if reach.energy > WattHours::ZERO && reach.spent.total().is_positive() {
        let (whole, spent) = (reach.energy.get(), reach.spent.total().as_micros());
        mul_div(rest.as_micros(), whole, spent, Rounding::Down)
    } else {
        let rate = tariff.rate_at(zone, meterage, from);
        at_rate(rest, rate)
    };
    (reach.energy + WattHours::new(more)).min(energy::MAX)
}

/// Energy at one price, Wh; all that may be bought at once where it costs nothing.
fn at_rate(money: Money, rate: Rate) -> i64 {
    let micros = rate.as_micros_per_kwh();
    if micros <= 0 {
        return energy::MAX.get();
    }
    mul_div(money.as_micros(), 1000, micros, Rounding::Down)
}

#[cfg(test)]
#[path = "forecast_tests.rs"]
mod tests;
