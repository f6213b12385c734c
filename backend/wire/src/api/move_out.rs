//! Moving out: `GET`, `PUT` and `DELETE /api/accounts/{account}/move-out`.

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::explain::LineageId;
use ami_domain::id::TransferId;
use ami_domain::money::Money;
use ami_domain::move_out::{Stands, Unpaid};
use ami_domain::time::{Day, LocalMoment};
use serde::{Deserialize, Serialize};

/// Whether and when an account is closed, what that would do now, and what it has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveOut {
    /// The account pays for use before this; `None` while nobody has asked.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub at: Option<LocalMoment>,
    /// When it was closed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub closed: Option<LocalMoment>,
    /// What would be paid back now; of an account that is closed: what was left when it was.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub refund: Money,
    /// The part that can still go back the way it came, to a card or a bank.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub returns: Money,
    /// The part that is owed to the customer by cheque.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub cheque: Money,
    /// What the customer still owes after that.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owed: Money,
    /// Of that, the deposit that is held.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub held: Money,
    /// What is behind these amounts (`GET /api/explain/{lineage}`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
    /// What has to end first.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub stands: Vec<Stands>,
    /// Booked events that are called off.
    pub booked: u32,
    /// No card and no bank takes more back: what is left may be sent as a cheque.
    pub may_send: bool,
    /// Cheques that were sent, the oldest first.
    pub cheques: Vec<Cheque>,
}

/// A cheque that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cheque {
    /// Its entry in the ledger.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TransferId,
    /// As printed on it.
    pub number: String,
    /// When it was sent.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub sent_on: Day,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// Who entered it; for staff only.
    pub by: Option<String>,
    /// What became of it.
    pub state: ChequeState,
    /// The local day on which the bank's word came, or on which it was cancelled.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::Day>))]
    pub ended_on: Option<Day>,
    /// What the bank says that it has paid, where that is another amount or the cheque was
    /// cancelled; for staff only.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub paid: Option<Money>,
    /// Why it was cancelled; for staff only.
    pub why: Option<String>,
    /// What became of the paper of one that was cancelled: `stopped` or `returned`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub how: Option<Unpaid>,
    /// That it was cashed is a person's word, until the bank says so.
    #[serde(default)]
    pub by_hand: bool,
}

/// What became of a cheque.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChequeState {
    /// Sent, and no bank has said that it was paid.
    Open,
    /// The same for so long that no bank need pay it any more.
    Stale,
    /// A bank has paid it.
    Cashed,
    /// Cancelled: the money is owed again.
    Cancelled,
}

/// `PUT /api/accounts/{account}/cheques/{cheque}/cashed`: somebody has seen that it was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SawChequeCashed {
    /// Where it was seen, 10 to 500 characters.
    pub reason: String,
}

/// `PUT /api/accounts/{account}/cheques/{cheque}/cancelled`: it was stopped or came back, and its
/// money is owed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelCheque {
    /// 10 to 500 characters.
    pub reason: String,
    /// `stopped` or `returned`: what became of the paper.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub how: Option<Unpaid>,
}

/// `PUT /api/accounts/{account}/cheques/{cheque}`: a cheque was sent to a customer who has left;
/// its id, that of a transfer, is made by who enters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChequeSent {
    /// As printed on it: 1 to 40 letters, digits and hyphens.
    pub number: String,
    /// When it was sent, `YYYY-MM-DD`.
    pub sent_on: String,
    /// What is on it: all that is owed by cheque.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
}

/// `PUT /api/accounts/{account}/move-out`: close the account then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskMoveOut {
    /// A minute by the clock of the home, `YYYY-MM-DDTHH:MM`; at most 90 days ahead.
    pub at: String,
}
