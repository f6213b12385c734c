//! Debt that is set aside and paid back bit by bit, and how a payment is split (research: DLMS
//! charges 111 to 113; Ofgem's weekly cap; shares of a payment as in Texas and Georgia).
//!
//! The order is one for everybody, and every receipt shows it: what the payment itself costs, then
//! the least that brings service back, then emergency credit, then the share for debt; the rest
//! buys energy.

mod ahead;
mod at_zero;

pub use ahead::{DayPart, Outlook, caps_since, day, outlook};

use crate::id::DebtId;
use crate::money::{Money, Round, mul_div};
use crate::time::{Span, Timestamp};

/// Most debts that an account may ever have had: all are read, so that none is hidden from anybody.
pub const DEBTS_MAX: u32 = 1_000;
/// A whole, in permille.
const WHOLE: u16 = 1_000;

/// Where a debt comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebtKind {
    /// Bills of the time of regular billing.
    Arrears,
    /// A prepaid balance that fell below zero.
    Overdrawn,
}

/// How often an amount is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each day.
    Day,
    /// Each week, spread over its days.
    Week,
}

/// How a debt is paid back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Recovery {
    /// By time, from the prepaid balance, and never below the least credit. What cannot be taken
    /// on a day is not asked for later.
    Time {
        /// How much.
        amount: Money,
        /// How often.
        every: Every,
    },
    /// By a share of each payment, in permille.
    Share {
        /// 1 to 1000.
        permille: u16,
    },
    /// By time, and what a day could not give is made up by a share of the next payments.
    CatchUp {
        /// How much.
        amount: Money,
        /// How often.
        every: Every,
        /// The share, 1 to 1000.
        permille: u16,
    },
}

/// One debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Debt {
    /// Which.
    pub id: DebtId,
    /// Where it comes from.
    pub kind: DebtKind,
    /// What was set aside.
    pub amount: Money,
    /// What is still owed.
    pub owed: Money,
    /// How it is paid back.
    pub recovery: Recovery,
    /// What days could not give and payments shall make up; never more than `owed`.
    pub missed: Money,
    /// Smaller ones are paid back first.
    pub rank: i64,
    /// When it was set aside.
    pub since: Timestamp,
}

/// What the utility allows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DebtPolicy {
    /// A payment first brings the balance to this, whatever is owed: service comes back. Days take
    /// nothing below it.
    pub least_credit: Money,
    /// Largest share of a payment for all debts together, permille.
    pub share_max: u16,
    /// At most so much of a day's money goes to debt, over all debts and ways.
    pub day_max: Money,
    /// The same in seven days.
    pub week_max: Money,
    /// The same in thirty days.
    pub month_max: Money,
    /// Longest hardship pause.
    pub hold_max: Span,
    /// Emergency credit that is lent at once; zero for none.
    pub emergency: Money,
    /// It is offered with a balance below this.
    pub emergency_below: Money,
    /// Most help that is granted at once.
    pub grant_max: Money,
    /// Help ends within this time at the latest.
    pub grant_for_max: Span,
}

impl Default for DebtPolicy {
    fn default() -> Self {
        Self {
            least_credit: Money::dollars(5),
            share_max: 250,
            day_max: Money::dollars(50),
            week_max: Money::dollars(75),
            month_max: Money::dollars(200),
            hold_max: Span::days(90),
            emergency: Money::dollars(10),
            emergency_below: Money::dollars(5),
            grant_max: Money::dollars(1_000),
            grant_for_max: Span::days(366),
        }
    }
}

/// What was already taken for debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Taken {
    /// In this civil day.
    pub day: Money,
    /// In the seven days up to now.
    pub week: Money,
    /// In the thirty days up to now.
    pub month: Money,
}

/// What a split is computed from.
#[derive(Debug, Clone, Copy)]
pub struct State<'a> {
    /// The prepaid balance before the payment; may be below zero.
    pub prepaid: Money,
    /// What this payment costs.
    pub fee: Money,
    /// Emergency credit that is owed.
    pub emergency: Money,
    /// Every debt, in the order in which they are paid back.
    pub debts: &'a [Debt],
    /// What was already taken.
    pub taken: Taken,
    /// A hardship pause runs: nothing goes to debt.
    pub held: bool,
    /// What the utility allows.
    pub policy: &'a DebtPolicy,
}

/// What a part of a payment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// What the payment costs.
    Fee,
    /// Pays emergency credit back.
    Emergency,
    /// Pays debt back.
    Debt,
    /// Buys energy.
    Energy,
}

/// A payment in its parts, which sum to it exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Split {
    /// What it costs.
    pub fee: Money,
    /// What pays emergency credit back.
    pub emergency: Money,
    /// What pays which debt back.
    pub debts: Vec<(DebtId, Money)>,
    /// What is left for energy.
    pub energy: Money,
}

/// A plan or a pause that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DebtError {
    /// Nothing is owed that could be set aside.
    #[error("nothing is owed that could be set aside")]
    NothingOwed,
    /// An amount below a cent, or above a cap.
    #[error("the amount of the plan is outside the range")]
    Amount,
    /// A share of nothing, or above the policy's.
    #[error("the share of the plan is outside the range")]
    Share,
    /// A pause that ends before it begins, or lasts too long.
    #[error("the pause ends before now or lasts too long")]
    Pause,
    /// No such debt.
    #[error("there is no such debt")]
    Unknown,
    /// The account has had all the debts that it may have.
    #[error("the account has had {DEBTS_MAX} debts already")]
    TooMany,
    /// Emergency credit is not lent: it is not offered, or not needed yet, or not paid back.
    #[error("emergency credit is not lent now: {0:?}")]
    NotLent(NotLent),
}

/// Why emergency credit is not lent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotLent {
    /// The utility does not lend.
    NotOffered,
    /// The balance is not low enough.
    NotYet,
    /// The last one is not paid back.
    Owed,
}

impl Recovery {
    /// What one day pays; a week is spread over its days, rounded in the customer's favour.
    pub fn per_day(self) -> Money {
        match self {
            Recovery::Time { amount, every } | Recovery::CatchUp { amount, every, .. } => {
                match every {
                    Every::Day => amount,
                    Every::Week => Money::micros(amount.as_micros() / 7),
                }
            }
            Recovery::Share { .. } => Money::ZERO,
        }
    }

    /// Whether days pay.
    pub const fn is_by_time(self) -> bool {
        match self {
            Recovery::Time { .. } | Recovery::CatchUp { .. } => true,
            Recovery::Share { .. } => false,
        }
    }

    /// The share of a payment, in permille.
    pub const fn permille(self) -> u16 {
        match self {
            Recovery::Time { .. } => 0,
            Recovery::Share { permille } | Recovery::CatchUp { permille, .. } => permille,
        }
    }

    /// Refuses a plan that the utility does not allow.
    ///
    /// # Errors
    /// [`DebtError::Amount`] or [`DebtError::Share`].
    pub fn check(self, policy: &DebtPolicy) -> Result<(), DebtError> {
        let day = self.per_day();
        if self.is_by_time() && (day < Money::cents(1) || day > policy.day_max) {
            return Err(DebtError::Amount);
        }
        let share = self.permille();
        let by_share = match self {
            Recovery::Share { .. } | Recovery::CatchUp { .. } => true,
            Recovery::Time { .. } => false,
        };
        if by_share && (share == 0 || share > policy.share_max) {
            return Err(DebtError::Share);
        }
        Ok(())
    }
}

impl Debt {
    /// Most that payments may pay of it now.
    fn by_payments(&self) -> Money {
        match self.recovery {
            Recovery::Time { .. } => Money::ZERO,
            Recovery::Share { .. } => self.owed,
            Recovery::CatchUp { .. } => self.missed.min(self.owed),
        }
    }
}

impl DebtPolicy {
    /// What the caps leave.
    pub fn room(&self, taken: Taken) -> Money {
        let day = self.day_max - taken.day;
        let week = self.week_max - taken.week;
        let month = self.month_max - taken.month;
        day.min(week).min(month).max(Money::ZERO)
    }

    /// Whether every number is in its range.
    pub fn holds(&self) -> bool {
        let caps = [Money::ZERO, self.day_max, self.week_max, self.month_max];
        caps.is_sorted()
            && self.month_max <= crate::money::MAX
            && self.share_max <= WHOLE
            && !self.least_credit.is_negative()
            && !self.emergency.is_negative()
            && self.emergency <= Money::dollars(1_000)
            && !self.grant_max.is_negative()
            && self.grant_max <= crate::money::MAX
            && self.grant_for_max >= Span::ZERO
            && self.grant_for_max <= Span::days(5 * 366)
            && self.hold_max >= Span::ZERO
            && self.hold_max <= Span::days(366)
    }

    /// What is lent to this balance, of which so much is owed.
    ///
    /// # Errors
    /// [`NotLent`].
    pub fn lends(&self, prepaid: Money, owed: Money) -> Result<Money, NotLent> {
        if !self.emergency.is_positive() {
            return Err(NotLent::NotOffered);
        }
        if owed.is_positive() {
            return Err(NotLent::Owed);
        }
        if prepaid >= self.emergency_below {
            return Err(NotLent::NotYet);
        }
        Ok(self.emergency)
    }
}

impl Split {
    /// The parts that are not nothing, in the order in which they are taken.
    pub fn lines(&self) -> Vec<(Line, Money)> {
        let debt = self.debts.iter().map(|(_, amount)| *amount).sum();
        [
            (Line::Fee, self.fee),
            (Line::Emergency, self.emergency),
            (Line::Debt, debt),
            (Line::Energy, self.energy),
        ]
        .into_iter()
        .filter(|(_, amount)| amount.is_positive())
        .collect()
    }
}

/// Splits a payment. The parts sum to it exactly, and whoever pays more never has less energy.
pub fn allocate(payment: Money, state: &State<'_>) -> Split {
    let fee = state.fee.min(payment).max(Money::ZERO);
    let rest = payment - fee;
    // First what brings service back: a payment that only pays back would leave a home dark.
    let missing = (state.policy.least_credit - state.prepaid).max(Money::ZERO);
    let free = (rest - missing).max(Money::ZERO);
    let emergency = state.emergency.max(Money::ZERO).min(free);
    let mut pot = pot(rest - emergency, free - emergency, state);
    let mut debts = Vec::new();
    let mut shared = Money::ZERO;
    for debt in state.debts {
        let part = debt.by_payments().min(pot);
        if part.is_positive() {
            debts.push((debt.id, part));
            pot -= part;
            shared += part;
        }
    }
    Split {
        fee,
        emergency,
        debts,
        energy: rest - emergency - shared,
    }
}

/// What payments give to all debts together: ONE share, so that two roundings cannot add up to
/// more than the payment grew.
fn pot(base: Money, free: Money, state: &State<'_>) -> Money {
    if state.held {
        return Money::ZERO;
    }
    let sharing = state
        .debts
        .iter()
        .filter(|debt| debt.by_payments().is_positive());
    let share = sharing
        .map(|debt| debt.recovery.permille())
        .fold(0, u16::saturating_add);
    let share = i64::from(share.min(state.policy.share_max).min(WHOLE));
    let round = Round::InCustomersFavour.of_charge();
    let part = Money::micros(mul_div(base.as_micros(), share, i64::from(WHOLE), round));
    part.min(free).min(state.policy.room(state.taken))
}

#[cfg(test)]
#[path = "debt_tests.rs"]
mod tests;
