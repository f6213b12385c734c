//! A customer account: how it is billed, and what happens at zero.

/// How the account pays (FR-27: the same meter does both).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Pays before use.
    Prepaid,
    /// Monthly bill (AS-1).
    Regular,
}

/// What happens when the prepaid balance reaches zero, as the customer chose (PR-END).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtZero {
    /// Demand is limited.
    Limit,
    /// Service is disconnected, with a clearance only.
    Disconnect,
    /// Converts to regular billing.
    RegularBilling,
    /// Tops itself up.
    AutoReplenish,
}

impl Mode {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Mode::Prepaid => "prepaid",
            Mode::Regular => "regular",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Mode::Prepaid, Mode::Regular]
            .into_iter()
            .find(|mode| mode.word() == word)
    }
}

impl AtZero {
    /// Every outcome.
    pub const ALL: [AtZero; 4] = [
        AtZero::Limit,
        AtZero::Disconnect,
        AtZero::RegularBilling,
        AtZero::AutoReplenish,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            AtZero::Limit => "limit",
            AtZero::Disconnect => "disconnect",
            AtZero::RegularBilling => "regular_billing",
            AtZero::AutoReplenish => "auto_replenish",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}
