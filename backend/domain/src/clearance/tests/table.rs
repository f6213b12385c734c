//! Rules, facts that nothing speaks against, and what each rule holds for.

use super::*;
use crate::account::{AtZero, Mode};
use crate::energy::Watts;
use crate::money::Money;
use crate::protection::{Class, Flag, Friendly, Protection, Standing};
use crate::time::{Day, Span};
use crate::weather::{Advisory, Alerts, Forecast, Observed, Weather};
use std::collections::BTreeMap;

pub(in crate::clearance) fn rules() -> Rules {
    let class = ClassRules {
        from_minute: 600,
        until_minute: 900,
        weekdays: vec![0, 1, 2, 3],
        holidays: true,
        friendly: vec![Friendly {
            weekdays: vec![3],
            from_minute: 800,
            until_minute: 900,
        }],
        seasons: vec![[(6, 1), (10, 15)], [(12, 1), (2, 28)]],
        owed_min: Money::dollars(10),
        below_for: Span::days(4),
        hot_c10: Some(350),
        cold_c10: Some(0),
        forecast_hours: 72,
        advisories: vec![Advisory::Heat, Advisory::Cold],
        advisory_linger: Span::days(2),
        notice: Span::hours(24),
        notice_for: vec![Cause::Zero],
        notices_min: 2,
        acknowledge: true,
        after_hold: Span::hours(48),
        protections: true,
    };
    Rules {
        version: "test".into(),
        data_max_age: Span::hours(2),
        weather_max_age: Span::hours(24),
        holidays: vec![Day {
            year: 2027,
            month: 5,
            day: 31,
        }],
        disconnect: BTreeMap::from([(Class::Residential, class.clone())]),
        limit: BTreeMap::from([(Class::Residential, class)]),
        standing: Vec::new(),
    }
}

/// Noon on a Tuesday in May, and nothing speaks against it.
pub(in crate::clearance) fn clear() -> Facts {
    let at = Timestamp::from_millis(1_810_000_000_000);
    Facts {
        meter: MeterId::from_number(1),
        at,
        day: Some(Day {
            year: 2027,
            month: 5,
            day: 11,
        }),
        zone: Some("America/Los_Angeles".into()),
        weekday: 1,
        minute: 720,
        what: Reduce::Disconnect,
        cause: Cause::Zero,
        has_switch: true,
        by_hand: false,
        standing: Some(Standing {
            class: Some(Class::Residential),
            protections: vec![Protection {
                flag: Flag::Pledge,
                until: Some(at),
            }],
            place: "here".into(),
            jurisdiction: None,
            friendly: Vec::new(),
            rated: Watts::new(10_000),
        }),
        mode: Some(Mode::Prepaid),
        at_zero: Some(AtZero::Disconnect),
        balance: Some(Money::dollars(-10)),
        below_since: Some(at - Span::days(4)),
        charged_until: Some(at - Span::hours(1)),
        usage_until: Some(at - Span::hours(1)),
        online: true,
        payments_open: 0,
        payments_waiting: 0,
        waited_in_vain: Span::ZERO,
        warned_at: Some(at - Span::hours(24)),
        notices: 2,
        acknowledged: Some(Acknowledged {
            at: at - Span::hours(20),
            by: None,
        }),
        hold_told: Some(at - Span::days(9)),
        hold_end_told: Some(at - Span::hours(48)),
        weather: Some(Weather {
            place: "here".into(),
            observed: Some(Observed {
                as_of: at - Span::hours(1),
                source: "station".into(),
                now_c10: 200,
            }),
            forecast: Some(Forecast {
                as_of: at - Span::hours(2),
                source: "office".into(),
                hours: 72,
                high_c10: 250,
                low_c10: 100,
            }),
            alerts: Some(Alerts {
                as_of: at - Span::hours(1),
                source: "office".into(),
                advisories: vec![Advisory::Storm],
                last: vec![(Advisory::Heat, at - Span::hours(49))],
            }),
        }),
        event_running: false,
        supply_open: false,
    }
}

pub(super) type Change = fn(&mut Facts);

fn standing(facts: &mut Facts) -> &mut Standing {
    facts.standing.as_mut().expect("the clear facts have one")
}

fn weather(facts: &mut Facts) -> &mut Weather {
    facts.weather.as_mut().expect("the clear facts have it")
}

fn observed(facts: &mut Facts) -> &mut Observed {
    weather(facts).observed.as_mut().expect("it is known")
}

fn forecast(facts: &mut Facts) -> &mut Forecast {
    weather(facts).forecast.as_mut().expect("it is known")
}

fn alerts(facts: &mut Facts) -> &mut Alerts {
    weather(facts).alerts.as_mut().expect("they are known")
}

/// What holds, and a change of the facts that makes it so.
pub(super) const TABLE: &[(Hold, Change)] = &[
    (Hold::NoSwitch, |f| f.has_switch = false),
    (Hold::Class, |f| f.standing = None),
    (Hold::Class, |f| standing(f).class = None),
    (Hold::Class, |f| standing(f).class = Some(Class::Critical)),
    (Hold::Class, |f| standing(f).class = Some(Class::Business)),
    (Hold::Protected, |f| standing(f).protections[0].until = None),
    (Hold::Protected, |f| {
        let end = f.at + Span::millis(1);
        standing(f).protections[0].until = Some(end);
    }),
    (Hold::NotPrepaid, |f| f.mode = Some(Mode::Regular)),
    (Hold::NotPrepaid, |f| f.mode = None),
    (Hold::NotChosen, |f| f.at_zero = Some(AtZero::Limit)),
    (Hold::NotChosen, |f| {
        f.at_zero = Some(AtZero::RegularBilling)
    }),
    (Hold::NotChosen, |f| f.at_zero = None),
    (Hold::Balance, |f| f.balance = Some(Money::micros(1))),
    (Hold::Balance, |f| f.balance = None),
    (Hold::Debt, |f| f.balance = Some(Money::cents(-999))),
    (Hold::Debt, |f| f.balance = None),
    (Hold::Below, |f| f.below_since = None),
    (Hold::Below, |f| {
        f.below_since = Some(f.at - Span::hours(95))
    }),
    (Hold::Clock, |f| f.at = f.at - Span::days(5)),
    (Hold::Clock, |f| {
        observed(f).as_of = f.at + Span::minutes(16)
    }),
    (Hold::BalanceOld, |f| {
        f.charged_until = Some(f.at - Span::hours(3))
    }),
    (Hold::BalanceOld, |f| f.charged_until = None),
    (Hold::UsageOld, |f| {
        f.usage_until = Some(f.at - Span::hours(3))
    }),
    (Hold::UsageOld, |f| f.usage_until = None),
    (Hold::Link, |f| f.online = false),
    (Hold::Payment, |f| f.payments_open = 1),
    (Hold::Payment, |f| {
        (f.payments_open, f.payments_waiting) = (1, 1);
        f.waited_in_vain = Span::minutes(119);
    }),
    // One that waits does not count any more; that the processor has another's money does.
    (Hold::Payment, |f| {
        (f.payments_open, f.payments_waiting) = (2, 1);
        f.waited_in_vain = Span::hours(2);
    }),
    (Hold::Notice, |f| f.warned_at = None),
    (Hold::Notice, |f| f.warned_at = Some(f.at - Span::hours(23))),
    (Hold::Notices, |f| f.notices = 1),
    (Hold::Acknowledge, |f| f.acknowledged = None),
    (Hold::AfterHold, |f| f.hold_end_told = None),
    (Hold::AfterHold, |f| f.hold_told = Some(f.at)),
    (Hold::AfterHold, |f| {
        f.hold_end_told = Some(f.at - Span::hours(47))
    }),
    (Hold::Hour, |f| f.minute = 599),
    (Hold::Hour, |f| f.minute = 900),
    (Hold::Hour, |f| f.day = None),
    (Hold::Weekday, |f| f.weekday = 4),
    (Hold::Holiday, |f| {
        f.day = f.day.map(|_| Day {
            year: 2027,
            month: 5,
            day: 31,
        })
    }),
    (Hold::Holiday, |f| {
        f.day = f.day.map(|_| Day {
            year: 2027,
            month: 5,
            day: 30,
        })
    }),
    // The list ends with 2027: of the next year, and of its first day, it says nothing.
    (Hold::Holiday, |f| {
        f.day = f.day.map(|_| Day {
            year: 2027,
            month: 12,
            day: 31,
        })
    }),
    (Hold::Holiday, |f| {
        f.day = f.day.map(|_| Day {
            year: 2028,
            month: 5,
            day: 9,
        })
    }),
    (Hold::Season, |f| {
        f.day = f.day.map(|_| Day {
            year: 2027,
            month: 1,
            day: 2,
        })
    }),
    (Hold::Season, |f| {
        f.day = f.day.map(|_| Day {
            year: 2027,
            month: 12,
            day: 1,
        })
    }),
    (Hold::Season, |f| {
        f.day = f.day.map(|_| Day {
            year: 2027,
            month: 10,
            day: 15,
        })
    }),
    (Hold::Season, |f| f.day = None),
    (Hold::Friendly, |f| (f.weekday, f.minute) = (3, 800)),
    (Hold::Friendly, |f| {
        standing(f).friendly.push(Friendly {
            weekdays: vec![1],
            from_minute: 700,
            until_minute: 721,
        })
    }),
    (Hold::WeatherUnknown, |f| f.weather = None),
    (Hold::WeatherUnknown, |f| weather(f).observed = None),
    (Hold::WeatherUnknown, |f| weather(f).alerts = None),
    (Hold::ForecastUnknown, |f| weather(f).forecast = None),
    (Hold::ForecastUnknown, |f| forecast(f).hours = 71),
    // It reaches 65 of the 72 hours that are asked for from now on.
    (Hold::ForecastUnknown, |f| {
        forecast(f).as_of = f.at - Span::hours(7)
    }),
    (Hold::WeatherOld, |f| {
        observed(f).as_of = f.at - Span::hours(25)
    }),
    (Hold::WeatherOld, |f| {
        alerts(f).as_of = f.at - Span::hours(25)
    }),
    (Hold::ForecastOld, |f| {
        forecast(f).as_of = f.at - Span::hours(25)
    }),
    (Hold::Hot, |f| forecast(f).high_c10 = 350),
    (Hold::Hot, |f| observed(f).now_c10 = 350),
    (Hold::Cold, |f| forecast(f).low_c10 = 0),
    (Hold::Cold, |f| observed(f).now_c10 = 0),
    (Hold::Advisory, |f| {
        alerts(f).advisories.push(Advisory::Heat)
    }),
    (Hold::Advisory, |f| {
        alerts(f).last[0].1 = f.at - Span::hours(48)
    }),
    (Hold::Event, |f| f.event_running = true),
    (Hold::Command, |f| f.supply_open = true),
];
