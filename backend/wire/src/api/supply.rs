//! What keeps supply on, the quarantine for too many cuts at once, and the weather.

use ami_domain::clearance::{Cause, Hold};
use ami_domain::id::MeterId;
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

/// The weather at a place, of `GET /api/utility/weather`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeatherAt {
    /// Name of the place.
    pub place: String,
    /// How old it is, milliseconds.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub age: Span,
    /// Too old for any cut that asks for weather.
    pub stale: bool,
    /// Now, tenths of a degree Celsius.
    pub now_c10: i32,
    /// Highest of the next 24 hours.
    pub high_c10: i32,
    /// Lowest of the next 24 hours.
    pub low_c10: i32,
    /// Warnings: `heat`, `cold`, `storm`.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub advisories: Vec<Advisory>,
}

/// `PUT /api/utility/weather`: a report of somebody who knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportWeather {
    /// Name of the place, 1 to 64 characters.
    pub place: String,
    /// When it holds; now without it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub as_of: Option<Timestamp>,
    /// Now, tenths of a degree Celsius.
    pub now_c10: i32,
    /// Highest of the next 24 hours.
    pub high_c10: i32,
    /// Lowest of the next 24 hours.
    pub low_c10: i32,
    /// Warnings: `heat`, `cold`, `storm`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub advisories: Vec<Advisory>,
}
