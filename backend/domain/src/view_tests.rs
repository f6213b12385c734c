//! The one value that every screen shows.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::display::Confidence;
use crate::time::{Day, Span};

const FLAT: &str = include_str!("../../css/tariffs/demo-flat.toml");

/// A steady kilowatt at 0.25, at noon of 6 July 2026, changed as the test likes.
fn seen(change: impl Fn(&mut Inputs<'_>)) -> DisplayView {
    let tariff: Tariff = toml::from_str(FLAT).unwrap();
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let today = Day {
        year: 2026,
        month: 7,
        day: 6,
    };
    let now = zone.start_of(today) + Span::hours(12);
    let hour = Span::hours(1);
    let history: Vec<Interval> = (1..=56 * 24)
        .map(|ago| Interval::measured(now - Span::hours(ago), hour, WattHours::new(1000)))
        .collect();
    let policy = Policy::default();
    let mut inputs = Inputs {
        seq: 7,
        mode: Mode::Prepaid,
        at_zero: AtZero::RegularBilling,
        balance: Money::dollars(20),
        cut_off: Money::ZERO,
        tariff: &tariff,
        zone: &zone,
        history: &history,
        meterage: Meterage::counted(&history, now, &zone, 5),
        charged_until: now,
        low: LowAt::Time(policy.low_threshold),
        ahead: None,
        policy: &policy,
        previous: None,
        now,
    };
    change(&mut inputs);
    let profile = Profile::learn(inputs.history, now, &zone, &tariff.holidays);
    let view = view(&inputs);
    assert_eq!(standing_with(&inputs, &profile), view.standing);
    view
}

#[test]
fn the_standing_alone_is_that_of_the_view() {
    // Every third hour is one of much use, so that the early edge is not the likely one.
    let hour = Span::hours(1);
    let end = Timestamp::from_millis(1_783_364_400_000);
    let uneven: Vec<Interval> = (1..=30 * 24)
        .map(|ago| {
            let much = if ago % 3 == 0 || ago % 50 < 7 {
                2_500
            } else {
                300
            };
            Interval::measured(end - Span::hours(ago), hour, WattHours::new(much))
        })
        .collect();
    // The test's own inputs want it for as long as they like.
    let uneven: &'static [Interval] = uneven.leak();
    for cents in (-50..6_000).step_by(97) {
        for previous in [None, Some(Standing::Low), Some(Standing::Ok)] {
            for low in [
                LowAt::Time(Span::hours(48)),
                LowAt::Balance(Money::dollars(7)),
            ] {
                // The comparison is in there.
                seen(|inputs| {
                    inputs.history = uneven;
                    inputs.balance = Money::cents(cents);
                    inputs.previous = previous;
                    inputs.low = low;
                });
            }
        }
    }
}

#[test]
fn sc1_12_the_view_shows_balance_energy_time_and_the_date_of_last_update() {
    let view = seen(|_| {});
    assert_eq!((view.seq, view.currency.as_str()), (7, "USD"));
    assert_eq!(view.balance, Money::dollars(20));
    assert_eq!(view.credit, WattHours::kilo(80));
    let remaining = view.remaining.unwrap();
    assert_eq!(remaining.likely, Span::hours(80));
    assert_eq!(remaining.confidence, Confidence::Own);
    assert_eq!(view.standing, Standing::Ok);
    assert_eq!(view.rate_now.as_micros_per_kwh(), 250_000);
    assert_eq!(view.used_today, WattHours::kilo(12));
    assert_eq!(view.cost_today, Money::dollars(3));
    assert_eq!(view.daily_average, WattHours::kilo(24));
    assert_eq!(view.usage_until, Some(view.as_of));
    assert_eq!(view.as_of.offset_minutes, -420);
}

#[test]
fn sc4_1_a_balance_is_low_under_48_hours_and_clears_above_54() {
    // A quarter of a dollar is an hour.
    let standing = |cents, previous| {
        seen(|inputs| {
            inputs.balance = Money::cents(cents);
            inputs.previous = previous;
        })
        .standing
    };
    assert_eq!(standing(48 * 25, None), Standing::Ok);
    assert_eq!(standing(48 * 25 - 1, Some(Standing::Ok)), Standing::Low);
    assert_eq!(standing(54 * 25 - 1, Some(Standing::Low)), Standing::Low);
    assert_eq!(standing(54 * 25 - 1, Some(Standing::Ok)), Standing::Ok);
    assert_eq!(standing(54 * 25, Some(Standing::Low)), Standing::Ok);
    assert_eq!(standing(0, Some(Standing::Low)), Standing::Zero);
    assert_eq!(standing(-1, None), Standing::Zero);
    assert_eq!(standing(50 * 25, Some(Standing::Zero)), Standing::Low);
}

#[test]
fn a_negative_balance_has_no_energy_and_no_time() {
    let view = seen(|inputs| inputs.balance = Money::cents(-305));
    assert_eq!(view.balance, Money::cents(-305));
    assert_eq!(view.credit, WattHours::ZERO);
    assert_eq!(view.remaining.unwrap().likely, Span::ZERO);
}

#[test]
fn a_monthly_bill_has_no_forecast() {
    let view = seen(|inputs| inputs.mode = Mode::Regular);
    assert_eq!((view.standing, view.remaining), (Standing::Regular, None));
    assert_eq!(view.used_today, WattHours::kilo(12));
}

#[test]
fn without_any_interval_the_view_says_that_it_rests_on_the_class() {
    let view = seen(|inputs| inputs.history = &[]);
    assert_eq!(view.usage_until, None);
    assert_eq!(view.remaining.unwrap().confidence, Confidence::Class);
    assert_eq!(
        (view.used_today, view.cost_today),
        (WattHours::ZERO, Money::ZERO)
    );
}
