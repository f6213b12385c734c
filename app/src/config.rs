//! `display.toml`: refused early, naming the key.

use crate::clock::Clock;
use ami_domain::id::MeterId;
use std::fs;
use std::path::{Path, PathBuf};

/// The file may not be larger.
const FILE_MAX: u64 = 64 * 1024;
/// A secret has so many bytes at most.
const SECRET_MAX: usize = 256;

/// Everything that a display needs to know.
#[derive(Clone)]
pub(crate) struct Config {
    /// Host of the gateway's local broker.
    pub(crate) host: String,
    /// Its port.
    pub(crate) port: u16,
    /// The meter that is shown.
    pub(crate) meter: MeterId,
    /// Password of the user `display` at the broker.
    pub(crate) secret: String,
    /// Folder where the last view is kept.
    pub(crate) state: PathBuf,
    /// How business time runs.
    pub(crate) clock: Clock,
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read {path}: {why}; check the path and its permissions")]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{path}: {why}")]
    NotToml {
        /// Which one.
        path: PathBuf,
        /// What the parser says, with line and key.
        why: Box<toml::de::Error>,
    },
    /// A key has a value that cannot be used.
    #[error("{key}: {why}")]
    Value {
        /// Which key.
        key: &'static str,
        /// What it should be.
        why: String,
    },
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    broker: String,
    meter_id: String,
    secret_file: PathBuf,
    state: PathBuf,
    #[serde(default)]
    clock: Clock,
}

/// Reads a configuration; paths in it are relative to its folder.
///
/// # Errors
/// [`ConfigError`] naming the file or the key.
pub(crate) fn read(path: &Path) -> Result<Config, ConfigError> {
    let text = read_file(path)?;
    let file: File = toml::from_str(&text).map_err(|why| ConfigError::NotToml {
        path: path.to_owned(),
        why: Box::new(why),
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let (host, port) = broker(&file.broker)?;
    let meter = file
        .meter_id
        .parse()
        .map_err(|why| ConfigError::Value { key: "meter_id", why: format!("{why}") })?;
    let secret = read_file(&folder.join(&file.secret_file))?.trim().to_owned();
    if secret.is_empty() || secret.len() > SECRET_MAX {
        let why = format!("the file must hold 1 to {SECRET_MAX} characters");
        return Err(ConfigError::Value { key: "secret_file", why });
    }
    if file.clock.factor < 1 {
        let why = "must be 1 or more".to_owned();
        return Err(ConfigError::Value { key: "clock.factor", why });
    }
    let state = folder.join(&file.state);
    fs::create_dir_all(&state)
        .map_err(|why| ConfigError::Unreadable { path: state.clone(), why })?;
    Ok(Config { host, port, meter, secret, state, clock: file.clock })
}

fn read_file(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |why| ConfigError::Unreadable { path: path.to_owned(), why };
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > FILE_MAX {
        return Err(unreadable(std::io::ErrorKind::FileTooLarge.into()));
    }
    fs::read_to_string(path).map_err(unreadable)
}

fn broker(url: &str) -> Result<(String, u16), ConfigError> {
    let wrong = || ConfigError::Value {
        key: "broker",
        why: format!("{url:?} is not of the form mqtt://host:port"),
    };
    let (host, port) =
        url.strip_prefix("mqtt://").and_then(|rest| rest.rsplit_once(':')).ok_or_else(wrong)?;
    let port = port.parse().map_err(|_| wrong())?;
    if host.is_empty() { Err(wrong()) } else { Ok((host.to_owned(), port)) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn written(broker: &str, rest: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret"), "s3cret\n").unwrap();
        let path = folder.path().join("display.toml");
        let meter = "0".repeat(31) + "7";
        let text = format!(
            "broker = \"{broker}\"\nmeter_id = \"{meter}\"\nsecret_file = \"secret\"\n\
             state = \"state\"\n{rest}"
        );
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn a_good_file_is_read_with_its_secret_and_its_clock() {
        let clock = "[clock]\nreal_origin_ms = 1\nbusiness_origin_ms = 2\nfactor = 360\n";
        let (folder, path) = written("mqtt://127.0.0.1:1884", clock);
        let config = read(&path).unwrap();
        assert_eq!((config.host.as_str(), config.port), ("127.0.0.1", 1884));
        assert_eq!(config.secret, "s3cret");
        assert_eq!(config.clock.factor, 360);
        assert!(folder.path().join("state").is_dir());
    }

    #[test]
    fn a_wrong_key_is_named() {
        let told = |broker, rest| {
            let (_folder, path) = written(broker, rest);
            read(&path).err().unwrap().to_string()
        };
        assert!(told("tcp://x:1", "").starts_with("broker:"));
        assert!(told("mqtt://x:99999", "").starts_with("broker:"));
        assert!(told("mqtt://x:1", "colour = 1\n").contains("colour"));
        let clock = "[clock]\nreal_origin_ms = 1\nbusiness_origin_ms = 2\nfactor = 0\n";
        assert!(told("mqtt://x:1", clock).starts_with("clock.factor:"));
    }
}
