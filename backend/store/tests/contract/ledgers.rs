//! Help, and debt that is given up or owed again.

use crate::house::{House, both, t, town};
use ami_domain::debt::{Debt, DebtKind, Recovery};
use ami_domain::energy::WattHours;
use ami_domain::grant::{Grant, Purpose};
use ami_domain::id::{AccountId, DebtId, GrantId, MessageId, TransferId, UserId, WriteOffId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::write_off::{WriteOff, WriteOffState};
use ami_store::{BorrowingRow, FriendlyUse, GivenRow, Helped, Proof, StoreError, Tx};

both!(
    help_reads_back_and_is_spent_to_zero_and_no_further,
    what_can_be_spent_is_the_balance_and_help_for_energy,
    help_that_is_over_is_found_until_it_has_gone_back,
    what_help_has_paid_of_an_interval_is_kept,
    what_is_borrowed_reads_back_and_changes,
    given_credit_is_kept_once_and_goes_under_a_new_message,
    each_commit_is_held_against_the_whole_ledger,
    a_debt_is_owed_again_in_its_row,
    a_wish_to_give_debt_up_is_decided_once_by_somebody_else
);

const ANA: AccountId = AccountId::from_number(1);

fn grant(id: u128, purpose: Purpose, by: UserId) -> Grant {
    Grant {
        id: GrantId::from_number(id),
        purpose,
        amount: Money::dollars(50),
        unspent: Money::dollars(50),
        expires_at: t(100 + i64::try_from(id).unwrap()),
        granted_at: t(4),
        granted_by: by,
        why: "winter help".into(),
        expired_at: None,
    }
}

async fn somebody(tx: &mut Tx) -> UserId {
    tx.account(ANA).await.unwrap().unwrap().customer
}

async fn help_reads_back_and_is_spent_to_zero_and_no_further(house: &House) {
    let mut tx = town(house, 1).await;
    let by = somebody(&mut tx).await;
    let (late, soon) = (grant(9, Purpose::Energy, by), grant(3, Purpose::Debt, by));
    for one in [&late, &soon] {
        assert_eq!(tx.insert_grant(ANA, one).await.unwrap(), None);
    }
    let again = tx.insert_grant(ANA, &late).await.unwrap();
    assert_eq!(again.as_ref(), Some(&late));
    assert_eq!(
        tx.grants(ANA, 9).await.unwrap(),
        [soon.clone(), late.clone()]
    );
    tx.spend_grant(late.id, Money::dollars(50)).await.unwrap();
    assert_eq!(tx.open_grants(ANA, 9).await.unwrap(), [soon]);
    tx.spend_grant(late.id, -Money::dollars(20)).await.unwrap();
    let (whose, known) = tx.grant(late.id).await.unwrap().unwrap();
    assert_eq!((whose, known.unspent), (ANA, Money::dollars(20)));
    let more = tx.spend_grant(late.id, Money::dollars(21)).await;
    more.unwrap_err();
}

async fn what_can_be_spent_is_the_balance_and_help_for_energy(house: &House) {
    let mut tx = town(house, 2).await;
    let by = somebody(&mut tx).await;
    assert_eq!(tx.spendable(ANA).await.unwrap(), Money::ZERO);
    tx.add_transfer(&Transfer {
        id: TransferId::from_number(5),
        from: Book::Prepaid(ANA),
        to: Book::Revenue,
        amount: Money::dollars(7),
        state: TransferState::Posted,
        reason: Reason::Correction,
        at: t(4),
    })
    .await
    .unwrap();
    for (id, purpose) in [(1, Purpose::Energy), (2, Purpose::Debt)] {
        tx.insert_grant(ANA, &grant(id, purpose, by)).await.unwrap();
    }
    assert_eq!(tx.spendable(ANA).await.unwrap(), Money::dollars(43));
    let benito = AccountId::from_number(2);
    assert_eq!(tx.spendable(benito).await.unwrap(), Money::ZERO);
}

async fn help_that_is_over_is_found_until_it_has_gone_back(house: &House) {
    let mut tx = town(house, 1).await;
    let by = somebody(&mut tx).await;
    let one = grant(1, Purpose::Energy, by);
    tx.insert_grant(ANA, &one).await.unwrap();
    let two = grant(2, Purpose::Debt, by);
    tx.insert_grant(ANA, &two).await.unwrap();
    let (first, both) = ([(ANA, one.id)], [(ANA, one.id), (ANA, two.id)]);
    tx.set_charged_until(ANA, t(100)).await.unwrap();
    assert_eq!(tx.grants_over((t(100), t(0)), 9).await.unwrap(), []);
    // Its last use is waited for; debt uses no energy.
    let debt = [(ANA, two.id)];
    assert_eq!(tx.grants_over((t(102), t(100)), 9).await.unwrap(), debt);
    assert_eq!(tx.grants_over((t(201), t(101)), 9).await.unwrap(), both);
    tx.set_charged_until(ANA, t(101)).await.unwrap();
    assert_eq!(tx.grants_over((t(102), t(100)), 9).await.unwrap(), both);
    tx.expire_grant(two.id, t(101)).await.unwrap();
    assert_eq!(tx.grants_over((t(102), t(100)), 9).await.unwrap(), first);
    tx.expire_grant(one.id, t(102)).await.unwrap();
    assert_eq!(tx.grants_over((t(102), t(100)), 9).await.unwrap(), []);
    let (_, known) = tx.grant(one.id).await.unwrap().unwrap();
    assert_eq!(
        (known.unspent, known.expired_at),
        (Money::ZERO, Some(t(102)))
    );
}

async fn what_help_has_paid_of_an_interval_is_kept(house: &House) {
    let mut tx = town(house, 1).await;
    let by = somebody(&mut tx).await;
    let one = grant(1, Purpose::Energy, by);
    tx.insert_grant(ANA, &one).await.unwrap();
    assert_eq!(tx.helped(ANA, t(5)).await.unwrap(), []);
    for times in 1..3 {
        let helped = Helped {
            grant: one.id,
            amount: Money::cents(i64::from(times)),
            times,
        };
        tx.set_helped(ANA, t(5), &helped).await.unwrap();
        assert_eq!(tx.helped(ANA, t(5)).await.unwrap(), [helped]);
    }
    assert_eq!(tx.helped(ANA, t(6)).await.unwrap(), []);
}

fn debt(recovery: Recovery) -> Debt {
    Debt {
        id: DebtId::from_number(7),
        kind: DebtKind::Arrears,
        amount: Money::dollars(9),
        owed: Money::dollars(9),
        recovery,
        missed: Money::ZERO,
        rank: 0,
        since: t(4),
    }
}

async fn a_debt_is_owed_again_in_its_row(house: &House) {
    let mut tx = town(house, 1).await;
    let one = debt(Recovery::Share { permille: 100 });
    tx.insert_debt(ANA, &one).await.unwrap();
    tx.pay_debt(one.id, one.owed, Money::ZERO).await.unwrap();
    assert_eq!(tx.debts(ANA, 9).await.unwrap(), []);
    assert_eq!(tx.debts_ever(ANA, 9).await.unwrap().len(), 1);
    tx.owe_again(one.id, Money::dollars(2)).await.unwrap();
    let known = tx.debts(ANA, 9).await.unwrap();
    assert_eq!(
        (known[0].owed, known[0].missed),
        (Money::dollars(2), Money::ZERO)
    );
    let unknown = tx
        .owe_again(DebtId::from_number(99), Money::dollars(2))
        .await;
    assert!(matches!(unknown, Err(StoreError::Missing { .. })));
}

async fn a_wish_to_give_debt_up_is_decided_once_by_somebody_else(house: &House) {
    let mut tx = town(house, 2).await;
    let asked_by = somebody(&mut tx).await;
    let benito = AccountId::from_number(2);
    let second = tx.account(benito).await.unwrap().unwrap().customer;
    let owed = debt(Recovery::Share { permille: 100 });
    tx.insert_debt(ANA, &owed).await.unwrap();
    let wish = WriteOff {
        id: WriteOffId::from_number(1),
        account: ANA,
        debt: owed.id,
        amount: Money::dollars(4),
        why: "not found".into(),
        asked_by,
        asked_at: t(6),
        state: WriteOffState::Asked,
    };
    assert_eq!(tx.insert_write_off(&wish).await.unwrap(), None);
    let again = tx.insert_write_off(&wish).await.unwrap();
    assert_eq!(again.as_ref(), Some(&wish));
    assert_eq!(
        tx.open_write_offs(9).await.unwrap(),
        std::slice::from_ref(&wish)
    );
    let state = WriteOffState::Approved {
        by: second,
        at: t(8),
    };
    assert!(tx.decide_write_off(wish.id, state).await.unwrap());
    assert!(!tx.decide_write_off(wish.id, state).await.unwrap());
    assert_eq!(tx.open_write_offs(9).await.unwrap(), []);
    let decided = WriteOff { state, ..wish };
    assert_eq!(
        tx.write_offs_of(ANA, 9).await.unwrap(),
        std::slice::from_ref(&decided)
    );
    // The table itself does not let one person do both.
    let own = WriteOff {
        id: WriteOffId::from_number(2),
        state: WriteOffState::Asked,
        ..decided
    };
    tx.insert_write_off(&own).await.unwrap();
    let alone = WriteOffState::Approved {
        by: asked_by,
        at: t(8),
    };
    tx.decide_write_off(own.id, alone).await.unwrap_err();
}

async fn given_credit_is_kept_once_and_goes_under_a_new_message(house: &House) {
    let mut tx = town(house, 1).await;
    let given = |name: u128, at: i64| GivenRow {
        name: TransferId::from_number(name),
        account: ANA,
        credit: WattHours::kilo(40),
        message: MessageId::from_number(name),
        at: t(at),
    };
    let (old, new) = (given(5, 1), given(4, 2));
    for one in [&old, &new, &old] {
        tx.insert_given(one).await.unwrap();
    }
    assert_eq!(tx.given_to(ANA, 9).await.unwrap(), [new, old]);
    assert_eq!(tx.given_to(ANA, 1).await.unwrap(), [new]);
    let message = MessageId::from_number(9);
    tx.set_given_message(old.name, message).await.unwrap();
    let again = GivenRow { message, ..old };
    assert_eq!(tx.given_to(ANA, 9).await.unwrap(), [new, again]);
    let nobody = tx.set_given_message(TransferId::from_number(7), message);
    assert!(matches!(nobody.await, Err(StoreError::Missing { .. })));
}

async fn each_commit_is_held_against_the_whole_ledger(house: &House) {
    let tx = town(house, 1).await;
    tx.commit().await.unwrap();
    let proof = Proof::default();
    let store = house.store.clone().proven_by(&proof);
    let moved = Transfer {
        id: TransferId::from_number(1),
        from: Book::Clearing,
        to: Book::Prepaid(ANA),
        amount: Money::dollars(3),
        state: TransferState::Posted,
        reason: Reason::Correction,
        at: t(1),
    };
    let mut tx = store.begin().await.unwrap();
    tx.add_transfer(&moved).await.unwrap();
    tx.commit().await.unwrap();
    // What touches no money is not held against it, nor is what never becomes true.
    let mut tx = store.begin().await.unwrap();
    tx.watch(ANA, t(1), false).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.spoil_balance(ANA, Money::cents(1)).await.unwrap();
    drop(tx);
    assert_eq!((proof.commits(), proof.faults()), (1, Vec::new()));
    for cents in [1, -1] {
        let mut tx = store.begin().await.unwrap();
        tx.spoil_balance(ANA, Money::cents(cents)).await.unwrap();
        tx.commit().await.unwrap();
    }
    let faults = proof.faults();
    assert_eq!(proof.commits(), 3);
    assert_eq!(faults.len(), 2, "the sum and the balance: {faults:?}");
    assert!(faults.iter().all(|one| one.starts_with("commit 2: ")));
}

async fn what_is_borrowed_reads_back_and_changes(house: &House) {
    let mut tx = town(house, 1).await;
    let nothing = BorrowingRow::default();
    assert_eq!(tx.borrowing(ANA).await.unwrap(), nothing);
    let first = BorrowingRow {
        at_zero: true,
        ..nothing
    };
    let then = BorrowingRow {
        at_zero: false,
        friendly: true,
        friendly_owed: Money::cents(125),
        friendly_until: Some(t(9)),
        told_until: Some(t(7)),
    };
    for row in [first, then] {
        tx.set_borrowing(ANA, &row).await.unwrap();
        assert_eq!(tx.borrowing(ANA).await.unwrap(), row);
    }
    let nobody = AccountId::from_number(99);
    assert_eq!(
        tx.friendly_use(ANA, t(4)).await.unwrap(),
        FriendlyUse::default()
    );
    for times in 1..3 {
        let lent = FriendlyUse {
            amount: Money::cents(i64::from(times)),
            times,
        };
        tx.set_friendly_use(ANA, t(4), &lent).await.unwrap();
        assert_eq!(tx.friendly_use(ANA, t(4)).await.unwrap(), lent);
    }
    let refused = tx.set_borrowing(nobody, &then).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
}
