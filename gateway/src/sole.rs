//! One gateway to a folder. Two would write over each other's spool and journal, and count the
//! same invocation counters, which breaks the cipher to the meter.

use crate::records::at;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The right to a folder; given back when dropped, and by a process that is killed.
#[derive(Debug)]
pub(crate) struct Sole {
    _lock: File,
}

impl Sole {
    /// Takes the folder, which is made when it is not there.
    ///
    /// # Errors
    /// When another gateway works in it, or what the file system says. A file system that knows no
    /// locks is used all the same: somebody may wait for power behind this gateway.
    pub(crate) fn of(dir: &Path) -> io::Result<Sole> {
        fs::create_dir_all(dir).map_err(|error| at(dir, &error))?;
        let path = dir.join("gateway.lock");
        let mut open = File::options();
        let lock = open.write(true).create(true).truncate(false).open(&path);
        let lock = lock.map_err(|error| at(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let what = format!("another gateway works in {}: stop it first", dir.display());
                return Err(io::Error::new(ErrorKind::ResourceBusy, what));
            }
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "The folder cannot be locked against a second gateway");
            }
        }
        Ok(Sole { _lock: lock })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_second_gateway_in_the_same_folder_does_not_start_before_the_first_has_ended() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("spool");
        let first = Sole::of(&folder).unwrap();
        let refused = Sole::of(&folder).unwrap_err();
        assert!(refused.to_string().contains("stop it first"), "{refused}");
        drop(first);
        assert!(Sole::of(&folder).is_ok());
    }
}
