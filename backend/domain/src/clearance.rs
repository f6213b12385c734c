//! The record that allows a disconnect or limit (DESIGN 7.8). Nothing else makes a [`Cut`].
//!
//! [`judge`] evaluates every rule on [`Facts`], and only when none holds is there a [`Clearance`].
//! What is unknown or too old holds: no news is never a reason to cut.

mod ahead;
pub mod facts;
pub mod hold;
mod look;
pub mod pack;
pub mod rules;
mod sheet;
pub mod verdict;

pub use ahead::{earliest, held_again};
pub use facts::{Acknowledged, Facts, Reduce};
pub use hold::Hold;
pub use pack::{Pack, Packs};
pub use rules::{ClassRules, Rules};
pub use sheet::figures;
pub use verdict::{Says, Seen, Value, Verdict, What};

use crate::command::{CommandKind, Limit};
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

/// Proof, carried by a command, that a clearance exists. Only [`Clearance::order`] makes one.
/// Reading one from the wire proves nothing: ADCS takes no order that it has only read, and is
/// asked again before a switch opens.
///
/// Nobody else can write one down:
/// ```compile_fail
/// use ami_domain::clearance::{Cause, Cut};
/// use ami_domain::id::ClearanceId;
/// let forged = Cut { clearance: ClearanceId::from_number(1), cause: Cause::Zero };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Cut {
    clearance: ClearanceId,
    cause: Cause,
}

/// Permission to reduce one meter's supply once. [`judge`] alone makes one, it is used up by
/// [`Clearance::order`], and it can be neither copied nor read from anywhere.
///
/// ```compile_fail
/// use ami_domain::clearance::{Cause, Clearance, Reduce};
/// use ami_domain::id::{ClearanceId, MeterId};
/// use ami_domain::time::Timestamp;
/// let forged = Clearance {
///     id: ClearanceId::from_number(1),
///     meter: MeterId::from_number(1),
///     what: Reduce::Disconnect,
///     cause: Cause::Zero,
///     at: Timestamp::from_millis(0),
/// };
/// ```
/// ```compile_fail
/// fn read(text: &str) -> ami_domain::clearance::Clearance {
///     serde_json::from_str(text).expect("a clearance is never read")
/// }
/// ```
/// ```compile_fail
/// fn twice(clearance: ami_domain::clearance::Clearance) {
///     let first = clearance.order();
///     let second = clearance.order();
/// }
/// ```
/// ```compile_fail
/// fn copied(clearance: &ami_domain::clearance::Clearance) -> ami_domain::clearance::Clearance {
///     clearance.clone()
/// }
/// ```
/// What is allowed, so that the examples above fail for their own reasons:
/// ```
/// use ami_domain::clearance::{Cause, Clearance, Cut, Reduce};
/// use ami_domain::id::{ClearanceId, MeterId};
/// use ami_domain::time::Timestamp;
/// fn once(clearance: Clearance) {
///     let id: ClearanceId = clearance.id();
///     let order = clearance.order();
///     let text = serde_json::to_string(&order).expect("an order is written");
///     let read: Option<Cut> = order.cuts();
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Clearance {
    id: ClearanceId,
    meter: MeterId,
    what: Reduce,
    cause: Cause,
    at: Timestamp,
}

/// Proof that a person may be sent to cut supply at a meter without a switch (AS-2). Only
/// [`Clearance::errand`] makes one, and a field order to cut takes one.
///
/// ```compile_fail
/// use ami_domain::clearance::Errand;
/// use ami_domain::id::{ClearanceId, MeterId};
/// let forged = Errand {
///     clearance: ClearanceId::from_number(1),
///     meter: MeterId::from_number(1),
/// };
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Errand {
    clearance: ClearanceId,
    meter: MeterId,
}

/// What every rule said, and what follows from it.
#[derive(Debug, PartialEq, Eq)]
pub struct Judgment {
    /// One for each rule, in the order of [`Hold::ALL`].
    pub verdicts: Vec<Verdict>,
    /// A clearance, or every rule that holds supply on; at least one.
    pub outcome: Result<Clearance, Vec<Hold>>,
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
    /// Why.
    pub const fn cause(&self) -> Cause {
        self.cause
    }
    /// When it was given.
    pub const fn at(&self) -> Timestamp {
        self.at
    }
    /// The errand that it allows; nothing else makes one.
    pub const fn errand(self) -> Errand {
        Errand {
            clearance: self.id,
            meter: self.meter,
        }
    }
    /// The order that it allows; nothing else makes a disconnect or a limit.
    pub const fn order(self) -> CommandKind {
        let cut = Cut {
            clearance: self.id,
            cause: self.cause,
        };
        match self.what {
            Reduce::Disconnect => CommandKind::Disconnect(cut),
            Reduce::Limit(demand) => CommandKind::Limit(Limit { demand, cut }),
        }
    }
}

impl Errand {
    /// Which clearance allows it.
    pub const fn clearance(&self) -> ClearanceId {
        self.clearance
    }
    /// At which meter.
    pub const fn meter(&self) -> MeterId {
        self.meter
    }
}

/// Looks at every rule, in the order of [`Hold::ALL`]: what it looked at and what it says is
/// kept, whether it holds or not.
pub fn weigh(id: ClearanceId, facts: &Facts, rules: &Rules) -> Judgment {
    let verdicts: Vec<Verdict> = Hold::ALL
        .into_iter()
        .map(|rule| look::look(rule, facts, rules))
        .collect();
    let holds: Vec<Hold> = verdicts
        .iter()
        .filter(|verdict| verdict.says == Says::Holds)
        .map(|verdict| verdict.rule)
        .collect();
    let outcome = if holds.is_empty() {
        Ok(Clearance {
            id,
            meter: facts.meter,
            what: facts.what,
            cause: facts.cause,
            at: facts.at,
        })
    } else {
        Err(holds)
    };
    Judgment { verdicts, outcome }
}

/// The same without the verdicts.
///
/// # Errors
/// Every rule that holds supply on; at least one.
pub fn judge(id: ClearanceId, facts: &Facts, rules: &Rules) -> Result<Clearance, Vec<Hold>> {
    weigh(id, facts, rules).outcome
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
