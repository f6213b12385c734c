//! How a payment comes in: offered, then applied or refused, never twice. In between it may wait
//! for the payer, be authorised, or be on its way through a bank. What becomes of it later:
//! `settlement.rs`.

mod split;

pub use split::{LineKind, PaidLine, lines};

use crate::id::TransferId;
use crate::time::Timestamp;

/// Where a payment stands. A payment only moves forward (SC1.4, SC1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum PaymentState {
    /// Recorded, funds not yet verified; its transfer is pending.
    Offered,
    /// The payer's bank asks the payer for something first; nothing is held yet.
    Waits {
        /// Since when.
        at: Timestamp,
    },
    /// The processor holds the money for us; it is not credited yet, and not taken.
    Authorised {
        /// Since when.
        at: Timestamp,
    },
    /// A bank is moving the money; it is not credited until it has cleared.
    Pending {
        /// Since when.
        at: Timestamp,
    },
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
    /// The card's time is over.
    ExpiredCard,
    /// The payer did not prove to their bank who they are.
    NotAuthenticated,
}

/// A step that this payment cannot take any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payment is already {0}")]
pub struct WrongState(pub &'static str);

impl PaymentState {
    /// The payer's bank asks the payer first.
    ///
    /// # Errors
    /// [`WrongState`] when it is not offered any more.
    pub fn wait(self, at: Timestamp) -> Result<Self, WrongState> {
        self.from(&["offered"], PaymentState::Waits { at })
    }
    /// The processor holds the money.
    ///
    /// # Errors
    /// [`WrongState`] when it is past that.
    pub fn authorise(self, at: Timestamp) -> Result<Self, WrongState> {
        self.from(&["offered", "waits"], PaymentState::Authorised { at })
    }
    /// A bank is moving the money.
    ///
    /// # Errors
    /// [`WrongState`] when it is past that.
    pub fn pend(self, at: Timestamp) -> Result<Self, WrongState> {
        self.from(&["offered", "waits"], PaymentState::Pending { at })
    }
    /// Funds verified: applied by this transfer.
    ///
    /// # Errors
    /// [`WrongState`] when it has ended.
    pub fn apply(self, at: Timestamp, by: TransferId) -> Result<Self, WrongState> {
        self.from(UNDER_WAY, PaymentState::Applied { at, by })
    }
    /// Not taken.
    ///
    /// # Errors
    /// [`WrongState`] when it has ended.
    pub fn refuse(self, at: Timestamp, why: Refusal) -> Result<Self, WrongState> {
        self.from(UNDER_WAY, PaymentState::Refused { at, why })
    }
    /// The stored word.
    pub const fn word(&self) -> &'static str {
        match self {
            PaymentState::Offered => "offered",
            PaymentState::Waits { .. } => "waits",
            PaymentState::Authorised { .. } => "authorised",
            PaymentState::Pending { .. } => "pending",
            PaymentState::Applied { .. } => "applied",
            PaymentState::Refused { .. } => "refused",
        }
    }
    /// Whether it has neither been applied nor refused.
    pub fn is_open(&self) -> bool {
        UNDER_WAY.contains(&self.word())
    }
    fn from(self, before: &[&str], next: Self) -> Result<Self, WrongState> {
        if before.contains(&self.word()) {
            Ok(next)
        } else {
            Err(WrongState(self.word()))
        }
    }
}

/// States of a payment that has not ended.
const UNDER_WAY: &[&str] = &["offered", "waits", "authorised", "pending"];

impl Refusal {
    /// Every reason.
    pub const ALL: [Refusal; 6] = [
        Refusal::Declined,
        Refusal::InsufficientFunds,
        Refusal::Timeout,
        Refusal::NotAccepted,
        Refusal::ExpiredCard,
        Refusal::NotAuthenticated,
    ];

    /// The stored word, also the end of its text id (`pay-refused-<word>` with hyphens).
    pub const fn word(self) -> &'static str {
        match self {
            Refusal::Declined => "declined",
            Refusal::InsufficientFunds => "insufficient_funds",
            Refusal::Timeout => "timeout",
            Refusal::NotAccepted => "not_accepted",
            Refusal::ExpiredCard => "expired_card",
            Refusal::NotAuthenticated => "not_authenticated",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_millis(1);
    const BY: TransferId = TransferId::from_number(1);

    fn states() -> [PaymentState; 6] {
        [
            PaymentState::Offered,
            PaymentState::Waits { at: AT },
            PaymentState::Authorised { at: AT },
            PaymentState::Pending { at: AT },
            PaymentState::Applied { at: AT, by: BY },
            PaymentState::Refused {
                at: AT,
                why: Refusal::Declined,
            },
        ]
    }

    /// Every state against every step: what is not in this table is refused with its state.
    #[test]
    fn a_payment_moves_only_forward_and_ends_once() {
        let allowed = [
            (
                "offered",
                ["waits", "authorised", "pending", "applied", "refused"].as_slice(),
            ),
            ("waits", &["authorised", "pending", "applied", "refused"]),
            ("authorised", &["applied", "refused"]),
            ("pending", &["applied", "refused"]),
            ("applied", &[]),
            ("refused", &[]),
        ];
        for (state, (word, may)) in states().into_iter().zip(allowed) {
            assert_eq!(state.word(), word);
            let steps = [
                ("waits", state.wait(AT)),
                ("authorised", state.authorise(AT)),
                ("pending", state.pend(AT)),
                ("applied", state.apply(AT, BY)),
                ("refused", state.refuse(AT, Refusal::Declined)),
            ];
            for (step, next) in steps {
                let expected = states().into_iter().find(|state| state.word() == step);
                let expected = expected.filter(|_| may.contains(&step));
                assert_eq!(next, expected.ok_or(WrongState(word)), "{word} to {step}");
            }
            assert_eq!(state.is_open(), !may.is_empty(), "{word}");
        }
    }

    #[test]
    fn every_refusal_reads_back_its_word() {
        for why in Refusal::ALL {
            assert_eq!(Refusal::from_word(why.word()), Some(why));
        }
    }
}
