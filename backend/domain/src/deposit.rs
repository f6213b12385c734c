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
            return Err(DepositError::Amount { most });
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
mod tests {
    use super::*;

    const fn usd(dollars: i64) -> Money {
        Money::dollars(dollars)
    }

    fn step(step: Step, dollars: i64) -> DepositStep {
        DepositStep {
            id: DepositId::from_number(1),
            account: AccountId::from_number(1),
            step,
            amount: usd(dollars),
            reference: "slip 7".into(),
            why: "goes back to a monthly bill".into(),
            by: UserId::from_number(1),
            at: Timestamp::from_millis(1),
        }
    }

    const STANDS: Stands = Stands {
        held: usd(40),
        below: usd(2),
        bill: usd(10),
        debt: usd(5),
        borrowed: Money::ZERO,
    };

    #[test]
    fn what_is_owed_is_not_handed_out() {
        assert_eq!(STANDS.most_back(), usd(23));
        let most = DepositError::Amount { most: usd(23) };
        for (dollars, expected) in [(23, Ok(())), (24, Err(most)), (0, Err(most))] {
            let back = step(Step::GivenBack(Way::Cash), dollars);
            assert_eq!(back.check(&STANDS), expected, "{dollars}");
        }
        let borrowed = Stands {
            borrowed: usd(9),
            ..STANDS
        };
        assert_eq!(borrowed.most_back(), usd(14));
        // A deposit that was asked for on the bill, and that nobody has paid yet.
        let unpaid = Stands {
            held: usd(40),
            bill: usd(45),
            ..Stands::default()
        };
        assert_eq!(unpaid.most_back(), Money::ZERO);
    }

    #[test]
    fn an_applied_deposit_pays_the_balance_then_bills_then_debt_and_no_more() {
        for (dollars, parts) in [
            (1, (1, 0, 0)),
            (6, (2, 4, 0)),
            (14, (2, 10, 2)),
            (17, (2, 10, 5)),
        ] {
            assert_eq!(step(Step::Applied, dollars).check(&STANDS), Ok(()));
            let (to_balance, to_bill, to_debt) = parts;
            let expected = Parts {
                to_balance: usd(to_balance),
                to_bill: usd(to_bill),
                to_debt: usd(to_debt),
            };
            assert_eq!(STANDS.parts(usd(dollars)), expected, "{dollars}");
        }
        let most = DepositError::Amount { most: usd(17) };
        assert_eq!(step(Step::Applied, 18).check(&STANDS), Err(most));
    }

    #[test]
    fn who_takes_money_says_why_and_gives_the_slips_number() {
        let taken = step(Step::Taken(Way::Cheque), 40);
        assert_eq!(taken.check(&STANDS), Ok(()));
        let silent = DepositStep {
            why: " ".into(),
            ..taken.clone()
        };
        assert_eq!(silent.check(&STANDS), Err(DepositError::Why));
        let bare = |way| DepositStep {
            reference: " ".into(),
            ..step(Step::Taken(way), 40)
        };
        assert_eq!(bare(Way::Cash).check(&STANDS), Ok(()));
        let needed = Err(DepositError::Reference);
        assert_eq!(bare(Way::Cheque).check(&STANDS), needed);
        let most = DepositError::Amount { most: TAKEN_MAX };
        let large = step(Step::Taken(Way::Cash), 1_001);
        assert_eq!(large.check(&STANDS), Err(most));
    }

    #[test]
    fn a_cards_number_is_kept_nowhere() {
        for (text, is) in [
            ("4242 4242 4242 4242", true),
            ("card 4242-4242-4242-4242 ok", true),
            ("4242 4242 4242 4241", false),
            ("slip 20261126-0007", false),
            ("cheque 001042", false),
        ] {
            assert_eq!(is_card_number(text), is, "{text}");
            let taken = DepositStep {
                reference: text.into(),
                ..step(Step::Taken(Way::Card), 40)
            };
            let refused = taken.check(&STANDS) == Err(DepositError::CardNumber);
            assert_eq!(refused, is, "{text}");
        }
    }

    #[test]
    fn words_read_back() {
        for way in Way::ALL {
            assert_eq!(Way::from_word(way.word()), Some(way));
            for step in [Step::Taken(way), Step::GivenBack(way), Step::Applied] {
                assert_eq!(Step::from_words(step.word(), step.way()), Some(step));
            }
        }
        assert_eq!(Step::from_words("taken", None), None);
    }
}
