//! What keeps supply on, the quarantine for too many cuts at once, and the weather.

use ami_domain::clearance::{Cause, Hold};
use ami_domain::id::{ClearanceId, MeterId};
use ami_domain::time::{Span, Timestamp};
use ami_domain::weather::Advisory;
use serde::{Deserialize, Serialize};

/// One cut that does not happen, of `GET /api/utility/holds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Held {
    /// Whose supply.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub meter: MeterId,
    /// As printed on the meter.
    pub meter_serial: String,
    /// The decision that says so.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub decision: ClearanceId,
    /// What it was to be reduced for: `zero`, `event_over`, `plan` or `rule`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub cause: Cause,
    /// Every rule that keeps it on.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub holds: Vec<Hold>,
    /// Held without a break since.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub since: Timestamp,
    /// Last looked at.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub at: Timestamp,
    /// Too many cuts at once: two different people must release it.
    pub quarantined: bool,
    /// So many have.
    pub released: u8,
}

/// The stop of all cuts, of `GET /api/utility/cut-stop`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CutsStopped {
    /// Since then, business time.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub since: Timestamp,
    /// Who stopped; missing when a backup was put back.
    pub by: Option<String>,
    /// Why, in their words.
    pub why: String,
    /// Who has agreed that cuts begin again; a second person must.
    pub lifted_by: Option<String>,
}

/// `PUT /api/utility/cut-stop`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StopCuts {
    /// Why: 10 to 500 characters.
    pub why: String,
}

/// The weather at a place, of `GET /api/utility/weather`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeatherAt {
    /// Name of the place.
    pub place: String,
    /// What it is like; `None` when nobody knows.
    pub observed: Option<ObservedAt>,
    /// What it will be like; `None` when nobody knows.
    pub forecast: Option<ForecastAt>,
    /// What the weather service warns of; `None` when nobody knows.
    pub alerts: Option<AlertsAt>,
}

/// Who says a part of the weather, and how old it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaidAt {
    /// Who.
    pub source: String,
    /// How old it is, milliseconds.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub age: Span,
    /// Too old for any cut that asks for it.
    pub stale: bool,
}

/// A measured temperature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObservedAt {
    /// By whom and when.
    pub said: SaidAt,
    /// Tenths of a degree Celsius.
    pub now_c10: i32,
}

/// Expected temperatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForecastAt {
    /// By whom and when.
    pub said: SaidAt,
    /// For so many hours from then.
    pub hours: u16,
    /// Highest, tenths of a degree Celsius.
    pub high_c10: i32,
    /// Lowest.
    pub low_c10: i32,
}

/// Warnings of the weather service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertsAt {
    /// By whom and when.
    pub said: SaidAt,
    /// `heat`, `cold`, `storm`; empty when it warns of nothing.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub advisories: Vec<Advisory>,
}

/// `PUT /api/utility/weather`: a report of somebody who knows. Each of the three parts may be
/// missing: what is known of it stays and grows old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportWeather {
    /// Name of the place, 1 to 64 characters.
    pub place: String,
    /// Who says it, 1 to 64 characters; the name of the reporting person without it.
    #[serde(default)]
    pub source: Option<String>,
    /// When it holds; now without it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub as_of: Option<Timestamp>,
    /// Now, tenths of a degree Celsius.
    #[serde(default)]
    pub now_c10: Option<i32>,
    /// Highest of the forecast; with `low_c10`.
    #[serde(default)]
    pub high_c10: Option<i32>,
    /// Lowest of the forecast; with `high_c10`.
    #[serde(default)]
    pub low_c10: Option<i32>,
    /// Hours that the forecast reaches, 1 to 240; 24 without it.
    #[serde(default)]
    pub hours: Option<u16>,
    /// Warnings: `heat`, `cold`, `storm`; an empty list says that there is none.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub advisories: Option<Vec<Advisory>>,
}
