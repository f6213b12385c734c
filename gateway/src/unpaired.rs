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
    file: PathBuf,
    past: Arc<Mutex<Past>>,
}

#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
struct Past {
    /// Digests of secrets, the oldest first.
    refused: Vec<[u8; 32]>,
    /// The newest view of each meter by which its customer had left.
    left: BTreeMap<MeterId, u64>,
}

impl Unpaired {
    /// Reads what was refused before. A file that cannot be read refuses nothing and is written
    /// anew with the next customer who leaves.
    pub(crate) fn open(folder: &Path) -> Self {
        let file = folder.join("unpaired.json");
        let read = fs::read(&file).ok().and_then(|bytes| {
            serde_json::from_slice(&bytes)
                .inspect_err(|error| tracing::error!(%error, "Refused displays cannot be read"))
                .ok()
        });
        Self {
            file,
            past: Arc::new(Mutex::new(read.unwrap_or_default())),
        }
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
        self.write(&past).map(|()| true)
    }

    fn write(&self, past: &Past) -> io::Result<()> {
        let draft = self.file.with_extension("new");
        let mut file = File::create(&draft).map_err(|error| at(&draft, &error))?;
        file.write_all(&serde_json::to_vec(past)?)
            .map_err(|error| at(&draft, &error))?;
        file.sync_all().map_err(|error| at(&draft, &error))?;
        fs::rename(&draft, &self.file).map_err(|error| at(&self.file, &error))?;
        self.file.parent().map_or(Ok(()), sync_dir)
    }
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
}
