//! A customer who has paid and has no power (SC6): who is calling, the meter's test, switching on,
//! the people who are sent, and both logs side by side (FR-25, FR-26).

use crate::api::Payment;
use ami_domain::code::Code;
use ami_domain::id::{AccountId, CaseId, MessageId, OrderId};
use ami_domain::identity::Fact;
use ami_domain::no_power::CaseState;
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::receipt::Switch;
use ami_domain::selftest::{Check, Verdict};
use ami_domain::time::{LocalMoment, Span};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `PUT /api/accounts/{account}/identity`: what a caller says, or why there is no time to ask.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckCaller {
    /// What the caller says, at most one of each fact.
    #[serde(default)]
    pub facts: Vec<Said>,
    /// Opens the account without proof, in an emergency; 10 to 500 characters that are kept.
    #[serde(default)]
    pub emergency: Option<String>,
}

impl std::fmt::Debug for CheckCaller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CheckCaller(..)")
    }
}

/// One thing that a caller says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// About what.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub fact: Fact,
    /// The words, at most 200 characters.
    pub said: String,
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Said({:?})", self.fact)
    }
}

/// Whether the account is open to this representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallerChecked {
    /// It is. Which facts were right is not told.
    pub verified: bool,
}

/// `GET /api/accounts/{account}/no-power`; the answer to every `PUT` below it, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoPower {
    /// The caller has proved who they are, for so long from now; `None` when they have not.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub verified: Option<Span>,
    /// The last payment that was applied, with its command and receipt; only when verified.
    pub payment: Option<Payment>,
    /// Position of the meter's switch, as last heard; only when verified.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub switch: Option<Switch>,
    /// The newest report.
    pub case: Option<Case>,
    /// The account's orders, newest first.
    pub orders: Vec<Order>,
}

/// One report of no power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: CaseId,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: CaseState,
    /// Reported.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub opened_at: LocalMoment,
    /// How long this step may take.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub within: Span,
    /// What is left of it; zero for a report that is closed.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub left: Span,
    /// The test, as it was sent and receipted.
    pub test: Option<CommandEntry>,
    /// What the test says altogether.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub verdict: Option<Verdict>,
    /// What it says of each thing; empty before it has said anything.
    pub checks: Vec<Checked>,
    /// The command to switch on, as it was sent and receipted.
    pub activation: Option<CommandEntry>,
    /// Restored or ordered.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub ended_at: Option<LocalMoment>,
}

/// One thing that a test has looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checked {
    /// Id of the text that names it.
    pub text: String,
    /// How it is.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub check: Check,
}

/// `PUT /api/orders/{order}`: how an order ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndOrder {
    /// `done` or `cancelled`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: OrderState,
    /// What was done, at most 500 characters.
    #[serde(default)]
    pub note: String,
}

/// One row of `GET /api/orders`: open ones first, then newest first, at most 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: OrderId,
    /// For whom.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// The account's number.
    pub number: String,
    /// Where somebody goes.
    pub address: String,
    /// At which meter.
    pub meter_serial: String,
    /// Who is sent.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub kind: OrderKind,
    /// Why.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reason: OrderReason,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: OrderState,
    /// Opened.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub opened_at: LocalMoment,
    /// The work-order system took it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub handed_at: Option<LocalMoment>,
    /// Done or cancelled.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub ended_at: Option<LocalMoment>,
    /// Times that handing it over was tried.
    pub tries: u32,
    /// What whoever ended it said.
    pub note: String,
    /// What was known when it was opened, as JSON.
    pub evidence: String,
}

/// One row of `GET /api/accounts/{account}/command-log`: what the meter was told, and its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommandEntry {
    /// Which message.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub message: MessageId,
    /// What about, as a word.
    pub kind: String,
    /// Where it stands, as a word.
    pub state: String,
    /// Accepted.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub accepted_at: LocalMoment,
    /// Sent first.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub sent_at: Option<LocalMoment>,
    /// Times sent.
    pub attempts: u32,
    /// The meter's receipt.
    pub receipt: Option<ReceiptEntry>,
}

/// A meter's receipt in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptEntry {
    /// When it was done, by the meter's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub completed_at: LocalMoment,
    /// What it was about.
    #[cfg_attr(feature = "openapi", schema(value_type = u16))]
    pub code: Code,
    /// The meter has refused it.
    pub refused: bool,
    /// Row of the meter's own log.
    pub log_seq: u64,
}

/// One row of `GET /api/accounts/{account}/meter-log`: the meter's own log, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeterEntry {
    /// Its place in the meter's log.
    pub seq: u64,
    /// Meter clock.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// What about.
    #[cfg_attr(feature = "openapi", schema(value_type = u16))]
    pub code: Code,
    /// Which message.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub message: Option<MessageId>,
    /// It came to the meter.
    pub inbound: bool,
}
