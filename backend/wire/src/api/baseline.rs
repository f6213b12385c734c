//! What baseline a home is entitled to: its region, and whether medical equipment needs power.

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::time::{Day, LocalMoment};
use serde::{Deserialize, Serialize};

/// `GET /api/accounts/{account}/baseline`; the answer to a change, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Baseline {
    /// Name of the customer.
    pub name: String,
    /// Number of the account.
    pub number: String,
    /// The account's tariff has a baseline; else what is said here changes no price.
    pub priced: bool,
    /// Regions that may be chosen; empty where the tariff knows none.
    pub regions: Vec<String>,
    /// Today at the site: a change begins tomorrow at the earliest.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub today: Day,
    /// By the day from which on it is, in rising order; earlier days have none.
    pub entitled: Vec<EntitledFrom>,
    /// What was said, the newest first; at most 50.
    pub notes: Vec<BaselineSaid>,
}

/// What a home is entitled to from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntitledFrom {
    /// First local day.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Day))]
    pub from: Day,
    /// By the utility's map; empty for none.
    pub region: String,
    /// Medical equipment needs power.
    pub medical: bool,
}

/// Something that was said of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BaselineSaid {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
    /// Who; for staff only.
    pub by: Option<String>,
    /// What.
    pub entitled: EntitledFrom,
    /// Why.
    pub why: String,
}

/// `PUT /api/accounts/{account}/baseline`: from a day on; the same day again changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetBaseline {
    /// First local day, `YYYY-MM-DD`; tomorrow at the earliest.
    pub from: String,
    /// One of the regions, or empty for none.
    #[serde(default)]
    pub region: String,
    /// Medical equipment needs power.
    pub medical: bool,
    /// Why, by which paper; 3 to 300 characters.
    pub why: String,
}
