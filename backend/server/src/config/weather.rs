//! Who is asked for the weather.

use super::{ConfigError, value};
use crate::http::guard::loopback;
use ami_domain::weather::Weather;
use reqwest::Url;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Places that one service is asked for.
pub const PLACES_MAX: usize = 200;

/// Where the weather comes from, beside MQTT and the console.
#[derive(Debug, Clone, Default)]
pub struct WeatherFrom {
    /// A file that another program writes.
    pub file: Option<PathBuf>,
    /// A weather service.
    pub service: Option<WeatherServiceAt>,
}

/// A service that speaks as the United States National Weather Service does.
#[derive(Debug, Clone)]
pub struct WeatherServiceAt {
    /// Its root, with a slash at the end.
    pub url: Url,
    /// Whom the service may write to, in the name that we give.
    pub contact: String,
    /// What it is asked for.
    pub places: Vec<WeatherPlace>,
}

/// A place of accounts and where on earth it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeatherPlace {
    /// Its name, as in the accounts' standing.
    pub name: String,
    /// Latitude and longitude in degrees with at most four decimals: `33.95,-117.4`.
    pub point: String,
}

/// As written.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWeather {
    file: Option<PathBuf>,
    service: Option<String>,
    contact: Option<String>,
    #[serde(default)]
    place: Vec<WeatherPlace>,
}

/// Checks the table `[weather]`. `real_time` is false in demonstrations, whose clock no service
/// shares.
pub(super) fn checked(raw: RawWeather, real_time: bool) -> Result<WeatherFrom, ConfigError> {
    let Some(url) = raw.service else {
        if !raw.place.is_empty() {
            return Err(value("weather.place", "needs weather.service"));
        }
        let file = raw.file;
        return Ok(WeatherFrom {
            file,
            service: None,
        });
    };
    if !real_time {
        let why = "needs the real clock: leave the table [clock] out";
        return Err(value("weather.service", why));
    }
    let url = if url.ends_with('/') { url } else { url + "/" };
    let not_a_url = |_| {
        value(
            "weather.service",
            "is not a URL, such as https://api.weather.gov",
        )
    };
    let url: Url = url.parse().map_err(not_a_url)?;
    let here = url.host_str().is_some_and(loopback);
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        let why = "must begin with https://; http:// only on this machine";
        return Err(value("weather.service", why));
    }
    let contact = raw.contact.unwrap_or_default();
    if contact.is_empty() || contact.len() > 200 || !contact.bytes().all(|b| b.is_ascii_graphic()) {
        let why = "is required with weather.service: an e-mail address without spaces";
        return Err(value("weather.contact", why));
    }
    if raw.place.is_empty() || raw.place.len() > PLACES_MAX {
        let why = "name 1 to 200 places, each as [[weather.place]] with name and point";
        return Err(value("weather.place", why));
    }
    let mut names = BTreeSet::new();
    for place in &raw.place {
        let chars = place.name.chars().count();
        if chars == 0 || chars > Weather::PLACE_CHARS_MAX || !names.insert(&place.name) {
            let why = format!(
                "the name {:?} is empty, too long or there twice",
                place.name
            );
            return Err(value("weather.place", &why));
        }
        if !on_earth(&place.point) {
            let why = format!("the point of {:?} must be like 33.95,-117.4", place.name);
            return Err(value("weather.place", &why));
        }
    }
    Ok(WeatherFrom {
        file: raw.file,
        service: Some(WeatherServiceAt {
            url,
            contact,
            places: raw.place,
        }),
    })
}

/// Two decimal numbers within the globe, as the service takes them: it answers longer ones, and
/// ones with a zero at the end, with a redirect.
fn on_earth(point: &str) -> bool {
    let within = |text: &str, limit: f64| {
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
        let decimals = text.split_once('.').map_or("1", |(_, decimals)| decimals);
        let short = (1..=4).contains(&decimals.len()) && !decimals.ends_with('0');
        let number = text.parse::<f64>();
        plain && short && number.is_ok_and(|n| (-limit..=limit).contains(&n))
    };
    point
        .split_once(',')
        .is_some_and(|(latitude, longitude)| within(latitude, 90.0) && within(longitude, 180.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_on_earth_and_as_the_service_wants_it() {
        for good in ["33.95,-117.4", "0,0", "-90,180", "33.9533,-117.3962"] {
            assert!(on_earth(good), "{good}");
        }
        for bad in [
            "",
            "33.95",
            "33.95,-181",
            "91,0",
            "33.95000,1",
            "33.90,1",
            "1e1,2",
            "a,b",
        ] {
            assert!(!on_earth(bad), "{bad}");
        }
    }
}
