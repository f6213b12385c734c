//! Time left and energy left, by hand-computed figures.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::usage::Interval;

const FLAT: &str = include_str!("../../css/tariffs/demo-flat.toml");
const TIERED: &str = include_str!("../../css/tariffs/demo-tiered.toml");

struct Home {
    tariff: Tariff,
    zone: Zone,
    profile: Profile,
    now: Timestamp,
}

impl Home {
    /// A home that used this much in every hour of the last eight weeks.
    fn steady(tariff: &str, wh: i64) -> Self {
        let zone = Zone::named("America/Los_Angeles").unwrap();
        let now = zone.start_of(Day {
            year: 2026,
            month: 7,
            day: 6,
        });
        let history: Vec<Interval> = (1..=56 * 24)
            .map(|ago| {
                let start = now - Span::hours(ago);
                Interval::measured(start, Span::hours(1), WattHours::new(wh))
            })
            .collect();
        Self {
            tariff: toml::from_str(tariff).unwrap(),
            profile: Profile::learn(&history, now, &zone, &[]),
            zone,
            now,
        }
    }

    fn basis(&self) -> Basis<'_> {
        Basis {
            zone: &self.zone,
            tariff: &self.tariff,
            profile: &self.profile,
            meterage: Meterage::starting(self.zone.civil(self.now).day, 5),
            charged_until: self.now,
            now: self.now,
        }
    }
}

#[test]
fn a_steady_kilowatt_at_a_flat_price_lasts_balance_over_price() {
    let home = Home::steady(FLAT, 1000);
    // 1 kW at 0.25: 10 dollars are 40 hours; 10.10 are 24 minutes more.
    let ten = forecast(&home.basis(), Money::dollars(10), Money::ZERO).unwrap();
    assert_eq!(ten.likely, Span::hours(40));
    assert_eq!((ten.early, ten.late), (ten.likely, ten.likely));
    assert_eq!(ten.confidence, Confidence::Own);
    let more = forecast(&home.basis(), Money::cents(1010), Money::ZERO).unwrap();
    assert_eq!(more.likely, Span::minutes(40 * 60 + 24));
    assert_eq!(more.zero_at.at, home.now + more.likely);
    assert_eq!(more.zero_at.offset_minutes, -420);
    let favour = Round::InUtilitysFavour;
    assert_eq!(
        energy_for(&home.basis(), Money::dollars(10), favour),
        WattHours::kilo(40)
    );
}

#[test]
fn the_cut_off_is_what_counts_and_at_it_no_time_is_left() {
    let home = Home::steady(FLAT, 1000);
    let above = forecast(&home.basis(), Money::dollars(15), Money::dollars(5)).unwrap();
    assert_eq!(above.likely, Span::hours(40));
    for cents in [500, 499, -100] {
        let none = forecast(&home.basis(), Money::cents(cents), Money::dollars(5)).unwrap();
        assert_eq!(
            (none.early, none.likely, none.late),
            (Span::ZERO, Span::ZERO, Span::ZERO)
        );
        assert_eq!(none.zero_at.at, home.now);
    }
}

#[test]
fn nothing_used_and_beyond_the_horizon_are_no_number() {
    let away = Home::steady(FLAT, 0);
    assert_eq!(
        forecast(&away.basis(), Money::dollars(10), Money::ZERO),
        None
    );
    let home = Home::steady(FLAT, 1000);
    let hours = 99 * 24;
    let nearly = forecast(&home.basis(), Money::cents(25 * hours - 1), Money::ZERO);
    assert!(nearly.is_some());
    let beyond = forecast(&home.basis(), Money::cents(25 * hours + 1), Money::ZERO);
    assert_eq!(beyond, None);
}

#[test]
fn money_beyond_the_horizon_buys_at_the_mean_price_and_without_use_at_the_price_of_now() {
    let favour = Round::InCustomersFavour;
    let home = Home::steady(FLAT, 1000);
    let thousands = energy_for(&home.basis(), Money::dollars(1000), favour);
    assert_eq!(thousands, WattHours::kilo(4000));
    let away = Home::steady(FLAT, 0);
    assert_eq!(
        energy_for(&away.basis(), Money::dollars(10), favour),
        WattHours::kilo(40)
    );
    assert_eq!(
        energy_for(&home.basis(), Money::cents(-1), favour),
        WattHours::ZERO
    );
}

#[test]
fn use_that_is_not_charged_yet_shortens_the_time_left() {
    let home = Home::steady(FLAT, 1000);
    let behind = |hours| Basis {
        charged_until: home.now - Span::hours(hours),
        ..home.basis()
    };
    let likely = |basis: &Basis<'_>| {
        forecast(basis, Money::dollars(10), Money::ZERO)
            .unwrap()
            .likely
    };
    assert_eq!(likely(&behind(3)), Span::hours(37));
    assert_eq!(likely(&behind(45)), Span::ZERO);
    // A clock that is behind its data takes nothing off.
    assert_eq!(likely(&behind(-3)), Span::hours(40));
}

#[test]
fn fixed_charges_and_tiers_are_walked_through() {
    let home = Home::steady(TIERED, 1000);
    // 24 kWh at 0.18 are 4.32 a day; 0.35 falls due at the next midnight.
    let day = forecast(&home.basis(), Money::micros(4_320_001), Money::ZERO).unwrap();
    assert_eq!(day.likely, Span::hours(24));
    let same = forecast(&home.basis(), Money::micros(4_670_000), Money::ZERO).unwrap();
    assert_eq!(same.likely, Span::hours(24));
    let next = forecast(&home.basis(), Money::micros(4_850_000), Money::ZERO).unwrap();
    assert_eq!(next.likely, Span::hours(25));
    // 330 kWh without the fixed charges: 300 at 0.18 and 30 at 0.26, over thirteen midnights.
    let money = Money::micros(54_000_000 + 7_800_000 + 13 * 350_000);
    let energy = energy_for(&home.basis(), money, Round::InCustomersFavour);
    assert_eq!(energy, WattHours::kilo(330));
}
