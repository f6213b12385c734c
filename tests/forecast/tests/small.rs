//! The evaluation in a small form, on the real household that is shipped: `cargo forecast-eval`
//! prints the large one. What is held is ratios, so that no machine and no noise decides.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::energy::WattHours;
use ami_domain::money::Money;
use ami_domain::tariff::Tariff;
use ami_domain::time::{Span, Zone};
use ami_forecast::balance::ask;
use ami_forecast::cost::Cost;
use ami_forecast::replay::{Look, Part, origins, said};
use ami_forecast::report::{Row, asks_energy, cost_goal, energy_goal, ratio, rows, tell};
use ami_forecast::score::score;
use ami_forecast::{Home, Origin, balance, data, synthetic};

const FLAT: &str = include_str!("../../../backend/css/tariffs/demo-flat.toml");
const TIERED: &str = include_str!("../../../backend/css/tariffs/demo-tiered.toml");
const BY_TIME: &str = include_str!("../../../backend/css/tariffs/demo-time-of-use.toml");
/// Between two looks: every hour of the day comes in turn.
const EVERY: Span = Span::hours(43);

fn california() -> Home {
    let file = "../data/household-california-2011.csv";
    Home {
        name: "california".to_owned(),
        origin: Origin::Real,
        zone: Zone::named("America/Los_Angeles").unwrap(),
        intervals: data::read(file).unwrap().intervals,
    }
}

fn replayed(tariff: &str) -> Vec<Row> {
    let tariff: Tariff = toml::from_str(tariff).unwrap();
    rows(tell(&[california()], &tariff, Part::Unseen, EVERY).iter())
}

#[test]
fn the_shape_of_the_day_counts_when_hours_are_left_and_no_day_is_lost_later() {
    let rows = replayed(FLAT);
    assert_eq!(rows.len(), 7);
    for row in &rows {
        let found = ratio(row.ours.median, row.mean7.median);
        let most = if row.horizon <= Span::hours(12) {
            600
        } else {
            950
        };
        assert!(found <= most, "{row:?}");
        if row.horizon <= Span::hours(48) {
            assert!((650..=930).contains(&row.covered), "{row:?}");
        }
    }
    let mean = |of: fn(&Row) -> i64| rows.iter().map(of).sum::<i64>() / 7;
    let (ours, theirs) = (mean(|row| row.ours.mean), mean(|row| row.mean7.mean));
    assert!(ours * 100 <= theirs * 90, "{ours} {theirs}");
    assert!(band_over_fixed(&rows) <= 870, "{rows:?}");
}

/// The band's score over that of one relative width, in thousandths, the mean of the rows.
fn band_over_fixed(rows: &[Row]) -> i64 {
    rows.iter()
        .map(|row| ratio(row.band, row.fixed))
        .sum::<i64>()
        / 7
}

#[test]
fn homes_of_many_kinds_get_the_band_that_is_promised_and_a_better_day_than_by_the_mean() {
    let tariff: Tariff = toml::from_str(FLAT).unwrap();
    let homes: Vec<Home> = (0..9)
        .map(|number| synthetic::home(number, 5).unwrap())
        .collect();
    let rows = rows(tell(&homes, &tariff, Part::All, Span::hours(97)).iter());
    assert!(band_over_fixed(&rows) <= 860, "{rows:?}");
    for row in rows.iter().filter(|row| row.horizon <= Span::days(7)) {
        assert!((750..=870).contains(&row.covered), "{row:?}");
        assert!(row.homes_covered * 10 >= row.homes * 7, "{row:?}");
        assert!(row.band < row.fixed, "{row:?}");
        if row.horizon <= Span::hours(48) {
            assert!(row.ours.median * 10 <= row.mean7.median * 8, "{row:?}");
        }
    }
}

#[test]
fn chance_alone_moves_a_ratio_less_the_more_homes_are_looked_at() {
    let tariff: Tariff = toml::from_str(FLAT).unwrap();
    let homes: Vec<Home> = (0..9)
        .map(|number| synthetic::home(9 + number % 3, 5 + number).unwrap())
        .collect();
    let day = |homes: &[Home]| {
        let told = tell(homes, &tariff, Part::Unseen, Span::hours(97));
        let row = rows(told.iter())[3];
        let [low, high] = row.doubt;
        let found = ratio(row.ours.median, row.mean7.median);
        assert!((low..=high).contains(&found), "{row:?}");
        high - low
    };
    assert!(day(&homes) < day(&homes[..1]));
}

#[test]
fn a_customer_who_asks_about_a_balance_is_told_better_than_by_the_seven_day_mean() {
    let tariff: Tariff = toml::from_str(FLAT).unwrap();
    let rows = ask(&[california()], Origin::Real, &tariff, Part::Unseen, EVERY);
    assert_eq!(rows.len(), balance::DOLLARS.len());
    for row in rows {
        assert!(row.ours_mean < row.mean7_mean, "{row:?}");
    }
}

#[test]
fn kwh_left_errs_at_most_half_as_much_as_the_balance_over_the_price_of_now() {
    let rows = replayed(BY_TIME);
    let (met, text) = energy_goal(&rows);
    assert!(met, "{text}");
    for row in rows {
        assert!(row.energy * 2 <= row.energy_by_price, "{row:?}");
    }
}

#[test]
fn the_energy_left_is_judged_wherever_the_price_of_now_is_not_all_there_is() {
    let flat: Tariff = toml::from_str(FLAT).unwrap();
    assert!(!asks_energy(&flat));
    let by_day = Tariff {
        fixed_per_day: Money::dollars(1),
        ..flat.clone()
    };
    assert!(asks_energy(&by_day));
    for tariff in [BY_TIME, TIERED] {
        let tariff = Tariff {
            fixed_per_day: Money::ZERO,
            baseline: None,
            ..toml::from_str(tariff).unwrap()
        };
        assert!(asks_energy(&tariff), "{}", tariff.name);
    }
}

#[test]
fn one_horizon_at_which_the_energy_left_errs_misses_the_goal() {
    let mut rows = replayed(TIERED);
    assert!(energy_goal(&rows).0);
    rows[0].energy = rows[0].energy_by_price;
    let (met, text) = energy_goal(&rows);
    assert!(!met && text.ends_with("at worst 1.00, 3 h"), "{text}");
}

#[test]
fn a_look_ahead_that_costs_more_than_50_us_misses_its_goal() {
    let cost = |learn, forecast| Cost {
        learn,
        forecast,
        mean7: 7_000,
    };
    assert!(cost_goal(&cost(30_000, 20_000)).0);
    assert!(!cost_goal(&cost(30_000, 20_100)).0);
}

#[test]
fn a_look_without_a_forecast_is_a_miss_and_no_band() {
    let look = |likely, early, late| Look {
        real: 100,
        likely,
        early,
        late,
        mean7: 100,
        week: 100,
        energy_real: 0,
        energy: 0,
        energy_by_price: 0,
        money: 0,
        money_by_mean7: 0,
    };
    let far = Span::days(99).as_millis() / 60_000;
    let mut looks = vec![look(100, 90, 120); 4];
    let said = score(&looks).unwrap();
    looks.push(look(far, far, far));
    let with = score(&looks).unwrap();
    assert_eq!((said.band, said.said, said.covered), (30, 4, 1000));
    assert_eq!((with.band, with.said, with.covered), (30, 4, 800));
    assert_eq!((with.looks, with.fixed), (5, said.fixed));
    assert!(with.ours.mean > 1000, "{with:?}");
}

#[test]
fn nothing_that_comes_later_changes_what_is_said() {
    let home = california();
    let tariff: Tariff = toml::from_str(BY_TIME).unwrap();
    for place in origins(&home, Part::All, Span::days(61)) {
        let mut blind = home.clone();
        blind.intervals.truncate(place + 1);
        let mut wild = home.clone();
        for later in &mut wild.intervals[place..] {
            later.energy = WattHours::new(99_999);
        }
        for dollars in [1, 9, 60] {
            let balance = Money::dollars(dollars);
            let what = said(&home, &tariff, place, balance);
            assert!(what.is_some());
            assert_eq!(said(&blind, &tariff, place, balance), what);
            assert_eq!(said(&wild, &tariff, place, balance), what);
        }
    }
}

#[test]
fn a_seed_makes_the_same_households_again_and_another_seed_others() {
    for number in 0..9 {
        let home = |seed| synthetic::home(number, seed).unwrap();
        let (one, again, other) = (home(1), home(1), home(2));
        assert_eq!(one.origin, Origin::Synthetic);
        assert_eq!(one.intervals, again.intervals);
        assert_ne!(one.intervals, other.intervals);
        let day: i64 = one
            .intervals
            .iter()
            .map(|hour| hour.energy.get())
            .sum::<i64>()
            / 540;
        assert!(
            (1_500..100_000).contains(&day),
            "{}: {day} Wh a day",
            one.name
        );
    }
}
