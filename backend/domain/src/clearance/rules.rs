//! The utility's rules for cutting, as data, and what each of them looks at.

use super::{Cause, Facts, Reduce};
use crate::account::{AtZero, Mode};
use crate::money::Money;
use crate::protection::Class;
use crate::time::{Day, Span};
use crate::weather::Advisory;
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
    /// First and last day (month, day) of a season in which nobody is cut; may pass New Year.
    pub season: Option<[(i8, i8); 2]>,
    /// Nobody is cut when the day's highest temperature is this or more, tenths of a degree
    /// Celsius; `None`: whatever the temperature.
    pub hot_c10: Option<i32>,
    /// Nobody is cut when the day's lowest is this or less.
    pub cold_c10: Option<i32>,
    /// Nobody is cut while one of these warnings is in force or forecast.
    pub advisories: Vec<Advisory>,
    /// A warning must have been at the meter or display for this long, milliseconds.
    pub notice: Span,
    /// For these causes.
    pub notice_for: Vec<Cause>,
    /// Protected customers are not cut.
    pub protections: bool,
}

/// A rule that holds supply on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The meter has no switch (AS-2): a field order instead.
    NoSwitch,
    /// Nobody has said what kind of customer this is, or the class is never cut.
    Class,
    /// Somebody there is protected.
    Protected,
    /// The account does not pay before use.
    NotPrepaid,
    /// The customer chose something else for zero.
    NotChosen,
    /// There is money.
    Balance,
    /// The balance is older than it may be.
    BalanceOld,
    /// The meter's usage is older than it may be.
    UsageOld,
    /// The gateway is not connected.
    Link,
    /// A payment is under way.
    Payment,
    /// No warning was at the meter or display for long enough.
    Notice,
    /// Not at this hour, or the local hour is not known.
    Hour,
    /// Not on this weekday.
    Weekday,
    /// A holiday, or the day before one.
    Holiday,
    /// The season in which nobody is cut.
    Season,
    /// The weather is not known.
    WeatherUnknown,
    /// The weather is older than it may be.
    WeatherOld,
    /// Too hot.
    Hot,
    /// Too cold.
    Cold,
    /// A warning of the weather service.
    Advisory,
    /// A prepayment event is running.
    Event,
    /// Another supply command is on its way.
    Command,
    /// Too many cuts at once (DESIGN 7.12): waits for two people. Counted outside [`Facts`].
    Quarantined,
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
            if rules.from_minute >= rules.until_minute || rules.until_minute > 1_440 {
                return Err("hours must run from an earlier to a later minute of a day".into());
            }
            if rules.notice < Span::ZERO {
                return Err("notice must not be negative".into());
            }
        }
        if self.standing.len() > 64 {
            return Err("at most 64 standing rules".into());
        }
        self.standing.iter().try_for_each(|rule| rule.check())
    }
}

impl Hold {
    /// Every rule.
    pub const ALL: [Hold; 23] = [
        Hold::NoSwitch,
        Hold::Class,
        Hold::Protected,
        Hold::NotPrepaid,
        Hold::NotChosen,
        Hold::Balance,
        Hold::BalanceOld,
        Hold::UsageOld,
        Hold::Link,
        Hold::Payment,
        Hold::Notice,
        Hold::Hour,
        Hold::Weekday,
        Hold::Holiday,
        Hold::Season,
        Hold::WeatherUnknown,
        Hold::WeatherOld,
        Hold::Hot,
        Hold::Cold,
        Hold::Advisory,
        Hold::Event,
        Hold::Command,
        Hold::Quarantined,
    ];

    /// The stored word, and the end of its text's id in `locales` (`hold-..`).
    pub const fn word(self) -> &'static str {
        match self {
            Hold::NoSwitch => "no_switch",
            Hold::Class => "class",
            Hold::Protected => "protected",
            Hold::NotPrepaid => "not_prepaid",
            Hold::NotChosen => "not_chosen",
            Hold::Balance => "balance",
            Hold::BalanceOld => "balance_old",
            Hold::UsageOld => "usage_old",
            Hold::Link => "link",
            Hold::Payment => "payment",
            Hold::Notice => "notice",
            Hold::Hour => "hour",
            Hold::Weekday => "weekday",
            Hold::Holiday => "holiday",
            Hold::Season => "season",
            Hold::WeatherUnknown => "weather_unknown",
            Hold::WeatherOld => "weather_old",
            Hold::Hot => "hot",
            Hold::Cold => "cold",
            Hold::Advisory => "advisory",
            Hold::Event => "event",
            Hold::Command => "command",
            Hold::Quarantined => "quarantined",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hold| hold.word() == word)
    }

    /// Whether this rule keeps supply on.
    pub(super) fn holds(self, facts: &Facts, rules: &Rules) -> bool {
        let Some(class) = rules.of(facts) else {
            return self == Hold::Class;
        };
        // A rule of the utility limits everybody of a class for the sake of the grid; all else
        // rests on what the account owes.
        let by_money = match facts.cause {
            Cause::Zero | Cause::EventOver => true,
            Cause::Plan => facts.mode == Some(Mode::Prepaid),
            Cause::Rule => facts.what == Reduce::Disconnect,
        };
        match self {
            Hold::Class | Hold::Quarantined => false,
            Hold::NoSwitch => !facts.has_switch,
            Hold::Protected => class.protections && protected(facts),
            Hold::NotPrepaid => match facts.cause {
                Cause::Zero | Cause::EventOver => facts.mode != Some(Mode::Prepaid),
                Cause::Plan | Cause::Rule => facts.mode.is_none(),
            },
            Hold::NotChosen => facts.cause == Cause::Zero && facts.at_zero != Some(chosen(facts)),
            Hold::Balance => by_money && facts.balance.is_none_or(|has| has > Money::ZERO),
            Hold::BalanceOld => by_money && old(facts, facts.charged_until, rules.data_max_age),
            Hold::UsageOld => by_money && old(facts, facts.usage_until, rules.data_max_age),
            Hold::Link => !facts.online,
            Hold::Payment => by_money && facts.payments_open > 0,
            Hold::Notice => {
                class.notice_for.contains(&facts.cause)
                    && facts
                        .warned_at
                        .is_none_or(|at| facts.at.since(at) < class.notice)
            }
            Hold::Hour => {
                let open = class.from_minute..class.until_minute;
                facts.day.is_none() || !open.contains(&facts.minute)
            }
            Hold::Weekday => !class.weekdays.contains(&facts.weekday),
            Hold::Holiday => class.holidays && holiday(facts, &rules.holidays),
            Hold::Season => facts.day.is_none_or(|day| in_season(day, class.season)),
            Hold::WeatherUnknown => class.asks_weather() && facts.weather.is_none(),
            Hold::WeatherOld => {
                let old = |age: Span| age > rules.weather_max_age;
                let weather = facts.weather.as_ref();
                class.asks_weather() && weather.is_some_and(|is| old(is.age(facts.at)))
            }
            Hold::Hot => {
                let high = facts.weather.as_ref().map(|is| is.high_c10.max(is.now_c10));
                high.zip(class.hot_c10).is_some_and(|(is, most)| is >= most)
            }
            Hold::Cold => {
                let low = facts.weather.as_ref().map(|is| is.low_c10.min(is.now_c10));
                low.zip(class.cold_c10)
                    .is_some_and(|(is, least)| is <= least)
            }
            Hold::Advisory => facts.weather.as_ref().is_some_and(|is| {
                is.advisories
                    .iter()
                    .any(|one| class.advisories.contains(one))
            }),
            Hold::Event => facts.event_running,
            Hold::Command => facts.supply_open,
        }
    }
}

impl ClassRules {
    const fn asks_weather(&self) -> bool {
        self.hot_c10.is_some() || self.cold_c10.is_some() || !self.advisories.is_empty()
    }
}

fn protected(facts: &Facts) -> bool {
    let Some(standing) = &facts.standing else {
        return true;
    };
    standing.protections.iter().any(|one| one.holds(facts.at))
}

/// What the customer must have chosen for zero.
const fn chosen(facts: &Facts) -> AtZero {
    match facts.what {
        Reduce::Disconnect => AtZero::Disconnect,
        Reduce::Limit(_) => AtZero::Limit,
    }
}

fn old(facts: &Facts, at: Option<crate::time::Timestamp>, most: Span) -> bool {
    at.is_none_or(|at| facts.at.since(at) > most)
}

fn holiday(facts: &Facts, holidays: &[Day]) -> bool {
    facts
        .day
        .is_none_or(|day| holidays.contains(&day) || holidays.contains(&day.plus(1)))
}

fn in_season(day: Day, season: Option<[(i8, i8); 2]>) -> bool {
    let Some([first, last]) = season else {
        return false;
    };
    let at = (day.month, day.day);
    if first <= last {
        first <= at && at <= last
    } else {
        at >= first || at <= last
    }
}
