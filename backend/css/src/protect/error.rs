//! Why what is said of a customer's protection is not taken.

use ami_domain::protection::StandingError;
use ami_domain::time::Day;

/// Nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtectError {
    /// It cannot be meant.
    #[error(transparent)]
    Standing(#[from] StandingError),
    /// Its end is over.
    #[error("a protection ends at a moment that is to come")]
    Past,
    /// Nothing proves it, or far too much.
    #[error("say by which proof, in 3 to 300 characters")]
    Proof,
    /// The rules of this customer know no self-certification.
    #[error("the rules of this customer know no self-certification")]
    NotAllowed,
    /// One holds already.
    #[error("a self-certification holds already")]
    Running,
    /// It does not hold.
    #[error("this protection is not set")]
    NotSet,
    /// There is no pack of this jurisdiction.
    #[error("there are no rules of this jurisdiction")]
    UnknownRules,
    /// A day on which the account was open already, or that no calendar has.
    #[error("a customer lives there since the account was opened on {opened} at the latest")]
    HomeDay {
        /// When it was opened.
        opened: Day,
    },
    /// A day on which somebody else lived there.
    #[error("the customer before left on {left}")]
    HomeLeft {
        /// When they left.
        left: Day,
    },
    /// The name of the place is too long.
    #[error("the name of a place has at most {} characters", super::PLACE_MAX)]
    Place,
}

impl ProtectError {
    /// Id of the text that tells a person what to do next.
    pub const fn text_id(&self) -> &'static str {
        match self {
            ProtectError::Standing(StandingError::NoEnd) => "error-protect-no-end",
            ProtectError::Standing(StandingError::TooMany) => "error-protect-many",
            ProtectError::Standing(StandingError::Hours) => "error-protect-hours",
            ProtectError::Standing(StandingError::Jurisdiction) | ProtectError::UnknownRules => {
                "error-protect-rules"
            }
            ProtectError::Past => "error-protect-past",
            ProtectError::Proof => "error-protect-proof",
            ProtectError::Place => "error-protect-place",
            ProtectError::HomeDay { .. } => "error-home-day",
            ProtectError::HomeLeft { .. } => "error-home-left",
            ProtectError::NotAllowed => "error-protect-not-allowed",
            ProtectError::Running => "error-protect-running",
            ProtectError::NotSet => "error-protect-not-set",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            ProtectError::Standing(StandingError::NoEnd) | ProtectError::Past => Some("until"),
            ProtectError::Standing(StandingError::Hours) => Some("friendly"),
            ProtectError::Standing(StandingError::Jurisdiction) | ProtectError::UnknownRules => {
                Some("jurisdiction")
            }
            ProtectError::HomeDay { .. } | ProtectError::HomeLeft { .. } => Some("since"),
            ProtectError::Proof => Some("proof"),
            ProtectError::Place => Some("place"),
            ProtectError::Standing(StandingError::TooMany)
            | ProtectError::NotAllowed
            | ProtectError::Running
            | ProtectError::NotSet => None,
        }
    }
}
