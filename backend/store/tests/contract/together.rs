//! Many at once.

use crate::house::{House, both, town};
use crate::money::transfer;
use crate::payments::payment;
use ami_domain::id::{AccountId, MeterId};
use ami_domain::ledger::{Book, Transfer, TransferState};
use ami_domain::money::Money;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;

both!(
    twenty_copies_of_a_payment_make_one,
    fifty_writers_move_a_balance_exactly,
    writers_on_one_account_go_one_after_the_other,
    a_sequence_number_is_never_given_twice,
    a_transfer_is_posted_once_by_ten_at_once,
);

fn home() -> Book {
    Book::Prepaid(AccountId::from_number(1))
}

async fn twenty_copies_of_a_payment_make_one(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let mut all = JoinSet::new();
    for _ in 0..20 {
        let store = house.store.clone();
        all.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let known = tx.insert_payment(&payment(1)).await.unwrap();
            if known.is_none() {
                let one = transfer(1, Book::Clearing, home(), 2000);
                tx.add_transfer(&one).await.unwrap();
            }
            tx.commit().await.unwrap();
            known.is_none()
        });
    }
    let taken = all.join_all().await.into_iter().filter(|new| *new).count();
    assert_eq!(taken, 1);
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(tx.balance(home()).await.unwrap(), Money::dollars(20));
    let mine = tx.payments_of(AccountId::from_number(1), 50).await.unwrap();
    assert_eq!(mine.len(), 1);
}

async fn fifty_writers_move_a_balance_exactly(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let mut all = JoinSet::new();
    for n in 1..=50 {
        let store = house.store.clone();
        all.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let ten = transfer(n, Book::Clearing, home(), 1000);
            tx.add_transfer(&ten).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    all.join_all().await;
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(tx.balance(home()).await.unwrap(), Money::dollars(500));
    assert_eq!(
        tx.balance(Book::Clearing).await.unwrap(),
        Money::dollars(-500)
    );
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
}

async fn writers_on_one_account_go_one_after_the_other(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let id = AccountId::from_number(1);
    let mut all = JoinSet::new();
    for _ in 0..10 {
        let store = house.store.clone();
        all.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let row = tx.lock_account(id).await.unwrap().unwrap();
            // Read, wait, write: without the lock, writers would overwrite each other here.
            tokio::time::sleep(Duration::from_millis(5)).await;
            let next = row.charged_until + ami_domain::time::Span::millis(1);
            tx.set_charged_until(id, next).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    all.join_all().await;
    let mut tx = house.store.read().await.unwrap();
    let row = tx.account(id).await.unwrap().unwrap();
    assert_eq!(row.charged_until.as_millis(), 1_010);
    assert_eq!(row.version, 10);
}

async fn a_sequence_number_is_never_given_twice(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let mut all = JoinSet::new();
    for _ in 0..30 {
        let store = house.store.clone();
        all.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let (_, seq) = tx.next_seq(MeterId::from_number(1)).await.unwrap();
            tx.commit().await.unwrap();
            seq
        });
    }
    let drawn: BTreeSet<u64> = all.join_all().await.into_iter().collect();
    assert_eq!(drawn, (1..=30).collect());
}

async fn a_transfer_is_posted_once_by_ten_at_once(house: &House) {
    let mut tx = town(house, 1).await;
    let state = TransferState::Pending;
    let one = Transfer {
        state,
        ..transfer(1, Book::Clearing, home(), 1000)
    };
    tx.add_transfer(&one).await.unwrap();
    tx.commit().await.unwrap();
    let mut all = JoinSet::new();
    for _ in 0..10 {
        let store = house.store.clone();
        all.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            tx.post_transfer(one.id, one.at).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    all.join_all().await;
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(tx.balance(home()).await.unwrap(), Money::dollars(10));
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
}
