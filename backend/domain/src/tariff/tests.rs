//! Prices, blocks, days and refusals, by hand-computed figures.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const FLAT: &str = include_str!("../../../css/tariffs/demo-flat.toml");
const BY_TIME: &str = include_str!("../../../css/tariffs/demo-time-of-use.toml");
const TIERED: &str = include_str!("../../../css/tariffs/demo-tiered.toml");

fn read(text: &str) -> Tariff {
    let tariff: Tariff = toml::from_str(text).unwrap();
    tariff.check().unwrap();
    tariff
}

fn la() -> Zone {
    Zone::named("America/Los_Angeles").unwrap()
}

fn day(month: i8, day: i8) -> Day {
    Day {
        year: 2026,
        month,
        day,
    }
}

/// A moment by the wall clock, on days without a change of it.
fn at(month: i8, date: i8, hour: i64, minute: i64) -> Timestamp {
    la().start_of(day(month, date)) + Span::minutes(hour * 60 + minute)
}

fn cost(tariff: &Tariff, meterage: Meterage, start: Timestamp, hours: i64, wh: i64) -> Cost {
    let energy = WattHours::new(wh);
    let favour = Round::InCustomersFavour;
    let (cost, _) = tariff.cost(&la(), meterage, start, Span::hours(hours), energy, favour);
    cost
}

#[test]
fn every_shipped_tariff_is_sound_and_survives_a_round_trip() {
    for text in [FLAT, BY_TIME, TIERED] {
        let tariff = read(text);
        let again: Tariff = toml::from_str(&toml::to_string(&tariff).unwrap()).unwrap();
        assert_eq!(again, tariff);
    }
}

#[test]
fn a_flat_price_is_energy_times_price() {
    let meterage = Meterage::starting(day(7, 1), 5);
    let cost = cost(&read(FLAT), meterage, at(7, 1, 3, 0), 1, 1234);
    assert_eq!(cost.energy, Money::micros(308_500));
    assert_eq!(cost.fixed, Money::ZERO);
}

#[test]
fn an_interval_over_a_price_boundary_costs_both_prices() {
    let tariff = read(BY_TIME);
    // The day's first 10 kWh are used up, so no baseline credit is left.
    let mut meterage = Meterage::starting(day(7, 1), 5);
    meterage.today = WattHours::kilo(10);
    let cost = cost(&tariff, meterage, at(7, 1, 15, 0), 2, 4000);
    // 2 kWh at 0.22 before 16:00 and 2 kWh at 0.48 after.
    assert_eq!(cost.energy, Money::micros(440_000 + 960_000));
}

#[test]
fn the_baseline_credit_ends_inside_an_interval() {
    let tariff = read(BY_TIME);
    let mut meterage = Meterage::starting(day(7, 1), 5);
    meterage.today = WattHours::kilo(9);
    let cost = cost(&tariff, meterage, at(7, 1, 3, 0), 1, 3000);
    // 1 kWh at 0.16 and 2 kWh at 0.22.
    assert_eq!(cost.energy, Money::micros(160_000 + 440_000));
}

#[test]
fn weekends_and_holidays_have_their_own_prices() {
    let tariff = read(BY_TIME);
    for (month, date, price) in [(7, 1, 480_000), (7, 5, 340_000), (9, 7, 340_000)] {
        let mut meterage = Meterage::starting(day(month, date), 5);
        meterage.today = WattHours::kilo(10);
        let rate = tariff.rate_at(&la(), meterage, at(month, date, 17, 0));
        assert_eq!(rate.as_micros_per_kwh(), price, "{month}-{date}");
    }
}

#[test]
fn seasons_change_at_local_midnight() {
    let tariff = read(BY_TIME);
    let meterage = Meterage::starting(day(9, 30), 5);
    let before = tariff.rate_at(&la(), meterage, at(9, 30, 23, 59));
    let after = tariff.rate_at(&la(), meterage, at(10, 1, 0, 0));
    assert_eq!(before.as_micros_per_kwh(), 220_000 - 60_000);
    assert_eq!(after.as_micros_per_kwh(), 230_000 - 60_000);
}

#[test]
fn a_block_boundary_splits_an_interval() {
    let mut meterage = Meterage::starting(day(7, 10), 5);
    meterage.period_to_date = WattHours::new(299_000);
    let cost = cost(&read(TIERED), meterage, at(7, 10, 3, 0), 1, 3000);
    // 1 kWh at 0.18 and 2 kWh at 0.26.
    assert_eq!(cost.energy, Money::micros(180_000 + 520_000));
}

#[test]
fn blocks_begin_again_with_the_billing_period_inside_an_interval() {
    let mut meterage = Meterage::starting(day(7, 4), 5);
    meterage.period_to_date = WattHours::new(700_000);
    let tariff = read(TIERED);
    let energy = WattHours::new(2000);
    let favour = Round::InCustomersFavour;
    let (cost, after) = tariff.cost(
        &la(),
        meterage,
        at(7, 4, 23, 0),
        Span::hours(2),
        energy,
        favour,
    );
    // 1 kWh at 0.39 in the old period, 1 kWh at 0.18 in the new one, and the new day's charge.
    assert_eq!(cost.energy, Money::micros(390_000 + 180_000));
    assert_eq!(cost.fixed, Money::micros(350_000));
    assert_eq!((after.day, after.billed_from), (day(7, 5), day(7, 5)));
    assert_eq!(after.today, WattHours::new(1000));
    assert_eq!(after.period_to_date, WattHours::new(1000));
}

#[test]
fn each_local_day_is_charged_once_also_over_a_gap_and_for_a_late_interval() {
    let tariff = read(TIERED);
    let meterage = Meterage::starting(day(7, 10), 5);
    let favour = Round::InCustomersFavour;
    let hour = Span::hours(1);
    let none = WattHours::ZERO;
    let (cost, after) = tariff.cost(&la(), meterage, at(7, 13, 9, 0), hour, none, favour);
    assert_eq!(cost.total(), Money::micros(3 * 350_000));
    let (cost, again) = tariff.cost(&la(), after, at(7, 13, 10, 0), hour, none, favour);
    assert_eq!(cost, Cost::ZERO);
    let (cost, _) = tariff.cost(&la(), again, at(7, 11, 10, 0), hour, none, favour);
    assert_eq!(cost, Cost::ZERO);
}

#[test]
fn a_meter_is_counted_from_its_intervals() {
    let hour = |date, hour, wh| {
        Interval::measured(at(7, date, hour, 0), Span::hours(1), WattHours::new(wh))
    };
    let history = [
        hour(4, 12, 900),
        hour(5, 12, 100),
        hour(10, 0, 20),
        hour(10, 9, 3),
    ];
    let meterage = Meterage::counted(&history, at(7, 10, 9, 0), &la(), 5);
    assert_eq!(meterage.billed_from, day(7, 5));
    assert_eq!(meterage.next_bill(), day(8, 5));
    assert_eq!(meterage.period_to_date, WattHours::new(120));
    assert_eq!(meterage.today, WattHours::new(20));
    assert_eq!(Meterage::starting(day(3, 4), 28).billed_from, day(2, 28));
    assert_eq!(Meterage::starting(day(1, 4), 5).billed_from.year, 2025);
}

#[test]
fn a_tariff_that_is_wrong_is_refused_by_the_name_of_its_field() {
    let broken = [
        (FLAT, "currency = \"USD\"", "currency = \"usd\"", "currency"),
        (FLAT, "price = 250000", "price = -1", "energy.price"),
        (
            FLAT,
            "fixed_per_day = 0",
            "fixed_per_day = -1",
            "fixed_per_day",
        ),
        (
            TIERED,
            "up_to = 600000",
            "up_to = 300000",
            "energy.blocks[1].up_to",
        ),
        (TIERED, "up_to = 600000\n", "", "energy.blocks[1].up_to"),
        (
            BY_TIME,
            "through = \"09-30\"",
            "through = \"09-29\"",
            "energy.seasons",
        ),
        (
            BY_TIME,
            "to = \"21:00\"",
            "to = \"20:59\"",
            "energy.seasons[0].periods",
        ),
        (
            BY_TIME,
            "from = \"16:00\"",
            "from = \"15:00\"",
            "energy.seasons[0].periods",
        ),
        (
            BY_TIME,
            "to = \"24:00\"",
            "to = \"21:00\"",
            "energy.seasons[0].periods[3].to",
        ),
        (
            BY_TIME,
            "credit = 60000",
            "credit = 190001",
            "baseline.credit",
        ),
        (
            BY_TIME,
            "per_day = 10000",
            "per_day = 0",
            "baseline.per_day",
        ),
    ];
    for (text, right, wrong, field) in broken {
        assert!(text.contains(right), "{right}");
        let tariff: Tariff = toml::from_str(&text.replacen(right, wrong, 1)).unwrap();
        assert_eq!(tariff.check().unwrap_err().field, field);
    }
    assert!(toml::from_str::<Tariff>(&FLAT.replace("price", "prize")).is_err());
}

#[test]
fn numbers_from_nowhere_do_no_harm() {
    let far = [i64::MIN, -1, 0, 1, i64::MAX];
    let tariff = read(TIERED);
    let mut meterage = Meterage::starting(day(7, 4), 99);
    meterage.today = WattHours::new(i64::MAX);
    for start in far {
        for length in [i64::MIN, 0, 1] {
            for energy in far {
                let (start, length) = (Timestamp::from_millis(start), Span::millis(length));
                let energy = WattHours::new(energy);
                let (cost, _) = tariff.cost(&la(), meterage, start, length, energy, Round::Nearest);
                assert!(!cost.energy.is_negative());
            }
        }
    }
}

#[test]
fn a_season_to_the_28th_of_february_has_the_29th_in_it() {
    let leap = |text: &str| {
        text.replace("through = \"09-30\"", "through = \"02-28\"")
            .replace("from = \"06-01\"", "from = \"09-01\"")
            .replace("from = \"10-01\"", "from = \"03-01\"")
            .replace("through = \"05-31\"", "through = \"08-31\"")
    };
    let tariff: Tariff = toml::from_str(&leap(BY_TIME)).expect("read");
    assert_eq!(tariff.check(), Ok(()));
    let allowance = Allowance {
        region: String::new(),
        from: MonthDay::new(11, 1).expect("a day"),
        through: MonthDay::new(2, 28).expect("a day"),
        per_day: WattHours::kilo(12),
    };
    let on = |month, day| {
        let year = 2028;
        allowance.holds_on(Day { year, month, day })
    };
    assert!(on(2, 28) && on(2, 29) && !on(3, 1));
}
