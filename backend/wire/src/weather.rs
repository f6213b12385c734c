//! A utility's weather system reports over MQTT (FR-10); `mosquitto_pub` is enough.

use crate::{VERSION, WireError, read, write};
use ami_domain::weather::Weather;

/// Reports about places; one that is older than what is known changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeatherReports {
    /// [`VERSION`].
    pub v: u8,
    /// At most 1,000.
    pub reports: Vec<Weather>,
}

impl WeatherReports {
    /// As bytes for MQTT.
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self)
    }
    /// Reads bytes from the broker.
    ///
    /// # Errors
    /// [`WireError`] when they are no reports.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let reports: WeatherReports = read("weather report", bytes)?;
        if reports.v == VERSION {
            Ok(reports)
        } else {
            Err(WireError::Version(reports.v))
        }
    }
}
