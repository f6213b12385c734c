//! An append-only file of records with a checksum each, safe against a stop at any byte.
//!
//! A record is `length (4, big endian) | CRC-32 (4) | payload`. What stands after the last whole
//! record is a torn write of a crash and is cut off when the file is opened. Rewriting makes a new
//! generation beside the old one and renames it into place, so one of the two is always whole.

use crate::limits::{RECORD_MAX, REWRITE_FROM};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// First bytes of every file.
const MAGIC: &[u8; 8] = b"AMIREC1\n";
const FRAME: usize = 8;

/// What was read from the files.
#[derive(Debug)]
pub struct Recovered {
    /// Payloads of all whole records, oldest first.
    pub payloads: Vec<Vec<u8>>,
    /// Bytes after the last whole record, cut off.
    pub torn: u64,
}

/// The open file.
#[derive(Debug)]
pub struct Records {
    dir: PathBuf,
    name: &'static str,
    generation: u64,
    file: File,
    /// Length up to the last whole record that is known to be on disk.
    good: u64,
    /// A write failed: only a rewrite can be trusted from here on.
    broken: bool,
}

impl Records {
    /// Opens or creates the newest generation of `name` in `dir`, and removes older ones.
    ///
    /// # Errors
    /// What the file system says, with the path.
    pub fn open(dir: &Path, name: &'static str) -> io::Result<(Records, Recovered)> {
        fs::create_dir_all(dir).map_err(|e| at(dir, &e))?;
        let mut generations = generations(dir, name)?;
        generations.sort_unstable();
        let generation = generations.pop().unwrap_or(0);
        let path = path_of(dir, name, generation);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| at(&path, &e))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| at(&path, &e))?;
        let (payloads, good) = parse(&bytes);
        let payloads = payloads.into_iter().map(<[u8]>::to_vec).collect();
        let torn = (bytes.len() - good) as u64;
        let mut records = Records {
            dir: dir.to_path_buf(),
            name,
            generation,
            file,
            good: good as u64,
            broken: false,
        };
        if good < MAGIC.len() {
            records.start_file()?;
        } else if torn > 0 {
            records.file.set_len(records.good)?;
            records.file.sync_all()?;
        }
        sync_dir(dir)?;
        for old in generations {
            fs::remove_file(path_of(dir, name, old)).ok();
        }
        Ok((records, Recovered { payloads, torn }))
    }

    /// Appends records with one write. With `durable` they are on disk when this returns.
    ///
    /// # Errors
    /// What the file system says; then nothing of it counts, and [`Records::broken`] tells that
    /// the file must be rewritten before the next append.
    pub fn append(&mut self, payloads: &[Vec<u8>], durable: bool) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("the file needs a rewrite first"));
        }
        let mut bytes = Vec::new();
        for payload in payloads {
            frame(payload, &mut bytes)?;
        }
        let written = self.write(&bytes, durable);
        match written {
            Ok(()) => {
                self.good += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                // A full disk leaves half a record: cut it off; if even that fails, or the
                // system could not promise durability, only a fresh file can be trusted.
                self.file.set_len(self.good).ok();
                self.broken = true;
                Err(at(&self.path(), &error))
            }
        }
    }

    /// Writes a new generation with only these records and makes it the file.
    ///
    /// # Errors
    /// What the file system says; the old generation then still stands.
    pub fn rewrite(&mut self, payloads: impl Iterator<Item = Vec<u8>>) -> io::Result<()> {
        let generation = self.generation + 1;
        let target = path_of(&self.dir, self.name, generation);
        let draft = target.with_extension("new");
        let mut bytes = MAGIC.to_vec();
        for payload in payloads {
            frame(&payload, &mut bytes)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&draft)
            .map_err(|e| at(&draft, &e))?;
        file.write_all(&bytes).map_err(|e| at(&draft, &e))?;
        file.sync_all().map_err(|e| at(&draft, &e))?;
        fs::rename(&draft, &target).map_err(|e| at(&target, &e))?;
        sync_dir(&self.dir)?;
        let old = self.path();
        self.file = file;
        self.generation = generation;
        self.good = bytes.len() as u64;
        self.broken = false;
        fs::remove_file(old).ok();
        Ok(())
    }

    /// How often the file was rewritten since it was first made.
    #[cfg(test)]
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether a write failed since the last rewrite.
    pub fn broken(&self) -> bool {
        self.broken
    }

    /// Whether most of the file is dead when `live` bytes of payload still count.
    pub fn wants_rewrite(&self, live: usize) -> bool {
        self.broken || self.good > REWRITE_FROM && self.good / 4 > live as u64
    }

    fn path(&self) -> PathBuf {
        path_of(&self.dir, self.name, self.generation)
    }

    fn start_file(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.good = 0;
        self.write(MAGIC, true)?;
        self.good = MAGIC.len() as u64;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], durable: bool) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.good))?;
        self.file.write_all(bytes)?;
        if durable {
            self.file.sync_data()?;
        }
        Ok(())
    }
}

/// Reads whole records; gives them and the length of the whole part. A file without its first
/// bytes has no whole part.
pub fn parse(bytes: &[u8]) -> (Vec<&[u8]>, usize) {
    let Some(mut rest) = bytes.strip_prefix(MAGIC.as_slice()) else {
        return (Vec::new(), 0);
    };
    let mut payloads = Vec::new();
    while let Some((payload, after)) = next(rest) {
        payloads.push(payload);
        rest = after;
    }
    (payloads, bytes.len() - rest.len())
}

fn next(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    if length > RECORD_MAX {
        return None;
    }
    let (payload, rest) = rest.split_at_checked(length)?;
    (crc32(payload) == u32::from_be_bytes(*crc)).then_some((payload, rest))
}

fn frame(payload: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    if payload.len() > RECORD_MAX {
        return Err(io::Error::other("a record is larger than RECORD_MAX"));
    }
    out.reserve(FRAME + payload.len());
    out.extend(length.to_be_bytes());
    out.extend(crc32(payload).to_be_bytes());
    out.extend_from_slice(payload);
    Ok(())
}

/// CRC-32 as in ISO 3309 (reflected 0xEDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

fn path_of(dir: &Path, name: &str, generation: u64) -> PathBuf {
    dir.join(format!("{name}-{generation:08}.rec"))
}

fn generations(dir: &Path, name: &str) -> io::Result<Vec<u64>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| at(dir, &e))? {
        let file = entry?.file_name();
        let number: Option<u64> = file
            .to_str()
            .and_then(|file| file.strip_prefix(name)?.strip_prefix('-'))
            .and_then(|file| file.strip_suffix(".rec")?.parse().ok());
        found.extend(number);
    }
    Ok(found)
}

/// Makes names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir).and_then(|dir| dir.sync_all())
}

pub(crate) fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    fn written(payloads: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for payload in payloads {
            frame(payload, &mut bytes).unwrap();
        }
        bytes
    }

    proptest! {
        #[test]
        fn a_stop_at_any_byte_loses_only_the_record_under_way(
            payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
            cut in any::<prop::sample::Index>(),
        ) {
            let bytes = written(&payloads);
            let cut = cut.index(bytes.len() + 1);
            let (got, good) = parse(&bytes[..cut]);
            prop_assert!(good <= cut);
            prop_assert_eq!(&got[..], &payloads[..got.len()]);
            let whole = written(&payloads[..(got.len() + 1).min(payloads.len())]).len();
            prop_assert!(got.len() == payloads.len() || cut < whole);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut file = MAGIC.to_vec();
            file.extend(&bytes);
            parse(&bytes);
            prop_assert!(parse(&file).1 >= MAGIC.len());
        }
    }

    #[test]
    fn a_torn_tail_is_cut_and_the_file_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let (mut records, _) = Records::open(dir.path(), "t").unwrap();
        records
            .append(&[b"one".to_vec(), b"two".to_vec()], true)
            .unwrap();
        let path = records.path();
        drop(records);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        let (mut records, found) = Records::open(dir.path(), "t").unwrap();
        assert_eq!(found.payloads, vec![b"one".to_vec()]);
        assert_eq!(found.torn, 10);
        records.append(&[b"three".to_vec()], true).unwrap();
        drop(records);
        let (_, found) = Records::open(dir.path(), "t").unwrap();
        assert_eq!(found.payloads, vec![b"one".to_vec(), b"three".to_vec()]);
        assert_eq!(found.torn, 0);
    }

    #[test]
    fn a_rewrite_replaces_the_file_and_a_half_made_one_is_ignored() {
        let dir = tempfile::tempdir().unwrap();
        let (mut records, _) = Records::open(dir.path(), "t").unwrap();
        records
            .append(&[b"one".to_vec(), b"two".to_vec()], true)
            .unwrap();
        records.rewrite([b"two".to_vec()].into_iter()).unwrap();
        records.append(&[b"three".to_vec()], true).unwrap();
        drop(records);
        fs::write(dir.path().join("t-00000009.new"), b"half").unwrap();
        let (records, found) = Records::open(dir.path(), "t").unwrap();
        assert_eq!(found.payloads, vec![b"two".to_vec(), b"three".to_vec()]);
        assert_eq!(records.generation, 1);
        assert_eq!(generations(dir.path(), "t").unwrap(), vec![1]);
    }
}
