//! Every choice against every home.
use super::*;

fn facts(has_switch: bool, protected: bool) -> Facts {
    Facts {
        has_switch,
        protected,
        can_replenish: true,
    }
}

#[test]
fn as_2_a_meter_without_a_switch_is_never_offered_a_limit_or_a_cut() {
    for outcome in [AtZero::Limit, AtZero::Disconnect] {
        assert_eq!(
            facts(false, false).offers(outcome),
            Err(NotOffered::NoSwitch)
        );
        assert_eq!(
            facts(true, true).offers(outcome),
            Err(NotOffered::Protected)
        );
        assert_eq!(facts(true, false).offers(outcome), Ok(()));
        for protected in [false, true] {
            let act = facts(false, protected).act(outcome, AtZero::RegularBilling);
            assert!(matches!(act, Act::FieldOrder | Act::Regular), "{act:?}");
        }
    }
}

#[test]
fn pr_end_a_protected_customer_goes_to_regular_billing_whatever_they_chose() {
    for choice in AtZero::ALL {
        for fallback in AtZero::ALL {
            for has_switch in [false, true] {
                assert_eq!(facts(has_switch, true).act(choice, fallback), Act::Regular);
            }
        }
    }
}

#[test]
fn pr_end_topping_up_that_fails_falls_to_the_customers_other_choice() {
    let home = facts(true, false);
    let act = |fallback| home.act(AtZero::AutoReplenish, fallback);
    assert_eq!(act(AtZero::Limit), Act::Limit);
    assert_eq!(act(AtZero::Disconnect), Act::Disconnect);
    assert_eq!(act(AtZero::RegularBilling), Act::Regular);
}

#[test]
fn sc4_1_a_threshold_in_dollars_or_in_hours_has_an_edge_that_does_not_flutter() {
    let low = LowAt::Balance(Money::dollars(8));
    assert!(low.holds(Money::cents(799), None, 0));
    assert!(!low.holds(Money::dollars(8), None, 0));
    assert!(low.holds(Money::cents(899), None, 1));
    assert!(!low.holds(Money::dollars(9), None, 1));
    let policy = Policy::default();
    assert_eq!(LowAt::Time(Span::hours(48)).check(&policy), Ok(()));
    let never = LowAt::Time(Span::ZERO);
    assert_eq!(never.check(&policy), Err(ProgramError::Threshold));
}

#[test]
fn sc4_6_topping_up_that_no_utility_takes_is_refused() {
    let rule = Replenish {
        amount: Money::dollars(40),
        trigger: LowAt::Time(Span::hours(48)),
        weekly_max: Money::dollars(80),
        monthly_max: Money::dollars(120),
        paused: false,
        fallback: AtZero::Limit,
    };
    assert_eq!(rule.check(&Policy::default()), Ok(()));
    assert!(rule.due(Money::ZERO, None));
    assert!(
        !Replenish {
            paused: true,
            ..rule
        }
        .due(Money::ZERO, None)
    );
    let itself = Replenish {
        fallback: AtZero::AutoReplenish,
        ..rule
    };
    assert_eq!(
        itself.check(&Policy::default()),
        Err(ProgramError::Fallback)
    );
}
