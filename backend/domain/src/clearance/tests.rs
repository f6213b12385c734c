//! Every rule alone holds supply on, and with none of them there is a clearance.

use super::*;
use crate::account::{AtZero, Mode};
use crate::energy::Watts;
use crate::money::Money;
use crate::protection::{Class, Flag, Protection, Standing};
use crate::time::{Day, Span};
use crate::weather::{Advisory, Weather};
use std::collections::BTreeMap;

fn rules() -> Rules {
    let class = ClassRules {
        from_minute: 600,
        until_minute: 900,
        weekdays: vec![0, 1, 2, 3],
        holidays: true,
        season: Some([(12, 1), (2, 28)]),
        hot_c10: Some(350),
        cold_c10: Some(0),
        advisories: vec![Advisory::Heat, Advisory::Cold],
        notice: Span::hours(24),
        notice_for: vec![Cause::Zero],
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
fn clear() -> Facts {
    let at = Timestamp::from_millis(1_810_000_000_000);
    Facts {
        meter: MeterId::from_number(1),
        at,
        day: Some(Day {
            year: 2027,
            month: 5,
            day: 11,
        }),
        weekday: 1,
        minute: 720,
        what: Reduce::Disconnect,
        cause: Cause::Zero,
        has_switch: true,
        standing: Some(Standing {
            class: Some(Class::Residential),
            protections: vec![Protection {
                flag: Flag::Pledge,
                until: Some(at),
            }],
            place: "here".into(),
            rated: Watts::new(10_000),
        }),
        mode: Some(Mode::Prepaid),
        at_zero: Some(AtZero::Disconnect),
        balance: Some(Money::ZERO),
        charged_until: Some(at - Span::hours(1)),
        usage_until: Some(at - Span::hours(1)),
        online: true,
        payments_open: 0,
        warned_at: Some(at - Span::hours(24)),
        weather: Some(Weather {
            place: "here".into(),
            as_of: at - Span::hours(1),
            now_c10: 200,
            high_c10: 250,
            low_c10: 100,
            advisories: vec![Advisory::Storm],
        }),
        event_running: false,
        supply_open: false,
    }
}

type Change = fn(&mut Facts);

fn standing(facts: &mut Facts) -> &mut Standing {
    facts.standing.as_mut().expect("the clear facts have one")
}

fn weather(facts: &mut Facts) -> &mut Weather {
    facts.weather.as_mut().expect("the clear facts have it")
}

/// What holds, and a change of the facts that makes it so.
const TABLE: &[(Hold, Change)] = &[
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
    (Hold::Notice, |f| f.warned_at = None),
    (Hold::Notice, |f| f.warned_at = Some(f.at - Span::hours(23))),
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
    (Hold::WeatherUnknown, |f| f.weather = None),
    (Hold::WeatherOld, |f| {
        weather(f).as_of = f.at - Span::hours(25)
    }),
    (Hold::Hot, |f| weather(f).high_c10 = 350),
    (Hold::Hot, |f| weather(f).now_c10 = 350),
    (Hold::Cold, |f| weather(f).low_c10 = 0),
    (Hold::Advisory, |f| {
        weather(f).advisories.push(Advisory::Heat)
    }),
    (Hold::Event, |f| f.event_running = true),
    (Hold::Command, |f| f.supply_open = true),
];

fn judged(facts: &Facts) -> Result<Clearance, Vec<Hold>> {
    judge(ClearanceId::from_number(1), facts, &rules())
}

#[test]
fn with_nothing_against_it_there_is_a_clearance() {
    let clearance = judged(&clear()).expect("nothing holds");
    assert_eq!(clearance.meter(), MeterId::from_number(1));
    assert_eq!(clearance.cut().cause(), Cause::Zero);
}

#[test]
fn every_rule_alone_holds() {
    for (hold, change) in TABLE {
        let mut facts = clear();
        change(&mut facts);
        let holds = judged(&facts).expect_err(hold.word());
        assert!(holds.contains(hold), "{hold:?}: {holds:?}");
    }
    for hold in Hold::ALL {
        let tested = TABLE.iter().any(|(one, _)| *one == hold);
        assert!(tested || hold == Hold::Quarantined, "{hold:?} has no row");
    }
}

#[test]
fn no_combination_with_a_hold_is_ever_cleared() {
    for (i, (_, one)) in TABLE.iter().enumerate() {
        for (j, (_, two)) in TABLE.iter().enumerate() {
            // Two changes of the same fact may undo each other; of different ones never.
            if TABLE[i].0 == TABLE[j].0 {
                continue;
            }
            for (_, three) in TABLE {
                let mut facts = clear();
                three(&mut facts);
                if facts.standing.is_none() || facts.weather.is_none() {
                    assert!(judged(&facts).is_err());
                    continue;
                }
                one(&mut facts);
                if facts.standing.is_none() || facts.weather.is_none() {
                    assert!(judged(&facts).is_err());
                    continue;
                }
                two(&mut facts);
                assert!(judged(&facts).is_err(), "{i} {j}");
            }
        }
    }
}

#[test]
fn every_minute_outside_the_hours_holds() {
    for minute in 0..1_440_u16 {
        let facts = Facts { minute, ..clear() };
        assert_eq!(
            judged(&facts).is_ok(),
            (600..900).contains(&minute),
            "{minute}"
        );
    }
}

#[test]
fn a_decision_reads_back_and_is_the_same_again() {
    for (_, change) in TABLE {
        let mut facts = clear();
        change(&mut facts);
        let text = serde_json::to_string(&facts).expect("facts are serialisable");
        let again: Facts = serde_json::from_str(&text).expect("and read back");
        assert_eq!(judged(&again), judged(&facts));
    }
}
