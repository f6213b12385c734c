//! The configuration: one TOML file for the meter and one for its keys. What is wrong is named by
//! its key before anything is opened.

use super::Trouble;
use ami_dlms::{Keys, Password, SystemTitle};
use ami_domain::clock::BusinessClock;
use ami_domain::energy::{self, WattHours};
use ami_domain::id::MeterId;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_meter::cosem::Secrets;
use ami_meter::machine::{SET_FIRST, SET_LAST};
use ami_meter::replay::Replay;
use ami_meter::{Meter, register};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A year of history and a little; the load profile holds no more.
const HISTORY_DAYS_MAX: i64 = register::PROFILE_DAYS;
/// Ten times a home is a small business, and enough.
const SCALE_PERCENT_MAX: u32 = 1_000;

/// The file as written.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    serial: String,
    meter_id: String,
    title: String,
    client_title: Option<String>,
    port: Option<PathBuf>,
    listen: Option<String>,
    state: PathBuf,
    keys: PathBuf,
    intervals: PathBuf,
    zone: String,
    #[serde(default = "full")]
    scale_percent: u32,
    #[serde(default)]
    shift_hours: i32,
    #[serde(default = "on")]
    start_switch: StartSwitch,
    #[serde(default)]
    start_credit_wh: i64,
    #[serde(default = "hour")]
    interval_minutes: i64,
    #[serde(default = "yes")]
    has_switch: bool,
    #[serde(default = "two_months")]
    history_days: i64,
    #[serde(default = "real")]
    clock: BusinessClock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum StartSwitch {
    On,
    Off,
}

/// The keys file; other keys in it are the gateway's.
#[derive(serde::Deserialize)]
struct KeysFile {
    ek: String,
    ak: String,
    lls: String,
}

fn full() -> u32 {
    100
}
fn on() -> StartSwitch {
    StartSwitch::On
}
fn hour() -> i64 {
    60
}
fn yes() -> bool {
    true
}
fn two_months() -> i64 {
    60
}
fn real() -> BusinessClock {
    BusinessClock::REAL
}

/// Where the meter is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A link with this name to a pseudo terminal; HDLC.
    Serial(PathBuf),
    /// A TCP port; the wrapper.
    Tcp(SocketAddr),
}

/// Everything that the meter needs to run, checked.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) made: Meter,
    pub(crate) title: SystemTitle,
    pub(crate) secrets: Secrets,
    pub(crate) place: Place,
    pub(crate) state: PathBuf,
    pub(crate) replay: Replay,
    pub(crate) history: Span,
    pub(crate) clock: BusinessClock,
}

/// Reads and checks the configuration and the files that it names.
///
/// # Errors
/// [`Trouble`] naming the file and the key.
pub(crate) fn read(path: &Path) -> Result<Config, Trouble> {
    let file: File = parse(path, &text("the configuration", path)?)?;
    let refuse = |why: &str| Trouble::Config {
        path: path.into(),
        why: why.into(),
    };
    let meter: MeterId = file
        .meter_id
        .parse()
        .map_err(|error| refuse(&format!("`meter_id`: {error}")))?;
    let title = hex(&file.title).map(SystemTitle);
    let title = title.ok_or_else(|| refuse("`title` must be 16 hexadecimal digits"))?;
    let client_title = match &file.client_title {
        None => None,
        Some(text) => {
            Some(SystemTitle(hex(text).ok_or_else(|| {
                refuse("`client_title` must be 16 hexadecimal digits")
            })?))
        }
    };
    let place = place(&file).map_err(|why| refuse(&why))?;
    let zone = Zone::named(&file.zone).map_err(|error| refuse(&format!("`zone`: {error}")))?;
    let limits = [
        (
            (1..=SCALE_PERCENT_MAX).contains(&file.scale_percent),
            "`scale_percent` must be from 1 to 1000",
        ),
        (
            (-8_784..=8_784).contains(&file.shift_hours),
            "`shift_hours` must be within one year",
        ),
        (
            (0..=HISTORY_DAYS_MAX).contains(&file.history_days),
            "`history_days` must be 0 to 400",
        ),
        (
            file.start_credit_wh.abs() <= energy::MAX.get(),
            "`start_credit_wh` is beyond any meter",
        ),
        (
            register::LENGTHS.contains(&file.interval_minutes),
            "`interval_minutes` must be 60, 30 or 15",
        ),
        (
            (1..=BusinessClock::MAX_FACTOR).contains(&file.clock.factor),
            "`clock.factor` must be from 1 to 86400",
        ),
        (
            file.clock == BusinessClock::REAL
                || (SET_FIRST..=SET_LAST).contains(&origin(&file.clock)),
            "`clock.business_origin_ms` must be from 2000 to 2150, in milliseconds since 1970",
        ),
    ];
    if let Some((_, why)) = limits.iter().find(|(holds, _)| !holds) {
        return Err(refuse(why));
    }
    let secrets = secrets(&file.keys, client_title)?;
    let table = text("the table of use", &file.intervals)?;
    let replay =
        Replay::parse(&table, zone, file.scale_percent, file.shift_hours).map_err(|error| {
            Trouble::Intervals {
                path: file.intervals.clone(),
                error,
            }
        })?;
    Ok(Config {
        made: Meter {
            meter,
            serial: file.serial,
            interval: Span::minutes(file.interval_minutes),
            has_switch: file.has_switch,
            switch: match file.start_switch {
                StartSwitch::On => Switch::On,
                StartSwitch::Off => Switch::Off,
            },
            credit: WattHours::new(file.start_credit_wh),
        },
        title,
        secrets,
        place,
        state: file.state,
        replay,
        history: Span::days(file.history_days),
        clock: file.clock,
    })
}

fn origin(clock: &BusinessClock) -> Timestamp {
    Timestamp::from_millis(clock.business_origin_ms)
}

fn place(file: &File) -> Result<Place, String> {
    match (&file.port, &file.listen) {
        (Some(port), None) => Ok(Place::Serial(port.clone())),
        (None, Some(listen)) => match listen.parse() {
            Ok(address) => Ok(Place::Tcp(address)),
            Err(_) => Err(format!(
                "`listen` must be like 127.0.0.1:4059, not {listen:?}"
            )),
        },
        (None, None) => Err("one of `port` and `listen` is needed".into()),
        (Some(_), Some(_)) => Err("only one of `port` and `listen` can be given".into()),
    }
}

fn secrets(path: &Path, client_title: Option<SystemTitle>) -> Result<Secrets, Trouble> {
    let file: KeysFile = parse(path, &text("the keys", path)?)?;
    // The value itself never stands in a message.
    let refuse = |why: &str| Trouble::Config {
        path: path.into(),
        why: why.into(),
    };
    let ek = hex(&file.ek).ok_or_else(|| refuse("`ek` must be 32 hexadecimal digits"))?;
    let ak = hex(&file.ak).ok_or_else(|| refuse("`ak` must be 32 hexadecimal digits"))?;
    let lls: [u8; 8] =
        hex(&file.lls).ok_or_else(|| refuse("`lls` must be 16 hexadecimal digits"))?;
    Ok(Secrets {
        keys: Keys::new(ek, ak),
        password: Password::new(&lls),
        client_title,
        last_counter: None,
    })
}

fn text(what: &'static str, path: &Path) -> Result<String, Trouble> {
    std::fs::read_to_string(path).map_err(|error| Trouble::Read {
        what,
        path: path.into(),
        error,
    })
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T, Trouble> {
    toml::from_str(text).map_err(|error| Trouble::Config {
        path: path.into(),
        // Only the message: the parser's own text shows the line, and that may hold a key.
        why: error.message().into(),
    })
}

/// Exactly `2 * N` hexadecimal digits.
fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}
