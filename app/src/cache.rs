//! The last view on the disk, replaced in one step, so that a start without network or power for
//! the router still shows something, with its age (NFR-01).

use ami_wire::ihd::IhdView;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A view is about one kilobyte; a larger file is not ours.
const VIEW_MAX: u64 = 64 * 1024;

/// Where the last view is.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    path: PathBuf,
}

impl Cache {
    /// In this folder, which must exist.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { path: folder.join("view.json") }
    }

    /// The last view; `None` when there is none that can be read.
    pub(crate) fn load(&self) -> Option<IhdView> {
        let small = fs::metadata(&self.path).is_ok_and(|meta| meta.len() <= VIEW_MAX);
        let bytes = small.then(|| fs::read(&self.path).ok()).flatten()?;
        IhdView::from_bytes(&bytes).ok()
    }

    /// Keeps a view. After a power cut the file is the old one or the new one, never half.
    ///
    /// # Errors
    /// What the system says, for example that the disk is full; the old view is still there then.
    pub(crate) fn store(&self, view: &IhdView) -> io::Result<()> {
        let next = self.path.with_extension("next");
        let mut file = File::create(&next)?;
        file.write_all(&view.to_bytes())?;
        file.sync_all()?;
        fs::rename(&next, &self.path)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::bridge::tests::view;

    #[test]
    fn the_last_view_is_there_after_a_start_without_network() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        assert_eq!(cache.load(), None);
        cache.store(&view(1)).unwrap();
        cache.store(&view(2)).unwrap();
        assert_eq!(Cache::new(folder.path()).load(), Some(view(2)));
    }

    #[test]
    fn a_torn_or_foreign_file_is_no_view() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let bytes = view(1).to_bytes();
        fs::write(folder.path().join("view.json"), &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(cache.load(), None);
        fs::write(folder.path().join("view.json"), vec![b' '; 70_000]).unwrap();
        assert_eq!(cache.load(), None);
    }
}
