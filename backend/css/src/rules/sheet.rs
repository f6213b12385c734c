//! Decision tables: named cases, what is given in each, and every rule that must hold then.

use ami_domain::account::{AtZero, Mode};
use ami_domain::clearance::{Acknowledged, Cause, Facts, Hold, Pack, Reduce, judge};
use ami_domain::energy::Watts;
use ami_domain::id::{ClearanceId, MeterId};
use ami_domain::money::Money;
use ami_domain::protection::{Class, Flag, Friendly, Protection, Standing};
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_domain::weather::{Advisory, Alerts, Forecast, Observed, Weather};
use serde::Deserialize;

/// The table of a pack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// Facts under which nothing holds.
    clear: Given,
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// What differs from `clear`.
    given: Given,
    /// Every rule that holds.
    holds: Vec<Hold>,
}

/// How supply is to be reduced.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    Disconnect,
    Limit,
}

/// What nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unknown {
    Standing,
    Class,
    Day,
    Balance,
    Below,
    Usage,
    Warned,
    Read,
    Weather,
    Observed,
    Forecast,
    Alerts,
}

macro_rules! given {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)*) => {
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        struct Given {
            $($(#[$doc])* $name: Option<$type>,)*
        }

        impl Given {
            fn over(&self, clear: &Self) -> Self {
                let (own, clear) = (self.clone(), clear.clone());
                Self { $($name: own.$name.or(clear.$name),)* }
            }
        }
    };
}

given! {
    what: How,
    cause: Cause,
    class: Class,
    /// The local day and the minute of it.
    day: Day,
    minute: u16,
    flags: Vec<Flag>,
    /// When they end, in hours from now; no end without it.
    flags_end_hours: i64,
    friendly: Vec<Friendly>,
    mode: Mode,
    at_zero: AtZero,
    balance_cents: i64,
    days_below: i64,
    /// Age of balance and usage.
    data_hours: i64,
    online: bool,
    payments_open: u32,
    /// Ages of what was told; never without them.
    warned_hours: i64,
    notices: u16,
    read_hours: i64,
    hold_told_hours: i64,
    hold_end_hours: i64,
    observed_c10: i32,
    high_c10: i32,
    low_c10: i32,
    forecast_hours: u16,
    /// Age of all weather.
    weather_hours: i64,
    advisories: Vec<Advisory>,
    /// So long ago a heat warning was last in force.
    last_advisory_hours: i64,
    event_running: bool,
    command_open: bool,
    unknown: Vec<Unknown>,
}

impl Table {
    /// Takes every decision of the table under the pack.
    ///
    /// # Errors
    /// The first case that is decided otherwise, or says what cannot be.
    pub(super) fn replay(&self, pack: &Pack) -> Result<(), String> {
        for case in &self.case {
            let fault = |why: String| format!("decision table, case {:?}: {why}", case.name);
            let given = case.given.over(&self.clear);
            let facts = given.facts(pack).map_err(fault)?;
            let id = ClearanceId::from_number(1);
            let mut holds = judge(id, &facts, &pack.rules).err().unwrap_or_default();
            let mut wanted = case.holds.clone();
            holds.sort_unstable();
            wanted.sort_unstable();
            if holds != wanted {
                let words = |all: &[Hold]| all.iter().map(|one| one.word()).collect::<Vec<_>>();
                let (is, must) = (words(&holds), words(&wanted));
                return Err(fault(format!("{must:?} must hold, and {is:?} do")));
            }
        }
        Ok(())
    }

    /// Rules that hold alone in some case.
    #[cfg(test)]
    pub(super) fn alone(&self) -> Vec<Hold> {
        let one = |case: &Case| {
            case.holds
                .first()
                .copied()
                .filter(|_| case.holds.len() == 1)
        };
        self.case.iter().filter_map(one).collect()
    }
}

impl Given {
    fn facts(&self, pack: &Pack) -> Result<Facts, String> {
        let (Some(day), Some(minute)) = (self.day, self.minute) else {
            return Err("give a day and a minute".into());
        };
        if minute >= 1_440 {
            return Err("a minute of the day is 0 to 1439".into());
        }
        let zone = Zone::utc();
        let at = zone.start_of(day) + Span::minutes(i64::from(minute));
        let ago = |hours: Option<i64>| hours.map(|hours| at - Span::hours(hours));
        let known = |what| !self.unknown.iter().flatten().any(|one| *one == what);
        let data = at - Span::hours(self.data_hours.unwrap_or(1));
        let standing = known(Unknown::Standing).then(|| self.standing(pack, at, &known));
        Ok(Facts {
            meter: MeterId::from_number(1),
            at,
            day: Some(day).filter(|_| known(Unknown::Day)),
            zone: Some(zone.name().to_owned()).filter(|_| known(Unknown::Day)),
            weekday: zone.civil(at).weekday,
            minute,
            what: match self.what {
                Some(How::Limit) => Reduce::Limit(Watts::new(5_000)),
                Some(How::Disconnect) | None => Reduce::Disconnect,
            },
            cause: self.cause.unwrap_or(Cause::Zero),
            has_switch: true,
            by_hand: false,
            standing,
            mode: Some(self.mode.unwrap_or(Mode::Prepaid)),
            at_zero: Some(self.at_zero.unwrap_or(AtZero::Disconnect)),
            balance: self
                .balance_cents
                .map(Money::cents)
                .filter(|_| known(Unknown::Balance)),
            below_since: ago(self.days_below.map(|days| days * 24))
                .filter(|_| known(Unknown::Below)),
            charged_until: Some(data),
            usage_until: Some(data).filter(|_| known(Unknown::Usage)),
            online: self.online.unwrap_or(true),
            payments_open: self.payments_open.unwrap_or(0),
            payments_waiting: 0,
            waited_in_vain: Span::ZERO,
            warned_at: ago(self.warned_hours).filter(|_| known(Unknown::Warned)),
            notices: self.notices.unwrap_or(0),
            acknowledged: ago(self.read_hours)
                .filter(|_| known(Unknown::Read))
                .map(|at| Acknowledged { at, by: None }),
            hold_told: ago(self.hold_told_hours),
            hold_end_told: ago(self.hold_end_hours),
            weather: known(Unknown::Weather).then(|| self.weather(at, &known)),
            event_running: self.event_running.unwrap_or(false),
            supply_open: self.command_open.unwrap_or(false),
        })
    }

    fn standing(&self, pack: &Pack, at: Timestamp, known: &dyn Fn(Unknown) -> bool) -> Standing {
        let until = self.flags_end_hours.map(|hours| at + Span::hours(hours));
        let flags = self.flags.iter().flatten();
        Standing {
            class: self.class.filter(|_| known(Unknown::Class)),
            protections: flags
                .map(|flag| Protection { flag: *flag, until })
                .collect(),
            place: "here".into(),
            jurisdiction: Some(pack.jurisdiction.clone()),
            friendly: self.friendly.clone().unwrap_or_default(),
            rated: Watts::new(10_000),
        }
    }

    fn weather(&self, at: Timestamp, known: &dyn Fn(Unknown) -> bool) -> Weather {
        let as_of = at - Span::hours(self.weather_hours.unwrap_or(1));
        let source = || "table".to_owned();
        let last = self.last_advisory_hours;
        let last = last.map(|hours| (Advisory::Heat, at - Span::hours(hours)));
        let highs = self.high_c10.zip(self.low_c10).zip(self.forecast_hours);
        Weather {
            place: "here".into(),
            observed: self
                .observed_c10
                .filter(|_| known(Unknown::Observed))
                .map(|now_c10| Observed {
                    as_of,
                    source: source(),
                    now_c10,
                }),
            forecast: highs.filter(|_| known(Unknown::Forecast)).map(
                |((high_c10, low_c10), hours)| Forecast {
                    as_of,
                    source: source(),
                    hours,
                    high_c10,
                    low_c10,
                },
            ),
            alerts: known(Unknown::Alerts).then(|| Alerts {
                as_of,
                source: source(),
                advisories: self.advisories.clone().unwrap_or_default(),
                last: last.into_iter().collect(),
            }),
        }
    }
}
