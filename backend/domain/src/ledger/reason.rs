//! Why money moved: one word each, and what the word is about.

use crate::id::{EventId, PaymentId, TransferId};
use crate::time::Timestamp;

/// Why money moved, in the use case's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A customer's payment.
    Payment(PaymentId),
    /// Energy of one interval, which starts then.
    Usage(Timestamp),
    /// The fixed charge of one civil day, which starts then.
    Fixed(Timestamp),
    /// Energy of one interval of a prepayment event (SC2.13).
    EventUsage {
        /// Of which event.
        event: EventId,
        /// Start of the interval.
        at: Timestamp,
    },
    /// What an event did not use goes back to who paid for it.
    EventReturn(EventId),
    /// A correction.
    Correction,
    /// Takes another transfer back, to the micro-unit; what is written stays written.
    Reversal(TransferId),
    /// An interval charged again after its number has changed; the interval starts then.
    Rerate(Timestamp),
    /// What a day's charges miss to the least of a day, which starts then.
    Minimum(Timestamp),
    /// The tax on the charges of one interval or day, which starts then.
    Tax(Timestamp),
    /// A payment given back.
    Refund(PaymentId),
    /// A bank took a payment back.
    Returned(PaymentId),
    /// The payer disputes a payment, and the bank holds it.
    Dispute(PaymentId),
    /// A dispute has ended.
    DisputeEnd(PaymentId),
    /// What a payment itself costs.
    Fee(PaymentId),
    /// Arrears are set aside as debt.
    SetAside,
    /// The share of a payment that pays debt back.
    DebtShare(PaymentId),
    /// What a day, which starts then, pays of debt.
    DebtDay(Timestamp),
    /// Emergency credit is lent.
    Lent,
    /// The share of a payment that pays emergency credit back.
    LentBack(PaymentId),
    /// Help is granted.
    Granted,
    /// Help pays for the interval that starts then.
    Helped(Timestamp),
    /// Help that was not used in time goes back.
    Expired,
    /// An account is closed.
    MoveOut,
    /// A debt that nobody will pay.
    WrittenOff,
    /// A pay station hands over what it has taken.
    Remitted,
    /// What changing how an account pays costs (FR-27).
    ModeFee,
    /// A deposit is asked for with the bill, and held.
    DepositAsked,
    /// A deposit that was held pays what is owed, or comes to the balance.
    DepositUsed,
    /// A deposit was taken at the desk, and is held.
    DepositTaken,
    /// A deposit that was held was given back at the desk.
    DepositGivenBack,
}

/// A reason in its parts, as columns and exports have it: its word and what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReasonParts {
    /// One word, the same as serialised.
    pub word: &'static str,
    /// The payment that it names.
    pub payment: Option<PaymentId>,
    /// When what it is about began.
    pub at: Option<Timestamp>,
    /// The event that it names.
    pub event: Option<EventId>,
    /// The transfer that it takes back.
    pub transfer: Option<TransferId>,
}

impl Reason {
    /// Its word and what it names.
    pub const fn parts(self) -> ReasonParts {
        match self {
            Reason::Payment(payment) => paid("payment", payment),
            Reason::Usage(at) => then("usage", at),
            Reason::Fixed(at) => then("fixed", at),
            Reason::EventUsage { event, at } => ReasonParts {
                event: Some(event),
                ..then("event_usage", at)
            },
            Reason::EventReturn(event) => ReasonParts {
                event: Some(event),
                ..plain("event_return")
            },
            Reason::Correction => plain("correction"),
            Reason::Reversal(transfer) => ReasonParts {
                transfer: Some(transfer),
                ..plain("reversal")
            },
            Reason::Rerate(at) => then("rerate", at),
            Reason::Minimum(at) => then("minimum", at),
            Reason::Tax(at) => then("tax", at),
            Reason::Refund(payment) => paid("refund", payment),
            Reason::Returned(payment) => paid("returned", payment),
            Reason::Dispute(payment) => paid("dispute", payment),
            Reason::DisputeEnd(payment) => paid("dispute_end", payment),
            Reason::Fee(payment) => paid("fee", payment),
            Reason::SetAside => plain("set_aside"),
            Reason::DebtShare(payment) => paid("debt_share", payment),
            Reason::DebtDay(at) => then("debt_day", at),
            Reason::Lent => plain("lent"),
            Reason::LentBack(payment) => paid("lent_back", payment),
            Reason::Granted => plain("granted"),
            Reason::Helped(at) => then("helped", at),
            Reason::Expired => plain("expired"),
            Reason::MoveOut => plain("move_out"),
            Reason::WrittenOff => plain("written_off"),
            Reason::Remitted => plain("remitted"),
            Reason::ModeFee => plain("mode_fee"),
            Reason::DepositAsked => plain("deposit_asked"),
            Reason::DepositUsed => plain("deposit_used"),
            Reason::DepositTaken => plain("deposit_taken"),
            Reason::DepositGivenBack => plain("deposit_given_back"),
        }
    }

    /// Start of the interval that the tariff charges for; `None` for all that no tariff computes.
    pub const fn interval(self) -> Option<Timestamp> {
        match self {
            Reason::Usage(at)
            | Reason::Fixed(at)
            | Reason::Minimum(at)
            | Reason::Tax(at)
            | Reason::Rerate(at) => Some(at),
            Reason::Payment(_)
            | Reason::EventUsage { .. }
            | Reason::EventReturn(_)
            | Reason::Correction
            | Reason::Reversal(_)
            | Reason::Refund(_)
            | Reason::Returned(_)
            | Reason::Dispute(_)
            | Reason::DisputeEnd(_)
            | Reason::Fee(_)
            | Reason::SetAside
            | Reason::DebtShare(_)
            | Reason::DebtDay(_)
            | Reason::Lent
            | Reason::LentBack(_)
            | Reason::Granted
            | Reason::Helped(_)
            | Reason::Expired
            | Reason::MoveOut
            | Reason::WrittenOff
            | Reason::Remitted
            | Reason::ModeFee
            | Reason::DepositAsked
            | Reason::DepositUsed
            | Reason::DepositTaken
            | Reason::DepositGivenBack => None,
        }
    }
}

const fn plain(word: &'static str) -> ReasonParts {
    ReasonParts {
        word,
        payment: None,
        at: None,
        event: None,
        transfer: None,
    }
}

const fn paid(word: &'static str, payment: PaymentId) -> ReasonParts {
    ReasonParts {
        payment: Some(payment),
        ..plain(word)
    }
}

const fn then(word: &'static str, at: Timestamp) -> ReasonParts {
    ReasonParts {
        at: Some(at),
        ..plain(word)
    }
}
