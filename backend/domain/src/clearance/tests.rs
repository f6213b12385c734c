//! Every rule alone holds supply on, and with none of them there is a clearance.

#[path = "tests/table.rs"]
pub(super) mod table;

use super::*;
use crate::money::Money;
use crate::time::{Day, Span};
use table::{Change, TABLE, clear, rules};

fn judged(facts: &Facts) -> Result<Clearance, Vec<Hold>> {
    judge(ClearanceId::from_number(1), facts, &rules())
}

#[test]
fn with_nothing_against_it_there_is_a_clearance() {
    let clearance = judged(&clear()).expect("nothing holds");
    assert_eq!(clearance.meter(), MeterId::from_number(1));
    assert_eq!(clearance.cause(), Cause::Zero);
    let order = clearance.order();
    let cut = order.cuts().expect("an order to cut carries its clearance");
    assert_eq!(cut.clearance(), ClearanceId::from_number(1));
    assert_eq!(cut.cause(), Cause::Zero);
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
        assert!(tested || hold.is_for_all(), "{hold:?} has no row");
    }
}

/// Two changes, one after the other, where the second finds what it changes; of different rules
/// they never undo each other.
#[test]
fn no_combination_with_a_hold_is_ever_cleared() {
    let whole = |facts: &Facts| {
        facts.standing.is_some()
            && facts.day.is_some()
            && facts.weather.as_ref().is_some_and(|is| {
                is.observed.is_some() && is.forecast.is_some() && is.alerts.is_some()
            })
    };
    for (hold, one) in TABLE {
        let mut first = clear();
        one(&mut first);
        assert!(judged(&first).is_err(), "{hold:?}");
        if !whole(&first) || first.at != clear().at {
            continue;
        }
        for (other, two) in TABLE {
            if hold == other {
                continue;
            }
            let mut facts = first.clone();
            two(&mut facts);
            let holds = judged(&facts).expect_err("something holds");
            let both = holds.contains(hold) || holds.contains(other);
            assert!(both, "{hold:?} {other:?}: {holds:?}");
        }
    }
}

#[test]
fn every_rule_leaves_its_word_and_what_it_looked_at() {
    let nothing: Change = |_| ();
    for change in TABLE.iter().map(|(_, change)| *change).chain([nothing]) {
        let mut facts = clear();
        change(&mut facts);
        let judgment = weigh(ClearanceId::from_number(1), &facts, &rules());
        let named: Vec<Hold> = judgment.verdicts.iter().map(|one| one.rule).collect();
        assert_eq!(named, Hold::ALL);
        let holds: Vec<Hold> = judgment
            .verdicts
            .iter()
            .filter(|one| one.says == Says::Holds)
            .map(|one| one.rule)
            .collect();
        assert_eq!(judgment.outcome.err().unwrap_or_default(), holds);
        for verdict in &judgment.verdicts {
            let silent = verdict.says == Says::NotAsked;
            assert!(silent || !verdict.saw.is_empty(), "{verdict:?}");
        }
        let text = serde_json::to_string(&judgment.verdicts).expect("written");
        let read: Vec<Verdict> = serde_json::from_str(&text).expect("and read");
        assert_eq!(read, judgment.verdicts);
    }
}

#[test]
fn a_rule_that_the_text_does_not_ask_for_does_not_hold() {
    let mut mild = rules();
    for class in mild.disconnect.values_mut() {
        class.owed_min = Money::ZERO;
        class.below_for = Span::ZERO;
        class.notices_min = 0;
        class.acknowledge = false;
        class.after_hold = Span::ZERO;
        class.hot_c10 = None;
        class.cold_c10 = None;
        class.advisories.clear();
    }
    let facts = Facts {
        balance: Some(Money::ZERO),
        below_since: None,
        notices: 0,
        acknowledged: None,
        hold_end_told: None,
        weather: None,
        ..clear()
    };
    assert!(judge(ClearanceId::from_number(1), &facts, &mild).is_ok());
}

#[test]
fn rules_and_facts_of_before_are_read_and_say_what_they_said() {
    let old = r#"{"from_minute":600,"until_minute":900,"weekdays":[1],"holidays":true,
        "season":[[12,1],[2,28]],"hot_c10":350,"cold_c10":0,"advisories":["heat"],
        "notice":86400000,"notice_for":["zero"],"protections":true}"#;
    let read: ClassRules = serde_json::from_str(old).expect("it is read");
    assert_eq!(read.seasons, [[(12, 1), (2, 28)]]);
    assert_eq!((read.forecast_hours, read.acknowledge), (24, false));
    let none = old.replace("[[12,1],[2,28]]", "null");
    let read: ClassRules = serde_json::from_str(&none).expect("it is read");
    assert!(read.seasons.is_empty());
}

#[test]
fn pages_on_which_nobody_pays_keep_supply_on_for_two_hours_and_no_longer() {
    let after = |vain| {
        let facts = Facts {
            payments_open: 1,
            payments_waiting: 1,
            waited_in_vain: vain,
            ..clear()
        };
        super::look::look(Hold::Payment, &facts, &rules())
    };
    let first = after(Span::ZERO);
    assert_eq!(first.says, Says::Holds);
    assert_eq!((first.saw.len(), first.asks.len()), (1, 0), "{first:?}");
    let whats = |all: &[Seen]| all.iter().map(|one| one.what).collect::<Vec<_>>();
    for (vain, says) in [
        (Span::minutes(119), Says::Holds),
        (Span::hours(2), Says::Passes),
        (Span::hours(9), Says::Passes),
    ] {
        let verdict = after(vain);
        assert_eq!(verdict.says, says, "{vain:?}");
        let saw = [What::PaymentsOpen, What::PaymentsWaiting, What::InVain];
        assert_eq!(whats(&verdict.saw), saw);
        assert_eq!(whats(&verdict.asks), [What::InVainMax]);
    }
}

#[test]
fn a_winter_to_the_28th_of_february_is_not_over_on_the_29th() {
    let on = |month, day| {
        let day = Day {
            year: 2028,
            month,
            day,
        };
        let facts = Facts {
            day: Some(day),
            ..clear()
        };
        super::look::look(Hold::Season, &facts, &rules()).says
    };
    assert_eq!(on(2, 28), Says::Holds);
    assert_eq!(on(2, 29), Says::Holds);
    assert_eq!(on(3, 1), Says::Passes);
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
