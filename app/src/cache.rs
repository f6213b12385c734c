//! The last view and the texts on the disk, replaced in one step, so that a start without network
//! shows them with their age (NFR-01).

use crate::bridge::Kept;
use crate::file::OneFile;
use crate::limits::{KEPT_MAX, STORE_TICKS};
use std::io;
use std::path::Path;

/// Where it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Cache(OneFile);

impl Cache {
    /// In this folder, which must exist.
    pub(crate) fn new(folder: &Path) -> Self {
        Self(OneFile::new(folder, "display", 0o666))
    }

    /// What was kept; `None` when there is nothing that can be read.
    pub(crate) fn load(&self) -> Option<Kept> {
        match serde_json::from_slice::<Kept>(&self.0.read(KEPT_MAX)?) {
            Ok(kept) => Some(kept),
            Err(error) => {
                tracing::warn!(%error, "The kept view cannot be read, starting without it");
                None
            }
        }
    }

    /// Keeps it. After a power cut the file is the old one or the new one, never half.
    ///
    /// # Errors
    /// What the system says, for example that the disk is full; the old file is still there then.
    pub(crate) fn store(&self, kept: &Kept) -> io::Result<()> {
        self.0.replace(&serde_json::to_vec(kept)?)
    }

    /// Removes what was kept, and what was being written.
    ///
    /// # Errors
    /// What the system says; a file that is not there is none.
    pub(crate) fn wipe(&self) -> io::Result<()> {
        self.0.wipe()
    }
}

/// Whether to write now: answers, texts and a lost connection at once, a mere new view seldom.
///
/// `ticks` have passed since the last writing.
pub(crate) fn due(stored: Option<&Kept>, kept: &Kept, connected: bool, ticks: u32) -> bool {
    let Some(stored) = stored else {
        return true;
    };
    if stored == kept {
        return false;
    }
    let only_view = stored.texts == kept.texts
        && stored.answered == kept.answered
        && stored.unsent == kept.unsent
        && stored.view.is_some();
    !only_view || !connected || ticks >= STORE_TICKS
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::bridge::tests::kept;
    use std::fs;

    #[test]
    fn what_was_kept_is_there_after_a_start_without_network() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        assert_eq!(cache.load(), None);
        cache.store(&kept(1)).unwrap();
        cache.store(&kept(2)).unwrap();
        assert_eq!(Cache::new(folder.path()).load(), Some(kept(2)));
    }

    #[test]
    fn a_display_that_is_unpaired_keeps_nothing_on_its_disk() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        cache.wipe().unwrap();
        cache.store(&kept(1)).unwrap();
        fs::write(folder.path().join("display.next"), "half of it").unwrap();
        cache.wipe().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(cache.load(), None);
    }

    #[test]
    fn a_torn_a_huge_or_a_foreign_file_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let bytes = serde_json::to_vec(&kept(1)).unwrap();
        let file = folder.path().join("display.json");
        for cut in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&file, &bytes[..cut]).unwrap();
            assert_eq!(cache.load(), None, "cut after {cut} bytes");
        }
        let huge = usize::try_from(KEPT_MAX).unwrap() + 1;
        fs::write(&file, vec![b' '; huge]).unwrap();
        assert_eq!(cache.load(), None);
        fs::write(&file, "[\"another program's\"]").unwrap();
        assert_eq!(cache.load(), None);
    }

    #[test]
    fn a_torn_new_file_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        cache.store(&kept(1)).unwrap();
        fs::write(folder.path().join("display.next"), "{\"meter\":").unwrap();
        assert_eq!(cache.load(), Some(kept(1)));
    }

    #[test]
    fn a_view_a_second_is_not_a_writing_a_second() {
        assert!(due(None, &kept(1), true, 0));
        assert!(!due(Some(&kept(1)), &kept(1), true, 900));
        assert!(!due(Some(&kept(1)), &kept(2), true, STORE_TICKS - 1));
        assert!(due(Some(&kept(1)), &kept(2), true, STORE_TICKS));
        assert!(due(Some(&kept(1)), &kept(2), false, 1));
        let mut answered = kept(1);
        answered.unsent.clear();
        assert!(due(Some(&kept(1)), &answered, true, 1));
    }
}
