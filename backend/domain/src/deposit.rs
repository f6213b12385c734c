//! A deposit at the desk: a representative takes one, gives it back, or lets it pay what is owed.
//! What is owed always comes first, so that nobody is handed money that a bill still waits for.

use crate::id::{AccountId, DepositId, UserId};
use crate::money::Money;
use crate::time::Timestamp;

/// Most characters of a reference: a number of a slip, a cheque or a transfer.
pub const REFERENCE_MAX: usize = 60;
/// Most characters of why.
pub const WHY_MAX: usize = 500;
/// Most that is taken at once; more is a slip of the hand (PR-GOAL: no large deposit at the start).
pub const TAKEN_MAX: Money = Money::dollars(1_000);
/// A number of so many digits, with a last one that fits, is read as a payment card's.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// How a deposit came or went back; the money itself moves at the desk and not through us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Cash at the counter.
    Cash,
    /// A cheque.
    Cheque,
    /// A card, at the counter's own terminal.
    Card,
    /// A bank transfer.
    Bank,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is taken, and held.
    Taken(Way),
    /// It goes back to the customer.
    GivenBack(Way),
    /// It pays what is owed.
    Applied,
}

/// One step at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositStep {
    /// Made by who enters it, and the name of its first ledger entry.
    pub id: DepositId,
    /// Whose.
    pub account: AccountId,
    /// What.
    pub step: Step,
    /// How much; whole cents, above zero.
    pub amount: Money,
    /// Number of the slip, cheque or transfer; may be empty for cash and for what is applied.
    pub reference: String,
    /// Why, 1 to [`WHY_MAX`] characters.
    pub why: String,
    /// Who entered it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// What an account has and owes while somebody looks at its deposit; all of it zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stands {
    /// The deposit that is held.
    pub held: Money,
    /// What the prepaid balance is below zero.
    pub below: Money,
    /// Owed on bills.
    pub bill: Money,
    /// Debt that was set aside.
    pub debt: Money,
    /// Emergency credit that was lent; the next payment pays it back, and a deposit does not.
    pub borrowed: Money,
}

/// What an applied deposit pays, in sum as much as is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// Back to a balance of zero: first, since power depends on it.
    pub to_balance: Money,
    /// Bills.
    pub to_bill: Money,
    /// Debt that was set aside.
    pub to_debt: Money,
}

/// Why a step is not taken; nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DepositError {
    /// Nothing, no whole cents, or more than may be.
    #[error("the amount must be above zero, in whole cents, and at most {most}")]
    Amount {
        /// The most.
        most: Money,
    },
    /// More than may go back while what was lent is not paid back.
    #[error("at most {most} goes back while {kept} stands for what was lent")]
    Borrowed {
        /// The most.
        most: Money,
        /// So much of it is kept for that.
        kept: Money,
    },
    /// No reason, or one that is too long.
    #[error("a reason of 1 to {WHY_MAX} characters is needed")]
    Why,
    /// What came otherwise than as cash has a number.
    #[error("a reference of 1 to {REFERENCE_MAX} characters is needed")]
    Reference,
    /// It looks like the number of a payment card, which is kept nowhere.
    #[error("the reference looks like a card's number")]
    CardNumber,
    /// The account is closed: what was held went with its balance.
    #[error("the account is closed")]
    Closed,
    /// The same id came with other content.
    #[error("deposit step {0} was already used for another")]
    Reused(DepositId),
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 4] = [Way::Cash, Way::Cheque, Way::Card, Way::Bank];

    /// The stored word, the same as serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Way::Cash => "cash",
            Way::Cheque => "cheque",
            Way::Card => "card",
            Way::Bank => "bank",
        }
    }

    /// The way with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

impl Step {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Step::Taken(_) => "taken",
            Step::GivenBack(_) => "given_back",
            Step::Applied => "applied",
        }
    }

    /// How the money came or went.
    pub const fn way(self) -> Option<Way> {
        match self {
            Step::Taken(way) | Step::GivenBack(way) => Some(way),
            Step::Applied => None,
        }
    }

    /// The step with these words.
    pub fn from_words(word: &str, way: Option<Way>) -> Option<Self> {
        match (word, way) {
            ("taken", Some(way)) => Some(Step::Taken(way)),
            ("given_back", Some(way)) => Some(Step::GivenBack(way)),
            ("applied", None) => Some(Step::Applied),
            _ => None,
        }
    }
}

impl Stands {
    /// All that a deposit pays.
    pub fn owed(&self) -> Money {
        self.below + self.bill + self.debt
    }

    /// The most that may go back: what is owed is not handed out, nor what stands for borrowed
    /// money. A deposit that was asked for on a bill is held before the bill is paid, and nobody
    /// has paid that part yet.
    pub fn most_back(&self) -> Money {
        (self.held - self.owed() - self.borrowed)
            .max(Money::ZERO)
            .whole_cents()
    }

    /// What does not go back for what was lent alone: it could go back otherwise.
    pub fn kept_for_lent(&self) -> Money {
        let left = (self.held - self.owed()).max(Money::ZERO);
        left.min(self.borrowed)
    }

    /// The most that may be applied.
    pub fn most_applied(&self) -> Money {
        self.held.min(self.owed()).max(Money::ZERO)
    }

    /// What this much pays; no more than is owed.
    pub fn parts(&self, amount: Money) -> Parts {
        let mut left = amount;
        let mut pay = |owed: Money| {
            let part = left.min(owed);
            left -= part;
            part
        };
        Parts {
            to_balance: pay(self.below),
            to_bill: pay(self.bill),
            to_debt: pay(self.debt),
        }
    }
}

impl DepositStep {
    /// Refuses what nobody could account for later.
    ///
    /// # Errors
    /// [`DepositError`].
    pub fn check(&self, stands: &Stands) -> Result<(), DepositError> {
        let (most, whole) = match self.step {
            Step::Taken(_) => (TAKEN_MAX, self.amount.is_whole_cents()),
            Step::GivenBack(_) => (stands.most_back(), self.amount.is_whole_cents()),
            // What is owed has parts of a cent; all of it may be paid.
            Step::Applied => {
                let most = stands.most_applied();
                (most, self.amount.is_whole_cents() || self.amount == most)
            }
        };
        if !self.amount.is_positive() || !whole || self.amount > most {
            let kept = stands.kept_for_lent();
            return Err(match self.step {
                Step::GivenBack(_) if kept.is_positive() => DepositError::Borrowed { most, kept },
                Step::Taken(_) | Step::GivenBack(_) | Step::Applied => {
                    DepositError::Amount { most }
                }
            });
        }
        if self.why.trim().is_empty() || self.why.chars().count() > WHY_MAX {
            return Err(DepositError::Why);
        }
        let needed = self.step.way().is_some_and(|way| way != Way::Cash);
        let length = self.reference.chars().count();
        if length > REFERENCE_MAX || (needed && self.reference.trim().is_empty()) {
            return Err(DepositError::Reference);
        }
        if is_card_number(&self.reference) || is_card_number(&self.why) {
            return Err(DepositError::CardNumber);
        }
        Ok(())
    }

    /// Whether somebody means the same step, whoever enters it and when.
    pub fn same(&self, other: &Self) -> bool {
        self.id == other.id
            && self.account == other.account
            && self.step == other.step
            && self.amount == other.amount
    }
}

/// Whether a text has a run of digits that could be a card's number, by its last digit (ISO/IEC
/// 7812-1, annex B); spaces and hyphens between the digits do not hide it.
fn is_card_number(text: &str) -> bool {
    let joined = text.replace([' ', '-'], "");
    joined
        .split(|one: char| !one.is_ascii_digit())
        .any(|run| CARD_DIGITS.contains(&run.len()) && luhn(run))
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .map(|digit| u32::from(digit - b'0'))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
#[path = "deposit_tests.rs"]
mod tests;
