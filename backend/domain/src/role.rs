//! Who may do what is decided by role; the table itself is the server's.

use std::fmt;
use std::str::FromStr;

/// The role of a person who signs in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Pays and looks at their own account (AC-1).
    Customer,
    /// Enrols customers, answers questions, acknowledges confirmations (AC-2).
    Representative,
    /// Publishes alerts, sets rules.
    Utility,
    /// Pairs displays.
    Installer,
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("role {0:?} is none of customer, representative, utility, installer")]
pub struct UnknownRole(pub String);

impl Role {
    /// Every role, for tables and tests.
    pub const ALL: [Role; 4] = [
        Role::Customer,
        Role::Representative,
        Role::Utility,
        Role::Installer,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Customer => "customer",
            Role::Representative => "representative",
            Role::Utility => "utility",
            Role::Installer => "installer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.word() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}
