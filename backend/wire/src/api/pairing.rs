//! Displays of a home, and how an installer pairs one.

#[cfg(feature = "openapi")]
use crate::schema;
use ami_domain::id::PairingId;
use ami_domain::pairing::{CheckNumber, PairState};
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

/// `GET /api/displays?serial=`: the home of a meter, and its displays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HomeDisplays {
    /// The meter's serial number, as printed on it.
    pub serial: String,
    /// Where it stands.
    pub address: String,
    /// The home's gateway is connected.
    pub gateway_here: bool,
    /// What is under way and what is paired, and the last that ended, newest first.
    pub pairings: Vec<Pairing>,
}

/// `GET /api/pairings/{pairing}`: how a pairing stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pairing {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PairingId,
    /// The meter's serial number.
    pub serial: String,
    /// Where it stands.
    pub address: String,
    /// How far it is.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: PairState,
    /// So many other displays have asked the gateway with another code.
    pub strangers: u32,
    /// The number that the display shows, too: six digits, once the gateway has found it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub check: Option<CheckNumber>,
    /// The last four signs of the serial number, which the display shows, too.
    pub last4: String,
    /// The home's gateway is connected.
    pub gateway_here: bool,
    /// So long it may still take, milliseconds; zero when it is over.
    pub left_ms: i64,
    /// Asked for, by whom.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub asked_at: LocalMoment,
    /// Their name.
    pub asked_by: String,
    /// Over since.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub ended_at: Option<LocalMoment>,
}

/// `PUT /api/pairings/{pairing}`: pair the display with this code. The id is made by who asks, and
/// the same when it is asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskPairing {
    /// The meter's serial number, as printed on it.
    pub serial: String,
    /// The nine digits that the display shows; spaces and hyphens do not matter.
    pub code: String,
}

/// `PUT /api/pairings/{pairing}/confirmed`: website and display show this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmPairing {
    /// The number.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub check: CheckNumber,
}
