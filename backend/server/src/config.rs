//! Configuration: a TOML file, and environment variables `AMI_<KEY>` that win over it. Whatever
//! is wrong is refused before anything starts, with the key, the reason and what to do.

mod embedded;
mod processors;
mod raw;
mod weather;
mod work_orders;

pub use embedded::Certificate;
pub use processors::{BankTransfers, ProcessorAccess};
pub use raw::HELP;
pub use weather::{PLACES_MAX, WeatherFrom, WeatherPlace, WeatherServiceAt};
pub use work_orders::WorkOrderSystem;

use crate::proxies::Proxies;
use ami_domain::clock::BusinessClock;
use ami_domain::policy::Policy;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything that the server is told.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite://PATH` or `postgres://..`.
    pub database_url: String,
    /// Where the website and the API listen.
    pub http: SocketAddr,
    /// Where OpenMetrics are read.
    pub metrics: SocketAddr,
    /// Which broker.
    pub broker: Broker,
    /// Folder of the built UI.
    pub ui_dir: Option<PathBuf>,
    /// People and homes to insert when the database has none.
    pub seed: Option<PathBuf>,
    /// Folder of tariffs; the built-in ones otherwise.
    pub tariffs_dir: Option<PathBuf>,
    /// File of the utility's own rules for cutting; the base pack, which is strict, otherwise.
    pub rules_file: Option<PathBuf>,
    /// Folder of packs by jurisdiction, each with its decision table; the built-in ones otherwise.
    pub rules_dir: Option<PathBuf>,
    /// Journal of the sandbox card processor; forgets at the end otherwise.
    pub sandbox_journal: Option<PathBuf>,
    /// The system that sends people.
    pub work_orders: Option<WorkOrderSystem>,
    /// Who is asked for the weather.
    pub weather: WeatherFrom,
    /// The payment processor, if there is one.
    pub processor: Option<ProcessorAccess>,
    /// Who moves the money of bank transfers.
    pub bank_transfers: BankTransfers,
    /// Session cookies only over HTTPS.
    pub cookie_secure: bool,
    /// Proxies whose `X-Forwarded-For` is believed; nobody's otherwise.
    pub trusted_proxies: Proxies,
    /// Log lines as JSON.
    pub log_json: bool,
    /// So long a payment processor may take.
    pub verify_timeout: Duration,
    /// The utility's numbers.
    pub policy: Policy,
    /// The business clock.
    pub clock: BusinessClock,
}

/// Which broker carries the messages.
#[derive(Clone)]
pub enum Broker {
    /// In this process.
    Embedded {
        /// Where gateways connect.
        listen: SocketAddr,
        /// Over TLS, as this one.
        tls: Option<Certificate>,
    },
    /// Any MQTT 5 broker.
    External {
        /// Host name.
        host: String,
        /// Port.
        port: u16,
        /// Over TLS.
        tls: bool,
        /// User name of this server there.
        user: String,
        /// Its password.
        password: String,
    },
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Broker::Embedded { listen, .. } => write!(f, "Embedded({listen})"),
            Broker::External { host, port, .. } => write!(f, "External({host}:{port})"),
        }
    }
}

/// Why the configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}; check the path and its permissions")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not TOML, or a key that does not exist.
    #[error("{path} is not a configuration: {why}; run with --help-config for all keys")]
    Shape {
        /// Which file.
        path: PathBuf,
        /// What the parser says.
        why: String,
    },
    /// A value that cannot be.
    #[error("configuration key {key}: {why}")]
    Value {
        /// Which key.
        key: &'static str,
        /// What is wrong and what to do.
        why: String,
    },
}

/// What is wrong with a key's value, and what to do.
fn value(key: &'static str, why: impl Into<String>) -> ConfigError {
    let why = why.into();
    ConfigError::Value { key, why }
}

impl Config {
    /// Reads a file and the environment (`AMI_` variables, given as pairs).
    ///
    /// # Errors
    /// [`ConfigError`] for the first thing that is wrong.
    pub fn load(
        path: &Path,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        raw::parse(path, &text, environment)?.checked()
    }
}

/// The process's environment; the only place that reads it.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
}
