//! Laws of time, above all at the two changes of the clock.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

fn la() -> Zone {
    Zone::named("America/Los_Angeles").unwrap()
}

#[test]
fn windows_are_half_open() {
    let t = Timestamp::from_millis;
    let a = Window::new(t(0), t(10)).unwrap();
    let b = Window::new(t(10), t(20)).unwrap();
    assert!(!a.overlaps(&b) && a.contains(t(0)) && !a.contains(t(10)));
    assert!(Window::new(t(5), t(5)).is_none());
}

#[test]
fn a_day_of_the_clock_change_has_23_or_25_hours() {
    let zone = la();
    for (month, day, hours) in [(3, 8, 23), (11, 1, 25), (6, 1, 24)] {
        let today = Day {
            year: 2026,
            month,
            day,
        };
        let length = zone.start_of(today.plus(1)).since(zone.start_of(today));
        assert_eq!(length, Span::hours(hours), "{today:?}");
    }
}

#[test]
fn the_same_wall_time_twice_has_two_offsets() {
    let zone = la();
    let first = Timestamp::from_millis(1_793_521_800_000); // 2026-11-01T08:30Z, 1:30 PDT
    let second = first + Span::hours(1);
    assert_eq!(zone.civil(first).minute, 90);
    assert_eq!(zone.civil(second).minute, 90);
    assert_eq!(zone.civil(first).offset_minutes, -420);
    assert_eq!(zone.civil(second).offset_minutes, -480);
    assert_eq!(zone.civil(first).weekday, 6);
}

#[test]
fn the_next_bill_date_is_after_today() {
    let d = |year, month, day| Day { year, month, day };
    assert_eq!(d(2026, 11, 23).next_monthly(5), d(2026, 12, 5));
    assert_eq!(d(2026, 12, 5).next_monthly(5), d(2027, 1, 5));
    assert_eq!(d(2026, 2, 1).next_monthly(31), d(2026, 2, 28));
}

#[test]
fn an_unknown_zone_is_named_in_the_error() {
    let error = Zone::named("America/Atlantis").unwrap_err();
    assert!(error.to_string().contains("America/Atlantis"));
}
