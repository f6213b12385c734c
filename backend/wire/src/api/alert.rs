//! The utility's console: texts to many and their delivery, and the numbers that it sets.

use ami_domain::audience::{AlertState, Audience};
use ami_domain::command::Priority;
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance};
use ami_domain::time::{LocalMoment, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[cfg(feature = "openapi")]
use crate::schema;

/// `PUT /api/utility/alerts/{alert}`: publish a text; the answer is [`Alert`]. The page makes the
/// id, a second copy changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishAlert {
    /// To whom: `"all"`, `{"feeder": ..}`, `{"postal": ..}`, `{"program": ..}`, `{"list": [..]}`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub audience: Audience,
    /// More accounts of a list, by the numbers that people know them by; a list of both has at
    /// most 1,000 accounts.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// How much it matters.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Importance))]
    pub importance: Importance,
    /// English text, at most 160 characters.
    pub en: String,
    /// Spanish text, at most 160 characters.
    pub es: String,
    /// First minute by the utility's clock ([`Settings::zone`]), `YYYY-MM-DDTHH:MM`; at once
    /// without it.
    #[serde(default)]
    pub from: Option<String>,
    /// First minute after, the same; a day later without it.
    #[serde(default)]
    pub until: Option<String>,
    /// Readers are asked to confirm.
    #[serde(default)]
    pub confirm: bool,
    /// The text whose place it takes.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub replace: Option<AlertId>,
}

/// `GET /api/utility/alerts` (newest first) and `GET /api/utility/alerts/{alert}`: a text and how
/// far it has come. `PUT .../approval` and `PUT .../cancellation` answer with it, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alert {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AlertId,
    /// What it says.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Bilingual))]
    pub text: Bilingual,
    /// How much it matters.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Importance))]
    pub importance: Importance,
    /// Readers are asked to confirm.
    pub confirm: bool,
    /// `all`, `feeder`, `postal`, `program` or `list`.
    pub audience: String,
    /// Name of feeder, postal area or program; else empty.
    pub audience_name: String,
    /// `proposed`, `sending`, `sent`, `cancelling`, `cancelled` or `over`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: AlertState,
    /// When it was taken.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub proposed_at: LocalMoment,
    /// Shown from.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub from: LocalMoment,
    /// Shown until.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub until: LocalMoment,
    /// Name of who published it; `None` for a utility system.
    pub by: Option<String>,
    /// The reader published it, so somebody else must approve it.
    pub mine: bool,
    /// Name of the second person and when.
    pub approved: Option<Signed>,
    /// Who took it back, if a person did, and when.
    pub cancelled: Option<Signed>,
    /// The text whose place it took.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub replaces: Option<AlertId>,
    /// How many have it.
    pub funnel: AlertFunnel,
}

/// Somebody did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signed {
    /// Name; `None` for a utility system.
    pub by: Option<String>,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
}

/// How many accounts have a text (NFR-09).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertFunnel {
    /// Accounts of the audience.
    pub accounts: u64,
    /// Messages accepted for meters; the website has it from here on.
    pub queued: u64,
    /// Sent to their gateways.
    pub sent: u64,
    /// Acknowledged by meters.
    pub at_meter: u64,
    /// Shown by a display.
    pub shown: u64,
    /// Confirmed by a reader.
    pub confirmed: u64,
    /// The longest time to a display, milliseconds.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub slowest: Option<Span>,
}

/// `GET /api/utility/settings`: the numbers that hold now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settings {
    /// Grows with each change; 0 before the first.
    pub version: u64,
    /// The time zone of the utility's clock, for example `America/Los_Angeles`.
    pub zone: String,
    /// Who changed them last and when.
    pub changed: Option<Signed>,
    /// Every number that may change while the server runs.
    pub numbers: Vec<Number>,
    /// In which order commands go out, first served first (NFR-05).
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub order: Vec<Priority>,
}

/// A number that the utility sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Number {
    /// Its name in the configuration.
    pub key: String,
    /// `micros` (of money) or `millis` (of time).
    pub unit: String,
    /// The value now.
    pub value: i64,
    /// Least value.
    pub min: i64,
    /// Largest value.
    pub max: i64,
    /// The value of the configuration.
    pub default: i64,
}

/// `PUT /api/utility/settings`: these numbers change, all others stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetNumbers {
    /// The version that the reader saw; another one is refused.
    pub version: u64,
    /// By name.
    #[serde(default)]
    pub numbers: BTreeMap<String, i64>,
    /// Every priority once, first served first; without it the order stays.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub order: Option<Vec<Priority>>,
}
