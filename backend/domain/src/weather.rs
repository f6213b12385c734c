//! The weather at a place, as somebody told us; its age is part of the value.

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

/// Temperatures are tenths of a degree Celsius, so that no float decides.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Weather {
    /// Name of the place, at most [`Weather::PLACE_CHARS_MAX`] characters.
    pub place: String,
    /// When the source says that it holds.
    pub as_of: Timestamp,
    /// Now.
    pub now_c10: i32,
    /// Highest of the next 24 hours.
    pub high_c10: i32,
    /// Lowest of the next 24 hours.
    pub low_c10: i32,
    /// Warnings in force now or forecast for the next 24 hours; at most
    /// [`Weather::ADVISORIES_MAX`].
    pub advisories: Vec<Advisory>,
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
}

impl Weather {
    /// Characters of a place's name at most.
    pub const PLACE_CHARS_MAX: usize = 64;
    /// Warnings at most.
    pub const ADVISORIES_MAX: usize = 16;
    /// Sources' clocks may run ahead of ours by so much.
    const AHEAD_MAX: Span = Span::minutes(10);

    /// Refuses what cannot be: a broken feed must not open switches (T11 of the threat model).
    ///
    /// # Errors
    /// [`WeatherError`] naming the first thing that is wrong.
    pub fn check(&self, now: Timestamp) -> Result<(), WeatherError> {
        let chars = self.place.chars().count();
        if chars == 0 || chars > Self::PLACE_CHARS_MAX || self.place.chars().any(char::is_control) {
            return Err(WeatherError::Place);
        }
        let possible = |c10: i32| (-900..=600).contains(&c10);
        let all = [self.now_c10, self.high_c10, self.low_c10];
        if !all.into_iter().all(possible)
            || self.low_c10 > self.high_c10
            || self.advisories.len() > Self::ADVISORIES_MAX
        {
            return Err(WeatherError::Impossible(self.place.clone()));
        }
        if self.as_of > now + Self::AHEAD_MAX {
            return Err(WeatherError::Future(self.place.clone()));
        }
        Ok(())
    }

    /// How old it is; never negative.
    pub fn age(&self, now: Timestamp) -> Span {
        now.since(self.as_of).max(Span::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_degrees_and_tomorrows_weather_are_not_believed() {
        let now = Timestamp::from_millis(0) + Span::days(20_000);
        let good = Weather {
            place: "Springfield".into(),
            as_of: now,
            now_c10: 215,
            high_c10: 290,
            low_c10: 120,
            advisories: Vec::new(),
        };
        assert_eq!(good.check(now), Ok(()));
        let hot = Weather {
            high_c10: 5_380,
            ..good.clone()
        };
        assert!(matches!(hot.check(now), Err(WeatherError::Impossible(_))));
        let upside_down = Weather {
            low_c10: 300,
            ..good.clone()
        };
        assert!(matches!(
            upside_down.check(now),
            Err(WeatherError::Impossible(_))
        ));
        let early = Weather {
            as_of: now + Span::hours(1),
            ..good.clone()
        };
        assert!(matches!(early.check(now), Err(WeatherError::Future(_))));
        let nowhere = Weather {
            place: String::new(),
            ..good
        };
        assert_eq!(nowhere.check(now), Err(WeatherError::Place));
    }
}
