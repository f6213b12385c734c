//! Energy in whole watt-hours and power in whole watts, never a float.

use crate::money::{Money, Round, Rounding, mul_div};
use crate::time::Span;
use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// No single reading or credit that enters from outside may be larger: one gigawatt-hour.
pub const MAX: WattHours = WattHours(1_000_000_000);

/// Energy in watt-hours; negative only for a difference.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct WattHours(i64);

/// Power in watts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Watts(i64);

/// A price of energy: micro-units of money for one kilowatt-hour.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Rate(i64);

impl WattHours {
    /// None.
    pub const ZERO: WattHours = WattHours(0);
    /// From watt-hours.
    pub const fn new(watt_hours: i64) -> Self {
        Self(watt_hours)
    }
    /// From whole kilowatt-hours.
    pub const fn kilo(kilowatt_hours: i64) -> Self {
        Self(kilowatt_hours.saturating_mul(1000))
    }
    /// In watt-hours.
    pub const fn get(self) -> i64 {
        self.0
    }
    /// This share of the energy: `part / whole`, rounded down. `whole` must be positive.
    pub fn share(self, part: i64, whole: i64) -> Self {
        Self(mul_div(self.0, part, whole.max(1), Rounding::Down))
    }
}

impl Watts {
    /// None.
    pub const ZERO: Watts = Watts(0);
    /// From watts.
    pub const fn new(watts: i64) -> Self {
        Self(watts)
    }
    /// In watts.
    pub const fn get(self) -> i64 {
        self.0
    }
    /// Energy over a span, rounded down.
    pub fn over(self, span: Span) -> WattHours {
        WattHours(mul_div(
            self.0,
            span.as_millis(),
            Span::hours(1).as_millis(),
            Rounding::Down,
        ))
    }
    /// Mean power that gives this energy in this span; zero for a span that is not positive.
    pub fn mean(energy: WattHours, span: Span) -> Watts {
        if span.as_millis() <= 0 {
            return Watts::ZERO;
        }
        let hour = Span::hours(1).as_millis();
        Watts(mul_div(
            energy.0,
            hour,
            span.as_millis(),
            Rounding::HalfEven,
        ))
    }
}

impl Rate {
    /// From micro-units per kilowatt-hour.
    pub const fn micros_per_kwh(micros: i64) -> Self {
        Self(micros)
    }
    /// In micro-units per kilowatt-hour.
    pub const fn as_micros_per_kwh(self) -> i64 {
        self.0
    }
    /// What this much energy costs, rounded in the named favour.
    pub fn cost_of(self, used: WattHours, round: Round) -> Money {
        Money::micros(mul_div(used.0, self.0, 1000, round.of_charge()))
    }
}

impl Add for WattHours {
    type Output = WattHours;
    fn add(self, other: WattHours) -> WattHours {
        WattHours(self.0.saturating_add(other.0))
    }
}
impl Sub for WattHours {
    type Output = WattHours;
    fn sub(self, other: WattHours) -> WattHours {
        WattHours(self.0.saturating_sub(other.0))
    }
}
impl AddAssign for WattHours {
    fn add_assign(&mut self, other: WattHours) {
        *self = *self + other;
    }
}
impl SubAssign for WattHours {
    fn sub_assign(&mut self, other: WattHours) {
        *self = *self - other;
    }
}
impl std::iter::Sum for WattHours {
    fn sum<I: Iterator<Item = WattHours>>(all: I) -> WattHours {
        all.fold(WattHours::ZERO, Add::add)
    }
}
impl fmt::Display for WattHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Wh", self.0)
    }
}
impl fmt::Display for Watts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} W", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_rounds_in_the_favour_that_is_named() {
        let rate = Rate::micros_per_kwh(123_457);
        let used = WattHours::new(3);
        assert_eq!(
            rate.cost_of(used, Round::InCustomersFavour),
            Money::micros(370)
        );
        assert_eq!(
            rate.cost_of(used, Round::InUtilitysFavour),
            Money::micros(371)
        );
    }

    #[test]
    fn power_and_energy_convert_over_a_span() {
        assert_eq!(
            Watts::new(1900).over(Span::minutes(15)),
            WattHours::new(475)
        );
        assert_eq!(
            Watts::mean(WattHours::new(475), Span::minutes(15)),
            Watts::new(1900)
        );
        assert_eq!(Watts::mean(WattHours::new(475), Span::ZERO), Watts::ZERO);
    }
}
