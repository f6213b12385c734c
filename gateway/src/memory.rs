//! What the gateway remembers of one meter: how far it has read, and how high its counter may go.

use crate::alarm::{Alarm, Alarms};
use crate::command::Gone;
use crate::limits::COUNTER_BLOCK;
use crate::records::{at, sync_dir};
use crate::summed::{Found, aside, beside, bytes_of, find, set_aside};
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::Supply;
use ami_domain::time::Timestamp;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The remembered values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// End of the last interval that is in the spool or further.
    pub read_until: Option<Timestamp>,
    /// Last row of the meter's log that is in the spool or further.
    pub log_seq: u64,
    /// The DLMS invocation counter may be used below this.
    pub counter_ceiling: u32,
    /// State of supply that was reported last.
    pub supply: Option<Supply>,
    /// What was reported last of prepayment events.
    pub events: Option<MessageId>,
    /// The newest commands that move supply which bytes have left for.
    #[serde(flatten)]
    pub gone: Gone,
    /// Epoch of the newest command that the meter has carried out; 0 before the first.
    pub epoch: u32,
}

/// One meter's file, always whole: written beside and renamed, with the one before kept, except on
/// a full disk, where that one gives its place.
#[derive(Debug)]
pub struct Memory {
    path: PathBuf,
    held: Remembered,
}

impl Memory {
    /// Reads the file of a meter; without one nothing is remembered yet.
    ///
    /// Cheap flash forgets, and one file must not keep the other homes from their meters: a damaged
    /// one is set aside as `meter-ID.damaged`, raises [`Alarm::Damaged`], and the one before it is
    /// taken. What that knows less is read from the meter again and has the same ids.
    ///
    /// # Errors
    /// What the file system says of the folder; with the path.
    pub fn open(dir: &Path, meter: MeterId, now: Timestamp, alarms: &Alarms) -> io::Result<Memory> {
        fs::create_dir_all(dir).map_err(|e| at(dir, &e))?;
        let path = dir.join(format!("meter-{meter}.json"));
        let before = before(&path);
        let held = match find(&path) {
            Found::Whole(held) => held,
            Found::Missing if !before.exists() && !aside(&path).exists() => Remembered::default(),
            Found::Missing => recover(&before, now),
            Found::Damaged(why) => {
                alarms.raise(Alarm::Damaged, &set_aside(&path, &why));
                recover(&before, now)
            }
        };
        Ok(Memory { path, held })
    }

    /// The values.
    pub fn get(&self) -> Remembered {
        self.held
    }

    /// Replaces the values; on disk when this returns. Equal values write nothing.
    ///
    /// # Errors
    /// What the disk says; then the old values stand.
    pub async fn set(&mut self, held: Remembered) -> io::Result<()> {
        if held == self.held {
            return Ok(());
        }
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || write(&path, &held))
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))?;
        self.held = held;
        Ok(())
    }
}

/// Where the file before the last one is.
fn before(path: &Path) -> PathBuf {
    path.with_extension("before")
}

/// What the file before the last one knows. The counter may have gone one block further since;
/// where nothing is left it goes on at the seconds since 1970, which is above whatever a meter was
/// asked so far: it refuses a counter that it has seen, and a repeated one would break the cipher.
fn recover(before: &Path, now: Timestamp) -> Remembered {
    match find::<Remembered>(before) {
        Found::Whole(held) => Remembered {
            counter_ceiling: held.counter_ceiling.saturating_add(COUNTER_BLOCK),
            ..held
        },
        Found::Missing | Found::Damaged(_) => Remembered {
            counter_ceiling: u32::try_from(now.as_millis() / 1_000).unwrap_or_default(),
            ..Remembered::default()
        },
    }
}

/// A stop between the two renames leaves no file, and the one before it.
fn write(path: &Path, held: &Remembered) -> io::Result<()> {
    let bytes = bytes_of(held)?;
    let draft = match beside(path, &bytes) {
        Ok(draft) => draft,
        // Without a counter that is kept nothing is said to the meter, and its home stays as it is:
        // a full disk must not do that.
        Err(full) => reused(path, &bytes).map_err(|_| full)?,
    };
    match fs::rename(path, before(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(path, &error)),
        Ok(()) | Err(_) => {}
    }
    fs::rename(&draft, path).map_err(|e| at(path, &e))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// The values in the place of the file before the last one, which takes no more room on the disk.
fn reused(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let spare = path.with_extension("spare");
    match fs::rename(before(path), &spare) {
        // A try that was cut off has left it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        moved => moved?,
    }
    let mut file = File::options().write(true).open(&spare)?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()?;
    Ok(spare)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::summed::damages;

    const METER: MeterId = MeterId::from_number(3);
    const NOW: Timestamp = Timestamp::from_millis(1_795_600_800_000);

    fn open(dir: &Path, alarms: &Alarms) -> Memory {
        Memory::open(dir, METER, NOW, alarms).unwrap()
    }

    fn held(ceiling: u32) -> Remembered {
        Remembered {
            read_until: Some(Timestamp::from_millis(7)),
            log_seq: 4,
            counter_ceiling: ceiling,
            supply: None,
            events: Some(MessageId::from_number(5)),
            gone: Gone {
                newest: Some((1, 2)),
                switched: Some((1, 2)),
                limited: Some((1, 1)),
            },
            epoch: 1,
        }
    }

    #[tokio::test]
    async fn what_was_remembered_is_read_back_and_so_is_a_file_without_a_checksum() {
        let (dir, alarms) = (tempfile::tempdir().unwrap(), Alarms::default());
        let mut memory = open(dir.path(), &alarms);
        assert_eq!(memory.get(), Remembered::default());
        memory.set(held(256)).await.unwrap();
        assert_eq!(open(dir.path(), &alarms).get(), held(256));
        let old = serde_json::to_vec(&held(256)).unwrap();
        fs::write(&memory.path, old).unwrap();
        assert_eq!(open(dir.path(), &alarms).get(), held(256));
        assert_eq!(alarms.count(Alarm::Damaged), 0);
    }

    #[tokio::test]
    async fn whatever_is_flipped_or_cut_the_file_is_set_aside_and_the_one_before_goes_on() {
        let (dir, alarms) = (tempfile::tempdir().unwrap(), Alarms::default());
        let mut memory = open(dir.path(), &alarms);
        memory.set(held(256)).await.unwrap();
        memory.set(held(512)).await.unwrap();
        let whole = fs::read(&memory.path).unwrap();
        let broken = damages(&whole);
        let count = broken.len() as u64;
        let aside = memory.path.with_extension("damaged");
        for bytes in broken {
            fs::write(&memory.path, &bytes).unwrap();
            // Twice: a stop before the first writing must not begin from nothing.
            for _ in 0..2 {
                let found = open(dir.path(), &alarms).get();
                assert_eq!(found, held(256 + COUNTER_BLOCK), "{bytes:?}");
            }
            assert_eq!(fs::read(&aside).unwrap(), bytes, "it is kept");
        }
        assert_eq!(alarms.count(Alarm::Damaged), count);
    }

    #[tokio::test]
    async fn a_disk_that_takes_no_new_file_still_keeps_the_counter() {
        let (dir, alarms) = (tempfile::tempdir().unwrap(), Alarms::default());
        let mut memory = open(dir.path(), &alarms);
        memory.set(held(256)).await.unwrap();
        memory.set(held(512)).await.unwrap();
        // A folder in its place: as on a full disk, no new file can be made.
        fs::create_dir(memory.path.with_extension("new")).unwrap();
        let short = Remembered {
            counter_ceiling: 1_280,
            ..Remembered::default()
        };
        for next in [held(768), held(1_024), short, held(1_536)] {
            memory.set(next).await.unwrap();
            assert_eq!(open(dir.path(), &alarms).get(), next);
        }
        assert_eq!(alarms.count(Alarm::Damaged), 0);
    }

    #[tokio::test]
    async fn where_nothing_is_left_the_counter_goes_on_above_whatever_was_used() {
        let (dir, alarms) = (tempfile::tempdir().unwrap(), Alarms::default());
        let mut memory = open(dir.path(), &alarms);
        memory.set(held(512)).await.unwrap();
        fs::write(&memory.path, b"").unwrap();
        for _ in 0..2 {
            let found = open(dir.path(), &alarms).get();
            assert_eq!(found.counter_ceiling, 1_795_600_800);
            assert_eq!((found.read_until, found.log_seq), (None, 0));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_at_all_is_as_good_as_damaged() {
        let (dir, alarms) = (tempfile::tempdir().unwrap(), Alarms::default());
        fs::create_dir(dir.path().join(format!("meter-{METER}.json"))).unwrap();
        open(dir.path(), &alarms);
        assert_eq!(alarms.count(Alarm::Damaged), 1);
    }
}
