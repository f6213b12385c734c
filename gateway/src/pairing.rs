//! Who may join the local broker by configuration: displays that hold a secret of a home here.
//! Those that an installer pairs have a password of their own (`admit.rs`).
//!
//! A display signs in with the user name [`USER`] and the secret as its password. The secret is a
//! file that the installer puts on both, and that is read again at each sign-in, so that a display
//! is paired without a restart. A gateway with several meters serves several homes: there each line
//! names the meter that the secret is of, and a display sees that meter and no neighbour's. When a
//! customer leaves, the secrets of that meter and moment are refused for ever (`unpaired.rs`), and
//! the installer pairs the next customer's display with a new one.

use ami_domain::id::MeterId;
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

/// A secret as its digest, and the meter that it is of.
type Paired = (MeterId, [u8; 32]);

/// The secrets of paired displays, as digests; clones share them.
#[derive(Clone)]
pub struct Pairing {
    /// `None` where displays are paired by an installer only.
    path: Option<PathBuf>,
    /// The meters here.
    meters: Vec<MeterId>,
    /// What the file said last.
    digests: Arc<Mutex<Vec<Paired>>>,
}

impl std::fmt::Debug for Pairing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pairing({} secrets)", self.known().len())
    }
}

impl Pairing {
    /// Reads a file with one secret a line, behind the id of its meter and a space where there is
    /// more than one meter.
    ///
    /// # Errors
    /// What the file system says, or that there is no secret, one of a wrong length, one that
    /// names no meter here, or one that is of two meters.
    pub fn read(path: &Path, meters: &[MeterId]) -> io::Result<Pairing> {
        Ok(Pairing {
            path: Some(path.to_owned()),
            meters: meters.to_vec(),
            digests: Arc::new(Mutex::new(read_digests(path, meters)?)),
        })
    }

    /// Nobody comes in by a file.
    pub fn without_file(meters: &[MeterId]) -> Pairing {
        Pairing {
            path: None,
            meters: meters.to_vec(),
            digests: Arc::default(),
        }
    }

    /// The meter whose display may come in with this secret, by the file as it is now. Takes the
    /// same time for every wrong secret.
    pub fn admits(&self, username: &str, password: &[u8]) -> Option<MeterId> {
        self.look_again();
        let given = digest(password);
        let mut found = None;
        for (meter, known) in &self.known() {
            if bool::from(known.ct_eq(&given)) {
                found = Some(*meter);
            }
        }
        found.filter(|_| username == USER)
    }

    /// Whether displays of several homes come in here.
    pub(crate) fn has_neighbours(&self) -> bool {
        self.meters.len() > 1
    }

    /// The digests of the secrets of a meter that are known now.
    pub(crate) fn digests(&self, of: MeterId) -> Vec<[u8; 32]> {
        let mut known = self.known();
        known.retain(|(meter, _)| *meter == of);
        known.into_iter().map(|(_, digest)| digest).collect()
    }

    /// The digests of all secrets that are known now.
    pub(crate) fn all_digests(&self) -> Vec<[u8; 32]> {
        let known = self.known().into_iter();
        known.map(|(_, digest)| digest).collect()
    }

    fn known(&self) -> Vec<Paired> {
        let digests = self.digests.lock();
        digests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the file again; one that cannot be read now, because somebody is writing it, leaves
    /// what was known.
    pub(crate) fn look_again(&self) {
        let Some(path) = &self.path else { return };
        if let Ok(new) = read_digests(path, &self.meters) {
            *self.digests.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }
}

/// Reads the one secret of a file.
///
/// # Errors
/// As [`Pairing::read`].
pub fn read_secret(path: &Path) -> io::Result<String> {
    let secret = lines(path)?.swap_remove(0);
    if fits(&secret) {
        Ok(secret)
    } else {
        Err(wrong(LENGTH))
    }
}

fn read_digests(path: &Path, meters: &[MeterId]) -> io::Result<Vec<Paired>> {
    let mut known: Vec<Paired> = Vec::new();
    for line in lines(path)? {
        let (meter, secret) = of_meter(&line, meters)?;
        if !fits(secret) {
            return Err(wrong(LENGTH));
        }
        let digest = digest(secret.as_bytes());
        let elsewhere = |one: &Paired| one.1 == digest && one.0 != meter;
        if known.iter().any(elsewhere) {
            return Err(wrong("a secret is of two meters: make one for each"));
        }
        known.push((meter, digest));
    }
    Ok(known)
}

/// The meter that a line is of, and its secret. A gateway of one home need not name its meter.
fn of_meter<'a>(line: &'a str, meters: &[MeterId]) -> io::Result<(MeterId, &'a str)> {
    let named = line.split_once(' ').and_then(|(meter, secret)| {
        let meter = meter.parse().ok().filter(|meter| meters.contains(meter));
        meter.map(|meter| (meter, secret.trim_start()))
    });
    match (named, meters) {
        (Some(named), _) => Ok(named),
        (None, [only]) => Ok((*only, line)),
        (None, _) => Err(wrong(
            "a line must be METER_ID SECRET, with one of the meters here, so that each display \
             sees its own home only",
        )),
    }
}

const LENGTH: &str = "a secret must have 16 to 256 characters";

fn wrong(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

fn fits(secret: &str) -> bool {
    (SECRET_MIN..=SECRET_MAX).contains(&secret.len())
}

fn lines(path: &Path) -> io::Result<Vec<String>> {
    let text = fs::read_to_string(path)?;
    let secrets: Vec<String> = text
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    if secrets.is_empty() {
        return Err(wrong("the file holds no secret"));
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
        let home = MeterId::from_number(7);
        let pairing = Pairing::read(&path, &[home]).unwrap();
        assert_eq!(pairing.admits(USER, b"0123456789abcdef"), Some(home));
        assert_eq!(pairing.admits(USER, b"fedcba9876543210"), Some(home));
        assert_eq!(pairing.admits(USER, b"0123456789abcde"), None);
        assert_eq!(pairing.admits(USER, b""), None);
        assert_eq!(pairing.admits("gateway", b"0123456789abcdef"), None);
        assert!(!format!("{pairing:?}").contains("0123"));
        fs::write(&path, "a display of the next customer\n").unwrap();
        assert_eq!(pairing.admits(USER, b"0123456789abcdef"), None);
        let next = pairing.admits(USER, b"a display of the next customer");
        assert_eq!(next, Some(home));
        fs::write(&path, "short\n").unwrap();
        assert!(Pairing::read(&path, &[home]).is_err());
        assert!(read_secret(&path).is_err());
        fs::write(&path, "\n").unwrap();
        assert!(read_secret(&path).is_err());
    }

    #[test]
    fn of_several_homes_each_secret_is_of_one_and_says_which() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        let (one, two) = (MeterId::from_number(1), MeterId::from_number(2));
        let read = |text: String| {
            fs::write(&path, text).unwrap();
            Pairing::read(&path, &[one, two])
        };
        let both = format!("{one} the first home's secret\n{two} the second home's one\n");
        let pairing = read(both).unwrap();
        assert_eq!(pairing.admits(USER, b"the first home's secret"), Some(one));
        assert_eq!(pairing.admits(USER, b"the second home's one"), Some(two));
        assert_eq!(pairing.digests(two), [digest(b"the second home's one")]);
        let three = MeterId::from_number(3);
        for text in [
            "the first home's secret".to_owned(),
            format!("{three} the third home's secret"),
            format!("{one} too short"),
            format!("{one} the same for all\n{two} the same for all"),
        ] {
            let refused = read(text.clone()).unwrap_err().to_string().to_lowercase();
            assert!(refused.contains("secret"), "{text}: {refused}");
        }
        // While somebody writes nonsense, what was known holds.
        assert_eq!(pairing.admits(USER, b"the first home's secret"), Some(one));
    }
}
