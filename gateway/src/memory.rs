//! What the gateway remembers of one meter: how far it has read, and how high its counter may go.

use crate::records::{at, sync_dir};
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
    /// Epoch and sequence of the newest command that moves supply which bytes have left for.
    pub supply_order: Option<(u32, u64)>,
}

/// One meter's file, always whole: written beside and renamed.
#[derive(Debug)]
pub struct Memory {
    path: PathBuf,
    held: Remembered,
}

impl Memory {
    /// Reads the file of a meter; a missing one is an empty memory.
    ///
    /// # Errors
    /// What the file system says, or that the file is not ours; with the path.
    pub fn open(dir: &Path, meter: MeterId) -> io::Result<Memory> {
        fs::create_dir_all(dir).map_err(|e| at(dir, &e))?;
        let path = dir.join(format!("meter-{meter}.json"));
        let held = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| at(&path, &io::Error::new(io::ErrorKind::InvalidData, error)))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Remembered::default(),
            Err(error) => return Err(at(&path, &error)),
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

fn write(path: &Path, held: &Remembered) -> io::Result<()> {
    let draft = path.with_extension("new");
    let bytes = serde_json::to_vec(held).map_err(io::Error::other)?;
    let mut file = File::create(&draft).map_err(|e| at(&draft, &e))?;
    file.write_all(&bytes).map_err(|e| at(&draft, &e))?;
    file.sync_all().map_err(|e| at(&draft, &e))?;
    fs::rename(&draft, path).map_err(|e| at(path, &e))?;
    path.parent().map_or(Ok(()), sync_dir)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn what_was_remembered_is_read_back_and_a_broken_file_names_itself() {
        let dir = tempfile::tempdir().unwrap();
        let meter = MeterId::from_number(3);
        let mut memory = Memory::open(dir.path(), meter).unwrap();
        let held = Remembered {
            read_until: Some(Timestamp::from_millis(7)),
            log_seq: 4,
            counter_ceiling: 256,
            supply: None,
            events: Some(MessageId::from_number(5)),
            supply_order: Some((1, 2)),
        };
        memory.set(held).await.unwrap();
        assert_eq!(Memory::open(dir.path(), meter).unwrap().get(), held);
        fs::write(&memory.path, b"{").unwrap();
        let error = Memory::open(dir.path(), meter).unwrap_err().to_string();
        assert!(error.contains("meter-"), "{error}");
    }
}
