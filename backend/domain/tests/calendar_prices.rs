//! Prices over the turns of the calendar: a change of the clock, the bill date of every month.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::energy::WattHours;
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Tariff, Walk};
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_domain::usage::Interval;

const BY_TIME: &str = include_str!("../../css/tariffs/demo-time-of-use.toml");
const TIERED: &str = include_str!("../../css/tariffs/demo-tiered.toml");
const FAVOUR: Round = Round::InCustomersFavour;
const HOUR: Span = Span::hours(1);

fn la() -> Zone {
    Zone::named("America/Los_Angeles").unwrap()
}

/// Local midnight of a day of 2026, counted from the first of January.
fn midnight(day: i32) -> (Day, Timestamp) {
    let first = Day {
        year: 2026,
        month: 1,
        day: 1,
    };
    (first.plus(day), la().start_of(first.plus(day)))
}

#[test]
fn a_day_of_the_clock_change_costs_its_real_hours() {
    let tariff: Tariff = toml::from_str(BY_TIME).unwrap();
    let zone = la();
    let use_day = |month, day| {
        let today = Day {
            year: 2026,
            month,
            day,
        };
        let (start, end) = (zone.start_of(today), zone.start_of(today.plus(1)));
        let mut meterage = Meterage::starting(today, 5);
        // Beyond the baseline, so that each hour has its plain price.
        meterage.today = WattHours::kilo(10);
        let hours = end.since(start).as_millis() / HOUR.as_millis();
        let energy = WattHours::new(1000 * hours);
        let (cost, after) = tariff.cost(&zone, meterage, start, end.since(start), energy, FAVOUR);
        assert_eq!(after.today, WattHours::kilo(10) + energy);
        (hours, cost.energy)
    };
    // One kilowatt all day in winter: 8 h at 0.23, 8 h at 0.19, 5 h at 0.33, 3 h at 0.23.
    let plain = Money::micros(11 * 230_000 + 8 * 190_000 + 5 * 330_000);
    let night = Money::micros(230_000);
    assert_eq!(use_day(2, 8), (24, plain));
    assert_eq!(use_day(3, 8), (23, plain - night));
    assert_eq!(use_day(11, 1), (25, plain + night));
}

#[test]
fn tiers_begin_again_on_the_bill_date_of_every_month() {
    let tariff: Tariff = toml::from_str(TIERED).unwrap();
    let zone = la();
    for bill_day in [1, 15, 28] {
        let (first, start) = midnight(0);
        let mut walk = Walk::new(&tariff, &zone, Meterage::starting(first, bill_day));
        let mut at = start;
        let end = midnight(365).1;
        while at < end {
            let day = zone.civil(at).day;
            walk.step(&Interval::measured(at, HOUR, WattHours::new(1000)), FAVOUR);
            let meterage = walk.meterage();
            assert_eq!(meterage.day, day);
            assert!(meterage.billed_from <= day && day < meterage.next_bill());
            let since = if meterage.billed_from < first {
                start
            } else {
                zone.start_of(meterage.billed_from)
            };
            let hours = (at + HOUR).since(since).as_millis() / HOUR.as_millis();
            assert_eq!(meterage.period_to_date, WattHours::kilo(hours));
            at = at + HOUR;
        }
    }
}
