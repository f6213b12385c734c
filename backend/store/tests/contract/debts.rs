//! Debt that is paid back bit by bit.

use crate::house::{House, both, t, town};
use crate::money::transfer;
use ami_domain::debt::{Debt, DebtKind, DebtPolicy, Every, Recovery, Taken};
use ami_domain::explain::{Counted, DebtDecision, DebtGrounds, DebtStep};
use ami_domain::id::{AccountId, DebtId, PaymentId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_store::OwingRow;

both!(
    debts_read_back_in_their_order_until_they_are_paid,
    a_debt_never_falls_below_zero,
    who_owes_is_found_when_a_day_begins,
    what_was_taken_is_counted_by_day_week_and_month,
    the_lines_of_a_payment_are_found,
    what_a_decision_was_made_from_is_kept_and_its_first_word_stays
);

const ANA: AccountId = AccountId::from_number(1);

fn debt(id: u128, rank: i64, recovery: Recovery) -> Debt {
    Debt {
        id: DebtId::from_number(id),
        kind: DebtKind::Overdrawn,
        amount: Money::dollars(9),
        owed: Money::dollars(9),
        recovery,
        missed: Money::ZERO,
        rank,
        since: t(4),
    }
}

async fn debts_read_back_in_their_order_until_they_are_paid(house: &House) {
    let mut tx = town(house, 1).await;
    let (amount, every, permille) = (Money::dollars(2), Every::Week, 100);
    let all = [
        debt(7, 0, Recovery::Share { permille }),
        debt(5, 1, Recovery::Time { amount, every }),
        debt(
            6,
            2,
            Recovery::CatchUp {
                amount,
                every,
                permille,
            },
        ),
    ];
    for one in all.iter().rev() {
        tx.insert_debt(ANA, one).await.unwrap();
        tx.insert_debt(ANA, one).await.unwrap();
    }
    assert_eq!(tx.debts(ANA, 9).await.unwrap(), all);
    tx.pay_debt(all[0].id, Money::dollars(9), Money::ZERO)
        .await
        .unwrap();
    tx.pay_debt(all[2].id, Money::dollars(1), Money::dollars(3))
        .await
        .unwrap();
    let left = tx.debts(ANA, 9).await.unwrap();
    let shape = |one: &Debt| (one.id, one.owed, one.missed);
    let expected = [
        (all[1].id, Money::dollars(9), Money::ZERO),
        (all[2].id, Money::dollars(8), Money::dollars(3)),
    ];
    assert_eq!(left.iter().map(shape).collect::<Vec<_>>(), expected);
    let share = Recovery::Share { permille };
    tx.set_recovery(all[2].id, share).await.unwrap();
    let left = tx.debts(ANA, 9).await.unwrap();
    assert_eq!((left[1].recovery, left[1].missed), (share, Money::ZERO));
}

async fn a_debt_never_falls_below_zero(house: &House) {
    let mut tx = town(house, 1).await;
    let one = debt(7, 0, Recovery::Share { permille: 100 });
    tx.insert_debt(ANA, &one).await.unwrap();
    let more = Money::dollars(10);
    tx.pay_debt(one.id, more, Money::ZERO).await.unwrap_err();
}

async fn who_owes_is_found_when_a_day_begins(house: &House) {
    let mut tx = town(house, 2).await;
    let row = |next_day| OwingRow {
        held: Some((t(50), "ill".to_owned())),
        next_day,
    };
    let benito = AccountId::from_number(2);
    tx.set_owing(ANA, &row(t(20))).await.unwrap();
    tx.set_owing(benito, &row(t(10))).await.unwrap();
    assert_eq!(tx.owing_due(t(9), 9).await.unwrap(), []);
    assert_eq!(tx.owing_due(t(20), 9).await.unwrap(), [benito, ANA]);
    let known = tx.owing(ANA).await.unwrap().unwrap();
    assert_eq!(known, row(t(20)));
    assert!(known.is_held(t(49)) && !known.is_held(t(50)));
    tx.clear_owing(ANA).await.unwrap();
    assert_eq!(tx.owing(ANA).await.unwrap(), None);
}

async fn what_was_taken_is_counted_by_day_week_and_month(house: &House) {
    let mut tx = town(house, 1).await;
    let (from, to) = (Book::Prepaid(ANA), Book::Debt(ANA));
    let day = |at| Reason::DebtDay(t(at));
    let share = Reason::DebtShare(PaymentId::from_number(5));
    let reasons = [
        (1, day(1)),
        (5, day(5)),
        (8, share),
        (9, Reason::Correction),
    ];
    for (n, reason) in reasons {
        let one = Transfer {
            reason,
            ..transfer(n, from, to, 100)
        };
        tx.add_transfer(&one).await.unwrap();
    }
    let taken = tx.taken_for_debt(ANA, [t(8), t(5), t(1)]).await.unwrap();
    let expected = Taken {
        day: Money::dollars(1),
        week: Money::dollars(2),
        month: Money::dollars(3),
    };
    assert_eq!(taken, expected);
}

async fn the_lines_of_a_payment_are_found(house: &House) {
    let mut tx = town(house, 1).await;
    let (mine, other) = (PaymentId::from_number(5), PaymentId::from_number(6));
    let (from, to) = (Book::Prepaid(ANA), Book::Debt(ANA));
    let reasons = [
        (1, Reason::Payment(mine)),
        (2, Reason::DebtShare(mine)),
        (3, Reason::DebtShare(other)),
    ];
    for (n, reason) in reasons {
        let one = Transfer {
            reason,
            ..transfer(n, from, to, 100)
        };
        tx.add_transfer(&one).await.unwrap();
    }
    let lines = tx.transfers_for(mine, 9).await.unwrap();
    let reasons: Vec<Reason> = lines.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [Reason::Payment(mine), Reason::DebtShare(mine)]);
}

async fn what_a_decision_was_made_from_is_kept_and_its_first_word_stays(house: &House) {
    let mut tx = town(house, 1).await;
    let (from, to) = (Book::Prepaid(ANA), Book::Debt(ANA));
    let share = Reason::DebtShare(PaymentId::from_number(5));
    for (n, reason) in [(1, share), (5, Reason::DebtDay(t(5))), (8, share)] {
        let one = Transfer {
            reason,
            ..transfer(n, from, to, 100)
        };
        tx.add_transfer(&one).await.unwrap();
    }
    let counted = tx.counted_for_debt(ANA, t(2)).await.unwrap();
    assert_eq!(counted, Counted { days: 1, shares: 1 });
    let entries = tx.entries_for_debt(ANA, t(2), 9).await.unwrap();
    let when: Vec<_> = entries.iter().map(|one| one.at).collect();
    assert_eq!(when, [t(5), t(8)]);
    let decision = |dollars| {
        let grounds = DebtGrounds {
            at: t(5),
            prepaid: Money::dollars(dollars),
            emergency: Money::ZERO,
            debts: Vec::new(),
            taken: Taken::default(),
            counted,
            held_until: Some(t(9)),
            policy: DebtPolicy::default(),
        };
        DebtDecision::new(grounds, DebtStep::Day(Vec::new()))
    };
    tx.keep_debt_step(ANA, None, &decision(1)).await.unwrap();
    tx.keep_debt_step(ANA, None, &decision(2)).await.unwrap();
    assert_eq!(tx.debt_day(ANA, t(5)).await.unwrap(), Some(decision(1)));
    assert_eq!(tx.debt_day(ANA, t(6)).await.unwrap(), None);
    let nobody = PaymentId::from_number(99);
    assert_eq!(tx.debt_split(nobody).await.unwrap(), None);
}
