//! Bills of the three examples, computed by hand. All figures are micro-dollars, and `k` stands for
//! thousands of them.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const FLAT: &str = include_str!("../../../css/tariffs/example-flat.toml");
const BY_TIME: &str = include_str!("../../../css/tariffs/example-tou-baseline.toml");
const TIERED: &str = include_str!("../../../css/tariffs/example-tiered.toml");
const FAVOUR: Round = Round::InCustomersFavour;

fn read(text: &str) -> Tariff {
    let tariff: Tariff = toml::from_str(text).unwrap();
    tariff.check().unwrap();
    tariff
}

fn la() -> Zone {
    Zone::named("America/Los_Angeles").unwrap()
}

fn midnight(month: i8, day: i8) -> Timestamp {
    la().start_of(Day {
        year: 2026,
        month,
        day,
    })
}

/// Days of 24 equal hours from a midnight on, billed from that day of the month.
fn bill(tariff: &Tariff, (month, day): (i8, i8), hours: &[i64], days: i64) -> (Money, Vec<Line>) {
    let start = midnight(month, day);
    let opened = Meterage::charged(tariff, &la(), &[], (start, start), day);
    let zone = la();
    let mut walk = Walk::new(tariff, &zone, opened);
    let (mut total, mut all) = (Money::ZERO, Vec::new());
    for hour in 0..days * 24 {
        let wh = hours[usize::try_from(hour % 24).unwrap()];
        let at = start + Span::hours(hour);
        let interval = Interval::measured(at, Span::hours(1), WattHours::new(wh));
        let (cost, lines) = walk.step_lines(&interval, FAVOUR);
        let sum: Money = lines.iter().map(|line| line.amount).sum();
        assert_eq!(sum, cost.total(), "the lines are the charge");
        total += cost.total();
        all.extend(lines);
    }
    (total, all)
}

fn of(lines: &[Line], what: What) -> i64 {
    let lines = lines.iter().filter(|line| line.what == what);
    lines.map(|line| line.amount.as_micros()).sum()
}

#[test]
fn a_month_on_the_flat_example() {
    let (total, lines) = bill(&read(FLAT), (6, 1), &[500; 24], 30);
    // An hour: 0.5 kWh x (142,000 + 12,300 + 2,500) = 78,400; tax 5 % = 3,920; together 82,320.
    // A day: 24 x 82,320 = 1,975,680, and 420,000 + 5 % = 441,000: 2,416,680. Thirty of them:
    assert_eq!(total, Money::micros(72_500_400));
    assert_eq!(of(&lines, What::Energy), 720 * 71_000);
    assert_eq!(of(&lines, What::Rider), 720 * 7_400);
    assert_eq!(of(&lines, What::Fixed), 30 * 420_000);
    assert_eq!(of(&lines, What::Minimum), 0);
    assert_eq!(of(&lines, What::Tax), 720 * 3_920 + 30 * 21_000);
}

#[test]
fn an_empty_home_pays_the_minimum_of_the_day_with_its_last_hour() {
    let (total, lines) = bill(&read(FLAT), (6, 1), &[10; 24], 2);
    // An hour: 0.01 kWh x 156,800 = 1,568; tax 78.4, down to 78; together 1,646.
    // The day's charges: 24 x 1,568 + 420,000 = 457,632; missing to 950,000: 492,368, with a tax
    // of 24,618.4, down to 24,618. The day: 24 x 1,646 + 441,000 + 492,368 + 24,618 = 997,490.
    assert_eq!(total, Money::micros(2 * 997_490));
    assert_eq!(of(&lines, What::Minimum), 2 * 492_368);
    let (without, _) = bill(&read(FLAT), (6, 1), &[10; 24], 1);
    let first: i64 = 23 * 1_646 + 441_000;
    assert_eq!(
        without - Money::micros(first + 1_646),
        Money::micros(516_986)
    );
}

#[test]
fn an_odd_hour_on_the_flat_example_is_rounded_down_twice() {
    let mut hours = [0; 24];
    hours[7] = 333;
    let (_, lines) = bill(&read(FLAT), (6, 1), &hours, 1);
    // 0.333 x 142,000 = 47,286; with 12,300 x 0.333 = 4,095.9 it is 51,381.9; with 2,500 x 0.333 =
    // 832.5 it is 52,214.4. Rounded down after each: 47,286, 51,381, 52,214.
    let seventh: Vec<i64> = lines
        .iter()
        .filter(|line| line.energy == WattHours::new(333))
        .map(|line| line.amount.as_micros())
        .collect();
    assert_eq!(seventh, [47_286, 4_095, 833]);
    // Tax: 52,214 x 5 % = 2,610.7, down to 2,610; of the day's charge 21,000; of what is missing
    // to the minimum (950,000 - 420,000 - 52,214 = 477,786) 23,889.3, down to 23,889.
    assert_eq!(of(&lines, What::Tax), 2_610 + 21_000 + 23_889);
}

/// A summer weekday of one kWh an hour in region 10.
fn by_time(medical: bool) -> (Money, Vec<Line>) {
    let from = Day {
        year: 2026,
        month: 1,
        day: 1,
    };
    let home = Entitled {
        from,
        region: "10".into(),
        medical,
    };
    bill(&read(BY_TIME).for_home(&[home]), (7, 8), &[1000; 24], 1)
}

#[test]
fn a_summer_weekday_on_the_time_of_use_example() {
    let (total, lines) = by_time(false);
    // Riders: 17,500 + 5,700 - 4,000 = 19,200. Baseline of region 10 in summer: 19.2 kWh.
    // 00-16: 360,000 + 19,200 - 100,000 = 279,200; tax 18,148; 16 x 297,348 = 4,757,568
    // 16-19: 580,000 + 19,200 - 100,000 = 499,200; tax 32,448; 3 x 531,648 = 1,594,944
    // 19-20: 599,200 - 0.2 x 100,000    = 579,200; tax 37,648;                616,848
    // 20-21: 599,200;                              tax 38,948;                638,148
    // 21-24: 379,200;                              tax 24,648; 3 x 403,848 = 1,211,544
    // together 8,819,052, and 790,000 for the day, which is not taxed.
    assert_eq!(total, Money::micros(9_609_052));
    assert_eq!(of(&lines, What::Energy), 19 * 360_000 + 5 * 580_000);
    assert_eq!(of(&lines, What::Baseline), -1_920_000);
    assert_eq!(of(&lines, What::Rider), 24 * 19_200);
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    assert!(names.contains(&"summer, on-peak") && names.contains(&"Climate credit"));
    let spanish: Vec<&str> = lines.iter().filter_map(|l| l.name_es.as_deref()).collect();
    assert!(
        spanish.contains(&"verano, horas de mayor demanda"),
        "{spanish:?}"
    );
    assert!(spanish.contains(&"Crédito climático"), "{spanish:?}");
    assert!(spanish.contains(&"Impuesto a los usuarios de servicios públicos"));
}

#[test]
fn what_has_no_spanish_name_keeps_its_own() {
    let mut tariff = read(BY_TIME);
    let Energy::TimeOfUse { seasons } = &mut tariff.energy else {
        panic!("by time");
    };
    for season in seasons {
        for period in &mut season.periods {
            period.name_es = None;
        }
    }
    tariff
        .riders
        .iter_mut()
        .for_each(|rider| rider.name_es = None);
    let (_, lines) = bill(&tariff.for_home(&[]), (7, 1), &[500; 24], 1);
    let spanish = |name: &str| {
        let line = lines.iter().find(|line| line.name == name).unwrap();
        line.name_es.clone()
    };
    assert_eq!(
        spanish("summer, on-peak").as_deref(),
        Some("verano, on-peak")
    );
    assert_eq!(spanish("Climate credit"), None);
}

#[test]
fn the_medical_baseline_adds_16_5_kwh_a_day() {
    // 19.2 + 16.5 = 35.7 kWh: all 24 get the credit. 19 x 297,348 + 5 x 531,648 = 8,307,852.
    let (total, lines) = by_time(true);
    assert_eq!(total, Money::micros(8_307_852 + 790_000));
    assert_eq!(of(&lines, What::Baseline), -2_400_000);
}

#[test]
fn a_winter_sunday_on_the_time_of_use_example_without_a_region() {
    let (total, lines) = bill(&read(BY_TIME).for_home(&[]), (11, 8), &[500; 24], 1);
    // Baseline where nothing else is said: 10 kWh, which are the hours to 20:00.
    // 00-08: 0.5 x (380,000 + 19,200 - 100,000) = 149,600; tax 9,724;  8 x 159,324 = 1,274,592
    // 08-16: 0.5 x (350,000 + 19,200 - 100,000) = 134,600; tax 8,749;  8 x 143,349 = 1,146,792
    // 16-20: 0.5 x (520,000 + 19,200 - 100,000) = 219,600; tax 14,274; 4 x 233,874 =   935,496
    // 20-21: 0.5 x 539,200                      = 269,600; tax 17,524;                 287,124
    // 21-24: 0.5 x 399,200                      = 199,600; tax 12,974; 3 x 212,574 =   637,722
    assert_eq!(total, Money::micros(4_281_726 + 790_000));
    assert_eq!(of(&lines, What::Baseline), -1_000_000);
}

#[test]
fn a_month_on_the_tiered_example() {
    // 40 kWh a day, 2 kWh in each of twenty hours: 1,200 kWh.
    let mut hours = [2000; 24];
    hours[20..].fill(0);
    let (total, lines) = bill(&read(TIERED), (6, 5), &hours, 30);
    // 350 x 260k + 400 x 340k + 450 x 430k = 420,500k; 1,200 x 10k = 12,000k; tax 7.5 % of both
    // 32,437.5k; thirty days 9,000k, tax on them 675k.
    assert_eq!(total, Money::micros(474_612_500));
    let tier = |name: &str| -> i64 {
        let lines = lines.iter().filter(|line| line.name == name);
        lines.map(|line| line.amount.as_micros()).sum()
    };
    assert_eq!(tier("1"), 91_000_000);
    assert_eq!(tier("2"), 136_000_000);
    assert_eq!(tier("3"), 193_500_000);
}
