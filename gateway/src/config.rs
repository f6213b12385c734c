//! `gateway.toml`: read once, refused early, with the key that is wrong.

use crate::cap::{CUTS_MAX, CutLimits};
use crate::limits::METERS_MAX;
use crate::link::Target;
use crate::pairing::{Pairing, read_secret};
use crate::protocol::{PROTOCOLS, Protocol};
use ami_domain::clock::BusinessClock;
use ami_domain::id::{GatewayId, MeterId};
use serde::Deserialize;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Everything that a gateway is told.
#[derive(Debug, Clone)]
pub struct Config {
    /// Who it is; also its MQTT client id and user name.
    pub gateway: GatewayId,
    /// Its password at the utility's broker.
    pub secret: Secret,
    /// The utility's broker.
    pub broker: BrokerAddress,
    /// Folder of the spool, the journal and the memory of each meter.
    pub spool: PathBuf,
    /// The broker for displays, if there is one.
    pub local: Option<Local>,
    /// Its meters, each on a port of its own.
    pub meters: Vec<MeterConfig>,
    /// How business time runs.
    pub clock: BusinessClock,
    /// How many cuts it carries out at most (DESIGN 7.12).
    pub cuts: CutLimits,
}

/// The utility's broker.
#[derive(Debug, Clone)]
pub struct BrokerAddress {
    /// Name or address.
    pub host: String,
    /// Port; 1883 and 8883 unless said.
    pub port: u16,
    /// `mqtts://`.
    pub tls: bool,
    /// Certificates that are trusted instead of the system's, PEM.
    pub ca: Option<Vec<u8>>,
}

/// The broker for displays.
#[derive(Debug, Clone)]
pub struct Local {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Who may join.
    pub pairing: Pairing,
}

/// One meter.
#[derive(Clone)]
pub struct MeterConfig {
    /// Which.
    pub meter: MeterId,
    /// Whose gateway this is; part of the DLMS client's name.
    pub gateway: GatewayId,
    /// Its port.
    pub link: Target,
    /// What it speaks.
    pub protocol: &'static dyn Protocol,
    /// Its keys.
    pub keys: MeterKeys,
}

/// A password. `Debug` hides it.
#[derive(Clone)]
pub struct Secret(pub String);

/// A meter's keys. `Debug` hides them.
#[derive(Clone)]
pub struct MeterKeys {
    /// Global unicast encryption key.
    pub encryption: [u8; 16],
    /// Authentication key.
    pub authentication: [u8; 16],
    /// Password of low level security, for readers.
    pub lls: Option<Vec<u8>>,
    /// The meter's system title, when it must be this one.
    pub title: Option<[u8; 8]>,
    /// Our own system title at this meter; derived from the gateway's id unless said.
    pub client_title: Option<[u8; 8]>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(hidden)")
    }
}
impl std::fmt::Debug for MeterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MeterKeys(hidden)")
    }
}
impl std::fmt::Debug for MeterConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MeterConfig")
            .field("meter", &self.meter)
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {why}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// It is no TOML of this shape; the text names key and line.
    #[error("{path}: {why}")]
    Shape {
        /// Which file.
        path: PathBuf,
        /// What the parser says.
        why: String,
    },
    /// A key has a value that cannot be used.
    #[error("{key} {why}")]
    Key {
        /// Which key.
        key: String,
        /// What is wrong, and what is wanted.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    gateway_id: String,
    secret_file: PathBuf,
    broker: String,
    ca_file: Option<PathBuf>,
    spool: PathBuf,
    local_listen: Option<String>,
    display_secret_file: Option<PathBuf>,
    #[serde(default)]
    meter: Vec<MeterSection>,
    clock: Option<BusinessClock>,
    #[serde(default)]
    cuts: CutLimits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeterSection {
    meter_id: String,
    link: String,
    protocol: String,
    keys: PathBuf,
}

#[derive(Deserialize)]
struct KeysFile {
    ek: String,
    ak: String,
    lls: Option<String>,
    title: Option<String>,
    client_title: Option<String>,
}

impl Config {
    /// Reads the file and every file that it names.
    ///
    /// # Errors
    /// [`ConfigError`], naming the file or the key.
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let file: File = parse(path)?;
        let gateway = id(&file.gateway_id, "gateway_id")?;
        let ca = file.ca_file.as_deref().map(|path| {
            let wrong = |why: String| bad("ca_file", format!("{}: {why}", path.display()));
            let read = fs::read(path).map_err(|error| wrong(error.to_string()))?;
            crate::mqtt::only(&read).map_err(wrong)?;
            Ok(read)
        });
        let meters = meters(&file.meter, gateway)?;
        let homes: Vec<MeterId> = meters.iter().map(|meter| meter.meter).collect();
        let local = local(
            file.local_listen.as_deref(),
            file.display_secret_file,
            &homes,
        )?;
        let secret = read_secret(&file.secret_file).map_err(|error| {
            bad(
                "secret_file",
                format!("{}: {error}", file.secret_file.display()),
            )
        })?;
        let config = Config {
            gateway,
            secret: Secret(secret),
            broker: broker(&file.broker, ca.transpose()?)?,
            spool: file.spool,
            local,
            meters,
            clock: file.clock.unwrap_or(BusinessClock::REAL),
            cuts: file.cuts,
        };
        if !(1..=BusinessClock::MAX_FACTOR).contains(&config.clock.factor) {
            return Err(bad("clock.factor", "must be from 1 to 86400".to_owned()));
        }
        if config.cuts.per_10_min.max(config.cuts.per_day) > CUTS_MAX {
            return Err(bad("cuts", format!("must be from 0 to {CUTS_MAX}")));
        }
        Ok(config)
    }
}

/// The broker for displays. Without a file of secrets they are paired by an installer only.
fn local(
    listen: Option<&str>,
    secret: Option<PathBuf>,
    homes: &[MeterId],
) -> Result<Option<Local>, ConfigError> {
    let Some(listen) = listen else {
        return match secret {
            None => Ok(None),
            Some(_) => {
                let why = "is missing beside display_secret_file";
                Err(bad("local_listen", why.to_owned()))
            }
        };
    };
    let listen = listen
        .parse()
        .map_err(|_| bad("local_listen", "must be ADDRESS:PORT".to_owned()))?;
    let pairing = match secret {
        None => Pairing::without_file(homes),
        Some(path) => Pairing::read(&path, homes).map_err(|error| {
            let why = format!("{}: {error}", path.display());
            bad("display_secret_file", why)
        })?,
    };
    Ok(Some(Local { listen, pairing }))
}

fn meters(sections: &[MeterSection], gateway: GatewayId) -> Result<Vec<MeterConfig>, ConfigError> {
    if sections.is_empty() || sections.len() > METERS_MAX {
        let why = format!("must be there 1 to {METERS_MAX} times");
        return Err(bad("[[meter]]", why));
    }
    let mut meters: Vec<MeterConfig> = Vec::with_capacity(sections.len());
    for section in sections {
        let meter = id(&section.meter_id, "meter.meter_id")?;
        let link = Target::parse(&section.link).map_err(|why| bad("meter.link", why))?;
        let protocol = PROTOCOLS.iter().copied();
        let known: Vec<&str> = protocol.clone().map(Protocol::word).collect();
        let protocol = protocol
            .clone()
            .find(|protocol| protocol.word() == section.protocol)
            .ok_or_else(|| {
                let why = format!("is {:?}, known are {}", section.protocol, known.join(", "));
                bad("meter.protocol", why)
            })?;
        if meters.iter().any(|other| other.meter == meter) {
            return Err(bad("meter.meter_id", format!("{meter} is there twice")));
        }
        let same = |other: &MeterConfig| other.link.to_string() == link.to_string();
        if meters.iter().any(same) {
            return Err(bad("meter.link", format!("{link} is there twice")));
        }
        meters.push(MeterConfig {
            meter,
            gateway,
            link,
            protocol,
            keys: keys(&section.keys)?,
        });
    }
    Ok(meters)
}

fn keys(path: &Path) -> Result<MeterKeys, ConfigError> {
    let file: KeysFile = parse(path)?;
    let wrong = |key: &str, digits: usize| {
        let why = format!("in {} must be {digits} hexadecimal digits", path.display());
        bad(key, why)
    };
    let lls = file
        .lls
        .as_deref()
        .map(|text| unhex(text).ok_or_else(|| wrong("lls", 16)));
    let title = |text: &Option<String>, key| {
        let read = text
            .as_deref()
            .map(|text| fixed(text).ok_or_else(|| wrong(key, 16)));
        read.transpose()
    };
    Ok(MeterKeys {
        encryption: fixed(&file.ek).ok_or_else(|| wrong("ek", 32))?,
        authentication: fixed(&file.ak).ok_or_else(|| wrong("ak", 32))?,
        lls: lls.transpose()?,
        title: title(&file.title, "title")?,
        client_title: title(&file.client_title, "client_title")?,
    })
}

fn broker(url: &str, ca: Option<Vec<u8>>) -> Result<BrokerAddress, ConfigError> {
    let wrong = || {
        bad(
            "broker",
            "must be mqtt://HOST:PORT or mqtts://HOST:PORT".to_owned(),
        )
    };
    let (tls, rest) = match url.split_once("://").ok_or_else(wrong)? {
        ("mqtt", rest) => (false, rest),
        ("mqtts", rest) => (true, rest),
        _ => return Err(wrong()),
    };
    let usual = if tls { 8883 } else { 1883 };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| wrong())?),
        None => (rest, usual),
    };
    // No names and passwords in addresses: they end in logs.
    if host.is_empty() || host.contains(['/', '@', '?']) {
        return Err(wrong());
    }
    Ok(BrokerAddress {
        host: host.to_owned(),
        port,
        tls,
        ca,
    })
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| ConfigError::File {
        path: path.to_path_buf(),
        why: error.to_string(),
    })?;
    toml::from_str(&text).map_err(|error| ConfigError::Shape {
        path: path.to_path_buf(),
        // The parser's picture of the line could show a key of a keys file.
        why: error.message().to_owned(),
    })
}

fn bad(key: &str, why: String) -> ConfigError {
    ConfigError::Key {
        key: key.to_owned(),
        why,
    }
}

fn id<T: std::str::FromStr>(text: &str, key: &str) -> Result<T, ConfigError> {
    let wrong = |_| bad(key, "must be 32 hexadecimal digits".to_owned());
    text.parse().map_err(wrong)
}

fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex(text)?.try_into().ok()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (0..text.len())
        .step_by(2)
        .map(pair)
        .collect::<Option<Vec<u8>>>()
        .filter(|_| digits)
}

#[cfg(test)]
mod tests;
