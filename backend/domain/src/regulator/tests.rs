//! What the report says of small and large towns.
#![expect(clippy::expect_used, reason = "tests")]
use super::*;
use crate::energy::Watts;

const AT: Timestamp = Timestamp::from_millis(1_000_000_000);

fn cut(meter: u128) -> Reduced {
    Reduced {
        meter: MeterId::from_number(meter),
        what: Reduce::Disconnect,
        cause: Cause::Zero,
        class: Some(Class::Residential),
        lasted: Some(Span::hours(2)),
        observed_c10: Some(200),
    }
}

fn value(lines: &[Line], figure: Figure, group: &str, part: &str) -> Option<u64> {
    let mut found = lines
        .iter()
        .filter(|line| (line.figure, line.group, line.part) == (figure, group, part));
    let line = found.next().expect("such a line");
    assert_eq!(found.next(), None, "{group} {part} twice");
    line.value.said()
}

#[test]
fn groups_of_ten_are_shown_and_of_nine_are_not_however_often_they_were_cut() {
    let mut tally = Tally::default();
    for meter in 0..9 {
        tally.reduced(&cut(meter));
        tally.reduced(&cut(meter));
    }
    let by = Figure::CutByCause;
    let few = tally.lines();
    assert_eq!(value(&few, by, "zero", "residential"), None);
    assert_eq!(value(&few, by, "all", "all"), None);
    assert_eq!(value(&few, by, "plan", "residential"), Some(0));
    tally.reduced(&cut(9));
    let ten = tally.lines();
    assert_eq!(value(&ten, by, "zero", "residential"), Some(19));
    assert_eq!(value(&ten, by, "all", "all"), Some(19));
    assert_eq!(
        value(&ten, Figure::CutByDuration, "1h_to_6h", "all"),
        Some(19)
    );
    assert_eq!(
        value(&ten, Figure::CutByTemperature, "mild", "all"),
        Some(19)
    );
    assert_eq!(value(&ten, Figure::LimitByCause, "all", "all"), Some(0));
}

#[test]
fn a_small_group_takes_another_with_it_so_that_nobody_subtracts() {
    let mut tally = Tally::default();
    for meter in 0..30 {
        let class = match meter {
            0..3 => Class::Business,
            3..15 => Class::Critical,
            _ => Class::Residential,
        };
        let class = Some(class);
        tally.reduced(&Reduced {
            class,
            ..cut(meter)
        });
    }
    let lines = tally.lines();
    let of = |part| value(&lines, Figure::CutByCause, "zero", part);
    assert_eq!((of("business"), of("critical")), (None, None));
    assert_eq!((of("residential"), of("all")), (Some(15), Some(30)));
    // The sum over causes is the same cuts.
    let of = |part| value(&lines, Figure::CutByDuration, "all", part);
    assert_eq!((of("business"), of("critical")), (None, None));
}

#[test]
fn limits_are_counted_apart_and_what_has_not_ended_says_so() {
    let mut tally = Tally::default();
    for meter in 0..12 {
        tally.reduced(&Reduced {
            what: Reduce::Limit(Watts::new(900)),
            lasted: None,
            observed_c10: Some(360),
            ..cut(meter)
        });
    }
    let lines = tally.lines();
    let of = |figure, group| value(&lines, figure, group, "all");
    assert_eq!(of(Figure::LimitByDuration, "not_ended"), Some(12));
    assert_eq!(of(Figure::LimitByTemperature, "hot"), Some(12));
    assert_eq!(of(Figure::CutByDuration, "all"), Some(0));
}

#[test]
fn a_rule_is_counted_once_a_day_and_meter() {
    let mut tally = Tally::default();
    for day in 0..2 {
        tally.begin_day(Timestamp::from_millis(day));
        for meter in 0..10 {
            let meter = MeterId::from_number(meter);
            tally.held(meter, &[Hold::Hot, Hold::Hour], None);
            tally.held(meter, &[Hold::Hot], None);
        }
    }
    tally.held(MeterId::from_number(1), &[Hold::Cold], None);
    let lines = tally.lines();
    let of = |rule| value(&lines, Figure::HoldByRule, rule, "all");
    assert_eq!(
        (of("hot"), of("hour"), of("cold")),
        (Some(20), Some(20), None)
    );
}

#[test]
fn a_hold_of_several_days_counts_on_each_of_them() {
    let day = |number: i64| Timestamp::from_millis(number * 100);
    let mut tally = Tally::default();
    for meter in 0..10 {
        // Decided before the report, and looked at last in the middle of its second day.
        let until = day(1) + Span::millis(50);
        tally.held_before(MeterId::from_number(meter), &[Hold::Hot], until);
    }
    for number in 0..4 {
        tally.begin_day(day(number));
        if number == 1 {
            for meter in 0..10 {
                // The same rule for another cause: once a day; until the first moment of the
                // fourth day.
                let meter = MeterId::from_number(meter);
                tally.held(meter, &[Hold::Hot, Hold::Hour], Some(day(3)));
            }
        }
    }
    let lines = tally.lines();
    let of = |rule| value(&lines, Figure::HoldByRule, rule, "all");
    assert_eq!((of("hot"), of("hour")), (Some(40), Some(30)));
}

#[test]
fn times_to_meter_and_display_are_by_nearest_rank_and_silent_for_a_few() {
    let mut tally = Tally::default();
    for number in 1..=20_u128 {
        let seconds = i64::try_from(number).expect("small");
        tally.told(&Told {
            account: AccountId::from_number(number),
            kind: TextKind::of("low_balance"),
            issued: AT,
            at_meter: Some(AT + Span::seconds(seconds)),
            shown: (number <= 5).then_some(AT + Span::seconds(2 * seconds)),
        });
    }
    let lines = tally.lines();
    let meter = |part| value(&lines, Figure::AlertToMeter, "low_balance", part);
    assert_eq!((meter("issued"), meter("arrived")), (Some(20), Some(20)));
    assert_eq!(meter("missing"), Some(0));
    assert_eq!(
        (meter("p50"), meter("p95"), meter("max")),
        (Some(10_000), Some(19_000), Some(20_000))
    );
    // Five at a display are a few; the fifteen without one would tell how many.
    let shown = |part| value(&lines, Figure::AlertToDisplay, "low_balance", part);
    assert_eq!(shown("issued"), Some(20));
    for part in ["arrived", "missing", "p50", "p95", "max"] {
        assert_eq!(shown(part), None, "{part}");
    }
    assert_eq!(TextKind::of("feeder"), TextKind::Other);
}

#[test]
fn a_warning_is_false_only_when_its_window_is_over_and_neither_zero_nor_money_came() {
    let hour = |hours| AT + Span::hours(hours);
    let promise = |zero_at, paid_at| Promise {
        account: AccountId::from_number(1),
        until: hour(10),
        zero_at,
        paid_at,
    };
    let late = hour(13);
    assert_eq!(promise(None, None).kept(late), Kept::FalseLow);
    assert_eq!(promise(None, None).kept(hour(12)), Kept::Open);
    assert_eq!(promise(Some(hour(11)), None).kept(late), Kept::Kept);
    assert_eq!(promise(Some(hour(13)), None).kept(late), Kept::FalseLow);
    assert_eq!(promise(None, Some(hour(4))).kept(late), Kept::ToppedUp);
    assert_eq!(promise(None, Some(hour(11))).kept(late), Kept::FalseLow);
    // Zero in spite of a payment: the warning was right.
    assert_eq!(promise(Some(hour(9)), Some(hour(4))).kept(late), Kept::Kept);
    let mut tally = Tally::default();
    for number in 0..24 {
        let account = AccountId::from_number(number);
        let zero_at = (number < 12).then_some(hour(9));
        tally.promised(
            &Promise {
                account,
                ..promise(zero_at, None)
            },
            late,
        );
    }
    let lines = tally.lines();
    let of = |part| value(&lines, Figure::LowAlert, "all", part);
    assert_eq!((of("promised"), of("kept")), (Some(24), Some(12)));
    assert_eq!((of("false_low"), of("open")), (Some(12), Some(0)));
}

#[test]
fn bands_meet_without_gap_or_overlap() {
    let minutes = |minutes| Lasted::of(Some(Span::minutes(minutes)));
    assert_eq!(minutes(59), Lasted::UnderAnHour);
    assert_eq!(minutes(60), Lasted::UnderSixHours);
    assert_eq!(minutes(360), Lasted::UnderADay);
    assert_eq!(minutes(1_440), Lasted::UnderThreeDays);
    assert_eq!(minutes(3 * 1_440), Lasted::Longer);
    let bands = [-10, 0, 1, 100, 101, 293, 294, 350, 351].map(|c10| Warmth::of(Some(c10)));
    let mut sorted = bands;
    sorted.sort();
    assert_eq!(bands, sorted);
    assert_eq!((bands[1], bands[2]), (Warmth::Freezing, Warmth::Cold));
    assert_eq!((bands[7], bands[8]), (Warmth::Warm, Warmth::Hot));
}
