//! The display's explanation says what the ledger took, and stays small.

use super::*;
use crate::account::{AtZero, Mode};
use crate::debt::{DebtKind, Every, Recovery};
use crate::id::DebtId;
use crate::policy::Policy;
use crate::program::LowAt;
use crate::tariff::{Meterage, Tariff};
use crate::time::{Day, Span, Zone};

const ACCOUNT: AccountId = AccountId::from_number(u128::MAX);

fn tariff() -> Tariff {
    let text = include_str!("../../css/tariffs/demo-tiered.toml");
    toml::from_str(text).expect("a tariff of ours")
}

/// Behind a view at noon, with an hour each of this much.
fn behind(hours: &[i64], debt: Money) -> Behind {
    let zone = Zone::named("America/Los_Angeles").expect("a zone");
    let day = Day {
        year: 2026,
        month: 7,
        day: 10,
    };
    let (tariff, midnight) = (tariff(), zone.start_of(day));
    let at = |hour: usize| midnight + Span::hours(i64::try_from(hour).expect("an hour"));
    let hour =
        |(n, wh): (usize, &i64)| Interval::measured(at(n), Span::hours(1), WattHours::new(*wh));
    let history: Vec<Interval> = hours.iter().enumerate().map(hour).collect();
    let until = at(hours.len());
    let meterage = Meterage::charged(&tariff, &zone, &history, (midnight, until), 1);
    let inputs = Inputs {
        seq: u64::MAX,
        mode: Mode::Prepaid,
        at_zero: AtZero::Limit,
        balance: Money::dollars(9),
        cut_off: Money::ZERO,
        tariff: &tariff,
        zone: &zone,
        history: &history,
        meterage,
        charged_until: until,
        low: LowAt::Time(Span::hours(48)),
        ahead: None,
        policy: &Policy::default(),
        previous: None,
        now: until,
    };
    Behind::new(ACCOUNT, &inputs, debt)
}

#[test]
fn the_last_reading_costs_the_step_of_the_prices_that_it_fell_into() {
    let few = behind(&[500, 1_000], Money::ZERO).last.expect("a reading");
    assert_eq!(few.energy, WattHours::new(1_000));
    let many = behind(&[900_000, 1_000], Money::ZERO)
        .last
        .expect("a reading");
    assert!(many.cost > few.cost, "{many:?} after {few:?}");
    assert_eq!(behind(&[], Money::ZERO).last, None);
}

#[test]
fn it_stays_small_whatever_its_numbers_are() {
    let most = Money::micros(i64::MAX);
    let large = behind(&[i64::from(i32::MAX); 12], most);
    let text = serde_json::to_string(&large).expect("as text");
    assert!(text.len() < 512, "{} bytes: {text}", text.len());
}

#[test]
fn a_day_takes_no_more_for_debt_than_is_owed_and_nothing_in_a_pause() {
    let debt = |owed, amount, every| Debt {
        id: DebtId::from_number(1),
        kind: DebtKind::Arrears,
        amount: Money::dollars(90),
        owed,
        recovery: Recovery::Time { amount, every },
        missed: Money::ZERO,
        rank: 0,
        since: Timestamp::default(),
    };
    let debts = [
        debt(Money::dollars(90), Money::dollars(7), Every::Week),
        debt(Money::cents(30), Money::dollars(2), Every::Day),
    ];
    assert_eq!(debt_of_day(&debts, false), Money::cents(130));
    assert_eq!(debt_of_day(&debts, true), Money::ZERO);
}
