//! Usage of a window, in steps (SC1.12).

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::energy::WattHours;
use ami_domain::explain::LineageId;
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span};
use serde::{Deserialize, Serialize};

/// Length of a step in `GET /api/accounts/{account}/usage?from=&until=&step=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// As recorded, at most an hour.
    Hour,
    /// Civil days of the site.
    Day,
    /// Civil months of the site.
    Month,
}

/// Usage of a window, in steps (SC1.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// Length of a step.
    pub step: Step,
    /// Oldest first; a step without data is there with `energy: None`.
    pub rows: Vec<UsageRow>,
    /// Sum of the rows with data.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub total: WattHours,
    /// Cost of it.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub cost: Money,
    /// Mean of a day over the days with data in the window.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub daily_average: WattHours,
    /// What is behind all of it; absent where it is longer than is explained at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageRow {
    /// First moment.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub start: LocalMoment,
    /// How long.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub length: Span,
    /// Energy; `None` when the meter said nothing of it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub energy: Option<WattHours>,
    /// What it cost.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub cost: Money,
    /// Part of it was estimated.
    pub estimated: bool,
    /// What is behind energy and cost; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}
