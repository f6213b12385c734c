//! Why an enrolment, or what belongs to it, is not taken.

use ami_domain::enrol::Bar;
use ami_domain::enrol::CONTACT_CHARS as CHARS;

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
    /// A name that is missing or too long.
    #[error("the contact's name is not of {} to {} characters", CHARS.start(), CHARS.end())]
    ContactName,
    /// Neither a telephone number nor a mail address.
    #[error("the contact can be reached neither by telephone nor by mail")]
    ContactReach,
    /// A contact to whom nothing may be said.
    #[error("nothing is chosen that the contact may hear")]
    ContactScope,
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
            EnrolError::ContactName => "error-contact-name",
            EnrolError::ContactReach => "error-contact-reach",
            EnrolError::ContactScope => "error-contact-scope",
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
            EnrolError::ContactName => Some("name"),
            EnrolError::ContactReach => Some("reach"),
            EnrolError::ContactScope => Some("scope"),
            EnrolError::BadDay => Some("at"),
            EnrolError::NotScreened
            | EnrolError::Closed
            | EnrolError::Barred(_)
            | EnrolError::ContactsFull
            | EnrolError::NoContact => None,
        }
    }
}
