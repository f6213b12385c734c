//! The weather at a place, as somebody told us; the age of each part is in the value.

use crate::time::{Span, Timestamp};

/// A warning of the weather service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advisory {
    /// Heat advisory, excessive heat watch or warning.
    Heat,
    /// Cold, freeze or wind chill warning.
    Cold,
    /// Storm, flood, fire and all others that send people to shelter.
    Storm,
}

/// The weather at a place: what was observed, what is forecast and what the weather service warns
/// of, each from a source of its own and with an age of its own, and each may be unknown.
/// Temperatures are tenths of a degree Celsius, so that no float decides.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(from = "Stored")]
pub struct Weather {
    /// Name of the place, at most [`Weather::PLACE_CHARS_MAX`] characters.
    pub place: String,
    /// What it is like.
    pub observed: Option<Observed>,
    /// What it will be like.
    pub forecast: Option<Forecast>,
    /// What the weather service warns of; known and empty is not the same as unknown.
    pub alerts: Option<Alerts>,
}

/// A temperature that somebody has measured.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Observed {
    /// When the source says that it was so.
    pub as_of: Timestamp,
    /// Who says it, at most [`Weather::SOURCE_CHARS_MAX`] characters.
    pub source: String,
    /// The temperature.
    pub now_c10: i32,
}

/// Temperatures that somebody expects.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Forecast {
    /// When the source made it.
    pub as_of: Timestamp,
    /// Who says it.
    pub source: String,
    /// For so many hours from `as_of`, 1 to [`Weather::HOURS_MAX`].
    pub hours: u16,
    /// Highest of that time.
    pub high_c10: i32,
    /// Lowest of that time.
    pub low_c10: i32,
}

/// Warnings of the weather service.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Alerts {
    /// When the source says that they hold.
    pub as_of: Timestamp,
    /// Who says it.
    pub source: String,
    /// In force now or forecast for the next 24 hours; at most [`Weather::ADVISORIES_MAX`].
    pub advisories: Vec<Advisory>,
    /// When each was last in force, as far as reports tell: some rules count the days after it.
    #[serde(default)]
    pub last: Vec<(Advisory, Timestamp)>,
}

/// How a report is read: part by part, or in the short form with one moment for everything.
#[derive(serde::Deserialize)]
struct Stored {
    place: String,
    observed: Option<Observed>,
    forecast: Option<Forecast>,
    alerts: Option<Alerts>,
    as_of: Option<Timestamp>,
    source: Option<String>,
    hours: Option<u16>,
    now_c10: Option<i32>,
    high_c10: Option<i32>,
    low_c10: Option<i32>,
    advisories: Option<Vec<Advisory>>,
}

impl Advisory {
    /// Every kind.
    pub const ALL: [Advisory; 3] = [Advisory::Heat, Advisory::Cold, Advisory::Storm];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Advisory::Heat => "heat",
            Advisory::Cold => "cold",
            Advisory::Storm => "storm",
        }
    }
}

impl From<Stored> for Weather {
    fn from(stored: Stored) -> Self {
        let named = stored.source.clone();
        let source = move || named.clone().unwrap_or_else(|| "not said".to_owned());
        let old = |as_of| {
            let observed = stored.now_c10.map(|now_c10| Observed {
                as_of,
                source: source(),
                now_c10,
            });
            let both = stored.high_c10.zip(stored.low_c10);
            let forecast = both.map(|(high_c10, low_c10)| Forecast {
                as_of,
                source: source(),
                hours: stored.hours.unwrap_or(24),
                high_c10,
                low_c10,
            });
            let alerts = stored.advisories.clone().map(|advisories| Alerts {
                as_of,
                source: source(),
                advisories,
                last: Vec::new(),
            });
            (observed, forecast, alerts)
        };
        let (observed, forecast, alerts) = stored.as_of.map_or((None, None, None), old);
        Self {
            place: stored.place,
            observed: stored.observed.or(observed),
            forecast: stored.forecast.or(forecast),
            alerts: stored.alerts.or(alerts),
        }
    }
}

/// Why a report about the weather is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeatherError {
    /// No place on earth has it.
    #[error("the weather at {0} is no weather: a temperature is beyond -90 to 60 degrees Celsius")]
    Impossible(String),
    /// It comes from the future.
    #[error("the weather at {0} is of a moment that has not come")]
    Future(String),
    /// No name, or one that is too long.
    #[error("the name of a place has 1 to {} characters", Weather::PLACE_CHARS_MAX)]
    Place,
    /// Nobody says it.
    #[error("the source of the weather at {0} is not named, or its name is too long")]
    Source(String),
    /// It says nothing.
    #[error("the report of the weather at {0} says nothing: neither observed, forecast nor alerts")]
    Empty(String),
}

impl Weather {
    /// Characters of a place's name at most.
    pub const PLACE_CHARS_MAX: usize = 64;
    /// Characters of a source's name at most.
    pub const SOURCE_CHARS_MAX: usize = 64;
    /// Characters of the name of who brings a report, in front of its source.
    const BEARER_CHARS_MAX: usize = 24;
    /// Warnings at most.
    pub const ADVISORIES_MAX: usize = 16;
    /// Hours that a forecast may reach.
    pub const HOURS_MAX: u16 = 240;
    /// A source that does not warn ends no other source's warning before this has passed since
    /// that was last given: somebody who types in a temperature knows of no heat warning, and
    /// nobody is cut for that.
    const OVERRULED_AFTER: Span = Span::hours(6);
    /// Sources' clocks may run ahead of ours by so much.
    const AHEAD_MAX: Span = Span::minutes(10);

    /// Refuses what cannot be: a broken feed must not open switches (T11 of the threat model).
    ///
    /// # Errors
    /// [`WeatherError`] naming the first thing that is wrong.
    pub fn check(&self, now: Timestamp) -> Result<(), WeatherError> {
        let fits = |text: &str, most| {
            let chars = text.chars().count();
            chars > 0 && chars <= most && !text.chars().any(char::is_control)
        };
        if !fits(&self.place, Self::PLACE_CHARS_MAX) {
            return Err(WeatherError::Place);
        }
        let place = || self.place.clone();
        let parts: Vec<(Timestamp, &str)> = self.parts().collect();
        if parts.is_empty() {
            return Err(WeatherError::Empty(place()));
        }
        if !parts
            .iter()
            .all(|(_, source)| fits(source, Self::SOURCE_CHARS_MAX))
        {
            return Err(WeatherError::Source(place()));
        }
        let possible = |c10: i32| (-900..=600).contains(&c10);
        let observed = self.observed.as_ref().is_none_or(|is| possible(is.now_c10));
        let forecast = self.forecast.as_ref().is_none_or(|is| {
            let hours = (1..=Self::HOURS_MAX).contains(&is.hours);
            hours && possible(is.high_c10) && possible(is.low_c10) && is.low_c10 <= is.high_c10
        });
        let few = |alerts: &Alerts| alerts.advisories.len() <= Self::ADVISORIES_MAX;
        if !observed || !forecast || !self.alerts.as_ref().is_none_or(few) {
            return Err(WeatherError::Impossible(place()));
        }
        if parts.iter().any(|(at, _)| *at > now + Self::AHEAD_MAX) {
            return Err(WeatherError::Future(place()));
        }
        Ok(())
    }

    /// The same report, each source named behind who has brought it: a warning stays until its own
    /// source ends it, so nobody may speak under another's name. A name that is none stays so, and
    /// [`Weather::check`] refuses it.
    #[must_use]
    pub fn brought_by(mut self, who: &str) -> Self {
        let who: String = who.chars().take(Self::BEARER_CHARS_MAX).collect();
        let under = |source: &mut String| {
            if (1..=Self::SOURCE_CHARS_MAX).contains(&source.chars().count()) {
                let both = format!("{who}: {source}");
                *source = both.chars().take(Self::SOURCE_CHARS_MAX).collect();
            }
        };
        let observed = self.observed.as_mut().map(|is| &mut is.source);
        let forecast = self.forecast.as_mut().map(|is| &mut is.source);
        let alerts = self.alerts.as_mut().map(|is| &mut is.source);
        let all = [observed, forecast, alerts];
        all.into_iter().flatten().for_each(under);
        self
    }

    /// Adds what another report about the same place says; of each part the newer one stays, and a
    /// warning stays until its own source ends it or has not given it for a while. Whether anything
    /// changed.
    pub fn learn(&mut self, report: &Weather) -> bool {
        let before = self.clone();
        let newer = |is: Option<Timestamp>, other: Timestamp| is.is_none_or(|is| is <= other);
        if let Some(other) = &report.observed
            && newer(self.observed.as_ref().map(|is| is.as_of), other.as_of)
        {
            self.observed = Some(other.clone());
        }
        if let Some(other) = &report.forecast
            && newer(self.forecast.as_ref().map(|is| is.as_of), other.as_of)
        {
            self.forecast = Some(other.clone());
        }
        if let Some(other) = &report.alerts
            && newer(self.alerts.as_ref().map(|is| is.as_of), other.as_of)
        {
            let known = self.alerts.take();
            let kept = known.as_ref().map(|is| is.not_overruled(other));
            let kept = kept.unwrap_or_default();
            let source = match &known {
                Some(is) if !kept.is_empty() => is.said_also_by(&other.source),
                Some(_) | None => other.source.clone(),
            };
            let mut last = known.map_or_else(Vec::new, |is| is.last);
            for advisory in &other.advisories {
                last.retain(|(one, _)| one != advisory);
                last.push((*advisory, other.as_of));
            }
            self.alerts = Some(Alerts {
                as_of: other.as_of,
                source,
                advisories: other.advisories.iter().copied().chain(kept).collect(),
                last,
            });
        }
        *self != before
    }

    /// The newest moment of which it tells; `None` when it says nothing.
    pub fn newest(&self) -> Option<Timestamp> {
        self.parts().map(|(at, _)| at).max()
    }

    fn parts(&self) -> impl Iterator<Item = (Timestamp, &str)> {
        let observed = self
            .observed
            .as_ref()
            .map(|is| (is.as_of, is.source.as_str()));
        let forecast = self
            .forecast
            .as_ref()
            .map(|is| (is.as_of, is.source.as_str()));
        let alerts = self
            .alerts
            .as_ref()
            .map(|is| (is.as_of, is.source.as_str()));
        [observed, forecast, alerts].into_iter().flatten()
    }
}

impl Alerts {
    /// Names of both sources, where warnings of both are in force.
    fn said_also_by(&self, other: &str) -> String {
        let both = format!("{}, {other}", self.source);
        let known = self.source.split(", ").any(|one| one == other);
        if known || both.chars().count() > Weather::SOURCE_CHARS_MAX {
            self.source.clone()
        } else {
            both
        }
    }

    /// Warnings that another source does not give and that are too fresh for it to end.
    fn not_overruled(&self, by: &Alerts) -> Vec<Advisory> {
        if self.source == by.source {
            return Vec::new();
        }
        let given = |advisory: Advisory| {
            let last = self.last.iter().find(|(one, _)| *one == advisory);
            last.map_or(self.as_of, |(_, at)| *at)
        };
        let stays = |one: &Advisory| {
            let fresh = by.as_of.since(given(*one)) < Weather::OVERRULED_AFTER;
            fresh && !by.advisories.contains(one)
        };
        self.advisories.iter().copied().filter(stays).collect()
    }
}

#[cfg(test)]
#[path = "weather_tests.rs"]
mod tests;
