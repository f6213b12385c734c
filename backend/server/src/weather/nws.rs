//! The public JSON of the United States National Weather Service: a place's latest observation,
//! its hourly forecast, and the alerts in force there.

use super::ANSWER;
use super::service::{self, Grid};
use crate::config::{WeatherPlace, WeatherServiceAt};
use ami_adcs::weather::{Reports, WeatherSource, WeatherTrouble};
use ami_domain::time::{Span, Timestamp};
use ami_domain::weather::{Alerts, Forecast, Observed, Weather};
use futures::StreamExt;
use reqwest::Url;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The name of the source, in what it reports.
const SOURCE: &str = "National Weather Service";
/// Places that are asked for at the same time.
const AT_ONCE: usize = 4;
/// The service renews what it says about once an hour, alerts at any time.
const PACE: Span = Span::minutes(5);
/// Largest answer in bytes; a week of hours has about 100 kB.
const BODY_MAX: usize = 4 * 1024 * 1024;
/// Stations that are tried until one has measured lately.
const STATIONS_MAX: usize = 4;

/// The service and the places that we ask it for.
#[derive(Debug)]
pub struct WeatherService {
    client: reqwest::Client,
    base: Url,
    places: Vec<WeatherPlace>,
    /// Where the service keeps a place; the same for years.
    grids: Mutex<HashMap<String, Grid>>,
    asked_at: Mutex<Option<Timestamp>>,
}

impl WeatherService {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When this machine's TLS cannot be set up.
    pub fn new(at: &WeatherServiceAt) -> Result<Self, reqwest::Error> {
        // The service asks every program for its name and whom to write to.
        let client = reqwest::Client::builder()
            .timeout(ANSWER)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(format!("ami-server ({})", at.contact))
            .build()?;
        Ok(Self {
            client,
            base: at.url.clone(),
            places: at.places.clone(),
            grids: Mutex::default(),
            asked_at: Mutex::default(),
        })
    }

    /// Whether it is time to ask again, and if so, that it was asked now.
    fn is_due(&self, now: Timestamp) -> bool {
        let mut asked_at = self.asked_at.lock().unwrap_or_else(PoisonError::into_inner);
        let due = asked_at.is_none_or(|at| now >= at + PACE || now < at);
        if due {
            *asked_at = Some(now);
        }
        due
    }

    /// What it says of a place. Each part is asked for by itself, the warnings first: one that is
    /// down must not hide that the others warn of heat. With none of them there is no report.
    async fn weather_at(&self, place: &WeatherPlace, now: Timestamp) -> Result<Weather, String> {
        let alerts = self.alerts(place, now).await;
        let grid = self.grid(place).await;
        let (forecast, observed) = match &grid {
            Ok(grid) => (self.forecast(grid, now).await, self.observed(grid).await),
            Err(why) => (Err(why.clone()), Err(why.clone())),
        };
        let troubles = [
            ("alerts", alerts.as_ref().err()),
            ("forecast", forecast.as_ref().err()),
            ("observation", observed.as_ref().err()),
        ];
        if let [(_, Some(why)), (_, Some(_)), (_, Some(_))] = troubles {
            return Err(why.clone());
        }
        for (part, why) in troubles {
            if let Some(why) = why {
                tracing::warn!(
                    place = place.name,
                    part,
                    why,
                    "A part of the weather is missing"
                );
            }
        }
        Ok(Weather {
            place: place.name.clone(),
            observed: observed.ok(),
            forecast: forecast.ok(),
            alerts: alerts.ok(),
        })
    }

    /// The warnings that hold at a place.
    async fn alerts(&self, place: &WeatherPlace, now: Timestamp) -> Result<Alerts, String> {
        let path = format!("alerts/active?point={}", place.point);
        Ok(Alerts {
            // What is asked for now holds now: the answer has no time of its own.
            as_of: now,
            source: SOURCE.to_owned(),
            advisories: service::advisories(&self.json(&path).await?, now)?,
            last: Vec::new(),
        })
    }

    async fn forecast(&self, grid: &Grid, now: Timestamp) -> Result<Forecast, String> {
        let ahead = service::ahead(&self.json(&grid.hourly).await?, now)?;
        Ok(Forecast {
            as_of: ahead.made_at,
            source: SOURCE.to_owned(),
            hours: ahead.hours,
            high_c10: ahead.high_c10,
            low_c10: ahead.low_c10,
        })
    }

    /// The last measurement of the nearest station that has one.
    async fn observed(&self, grid: &Grid) -> Result<Observed, String> {
        let mut why = "no station is near".to_owned();
        for station in grid.stations.iter().take(STATIONS_MAX) {
            let path = format!("stations/{station}/observations/latest");
            match self.json(&path).await.and_then(|body| service::seen(&body)) {
                Ok(seen) => {
                    return Ok(Observed {
                        as_of: seen.at,
                        source: SOURCE.to_owned(),
                        now_c10: seen.c10,
                    });
                }
                Err(error) => why = error,
            }
        }
        Err(why)
    }

    async fn grid(&self, place: &WeatherPlace) -> Result<Grid, String> {
        let known = |grids: &HashMap<String, Grid>| grids.get(&place.name).cloned();
        if let Some(grid) = known(&self.grids.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(grid);
        }
        let body = self.json(&format!("points/{}", place.point)).await?;
        let (hourly, stations) = service::point(&body)?;
        let body = self.json(&self.inside(&stations)?).await?;
        let grid = Grid {
            hourly: self.inside(&hourly)?,
            stations: service::stations(&body)?,
        };
        let mut grids = self.grids.lock().unwrap_or_else(PoisonError::into_inner);
        grids.insert(place.name.clone(), grid.clone());
        Ok(grid)
    }

    /// The path of an address that the service has given: nobody sends us elsewhere.
    fn inside(&self, address: &str) -> Result<String, String> {
        let path = address.strip_prefix(self.base.as_str());
        path.map(str::to_owned)
            .ok_or_else(|| "it names an address that is not its own".to_owned())
    }

    async fn json(&self, path: &str) -> Result<serde_json::Value, String> {
        let url = self.base.join(path).map_err(|e| e.to_string())?;
        let asked = self
            .client
            .get(url)
            .header("accept", "application/geo+json");
        let answer = asked.send().await.map_err(|error| match error {
            error if error.is_timeout() => "no answer in time".to_owned(),
            error if error.is_connect() => "cannot connect".to_owned(),
            _ => "the connection broke".to_owned(),
        })?;
        if !answer.status().is_success() {
            return Err(format!("HTTP {}", answer.status().as_u16()));
        }
        let mut body = Vec::new();
        let mut parts = answer.bytes_stream();
        while let Some(part) = parts.next().await {
            let part = part.map_err(|_| "the connection broke".to_owned())?;
            if body.len() + part.len() > BODY_MAX {
                return Err(format!("an answer is larger than {BODY_MAX} bytes"));
            }
            body.extend_from_slice(&part);
        }
        serde_json::from_slice(&body).map_err(|e| format!("an answer is no JSON: {e}"))
    }
}

impl WeatherSource for WeatherService {
    fn look(&self, now: Timestamp) -> Reports<'_> {
        Box::pin(async move {
            if !self.is_due(now) {
                return Ok(Vec::new());
            }
            let mut asked = futures::stream::iter(self.places.clone())
                .map(
                    |place| async move { (place.name.clone(), self.weather_at(&place, now).await) },
                )
                .buffer_unordered(AT_ONCE);
            let (mut reports, mut trouble) = (Vec::new(), None);
            while let Some((place, told)) = asked.next().await {
                match told {
                    Ok(report) => reports.push(report),
                    Err(why) => {
                        tracing::warn!(place, why, "No weather for a place");
                        trouble = Some(why);
                    }
                }
            }
            // One place without weather is its own trouble, all of them are the service's.
            match trouble {
                Some(why) if reports.is_empty() => Err(WeatherTrouble {
                    from: self.base.to_string(),
                    why,
                }),
                Some(_) | None => Ok(reports),
            }
        })
    }
}
