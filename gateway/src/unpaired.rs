//! Displays that are paired no more. When a customer has left, the secrets of the home's displays
//! are refused from then on, also after a restart; the installer pairs a display again by putting a
//! new secret on both, and what was refused once never comes back.

use crate::alarm::{Alarm, Alarms};
use crate::records::{at, sync_dir};
use crate::summed::{Found, aside, beside, bytes_of, find, set_aside};
use ami_domain::id::MeterId;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many refused secrets are remembered, the newest; an installer makes a handful in a life.
const REFUSED_MAX: usize = 256;

/// What is refused; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Unpaired {
    file: PathBuf,
    past: Arc<Mutex<Past>>,
}

#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
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
    /// Reads what was refused before. Where that cannot be read any more nobody knows whose display
    /// is whose: the file is set aside as `unpaired.damaged`, [`Alarm::Damaged`] is raised, and all
    /// that are `paired` now are refused until an installer pairs them anew. A display that stays
    /// dark harms nobody; one that shows the next customer's home to the last one does.
    pub(crate) fn open(folder: &Path, paired: &[[u8; 32]], alarms: &Alarms) -> Self {
        let file = folder.join("unpaired.json");
        let read = read(&file);
        let damaged = read.is_err();
        let past = read.unwrap_or_else(|why| {
            let what = set_aside(&file, &why);
            let what = format!("{what}; put a new secret on each display");
            alarms.raise(Alarm::Damaged, &what);
            Past {
                refused: paired.to_vec(),
                ..Past::default()
            }
        });
        let unpaired = Self {
            file,
            past: Arc::new(Mutex::new(past)),
        };
        if damaged && let Err(error) = unpaired.write(&unpaired.lock()) {
            tracing::error!(%error, "It is not kept that displays are refused");
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
    /// What the file system says. The secrets are refused all the same, and it is tried again with
    /// the same view.
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
        let draft = beside(&self.file, &bytes_of(past)?)?;
        fs::rename(&draft, &self.file).map_err(|error| at(&self.file, &error))?;
        self.file.parent().map_or(Ok(()), sync_dir)
    }
}

/// What a file says. Without one nobody has left yet, unless it was set aside and no other was
/// written.
fn read(file: &Path) -> Result<Past, String> {
    match find(file) {
        Found::Whole(past) => Ok(past),
        Found::Missing if aside(file).exists() => Err("it was set aside before".to_owned()),
        Found::Missing => Ok(Past::default()),
        Found::Damaged(why) => Err(why),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::summed::damages;

    fn open(folder: &Path, paired: &[[u8; 32]]) -> Unpaired {
        Unpaired::open(folder, paired, &Alarms::default())
    }

    #[test]
    fn a_file_that_is_flipped_or_cut_refuses_whoever_is_paired_until_they_are_paired_anew() {
        let dir = tempfile::tempdir().unwrap();
        let (left, lives, next) = ([1; 32], [2; 32], [3; 32]);
        let unpaired = open(dir.path(), &[]);
        unpaired.leave(MeterId::from_number(1), 7, &[left]).unwrap();
        let whole = fs::read(&unpaired.file).unwrap();
        let values = whole.iter().position(|byte| *byte == b'\n').unwrap();
        let broken = damages(&whole);
        let alarms = Alarms::default();
        let count = broken.len() as u64;
        for bytes in broken {
            fs::write(&unpaired.file, &bytes).unwrap();
            let again = Unpaired::open(dir.path(), &[left, lives], &alarms);
            assert!(again.refuses(&left) && again.refuses(&lives), "{bytes:?}");
            assert!(!again.refuses(&next));
            // It is kept, and what is paired later comes in.
            let again = Unpaired::open(dir.path(), &[left, next], &alarms);
            assert!(again.refuses(&left) && !again.refuses(&next));
        }
        assert_eq!(alarms.count(Alarm::Damaged), count);
        // A stop before the new one was written refuses, too.
        fs::remove_file(&unpaired.file).unwrap();
        assert!(open(dir.path(), &[lives]).refuses(&lives));
        // A file of an earlier version has no checksum.
        fs::write(&unpaired.file, &whole[..values]).unwrap();
        let old = open(dir.path(), &[lives]);
        assert!(old.refuses(&left) && !old.refuses(&lives));
    }

    #[test]
    fn who_was_unpaired_stays_out_after_a_restart_and_a_new_secret_comes_in() {
        let dir = tempfile::tempdir().unwrap();
        let (meter, old, new) = (MeterId::from_number(1), [1; 32], [2; 32]);
        let unpaired = open(dir.path(), &[old]);
        assert!(!unpaired.refuses(&old));
        assert!(unpaired.leave(meter, 7, &[old]).unwrap());
        assert!(unpaired.refuses(&old) && !unpaired.refuses(&new));
        // The same view is read each second: it must not refuse the next pairing.
        assert!(!unpaired.leave(meter, 7, &[new]).unwrap());
        let again = open(dir.path(), &[old, new]);
        assert!(again.refuses(&old) && !again.refuses(&new));
        assert!(!again.leave(meter, 7, &[new]).unwrap());
        assert!(
            again.leave(meter, 9, &[new]).unwrap(),
            "the next one leaves, too"
        );
        assert!(again.refuses(&new));
    }

    #[test]
    fn what_a_full_disk_did_not_keep_is_kept_as_soon_as_it_can_be() {
        let dir = tempfile::tempdir().unwrap();
        let (meter, old) = (MeterId::from_number(1), [1; 32]);
        let unpaired = open(dir.path(), &[old]);
        let away = dir.path().join("unpaired.new");
        fs::create_dir(&away).unwrap();
        assert!(unpaired.leave(meter, 7, &[old]).is_err());
        assert!(unpaired.refuses(&old));
        assert!(!open(dir.path(), &[old]).refuses(&old), "not yet");
        fs::remove_dir(&away).unwrap();
        // The same view is read again each second.
        assert!(!unpaired.leave(meter, 7, &[old]).unwrap());
        assert!(open(dir.path(), &[old]).refuses(&old));
    }
}
