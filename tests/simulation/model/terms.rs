//! The rules of the model, and what ADCS reads in each of its worlds.

use super::house::{BEGIN, METER};
use super::state::{Fact, Pay, State};
use ami_domain::account::{AtZero, Mode};
use ami_domain::clearance::{Acknowledged, Cause, ClassRules, Facts, Reduce, Rules};
use ami_domain::energy::Watts;
use ami_domain::money::Money;
use ami_domain::protection::{Class, Flag, Protection, Standing};
use ami_domain::time::{Day, Span, Timestamp};
use ami_domain::weather::{Forecast, Observed, Weather};
use ami_tests::world::permissive;
use std::collections::BTreeMap;

/// A clock that is wrong is wrong by so much.
const WRONG: Span = Span::hours(4);

pub(super) fn rules() -> Rules {
    let class = ClassRules {
        hot_c10: Some(350),
        notices_min: 1,
        acknowledge: true,
        ..permissive::class()
    };
    Rules {
        version: "model-1".to_owned(),
        data_max_age: Span::hours(6),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: BTreeMap::from([(Class::Residential, class)]),
        limit: BTreeMap::new(),
        standing: Vec::new(),
    }
}

/// A moment of true time, by a clock that is wrong by so many steps.
pub(super) fn by_clock(true_time: Timestamp, skew: i8) -> Timestamp {
    true_time + Span::millis(WRONG.as_millis() * i64::from(skew))
}

/// What ADCS reads, by its own clock.
pub(super) fn facts(state: &State, supply_open: bool) -> Facts {
    let fact = state.fact;
    let old = |is: Fact, hours| BEGIN - Span::hours(if fact == is { hours } else { 1 });
    let degrees = if fact == Fact::Hot { 400 } else { 200 };
    let protection = Protection {
        flag: Flag::LifeSupport,
        until: None,
    };
    let weather_at = old(Fact::WeatherOld, 30);
    Facts {
        meter: METER,
        at: by_clock(BEGIN, state.adcs_skew),
        day: Some(Day {
            year: 2027,
            month: 5,
            day: 11,
        }),
        zone: Some("UTC".to_owned()),
        weekday: 1,
        minute: 720,
        what: Reduce::Disconnect,
        cause: Cause::Zero,
        has_switch: true,
        by_hand: false,
        standing: Some(Standing {
            class: Some(Class::Residential),
            protections: Vec::from_iter((fact == Fact::Flag).then_some(protection)),
            place: "here".to_owned(),
            jurisdiction: None,
            friendly: Vec::new(),
            rated: Watts::new(10_000),
        }),
        mode: Some(Mode::Prepaid),
        at_zero: Some(AtZero::Disconnect),
        balance: Some(match state.pay {
            Pay::None | Pay::InFlight => Money::ZERO,
            Pay::Posted => Money::dollars(20),
        }),
        below_since: Some(BEGIN - Span::days(9)),
        charged_until: Some(old(Fact::BalanceOld, 12)),
        usage_until: Some(old(Fact::UsageOld, 12)),
        online: true,
        payments_open: u32::from(state.pay == Pay::InFlight),
        payments_waiting: 0,
        waited_in_vain: Span::ZERO,
        warned_at: Some(BEGIN - Span::days(2)),
        notices: 2,
        acknowledged: state.read.then_some(Acknowledged {
            at: BEGIN - Span::days(1),
            by: None,
        }),
        hold_told: None,
        hold_end_told: None,
        weather: Some(weather(fact, weather_at, degrees)),
        event_running: false,
        supply_open,
    }
}

/// The forecast is known and fresh, so that each rule about what was measured stands alone.
fn weather(fact: Fact, as_of: Timestamp, degrees: i32) -> Weather {
    let source = || "model".to_owned();
    Weather {
        place: "here".to_owned(),
        observed: (fact != Fact::WeatherUnknown).then(|| Observed {
            as_of,
            source: source(),
            now_c10: degrees,
        }),
        forecast: Some(Forecast {
            as_of: BEGIN - Span::hours(1),
            source: source(),
            hours: 24,
            high_c10: degrees,
            low_c10: 100,
        }),
        alerts: None,
    }
}
