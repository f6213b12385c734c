//! Who may join the local broker: displays that hold the secret of this home.
//!
//! A display signs in with the user name [`USER`] and the secret as its password. The secret is a
//! file that the installer puts on both, and that is read again at each sign-in, so that a display
//! is paired without a restart. When the customer leaves, the secrets of that moment are refused
//! for ever (`unpaired.rs`), and the installer pairs the next customer's display with a new one.

use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// User name of every display.
pub const USER: &str = "display";

/// Shortest secret in characters.
pub const SECRET_MIN: usize = 16;
/// Longest secret in characters.
pub const SECRET_MAX: usize = 256;

/// The secrets of paired displays, as digests; clones share them.
#[derive(Clone)]
pub struct Pairing {
    path: PathBuf,
    /// What the file said last.
    digests: Arc<Mutex<Vec<[u8; 32]>>>,
}

impl std::fmt::Debug for Pairing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pairing({} secrets)", self.digests().len())
    }
}

impl Pairing {
    /// Reads a file with one secret a line.
    ///
    /// # Errors
    /// What the file system says, or that there is no secret or one of a wrong length.
    pub fn read(path: &Path) -> io::Result<Pairing> {
        Ok(Pairing {
            path: path.to_owned(),
            digests: Arc::new(Mutex::new(read_digests(path)?)),
        })
    }

    /// Whether a display may come in, by the file as it is now. Takes the same time for every wrong
    /// secret.
    pub fn admits(&self, username: &str, password: &[u8]) -> bool {
        self.look_again();
        let given = digest(password);
        let mut found = subtle::Choice::from(0);
        for known in &self.digests() {
            found |= known.ct_eq(&given);
        }
        username == USER && bool::from(found)
    }

    /// The digests that are known now.
    pub(crate) fn digests(&self) -> Vec<[u8; 32]> {
        let digests = self.digests.lock();
        digests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the file again; one that cannot be read now, because somebody is writing it, leaves
    /// what was known.
    pub(crate) fn look_again(&self) {
        if let Ok(new) = read_digests(&self.path) {
            *self.digests.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }
}

/// Reads the one secret of a file.
///
/// # Errors
/// As [`Pairing::read`].
pub fn read_secret(path: &Path) -> io::Result<String> {
    lines(path).map(|mut lines| lines.swap_remove(0))
}

fn read_digests(path: &Path) -> io::Result<Vec<[u8; 32]>> {
    let secrets = lines(path)?;
    Ok(secrets.iter().map(|one| digest(one.as_bytes())).collect())
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

/// What is kept of a secret.
pub(crate) fn digest(secret: &[u8]) -> [u8; 32] {
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
        fs::write(&path, "a display of the next customer\n").unwrap();
        assert!(!pairing.admits(USER, b"0123456789abcdef"));
        assert!(pairing.admits(USER, b"a display of the next customer"));
        fs::write(&path, "short\n").unwrap();
        assert!(Pairing::read(&path).is_err());
        fs::write(&path, "\n").unwrap();
        assert!(read_secret(&path).is_err());
    }
}
