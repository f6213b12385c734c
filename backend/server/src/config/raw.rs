//! The configuration as written, and its way to a checked one.

use super::processors::RawProcessor;
use super::{Broker, Config, ConfigError, embedded, processors, value, weather, work_orders};
use ami_domain::clock::BusinessClock;
use ami_domain::policy::Policy;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every key, for `--help-config`.
pub const HELP: &str = "\
database_url = \"sqlite://utility.sqlite\"  # or postgres://user:password@host/database
http = \"127.0.0.1:8080\"          # website and API; put a TLS proxy in front
metrics = \"127.0.0.1:9090\"       # OpenMetrics at /metrics
broker = \"embedded\"              # or mqtt://host:1883, mqtts://host:8883
broker_listen = \"127.0.0.1:1883\" # embedded broker only
broker_certificate_file = \"..\"   # embedded: PEM, with it the port speaks TLS only
broker_key_file = \"..\"           # embedded: its private key, PEM
broker_plain = false             # true allows other machines without TLS: it must be in front
broker_user = \"adcs\"             # external broker only
broker_password_file = \"..\"      # external broker only
ui_dir = \"..\"                    # the built UI; without it only the API answers
seed = \"seed.toml\"               # people and homes for an empty database
tariffs_dir = \"..\"               # *.toml; the built-in ones without it
rules_file = \"..\"                # who may be cut and when; the base pack without it
rules_dir = \"..\"                 # packs by jurisdiction, NAME.toml and NAME.table.toml
sandbox_journal = \"..\"           # journal of the sandbox card processor
trusted_proxies = \"10.0.0.0/8\"   # whose X-Forwarded-For is believed, with commas; nobody's
work_order_url = \"https://..\"   # where field and trouble orders are handed over
work_order_secret_file = \"..\"  # seals them and what comes back: 32 to 1024 bytes of text
cookie_secure = true             # false only when http is a loopback address
log = \"json\"                     # or \"text\"; RUST_LOG sets what is logged
verify_timeout_ms = 8000         # 100 to 60000: longest wait for a payment processor

[weather]                        # else by MQTT or at the console; nobody is cut without
file = \"../weather.toml\"         # written again and again by another program
service = \"https://api.weather.gov\"
contact = \"operator@utility.example\"  # the service asks for it
[[weather.place]]                # one for each place of accounts
name = \"Riverside\"
point = \"33.95,-117.4\"           # latitude and longitude

[processor]                      # cards and bank transfers; without it only the sandbox pays
url = \"https://api.stripe.com\"   # any that speaks its API
secret_file = \"..\"               # our key there
events_secret_file = \"..\"        # seals its events, which go to /api/processor/events
return_url = \"https://host\"      # our website: where payers come back to from their bank
bank_transfers = \"off\"           # or \"collected\" by the processor, or \"sent\" by customers
bank_account = \"..\"              # with \"sent\": where to, as customers read it

[policy]                         # money in micro-dollars, time in milliseconds
payment_min = 10000000           # 1 cent to payment_max
payment_max = 1000000000
payments_day_max = 2000000000    # payment_max to payments_week_max, for one account
payments_week_max = 5000000000
bank_patience = 1209600000       # 1 to 60 days: money that a bank is moving is waited for
low_threshold = 172800000        # 1 hour to 30 days
retry_after = 45000              # 1 second to receipt_deadline
receipt_deadline = 60000
retry_max = 900000               # retry_after to 24 hours
show_valid = 93600000
refresh_every = 3600000          # 5 minutes to 24 hours
records_kept = 94608000000       # 30 days to 20 years: journals, logs, commands of no payment

[clock]                          # only for demonstrations; real time without it
real_origin_ms = 0
business_origin_ms = 0
factor = 1                       # business seconds in a second, 1 to 86400

Each top-level key can come from the environment instead: AMI_DATABASE_URL, AMI_HTTP, ..
";

/// As written.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    database_url: String,
    http: String,
    metrics: String,
    #[serde(default = "in_this_process")]
    broker: String,
    broker_listen: Option<String>,
    broker_certificate_file: Option<PathBuf>,
    broker_key_file: Option<PathBuf>,
    #[serde(default)]
    broker_plain: bool,
    broker_user: Option<String>,
    broker_password_file: Option<PathBuf>,
    ui_dir: Option<PathBuf>,
    seed: Option<PathBuf>,
    tariffs_dir: Option<PathBuf>,
    rules_file: Option<PathBuf>,
    rules_dir: Option<PathBuf>,
    sandbox_journal: Option<PathBuf>,
    #[serde(default)]
    trusted_proxies: String,
    work_order_url: Option<String>,
    work_order_secret_file: Option<PathBuf>,
    #[serde(default = "yes")]
    cookie_secure: bool,
    #[serde(default = "json")]
    log: String,
    #[serde(default = "eight_seconds")]
    verify_timeout_ms: u64,
    #[serde(default)]
    weather: weather::RawWeather,
    #[serde(default)]
    processor: RawProcessor,
    #[serde(default)]
    policy: Policy,
    #[serde(default = "real")]
    clock: BusinessClock,
}

fn in_this_process() -> String {
    "embedded".into()
}
fn json() -> String {
    "json".into()
}
const fn yes() -> bool {
    true
}
const fn eight_seconds() -> u64 {
    8_000
}
const fn real() -> BusinessClock {
    BusinessClock::REAL
}

/// Top-level keys that the environment may set, with whether they are texts.
const FROM_ENVIRONMENT: [(&str, bool); 22] = [
    ("database_url", true),
    ("http", true),
    ("metrics", true),
    ("broker", true),
    ("broker_listen", true),
    ("broker_certificate_file", true),
    ("broker_key_file", true),
    ("broker_plain", false),
    ("broker_user", true),
    ("broker_password_file", true),
    ("ui_dir", true),
    ("seed", true),
    ("tariffs_dir", true),
    ("rules_file", true),
    ("rules_dir", true),
    ("sandbox_journal", true),
    ("trusted_proxies", true),
    ("work_order_url", true),
    ("work_order_secret_file", true),
    ("log", true),
    ("cookie_secure", false),
    ("verify_timeout_ms", false),
];

/// Reads the text, then lets the environment win.
pub(super) fn parse(
    path: &Path,
    text: &str,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Raw, ConfigError> {
    let shape = |why: String| ConfigError::Shape {
        path: path.to_owned(),
        why,
    };
    let mut table: toml::Table = text
        .parse()
        .map_err(|e: toml::de::Error| shape(e.to_string()))?;
    for (name, value) in environment {
        let key = FROM_ENVIRONMENT
            .iter()
            .find(|(key, _)| name.strip_prefix("AMI_") == Some(&key.to_uppercase()));
        let Some((key, text)) = key else { continue };
        let value = if *text {
            toml::Value::String(value)
        } else if let Ok(number) = value.parse::<i64>() {
            toml::Value::Integer(number)
        } else if let Ok(flag) = value.parse::<bool>() {
            toml::Value::Boolean(flag)
        } else {
            // Neither: the check of its type says so, and nothing is guessed.
            toml::Value::String(value)
        };
        table.insert((*key).to_owned(), value);
    }
    table
        .try_into()
        .map_err(|e: toml::de::Error| shape(e.to_string()))
}

impl Raw {
    /// Checks every value.
    pub(super) fn checked(self) -> Result<Config, ConfigError> {
        let http = address("http", &self.http)?;
        let known = ["sqlite:", "postgres:", "postgresql:"];
        if !known
            .iter()
            .any(|scheme| self.database_url.starts_with(scheme))
        {
            return Err(value(
                "database_url",
                "must begin with sqlite: or postgres:",
            ));
        }
        if !self.cookie_secure && !http.ip().is_loopback() {
            return Err(value(
                "cookie_secure",
                "may be false only when http listens on a loopback address; \
                 put a TLS proxy in front and leave it true",
            ));
        }
        let log_json = match self.log.as_str() {
            "json" => true,
            "text" => false,
            _ => return Err(value("log", "must be \"json\" or \"text\"")),
        };
        let proxies = self.trusted_proxies.parse();
        let trusted_proxies = proxies.map_err(|why: String| value("trusted_proxies", &why))?;
        self.numbers_and_folders()?;
        let broker = self.broker()?;
        let (processor, bank_transfers) = processors::checked(self.processor)?;
        Ok(Config {
            metrics: address("metrics", &self.metrics)?,
            broker,
            processor,
            bank_transfers,
            http,
            database_url: self.database_url,
            ui_dir: self.ui_dir,
            seed: self.seed,
            tariffs_dir: self.tariffs_dir,
            rules_file: self.rules_file,
            rules_dir: self.rules_dir,
            sandbox_journal: self.sandbox_journal,
            work_orders: work_orders::checked(self.work_order_url, self.work_order_secret_file)?,
            weather: weather::checked(self.weather, self.clock == BusinessClock::REAL)?,
            cookie_secure: self.cookie_secure,
            trusted_proxies,
            log_json,
            verify_timeout: Duration::from_millis(self.verify_timeout_ms),
            policy: self.policy,
            clock: self.clock,
        })
    }

    fn numbers_and_folders(&self) -> Result<(), ConfigError> {
        if !(100..=60_000).contains(&self.verify_timeout_ms) {
            return Err(value("verify_timeout_ms", "must be from 100 to 60000"));
        }
        if !(1..=BusinessClock::MAX_FACTOR).contains(&self.clock.factor) {
            return Err(value("clock.factor", "must be from 1 to 86400"));
        }
        let policy = self.policy.check();
        policy.map_err(|e| value("policy", e.to_string()))?;
        for (key, folder) in [("ui_dir", &self.ui_dir), ("tariffs_dir", &self.tariffs_dir)] {
            if folder.as_ref().is_some_and(|folder| !folder.is_dir()) {
                return Err(value(
                    key,
                    "is not a folder; build the UI first or correct the path",
                ));
            }
        }
        Ok(())
    }

    fn broker(&self) -> Result<Broker, ConfigError> {
        if self.broker == "embedded" {
            let listen = self.broker_listen.as_deref().unwrap_or("127.0.0.1:1883");
            let (certificate, key) = (&self.broker_certificate_file, &self.broker_key_file);
            let secured = (certificate.as_deref(), key.as_deref(), self.broker_plain);
            return embedded::checked(address("broker_listen", listen)?, secured);
        }
        let wrong = || {
            value(
                "broker",
                "must be \"embedded\", mqtt://host:port or mqtts://host:port",
            )
        };
        let (tls, rest) = match self.broker.split_once("://").ok_or_else(wrong)? {
            ("mqtt", rest) => (false, rest),
            ("mqtts", rest) => (true, rest),
            _ => return Err(wrong()),
        };
        let (host, port) = rest
            .trim_end_matches('/')
            .rsplit_once(':')
            .ok_or_else(wrong)?;
        let port = port.parse().map_err(|_| wrong())?;
        let user = self.broker_user.clone();
        let user =
            user.ok_or_else(|| value("broker_user", "is required with an external broker"))?;
        let file = self.broker_password_file.clone().ok_or_else(|| {
            value(
                "broker_password_file",
                "is required with an external broker",
            )
        })?;
        let password = std::fs::read_to_string(&file)
            .map_err(|source| ConfigError::Read { path: file, source })?;
        let password = password.trim_end().to_owned();
        Ok(Broker::External {
            host: host.to_owned(),
            port,
            tls,
            user,
            password,
        })
    }
}

fn address(key: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| {
        let why = format!("{text:?} is not an address with a port, such as 127.0.0.1:8080");
        value(key, why)
    })
}
