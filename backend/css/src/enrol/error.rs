//! Why an enrolment, or what belongs to it, is not taken.

use ami_domain::enrol::Bar;

/// Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The customer has not agreed.
    #[error("there is no consent")]
    NoConsent,
    /// Another wording is shown now.
    #[error("the text that was agreed to is not the one that is shown now")]
    OtherText,
    /// The medical questions come first.
    #[error("the medical questions were not answered in the last day")]
    NotScreened,
    /// Prepayment is not for this account.
    #[error("this account does not come to prepayment: {0:?}")]
    Barred(Bar),
    /// The outcome of zero is not open to it.
    #[error("this outcome of zero is not open to this account: {0:?}")]
    NotOpen(Bar),
    /// The account has all the contacts that it may have.
    #[error("the account has {max} contacts already", max = ami_domain::enrol::CONTACTS_MAX)]
    ContactsFull,
    /// A name or number that cannot be right.
    #[error("the {0} of the contact cannot be right")]
    BadContact(&'static str),
    /// The account is closed.
    #[error("the account is closed")]
    Closed,
    /// A day for moving out that is past, or too far ahead.
    #[error("the day is past or too far ahead")]
    BadDay,
    /// There is no such contact.
    #[error("there is no such contact")]
    NoContact,
}

impl EnrolError {
    /// Id of the text that tells a person what to do next.
    pub const fn text_id(&self) -> &'static str {
        match self {
            EnrolError::NoConsent => "error-consent-needed",
            EnrolError::OtherText => "error-disclosure-changed",
            EnrolError::NotScreened => "error-screening-needed",
            EnrolError::Barred(_) => "error-enrol-barred",
            EnrolError::NotOpen(_) => "error-outcome-not-offered",
            EnrolError::ContactsFull => "error-contacts-full",
            EnrolError::BadContact(_) => "error-contact-invalid",
            EnrolError::NoContact => "error-contact-not-found",
            EnrolError::Closed => "error-account-ended",
            EnrolError::BadDay => "error-move-out-day",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            EnrolError::NoConsent => Some("consent"),
            EnrolError::OtherText => Some("disclosure"),
            EnrolError::NotOpen(_) => Some("at_zero"),
            EnrolError::BadContact(field) => Some(field),
            EnrolError::BadDay => Some("at"),
            EnrolError::NotScreened
            | EnrolError::Closed
            | EnrolError::Barred(_)
            | EnrolError::ContactsFull
            | EnrolError::NoContact => None,
        }
    }
}
