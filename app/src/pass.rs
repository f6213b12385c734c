//! How this display comes in at its gateway, once an installer has paired it: kept on the disk for
//! its owner alone, and replaced in one step.

use crate::file::OneFile;
use crate::limits::PASS_MAX;
use ami_wire::pair::IhdPass;
use std::io;
use std::path::Path;

/// Where it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Passes(OneFile);

impl Passes {
    /// In this folder, which must exist.
    pub(crate) fn new(folder: &Path) -> Self {
        Self(OneFile::new(folder, "pairing", 0o600))
    }

    /// What was kept; `None` when there is nothing that can be read: then it is paired anew.
    pub(crate) fn load(&self) -> Option<IhdPass> {
        match IhdPass::from_bytes(&self.0.read(PASS_MAX)?) {
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
        self.0.replace(&pass.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ami_domain::id::MeterId;
    use std::fs;
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
            certificate: "30".into(),
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
        // One from before there was a certificate.
        let old = String::from_utf8(bytes).unwrap();
        let old = old.replace(",\"certificate\":\"30\"", "");
        assert!(!old.contains("certificate"));
        fs::write(&path, old).unwrap();
        assert_eq!(passes.load(), None);
    }
}
