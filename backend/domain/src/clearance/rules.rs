//! The utility's rules for cutting, as data. What they mean is in `look.rs`.

use super::{Cause, Facts, Reduce};
use crate::money::Money;
use crate::protection::{Class, Friendly};
use crate::time::{Day, Span};
use crate::weather::{Advisory, Weather};
use std::collections::BTreeMap;

/// Rules of a utility or state. What is not said here is as protective as the defaults below.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Name of this text; every decision carries it.
    pub version: String,
    /// Oldest balance and oldest usage on which a cut may rest, milliseconds.
    pub data_max_age: Span,
    /// Oldest weather on which a cut may rest, milliseconds.
    pub weather_max_age: Span,
    /// Days on which nobody is cut, nor on the day before.
    pub holidays: Vec<Day>,
    /// By class and by how; a class without rules is never cut.
    pub disconnect: BTreeMap<Class, ClassRules>,
    /// The same for limits, which may be milder.
    pub limit: BTreeMap<Class, ClassRules>,
    /// What the utility does by itself by schedule, class and weather (FR-10); at most 64.
    #[serde(default)]
    pub standing: Vec<crate::standing::StandingRule>,
}

/// First and last day of a season, each as month and day.
pub type Season = [(i8, i8); 2];

/// Rules for one class of customers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRules {
    /// First minute of the local day at which a cut may happen, 0 to 1440.
    pub from_minute: u16,
    /// First minute after, 0 to 1440.
    pub until_minute: u16,
    /// Weekdays on which it may, 0 Monday to 6 Sunday.
    pub weekdays: Vec<u8>,
    /// Holidays count.
    pub holidays: bool,
    /// Hours in which nobody is cut, beside those outside `from_minute` and `until_minute`.
    #[serde(default)]
    pub friendly: Vec<Friendly>,
    /// First and last day (month, day) of each season in which nobody is cut; may pass New Year.
    #[serde(default, alias = "season", deserialize_with = "seasons")]
    pub seasons: Vec<Season>,
    /// Nobody who owes less than this is cut, micro-dollars.
    #[serde(default)]
    pub owed_min: Money,
    /// The balance must have been at zero for this long, milliseconds.
    #[serde(default)]
    pub below_for: Span,
    /// Nobody is cut when it is, or is forecast to be, this hot or hotter, tenths of a degree
    /// Celsius; `None`: whatever the temperature.
    pub hot_c10: Option<i32>,
    /// Nobody is cut when it is, or is forecast to be, this cold or colder.
    pub cold_c10: Option<i32>,
    /// A forecast must reach so many hours ahead, where a temperature is asked for.
    #[serde(default = "a_day")]
    pub forecast_hours: u16,
    /// Nobody is cut while one of these warnings is in force or forecast.
    pub advisories: Vec<Advisory>,
    /// Nor for this long after it was last in force, milliseconds.
    #[serde(default)]
    pub advisory_linger: Span,
    /// A warning must have been at the meter or display for this long, milliseconds.
    pub notice: Span,
    /// For these causes.
    pub notice_for: Vec<Cause>,
    /// So many warnings must have been there, for the same causes.
    #[serde(default)]
    pub notices_min: u16,
    /// A person must have said that they have read one, for the same causes.
    #[serde(default)]
    pub acknowledge: bool,
    /// When a hold has ended, that must have been at the meter or display for this long,
    /// milliseconds.
    #[serde(default)]
    pub after_hold: Span,
    /// Protected customers are not cut.
    pub protections: bool,
}

impl Rules {
    /// The rules for this customer, if such customers may be cut at all.
    pub fn of(&self, facts: &Facts) -> Option<&ClassRules> {
        let class = facts.standing.as_ref()?.class?;
        match facts.what {
            Reduce::Disconnect => self.disconnect.get(&class),
            Reduce::Limit(_) => self.limit.get(&class),
        }
    }

    /// Whether it is known what kind of customer this is, and nobody of that kind is ever cut so: a
    /// hospital. Of whom nothing is known nobody says that.
    pub fn never_cut(&self, facts: &Facts) -> bool {
        let class = facts.standing.as_ref().and_then(|known| known.class);
        class.is_some() && self.of(facts).is_none()
    }

    /// Refuses rules that do not hold together.
    ///
    /// # Errors
    /// What is wrong, in words for whoever wrote them.
    pub fn check(&self) -> Result<(), String> {
        if self.version.is_empty() || self.version.len() > 64 {
            return Err("version must have 1 to 64 bytes".into());
        }
        if self.data_max_age <= Span::ZERO || self.data_max_age > Span::days(2) {
            return Err("data_max_age must be above zero and at most two days".into());
        }
        if self.weather_max_age <= Span::ZERO || self.weather_max_age > Span::days(1) {
            return Err("weather_max_age must be above zero and at most a day".into());
        }
        if self.disconnect.contains_key(&Class::Critical) {
            return Err("critical customers cannot be disconnected by any rule".into());
        }
        for rules in self.disconnect.values().chain(self.limit.values()) {
            rules.check()?;
        }
        if self.standing.len() > 64 {
            return Err("at most 64 standing rules".into());
        }
        self.standing.iter().try_for_each(|rule| rule.check())
    }
}

impl ClassRules {
    /// Whether a temperature is asked for.
    pub(super) const fn asks_temperature(&self) -> bool {
        self.hot_c10.is_some() || self.cold_c10.is_some()
    }

    fn check(&self) -> Result<(), String> {
        let fault = |why: &str| Err(why.to_owned());
        if self.from_minute >= self.until_minute || self.until_minute > 1_440 {
            return fault("hours must run from an earlier to a later minute of a day");
        }
        if self.weekdays.iter().any(|day| *day > 6) {
            return fault("weekdays are 0 Monday to 6 Sunday");
        }
        if !self.friendly.iter().all(Friendly::is_meant) {
            return fault("friendly hours must run from an earlier to a later minute of a day");
        }
        let day = |(month, day): (i8, i8)| (1..=12).contains(&month) && (1..=31).contains(&day);
        if !self.seasons.iter().flatten().all(|one| day(*one)) {
            return fault("a season is two days, each as [month, day]");
        }
        let spans = [
            self.notice,
            self.below_for,
            self.after_hold,
            self.advisory_linger,
        ];
        if spans.iter().any(|span| *span < Span::ZERO) {
            return fault("notice, below_for, after_hold and advisory_linger must not be negative");
        }
        if self.owed_min.is_negative() {
            return fault("owed_min must not be negative");
        }
        if self.forecast_hours == 0 || self.forecast_hours > Weather::HOURS_MAX {
            return Err(format!(
                "forecast_hours must be 1 to {}",
                Weather::HOURS_MAX
            ));
        }
        Ok(())
    }
}

const fn a_day() -> u16 {
    24
}

/// Reads a list of seasons; texts of before have one, or `null`.
fn seasons<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Season>, D::Error> {
    use serde::Deserialize;
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seasons {
        Many(Vec<Season>),
        One(Season),
        None(()),
    }
    Ok(match Seasons::deserialize(from)? {
        Seasons::Many(all) => all,
        Seasons::One(one) => vec![one],
        Seasons::None(()) => Vec::new(),
    })
}
