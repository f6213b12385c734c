//! What the utility does by itself, by schedule, customer class and extreme weather (FR-10).

use crate::energy::Watts;
use crate::protection::Class;
use crate::time::Civil;
use crate::weather::Observed;

/// A limit that applies to a class while its conditions hold, and goes when they end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingRule {
    /// Its name, unique, 1 to 64 bytes.
    pub name: String,
    /// For whom.
    pub classes: Vec<Class>,
    /// On which weekdays, 0 Monday to 6 Sunday.
    pub weekdays: Vec<u8>,
    /// First minute of the local day, 0 to 1440.
    pub from_minute: u16,
    /// First minute after, 0 to 1440.
    pub until_minute: u16,
    /// Only while it is this hot or hotter, tenths of a degree Celsius; `None`: in any weather.
    pub above_c10: Option<i32>,
    /// Only while it is this cold or colder.
    pub below_c10: Option<i32>,
    /// Demand is limited to this part of the rated capacity, permille, 1 to 1000.
    pub permille: u16,
}

impl StandingRule {
    /// Refuses what cannot be meant.
    ///
    /// # Errors
    /// What is wrong, in words for whoever wrote it.
    pub fn check(&self) -> Result<(), String> {
        let fault = |why: &str| Err(format!("standing rule {:?}: {why}", self.name));
        if self.name.is_empty() || self.name.len() > 64 {
            return fault("its name must have 1 to 64 bytes");
        }
        if self.from_minute >= self.until_minute || self.until_minute > 1_440 {
            return fault("hours must run from an earlier to a later minute of a day");
        }
        if self.permille == 0 || self.permille > 1_000 {
            return fault("permille must be 1 to 1000");
        }
        Ok(())
    }

    /// Whether it applies there and then. Weather that is not known or too old starts nothing:
    /// the caller gives `None` for it.
    pub fn applies(&self, class: Class, local: &Civil, weather: Option<&Observed>) -> bool {
        let hours = self.from_minute..self.until_minute;
        let warm = |least: i32| weather.is_some_and(|is| is.now_c10 >= least);
        let cold = |most: i32| weather.is_some_and(|is| is.now_c10 <= most);
        self.classes.contains(&class)
            && self.weekdays.contains(&local.weekday)
            && hours.contains(&local.minute)
            && self.above_c10.is_none_or(warm)
            && self.below_c10.is_none_or(cold)
    }

    /// The limit for a service of this capacity; at least one watt.
    pub fn limit(&self, rated: Watts) -> Watts {
        let part = rated.get().saturating_mul(i64::from(self.permille)) / 1_000;
        Watts::new(part.max(1))
    }
}
