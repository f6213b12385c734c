//! What becomes of a payment after it was credited: it is taken from the processor, and it may be
//! given back, returned by a bank, or disputed. Money moves only by new entries; nothing that was
//! posted is changed.

use crate::money::Money;
use crate::payment::WrongState;
use crate::time::Timestamp;

/// The second half of a card payment: what was held is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "capture")]
pub enum Capture {
    /// The processor held nothing back: the money came whole.
    Whole,
    /// Held and credited, to be taken.
    Due,
    /// Taken.
    Done {
        /// When, real time.
        at: Timestamp,
    },
    /// The processor does not give it any more; what was credited is taken back by a new entry.
    Failed {
        /// When, real time.
        at: Timestamp,
    },
}

impl Capture {
    /// It was taken.
    ///
    /// # Errors
    /// [`WrongState`] when nothing is to be taken.
    pub fn done(self, at: Timestamp) -> Result<Self, WrongState> {
        self.due(Capture::Done { at })
    }
    /// It cannot be taken.
    ///
    /// # Errors
    /// [`WrongState`] when nothing is to be taken.
    pub fn fail(self, at: Timestamp) -> Result<Self, WrongState> {
        self.due(Capture::Failed { at })
    }
    /// The stored word.
    pub const fn word(&self) -> &'static str {
        match self {
            Capture::Whole => "whole",
            Capture::Due => "due",
            Capture::Done { .. } => "done",
            Capture::Failed { .. } => "failed",
        }
    }
    fn due(self, next: Self) -> Result<Self, WrongState> {
        match self {
            Capture::Due => Ok(next),
            Capture::Whole | Capture::Done { .. } | Capture::Failed { .. } => {
                Err(WrongState(self.word()))
            }
        }
    }
}

/// What became of money that was credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "after")]
pub enum After {
    /// It stays.
    Nothing,
    /// Given back, whole or in part.
    Refunded {
        /// The last time.
        at: Timestamp,
    },
    /// A bank has taken it back.
    Returned {
        /// When.
        at: Timestamp,
        /// How much.
        amount: Money,
    },
    /// The payer says to their bank that they did not pay; the bank holds the money.
    Disputed {
        /// When.
        at: Timestamp,
        /// How much.
        amount: Money,
    },
    /// The bank has given it back to us.
    DisputeWon {
        /// When.
        at: Timestamp,
    },
    /// The bank has given it to the payer.
    DisputeLost {
        /// When.
        at: Timestamp,
        /// How much.
        amount: Money,
    },
}

/// A payment that was credited, and what has gone out of it since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Settlement {
    /// Its second half.
    pub capture: Capture,
    /// What has been given back, or is being.
    pub refunded: Money,
    /// What became of it.
    pub after: After,
}

/// A step that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettlementError {
    /// It is past this step.
    #[error(transparent)]
    State(#[from] WrongState),
    /// More than is left of the payment.
    #[error("only {rest} is left of the payment")]
    MoreThanRest {
        /// What is left.
        rest: Money,
    },
    /// Nothing, or less.
    #[error("the amount must be above zero")]
    NotPositive,
}

impl After {
    /// The stored word.
    pub const fn word(&self) -> &'static str {
        match self {
            After::Nothing => "nothing",
            After::Refunded { .. } => "refunded",
            After::Returned { .. } => "returned",
            After::Disputed { .. } => "disputed",
            After::DisputeWon { .. } => "dispute_won",
            After::DisputeLost { .. } => "dispute_lost",
        }
    }
    /// What a bank holds or has taken.
    pub const fn gone(&self) -> Money {
        match self {
            After::Returned { amount, .. }
            | After::Disputed { amount, .. }
            | After::DisputeLost { amount, .. } => *amount,
            After::Nothing | After::Refunded { .. } | After::DisputeWon { .. } => Money::ZERO,
        }
    }
}

impl Settlement {
    /// Of a payment that was just credited.
    pub const fn new(capture: Capture) -> Self {
        Self {
            capture,
            refunded: Money::ZERO,
            after: After::Nothing,
        }
    }

    /// What is left of a payment of this amount and could still be given back.
    pub fn rest(&self, paid: Money) -> Money {
        match self.capture {
            Capture::Failed { .. } => Money::ZERO,
            Capture::Whole | Capture::Due | Capture::Done { .. } => {
                (paid - self.refunded - self.after.gone()).max(Money::ZERO)
            }
        }
    }

    /// Gives back a part, or all. While a bank decides nothing is given back: the payer would get
    /// it twice.
    ///
    /// # Errors
    /// [`SettlementError`]; nothing has changed then.
    pub fn refund(
        self,
        at: Timestamp,
        amount: Money,
        paid: Money,
    ) -> Result<Self, SettlementError> {
        self.is_taken()?;
        match self.after {
            After::Nothing | After::Refunded { .. } | After::DisputeWon { .. } => {}
            After::Returned { .. } | After::Disputed { .. } | After::DisputeLost { .. } => {
                return Err(WrongState(self.after.word()).into());
            }
        }
        if !amount.is_positive() {
            return Err(SettlementError::NotPositive);
        }
        let rest = self.rest(paid);
        if amount > rest {
            return Err(SettlementError::MoreThanRest { rest });
        }
        Ok(Self {
            refunded: self.refunded + amount,
            after: After::Refunded { at },
            ..self
        })
    }

    /// What was to be given back could not be: it is there again, or goes the way of the rest
    /// when a bank has taken the payment meanwhile. With how much of it goes so, and is to be taken
    /// from the account.
    #[must_use]
    pub fn not_refunded(self, amount: Money, paid: Money) -> (Self, Money) {
        let refunded = self.refunded - amount;
        let (after, taken) = match self.after {
            After::Refunded { .. } if refunded == Money::ZERO => (After::Nothing, Money::ZERO),
            After::Returned { at, amount: gone } => {
                let amount = gone + amount;
                (After::Returned { at, amount }, amount - gone)
            }
            // Of what the bank gave the payer, the account has paid no more than it had left.
            After::DisputeLost { amount: lost, .. } => {
                let had = |refunded| lost.min(paid - refunded);
                (self.after, had(refunded) - had(self.refunded))
            }
            After::Nothing
            | After::Refunded { .. }
            | After::Disputed { .. }
            | After::DisputeWon { .. } => (self.after, Money::ZERO),
        };
        let next = Self {
            refunded,
            after,
            ..self
        };
        (next, taken)
    }

    /// A bank has taken back so much. What was given back before is no reason for it not to: it
    /// takes the payment whole, and the payer has that part twice. The account pays what is left,
    /// and the second value is what it does not: the utility's claim on the payer.
    ///
    /// # Errors
    /// [`SettlementError`]; nothing has changed then.
    pub fn return_(
        self,
        at: Timestamp,
        took: Money,
        paid: Money,
    ) -> Result<(Self, Money), SettlementError> {
        self.is_taken()?;
        match self.after {
            After::Nothing | After::Refunded { .. } | After::DisputeWon { .. } => {}
            After::Returned { .. } | After::Disputed { .. } | After::DisputeLost { .. } => {
                return Err(WrongState(self.after.word()).into());
            }
        }
        if !took.is_positive() {
            return Err(SettlementError::NotPositive);
        }
        let amount = took.min(self.rest(paid));
        let next = Self {
            after: After::Returned { at, amount },
            ..self
        };
        Ok((next, took - amount))
    }

    /// The payer disputes it. What was given back before is no reason to refuse: banks take the
    /// dispute all the same, and a person must answer it.
    ///
    /// # Errors
    /// [`SettlementError`]; nothing has changed then.
    pub fn dispute(self, at: Timestamp, amount: Money) -> Result<Self, SettlementError> {
        self.is_taken()?;
        match self.after {
            After::Nothing | After::Refunded { .. } => {}
            After::Returned { .. }
            | After::Disputed { .. }
            | After::DisputeWon { .. }
            | After::DisputeLost { .. } => return Err(WrongState(self.after.word()).into()),
        }
        if !amount.is_positive() {
            return Err(SettlementError::NotPositive);
        }
        Ok(Self {
            after: After::Disputed { at, amount },
            ..self
        })
    }

    /// The bank decides; the amount that was held.
    ///
    /// # Errors
    /// [`SettlementError`]; nothing has changed then.
    pub fn decide(self, at: Timestamp, won: bool) -> Result<(Self, Money), SettlementError> {
        let After::Disputed { amount, .. } = self.after else {
            return Err(WrongState(self.after.word()).into());
        };
        let after = if won {
            After::DisputeWon { at }
        } else {
            After::DisputeLost { at, amount }
        };
        Ok((Self { after, ..self }, amount))
    }

    /// Of what a lost dispute has cost, the processor has given so much back: banks do where a part
    /// was refunded before, and the dispute is lost all the same.
    #[must_use]
    pub fn reinstated(mut self, back: Money) -> Self {
        if let After::DisputeLost { amount, .. } = &mut self.after {
            *amount = (*amount - back).max(Money::ZERO);
        }
        self
    }

    /// What was not taken cannot come back. A payment that was captured by the processor although
    /// it is due here still counts: the processor knows first.
    fn is_taken(&self) -> Result<(), WrongState> {
        match self.capture {
            Capture::Whole | Capture::Due | Capture::Done { .. } => Ok(()),
            Capture::Failed { .. } => Err(WrongState(self.capture.word())),
        }
    }
}

/// What a person is asked to look at: two sides say different things about money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// The processor's amount, currency or payment is not ours.
    Mismatch,
    /// The processor has a charge that we do not know.
    UnknownCharge,
    /// Money came for a payment that was refused here.
    LateMoney,
    /// What was credited could not be taken.
    CaptureFailed,
    /// A payer disputes a payment; the bank wants our word on it.
    Disputed,
    /// A bank asks about a payment; no money has moved.
    Inquiry,
    /// A refund that was done came back.
    RefundFailed,
    /// A bank took back a payment that was not credited any more.
    NotSettled,
    /// The processor's report has it, our books do not.
    MissingHere,
    /// Our books have it, the processor's report does not.
    MissingThere,
    /// Both have it, with other amounts.
    AmountDiffers,
    /// A line of a bank's file that fits no payment.
    BankFile,
}

impl Question {
    /// Every kind.
    pub const ALL: [Question; 12] = [
        Question::Mismatch,
        Question::UnknownCharge,
        Question::LateMoney,
        Question::CaptureFailed,
        Question::Disputed,
        Question::Inquiry,
        Question::RefundFailed,
        Question::NotSettled,
        Question::MissingHere,
        Question::MissingThere,
        Question::AmountDiffers,
        Question::BankFile,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Question::Mismatch => "mismatch",
            Question::UnknownCharge => "unknown_charge",
            Question::LateMoney => "late_money",
            Question::CaptureFailed => "capture_failed",
            Question::Disputed => "disputed",
            Question::Inquiry => "inquiry",
            Question::RefundFailed => "refund_failed",
            Question::NotSettled => "not_settled",
            Question::MissingHere => "missing_here",
            Question::MissingThere => "missing_there",
            Question::AmountDiffers => "amount_differs",
            Question::BankFile => "bank_file",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

#[cfg(test)]
#[path = "settlement_tests.rs"]
mod tests;
