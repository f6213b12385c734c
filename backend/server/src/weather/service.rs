//! What the answers of the National Weather Service say, field by field. A number that is not
//! there is no number: without a measurement or a whole day of forecast there is no report.

use ami_domain::time::{Span, Timestamp};
use ami_domain::weather::{Advisory, Weather};
use serde_json::{Number, Value};

/// A forecast must cover so much of the next 24 hours.
const COVERED: Span = Span::hours(20);
/// How far ahead a report looks.
const AHEAD: Span = Span::hours(24);

/// Where the service keeps a place.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Path of the hourly forecast.
    pub(super) hourly: String,
    /// Stations, the nearest first.
    pub(super) stations: Vec<String>,
}

/// A measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) at: Timestamp,
    pub(super) c10: i32,
}

/// The next hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ahead {
    pub(super) made_at: Timestamp,
    /// So many, from now on.
    pub(super) hours: u16,
    pub(super) high_c10: i32,
    pub(super) low_c10: i32,
}

/// Addresses of the hourly forecast and of the list of stations.
pub(super) fn point(body: &Value) -> Result<(String, String), String> {
    let address = |field: &str| text(&body["properties"], field).map(str::to_owned);
    Ok((address("forecastHourly")?, address("observationStations")?))
}

/// The stations' identifiers, as far as they are such.
pub(super) fn stations(body: &Value) -> Result<Vec<String>, String> {
    let list = body["features"].as_array().ok_or("no list of stations")?;
    let plain = |id: &&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric());
    let ids = list
        .iter()
        .filter_map(|station| station["properties"]["stationIdentifier"].as_str());
    Ok(ids.filter(plain).map(str::to_owned).collect())
}

/// A station's last measurement.
pub(super) fn seen(body: &Value) -> Result<Seen, String> {
    let properties = &body["properties"];
    let c10 = degrees(&properties["temperature"], "wmoUnit:degC");
    Ok(Seen {
        at: moment(properties, "timestamp")?,
        c10: c10.ok_or("no temperature was measured")?,
    })
}

/// Highest and lowest of the hours that touch the next three days, or the next one when the
/// forecast does not cover more.
pub(super) fn ahead(body: &Value, now: Timestamp) -> Result<Ahead, String> {
    for (hours, covered) in [(72, COVERED + Span::days(2)), (24, COVERED)] {
        let (is, found) = within(body, now, Span::hours(i64::from(hours)))?;
        if let Some((high_c10, low_c10)) = found
            && is >= covered
        {
            return Ok(Ahead {
                made_at: moment(&body["properties"], "updateTime")?,
                hours,
                high_c10,
                low_c10,
            });
        }
    }
    Err("the forecast does not cover the next day".to_owned())
}

/// How much of the time up to then is covered, and the highest and lowest of it.
fn within(body: &Value, now: Timestamp, ahead: Span) -> Result<(Span, Option<(i32, i32)>), String> {
    let periods = body["properties"]["periods"].as_array();
    let mut found: Option<(i32, i32)> = None;
    let mut covered = Span::ZERO;
    for period in periods.ok_or("no list of hours")? {
        let (start, end) = (moment(period, "startTime")?, moment(period, "endTime")?);
        let (from, until) = (start.max(now), end.min(now + ahead));
        if from >= until {
            continue;
        }
        covered = covered + until.since(from);
        let unit = period["temperatureUnit"].as_str().unwrap_or_default();
        let c10 = degrees(&period["temperature"], unit).ok_or("an hour has no temperature")?;
        found = Some(found.map_or((c10, c10), |(high, low)| (high.max(c10), low.min(c10))));
    }
    Ok((covered, found))
}

/// The warnings in force, or in force within 24 hours. One that we do not know counts as a storm
/// unless the service calls it minor: what is not understood keeps people's power on.
pub(super) fn advisories(body: &Value, now: Timestamp) -> Result<Vec<Advisory>, String> {
    let mut found = Vec::new();
    for alert in body["features"].as_array().ok_or("no list of alerts")? {
        let alert = &alert["properties"];
        let real = alert["status"].as_str().unwrap_or("Actual") == "Actual";
        let cancelled = alert["messageType"].as_str() == Some("Cancel");
        let over = moment(alert, "ends").or_else(|_| moment(alert, "expires"));
        let over = over.is_ok_and(|end| end <= now);
        let later = moment(alert, "onset").is_ok_and(|onset| onset > now + AHEAD);
        if !real || cancelled || over || later {
            continue;
        }
        let event = alert["event"].as_str().unwrap_or_default().to_lowercase();
        let of = |words: &[&str]| words.iter().any(|word| event.contains(word));
        let kind = if of(&["heat", "hot"]) {
            Advisory::Heat
        } else if of(&["cold", "freez", "frost", "chill"]) {
            Advisory::Cold
        } else if alert["severity"].as_str() == Some("Minor") {
            continue;
        } else {
            Advisory::Storm
        };
        if !found.contains(&kind) && found.len() < Weather::ADVISORIES_MAX {
            found.push(kind);
        }
    }
    Ok(found)
}

fn text<'a>(of: &'a Value, field: &str) -> Result<&'a str, String> {
    of[field].as_str().ok_or_else(|| format!("no {field}"))
}

fn moment(of: &Value, field: &str) -> Result<Timestamp, String> {
    let text = text(of, field)?;
    Timestamp::parse_rfc3339(text).ok_or_else(|| format!("{field} is no moment"))
}

/// Tenths of a degree Celsius from a number with its unit beside it, or from an object that holds
/// both.
fn degrees(value: &Value, unit: &str) -> Option<i32> {
    let (number, unit) = match value {
        Value::Number(number) => (number, unit),
        Value::Object(quantity) => {
            // A quantity without its unit is in the service's own.
            let unit = quantity.get("unitCode").and_then(Value::as_str);
            (
                quantity.get("value")?.as_number()?,
                unit.unwrap_or("wmoUnit:degC"),
            )
        }
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) => return None,
    };
    let hundredths = hundredths(number)?;
    let c100 = match unit {
        "C" | "wmoUnit:degC" | "unit:degC" => hundredths,
        "F" | "wmoUnit:degF" | "unit:degF" => (hundredths - 3_200) * 5 / 9,
        _ => return None,
    };
    let half = if c100 < 0 { -5 } else { 5 };
    i32::try_from((c100 + half) / 10).ok()
}

/// A decimal number in hundredths, the rest cut off; `None` beyond any temperature.
fn hundredths(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return (-1_000..=1_000).contains(&whole).then_some(whole * 100);
    }
    let value = number.as_f64()?;
    // The weather is no money: a float becomes a whole number here, at the edge.
    (-1_000.0..=1_000.0)
        .contains(&value)
        .then(|| (value * 100.0).round() as i64)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    fn now() -> Timestamp {
        Timestamp::parse_rfc3339("2026-07-18T12:30:00-07:00").unwrap()
    }

    /// Hours from an hour before `now` on, each a degree Fahrenheit warmer.
    fn hours(n: i64) -> Value {
        let at = |n: i64| now() + Span::hours(n - 1);
        let periods: Vec<Value> = (0..n)
            .map(|n| {
                json!({"startTime": at(n).to_string(), "endTime": at(n + 1).to_string(),
                    "temperature": 80 + n, "temperatureUnit": "F"})
            })
            .collect();
        json!({"properties": {"updateTime": "2026-07-18T18:00:00+00:00", "periods": periods}})
    }

    #[test]
    fn the_next_day_is_the_hours_that_touch_it() {
        let far = ahead(&hours(100), now()).unwrap();
        assert_eq!(
            (far.hours, far.high_c10),
            (72, 667),
            "152 °F, the hour before the 73rd"
        );
        let ahead = ahead(&hours(60), now()).unwrap();
        assert_eq!(ahead.hours, 24);
        // 81 °F is the hour that begins now, 104 °F the last that begins before 24 h are over.
        assert_eq!((ahead.low_c10, ahead.high_c10), (272, 400));
        let made_at = Timestamp::parse_rfc3339("2026-07-18T18:00:00Z").unwrap();
        assert_eq!(ahead.made_at, made_at);
    }

    #[test]
    fn a_forecast_of_half_a_day_and_one_with_a_hole_are_none() {
        assert!(ahead(&hours(12), now()).is_err());
        let mut holed = hours(60);
        holed["properties"]["periods"][5]["temperature"] = Value::Null;
        assert!(ahead(&holed, now()).is_err());
        assert!(ahead(&json!({"properties": {}}), now()).is_err());
    }

    #[test]
    fn a_measurement_without_a_number_is_none() {
        let body = |temperature: Value| {
            seen(
                &json!({"properties": {"timestamp": "2026-07-18T19:00:00+00:00",
                "temperature": temperature}}),
            )
        };
        let celsius = |value: Value| json!({"unitCode": "wmoUnit:degC", "value": value});
        assert_eq!(body(celsius(json!(21.7))).unwrap().c10, 217);
        assert_eq!(body(celsius(json!(-3.35))).unwrap().c10, -34);
        let fahrenheit = json!({"unitCode": "wmoUnit:degF", "value": 104});
        assert_eq!(body(fahrenheit).unwrap().c10, 400);
        for none in [
            celsius(Value::Null),
            json!("21"),
            celsius(json!(1e9)),
            Value::Null,
        ] {
            assert!(body(none.clone()).is_err(), "{none}");
        }
    }

    #[test]
    fn what_is_not_understood_counts_as_a_storm() {
        let alert = |event: &str, more: Value| {
            let mut alert = json!({"event": event, "status": "Actual", "messageType": "Alert",
                "severity": "Severe", "expires": "2026-07-19T00:00:00-07:00"});
            for (key, value) in more.as_object().unwrap() {
                alert[key] = value.clone();
            }
            json!({"properties": alert})
        };
        let told =
            |features: Vec<Value>| advisories(&json!({"features": features}), now()).unwrap();
        let none = json!({});
        assert_eq!(
            told(vec![alert("Extreme Heat Warning", none.clone())]),
            [Advisory::Heat]
        );
        assert_eq!(
            told(vec![alert("Wind Chill Advisory", none.clone())]),
            [Advisory::Cold]
        );
        assert_eq!(
            told(vec![alert("Something New", none.clone())]),
            [Advisory::Storm]
        );
        let same = alert("Flood Watch", none.clone());
        assert_eq!(told(vec![same.clone(), same]), [Advisory::Storm]);
        for more in [
            json!({"severity": "Minor"}),
            json!({"status": "Test"}),
            json!({"messageType": "Cancel"}),
            json!({"ends": "2026-07-18T12:00:00-07:00"}),
            json!({"onset": "2026-07-20T12:00:00-07:00"}),
        ] {
            assert_eq!(
                told(vec![alert("Dust Advisory", more.clone())]),
                [],
                "{more}"
            );
        }
        assert!(advisories(&none, now()).is_err());
    }

    #[test]
    fn a_station_is_a_name_and_no_path() {
        let body = json!({"features": [
            {"properties": {"stationIdentifier": "../../x"}},
            {"properties": {"stationIdentifier": "KRAL"}},
        ]});
        assert_eq!(stations(&body).unwrap(), ["KRAL"]);
    }
}
