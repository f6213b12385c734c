//! Pay stations (BR-03): what a station's own machine asks, with its key as
//! `Authorization: Bearer KEY`, and how the utility keeps stations.

use ami_domain::energy::WattHours;
use ami_domain::id::{AgentId, MessageId, MeterId, PaymentId, TransferId};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::station::Part;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `POST /api/station/payments`: money was taken over the counter. The id is made by the station
/// and kept: the same request again gets the same answer and charges nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StationPay {
    /// 32 hexadecimal digits of the station's choice.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment: PaymentId,
    /// The number on the customer's papers.
    pub account: String,
    /// The first letter of the customer's last name, or the postal code of the home: a typo must
    /// not pay for a stranger.
    pub check: String,
    /// Whole cents, between the least and the largest payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
}

/// Answer to it, and `GET /api/station/payments/{payment}`: ask again until `meter` says more than
/// `waiting`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StationPaid {
    /// The payment.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment: PaymentId,
    /// The number that was paid for.
    pub account: String,
    /// The customer's name, masked: for the one who pays to see that it goes where they meant.
    pub name: String,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// When it was taken, by the station's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// Where it stands; a station's payment is applied at once.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::PaymentState))]
    pub state: PaymentState,
    /// Where the money went; sums to the amount.
    pub parts: Vec<PaidPart>,
    /// Energy that it bought.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub credit: WattHours,
    /// The way to the meter.
    pub meter: MeterWord,
}

/// One part of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaidPart {
    /// Where it went.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Part))]
    pub part: Part,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
}

/// What the meter says to a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum MeterWord {
    /// Nothing was sent: the payment paid off what was owed and bought no energy.
    Nothing,
    /// On its way, no receipt yet.
    Waiting {
        /// The message to the meter.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        message: MessageId,
    },
    /// The meter has it (FR-15).
    Receipt {
        /// The message to the meter.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        message: MessageId,
        /// The meter.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        meter: MeterId,
        /// The meter's own time of completion.
        #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
        completed_at: LocalMoment,
    },
    /// The meter refused it; the utility has been told.
    Refused {
        /// The message to the meter.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        message: MessageId,
    },
}

/// One of `GET /api/utility/agents`, for the utility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agent {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AgentId,
    /// How people call it.
    pub name: String,
    /// Name of its time zone.
    pub zone: String,
    /// How much it may owe.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub float_max: Money,
    /// How much it owes.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owes: Money,
    /// How much more it may take.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub left: Money,
    /// May take payments.
    pub active: bool,
    /// When its newest key was made, real time; `None` without one that holds.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub key_made_at: Option<LocalMoment>,
}

/// `PUT /api/utility/agents/{agent}`: adds a station or changes it. Its id is made by the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetAgent {
    /// 1 to 120 characters.
    pub name: String,
    /// For example `America/Los_Angeles`; its day is a statement.
    pub zone: String,
    /// Whole cents, up to $1,000,000.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub float_max: Money,
    /// May take payments.
    pub active: bool,
}

/// Answer to `PUT /api/utility/agents/{agent}/key`: the key, this once. Only its digest is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentKey {
    /// 64 hexadecimal digits. The key before it holds for an hour more.
    pub key: String,
}

impl std::fmt::Debug for AgentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AgentKey(..)")
    }
}

/// `PUT /api/utility/agents/{agent}/remittances/{transfer}`: the station has handed money over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Remit {
    /// Whole cents above zero.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// The bank's reference, 1 to 120 characters.
    pub note: String,
}

/// A station's day: `GET /api/station/statement` for the station, and
/// `GET /api/utility/agents/{agent}/statement` for the utility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentStatement {
    /// Which station.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub agent: AgentId,
    /// Which day, `YYYY-MM-DD` in the station's zone.
    pub day: String,
    /// What it owed when the day began.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owed_before: Money,
    /// What it took.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub taken: Money,
    /// What it handed over.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub remitted: Money,
    /// What it owed when the day ended, or owes now.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub owes: Money,
    /// What it took, in order.
    pub payments: Vec<StatementLine>,
    /// What it handed over, in order.
    pub remittances: Vec<StatementRemittance>,
}

/// One payment of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementLine {
    /// The payment.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment: PaymentId,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
}

/// Money that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementRemittance {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub transfer: TransferId,
    /// When it was recorded.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// The bank's reference.
    pub note: String,
}
