//! Passwords: argon2id with OWASP's numbers, at most two at a time, so that a storm of sign-ins
//! cannot take both cores.

use ami_wire::api::{PASSWORD_MAX, PASSWORD_MIN};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Memory in KiB, passes, lanes (OWASP password storage, argon2id).
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// Hashes computed at the same time.
const AT_ONCE: usize = 2;

/// Hashes and checks passwords.
#[derive(Debug)]
pub struct Passwords {
    gate: Semaphore,
    /// Checked when the login is not known, so that both answers take the same work.
    nobody: String,
}

/// Hashing failed: the system is out of memory or chance.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashError(String);

impl Passwords {
    /// Ready to hash.
    ///
    /// # Errors
    /// [`HashError`] when not even one hash can be computed.
    pub fn new() -> Result<Self, HashError> {
        let nobody = hash("nobody has this password")?;
        Ok(Self {
            gate: Semaphore::new(AT_ONCE),
            nobody,
        })
    }

    /// Whether the password belongs to this hash; with `None` it does the same work and says no.
    pub async fn check(&self, password: String, stored: Option<String>) -> bool {
        let Ok(_permit) = self.gate.acquire().await else {
            return false;
        };
        let known = stored.is_some() && password.len() <= PASSWORD_MAX;
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let checked = tokio::task::spawn_blocking(move || {
            let Ok(parsed) = PasswordHash::new(&stored) else {
                return false;
            };
            let bytes = password.as_bytes();
            hasher().is_ok_and(|argon| argon.verify_password(bytes, &parsed).is_ok())
        });
        checked.await.unwrap_or(false) && known
    }
}

/// Whether a new password is neither too short nor too long.
pub fn fits(password: &str) -> bool {
    password.chars().count() >= PASSWORD_MIN && password.len() <= PASSWORD_MAX
}

/// Hashes a password for storing.
///
/// # Errors
/// [`HashError`] when the system is out of memory or chance.
pub fn hash(password: &str) -> Result<String, HashError> {
    let wrong = |e: argon2::password_hash::Error| HashError(e.to_string());
    let salt = SaltString::encode_b64(&crate::chance::token()[..16]).map_err(wrong)?;
    let argon = hasher()?;
    Ok(argon
        .hash_password(password.as_bytes(), &salt)
        .map_err(wrong)?
        .to_string())
}

fn hasher() -> Result<Argon2<'static>, HashError> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|e| HashError(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
