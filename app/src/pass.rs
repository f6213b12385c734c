//! How this display comes in at its gateway, once an installer has paired it: kept on the disk for
//! its owner alone, and replaced in one step.

use crate::limits::PASS_MAX;
use ami_wire::pair::IhdPass;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Passes {
    folder: PathBuf,
}

impl Passes {
    /// In this folder, which must exist.
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("pairing.json")
    }

    /// What was kept; `None` when there is nothing that can be read: then it is paired anew.
    pub(crate) fn load(&self) -> Option<IhdPass> {
        let file = File::open(self.path()).ok()?;
        let mut bytes = Vec::new();
        file.take(PASS_MAX).read_to_end(&mut bytes).ok()?;
        match IhdPass::from_bytes(&bytes) {
            Ok(pass) => Some(pass),
            Err(_) => {
                // Without its words: they could hold the password.
                tracing::warn!("What was kept of a pairing cannot be read, pairing anew");
                None
            }
        }
    }

    /// Keeps it. After a power cut the file is the old one or the new one, never half.
    ///
    /// # Errors
    /// What the system says; the old file is still there then.
    pub(crate) fn store(&self, pass: &IhdPass) -> io::Result<()> {
        let next = self.folder.join("pairing.next");
        match fs::remove_file(&next) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&next)?;
        file.write_all(&pass.to_bytes())?;
        file.sync_all()?;
        fs::rename(&next, self.path())?;
        File::open(&self.folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ami_domain::id::MeterId;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_pairing_survives_a_restart_and_nobody_else_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let passes = Passes::new(folder.path());
        assert_eq!(passes.load(), None);
        let pass = |password: &str| IhdPass {
            v: ami_wire::VERSION,
            meter: MeterId::from_number(7),
            last4: "0042".into(),
            password: password.into(),
        };
        passes.store(&pass("one")).unwrap();
        fs::write(folder.path().join("pairing.next"), "half of it").unwrap();
        passes.store(&pass("two")).unwrap();
        assert_eq!(Passes::new(folder.path()).load(), Some(pass("two")));
        let path = folder.path().join("pairing.json");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let bytes = fs::read(&path).unwrap();
        for cut in [0, 1, bytes.len() - 1] {
            fs::write(&path, &bytes[..cut]).unwrap();
            assert_eq!(passes.load(), None);
        }
    }
}
