//! What must hold when debt is paid back.

use super::*;
use proptest::prelude::*;

fn debt(id: u128, owed: i64, recovery: Recovery) -> Debt {
    Debt {
        id: DebtId::from_number(id),
        kind: DebtKind::Arrears,
        amount: Money::dollars(500),
        owed: Money::cents(owed),
        recovery,
        missed: Money::ZERO,
        rank: 0,
        since: Timestamp::from_millis(0),
    }
}

fn share(permille: u16) -> Recovery {
    Recovery::Share { permille }
}

fn daily(cents: i64) -> Recovery {
    Recovery::Time {
        amount: Money::cents(cents),
        every: Every::Day,
    }
}

fn state<'a>(prepaid: i64, debts: &'a [Debt], policy: &'a DebtPolicy) -> State<'a> {
    State {
        prepaid: Money::cents(prepaid),
        fee: Money::ZERO,
        emergency: Money::ZERO,
        debts,
        taken: Taken::default(),
        held: false,
        policy,
    }
}

#[test]
fn a_payment_is_split_in_the_order_that_receipts_show() {
    let policy = DebtPolicy::default();
    let debts = [debt(1, 10_000, share(250))];
    let cents = Money::cents;
    // (balance, fee, borrowed, payment) -> (fee, borrowed back, debt, energy), in cents.
    let table = [
        ((1_000, 0, 0, 2_000), (0, 0, 500, 1_500)),
        // What is borrowed comes first, and debt has its share of what is left.
        ((1_000, 50, 1_000, 2_050), (50, 1_000, 250, 750)),
        // From zero the first five dollars bring service back.
        ((0, 0, 1_000, 1_000), (0, 500, 0, 500)),
        ((0, 0, 1_000, 400), (0, 0, 0, 400)),
        ((-600, 0, 1_000, 2_000), (0, 900, 0, 1_100)),
        // A payment that is smaller than its fee.
        ((0, 500, 1_000, 300), (300, 0, 0, 0)),
        // The share never takes the least that service needs.
        ((0, 0, 0, 600), (0, 0, 100, 500)),
    ];
    for ((prepaid, fee, borrowed, payment), (fee_is, back, paid, energy)) in table {
        let given = State {
            fee: cents(fee),
            emergency: cents(borrowed),
            ..state(prepaid, &debts, &policy)
        };
        let split = allocate(cents(payment), &given);
        let debt: Money = split.debts.iter().map(|(_, part)| *part).sum();
        let got = (split.fee, split.emergency, debt, split.energy);
        let expected = (cents(fee_is), cents(back), cents(paid), cents(energy));
        assert_eq!(got, expected, "{payment} at {prepaid}");
    }
}

#[test]
fn a_share_is_rounded_in_the_customers_favour() {
    let policy = DebtPolicy {
        share_max: 333,
        ..DebtPolicy::default()
    };
    let debts = [debt(1, 10_000, share(333))];
    let split = allocate(Money::micros(1_001), &state(1_000, &debts, &policy));
    assert_eq!(split.debts, [(DebtId::from_number(1), Money::micros(333))]);
}

#[test]
fn debts_are_paid_back_in_their_order() {
    let policy = DebtPolicy::default();
    let debts = [debt(1, 300, share(100)), debt(2, 900, share(100))];
    let split = allocate(Money::dollars(40), &state(1_000, &debts, &policy));
    let id = DebtId::from_number;
    assert_eq!(
        split.debts,
        [(id(1), Money::cents(300)), (id(2), Money::cents(500))]
    );
}

#[test]
fn in_a_hardship_pause_nothing_goes_to_debt_and_nothing_is_missed() {
    let policy = DebtPolicy::default();
    let catch_up = Recovery::CatchUp {
        amount: Money::dollars(1),
        every: Every::Day,
        permille: 100,
    };
    let debts = [debt(1, 5_000, share(250)), debt(2, 5_000, catch_up)];
    let held = State {
        held: true,
        ..state(2_000, &debts, &policy)
    };
    assert_eq!(
        allocate(Money::dollars(20), &held).energy,
        Money::dollars(20)
    );
    assert_eq!(day(&held), []);
}

#[test]
fn a_day_never_brings_a_home_to_zero() {
    let policy = DebtPolicy::default();
    let debts = [debt(1, 5_000, daily(150)), debt(2, 5_000, daily(150))];
    let takes = |prepaid| -> Vec<Money> {
        let parts = day(&state(prepaid, &debts, &policy));
        parts.iter().map(|part| part.taken).collect()
    };
    assert_eq!(takes(-100), []);
    assert_eq!(takes(500), []);
    assert_eq!(takes(700), [Money::cents(150), Money::cents(50)]);
    assert_eq!(takes(1_500), [Money::cents(150), Money::cents(150)]);
}

#[test]
fn what_a_day_could_not_give_is_made_up_by_payments_and_no_more() {
    let policy = DebtPolicy::default();
    let catch_up = Recovery::CatchUp {
        amount: Money::dollars(2),
        every: Every::Day,
        permille: 200,
    };
    let mut one = debt(1, 5_000, catch_up);
    let parts = day(&state(550, &[one], &policy));
    assert_eq!(parts[0].taken, Money::cents(50));
    assert_eq!(parts[0].missed, Money::cents(150));
    one.missed = parts[0].missed;
    let debts = [one];
    let split = allocate(Money::dollars(20), &state(1_000, &debts, &policy));
    assert_eq!(split.debts, [(one.id, Money::cents(150))]);
    let split = allocate(Money::dollars(5), &state(1_000, &debts, &policy));
    assert_eq!(split.debts, [(one.id, Money::dollars(1))]);
}

#[test]
fn a_week_is_spread_over_its_days_and_never_costs_more() {
    let weekly = Recovery::Time {
        amount: Money::dollars(5),
        every: Every::Week,
    };
    assert_eq!(weekly.per_day(), Money::micros(714_285));
}

#[test]
fn emergency_credit_is_lent_once_until_it_is_paid_back() {
    let policy = DebtPolicy::default();
    let lends = |prepaid, owed| policy.lends(Money::cents(prepaid), Money::cents(owed));
    assert_eq!(lends(499, 0), Ok(Money::dollars(10)));
    assert_eq!(lends(500, 0), Err(NotLent::NotYet));
    assert_eq!(lends(0, 1), Err(NotLent::Owed));
    let none = DebtPolicy {
        emergency: Money::ZERO,
        ..policy
    };
    let refused = none.lends(Money::ZERO, Money::ZERO);
    assert_eq!(refused, Err(NotLent::NotOffered));
}

#[test]
fn a_plan_says_what_a_week_costs_and_when_it_ends() {
    let policy = DebtPolicy::default();
    let ahead = |recovery| outlook(Money::dollars(60), recovery, Money::dollars(30), &policy);
    // Of 40 paid 10 go to debt, and 30 are used.
    let expected = Outlook {
        a_week: Money::dollars(10),
        weeks: Some(6),
    };
    assert_eq!(ahead(share(250)), expected);
    assert_eq!(ahead(daily(100)).weeks, Some(9));
    let nothing = outlook(Money::dollars(60), share(250), Money::ZERO, &policy);
    assert_eq!(nothing.weeks, None);
}

#[test]
fn a_plan_outside_the_policy_is_refused() {
    let policy = DebtPolicy::default();
    assert!(policy.holds());
    assert_eq!(share(0).check(&policy), Err(DebtError::Share));
    assert_eq!(share(251).check(&policy), Err(DebtError::Share));
    assert_eq!(daily(0).check(&policy), Err(DebtError::Amount));
    assert_eq!(daily(5_001).check(&policy), Err(DebtError::Amount));
    assert_eq!(share(250).check(&policy), Ok(()));
}

fn any_recovery() -> impl Strategy<Value = Recovery> {
    let amount = 1i64..50_000_000;
    prop_oneof![
        (1u16..=1000).prop_map(share),
        amount.clone().prop_map(|amount| Recovery::Time {
            amount: Money::micros(amount),
            every: Every::Day
        }),
        (amount, 1u16..=1000).prop_map(|(amount, permille)| Recovery::CatchUp {
            amount: Money::micros(amount),
            every: Every::Week,
            permille
        }),
    ]
}

fn any_debt() -> impl Strategy<Value = Debt> {
    (0i64..90_000_000, 0i64..90_000_000, any_recovery()).prop_map(|(owed, missed, recovery)| Debt {
        owed: Money::micros(owed),
        missed: Money::micros(missed),
        ..debt(1, 0, recovery)
    })
}

proptest! {
    #[test]
    fn the_parts_sum_to_the_payment_and_keep_to_the_caps(
        payment in 1i64..200_000_000, more in 0i64..50_000_000,
        prepaid in -50_000_000i64..50_000_000, fee in 0i64..3_000_000,
        emergency in 0i64..20_000_000, day_taken in 0i64..60_000_000,
        share_max in 0u16..=1000, debts in prop::collection::vec(any_debt(), 0..4)
    ) {
        let policy = DebtPolicy { share_max, ..DebtPolicy::default() };
        let given = State {
            prepaid: Money::micros(prepaid),
            fee: Money::micros(fee),
            emergency: Money::micros(emergency),
            taken: Taken { day: Money::micros(day_taken), ..Taken::default() },
            ..state(0, &debts, &policy)
        };
        let payment = Money::micros(payment);
        let split = allocate(payment, &given);
        let lines: Money = split.lines().into_iter().map(|(_, amount)| amount).sum();
        prop_assert_eq!(lines, payment);
        let debt: Money = split.debts.iter().map(|(_, part)| *part).sum();
        prop_assert!(debt <= policy.room(given.taken));
        prop_assert!(!split.energy.is_negative() && !split.emergency.is_negative());
        prop_assert!(split.emergency <= given.emergency);
        // What is taken back never keeps service off.
        let after = given.prepaid + split.energy;
        prop_assert!(after >= policy.least_credit || (split.emergency + debt) == Money::ZERO);
        let larger = allocate(payment + Money::micros(more), &given);
        prop_assert!(larger.energy >= split.energy);
        let days: Money = day(&given).iter().map(|part| part.taken).sum();
        let above = given.prepaid - policy.least_credit;
        prop_assert!(days <= above.max(Money::ZERO));
        prop_assert!(days <= policy.room(given.taken));
    }
}
