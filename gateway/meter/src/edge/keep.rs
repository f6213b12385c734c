//! The state on disk: whole and current after any crash, because a new file replaces the old one
//! only when it is safely written.

use super::Trouble;
use ami_domain::id::MeterId;
use ami_meter::AmiMeter;
use rustix::fs::FlockOperation;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Everything that outlives the process.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Stored {
    pub(crate) meter: AmiMeter,
    /// Ceiling of our invocation counter, stored before a value under it is used.
    pub(crate) ceiling: u32,
    /// Highest counter accepted from the named management client.
    pub(crate) client_counter: Option<u32>,
}

/// The place of the state, held by one process at a time.
#[derive(Debug)]
pub(crate) struct Keep {
    path: PathBuf,
    folder: PathBuf,
    _lock: File,
}

impl Keep {
    /// Takes hold of the place.
    ///
    /// # Errors
    /// [`Trouble::InUse`] when another process has it, [`Trouble::Unwritable`].
    pub(crate) fn open(path: &Path) -> Result<Self, Trouble> {
        let unwritable = |error| Trouble::Unwritable {
            path: path.into(),
            error,
        };
        let lock = private(&path.with_extension("lock")).map_err(unwritable)?;
        match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => {
                return Err(Trouble::InUse { path: path.into() });
            }
            Err(error) => return Err(unwritable(error.into())),
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            Some(_) | None => PathBuf::from("."),
        };
        Ok(Self {
            path: path.into(),
            folder,
            _lock: lock,
        })
    }

    /// What was stored last; `None` before the first time.
    ///
    /// # Errors
    /// [`Trouble::State`] when it is there and cannot be used: a meter must not forget its credit
    /// in silence.
    pub(crate) fn load(&self, meter: MeterId) -> Result<Option<Stored>, Trouble> {
        let bad = |why: String| Trouble::State {
            path: self.path.clone(),
            why,
        };
        let bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(bad(error.to_string())),
        };
        let stored: Stored =
            serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
        stored
            .meter
            .check(meter)
            .map_err(|error| bad(error.to_string()))?;
        Ok(Some(stored))
    }

    /// Stores the state; when this returns it survives a power cut.
    ///
    /// # Errors
    /// [`Trouble::Unwritable`]; the old state is still whole then.
    pub(crate) fn store(&self, stored: &Stored) -> Result<(), Trouble> {
        self.replace(stored).map_err(|error| Trouble::Unwritable {
            path: self.path.clone(),
            error,
        })
    }

    fn replace(&self, stored: &Stored) -> io::Result<()> {
        let bytes = serde_json::to_vec(stored)?;
        let new = self.path.with_extension("new");
        let mut file = private(&new)?;
        file.set_len(0)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        File::open(&self.folder)?.sync_all()
    }
}

/// A file that only its owner can read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}
