//! An append-only file of records with a checksum each, safe against a stop at any byte.
//!
//! A record is `length (4, big endian) | CRC-32 (4) | payload`. What stands after the last whole
//! record is a torn write of a crash and is cut off when the file is opened. What is damaged before
//! that, because cheap flash forgets, is passed over: the proofs behind it must not go with it.
//! Rewriting makes a new generation beside the old one and renames it into place, so one of the two
//! is always whole. Whatever has a name is the file from then on, since the next start takes the
//! newest; while nobody knows that the name would outlive a power cut, nothing is added to it.

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
    /// Bytes before it that are no record any more, passed over.
    pub lost: u64,
}

/// The open file.
#[derive(Debug)]
pub struct Records {
    dir: PathBuf,
    name: &'static str,
    generation: u64,
    /// The newest generation whose name is known to be on disk.
    kept: u64,
    file: File,
    /// Length up to the last whole record that is known to be on disk.
    good: u64,
    /// A write failed: only a rewrite can be trusted from here on.
    broken: bool,
    /// The folder does not promise anything.
    #[cfg(test)]
    pub(crate) folder_fails: bool,
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
        let Parsed {
            payloads,
            good,
            lost,
        } = parse(&bytes);
        let payloads = payloads.into_iter().map(<[u8]>::to_vec).collect();
        if lost > 0 {
            tracing::error!(
                name,
                bytes = lost,
                "A part of a file is damaged, passed over"
            );
        }
        let torn = (bytes.len() - good) as u64;
        let mut records = Records {
            dir: dir.to_path_buf(),
            name,
            generation,
            kept: generation,
            file,
            good: good as u64,
            // What is left is written anew before anything is added.
            broken: lost > 0,
            #[cfg(test)]
            folder_fails: false,
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
        let lost = lost as u64;
        let found = Recovered {
            payloads,
            torn,
            lost,
        };
        Ok((records, found))
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
    /// What the file system says. The records may be on disk all the same: they stand until the
    /// next rewrite, which must come before anything is added.
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
        // A start from now on takes the new file: what went to the old one would be lost.
        let old = self.path();
        let promised = self.generation == self.kept;
        self.file = file;
        self.generation = generation;
        self.good = bytes.len() as u64;
        let synced = self.sync();
        self.broken = synced.is_err();
        if synced.is_ok() {
            fs::remove_file(path_of(&self.dir, self.name, self.kept)).ok();
            self.kept = generation;
        }
        // The one that is known to be there stays until another one is.
        if !promised {
            fs::remove_file(old).ok();
        }
        synced.map_err(|e| at(&self.dir, &e))
    }

    /// Makes the names in the folder durable.
    fn sync(&self) -> io::Result<()> {
        #[cfg(test)]
        if self.folder_fails {
            return Err(io::Error::other("the folder fails"));
        }
        sync_dir(&self.dir)
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

/// What the bytes of a file hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Parsed<'a> {
    /// Payloads of the whole records, oldest first.
    pub payloads: Vec<&'a [u8]>,
    /// Length up to the end of the last of them.
    pub good: usize,
    /// Bytes before that end which are no record.
    pub lost: usize,
}

/// Reads whole records. A file whose own first bytes are damaged begins with its first whole one.
pub fn parse(bytes: &[u8]) -> Parsed<'_> {
    let begun = bytes.strip_prefix(MAGIC.as_slice());
    let (mut rest, mut whole) = (begun.unwrap_or(bytes), begun.is_some());
    let (mut payloads, mut lost) = (Vec::new(), 0);
    loop {
        while whole && let Some((payload, after)) = next(rest) {
            payloads.push(payload);
            rest = after;
        }
        let Some(skip) = behind_damage(rest) else {
            break;
        };
        lost += skip;
        rest = rest.get(skip..).unwrap_or_default();
        whole = true;
    }
    Parsed {
        payloads,
        good: if whole { bytes.len() - rest.len() } else { 0 },
        lost,
    }
}

/// Where the next whole record begins behind bytes that are none. An empty one is no proof of a
/// beginning: eight zeros look like it.
fn behind_damage(bytes: &[u8]) -> Option<usize> {
    (1..bytes.len()).find(|at| {
        let from = bytes.get(*at..).and_then(next);
        from.is_some_and(|(payload, _)| !payload.is_empty())
    })
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
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
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
mod tests;
