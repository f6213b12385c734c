//! Passwords: changed by whoever is signed in, and set anew with a code from a representative.

use serde::{Deserialize, Serialize};

/// Shortest new password, in characters.
pub const PASSWORD_MIN: usize = 12;
/// Longest password that is looked at, in bytes.
pub const PASSWORD_MAX: usize = 512;

/// `PUT /api/session/password`: a new password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one that is right until now.
    pub old: String,
    /// Another one: at least 12 characters, at most 512 bytes.
    pub new: String,
}

impl std::fmt::Debug for ChangePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangePassword(..)")
    }
}

/// `PUT /api/accounts/{account}/password-code`: a code for the account's customer, to be read out
/// to them. It is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GivenPasswordCode {
    /// What the customer signs in with.
    pub login: String,
    /// The code in groups, as `7KQ2-M9XT-4HB`.
    pub code: String,
    /// So many minutes it may be used.
    pub minutes: i64,
}

impl std::fmt::Debug for GivenPasswordCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GivenPasswordCode(..)")
    }
}

/// `PUT /api/password`: a new password by whoever has such a code. Nobody needs to be signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// What they sign in with, at most 254 characters.
    pub login: String,
    /// The code as they type it: case, spaces and hyphens do not matter.
    pub code: String,
    /// At least 12 characters, at most 512 bytes.
    pub new: String,
}

impl std::fmt::Debug for SetPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetPassword(..)")
    }
}
