//! Automated data collection (AC-6): takes requests, talks to meters on time, and keeps both
//! sides' words. It speaks in wire values; the socket is the server's.
//!
//! A command is a row from the moment it is accepted until the meter's receipt is in. The broker
//! in between may lose, delay, repeat or reorder what it carries.

pub mod alerts;
pub mod dispatch;
pub mod gateway;
pub mod receive;
pub mod refresh;
pub mod request;
pub mod settings;
pub mod still;
pub mod terms;

pub use terms::{LiveTerms, Terms};

/// Why ADCS did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AdcsError {
    /// The store failed; its own next step holds.
    #[error(transparent)]
    Store(#[from] ami_store::StoreError),
    /// A gateway spoke for a meter that is not its own.
    #[error("gateway {gateway} does not carry meter {meter}")]
    NotItsMeter {
        /// Who spoke.
        gateway: ami_domain::id::GatewayId,
        /// For whom.
        meter: ami_domain::id::MeterId,
    },
    /// No such account, meter or tariff.
    #[error("{what} {which} is not known")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// Which one.
        which: String,
    },
    /// A text to customers cannot be published.
    #[error(transparent)]
    Notice(#[from] ami_domain::message::NoticeError),
    /// A text cannot go to this audience.
    #[error(transparent)]
    Audience(#[from] ami_domain::audience::AudienceError),
    /// A text is not taken, taken back or approved.
    #[error(transparent)]
    Alert(#[from] alerts::AlertRefusal),
}

impl AdcsError {
    /// The field of a utility's text that was refused; `None` when it was not a field.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            AdcsError::Notice(refused) => Some(refused.field()),
            AdcsError::Audience(_) | AdcsError::Unknown { .. } => Some("audience"),
            AdcsError::Alert(refused) => Some(refused.field()),
            AdcsError::Store(_) | AdcsError::NotItsMeter { .. } => None,
        }
    }
}
