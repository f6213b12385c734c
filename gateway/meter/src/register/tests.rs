//! Intervals, the counter and the ring of the load profile.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

const HOUR: Span = Span::hours(1);

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(minutes * 60_000)
}

fn rows(closed: &[IntervalRow]) -> Vec<(i64, i64, bool)> {
    let short = |r: &IntervalRow| (r.start.as_millis() / 60_000, r.energy.get(), r.estimated);
    closed.iter().map(short).collect()
}

#[test]
fn fr19_an_interval_is_labelled_by_its_start_and_closed_at_its_end() {
    let mut register = Register::new(HOUR, at(0)).unwrap();
    assert!(
        register
            .record(at(0), at(59), WattHours::new(590))
            .is_empty()
    );
    let closed = register.record(at(59), at(60), WattHours::new(10));
    assert_eq!(rows(&closed), [(0, 600, false)]);
    assert_eq!(register.total(), WattHours::new(600));
    assert_eq!(register.open_since(), at(60));
}

#[test]
fn energy_over_a_boundary_is_shared_by_time() {
    let mut register = Register::new(HOUR, at(0)).unwrap();
    register.record(at(0), at(50), WattHours::new(500));
    let closed = register.record(at(50), at(70), WattHours::new(101));
    assert_eq!(rows(&closed), [(0, 550, false)]);
    let closed = register.record(at(70), at(120), WattHours::ZERO);
    assert_eq!(rows(&closed), [(60, 51, false)]);
}

#[test]
fn a_gap_is_filled_with_rows_that_say_they_are_estimates() {
    let mut register = Register::new(HOUR, at(0)).unwrap();
    let closed = register.record(at(0), at(180), WattHours::new(300));
    assert_eq!(
        rows(&closed),
        [(0, 100, true), (60, 100, true), (120, 100, true)]
    );
}

#[test]
fn an_interval_that_had_begun_is_not_fully_measured() {
    let mut register = Register::new(HOUR, at(10)).unwrap();
    let closed = register.record(at(10), at(60), WattHours::new(5));
    assert_eq!(rows(&closed), [(0, 5, true)]);
}

#[test]
fn thirteen_months_fit_and_more_push_the_oldest_out() {
    let mut register = Register::new(HOUR, at(0)).unwrap();
    let days = PROFILE_DAYS + 30;
    for hour in 0..days * 24 {
        register.record(at(hour * 60), at(hour * 60 + 60), WattHours::new(1));
    }
    assert_eq!(register.rows().len(), 9_600);
    assert_eq!(register.rows().next().unwrap().start, at(30 * 24 * 60));
    let window = Window {
        start: at(days * 1440 - 120),
        end: at(days * 1440),
    };
    assert_eq!(register.rows_in(window).count(), 2);
}

#[test]
fn a_gap_of_years_writes_no_more_than_the_profile_holds() {
    let mut register = Register::new(HOUR, at(0)).unwrap();
    let closed = register.record(at(0), at(60 * 24 * 5_000), WattHours::new(1_000_000));
    assert_eq!(closed.len(), 9_600);
    assert!(closed.iter().all(|row| (8..=9).contains(&row.energy.get())));
    assert_eq!(register.total(), WattHours::new(1_000_000));
}

#[test]
fn a_length_that_does_not_divide_the_hour_is_refused() {
    assert_eq!(Register::new(Span::minutes(90), at(0)), Err(BadLength(90)));
    assert!(Register::new(Span::minutes(15), at(0)).is_ok());
}

proptest! {
    #[test]
    fn nothing_is_lost_between_register_and_profile(
        steps in prop::collection::vec((0i64..200, 0i64..5_000), 1..60)
    ) {
        let mut register = Register::new(Span::minutes(15), at(0)).unwrap();
        let mut now = 0;
        for (minutes, energy) in steps {
            register.record(at(now), at(now + minutes), WattHours::new(energy));
            now += minutes;
        }
        let recorded: WattHours = register.rows().map(|row| row.energy).sum();
        prop_assert_eq!(recorded + register.open.energy, register.total());
        let starts: Vec<_> = register.rows().map(|row| row.start).collect();
        prop_assert!(starts.windows(2).all(|pair| pair[1] == pair[0] + Span::minutes(15)));
        let text = serde_json::to_string(&register).unwrap();
        prop_assert_eq!(serde_json::from_str::<Register>(&text).unwrap(), register);
    }
}
