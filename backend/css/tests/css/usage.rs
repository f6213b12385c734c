//! Historical use in hours, civil days and months, also where the clock changes (FR-31).

use crate::house::{ACCOUNT, House, midnight, zone};
use ami_css::CssError;
use ami_css::usage::{Step, Usage};
use ami_domain::clock::Clock;
use ami_domain::energy::WattHours;
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp, Window};

async fn usage(house: &House, start: Timestamp, end: Timestamp, step: Step) -> Usage {
    let window = Window { start, end };
    let asked = house.css.usage(house.clock.now(), ACCOUNT, window, step);
    asked.await.unwrap()
}

#[tokio::test]
async fn days_on_which_the_clock_changes_have_23_and_25_hours() {
    for (month, day, hours) in [(3, 8, 23), (11, 1, 25)] {
        let start = midnight(month, day);
        let house = House::at(start + Span::days(10)).await;
        house.used(start, &vec![1_000; 24 * 4]).await;
        let three = usage(&house, start, midnight(month, day + 3), Step::Day).await;
        assert_eq!(three.rows.len(), 3);
        assert_eq!(three.rows[0].length, Span::hours(hours));
        assert_eq!(three.rows[0].energy, Some(WattHours::kilo(hours)));
        assert_eq!(three.rows[1].energy, Some(WattHours::kilo(24)));
        assert_eq!(three.total, WattHours::kilo(hours + 48));
        // Flat 25 cents.
        assert_eq!(three.cost, Money::cents(25 * (hours + 48)));
        let hourly = usage(&house, start, midnight(month, day + 1), Step::Hour).await;
        assert_eq!(i64::try_from(hourly.rows.len()).unwrap(), hours);
        let local = zone().local(hourly.rows.last().unwrap().start);
        assert_eq!(local.offset_minutes, if hours == 23 { -420 } else { -480 });
    }
}

#[tokio::test]
async fn a_step_without_data_is_there_and_says_so() {
    let house = House::at(midnight(7, 20)).await;
    house.used(midnight(7, 1), &[500; 24]).await;
    house.used(midnight(7, 3), &[1_500; 24]).await;
    let days = usage(&house, midnight(7, 1), midnight(7, 5), Step::Day).await;
    let energies: Vec<_> = days.rows.iter().map(|row| row.energy).collect();
    let kwh = |n| Some(WattHours::kilo(n));
    assert_eq!(energies, [kwh(12), None, kwh(36), None]);
    assert_eq!(days.rows[1].cost, Money::ZERO);
    // Over the days with data, not over all.
    assert_eq!(days.daily_average, WattHours::kilo(24));
}

#[tokio::test]
async fn months_are_civil_and_the_ends_are_cut_to_the_window() {
    let house = House::at(midnight(7, 20)).await;
    house.used(midnight(5, 31), &[1_000; 48]).await;
    let asked = (midnight(5, 30), midnight(6, 10));
    let months = usage(&house, asked.0, asked.1, Step::Month).await;
    let starts: Vec<_> = months.rows.iter().map(|row| row.start).collect();
    assert_eq!(starts, [midnight(5, 30), midnight(6, 1)]);
    let energies: Vec<_> = months.rows.iter().filter_map(|row| row.energy).collect();
    assert_eq!(energies, [WattHours::kilo(24), WattHours::kilo(24)]);
}

#[tokio::test]
async fn windows_that_are_empty_turned_around_or_too_long_are_refused() {
    let house = House::at(midnight(7, 20)).await;
    let start = midnight(7, 1);
    let long = |days| start + Span::days(days);
    let cases = [
        (start, start, Step::Day),
        (long(1), start, Step::Day),
        (start, long(32), Step::Hour),
        (start, long(401), Step::Day),
        (start, long(801), Step::Month),
        (
            Timestamp::from_millis(-1),
            Timestamp::from_millis(5),
            Step::Day,
        ),
        (
            Timestamp::from_millis(i64::MAX - 1),
            Timestamp::from_millis(i64::MAX),
            Step::Hour,
        ),
        (
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
            Step::Month,
        ),
    ];
    for (start, end, step) in cases {
        let window = Window { start, end };
        let refused = house
            .css
            .usage(house.clock.now(), ACCOUNT, window, step)
            .await;
        assert!(
            matches!(refused, Err(CssError::WindowTooLong { .. })),
            "{step:?}"
        );
    }
    // The month that has begun may be asked for to its end.
    let window = Window {
        start: midnight(7, 1),
        end: midnight(8, 1),
    };
    let said = house
        .css
        .usage(house.clock.now(), ACCOUNT, window, Step::Day);
    assert_eq!(said.await.unwrap().rows.len(), 31);
}
