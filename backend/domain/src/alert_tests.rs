//! When customers are told, and when they are left in peace.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const NOON: u16 = 12 * 60;
const NIGHT: u16 = 3 * 60;

fn alert(word: &str) -> &'static Alert {
    ALERTS.iter().find(|alert| alert.word == word).unwrap()
}

fn low(hours: i64) -> Facts {
    Facts {
        standing: Standing::Low,
        left: Some(Span::hours(hours)),
        early: Some(Span::hours(hours)),
        act: Act::Disconnect,
        meter_says_low: false,
        replenish_failed: false,
        minute: NOON,
    }
}

fn t(hours: i64) -> Timestamp {
    Timestamp::from_millis(0) + Span::hours(hours)
}

fn told(level: u8, seen: bool) -> Option<Told> {
    Some(Told {
        level,
        at: t(0),
        seen,
    })
}

#[test]
fn sc4_2_a_low_balance_that_was_seen_is_not_told_again_before_the_next_level() {
    let policy = Policy::default();
    let due = |facts: &Facts, told, hours| alert("low_balance").due(facts, told, t(hours), &policy);
    assert_eq!(due(&low(40), None, 0), Some(1));
    assert_eq!(due(&low(40), told(1, false), 23), None);
    assert_eq!(due(&low(40), told(1, false), 24), Some(1));
    assert_eq!(due(&low(40), told(1, true), 99), None);
    assert_eq!(due(&low(24), told(1, true), 1), Some(2));
    assert_eq!(due(&low(20), told(2, true), 99), None);
}

#[test]
fn what_was_told_by_a_clock_that_was_ahead_does_not_keep_anybody_from_being_told() {
    let policy = Policy::default();
    let due = |told, minutes| {
        let now = t(0) - Span::minutes(minutes);
        alert("low_balance").due(&low(40), told, now, &policy)
    };
    assert_eq!(due(told(1, false), 15), None, "clocks differ by so much");
    assert_eq!(due(told(1, false), 16), Some(1));
    assert_eq!(due(told(1, true), 16), None, "it was seen");
}

#[test]
fn nfr_11_before_a_cut_it_is_told_each_hour_or_at_the_pace_that_was_set() {
    let mut policy = Policy::default();
    let rule = alert("before_cut");
    assert_eq!(rule.due(&low(7), None, t(0), &policy), None);
    assert_eq!(rule.due(&low(6), None, t(0), &policy), Some(1));
    let early = t(1) - Span::millis(1);
    assert_eq!(rule.due(&low(5), told(1, true), early, &policy), None);
    assert_eq!(rule.due(&low(5), told(1, true), t(1), &policy), Some(1));
    policy.alert_before_cut_every = Span::minutes(15);
    let quarter = t(0) + Span::minutes(15);
    assert_eq!(rule.due(&low(5), told(1, true), quarter, &policy), Some(1));
    let by_hand = Facts {
        act: Act::FieldOrder,
        ..low(5)
    };
    assert_eq!(rule.due(&by_hand, None, t(0), &policy), Some(1));
    let billed = Facts {
        act: Act::Regular,
        ..low(5)
    };
    assert_eq!(rule.due(&billed, None, t(0), &policy), None);
}

#[test]
fn at_night_only_what_is_critical_is_told() {
    let policy = Policy::default();
    let night = |hours| Facts {
        minute: NIGHT,
        ..low(hours)
    };
    let rule = alert("low_balance");
    assert_eq!(rule.due(&night(40), None, t(0), &policy), None);
    assert_eq!(rule.due(&night(20), None, t(0), &policy), Some(2));
    assert_eq!(
        alert("before_cut").due(&night(2), None, t(0), &policy),
        Some(1)
    );
}

#[test]
fn sc4_1_the_meters_own_warning_counts_as_well() {
    let policy = Policy::default();
    let facts = Facts {
        standing: Standing::Ok,
        meter_says_low: true,
        ..low(90)
    };
    assert_eq!(
        alert("low_balance").due(&facts, None, t(0), &policy),
        Some(1)
    );
    let ok = Facts {
        meter_says_low: false,
        ..facts
    };
    assert_eq!(alert("low_balance").due(&ok, None, t(0), &policy), None);
}

#[test]
fn sc5_7_zero_is_told_at_once_even_at_night() {
    let facts = Facts {
        standing: Standing::Zero,
        minute: NIGHT,
        ..low(0)
    };
    let policy = Policy::default();
    assert_eq!(alert("zero").due(&facts, None, t(0), &policy), Some(1));
    assert_eq!(
        alert("zero").due(&facts, told(1, true), t(99), &policy),
        None
    );
}

#[test]
fn what_decides_is_the_early_edge_and_not_the_likely_time() {
    let policy = Policy::default();
    let early = |hours| Facts {
        early: Some(Span::hours(hours)),
        ..low(30)
    };
    let due = |word, facts: &Facts| alert(word).due(facts, None, t(0), &policy);
    assert_eq!(due("low_balance", &early(25)), Some(1));
    assert_eq!(due("low_balance", &early(24)), Some(2));
    assert_eq!(due("before_cut", &early(7)), None);
    assert_eq!(due("before_cut", &early(6)), Some(1));
    let unknown = Facts {
        early: None,
        ..low(1)
    };
    assert_eq!(due("before_cut", &unknown), None);
}

/// The early edge moves with each interval; a warning must not come and go with it.
#[test]
fn an_edge_that_moves_around_the_threshold_tells_once_and_takes_nothing_back() {
    let policy = Policy::default();
    for (word, edge, level) in [("before_cut", 6, 1), ("low_balance", 24, 2)] {
        let rule = alert(word);
        let (mut was, mut times) = (None, 0);
        for quarter in 0..40_i64 {
            let wobble = if quarter % 2 == 0 { 0 } else { 40 };
            let early = Span::minutes(edge * 60 + wobble);
            let facts = Facts {
                early: Some(early),
                left: Some(early),
                ..low(edge)
            };
            assert_eq!(
                (rule.level)(&facts, &policy, was),
                Some(level),
                "{word} {quarter}"
            );
            // All of it inside the pause after which it would be told again anyway.
            let now = t(0) + Span::minutes(quarter);
            if rule.due(&facts, was, now, &policy).is_some() {
                times += 1;
                was = Some(Told {
                    level,
                    at: now,
                    seen: false,
                });
            }
        }
        assert_eq!(times, 1, "{word}");
        let well = Facts {
            early: Some(Span::hours(edge + edge / 8 + 1)),
            ..low(edge)
        };
        assert_ne!((rule.level)(&well, &policy, was), Some(level), "{word}");
    }
}
