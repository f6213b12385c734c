//! `display.toml`: refused early, naming the key.

use crate::limits::{CONFIG_MAX, SECRET_MAX, SECRET_MIN};
use crate::tls::Trusted;
use ami_domain::clock::BusinessClock;
use ami_domain::id::MeterId;
use ami_locales::Locale;
use std::fs;
use std::path::{Path, PathBuf};

/// Everything that a display needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// The home by this file; `None` where an installer pairs the display.
    pub(crate) home: Option<Home>,
    pub(crate) locale: Locale,
    pub(crate) full_screen: bool,
    pub(crate) state: PathBuf,
    pub(crate) clock: BusinessClock,
}

/// The home that a file names.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) meter: MeterId,
    /// As the files said when the display started.
    pub(crate) pass: Pass,
    files: Files,
}

/// How a display comes in at its gateway.
#[derive(Debug, Clone)]
pub(crate) struct Pass {
    pub(crate) secret: Secret,
    pub(crate) trusted: Trusted,
}

/// The display's password at the local broker; it never shows in a log.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Where the secret and the gateway's certificate are: an installer who pairs a display again puts
/// new ones there.
#[derive(Debug, Clone)]
struct Files {
    secret: PathBuf,
    certificate: PathBuf,
}

impl Home {
    /// The files as they are now.
    pub(crate) fn read(&self) -> Result<Pass, ConfigError> {
        self.files.read()
    }
}

impl Files {
    fn read(&self) -> Result<Pass, ConfigError> {
        let trusted = Trusted::from_pem(read_file(&self.certificate)?.as_bytes());
        let no_certificate = |_| {
            let path = self.certificate.display();
            value(
                CERTIFICATE,
                format!("{path} holds no certificate; {WHENCE}"),
            )
        };
        Ok(Pass {
            secret: secret(&read_file(&self.secret)?)?,
            trusted: trusted.map_err(no_certificate)?,
        })
    }
}

const CERTIFICATE: &str = "gateway_certificate_file";
const WHENCE: &str = "copy certificate.pem from the folder that the gateway calls spool";

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file or folder cannot be used.
    #[error("cannot use {path}: {why}; check the path and its permissions")]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is not a configuration.
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
    /// `mqtts://host:port` of the gateway's local broker.
    broker: String,
    /// The home's meter. Without it and the two files an installer pairs the display.
    meter_id: Option<String>,
    /// File with the secret of this home.
    secret_file: Option<PathBuf>,
    /// File with the gateway's certificate, in PEM: the one that is trusted.
    gateway_certificate_file: Option<PathBuf>,
    /// Folder of what the display keeps; made when missing.
    state: PathBuf,
    /// Language until the reader chooses one.
    locale: Option<String>,
    /// A panel of its own, without a frame.
    #[serde(default)]
    full_screen: bool,
    clock: Option<BusinessClock>,
}

impl Config {
    /// Reads a configuration; paths in it are relative to its folder.
    ///
    /// # Errors
    /// [`ConfigError`] naming the file or the key.
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let text = read_file(path)?;
        let file: File = toml::from_str(&text).map_err(|why| ConfigError::NotToml {
            path: path.to_owned(),
            why: Box::new(why),
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let (host, port) = broker(&file.broker)?;
        let home = home(
            folder,
            file.meter_id.as_deref(),
            file.secret_file.as_deref(),
            file.gateway_certificate_file.as_deref(),
        )?;
        let locale = locale(file.locale.as_deref())?;
        let clock = file.clock.unwrap_or(BusinessClock::REAL);
        if !(1..=BusinessClock::MAX_FACTOR).contains(&clock.factor) {
            let max = BusinessClock::MAX_FACTOR;
            return Err(value("clock.factor", format!("must be 1 to {max}")));
        }
        let state = folder.join(&file.state);
        fs::create_dir_all(&state).map_err(|why| ConfigError::Unreadable {
            path: state.clone(),
            why,
        })?;
        Ok(Config {
            host,
            port,
            home,
            locale,
            full_screen: file.full_screen,
            state,
            clock,
        })
    }
}

fn home(
    folder: &Path,
    meter: Option<&str>,
    secret: Option<&Path>,
    certificate: Option<&Path>,
) -> Result<Option<Home>, ConfigError> {
    let missing = |key, beside, more: &str| value(key, format!("is missing beside {beside}{more}"));
    let (meter, secret, certificate) = match (meter, secret, certificate) {
        (None, None, None) => return Ok(None),
        (Some(meter), Some(secret), Some(certificate)) => (meter, secret, certificate),
        (Some(_), None, _) => return Err(missing("secret_file", "meter_id", "")),
        (None, Some(_), _) => return Err(missing("meter_id", "secret_file", "")),
        (None, None, Some(_)) => return Err(missing("meter_id", CERTIFICATE, "")),
        (Some(_), Some(_), None) => {
            let why = format!("; {WHENCE}");
            return Err(missing(CERTIFICATE, "secret_file", &why));
        }
    };
    let meter = meter.parse();
    let meter = meter.map_err(|why| value("meter_id", format!("{why}")))?;
    let files = Files {
        secret: folder.join(secret),
        certificate: folder.join(certificate),
    };
    let pass = files.read()?;
    Ok(Some(Home { meter, pass, files }))
}

fn value(key: &'static str, why: String) -> ConfigError {
    ConfigError::Value { key, why }
}

fn read_file(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |why| ConfigError::Unreadable {
        path: path.to_owned(),
        why,
    };
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > CONFIG_MAX {
        return Err(unreadable(std::io::ErrorKind::FileTooLarge.into()));
    }
    fs::read_to_string(path).map_err(unreadable)
}

/// The first line that is not empty, as the gateway reads it.
fn secret(text: &str) -> Result<Secret, ConfigError> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let secret = lines.next().unwrap_or_default();
    if !(SECRET_MIN..=SECRET_MAX).contains(&secret.len()) {
        let why = format!("the file must hold {SECRET_MIN} to {SECRET_MAX} characters");
        return Err(value("secret_file", why));
    }
    Ok(Secret(secret.to_owned()))
}

fn locale(tag: Option<&str>) -> Result<Locale, ConfigError> {
    let Some(tag) = tag else {
        return Ok(Locale::default());
    };
    Locale::from_tag(tag).ok_or_else(|| {
        let tags: Vec<&str> = Locale::all().map(Locale::tag).collect();
        value(
            "locale",
            format!("{tag:?} is not one of {}", tags.join(", ")),
        )
    })
}

fn broker(url: &str) -> Result<(String, u16), ConfigError> {
    let wrong = || {
        value(
            "broker",
            format!("{url:?} is not of the form mqtts://host:port; a gateway speaks TLS only"),
        )
    };
    let rest = url.strip_prefix("mqtts://").ok_or_else(wrong)?;
    let (host, port) = rest.rsplit_once(':').ok_or_else(wrong)?;
    let port: u16 = port.parse().map_err(|_| wrong())?;
    let inner = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let host = inner.unwrap_or(host);
    if host.is_empty() || host.contains(['/', '@']) || port == 0 {
        return Err(wrong());
    }
    Ok((host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const SECRET: &str = "0123456789abcdef0123";
    const PEM: &str = "gateway.pem";

    fn written(broker: &str, rest: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret"), format!("\n{SECRET}\n")).unwrap();
        fs::write(folder.path().join(PEM), crate::tls::tests::PEM).unwrap();
        let path = folder.path().join("display.toml");
        let meter = "0".repeat(31) + "7";
        let text = format!(
            "broker = \"{broker}\"\nmeter_id = \"{meter}\"\nsecret_file = \"secret\"\n\
             gateway_certificate_file = \"{PEM}\"\nstate = \"state\"\n{rest}"
        );
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn a_good_file_is_read_with_its_secret_its_language_and_its_clock() {
        let clock = "[clock]\nreal_origin_ms = 1\nbusiness_origin_ms = 2\nfactor = 360\n";
        let rest = format!("locale = \"es-US\"\n{clock}");
        let (folder, path) = written("mqtts://127.0.0.1:1884", &rest);
        let config = Config::read(&path).unwrap();
        assert_eq!((config.host.as_str(), config.port), ("127.0.0.1", 1884));
        assert_eq!(config.home.as_ref().unwrap().pass.secret.0, SECRET);
        assert_eq!(config.locale.tag(), "es-US");
        assert_eq!(config.clock.factor, 360);
        assert!(folder.path().join("state").is_dir());
        assert!(
            !format!("{config:?}").contains(SECRET),
            "no secret in a log"
        );
    }

    #[test]
    fn without_optional_keys_it_is_real_time_in_english() {
        let (_folder, path) = written("mqtts://[::1]:1883", "");
        let config = Config::read(&path).unwrap();
        assert_eq!(config.host, "::1");
        assert_eq!(config.locale, Locale::EnUs);
        assert_eq!(config.clock, BusinessClock::REAL);
        assert!(!config.full_screen);
    }

    #[test]
    fn a_wrong_key_is_named() {
        let told = |broker, rest| {
            let (_folder, path) = written(broker, rest);
            Config::read(&path).err().unwrap().to_string()
        };
        for broker in [
            "tcp://x:1",
            "mqtt://x:1",
            "mqtts://x:99999",
            "mqtts://:1",
            "mqtts://x",
            "mqtts://x:0",
            "mqtts://user:secret@x:1",
        ] {
            assert!(told(broker, "").starts_with("broker:"), "{broker}");
        }
        assert!(told("mqtts://x:1", "colour = 1\n").contains("colour"));
        assert!(told("mqtts://x:1", "locale = \"fr\"\n").starts_with("locale:"));
        let clock = "[clock]\nreal_origin_ms = 1\nbusiness_origin_ms = 2\nfactor = 0\n";
        assert!(told("mqtts://x:1", clock).starts_with("clock.factor:"));
    }

    #[test]
    fn a_short_secret_and_a_missing_file_are_named() {
        let (folder, path) = written("mqtts://x:1", "");
        fs::write(folder.path().join("secret"), "short\n").unwrap();
        let told = Config::read(&path).err().unwrap().to_string();
        assert!(told.starts_with("secret_file:") && !told.contains("short\n"));
        fs::remove_file(folder.path().join("secret")).unwrap();
        let told = Config::read(&path).err().unwrap().to_string();
        assert!(told.contains("secret") && told.contains("check the path"));
    }

    #[test]
    fn without_meter_and_secret_an_installer_pairs_it_and_half_of_them_is_refused() {
        let (_folder, path) = written("mqtts://x:1", "");
        let told = |rest: &str| {
            let text = format!("broker = \"mqtts://x:1\"\nstate = \"state\"\n{rest}");
            fs::write(&path, text).unwrap();
            Config::read(&path).map_err(|error| error.to_string())
        };
        assert!(told("").unwrap().home.is_none());
        let meter = format!("meter_id = \"{}\"\n", "7".repeat(32));
        let refused = told(&meter).unwrap_err();
        assert!(refused.starts_with("secret_file:"), "{refused}");
        let secret = "secret_file = \"secret\"\n";
        let refused = told(secret).unwrap_err();
        assert!(refused.starts_with("meter_id:"), "{refused}");
        let certificate = format!("gateway_certificate_file = \"{PEM}\"\n");
        let refused = told(&certificate).unwrap_err();
        assert!(refused.starts_with("meter_id:"), "{refused}");
        let refused = told(&format!("{meter}{secret}")).unwrap_err();
        assert!(
            refused.starts_with("gateway_certificate_file:"),
            "{refused}"
        );
        assert!(refused.contains("copy certificate.pem"), "{refused}");
        assert!(
            told(&format!("{meter}{secret}{certificate}"))
                .unwrap()
                .home
                .is_some()
        );
    }

    #[test]
    fn a_certificate_that_is_none_is_named_and_a_new_one_is_read_without_a_restart() {
        let (folder, path) = written("mqtts://x:1", "");
        let home = Config::read(&path).unwrap().home.unwrap();
        let file = folder.path().join(PEM);
        fs::write(&file, "none").unwrap();
        let told = home.read().unwrap_err().to_string();
        assert!(told.starts_with("gateway_certificate_file:"), "{told}");
        assert!(Config::read(&path).is_err());
        fs::write(&file, crate::tls::tests::PEM).unwrap();
        home.read().unwrap();
        fs::remove_file(&file).unwrap();
        let told = Config::read(&path).unwrap_err().to_string();
        assert!(
            told.contains(PEM) && told.contains("check the path"),
            "{told}"
        );
    }
}
