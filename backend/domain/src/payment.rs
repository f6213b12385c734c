//! A payment's life: offered, then applied or refused; nothing else, and never twice.

use crate::id::TransferId;
use crate::time::Timestamp;

/// Where a payment stands. A payment only moves forward (SC1.4, SC1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum PaymentState {
    /// Recorded, funds not yet verified; its transfer is pending.
    Offered,
    /// Funds verified and credited.
    Applied {
        /// When the ledger was posted.
        at: Timestamp,
        /// The posted transfer.
        by: TransferId,
    },
    /// Not taken; its transfer is voided and nothing else happened.
    Refused {
        /// When.
        at: Timestamp,
        /// Why.
        why: Refusal,
    },
}

/// Why a payment was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The issuer said no.
    Declined,
    /// The issuer said that there is not enough money.
    InsufficientFunds,
    /// The processor gave no answer in time; it was asked to forget the charge.
    Timeout,
    /// The processor does not take this token or method.
    NotAccepted,
}

/// A step that this payment cannot take any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payment is already {0}")]
pub struct WrongState(pub &'static str);

impl PaymentState {
    /// Funds verified: applied by this transfer.
    ///
    /// # Errors
    /// [`WrongState`] when it is not offered any more.
    pub fn apply(self, at: Timestamp, by: TransferId) -> Result<Self, WrongState> {
        self.still_offered()
            .map(|()| PaymentState::Applied { at, by })
    }
    /// Not taken.
    ///
    /// # Errors
    /// [`WrongState`] when it is not offered any more.
    pub fn refuse(self, at: Timestamp, why: Refusal) -> Result<Self, WrongState> {
        self.still_offered()
            .map(|()| PaymentState::Refused { at, why })
    }
    /// The stored word.
    pub const fn word(&self) -> &'static str {
        match self {
            PaymentState::Offered => "offered",
            PaymentState::Applied { .. } => "applied",
            PaymentState::Refused { .. } => "refused",
        }
    }
    fn still_offered(self) -> Result<(), WrongState> {
        match self {
            PaymentState::Offered => Ok(()),
            PaymentState::Applied { .. } | PaymentState::Refused { .. } => {
                Err(WrongState(self.word()))
            }
        }
    }
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Refusal; 4] = [
        Refusal::Declined,
        Refusal::InsufficientFunds,
        Refusal::Timeout,
        Refusal::NotAccepted,
    ];

    /// The stored word, also the end of its text id (`pay-refused-<word>` with hyphens).
    pub const fn word(self) -> &'static str {
        match self {
            Refusal::Declined => "declined",
            Refusal::InsufficientFunds => "insufficient_funds",
            Refusal::Timeout => "timeout",
            Refusal::NotAccepted => "not_accepted",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_payment_ends_once() {
        let at = Timestamp::from_millis(1);
        let by = TransferId::from_number(1);
        let applied = PaymentState::Offered.apply(at, by).unwrap();
        assert_eq!(applied.apply(at, by), Err(WrongState("applied")));
        assert_eq!(
            applied.refuse(at, Refusal::Declined),
            Err(WrongState("applied"))
        );
        let refused = PaymentState::Offered.refuse(at, Refusal::Timeout).unwrap();
        assert_eq!(refused.apply(at, by), Err(WrongState("refused")));
    }

    #[test]
    fn every_refusal_reads_back_its_word() {
        for why in Refusal::ALL {
            assert_eq!(Refusal::from_word(why.word()), Some(why));
        }
    }
}
