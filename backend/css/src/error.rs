//! Why customer service does not do what it was asked, each with the text that tells people.

use crate::room::Cap;
use crate::save_card::CardError;
use ami_adcs::AdcsError;
use ami_domain::debt::DebtError;
use ami_domain::deposit::DepositError;
use ami_domain::grant::GrantError;
use ami_domain::id::{AccountId, OrderId, PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::program::ProgramError;
use ami_domain::settlement::SettlementError;
use ami_domain::write_off::WriteOffError;
use ami_store::{NextStep, StoreError};

/// A request that was not carried out. Nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum CssError {
    /// The store failed; its own next step holds.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// ADCS refused.
    #[error(transparent)]
    Adcs(#[from] AdcsError),
    /// A prepayment event is not booked or not changed.
    #[error(transparent)]
    Event(#[from] crate::book_event::EventError),
    /// An enrolment, or what belongs to it, is not taken.
    #[error(transparent)]
    Enrol(#[from] crate::enrol::EnrolError),
    /// What is said of a customer's protection is not taken.
    #[error(transparent)]
    Protect(#[from] crate::protect::ProtectError),
    /// A baseline that is not taken.
    #[error(transparent)]
    Baseline(#[from] crate::baseline::BaselineError),
    /// A cheque that is not taken.
    #[error(transparent)]
    Cheque(#[from] crate::move_out::ChequeError),
    /// A pay station's payment is not taken.
    #[error(transparent)]
    Station(#[from] crate::station::StationError),
    /// A calendar of paydays that cannot be.
    #[error("the paydays cannot be read")]
    BadPayday,
    /// A code for a new password is not given.
    #[error(transparent)]
    PasswordCode(#[from] crate::password_code::PasswordCodeError),
    /// A link does not open, or is not made.
    #[error(transparent)]
    Link(#[from] crate::pay_link::LinkError),
    /// A pay station is not kept so.
    #[error(transparent)]
    Agent(#[from] crate::agent::AgentError),
    /// A plan, a pause or emergency credit that is not taken.
    #[error(transparent)]
    Debt(#[from] DebtError),
    /// Help that is not granted.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// Debt that is not given up.
    #[error(transparent)]
    WriteOff(#[from] WriteOffError),
    /// A step with a deposit that is not taken.
    #[error(transparent)]
    Deposit(#[from] DepositError),
    /// No such account.
    #[error("account {0} is not known")]
    UnknownAccount(AccountId),
    /// No such payment.
    #[error("payment {0} is not known")]
    UnknownPayment(PaymentId),
    /// No such payment method.
    #[error("payment method {0:?} is not offered here")]
    UnknownMethod(String),
    /// A way to pay that is not there at once, so that no time is held for it.
    #[error("payment method {method:?} books no event")]
    MethodForEvent {
        /// What was asked for.
        method: String,
        /// Those that do.
        ways: Vec<&'static str>,
    },
    /// Below the least payment (BR-02).
    #[error("the amount is below the least payment of {min}")]
    AmountBelowMinimum {
        /// The least payment.
        min: Money,
    },
    /// Above the largest payment.
    #[error("the amount is above the largest payment of {max}")]
    AmountAboveMaximum {
        /// The largest payment.
        max: Money,
    },
    /// Parts of a cent.
    #[error("the amount must be whole cents")]
    NotWholeCents,
    /// A payment token that no processor would give.
    #[error("the payment token must have 1 to 256 visible characters")]
    BadToken,
    /// No card is saved, charged or forgotten.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The same payment id came with another account, amount, method or token.
    #[error("payment {0} was already used for another payment")]
    PaymentIdReused(PaymentId),
    /// The payment was never credited, so that nothing can be given back.
    #[error("payment {0} was not credited, so nothing can be given back")]
    NotRefundable(PaymentId),
    /// More than is left of the payment, or it is past that.
    #[error(transparent)]
    Refund(#[from] ami_domain::settlement::SettlementError),
    /// More than is left unused: what has been used, lent or is being given back already cannot be
    /// given back.
    #[error("only {unused} is left unused")]
    RefundUsed {
        /// What is left.
        unused: Money,
    },
    /// The same refund id came with another payment or amount.
    #[error("refund {0} was already used for another refund")]
    RefundIdReused(RefundId),
    /// More in a day or week than the utility takes from one account.
    #[error("only {left} more is taken in this {}", span.word())]
    AmountAboveSpan {
        /// Day or week.
        span: Cap,
        /// What still fits.
        left: Money,
    },
    /// A choice for low or empty that the utility does not offer.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// A window that is empty, turned around or longer than one answer holds.
    #[error("the window must end after its start and span at most {days} days")]
    WindowTooLong {
        /// Most days for this step.
        days: i64,
    },
    /// No such order.
    #[error("order {0} is not known")]
    UnknownOrder(OrderId),
    /// A note that is too long, or an end that is none.
    #[error("the note is longer than {max} characters or ends nothing", max = crate::order::NOTE_MAX)]
    BadNote,
    /// The caller has not proved who they are, or did so too long ago (SC6.2).
    #[error("the caller for account {0} has not proved who they are")]
    NotVerified(AccountId),
    /// Too many wrong answers (SC6.2).
    #[error("too many wrong answers for this account")]
    TooManyTries,
    /// Breaking the glass needs a reason.
    #[error("a reason of 10 to 500 characters is needed")]
    BadReason,
    /// Nothing pays for service, so it is not switched on (SC6.3).
    #[error("account {0} has nothing that pays for service")]
    NotPaid(AccountId),
    /// There is no case, or it is past this step.
    #[error("account {0} has no case in this state")]
    NoCase(AccountId),
    /// The books of an account and their transfers differ: a defect, nothing is posted.
    #[error("the tariff {0:?} of the account is not loaded")]
    UnknownTariff(String),
}

impl CssError {
    /// The database was busy; the same once more may succeed.
    pub fn may_retry(&self) -> bool {
        match self {
            CssError::Store(error) | CssError::Adcs(AdcsError::Store(error)) => {
                error.next_step() == NextStep::Retry
            }
            CssError::Adcs(_)
            | CssError::Event(_)
            | CssError::Enrol(_)
            | CssError::Protect(_)
            | CssError::Baseline(_)
            | CssError::Cheque(_)
            | CssError::Station(_)
            | CssError::Agent(_)
            | CssError::BadPayday
            | CssError::PasswordCode(_)
            | CssError::Link(_)
            | CssError::Debt(_)
            | CssError::Grant(_)
            | CssError::WriteOff(_)
            | CssError::Deposit(_)
            | CssError::UnknownAccount(_)
            | CssError::UnknownPayment(_)
            | CssError::UnknownMethod(_)
            | CssError::MethodForEvent { .. }
            | CssError::AmountBelowMinimum { .. }
            | CssError::AmountAboveMaximum { .. }
            | CssError::NotWholeCents
            | CssError::BadToken
            | CssError::Card(_)
            | CssError::PaymentIdReused(_)
            | CssError::NotRefundable(_)
            | CssError::Refund(_)
            | CssError::RefundUsed { .. }
            | CssError::RefundIdReused(_)
            | CssError::AmountAboveSpan { .. }
            | CssError::Program(_)
            | CssError::WindowTooLong { .. }
            | CssError::UnknownOrder(_)
            | CssError::BadNote
            | CssError::NotVerified(_)
            | CssError::TooManyTries
            | CssError::BadReason
            | CssError::NotPaid(_)
            | CssError::NoCase(_)
            | CssError::UnknownTariff(_) => false,
        }
    }
    /// Id of the text in `locales` (`error.ftl`) that tells a person what to do next.
    pub const fn text_id(&self) -> &'static str {
        match self {
            CssError::Store(_) | CssError::Adcs(_) | CssError::UnknownTariff(_) => {
                "error-server-away"
            }
            CssError::Event(error) => error.text_id(),
            CssError::Enrol(error) => error.text_id(),
            CssError::Protect(error) => error.text_id(),
            CssError::Baseline(error) => error.text_id(),
            CssError::Cheque(error) => error.text_id(),
            CssError::Station(error) => error.text_id(),
            CssError::Agent(error) => error.text_id(),
            CssError::BadPayday => "error-payday",
            CssError::PasswordCode(error) => error.text_id(),
            CssError::Link(error) => error.text_id(),
            CssError::Debt(error) => match error {
                DebtError::NothingOwed => "error-debt-nothing",
                DebtError::Amount => "error-debt-amount",
                DebtError::Share => "error-debt-share",
                DebtError::Pause => "error-debt-pause",
                DebtError::Unknown => "error-debt-unknown",
                DebtError::TooMany => "error-debt-many",
                DebtError::NotLent(_) => "error-not-lent",
            },
            CssError::Grant(error) => match error {
                GrantError::Amount { .. } => "error-grant-amount",
                GrantError::End => "error-grant-end",
                GrantError::Why => "error-grant-why",
                GrantError::Reused(_) => "error-grant-reused",
                GrantError::TooMany => "error-grant-many",
            },
            CssError::WriteOff(error) => match error {
                WriteOffError::Unknown(_) => "error-write-off-unknown",
                WriteOffError::Amount { .. } => "error-write-off-amount",
                WriteOffError::Why => "error-grant-why",
                WriteOffError::SamePerson(_) => "error-write-off-same",
                WriteOffError::Decided(_) => "error-write-off-decided",
                WriteOffError::Reused(_) => "error-grant-reused",
            },
            CssError::Deposit(error) => match error {
                DepositError::Amount { .. } => "error-deposit-amount",
                DepositError::Borrowed { .. } => "error-deposit-lent",
                DepositError::Why => "error-grant-why",
                DepositError::Reference => "error-deposit-reference",
                DepositError::CardNumber => "error-deposit-card",
                DepositError::Closed => "error-deposit-closed",
                DepositError::Reused(_) => "error-grant-reused",
            },
            CssError::UnknownAccount(_) => "error-account-not-found",
            CssError::UnknownPayment(_) => "error-payment-not-found",
            CssError::UnknownMethod(_) => "error-method-unknown",
            CssError::MethodForEvent { .. } => "error-event-method",
            CssError::AmountBelowMinimum { .. } => "error-amount-below-minimum",
            CssError::AmountAboveMaximum { .. } => "error-amount-above-maximum",
            CssError::NotWholeCents => "error-amount-not-whole-cents",
            CssError::BadToken => "error-token-invalid",
            CssError::Card(CardError::NotOffered) => "error-card-not-offered",
            CssError::Card(CardError::Away) => "error-card-away",
            CssError::Card(CardError::None) => "error-card-none",
            CssError::Card(CardError::TooMany { .. }) => "error-card-tries",
            CssError::PaymentIdReused(_) => "error-payment-id-reused",
            CssError::NotRefundable(_) | CssError::Refund(SettlementError::State(_)) => {
                "error-refund-not-now"
            }
            CssError::Refund(SettlementError::MoreThanRest { .. }) => "error-refund-too-much",
            CssError::Refund(SettlementError::NotPositive) => "error-amount-not-whole-cents",
            CssError::RefundUsed { .. } => "error-refund-used",
            CssError::RefundIdReused(_) => "error-refund-id-reused",
            CssError::AmountAboveSpan { span: Cap::Day, .. } => "error-amount-above-day",
            CssError::AmountAboveSpan {
                span: Cap::Week, ..
            } => "error-amount-above-week",
            CssError::WindowTooLong { .. } => "error-window-invalid",
            CssError::UnknownOrder(_) => "error-order-not-found",
            CssError::BadNote => "error-note-too-long",
            CssError::NotVerified(_) => "error-identity-needed",
            CssError::TooManyTries => "error-identity-too-many",
            CssError::BadReason => "error-reason-needed",
            CssError::NotPaid(_) => "error-not-paid",
            CssError::NoCase(_) => "error-no-case",
            CssError::Program(ProgramError::NotOffered(_)) => "error-outcome-not-offered",
            CssError::Program(ProgramError::Threshold) => "error-threshold-outside",
            CssError::Program(ProgramError::Amount) => "error-top-up-amount",
            CssError::Program(ProgramError::Caps) => "error-top-up-caps",
            CssError::Program(ProgramError::Fallback) => "error-top-up-fallback",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            CssError::AmountBelowMinimum { .. }
            | CssError::AmountAboveMaximum { .. }
            | CssError::AmountAboveSpan { .. }
            | CssError::Refund(
                SettlementError::MoreThanRest { .. } | SettlementError::NotPositive,
            )
            | CssError::RefundUsed { .. }
            | CssError::NotWholeCents => Some("amount"),
            CssError::UnknownMethod(_) | CssError::MethodForEvent { .. } => Some("method"),
            CssError::BadToken => Some("token"),
            CssError::Card(CardError::None | CardError::TooMany { .. }) => Some("method"),
            CssError::BadPayday => Some("payday"),
            CssError::Event(error) => error.field(),
            CssError::Enrol(error) => error.field(),
            CssError::Protect(error) => error.field(),
            CssError::Baseline(error) => Some(error.field()),
            CssError::Cheque(error) => error.field(),
            CssError::Agent(error) => error.field(),
            CssError::Link(error) => error.field(),
            CssError::Debt(DebtError::Amount)
            | CssError::Grant(GrantError::Amount { .. })
            | CssError::WriteOff(WriteOffError::Amount { .. }) => Some("amount"),
            CssError::Grant(GrantError::End) => Some("until"),
            CssError::Grant(GrantError::Why) | CssError::WriteOff(WriteOffError::Why) => {
                Some("why")
            }
            CssError::Deposit(error) => match error {
                DepositError::Amount { .. } | DepositError::Borrowed { .. } => Some("amount"),
                DepositError::Why => Some("why"),
                DepositError::Reference | DepositError::CardNumber => Some("reference"),
                DepositError::Closed | DepositError::Reused(_) => None,
            },
            CssError::Debt(DebtError::Share) => Some("permille"),
            CssError::Debt(DebtError::Pause) => Some("until"),
            CssError::WindowTooLong { .. } => Some("until"),
            CssError::BadNote => Some("note"),
            CssError::BadReason => Some("reason"),
            CssError::Program(ProgramError::NotOffered(_)) => Some("at_zero"),
            CssError::Program(ProgramError::Threshold) => Some("low"),
            CssError::Program(ProgramError::Amount) => Some("amount"),
            CssError::Program(ProgramError::Caps) => Some("weekly_max"),
            CssError::Program(ProgramError::Fallback) => Some("fallback"),
            CssError::Store(_)
            | CssError::Adcs(_)
            | CssError::PasswordCode(_)
            | CssError::Station(_)
            | CssError::Debt(_)
            | CssError::Grant(_)
            | CssError::WriteOff(_)
            | CssError::UnknownAccount(_)
            | CssError::UnknownPayment(_)
            | CssError::Card(CardError::NotOffered | CardError::Away)
            | CssError::PaymentIdReused(_)
            | CssError::NotRefundable(_)
            | CssError::Refund(SettlementError::State(_))
            | CssError::RefundIdReused(_)
            | CssError::UnknownOrder(_)
            | CssError::NotVerified(_)
            | CssError::TooManyTries
            | CssError::NotPaid(_)
            | CssError::NoCase(_)
            | CssError::UnknownTariff(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadlock_is_tried_again_and_a_conflict_is_not() {
        let (what, source) = ("x", || std::io::Error::other("y").into());
        let busy = || StoreError::Busy {
            what,
            source: source(),
        };
        assert!(CssError::Store(busy()).may_retry());
        assert!(CssError::Adcs(AdcsError::Store(busy())).may_retry());
        let conflict = StoreError::Conflict {
            what,
            source: source(),
        };
        assert!(!CssError::Store(conflict).may_retry());
    }
}
