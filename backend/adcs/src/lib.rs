//! Automated data collection (AC-6): takes requests, talks to meters on time, and keeps both
//! sides' words. It speaks in wire values; the socket is the server's.
//!
//! A command is a row from the moment it is accepted until the meter's receipt is in. The broker
//! in between may lose, delay, repeat or reorder what it carries.

pub mod alerts;
pub mod back;
pub mod by_hand;
pub mod collect;
pub mod conformance;
pub mod dispatch;
pub mod event_view;
mod facts;
pub mod gateway;
pub mod lineage;
pub mod pair;
pub mod plans;
pub mod program;
pub mod prune;
pub mod receive;
pub mod reconcile;
pub mod refresh;
pub mod replay;
pub mod request;
pub mod rules;
pub mod schedule;
pub mod settings;
pub mod still;
pub mod supply;
pub mod terms;
pub mod test;
pub mod warn;
pub mod weather;

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
    /// A disconnect or limit that nothing has cleared.
    #[error("supply of meter {0} is reduced by a clearance only")]
    NoClearance(ami_domain::id::MeterId),
    /// A text to customers cannot be published.
    #[error(transparent)]
    Notice(#[from] ami_domain::message::NoticeError),
    /// A text cannot go to this audience.
    #[error(transparent)]
    Audience(#[from] ami_domain::audience::AudienceError),
    /// A text is not taken, taken back or approved.
    #[error(transparent)]
    Alert(#[from] alerts::AlertRefusal),
    /// The rules have another text than before, under the same version.
    #[error("rules version {0:?} was another text before, give the new one a new version")]
    RulesChanged(String),
    /// A plan for the past, or for a time too far ahead.
    #[error("a plan is for a moment that is to come, at most 366 days ahead")]
    PlanPast,
    /// Another plan has this id.
    #[error("plan {0} is another one")]
    PlanTaken(ami_domain::id::PlanId),
    /// The plan is not as the caller has seen it.
    #[error("plan {0} does not wait in this version any more")]
    PlanChanged(ami_domain::id::PlanId),
    /// So many plans wait for a meter that no more are taken.
    #[error("{} plans wait for this meter already", plans::PLANS_MAX)]
    PlanMany,
    /// A report about the weather that cannot be.
    #[error(transparent)]
    Weather(#[from] ami_domain::weather::WeatherError),
}

impl AdcsError {
    /// The field of a utility's text that was refused; `None` when it was not a field.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            AdcsError::Notice(refused) => Some(refused.field()),
            AdcsError::Audience(_) | AdcsError::Unknown { .. } => Some("audience"),
            AdcsError::Alert(refused) => Some(refused.field()),
            AdcsError::Store(_)
            | AdcsError::NotItsMeter { .. }
            | AdcsError::NoClearance(_)
            | AdcsError::RulesChanged(_)
            | AdcsError::PlanPast
            | AdcsError::PlanTaken(_)
            | AdcsError::PlanChanged(_)
            | AdcsError::PlanMany
            | AdcsError::Weather(_) => None,
        }
    }
}
