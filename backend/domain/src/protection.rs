//! Who lives or works behind a meter, and what protects them from being cut.

use crate::energy::Watts;
use crate::time::Timestamp;

/// What kind of customer it is (FR-10: rules are set by class).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A household.
    Residential,
    /// A shop, an office, a workshop.
    Business,
    /// A hospital, a water works: never cut.
    Critical,
}

/// Why somebody may not be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Medical equipment depends on power.
    MedicalEquipment,
    /// Somebody is critically or chronically ill.
    CriticalCare,
    /// Age, a small child, a disability.
    Vulnerable,
    /// A complaint or dispute is open.
    Dispute,
    /// An agency has promised to pay.
    Pledge,
}

/// One protection and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Protection {
    /// Why.
    pub flag: Flag,
    /// Until when it holds; `None` without end.
    pub until: Option<Timestamp>,
}

/// What is known of the customer behind a meter. A meter without this record is protected.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Standing {
    /// Customer class; `None` when nobody has said.
    pub class: Option<Class>,
    /// Protections; at most [`Standing::PROTECTIONS_MAX`].
    pub protections: Vec<Protection>,
    /// Name of the place whose weather counts.
    pub place: String,
    /// Rated capacity of the service, from which the steps of a limit are taken.
    pub rated: Watts,
}

impl Standing {
    /// So many protections one customer may have.
    pub const PROTECTIONS_MAX: usize = 16;
}

impl Protection {
    /// Whether it protects at this moment.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 3] = [Class::Residential, Class::Business, Class::Critical];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Class::Residential => "residential",
            Class::Business => "business",
            Class::Critical => "critical",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }
}
