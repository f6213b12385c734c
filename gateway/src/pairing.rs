//! Who may join the local broker: displays that hold the secret of this home.
//!
//! A display signs in with the user name [`USER`] and the secret as its password. For now the
//! secret is a file that the installer puts on both.

use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::Path;
use subtle::ConstantTimeEq;

/// User name of every display.
pub const USER: &str = "display";

/// Shortest secret in characters.
pub const SECRET_MIN: usize = 16;
/// Longest secret in characters.
pub const SECRET_MAX: usize = 256;

/// The secrets of paired displays, as digests.
#[derive(Clone)]
pub struct Pairing {
    digests: Vec<[u8; 32]>,
}

impl std::fmt::Debug for Pairing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pairing({} secrets)", self.digests.len())
    }
}

impl Pairing {
    /// Reads a file with one secret a line.
    ///
    /// # Errors
    /// What the file system says, or that there is no secret or one of a wrong length.
    pub fn read(path: &Path) -> io::Result<Pairing> {
        let secrets = lines(path)?;
        let digests = secrets.iter().map(|secret| digest(secret.as_bytes()));
        Ok(Pairing {
            digests: digests.collect(),
        })
    }

    /// Whether a display may come in. Takes the same time for every wrong secret.
    pub fn admits(&self, username: &str, password: &[u8]) -> bool {
        let given = digest(password);
        let mut found = subtle::Choice::from(0);
        for known in &self.digests {
            found |= known.ct_eq(&given);
        }
        username == USER && bool::from(found)
    }
}

/// Reads the one secret of a file.
///
/// # Errors
/// As [`Pairing::read`].
pub fn read_secret(path: &Path) -> io::Result<String> {
    lines(path).map(|mut lines| lines.swap_remove(0))
}

fn lines(path: &Path) -> io::Result<Vec<String>> {
    let wrong = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let text = fs::read_to_string(path)?;
    let secrets: Vec<String> = text
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    if secrets.is_empty() {
        return Err(wrong("the file holds no secret"));
    }
    let fits = |secret: &String| (SECRET_MIN..=SECRET_MAX).contains(&secret.len());
    if !secrets.iter().all(fits) {
        return Err(wrong("a secret must have 16 to 256 characters"));
    }
    Ok(secrets)
}

fn digest(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_the_whole_secret_of_this_home_admits_and_it_never_shows() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        fs::write(&path, "0123456789abcdef\n\nfedcba9876543210\n").unwrap();
        let pairing = Pairing::read(&path).unwrap();
        assert!(pairing.admits(USER, b"0123456789abcdef"));
        assert!(pairing.admits(USER, b"fedcba9876543210"));
        assert!(!pairing.admits(USER, b"0123456789abcde"));
        assert!(!pairing.admits(USER, b""));
        assert!(!pairing.admits("gateway", b"0123456789abcdef"));
        assert!(!format!("{pairing:?}").contains("0123"));
        fs::write(&path, "short\n").unwrap();
        assert!(Pairing::read(&path).is_err());
        fs::write(&path, "\n").unwrap();
        assert!(read_secret(&path).is_err());
    }
}
