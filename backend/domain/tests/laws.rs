//! Laws that hold for every tariff, balance and stretch of use.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::energy::WattHours;
use ami_domain::estimate::amount_until;
use ami_domain::forecast::{Basis, energy_for, forecast};
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Tariff, Walk};
use ami_domain::time::{Day, Span, Timestamp, Window, Zone};
use ami_domain::usage::{Interval, Pace, Profile, Quality};
use proptest::prelude::*;

const TARIFFS: [&str; 6] = [
    include_str!("../../css/tariffs/demo-flat.toml"),
    include_str!("../../css/tariffs/demo-time-of-use.toml"),
    include_str!("../../css/tariffs/demo-tiered.toml"),
    include_str!("../../css/tariffs/example-flat.toml"),
    include_str!("../../css/tariffs/example-tou-baseline.toml"),
    include_str!("../../css/tariffs/example-tiered.toml"),
];
const FAVOUR: Round = Round::InCustomersFavour;
const HOUR: Span = Span::hours(1);

/// One home at one moment, with everything that a look ahead needs.
struct Home {
    tariff: Tariff,
    zone: Zone,
    profile: Profile,
    meterage: Meterage,
    now: Timestamp,
}

impl std::fmt::Debug for Home {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tariff, now, .. } = self;
        write!(f, "{} at {now}, {:?}", tariff.name, self.meterage)
    }
}

impl Home {
    fn basis(&self) -> Basis<'_> {
        Basis {
            zone: &self.zone,
            tariff: &self.tariff,
            profile: &self.profile,
            meterage: self.meterage,
            charged_until: self.now,
            now: self.now,
        }
    }
}

fn la() -> Zone {
    Zone::named("America/Los_Angeles").unwrap()
}

fn tariff(which: usize) -> Tariff {
    toml::from_str(TARIFFS[which]).unwrap()
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

fn home() -> impl Strategy<Value = Home> {
    let use_of_hours = prop::collection::vec(1_i64..4000, 24 * 14);
    (0..6_usize, 0..700_i32, 0..24_i64, 1..29_i8, use_of_hours).prop_map(
        |(which, day, hour, bill_day, uses)| {
            let (tariff, zone) = (tariff(which), la());
            let now = midnight(day).1 + Span::hours(hour);
            let count = i64::try_from(uses.len()).unwrap();
            let history: Vec<Interval> = (0..count)
                .zip(&uses)
                .map(|(place, wh)| {
                    let start = now - Span::hours(count - place);
                    Interval::measured(start, HOUR, WattHours::new(*wh))
                })
                .collect();
            let profile = Profile::learn(&history, now, &zone, &tariff.holidays);
            let meterage = Meterage::counted(&history, now, &zone, bill_day);
            Home {
                tariff,
                zone,
                profile,
                meterage,
                now,
            }
        },
    )
}

/// Hours of use from a local midnight on.
fn shape() -> impl Strategy<Value = (i32, Vec<i64>)> {
    (0..700_i32, prop::collection::vec(0_i64..5000, 1..72))
}

fn hours(start: Timestamp, uses: &[i64]) -> Vec<Interval> {
    let place = |hour: usize| start + Span::hours(i64::try_from(hour).unwrap());
    uses.iter()
        .enumerate()
        .map(|(hour, wh)| Interval::measured(place(hour), HOUR, WattHours::new(*wh)))
        .collect()
}

/// What the first `energy` of a shape costs; an interval is entered only when some of it is used.
fn cost_of_first(walk: &mut Walk<'_>, shape: &[Interval], energy: WattHours) -> Money {
    let (mut left, mut sum) = (energy, Money::ZERO);
    for interval in shape {
        if left <= WattHours::ZERO {
            break;
        }
        let take = interval.energy.min(left);
        sum += walk.step_first(interval, take, FAVOUR).total();
        left -= take;
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn energy_for_money_is_the_inverse_of_its_cost(
        which in 0..6_usize, (day, uses) in shape(), micros in 0_i64..60_000_000,
    ) {
        let (tariff, zone) = (tariff(which), la());
        let (first, start) = midnight(day);
        let meterage = Meterage::starting(first, 5);
        let shape = hours(start, &uses);
        let budget = Money::micros(micros);
        let reach = tariff.energy_for(&zone, meterage, budget, shape.iter().copied(), FAVOUR);
        let cost = |energy| {
            cost_of_first(&mut Walk::new(&tariff, &zone, meterage), &shape, energy)
        };
        prop_assert!(reach.spent.total() <= budget);
        prop_assert!(cost(reach.energy) <= budget);
        let all: WattHours = shape.iter().map(|interval| interval.energy).sum();
        if reach.outlasts {
            prop_assert_eq!(reach.energy, all);
        } else {
            let last = shape.last().unwrap().end();
            prop_assert!(reach.until <= last);
            // One watt-hour more, if the shape has one, is beyond the budget.
            if reach.energy < all {
                prop_assert!(cost(reach.energy + WattHours::new(1)) > budget);
            }
        }
    }

    #[test]
    fn more_money_never_buys_less(
        home in home(), first in 0_i64..400_000_000, more in 0_i64..5_000_000,
    ) {
        let few = energy_for(&home.basis(), Money::micros(first), FAVOUR);
        let many = energy_for(&home.basis(), Money::micros(first + more), FAVOUR);
        prop_assert!(few <= many, "{few} {many}");
    }

    #[test]
    fn cutting_an_interval_changes_its_cost_by_at_most_one_micro_for_each_rounding(
        which in 0..6_usize, day in 0..700_i32, hour in 0..24_i64, quarter in 0_i64..2000,
        stand in 0_i64..700_000,
    ) {
        let (tariff, zone) = (tariff(which), la());
        let (first, start) = midnight(day);
        let start = start + Span::hours(hour);
        let meterage = Meterage {
            period_to_date: WattHours::new(stand),
            today: WattHours::new(stand.min(12_000)),
            ..Meterage::starting(first, 5)
        };
        let energy = WattHours::new(quarter * 4);
        let (whole, after) = tariff.cost(&zone, meterage, start, HOUR, energy, FAVOUR);
        let length = Span::minutes(15);
        let parts = (0..4).map(|part| {
            let start = start + Span::minutes(15 * part);
            Interval::measured(start, length, WattHours::new(quarter))
        });
        let (sum, stand) = tariff.cost_of_window(&zone, meterage, parts, FAVOUR);
        prop_assert_eq!(sum.fixed, whole.fixed);
        prop_assert!(sum.energy <= whole.energy);
        // Three more roundings of the energy, and as many of the tax on it.
        let most = if tariff.tax.is_some() { 7 } else { 3 };
        prop_assert!(whole.energy - sum.energy <= Money::micros(most));
        prop_assert_eq!(stand, after);
    }

    #[test]
    fn more_use_never_costs_less(
        which in 0..6_usize, day in 0..700_i32, minute in 0..1440_i64, length in 1..4000_i64,
        energy in 0_i64..900_000, more in 0_i64..1000,
    ) {
        let (tariff, zone) = (tariff(which), la());
        let (first, start) = midnight(day);
        let (start, length) = (start + Span::minutes(minute), Span::minutes(length));
        let meterage = Meterage::starting(first, 5);
        let cost = |wh| {
            let energy = WattHours::new(wh);
            tariff.cost(&zone, meterage, start, length, energy, FAVOUR).0.total()
        };
        prop_assert!(cost(energy) <= cost(energy + more));
        let energy = WattHours::new(energy);
        let favour = Round::InUtilitysFavour;
        let (dear, _) = tariff.cost(&zone, meterage, start, length, energy, favour);
        // One rounding of the energy; the tax is rounded for each day and each kind of charge.
        let most = if tariff.tax.is_some() { 16 } else { 1 };
        prop_assert!((0..=most).contains(&(dear.total() - cost(energy.get())).as_micros()));
    }

    #[test]
    fn more_balance_never_gives_less_time_and_the_edges_hold_the_likely(
        home in home(), cents in -500_i64..40_000, more in 0_i64..500,
    ) {
        let few = forecast(&home.basis(), Money::cents(cents), Money::ZERO);
        let many = forecast(&home.basis(), Money::cents(cents + more), Money::ZERO);
        for remaining in [few, many].into_iter().flatten() {
            prop_assert!(remaining.early <= remaining.likely);
            prop_assert!(remaining.likely <= remaining.late);
            prop_assert_eq!(remaining.zero_at.at, home.now + remaining.likely);
        }
        match (few, many) {
            (Some(few), Some(many)) => {
                prop_assert!(few.likely <= many.likely);
                prop_assert!(few.early <= many.early);
                prop_assert!(few.late <= many.late);
            }
            (None, Some(_)) => prop_assert!(false, "less balance lasted beyond the horizon"),
            (Some(_) | None, None) => {}
        }
    }

    #[test]
    fn walking_to_the_moment_of_zero_uses_up_the_balance(home in home(), cents in 1_i64..40_000) {
        let balance = Money::cents(cents);
        let Some(remaining) = forecast(&home.basis(), balance, Money::ZERO) else {
            return Ok(());
        };
        let spent = |until| {
            let window = Window::new(home.now, until);
            let shape = window.map(|window| {
                let holidays = &home.tariff.holidays;
                home.profile.expected(&home.zone, holidays, window, Pace::Likely)
            });
            let series = shape.into_iter().flatten();
            let (cost, _) =
                home.tariff.cost_of_window(&home.zone, home.meterage, series, Round::Nearest);
            cost.total()
        };
        // Rounded down to the minute, so nothing more than the balance is spent by then, and a
        // minute later (or the watt-hour that it takes to show) nothing is left.
        let zero = remaining.zero_at.at;
        let slack = Money::cents(2);
        let (by_then, soon) = (spent(zero), spent(zero + Span::minutes(2)));
        prop_assert!(by_then <= balance + slack, "{by_then} {balance}");
        prop_assert!(soon + slack >= balance, "{soon} {balance}");
    }

    #[test]
    fn who_pays_enough_until_a_moment_has_at_least_as_much_time(
        home in home(), cents in -500_i64..20_000, hours in 1_i64..700,
    ) {
        let basis = home.basis();
        let (balance, span) = (Money::cents(cents), Span::hours(hours));
        let enough = amount_until(&basis, home.now + span, balance, Money::dollars(1));
        prop_assert!(enough.likely <= enough.safe);
        let left = |pay| forecast(&basis, balance + pay, Money::ZERO);
        // None is more than any forecast says. Rounded down to the minute.
        let minute = Span::minutes(1);
        if let Some(left) = left(enough.likely) {
            prop_assert!(left.likely + minute > span, "{left:?}");
        }
        if let Some(left) = left(enough.safe) {
            prop_assert!(left.early + minute > span, "{left:?}");
        }
        // A dollar less is not enough, unless nothing less can be paid.
        if enough.safe > Money::dollars(1) {
            let less = left(enough.safe - Money::dollars(1)).unwrap();
            prop_assert!(less.early <= span, "{less:?}");
        }
    }

    #[test]
    fn no_history_makes_a_forecast_panic_and_its_edges_hold_the_likely(
        history in prop::collection::vec(
            (-90_000_i64..90_000, -10_i64..4_000, -5_i64..2_000_000, 0..3_u8), 0..400,
        ),
        which in 0..3_usize, cents in -500_i64..100_000,
    ) {
        let (tariff, zone) = (tariff(which), la());
        let now = midnight(200).1 + Span::minutes(500);
        let history: Vec<Interval> = history
            .into_iter()
            .map(|(start, length, wh, quality)| Interval {
                start: now + Span::minutes(start),
                length: Span::minutes(length),
                energy: WattHours::new(wh),
                quality: match quality {
                    0 => Quality::Measured,
                    1 => Quality::Estimated,
                    _ => Quality::Missing,
                },
            })
            .collect();
        let profile = Profile::learn(&history, now, &zone, &tariff.holidays);
        let basis = Basis {
            zone: &zone,
            tariff: &tariff,
            profile: &profile,
            meterage: Meterage::counted(&history, now, &zone, 5),
            charged_until: now,
            now,
        };
        if let Some(left) = forecast(&basis, Money::cents(cents), Money::ZERO) {
            prop_assert!(Span::ZERO <= left.early && left.early <= left.likely);
            prop_assert!(left.likely <= left.late);
        }
        amount_until(&basis, now + Span::days(10), Money::cents(cents), Money::dollars(1));
    }

    #[test]
    fn what_is_expected_touches_and_sums_alike_however_it_is_cut(
        home in home(), cut in 1_i64..4000, rest in 1_i64..4000,
    ) {
        let end = home.now + Span::minutes(cut + rest);
        let run = |from, until| {
            let window = Window::new(from, until).unwrap();
            let holidays = &home.tariff.holidays;
            home.profile.expected(&home.zone, holidays, window, Pace::Likely)
        };
        let mut at = home.now;
        for interval in run(home.now, end) {
            prop_assert_eq!(interval.start, at);
            at = interval.end();
        }
        prop_assert_eq!(at, end);
        let middle = home.now + Span::minutes(cut);
        let sum = |from, until| run(from, until).map(|i| i.energy).sum::<WattHours>();
        let difference = sum(home.now, end) - sum(home.now, middle) - sum(middle, end);
        prop_assert!((0..=1).contains(&difference.get()));
    }
}
