//! Money: whole micro-dollars in an `i64`, never a float (research: micro-units of ISO 4217 money).

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// Micro-units in one unit of the currency.
pub const MICROS: i64 = 1_000_000;
/// Micro-units in one cent.
const CENT: i64 = 10_000;
/// No amount that enters from outside may be larger: one billion units.
pub const MAX: Money = Money(1_000_000_000 * MICROS);

/// An amount in micro-units of the configured currency; may be negative.
///
/// Sums saturate at the ends of `i64` (nine trillion units), which no book can reach while every
/// entering amount is bounded by [`MAX`].
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
pub struct Money(i64);

/// Which way a value that does not fit is rounded, named by whom it favours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// A charge rounds down, a credit rounds up.
    InCustomersFavour,
    /// A charge rounds up, a credit rounds down.
    InUtilitysFavour,
    /// To the nearest, halves to even: for figures that nobody pays.
    Nearest,
}

/// Why a text is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with at most one point and two decimals.
    #[error("an amount is written like 20 or 20.50")]
    NotAnAmount,
    /// Beyond [`MAX`].
    #[error("the amount is larger than any payment may be")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// From micro-units.
    pub const fn micros(micros: i64) -> Self {
        Self(micros)
    }
    /// From whole cents.
    pub const fn cents(cents: i64) -> Self {
        Self(cents.saturating_mul(CENT))
    }
    /// From whole units of the currency.
    pub const fn dollars(dollars: i64) -> Self {
        Self(dollars.saturating_mul(MICROS))
    }
    /// In micro-units.
    pub const fn as_micros(self) -> i64 {
        self.0
    }
    /// In whole cents, rounded toward minus infinity: a shown balance never promises more than
    /// there is.
    pub const fn as_cents_floor(self) -> i64 {
        self.0.div_euclid(CENT)
    }
    /// The next whole unit that is not less.
    pub const fn ceil_to_dollar(self) -> Self {
        let rest = self.0.rem_euclid(MICROS);
        if rest == 0 {
            self
        } else {
            Self(self.0 - rest + MICROS)
        }
    }
    /// Below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
    /// Above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
    /// Without the part of a cent, towards zero.
    pub const fn whole_cents(self) -> Self {
        Self(self.0 - self.0 % CENT)
    }
    /// Exactly whole cents.
    pub const fn is_whole_cents(self) -> bool {
        self.0 % CENT == 0
    }

    /// As a person would type it, and as [`Money::parse`] reads it: `25` or `25.50`. What is less
    /// than a cent is left out.
    pub fn typed(self) -> String {
        let cents = self.as_cents_floor();
        match cents % 100 {
            0 => format!("{}", cents / 100),
            rest => format!("{}.{rest:02}", cents / 100),
        }
    }

    /// Reads what a person typed: `20`, `20.5`, `20.50`, with an optional leading `$`.
    ///
    /// # Errors
    /// [`MoneyError`] when it is not an amount with at most two decimals, or larger than [`MAX`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text).trim_start();
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
            return Err(MoneyError::NotAnAmount);
        }
        if whole.len() > 10 {
            return Err(MoneyError::TooLarge);
        }
        let whole: i64 = whole.parse().map_err(|_| MoneyError::NotAnAmount)?;
        let cents: i64 = format!("{part:0<2}")
            .parse()
            .map_err(|_| MoneyError::NotAnAmount)?;
        let amount = Self::cents(whole * 100 + cents);
        if amount > MAX {
            Err(MoneyError::TooLarge)
        } else {
            Ok(amount)
        }
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}
impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}
impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}
impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}
impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Money>>(all: I) -> Money {
        all.fold(Money::ZERO, Add::add)
    }
}
/// Exact, for files and logs: two decimals, or six when there is less than a cent in it.
impl fmt::Display for Money {
    /// For logs and tests; people see what `locales` makes of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let all = self.0.unsigned_abs();
        let (whole, part) = (all / 1_000_000, all % 1_000_000);
        match part % 10_000 {
            0 => write!(f, "{sign}{whole}.{:02}", part / 10_000),
            _ => write!(f, "{sign}{whole}.{part:06}"),
        }
    }
}

/// `a * b / c` in 128 bits, rounded as told; `c` must be positive. Saturates to `i64`.
#[inline]
pub(crate) fn mul_div(a: i64, b: i64, c: i64, round: Rounding) -> i64 {
    let product = i128::from(a) * i128::from(b);
    let c = i128::from(c);
    let (floor, rest) = euclid(product, c);
    let up = match round {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfEven => rest * 2 > c || (rest * 2 == c && floor % 2 != 0),
    };
    let value = floor + i128::from(up);
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// Quotient and rest by Euclid; `by` must be positive. What fits into 64 bits is divided there: a
/// forecast divides thousands of times, and 128 bits take ten times as long.
#[inline]
pub(crate) fn euclid(value: i128, by: i128) -> (i128, i128) {
    match (i64::try_from(value), i64::try_from(by)) {
        (Ok(value), Ok(by)) => (
            i128::from(value.div_euclid(by)),
            i128::from(value.rem_euclid(by)),
        ),
        (Err(_), _) | (_, Err(_)) => (value.div_euclid(by), value.rem_euclid(by)),
    }
}

/// Arithmetic direction, after a [`Round`] has been read for a charge or a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    Up,
    HalfEven,
}

impl Round {
    /// What this means for something that the customer pays.
    pub(crate) const fn of_charge(self) -> Rounding {
        match self {
            Round::InCustomersFavour => Rounding::Down,
            Round::InUtilitysFavour => Rounding::Up,
            Round::Nearest => Rounding::HalfEven,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_a_person_types_becomes_exact_money() {
        assert_eq!(Money::parse("20").unwrap(), Money::dollars(20));
        assert_eq!(Money::parse(" $20.5 ").unwrap(), Money::cents(2050));
        assert_eq!(Money::parse("0.01").unwrap(), Money::cents(1));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for bad in [
            "", ".", "1.234", "-5", "1e3", "20,50", "١٢", "2 0", "NaN", "+1",
        ] {
            assert_eq!(Money::parse(bad), Err(MoneyError::NotAnAmount), "{bad}");
        }
        assert_eq!(Money::parse("99999999999"), Err(MoneyError::TooLarge));
        assert_eq!(Money::parse("1000000000.01"), Err(MoneyError::TooLarge));
    }

    #[test]
    fn roundings_differ_only_by_one_micro() {
        assert_eq!(mul_div(7, 1, 2, Round::InCustomersFavour.of_charge()), 3);
        assert_eq!(mul_div(7, 1, 2, Round::InUtilitysFavour.of_charge()), 4);
        assert_eq!(mul_div(7, 1, 2, Round::Nearest.of_charge()), 4);
        assert_eq!(mul_div(5, 1, 2, Round::Nearest.of_charge()), 2);
        assert_eq!(mul_div(-7, 1, 2, Rounding::Down), -4);
    }

    #[test]
    fn a_negative_balance_is_shown_no_better_than_it_is() {
        assert_eq!(Money::micros(-1).as_cents_floor(), -1);
        assert_eq!(Money::micros(19_999).as_cents_floor(), 1);
        assert_eq!(Money::micros(1).ceil_to_dollar(), Money::dollars(1));
        assert_eq!(Money::dollars(3).ceil_to_dollar(), Money::dollars(3));
    }

    #[test]
    fn what_is_typed_is_read_back() {
        for (cents, text) in [(2_550, "25.50"), (4_000, "40"), (5, "0.05"), (0, "0")] {
            let amount = Money::cents(cents);
            assert_eq!(amount.typed(), text);
            assert_eq!(Money::parse(text), Ok(amount), "{text}");
            assert_eq!(Money::parse(&amount.to_string()), Ok(amount), "{text}");
        }
        assert_eq!(Money::micros(-1_500_001).to_string(), "-1.500001");
    }
}
