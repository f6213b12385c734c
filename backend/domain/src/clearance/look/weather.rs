//! Rules about the weather: observed, forecast, and what the weather service warns of.

use super::{Look, View};
use crate::clearance::verdict::What;
use crate::time::{Span, Timestamp};
use crate::weather::{Advisory, Alerts, Forecast, Observed};

/// Forecasts are made every few hours; so much may be missing at the end of one until the next.
const SHORT_MAX: Span = Span::hours(6);

impl View<'_> {
    /// The observed temperature and the warnings must be known, as far as they are asked for.
    pub(super) fn weather_unknown(self) -> Look {
        let (heat, warns) = (self.class.asks_temperature(), self.asks_alerts());
        let holds = (heat && self.observed().is_none()) || (warns && self.alerts().is_none());
        let mut look = Look::when(heat || warns, holds);
        if heat {
            look = self.with_observed(look);
        }
        if warns {
            look = self.with_alerts(look);
        }
        look
    }

    pub(super) fn weather_old(self) -> Look {
        let (heat, warns) = (self.class.asks_temperature(), self.asks_alerts());
        let observed = self.observed().map(|is| is.as_of).filter(|_| heat);
        let alerts = self.alerts().map(|is| is.as_of).filter(|_| warns);
        let holds = self.is_old(observed) || self.is_old(alerts);
        let mut look = Look::when(heat || warns, holds);
        if heat {
            look = look.saw(What::ObservedAt, observed);
        }
        if warns {
            look = look.saw(What::AlertsAt, alerts);
        }
        look.asks(What::AgeMax, self.rules.weather_max_age)
    }

    /// The forecast must be known, and must reach far enough from now on: one of yesterday says
    /// little of today's heat. One that is old has a rule of its own.
    pub(super) fn forecast_unknown(self) -> Look {
        let least = self.class.forecast_hours;
        let forecast = self.forecast();
        let wanted = self.facts.at + Span::hours(i64::from(least)) - SHORT_MAX;
        let short = |is: &Forecast| is.as_of + Span::hours(i64::from(is.hours)) < wanted;
        let holds = forecast
            .is_none_or(|is| is.hours < least || (short(is) && !self.is_old(Some(is.as_of))));
        let mut look = Look::when(self.class.asks_temperature(), holds)
            .saw(What::Hours, forecast.map(|is| u32::from(is.hours)));
        if let Some(is) = forecast {
            look = look
                .saw(What::ForecastAt, is.as_of)
                .saw(What::ForecastBy, is.source.clone());
        }
        look.asks(What::HoursMin, u32::from(least))
    }

    pub(super) fn forecast_old(self) -> Look {
        let as_of = self.forecast().map(|is| is.as_of);
        Look::when(self.class.asks_temperature(), self.is_old(as_of))
            .saw(What::ForecastAt, as_of)
            .asks(What::AgeMax, self.rules.weather_max_age)
    }

    pub(super) fn hot(self) -> Look {
        let now = self.observed().map(|is| is.now_c10);
        let high = self.forecast().map(|is| is.high_c10);
        let from = self.class.hot_c10;
        let holds = now.max(high).zip(from).is_some_and(|(is, most)| is >= most);
        Look::when(from.is_some(), holds)
            .saw(What::Observed, now)
            .saw(What::High, high)
            .asks(What::HotFrom, from)
    }

    pub(super) fn cold(self) -> Look {
        let now = self.observed().map(|is| is.now_c10);
        let low = self.forecast().map(|is| is.low_c10);
        let from = self.class.cold_c10;
        let least = now.into_iter().chain(low).min();
        let holds = least.zip(from).is_some_and(|(is, least)| is <= least);
        Look::when(from.is_some(), holds)
            .saw(What::Observed, now)
            .saw(What::Low, low)
            .asks(What::ColdFrom, from)
    }

    pub(super) fn advisory(self) -> Look {
        let counts = |one: &Advisory| self.class.advisories.contains(one);
        let words = |all: Vec<Advisory>| -> Vec<String> {
            let words = all.into_iter().map(|one| one.word().to_owned());
            words.collect()
        };
        let linger = self.class.advisory_linger;
        let lately = self.alerts().map_or_else(Vec::new, |is| {
            let not_long_ago = |at: Timestamp| self.facts.at.since(at) <= linger;
            let last = is.last.iter().filter(|(_, at)| not_long_ago(*at));
            last.map(|(one, _)| *one).collect()
        });
        let now = self.alerts().map(|is| is.advisories.clone());
        let in_force = now.iter().flatten().any(counts);
        let before = linger > Span::ZERO && lately.iter().any(counts);
        let mut look = Look::when(self.asks_alerts(), in_force || before)
            .saw(What::Advisories, now.map(words));
        if linger > Span::ZERO {
            look = look.saw(What::Lately, words(lately));
        }
        look.asks(What::Advisories, words(self.class.advisories.clone()))
            .asks(What::Linger, linger)
    }

    fn asks_alerts(self) -> bool {
        !self.class.advisories.is_empty()
    }

    /// What is not known is not old: another rule holds then.
    fn is_old(self, as_of: Option<Timestamp>) -> bool {
        let most = self.rules.weather_max_age;
        as_of.is_some_and(|as_of| self.facts.at.since(as_of) > most)
    }

    fn with_observed(self, look: Look) -> Look {
        let is = self.observed();
        look.saw(What::Observed, is.map(|is| is.now_c10))
            .saw(What::ObservedAt, is.map(|is| is.as_of))
            .saw(What::ObservedBy, is.map(|is| is.source.clone()))
    }

    fn with_alerts(self, look: Look) -> Look {
        let is = self.alerts();
        look.saw(What::AlertsAt, is.map(|is| is.as_of))
            .saw(What::AlertsBy, is.map(|is| is.source.clone()))
    }
}

impl<'a> View<'a> {
    fn observed(self) -> Option<&'a Observed> {
        self.facts.weather.as_ref()?.observed.as_ref()
    }

    fn forecast(self) -> Option<&'a Forecast> {
        self.facts.weather.as_ref()?.forecast.as_ref()
    }

    fn alerts(self) -> Option<&'a Alerts> {
        self.facts.weather.as_ref()?.alerts.as_ref()
    }
}
