//! One decision about supply, rule by rule.

use ami_domain::clearance::{Cause, Hold, Verdict};
use ami_domain::id::ClearanceId;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

/// How a decision ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ruled {
    /// Supply may be reduced.
    Cleared,
    /// Rules keep it on.
    Held,
    /// Too many at once.
    Quarantined,
}

/// A decision, of `GET /api/utility/decisions/{decision}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decision {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: ClearanceId,
    /// As printed on the meter.
    pub meter_serial: String,
    /// When, by the clock at the site.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub at: LocalMoment,
    /// Demand was to be limited; else service was to be switched off.
    pub limits: bool,
    /// What it was to be reduced for: `zero`, `event_over`, `plan` or `rule`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub cause: Cause,
    /// How it ended.
    pub ruling: Ruled,
    /// Version of the rules.
    pub rules: String,
    /// Taken when the gateway asked, at the moment of execution.
    pub asked: bool,
    /// Two people had released it from quarantine.
    pub released: bool,
    /// Every rule that keeps supply on.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub holds: Vec<Hold>,
    /// What every rule looked at and said; empty in decisions of before that was kept.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub verdicts: Vec<Verdict>,
}
