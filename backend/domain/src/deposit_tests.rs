//! What a deposit may pay, and what of it goes back.

use super::*;

const fn usd(dollars: i64) -> Money {
    Money::dollars(dollars)
}

fn step(step: Step, dollars: i64) -> DepositStep {
    DepositStep {
        id: DepositId::from_number(1),
        account: AccountId::from_number(1),
        step,
        amount: usd(dollars),
        reference: "slip 7".into(),
        why: "goes back to a monthly bill".into(),
        by: UserId::from_number(1),
        at: Timestamp::from_millis(1),
    }
}

const STANDS: Stands = Stands {
    held: usd(40),
    below: usd(2),
    bill: usd(10),
    debt: usd(5),
    borrowed: Money::ZERO,
};

#[test]
fn what_is_owed_is_not_handed_out() {
    assert_eq!(STANDS.most_back(), usd(23));
    let most = DepositError::Amount { most: usd(23) };
    for (dollars, expected) in [(23, Ok(())), (24, Err(most)), (0, Err(most))] {
        let back = step(Step::GivenBack(Way::Cash), dollars);
        assert_eq!(back.check(&STANDS), expected, "{dollars}");
    }
    let borrowed = Stands {
        borrowed: usd(9),
        ..STANDS
    };
    assert_eq!(borrowed.most_back(), usd(14));
    let lent = DepositError::Borrowed {
        most: usd(14),
        kept: usd(9),
    };
    for (dollars, expected) in [(14, Ok(())), (15, Err(lent)), (24, Err(lent))] {
        let back = step(Step::GivenBack(Way::Cash), dollars);
        assert_eq!(back.check(&borrowed), expected, "{dollars}");
    }
    // A deposit that was asked for on the bill, and that nobody has paid yet.
    let unpaid = Stands {
        held: usd(40),
        bill: usd(45),
        ..Stands::default()
    };
    assert_eq!(unpaid.most_back(), Money::ZERO);
}

#[test]
fn an_applied_deposit_pays_the_balance_then_bills_then_debt_and_no_more() {
    for (dollars, parts) in [
        (1, (1, 0, 0)),
        (6, (2, 4, 0)),
        (14, (2, 10, 2)),
        (17, (2, 10, 5)),
    ] {
        assert_eq!(step(Step::Applied, dollars).check(&STANDS), Ok(()));
        let (to_balance, to_bill, to_debt) = parts;
        let expected = Parts {
            to_balance: usd(to_balance),
            to_bill: usd(to_bill),
            to_debt: usd(to_debt),
        };
        assert_eq!(STANDS.parts(usd(dollars)), expected, "{dollars}");
    }
    let most = DepositError::Amount { most: usd(17) };
    assert_eq!(step(Step::Applied, 18).check(&STANDS), Err(most));
}

#[test]
fn who_takes_money_says_why_and_gives_the_slips_number() {
    let taken = step(Step::Taken(Way::Cheque), 40);
    assert_eq!(taken.check(&STANDS), Ok(()));
    let silent = DepositStep {
        why: " ".into(),
        ..taken.clone()
    };
    assert_eq!(silent.check(&STANDS), Err(DepositError::Why));
    let bare = |way| DepositStep {
        reference: " ".into(),
        ..step(Step::Taken(way), 40)
    };
    assert_eq!(bare(Way::Cash).check(&STANDS), Ok(()));
    let needed = Err(DepositError::Reference);
    assert_eq!(bare(Way::Cheque).check(&STANDS), needed);
    let most = DepositError::Amount { most: TAKEN_MAX };
    let large = step(Step::Taken(Way::Cash), 1_001);
    assert_eq!(large.check(&STANDS), Err(most));
}

#[test]
fn a_cards_number_is_kept_nowhere() {
    for (text, is) in [
        ("4242 4242 4242 4242", true),
        ("card 4242-4242-4242-4242 ok", true),
        ("4242 4242 4242 4241", false),
        ("slip 20261126-0007", false),
        ("cheque 001042", false),
    ] {
        assert_eq!(is_card_number(text), is, "{text}");
        let taken = DepositStep {
            reference: text.into(),
            ..step(Step::Taken(Way::Card), 40)
        };
        let refused = taken.check(&STANDS) == Err(DepositError::CardNumber);
        assert_eq!(refused, is, "{text}");
    }
}

#[test]
fn words_read_back() {
    for way in Way::ALL {
        assert_eq!(Way::from_word(way.word()), Some(way));
        for step in [Step::Taken(way), Step::GivenBack(way), Step::Applied] {
            assert_eq!(Step::from_words(step.word(), step.way()), Some(step));
        }
    }
    assert_eq!(Step::from_words("taken", None), None);
}
