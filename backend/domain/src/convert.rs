//! Changing how an account pays (FR-27, FR-28): what it would mean, said before it is asked for,
//! and how the account stood at the boundary.

use crate::account::Mode;
use crate::energy::WattHours;
use crate::money::Money;
use crate::time::{LocalMoment, Timestamp};

/// What a program asks for when somebody asks to change how an account pays; nothing unless it says
/// so, so that nobody stays where they are for the price of leaving (PR-GOAL: no large deposit at
/// the start). A change that nobody has asked for, at a balance of zero, and an enrolment cost
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// What a change that a person asks for costs, either way; whole cents, from 0 to 1000 units.
    pub fee: Money,
    /// What is asked for as a deposit when somebody goes back to a monthly bill; the same bounds.
    pub deposit: Money,
}

/// What an account has and owes when its change is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Stands {
    /// The book of the monthly bill: below zero while something is owed on it.
    pub bill: Money,
    /// Debt that was set aside; zero or more.
    pub debt: Money,
    /// The deposit that is held; zero or more.
    pub held: Money,
}

/// What the amounts of a change were computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Grounds {
    /// What the program asked for.
    pub terms: Terms,
    /// How the account stood when it was decided.
    pub stands: Stands,
}

/// What a change moves, all of it when it is decided; each is zero or more and an entry of its own.
/// Fee and deposit come on the bill and never out of the prepaid balance, so that nobody gets dark
/// by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Moves {
    /// The fee, on the bill.
    pub fee: Money,
    /// A deposit that is asked for on the bill, and held from then on.
    pub deposit: Money,
    /// Of the deposit that was held: what pays the bill, the fee with it.
    pub to_bill: Money,
    /// What pays debt that was set aside.
    pub to_debt: Money,
    /// What comes to the prepaid balance.
    pub to_balance: Money,
}

/// What was booked for a change, in sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Booked {
    /// The fee.
    pub fee: Money,
    /// The deposit that was asked for.
    pub deposit: Money,
    /// The deposit that was given back: to the bill, to debt and to the balance.
    pub returned: Money,
}

impl Moves {
    /// Its sums.
    pub fn booked(&self) -> Booked {
        Booked {
            fee: self.fee,
            deposit: self.deposit,
            returned: self.to_bill + self.to_debt + self.to_balance,
        }
    }
}

impl Terms {
    /// Whether nothing is asked for.
    pub fn ask_nothing(&self) -> bool {
        *self == Terms::default()
    }

    /// What a change to this mode moves. Who begins to prepay gets the deposit back that was held
    /// for use before it is paid for: it pays the bill, then debt, and the rest is their balance.
    /// Who goes back to a bill is asked for what is missing to the deposit.
    pub fn moves(self, to: Mode, stands: Stands) -> Moves {
        let fee = self.fee;
        match to {
            Mode::Regular => Moves {
                fee,
                deposit: (self.deposit - stands.held).max(Money::ZERO),
                ..Moves::default()
            },
            Mode::Prepaid => {
                let mut left = stands.held;
                let mut pay = |owed: Money| {
                    let part = left.min(owed.max(Money::ZERO));
                    left -= part;
                    part
                };
                let (to_bill, to_debt) = (pay(fee - stands.bill), pay(stands.debt));
                Moves {
                    fee,
                    to_bill,
                    to_debt,
                    to_balance: left,
                    deposit: Money::ZERO,
                }
            }
        }
    }
}

/// What a change would mean by now. All amounts but the balance are zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Preview {
    /// How the account pays now.
    pub from: Mode,
    /// How it would.
    pub to: Mode,
    /// The end of the running interval, from which on it would hold.
    pub at: Timestamp,
    /// The customer's own prepaid balance; it stays theirs.
    pub balance: Money,
    /// Help for energy that is not used; it pays prepaid energy only.
    pub help: Money,
    /// Borrowed and not paid back; the next payments pay it first, either way.
    pub borrowed: Money,
    /// Owed for energy and not set aside: on bills, and below a balance of zero. Who begins to
    /// prepay may have it set aside as debt.
    pub arrears: Money,
    /// Set aside already.
    pub debt: Money,
    /// What is booked when somebody asks for the change now.
    pub moves: Moves,
    /// The deposit that is held before.
    pub held: Money,
}

impl Preview {
    /// Of an account in whose books nothing stands.
    pub fn of_nothing(from: Mode, to: Mode, at: Timestamp) -> Self {
        Self {
            from,
            to,
            at,
            balance: Money::ZERO,
            help: Money::ZERO,
            borrowed: Money::ZERO,
            arrears: Money::ZERO,
            debt: Money::ZERO,
            moves: Moves::default(),
            held: Money::ZERO,
        }
    }
}

/// How an account and its meter stood at the boundary, once everything before it was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// The prepaid balance.
    pub balance: Money,
    /// Owed on bills.
    pub owed: Money,
    /// The meter's credit as it said last; `None` when it has said nothing yet.
    pub credit: Option<WattHours>,
    /// Energy recorded since the account was opened.
    pub register: WattHours,
    /// The deposit that is held from then on.
    pub held: Money,
    /// Debt that was set aside; zero or more.
    pub debt: Money,
}

/// A change in the period of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Conversion {
    /// From when on.
    pub at: LocalMoment,
    /// How the account pays from then on.
    pub mode: Mode,
    /// The prepaid balance at that moment.
    pub balance: Money,
    /// Owed on bills at that moment.
    pub owed: Money,
    /// The meter's credit.
    pub credit: Option<WattHours>,
    /// Energy recorded since the account was opened.
    pub register: WattHours,
    /// What was booked for the change. What is nothing is not written, so that what was issued
    /// before reads back as it was.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub fee: Money,
    /// The deposit that was asked for.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub deposit: Money,
    /// The deposit that was given back: to the bill, to debt and to the balance.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub returned: Money,
}

fn is_nothing(money: &Money) -> bool {
    *money == Money::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn usd(dollars: i64) -> Money {
        Money::dollars(dollars)
    }

    const TERMS: Terms = Terms {
        fee: usd(5),
        deposit: usd(40),
    };

    /// (bill, debt, held) and (to the bill, to debt, to the balance), in dollars.
    #[test]
    fn a_deposit_pays_the_bill_with_the_fee_then_debt_and_the_rest_is_the_balance() {
        for (stands, parts) in [
            ((0, 0, 0), (0, 0, 0)),
            ((0, 0, 40), (5, 0, 35)),
            ((-20, 0, 40), (25, 0, 15)),
            ((-20, 10, 40), (25, 10, 5)),
            ((-20, 30, 40), (25, 15, 0)),
            ((-90, 30, 40), (40, 0, 0)),
            // Paid too much on the bill: that pays the fee.
            ((3, 0, 40), (2, 0, 38)),
            ((9, 0, 40), (0, 0, 40)),
        ] {
            let (bill, debt, held) = stands;
            let at = Stands {
                bill: usd(bill),
                debt: usd(debt),
                held: usd(held),
            };
            let moves = TERMS.moves(Mode::Prepaid, at);
            let (to_bill, to_debt, to_balance) = parts;
            let expected = Moves {
                fee: usd(5),
                deposit: Money::ZERO,
                to_bill: usd(to_bill),
                to_debt: usd(to_debt),
                to_balance: usd(to_balance),
            };
            assert_eq!(moves, expected, "{stands:?}");
            let back = moves.booked().returned;
            assert_eq!(back, at.held, "all of it and no more");
        }
    }

    #[test]
    fn who_goes_back_to_a_bill_is_asked_for_what_is_missing_to_the_deposit() {
        for (held, asked) in [(0, 40), (15, 25), (40, 0), (90, 0)] {
            let at = Stands {
                held: usd(held),
                ..Stands::default()
            };
            let moves = TERMS.moves(Mode::Regular, at);
            let expected = Moves {
                fee: usd(5),
                deposit: usd(asked),
                ..Moves::default()
            };
            assert_eq!(moves, expected, "{held}");
        }
    }

    #[test]
    fn nothing_is_asked_for_unless_a_program_says_so() {
        let free = Terms::default();
        assert!(free.ask_nothing());
        for to in [Mode::Prepaid, Mode::Regular] {
            assert_eq!(free.moves(to, Stands::default()), Moves::default());
        }
    }
}
