//! Displays that are paired no more. When a customer has left, the secrets of the home's displays
//! are refused from then on, also after a restart; the installer pairs a display again by putting a
//! new secret on both, and what was refused once never comes back.

use crate::records::{at, sync_dir};
use ami_domain::id::MeterId;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many refused secrets are remembered, the newest; an installer makes a handful in a life.
const REFUSED_MAX: usize = 256;

/// What is refused; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Unpaired {
    /// The same twice: one that cheap flash forgets must not let anybody in again.
    files: [PathBuf; 2],
    past: Arc<Mutex<Past>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Past {
    /// Digests of secrets, the oldest first.
    refused: Vec<[u8; 32]>,
    /// The newest view of each meter by which its customer had left.
    left: BTreeMap<MeterId, u64>,
    /// The disk has not got all of it yet.
    #[serde(skip)]
    unsaved: bool,
}

impl Unpaired {
    /// Reads what was refused before: all that either of the two files knows. What cannot be read
    /// is written anew.
    pub(crate) fn open(folder: &Path) -> Self {
        let files = ["unpaired.json", "unpaired.copy"].map(|name| folder.join(name));
        let found = files.each_ref().map(|file| read(file));
        let mut past = Past::default();
        for known in found.iter().flatten() {
            past.learn(known);
        }
        let same = |known: &Option<Past>| known.as_ref() == Some(&past);
        let whole = past == Past::default() || found.iter().all(same);
        let unpaired = Self {
            past: Arc::new(Mutex::new(past)),
            files,
        };
        if !whole && let Err(error) = unpaired.write(&unpaired.lock()) {
            tracing::error!(%error, "Refused displays are not kept twice");
        }
        unpaired
    }

    fn lock(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the display with this secret was unpaired.
    pub(crate) fn refuses(&self, secret: &[u8; 32]) -> bool {
        self.lock().refused.contains(secret)
    }

    /// The customer of a meter has left by this view: these secrets are refused from now on.
    /// Whether that is news; the same view again, or an older one, refuses nothing more.
    ///
    /// # Errors
    /// What the file system says. The secrets are refused all the same, until a restart.
    pub(crate) fn leave(
        &self,
        meter: MeterId,
        view: u64,
        secrets: &[[u8; 32]],
    ) -> io::Result<bool> {
        let mut past = self.lock();
        if past.left.get(&meter).is_some_and(|known| *known >= view) {
            if past.unsaved && self.write(&past).is_ok() {
                past.unsaved = false;
            }
            return Ok(false);
        }
        past.left.insert(meter, view);
        for secret in secrets {
            if !past.refused.contains(secret) {
                past.refused.push(*secret);
            }
        }
        let over = past.refused.len().saturating_sub(REFUSED_MAX);
        past.refused.drain(..over);
        past.unsaved = true;
        self.write(&past)?;
        past.unsaved = false;
        Ok(true)
    }

    fn write(&self, past: &Past) -> io::Result<()> {
        let bytes = serde_json::to_vec(past)?;
        for file in &self.files {
            let draft = file.with_extension("new");
            let mut new = File::create(&draft).map_err(|error| at(&draft, &error))?;
            new.write_all(&bytes).map_err(|error| at(&draft, &error))?;
            new.sync_all().map_err(|error| at(&draft, &error))?;
            fs::rename(&draft, file).map_err(|error| at(file, &error))?;
            file.parent().map_or(Ok(()), sync_dir)?;
        }
        Ok(())
    }
}

impl Past {
    /// Takes what another file knows and this one does not.
    fn learn(&mut self, other: &Past) {
        for secret in &other.refused {
            if !self.refused.contains(secret) {
                self.refused.push(*secret);
            }
        }
        for (meter, view) in &other.left {
            let known = self.left.entry(*meter).or_insert(*view);
            *known = (*view).max(*known);
        }
    }
}

/// `None` for a file that is not there, or that cannot be read.
fn read(file: &Path) -> Option<Past> {
    let bytes = fs::read(file).ok()?;
    let read = serde_json::from_slice(&bytes);
    let file = file.display();
    read.inspect_err(|error| tracing::error!(%file, %error, "Refused displays cannot be read"))
        .ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn who_was_unpaired_stays_out_after_a_restart_and_a_new_secret_comes_in() {
        let dir = tempfile::tempdir().unwrap();
        let (meter, old, new) = (MeterId::from_number(1), [1; 32], [2; 32]);
        let unpaired = Unpaired::open(dir.path());
        assert!(!unpaired.refuses(&old));
        assert!(unpaired.leave(meter, 7, &[old]).unwrap());
        assert!(unpaired.refuses(&old) && !unpaired.refuses(&new));
        // The same view is read each second: it must not refuse the next pairing.
        assert!(!unpaired.leave(meter, 7, &[new]).unwrap());
        let again = Unpaired::open(dir.path());
        assert!(again.refuses(&old) && !again.refuses(&new));
        assert!(!again.leave(meter, 7, &[new]).unwrap());
        assert!(
            again.leave(meter, 9, &[new]).unwrap(),
            "the next one leaves, too"
        );
        assert!(again.refuses(&new));
    }

    #[test]
    fn a_damaged_file_lets_no_display_of_who_has_left_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let (meter, old) = (MeterId::from_number(1), [1; 32]);
        let unpaired = Unpaired::open(dir.path());
        assert!(unpaired.leave(meter, 7, &[old]).unwrap());
        // One is cut short, of the other a digit has changed: each says what the other forgot.
        for damage in ["", r#"{"refused":[],"left":{}}"#] {
            for file in ["unpaired.json", "unpaired.copy"] {
                std::fs::write(dir.path().join(file), damage).unwrap();
                let again = Unpaired::open(dir.path());
                assert!(again.refuses(&old), "{file} {damage:?}");
                assert!(!again.leave(meter, 7, &[[2; 32]]).unwrap());
            }
        }
    }

    #[test]
    fn what_a_full_disk_did_not_keep_is_kept_as_soon_as_it_can_be() {
        let dir = tempfile::tempdir().unwrap();
        let (meter, old) = (MeterId::from_number(1), [1; 32]);
        let unpaired = Unpaired::open(dir.path());
        let away = dir.path().join("unpaired.new");
        std::fs::create_dir(&away).unwrap();
        assert!(unpaired.leave(meter, 7, &[old]).is_err());
        assert!(unpaired.refuses(&old));
        assert!(!Unpaired::open(dir.path()).refuses(&old), "not yet");
        std::fs::remove_dir(&away).unwrap();
        // The same view is read again each second.
        assert!(!unpaired.leave(meter, 7, &[old]).unwrap());
        assert!(Unpaired::open(dir.path()).refuses(&old));
    }
}
