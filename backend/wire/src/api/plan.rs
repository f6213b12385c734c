//! What a representative does to supply, now and later (FR-14).

use ami_domain::energy::Watts;
use ami_domain::id::PlanId;
use ami_domain::receipt::Switch;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// What happens to supply when a plan's time comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanWhat {
    /// Service on.
    Connect,
    /// Service off, when every rule allows it then.
    Disconnect,
    /// Demand limited, when every rule allows it then.
    Limit,
    /// The limit goes, and service is on.
    Restore,
}

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanStands {
    /// Its time has not come, or rules hold it.
    Waiting,
    /// Handed to the meter.
    Done,
    /// Rules held it until it made no sense any more.
    Held,
    /// Taken back.
    Cancelled,
}

/// A plan, of `GET /api/accounts/{account}/supply`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupplyPlan {
    /// Made by whoever planned it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PlanId,
    /// What.
    pub what: PlanWhat,
    /// Mean demand that is left, watts, of a limit.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub limit: Option<Watts>,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// Grows with each change.
    pub version: u32,
    /// Where it stands.
    pub state: PlanStands,
    /// Who planned it.
    pub by: String,
}

/// `GET /api/accounts/{account}/supply`: what the meter said last, and what is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupplyNow {
    /// Position of the switch; absent while the meter has said nothing.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::Switch>))]
    pub switch: Option<Switch>,
    /// Limit of mean demand in force, watts.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub limit: Option<Watts>,
    /// When the meter said so.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub at: Option<LocalMoment>,
    /// A command that moves supply is on its way.
    pub on_its_way: bool,
    /// Plans, the last first, at most 100.
    pub plans: Vec<SupplyPlan>,
}

/// `PUT /api/accounts/{account}/plans/{plan}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanSupply {
    /// What.
    pub what: PlanWhat,
    /// Mean demand that is left, watts, above zero; for a limit and nothing else.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub limit: Option<Watts>,
    /// When, by the clock of the site, `YYYY-MM-DDTHH:MM`; at most 366 days ahead.
    pub at: String,
}

/// `PUT /api/accounts/{account}/plans/{plan}/time`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MovePlan {
    /// The version that was seen: two who move at the same time do not overwrite each other.
    pub version: u32,
    /// When instead, by the clock of the site, `YYYY-MM-DDTHH:MM`; at most 366 days ahead.
    pub at: String,
}
