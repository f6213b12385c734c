//! The record that allows a disconnect or limit (DESIGN 7.8). Nothing else makes a [`Cut`].
//!
//! [`judge`] evaluates every rule on [`Facts`], and only when none holds is there a [`Clearance`].
//! What is unknown or too old holds: no news is never a reason to cut.

pub mod facts;
pub mod rules;

pub use facts::{Facts, Reduce};
pub use rules::{ClassRules, Hold, Rules};

use crate::id::{ClearanceId, MeterId};
use crate::time::Timestamp;

/// Why supply is to be reduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The prepaid balance has reached zero (SC5.7).
    Zero,
    /// A prepayment event is over, or its money is (PR-END).
    EventOver,
    /// A plan of ADCS has come due (FR-14).
    Plan,
    /// A rule of the utility says so (FR-10).
    Rule,
}

/// Proof, carried by a command, that a clearance exists. Only [`Clearance::cut`] makes one; reading
/// one from the wire proves nothing, which is why ADCS is asked again before a switch opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Cut {
    clearance: ClearanceId,
    cause: Cause,
}

/// Everything that was looked at before supply was allowed to be reduced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearance {
    id: ClearanceId,
    meter: MeterId,
    cause: Cause,
    at: Timestamp,
}

impl Cut {
    /// Which clearance allows it.
    pub const fn clearance(&self) -> ClearanceId {
        self.clearance
    }
    /// Why.
    pub const fn cause(&self) -> Cause {
        self.cause
    }
}

impl Clearance {
    /// Its id.
    pub const fn id(&self) -> ClearanceId {
        self.id
    }
    /// For which meter.
    pub const fn meter(&self) -> MeterId {
        self.meter
    }
    /// When it was given.
    pub const fn at(&self) -> Timestamp {
        self.at
    }
    /// The proof that a command carries.
    pub const fn cut(&self) -> Cut {
        Cut {
            clearance: self.clearance_id(),
            cause: self.cause,
        }
    }
    const fn clearance_id(&self) -> ClearanceId {
        self.id
    }
}

/// Evaluates every rule, in the order of [`Hold::ALL`].
///
/// # Errors
/// Every rule that holds supply on; at least one.
pub fn judge(id: ClearanceId, facts: &Facts, rules: &Rules) -> Result<Clearance, Vec<Hold>> {
    let holds: Vec<Hold> = Hold::ALL
        .into_iter()
        .filter(|hold| hold.holds(facts, rules))
        .collect();
    if holds.is_empty() {
        Ok(Clearance {
            id,
            meter: facts.meter,
            cause: facts.cause,
            at: facts.at,
        })
    } else {
        Err(holds)
    }
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 4] = [Cause::Zero, Cause::EventOver, Cause::Plan, Cause::Rule];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Cause::Zero => "zero",
            Cause::EventOver => "event_over",
            Cause::Plan => "plan",
            Cause::Rule => "rule",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word() == word)
    }
}

#[cfg(test)]
#[path = "clearance/tests.rs"]
mod tests;
