//! Small files of values that cheap flash may damage: JSON, and on a second line its CRC-32. Files
//! of earlier versions have none.

use crate::records::{at, crc32};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What stands in a file.
#[derive(Debug)]
pub(crate) enum Found<T> {
    Whole(T),
    Missing,
    /// With the reason.
    Damaged(String),
}

/// Reads a file.
pub(crate) fn find<T: DeserializeOwned>(path: &Path) -> Found<T> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Missing,
        Err(error) => return Found::Damaged(error.to_string()),
    };
    let mut lines = bytes.splitn(2, |byte| *byte == b'\n');
    let values = lines.next().unwrap_or_default();
    if lines.next().is_some_and(|sum| sum != sum_of(values)) {
        return Found::Damaged("its checksum is another one".to_owned());
    }
    match serde_json::from_slice(values) {
        Ok(held) => Found::Whole(held),
        Err(error) => Found::Damaged(error.to_string()),
    }
}

/// The bytes of a file of these values.
pub(crate) fn bytes_of(values: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(values)?;
    let sum = sum_of(&bytes);
    bytes.push(b'\n');
    bytes.extend(sum);
    Ok(bytes)
}

/// Writes the bytes beside a file, on disk when this returns; gives where they are.
pub(crate) fn beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    written(path, bytes, 0o666)
}

/// The same, and nobody but the owner ever reads them.
pub(crate) fn beside_for_owner(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    // One that was left half-written may have another mode.
    match fs::remove_file(path.with_extension("new")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(path, &error)),
        Ok(()) | Err(_) => {}
    }
    written(path, bytes, 0o600)
}

/// With this mode as far as the user's mask leaves it, where it is new.
fn written(path: &Path, bytes: &[u8], mode: u32) -> io::Result<PathBuf> {
    let draft = path.with_extension("new");
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(mode);
    let mut file = options.open(&draft).map_err(|e| at(&draft, &e))?;
    file.write_all(bytes).map_err(|e| at(&draft, &e))?;
    file.sync_all().map_err(|e| at(&draft, &e))?;
    Ok(draft)
}

/// Where a damaged file is set aside.
pub(crate) fn aside(path: &Path) -> PathBuf {
    path.with_extension("damaged")
}

/// Sets a damaged file aside; says of which file, why, where to, and whether it is kept there.
pub(crate) fn set_aside(path: &Path, why: &str) -> String {
    let aside = aside(path);
    let kept = fs::rename(path, &aside);
    let kept = kept.map_or_else(|error| error.to_string(), |()| "kept".to_owned());
    let (path, aside) = (path.display(), aside.display());
    format!("{path}: {why}; set aside as {aside}: {kept}")
}

fn sum_of(values: &[u8]) -> Vec<u8> {
    format!("{:08x}\n", crc32(values)).into_bytes()
}

/// Every way in which one bit of a file is flipped or its end is cut off, but for a cut that leaves
/// the whole of an earlier version's file.
#[cfg(test)]
pub(crate) fn damages(whole: &[u8]) -> Vec<Vec<u8>> {
    let values = whole.iter().position(|byte| *byte == b'\n');
    let cuts = (0..whole.len()).filter(|cut| Some(*cut) != values);
    let cuts = cuts.map(|cut| whole[..cut].to_vec());
    let flips = (0..whole.len()).map(|place| {
        let mut bytes = whole.to_vec();
        bytes[place] ^= 1;
        bytes
    });
    cuts.chain(flips).collect()
}
