//! Versions of a tariff, and what a home is entitled to.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const OLD: &str = include_str!("../../../css/tariffs/example-flat.toml");
const NEW: &str = include_str!("../../../css/tariffs/example-flat@2027-01-01.toml");
const BY_TIME: &str = include_str!("../../../css/tariffs/example-tou-baseline.toml");
const FAVOUR: Round = Round::InCustomersFavour;

fn day(year: i16, month: i8, day: i8) -> Day {
    Day { year, month, day }
}

fn joined() -> Tariff {
    let read = |text| toml::from_str::<Tariff>(text).unwrap();
    let tariff = Tariff::joined(vec![read(NEW), read(OLD)]).unwrap();
    tariff.check().unwrap();
    tariff
}

fn utc() -> Zone {
    Zone::utc()
}

/// One kWh an hour from noon of a day on.
fn hours(from: Day, count: i64) -> Vec<Interval> {
    let start = utc().start_of(from) + Span::hours(12);
    let hour = |n| Interval::measured(start + Span::hours(n), Span::hours(1), WattHours::kilo(1));
    (0..count).map(hour).collect()
}

#[test]
fn new_prices_hold_from_their_first_local_midnight_and_the_old_hours_keep_theirs() {
    let tariff = joined();
    let old: Tariff = toml::from_str(OLD).unwrap();
    let start = day(2026, 12, 31);
    let zone = utc();
    let meterage = Meterage::starting(start, 1);
    let mut both = (
        Walk::new(&tariff, &zone, meterage),
        Walk::new(&old, &zone, meterage),
    );
    let of = |price: i64, riders: i64, tax: i64| (price + riders) + (price + riders) * tax / 10_000;
    for (place, interval) in hours(start, 24).iter().enumerate() {
        let (new, before) = (both.0.step(interval, FAVOUR), both.1.step(interval, FAVOUR));
        if place < 12 {
            assert_eq!(new, before, "{place}");
        } else {
            let energy = of(151_000, 12_300, 525);
            assert_eq!(new.energy, Money::micros(energy), "{place}");
        }
        // The first day of the year is charged the new price of a day.
        let fixed = if place == 12 { 450_000 + 23_625 } else { 0 };
        assert_eq!(new.fixed, Money::micros(fixed), "{place}");
    }
}

#[test]
fn days_of_a_gap_are_charged_each_by_its_own_version() {
    let tariff = joined();
    let zone = utc();
    let meterage = Meterage::starting(day(2026, 12, 29), 1);
    let late = hours(day(2027, 1, 2), 1);
    let (cost, lines) = Walk::new(&tariff, &zone, meterage).step_lines(&late[0], FAVOUR);
    // Two days at 420,000 + 5 % and two at 450,000 + 5.25 %.
    assert_eq!(cost.fixed, Money::micros(2 * 441_000 + 2 * 473_625));
    assert_eq!(
        lines.iter().filter(|one| one.what == What::Fixed).count(),
        2
    );
}

#[test]
fn a_tariff_cut_for_two_days_prices_them_as_the_whole_one() {
    let tariff = joined();
    let zone = utc();
    for from in [day(2026, 12, 30), day(2026, 12, 31), day(2027, 1, 1)] {
        let days = [from, from.plus(1), from.plus(2)];
        let cut = tariff.cut_for(&days);
        assert!(cut.riders.len() == 1 && cut.later.len() <= 1);
        let meterage = Meterage::starting(from, 1);
        let series = hours(from, 40);
        let cost = |tariff: &Tariff| {
            let series = series.iter().copied();
            tariff.cost_of_window(&zone, meterage, series, FAVOUR)
        };
        assert_eq!(cost(&tariff), cost(&cut), "{from:?}");
    }
}

#[test]
fn a_tariff_cut_for_a_display_carries_no_name_in_any_language() {
    let whole: Tariff = toml::from_str(BY_TIME).unwrap();
    let cut = whole.cut_for(&[day(2026, 7, 1)]);
    let (whole, cut) = (format!("{whole:?}"), format!("{cut:?}"));
    for name in [
        "summer",
        "verano",
        "horas de menor demanda",
        "Crédito",
        "Impuesto",
        "consumo base",
    ] {
        assert!(whole.contains(name) && !cut.contains(name), "{name}");
    }
}

#[test]
fn what_a_home_is_entitled_to_changes_with_a_day_and_not_before() {
    let tariff: Tariff = toml::from_str(BY_TIME).unwrap();
    let moves = |from, region: &str, medical| Entitled {
        from,
        region: region.into(),
        medical,
    };
    let home = tariff.for_home(&[
        moves(day(2026, 6, 10), "10", false),
        moves(day(2026, 10, 5), "15", true),
    ]);
    let allowance = |day: Day| {
        let baseline = home.on(day).baseline.clone().unwrap();
        let row = baseline.allowances.iter().find(|row| row.holds_on(day));
        row.map_or(baseline.per_day, |row| row.per_day).get()
    };
    assert_eq!(allowance(day(2026, 6, 9)), 10_000);
    assert_eq!(allowance(day(2026, 6, 10)), 19_200);
    assert_eq!(allowance(day(2026, 10, 4)), 12_500);
    assert_eq!(allowance(day(2026, 10, 5)), 9_900 + 16_500);
    assert_eq!(allowance(day(2027, 7, 1)), 46_400 + 16_500);
}

#[test]
fn holidays_of_a_later_version_move_no_day_of_an_earlier_one() {
    let version = |from: Option<Day>, holidays: Vec<Day>| Tariff {
        effective_from: from,
        holidays,
        ..toml::from_str(BY_TIME).unwrap()
    };
    let new_year = day(2027, 1, 1);
    let (told, late) = (day(2026, 7, 3), day(2026, 7, 6));
    let tariff = Tariff::joined(vec![
        version(None, vec![told, new_year.plus(5)]),
        version(Some(new_year), vec![late, new_year]),
    ])
    .unwrap();
    assert_eq!(tariff.holidays, [told, new_year]);
}

#[test]
fn a_part_of_a_tariff_that_is_wrong_is_refused_by_the_name_of_its_field() {
    type Break = fn(&mut Tariff);
    let broken: [(Break, &str); 8] = [
        (|t| t.minimum_per_day = Money::micros(-1), "minimum_per_day"),
        (
            |t| t.riders[2].price = Rate::micros_per_kwh(-350_001),
            "riders",
        ),
        (
            |t| t.riders[2].price = Rate::micros_per_kwh(-250_001),
            "baseline.credit",
        ),
        (|t| t.riders[0].name.clear(), "riders[0].name"),
        (
            |t| t.baseline.as_mut().unwrap().allowances[1].per_day = WattHours::ZERO,
            "baseline.allowances[1].per_day",
        ),
        (
            |t| t.tax.as_mut().unwrap().millionths = 1_000_001,
            "tax.millionths",
        ),
        (|t| t.tax.as_mut().unwrap().on.clear(), "tax.on"),
        (|t| t.later = vec![t.clone()], "later[0].effective_from"),
    ];
    for (change, field) in broken {
        let mut tariff: Tariff = toml::from_str(BY_TIME).unwrap();
        change(&mut tariff);
        assert_eq!(tariff.check().unwrap_err().field, field);
    }
}

#[test]
fn a_meter_stands_the_same_charged_by_the_hour_or_all_at_once() {
    let tariff = joined();
    let zone = utc();
    let opened = utc().start_of(day(2026, 12, 29)) + Span::hours(7);
    let series = hours(day(2026, 12, 29), 60);
    let mut walk = Walk::new(
        &tariff,
        &zone,
        Meterage::charged(&tariff, &zone, &[], (opened, opened), 1),
    );
    for (place, interval) in series.iter().enumerate() {
        let at = interval.start;
        let stands = Meterage::charged(&tariff, &zone, &series, (opened, at), 1);
        assert_eq!(stands.today, walk.meterage().today, "{place}");
        let (mut again, mut once) = (Walk::new(&tariff, &zone, stands), walk.clone());
        let interval = &series[place];
        assert_eq!(
            again.step(interval, FAVOUR),
            once.step(interval, FAVOUR),
            "{place}"
        );
        walk = once;
    }
}
