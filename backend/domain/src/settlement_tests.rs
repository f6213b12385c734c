//! What may become of a payment, step by step.

use super::*;

const AT: Timestamp = Timestamp::from_millis(7);
const PAID: Money = Money::dollars(20);
const PART: Money = Money::dollars(5);

fn captures() -> [Capture; 4] {
    [
        Capture::Whole,
        Capture::Due,
        Capture::Done { at: AT },
        Capture::Failed { at: AT },
    ]
}

fn afters() -> [After; 6] {
    [
        After::Nothing,
        After::Refunded { at: AT },
        After::Returned {
            at: AT,
            amount: PAID,
        },
        After::Disputed {
            at: AT,
            amount: PAID,
        },
        After::DisputeWon { at: AT },
        After::DisputeLost {
            at: AT,
            amount: PAID,
        },
    ]
}

/// Every pair of states against every step; what is not allowed here changes nothing.
#[test]
fn what_becomes_of_a_payment_only_moves_as_this_table_says() {
    for capture in captures() {
        for after in afters() {
            let now = Settlement {
                after,
                ..Settlement::new(capture)
            };
            let taken = capture.word() != "failed";
            let word = after.word();
            let back = taken && ["nothing", "refunded", "dispute_won"].contains(&word);
            let held = taken && ["nothing", "refunded"].contains(&word);
            assert_eq!(now.refund(AT, PART, PAID).is_ok(), back, "{now:?}");
            assert_eq!(now.return_(AT, PAID, PAID).is_ok(), back, "{now:?}");
            assert_eq!(now.dispute(AT, PAID).is_ok(), held, "{now:?}");
            for won in [true, false] {
                assert_eq!(now.decide(AT, won).is_ok(), word == "disputed", "{now:?}");
            }
        }
        let due = capture == Capture::Due;
        assert_eq!(capture.done(AT).is_ok(), due, "{capture:?}");
        assert_eq!(capture.fail(AT).is_ok(), due, "{capture:?}");
    }
}

#[test]
fn never_more_than_the_rest_is_given_back() {
    let start = Settlement::new(Capture::Done { at: AT });
    let part = start.refund(AT, PART, PAID).expect("a part");
    assert_eq!(part.rest(PAID), PAID - PART);
    let rest = PAID - PART;
    let more = rest + Money::cents(1);
    assert_eq!(
        part.refund(AT, more, PAID),
        Err(SettlementError::MoreThanRest { rest })
    );
    let whole = part.refund(AT, rest, PAID).expect("the rest");
    assert_eq!(whole.rest(PAID), Money::ZERO);
    assert!(whole.refund(AT, Money::cents(1), PAID).is_err());
    for nothing in [Money::ZERO, -PART] {
        let refused = start.refund(AT, nothing, PAID);
        assert_eq!(refused, Err(SettlementError::NotPositive));
    }
}

#[test]
fn a_refund_that_fails_leaves_the_payment_as_it_was() {
    let start = Settlement::new(Capture::Whole);
    let asked = start.refund(AT, PART, PAID).expect("asked");
    assert_eq!(asked.not_refunded(PART, PAID), (start, Money::ZERO));
}

#[test]
fn an_account_pays_only_what_is_left_of_what_a_bank_takes_back_and_the_payer_owes_the_rest() {
    let start = Settlement::new(Capture::Whole);
    for (refunded, took, pays) in [
        (PART, PAID, PAID - PART),
        (PAID, PAID, Money::ZERO),
        (PART, PAID - PART, PAID - PART),
        (PART, Money::cents(1), Money::cents(1)),
    ] {
        let part = start.refund(AT, refunded, PAID).expect("a part");
        let (returned, claim) = part.return_(AT, took, PAID).expect("returned");
        assert_eq!(returned.after.gone(), pays, "{refunded} {took}");
        assert_eq!(claim, took - pays);
        assert!(returned.refund(AT, Money::cents(1), PAID).is_err());
    }
}

#[test]
fn what_a_lost_dispute_gives_back_is_not_lost() {
    let part = Settlement::new(Capture::Whole).refund(AT, PART, PAID);
    let disputed = part
        .and_then(|part| part.dispute(AT, PAID))
        .expect("a dispute");
    let (lost, _) = disputed.decide(AT, false).expect("lost");
    assert_eq!(lost.reinstated(PART).after.gone(), PAID - PART);
    assert_eq!(lost.reinstated(PAID + PART).after.gone(), Money::ZERO);
    assert_eq!(disputed.reinstated(PART), disputed);
}

#[test]
fn a_refund_that_fails_goes_where_the_bank_has_taken_the_rest() -> Result<(), SettlementError> {
    let asked = Settlement::new(Capture::Whole).refund(AT, PART, PAID)?;
    let (returned, _) = asked.return_(AT, PAID, PAID)?;
    let (all, taken) = returned.not_refunded(PART, PAID);
    assert_eq!((all.rest(PAID), taken), (Money::ZERO, PART));
    let amount = PAID;
    assert_eq!(all.after, After::Returned { at: AT, amount });
    // The bank has given the payer all of it, and the account had paid what was left.
    let disputed = asked.dispute(AT, PAID)?;
    let (lost, _) = disputed.decide(AT, false)?;
    let (all, taken) = lost.not_refunded(PART, PAID);
    assert_eq!((all.rest(PAID), taken), (Money::ZERO, PART));
    // A part in dispute that was smaller than what was left is paid already.
    let disputed = asked.dispute(AT, PART)?;
    let (lost, _) = disputed.decide(AT, false)?;
    assert_eq!(lost.not_refunded(PART, PAID).1, Money::ZERO);
    // While it is open, and once it is won, nothing is taken.
    for settlement in [disputed, disputed.decide(AT, true)?.0] {
        assert_eq!(settlement.not_refunded(PART, PAID).1, Money::ZERO);
    }
    Ok(())
}
