//! Passwords, keys and ids that are made at the first start and kept in one file that only its
//! owner can read. Nothing secret is written in the source, and none is shared by two checkouts.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use crate::trouble::Trouble;

/// No letters that are read as one another; 32 of them, so that each carries five bits.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Four groups of four letters: 80 bits.
const PASSWORD_GROUPS: usize = 4;

/// The secrets of one data folder: `name = value`, one a line.
#[derive(Debug)]
pub(crate) struct Secrets {
    path: PathBuf,
    values: BTreeMap<String, String>,
}

impl Secrets {
    /// Reads the file, or starts an empty one.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn open(path: &Path) -> Result<Self, Trouble> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(Trouble::file("read", path, &e)),
        };
        let values = text
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Ok(Self {
            path: path.to_owned(),
            values,
        })
    }

    /// The password of a person; made when there is none.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn password(&mut self, name: &str) -> Result<String, Trouble> {
        self.kept(&format!("password.{name}"), password)
    }

    /// A key or id of `bytes` bytes as hexadecimal digits; made when there is none.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn hex(&mut self, name: &str, bytes: usize) -> Result<String, Trouble> {
        self.kept(name, || hex(bytes))
    }

    fn kept(
        &mut self,
        name: &str,
        make: impl FnOnce() -> Result<String, Trouble>,
    ) -> Result<String, Trouble> {
        if let Some(value) = self.values.get(name) {
            return Ok(value.clone());
        }
        let value = make()?;
        self.values.insert(name.to_owned(), value.clone());
        Ok(value)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn save(&self) -> Result<(), Trouble> {
        let text: String = self
            .values
            .iter()
            .map(|(name, value)| format!("{name} = {value}\n"))
            .collect();
        write_private(&self.path, &text)
    }
}

/// Random bytes of the system as hexadecimal digits.
///
/// # Errors
/// When the system gives none.
pub(crate) fn hex(bytes: usize) -> Result<String, Trouble> {
    Ok(random(bytes)?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn password() -> Result<String, Trouble> {
    let letters: Vec<char> = random(PASSWORD_GROUPS * 4)?
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

fn random(bytes: usize) -> Result<Vec<u8>, Trouble> {
    let source = Path::new("/dev/urandom");
    let mut buffer = vec![0; bytes];
    fs::File::open(source)
        .and_then(|mut file| file.read_exact(&mut buffer))
        .map_err(|e| Trouble::file("read", source, &e))?;
    Ok(buffer)
}

/// Writes a file that only its owner can read, in one step: a reader sees the old or the new
/// one, and a full disk leaves the old one.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Trouble> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let next = PathBuf::from(name);
    let write = || -> std::io::Result<()> {
        match fs::remove_file(&next) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
            Ok(()) | Err(_) => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&next)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&next, path)
    };
    write().map_err(|e| Trouble::file("write", path, &e))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn secrets_are_private_and_the_same_at_the_second_start() {
        let path = crate::config::temp().join(format!("ami-secrets-{}", std::process::id()));
        let mut first = Secrets::open(&path).unwrap();
        let (word, key) = (
            first.password("ana").unwrap(),
            first.hex("meter.ek", 16).unwrap(),
        );
        first.save().unwrap();
        let mut second = Secrets::open(&path).unwrap();
        assert_eq!(second.password("ana").unwrap(), word);
        assert_eq!(second.hex("meter.ek", 16).unwrap(), key);
        assert_ne!(second.password("ben").unwrap(), word);
        assert_eq!((word.len(), key.len()), (19, 32));
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        fs::remove_file(path).unwrap();
    }
}
