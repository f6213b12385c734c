//! Moving out: what has to end before an account can be closed, and who gets what is left in it.

use crate::money::Money;
use crate::time::Span;

/// A move-out may be asked for so long ahead.
pub const AHEAD_MAX: Span = Span::days(90);
/// Use that the meter has not sent by then is not charged: nobody waits for ever.
pub const GRACE: Span = Span::days(3);

/// What still stands against closing an account. None of it is for ever, and none of it keeps
/// anybody from leaving: the account is closed once it is over.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Use before the day is not in or not charged.
    Use,
    /// A prepaid event is running at the home, or is not settled.
    Event,
    /// A payment or a refund is under way.
    Payment,
    /// A bank has not decided a disputed payment.
    Dispute,
}

/// How a cheque ended without being paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unpaid {
    /// The bank was told not to pay it: lost, stolen or too old.
    Stopped,
    /// It came back.
    Returned,
}

impl Unpaid {
    /// The stored word, the same as serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Unpaid::Stopped => "stopped",
            Unpaid::Returned => "returned",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Unpaid::Stopped, Unpaid::Returned];
        all.into_iter().find(|one| one.word() == word)
    }
}

/// How the books of an account end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ending {
    /// What the customer has paid too much on a bill: it comes to the balance first.
    pub credit: Money,
    /// What the prepaid balance is below zero then: it goes to the last bill.
    pub overdrawn: Money,
    /// Emergency credit that the balance pays back.
    pub emergency: Money,
    /// What the balance pays of the open bill.
    pub bill: Money,
    /// What the balance pays of the debt that was set aside.
    pub debt: Money,
    /// What is paid back to the customer.
    pub refund: Money,
    /// What the customer owes after that.
    pub owed: Money,
}

/// What stands in the books of an account; what is owed is above zero here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Books {
    /// The prepaid balance.
    pub prepaid: Money,
    /// Emergency credit that is owed.
    pub emergency: Money,
    /// The open bill; below zero when the customer has paid more than was due.
    pub bill: Money,
    /// Debt that was set aside.
    pub debt: Money,
}

impl Books {
    /// Ends them: the balance pays what is owed in the order of every payment, the rest is the
    /// customer's.
    pub fn end(self) -> Ending {
        let credit = (-self.bill).max(Money::ZERO);
        let prepaid = self.prepaid + credit;
        let bill = self.bill + credit;
        let overdrawn = (-prepaid).max(Money::ZERO);
        let mut left = prepaid.max(Money::ZERO);
        let mut pay = |owed: Money| {
            let part = left.min(owed.max(Money::ZERO));
            left -= part;
            part
        };
        let paid = [self.emergency, bill, self.debt].map(&mut pay);
        let [emergency, paid_bill, debt] = paid;
        let owed = self.emergency + bill + self.debt + overdrawn;
        let owed = owed - paid.into_iter().sum();
        Ending {
            credit,
            overdrawn,
            emergency,
            bill: paid_bill,
            debt,
            refund: left,
            owed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn books(prepaid: i64, emergency: i64, bill: i64, debt: i64) -> Books {
        Books {
            prepaid: Money::cents(prepaid),
            emergency: Money::cents(emergency),
            bill: Money::cents(bill),
            debt: Money::cents(debt),
        }
    }

    #[test]
    fn what_is_left_pays_what_is_owed_and_the_rest_is_the_customers() {
        let rows = [
            // prepaid, emergency, bill, debt: what the fields of an ending are, in their order
            (books(2_000, 0, 0, 0), [0, 0, 0, 0, 0, 2_000, 0]),
            (books(0, 0, 0, 0), [0, 0, 0, 0, 0, 0, 0]),
            (books(2_000, 500, 300, 200), [0, 0, 500, 300, 200, 1_000, 0]),
            (books(700, 500, 300, 200), [0, 0, 500, 200, 0, 0, 300]),
            (books(-150, 0, 300, 0), [0, 150, 0, 0, 0, 0, 450]),
            // Paid too much on a bill: it is the customer's.
            (books(-150, 0, -400, 50), [400, 0, 0, 0, 50, 200, 0]),
        ];
        for (books, expected) in rows {
            let end = books.end();
            let found = [
                end.credit,
                end.overdrawn,
                end.emergency,
                end.bill,
                end.debt,
                end.refund,
                end.owed,
            ];
            assert_eq!(found, expected.map(Money::cents), "{books:?}");
        }
    }

    proptest! {
        #[test]
        fn nobody_gains_or_loses_a_cent_by_leaving(
            prepaid in -50_000i64..50_000, emergency in 0i64..9_000,
            bill in -9_000i64..90_000, debt in 0i64..90_000
        ) {
            let books = books(prepaid, emergency, bill, debt);
            let end = books.end();
            let owed = books.emergency + books.bill + books.debt;
            prop_assert_eq!(end.refund - end.owed, books.prepaid - owed);
            prop_assert!(end.refund == Money::ZERO || end.owed == Money::ZERO);
        }
    }
}
