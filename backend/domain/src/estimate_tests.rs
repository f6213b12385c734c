//! What to pay through the next bill date.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::tariff::{Meterage, Tariff};
use crate::time::{Day, Zone};
use crate::usage::{Interval, Profile};

const TIERED: &str = include_str!("../../css/tariffs/demo-tiered.toml");

/// Runs a check on a home with a steady kilowatt, at local midnight before 6 July 2026.
fn with_home(history_hours: i64, check: impl Fn(&Basis<'_>)) {
    let tariff: Tariff = toml::from_str(TIERED).unwrap();
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let today = Day {
        year: 2026,
        month: 7,
        day: 6,
    };
    let now = zone.start_of(today);
    let hour = Span::hours(1);
    let history: Vec<Interval> = (1..=history_hours)
        .map(|ago| Interval::measured(now - Span::hours(ago), hour, WattHours::new(1000)))
        .collect();
    check(&Basis {
        zone: &zone,
        tariff: &tariff,
        profile: &Profile::learn(&history, now, &zone, &[]),
        meterage: Meterage::starting(today, 10),
        charged_until: now,
        now,
    });
}

#[test]
fn sc1_3_the_estimate_runs_through_the_next_bill_date() {
    with_home(56 * 24, |basis| {
        let window = through_next_bill(basis).unwrap();
        assert_eq!(window.length(), Span::days(4));
        let estimate = estimate(basis, window, Money::ZERO, Money::dollars(10));
        // Four days of 24 kWh at 0.18, and three midnights inside the window.
        assert_eq!(estimate.energy_p50, WattHours::kilo(96));
        assert_eq!(estimate.fixed, Money::micros(3 * 350_000));
        assert_eq!(estimate.p50, Money::micros(96 * 180_000 + 3 * 350_000));
        assert_eq!(estimate.p80, estimate.p50);
        assert_eq!(estimate.suggested, Money::dollars(19));
        assert_eq!(estimate.confidence, Confidence::Own);
    });
}

#[test]
fn enough_until_a_date_is_what_the_time_left_says_the_other_way_round() {
    with_home(56 * 24, |basis| {
        let until = basis.now + Span::days(3);
        let pay = |balance| amount_until(basis, until, balance, Money::dollars(10));
        // Three days of 24 kWh at 0.18 and two midnights: 13.66.
        assert_eq!(pay(Money::ZERO).likely, Money::dollars(14));
        assert_eq!(pay(Money::dollars(1)).likely, Money::dollars(13));
        assert_eq!(pay(Money::dollars(10)).likely, Money::dollars(10));
        assert_eq!(pay(Money::dollars(14)).likely, Money::ZERO);
        assert_eq!(pay(Money::dollars(14)).safe, Money::ZERO);
        assert_eq!(pay(Money::dollars(-5)).likely, Money::dollars(19));
        let past = amount_until(basis, basis.now, Money::dollars(-5), Money::dollars(10));
        assert_eq!((past.likely, past.safe), (Money::ZERO, Money::ZERO));
    });
}

#[test]
fn the_suggestion_counts_what_is_there_and_what_is_owed() {
    with_home(56 * 24, |basis| {
        let window = through_next_bill(basis).unwrap();
        let suggested = |balance| estimate(basis, window, balance, Money::dollars(10)).suggested;
        // 18.33 are needed.
        assert_eq!(suggested(Money::dollars(5)), Money::dollars(14));
        assert_eq!(suggested(Money::dollars(17)), Money::dollars(10));
        assert_eq!(suggested(Money::dollars(500)), Money::dollars(10));
        assert_eq!(suggested(Money::dollars(-5)), Money::dollars(24));
    });
}

#[test]
fn what_comes_before_the_window_moves_the_tiers_and_the_balance() {
    with_home(56 * 24, |basis| {
        // 12.5 days at a kilowatt fill the first block of 300 kWh, but the bill of the 10th
        // empties it first; from 10 July it takes until noon of the 22nd.
        let from = basis.now + Span::days(4);
        let window = Window::new(from, from + Span::days(13)).unwrap();
        let estimate = estimate(basis, window, Money::ZERO, Money::dollars(10));
        let energy = Money::micros(300 * 180_000 + 12 * 260_000);
        assert_eq!(estimate.p50 - estimate.fixed, energy);
        assert_eq!(estimate.fixed, Money::micros(13 * 350_000));
        // 61.67, and the 18.33 of the four days before come on top.
        assert_eq!(estimate.suggested, Money::dollars(80));
    });
}

#[test]
fn without_history_the_estimate_says_so_and_has_a_wide_margin() {
    with_home(10, |basis| {
        let window = through_next_bill(basis).unwrap();
        let estimate = estimate(basis, window, Money::ZERO, Money::dollars(10));
        assert_eq!(estimate.confidence, Confidence::Class);
        assert_eq!(estimate.energy_p50, WattHours::kilo(80));
        assert_eq!(estimate.energy_p80, WattHours::kilo(120));
        assert!(estimate.p80 > estimate.p50);
    });
}
