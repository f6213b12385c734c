//! Coming to prepayment: the medical questions, the text, the options, second contacts.

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::account::{AtZero, Mode};
use ami_domain::enrol::{Bar, Need, Scope};
use ami_domain::id::ContactId;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

/// `GET /api/accounts/{account}/enrolment`; the answer to each step, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolment {
    /// Name of the customer.
    pub name: String,
    /// Number of the account.
    pub number: String,
    /// How the account pays.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub mode: Mode,
    /// The last time it came to prepayment.
    pub enrolled: Option<Enrolled>,
    /// The needs that were named in the last day; `None` when the questions were not answered.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub screened: Option<Vec<Need>>,
    /// Why the account does not come to prepayment at all; empty when it may.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub bars: Vec<Bar>,
    /// Every outcome of zero, and why it is not open.
    pub offers: Vec<OfferedOutcome>,
    /// The text to read and agree to.
    pub disclosure: Disclosure,
    /// Prepaid from then on: the end of the running interval (FR-28).
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub starts: LocalMoment,
}

/// What was agreed to, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolled {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// How it was made sure who the customer is: `session`, words of facts, or `break_glass`.
    pub proof: String,
    /// SHA-256 of the text, in hexadecimal digits.
    pub digest: String,
}

/// One outcome of zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferedOutcome {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::AtZero))]
    pub outcome: AtZero,
    /// Every reason why it is not open; empty when it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub bars: Vec<Bar>,
}

/// A text that is read whole before somebody agrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disclosure {
    /// Which text.
    pub name: String,
    /// Which wording of it.
    pub version: u32,
    /// Its language.
    pub locale: String,
    /// Markdown with headings, paragraphs and lists only.
    pub text: String,
    /// SHA-256 of the text, in hexadecimal digits.
    pub digest: String,
}

/// `PUT /api/accounts/{account}/enrolment/screening`: answers to the medical questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Every question that was answered with yes.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub needs: Vec<Need>,
}

/// `PUT /api/accounts/{account}/enrolment`: agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// The outcome of zero.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::AtZero))]
    pub at_zero: AtZero,
    /// SHA-256 of the text that was read, in hexadecimal digits.
    pub disclosure: String,
    /// Yes.
    pub consent: bool,
}

/// `GET /api/accounts/{account}/contacts`; the answer to each change, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contacts {
    /// The oldest first.
    pub contacts: Vec<Contact>,
    /// So many there may be.
    pub max: usize,
}

/// A second contact.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: ContactId,
    /// Their name.
    pub name: String,
    /// Telephone number or mail address.
    pub reach: String,
    /// What they may be told and do.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub scope: Vec<Scope>,
    /// When the customer agreed.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub since: LocalMoment,
}

/// `PUT /api/accounts/{account}/contacts/{contact}`: name one, or change it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NameContact {
    /// Their name, 2 to 120 characters.
    pub name: String,
    /// Telephone number or mail address.
    pub reach: String,
    /// What they may be told and do; at least one.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub scope: Vec<Scope>,
    /// The customer agrees, and says that the contact does.
    pub consent: bool,
}

impl std::fmt::Debug for Contact {
    /// Without name and number: this may reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Contact({} {:?})", self.id, self.scope)
    }
}

impl std::fmt::Debug for NameContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NameContact({:?})", self.scope)
    }
}
