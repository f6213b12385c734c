//! What a customer chose for a low and for an empty balance, and what of it can be had (PR-END,
//! AS-2, FR-27).

use crate::account::AtZero;
use crate::display::Remaining;
use crate::money::Money;
use crate::policy::Policy;
use crate::time::Span;

/// When a balance is low (SC4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LowAt {
    /// Less time left than this.
    Time(Span),
    /// Less money left than this.
    Balance(Money),
}

/// What decides which outcomes an account may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The meter has a remote switch; transformer-rated ones have none (AS-2).
    pub has_switch: bool,
    /// A rule protects the customer from being cut.
    pub protected: bool,
    /// A payment token is saved, and topping up is not paused.
    pub can_replenish: bool,
}

/// Why an outcome is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotOffered {
    /// The meter has nothing to open (AS-2).
    NoSwitch,
    /// A rule protects the customer.
    Protected,
    /// No payment token is saved.
    NoToken,
}

/// What is done at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Demand is limited.
    Limit,
    /// Service is disconnected.
    Disconnect,
    /// Converts to regular billing.
    Regular,
    /// A person goes there: the meter has no switch (AS-2).
    FieldOrder,
}

/// How an account tops itself up (SC4.6). The token is the store's, for it is nobody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Replenish {
    /// How much each time; within the policy's least and largest payment.
    pub amount: Money,
    /// When.
    pub trigger: LowAt,
    /// At most this much in seven days.
    pub weekly_max: Money,
    /// At most this much in thirty days.
    pub monthly_max: Money,
    /// Not now.
    pub paused: bool,
    /// What happens at zero when it fails; never itself.
    pub fallback: AtZero,
}

/// A choice that is not taken, and the field it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    /// The outcome is not offered here.
    #[error("this outcome is not offered for this account: {0:?}")]
    NotOffered(NotOffered),
    /// The threshold is outside the utility's range.
    #[error("the threshold is outside the range")]
    Threshold,
    /// The amount of a top-up is outside the utility's range, or not whole cents.
    #[error("the amount is outside the range")]
    Amount,
    /// A cap is below one top-up, or the monthly one below the weekly one.
    #[error("the caps do not fit the amount")]
    Caps,
    /// What happens when topping up fails must be another outcome.
    #[error("topping up cannot stand in for itself")]
    Fallback,
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 4] = [Act::Limit, Act::Disconnect, Act::Regular, Act::FieldOrder];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Act::Limit => "limit",
            Act::Disconnect => "disconnect",
            Act::Regular => "regular",
            Act::FieldOrder => "field_order",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.word() == word)
    }
}

impl LowAt {
    /// Largest threshold in money.
    pub const BALANCE_MAX: Money = Money::dollars(1_000);

    /// Whether this balance is low. Time goes by the early edge: a warning that comes too soon is
    /// better than one that comes too late. `share` eighths are added to the threshold, which
    /// keeps a standing from coming and going with each interval.
    pub fn holds(self, balance: Money, remaining: Option<&Remaining>, eighths: i64) -> bool {
        self.holds_at(balance, eighths, |_| {
            remaining.map(|remaining| remaining.early)
        })
    }

    /// The same, where the early edge of the time left is asked for only if it matters, and only
    /// up to the span that `early` is given.
    pub fn holds_at(
        self,
        balance: Money,
        eighths: i64,
        early: impl FnOnce(Span) -> Option<Span>,
    ) -> bool {
        match self {
            LowAt::Time(span) => {
                let more = span.as_millis() / 8 * eighths;
                let edge = Span::millis(span.as_millis() + more);
                early(edge).is_some_and(|early| early < edge)
            }
            LowAt::Balance(money) => {
                let edge = Money::micros(money.as_micros() + money.as_micros() / 8 * eighths);
                balance < edge
            }
        }
    }

    /// Refuses a threshold outside the utility's limits.
    ///
    /// # Errors
    /// [`ProgramError::Threshold`].
    pub fn check(self, policy: &Policy) -> Result<(), ProgramError> {
        let fits = match self {
            LowAt::Time(span) => {
                span >= policy.low_threshold_min && span <= policy.low_threshold_max
            }
            LowAt::Balance(money) => money.is_positive() && money <= Self::BALANCE_MAX,
        };
        if fits {
            Ok(())
        } else {
            Err(ProgramError::Threshold)
        }
    }
}

impl Facts {
    /// Whether an account may have this outcome.
    ///
    /// # Errors
    /// [`NotOffered`] with the reason that people are told.
    pub const fn offers(&self, outcome: AtZero) -> Result<(), NotOffered> {
        match outcome {
            AtZero::Limit | AtZero::Disconnect if !self.has_switch => Err(NotOffered::NoSwitch),
            AtZero::Limit | AtZero::Disconnect if self.protected => Err(NotOffered::Protected),
            AtZero::AutoReplenish if !self.can_replenish => Err(NotOffered::NoToken),
            AtZero::Limit | AtZero::Disconnect | AtZero::RegularBilling | AtZero::AutoReplenish => {
                Ok(())
            }
        }
    }

    /// What is done at zero: the choice, bent to what meter and rules allow. A protected customer
    /// goes to regular billing instead of a cut; where there is no switch a person is sent, and
    /// nothing that is unknown ever cuts.
    pub const fn act(&self, choice: AtZero, fallback: AtZero) -> Act {
        let choice = match choice {
            AtZero::AutoReplenish => fallback,
            AtZero::Limit | AtZero::Disconnect | AtZero::RegularBilling => choice,
        };
        match choice {
            AtZero::RegularBilling | AtZero::AutoReplenish => Act::Regular,
            AtZero::Limit | AtZero::Disconnect if self.protected => Act::Regular,
            AtZero::Limit | AtZero::Disconnect if !self.has_switch => Act::FieldOrder,
            AtZero::Limit => Act::Limit,
            AtZero::Disconnect => Act::Disconnect,
        }
    }
}

impl Replenish {
    /// Whether it is time.
    pub fn due(&self, balance: Money, remaining: Option<&Remaining>) -> bool {
        !self.paused && (balance <= Money::ZERO || self.trigger.holds(balance, remaining, 0))
    }

    /// Refuses settings that no utility takes.
    ///
    /// # Errors
    /// [`ProgramError`] naming the first fault.
    pub fn check(&self, policy: &Policy) -> Result<(), ProgramError> {
        let amount = self.amount;
        if amount < policy.payment_min || amount > policy.payment_max || !amount.is_whole_cents() {
            return Err(ProgramError::Amount);
        }
        if self.weekly_max < amount
            || self.monthly_max < self.weekly_max
            || self.monthly_max > crate::money::MAX
        {
            return Err(ProgramError::Caps);
        }
        if self.fallback == AtZero::AutoReplenish {
            return Err(ProgramError::Fallback);
        }
        self.trigger.check(policy)
    }
}

#[cfg(test)]
#[path = "program_tests.rs"]
mod tests;
