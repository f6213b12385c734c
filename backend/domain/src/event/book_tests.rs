//! Windows asked for, taken and free.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::time::{Day, Zone};
use proptest::prelude::*;

const HOUR: Span = Span::hours(1);

fn at(hours: i64) -> Timestamp {
    Timestamp::from_millis(0) + Span::hours(hours)
}

fn window(start: i64, end: i64) -> Window {
    Window::new(at(start), at(end)).unwrap()
}

#[test]
fn a_window_is_refused_with_the_reason() {
    let ask = |start, end| check(start, end, at(100) + Span::minutes(7), HOUR);
    assert_eq!(ask(at(101), at(103)), Ok(window(101, 103)));
    assert_eq!(ask(at(100), at(103)), Ok(window(100, 103)));
    assert_eq!(ask(at(103), at(103)), Err(EventRefused::Reversed));
    assert_eq!(ask(at(104), at(103)), Err(EventRefused::Reversed));
    assert_eq!(ask(at(99), at(103)), Err(EventRefused::Past));
    let half = at(101) + Span::minutes(30);
    let off = Err(EventRefused::OffGrid { minutes: 60 });
    assert_eq!(ask(half, at(103)), off);
    assert_eq!(ask(at(101), half + HOUR), off);
    assert_eq!(
        ask(at(101), at(101) + LENGTH_MAX + HOUR),
        Err(EventRefused::TooLong)
    );
    assert_eq!(
        ask(at(101), at(101) + LENGTH_MAX).unwrap().length(),
        LENGTH_MAX
    );
    let far = at(102) + AHEAD_MAX;
    assert_eq!(ask(far, far + HOUR), Err(EventRefused::TooFar));
}

#[test]
fn the_nearest_free_windows_come_first() {
    let taken = [window(10, 12), window(12, 15)];
    let free = free_windows(&taken, window(11, 13), window(0, 100), 3);
    assert_eq!(free, [window(8, 10), window(15, 17), window(0, 2)]);
    let gap = free_windows(&taken, window(11, 13), window(9, 100), 2);
    assert_eq!(gap, [window(15, 17), window(98, 100)]);
}

#[test]
fn events_that_only_touch_do_not_overlap() {
    assert!(!conflict(&[window(10, 12)], window(12, 14)));
    assert!(conflict(&[window(10, 12)], window(11, 12)));
}

#[test]
fn a_state_follows_the_clock() {
    let (w, closes) = (window(10, 12), Some(at(12)));
    let state = |now| EventState::Booked.at(w, closes, at(now));
    assert_eq!(state(9), EventState::Booked);
    assert_eq!(state(10), EventState::Running);
    assert_eq!(state(12), EventState::Over);
    let open = AfterEvent::NotAffected.closes(w);
    assert_eq!(EventState::Booked.at(w, open, at(50)), EventState::Running);
    assert_eq!(EventState::Held.at(w, closes, at(50)), EventState::Held);
    for state in EventState::ALL {
        assert_eq!(EventState::from_word(state.word()), Some(state));
    }
}

#[test]
fn sc2_1_local_times_on_the_days_when_the_clock_changes() {
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let day = |year, month, day| Day { year, month, day };
    let spring = day(2026, 3, 8);
    // 02:30 does not exist: an hour later it is 03:30.
    let leapt = zone.moment(spring, 150, false).unwrap();
    assert_eq!(zone.civil(leapt).minute, 210);
    let fall = day(2026, 11, 1);
    let first = zone.moment(fall, 90, false).unwrap();
    let second = zone.moment(fall, 90, true).unwrap();
    assert_eq!(second.since(first), HOUR);
    assert_eq!(zone.civil(first).minute, zone.civil(second).minute);
    let hours = |d: Day| {
        let next = zone.moment(d.plus(1), 0, true).unwrap();
        next.since(zone.moment(d, 0, false).unwrap())
    };
    assert_eq!(hours(spring), Span::hours(23));
    assert_eq!(hours(fall), Span::hours(25));
    assert_eq!(hours(day(2026, 7, 1)), Span::hours(24));
    assert_eq!(zone.moment(day(2026, 2, 30), 0, false), None);
    assert_eq!(zone.moment(spring, 1440, false), None);
}

proptest! {
    #[test]
    fn what_is_called_free_is_free(
        taken in prop::collection::vec((0i64..200, 1i64..12), 0..20),
        (start, length) in (0i64..200, 1i64..12),
    ) {
        let taken: Vec<Window> =
            taken.into_iter().map(|(start, length)| window(start, start + length)).collect();
        let (wanted, within) = (window(start, start + length), window(0, 300));
        let free = free_windows(&taken, wanted, within, FREE_MAX);
        for one in &free {
            prop_assert!(!conflict(&taken, *one));
            prop_assert_eq!(one.length(), wanted.length());
            prop_assert!(one.start >= within.start && one.end <= within.end);
        }
        // The nearest of all, by trying every hour.
        let best = (0..=300 - length)
            .map(|start| window(start, start + length))
            .filter(|one| !conflict(&taken, *one))
            .map(|one| one.start.since(wanted.start).as_millis().abs())
            .min();
        let named = free.first().map(|one| one.start.since(wanted.start).as_millis().abs());
        prop_assert_eq!(named, best);
        if !conflict(&taken, wanted) {
            prop_assert_eq!(free.first(), Some(&wanted));
        }
    }
}
