//! A small file in the display's folder, replaced in one step.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// `NAME.json`, and `NAME.next` while it is written.
#[derive(Debug, Clone)]
pub(crate) struct OneFile {
    folder: PathBuf,
    name: &'static str,
    mode: u32,
}

impl OneFile {
    /// In this folder, which must exist; new with this mode, as far as the user's mask leaves it.
    pub(crate) fn new(folder: &Path, name: &'static str, mode: u32) -> Self {
        Self {
            folder: folder.to_owned(),
            name,
            mode,
        }
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }

    /// All of it; `None` when it is not there, cannot be read, or is larger than `most`.
    pub(crate) fn read(&self, most: u64) -> Option<Vec<u8>> {
        let file = File::open(self.path("json")).ok()?;
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= most).then_some(bytes)
    }

    /// Keeps it. After a power cut the file is the old one or the new one, never half.
    ///
    /// # Errors
    /// What the system says, for example that the disk is full; the old file is still there then.
    pub(crate) fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let next = self.path("next");
        // One that was left half-written may have another mode.
        gone(&next)?;
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(self.mode)
            .open(&next)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&next, self.path("json"))?;
        File::open(&self.folder)?.sync_all()
    }

    /// Removes what was kept, and what was being written.
    ///
    /// # Errors
    /// What the system says; a file that is not there is none.
    pub(crate) fn wipe(&self) -> io::Result<()> {
        for ending in ["json", "next"] {
            gone(&self.path(ending))?;
        }
        File::open(&self.folder)?.sync_all()
    }
}

fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
