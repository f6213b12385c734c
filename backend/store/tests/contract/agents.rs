//! Pay stations: their floats under load, their keys, their books and days.

use crate::house::{House, both, raw, t, town};
use crate::payments::payment;
use ami_domain::id::{AccountId, AgentId, PaymentId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_store::{AgentRow, NextStep, RemittanceRow, Store, StoreError, Through};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

both!(
    br03_a_thousand_at_once_never_overspend_a_float,
    br03_the_same_payment_by_fifty_at_once_takes_the_float_once,
    a_closed_station_takes_nothing,
    a_key_opens_for_its_time_and_no_other_does,
    a_stations_day_holds_what_it_took_and_handed_over,
    a_payment_says_through_what_it_came;
    apart an_agents_book_that_was_tampered_with_is_found
);

const CORNER: AgentId = AgentId::from_number(0xa9);

fn corner(float: i64) -> AgentRow {
    AgentRow {
        id: CORNER,
        name: "Corner Market".into(),
        zone: "America/Los_Angeles".into(),
        float_max: Money::dollars(float),
        balance: Money::ZERO,
        active: true,
        made_at: t(1),
    }
}

fn taken(n: u128, dollars: i64) -> Transfer {
    Transfer {
        id: TransferId::from_number(n),
        from: Book::Agent(CORNER),
        to: Book::Prepaid(AccountId::from_number(1)),
        amount: Money::dollars(dollars),
        state: TransferState::Posted,
        reason: Reason::Payment(PaymentId::from_number(n)),
        at: t(i64::try_from(n).unwrap()),
    }
}

fn handed(n: u128, dollars: i64) -> Transfer {
    Transfer {
        from: Book::Clearing,
        to: Book::Agent(CORNER),
        reason: Reason::Remitted,
        ..taken(n, dollars)
    }
}

/// The float is taken and the money posted in one transaction; `false` when it does not fit.
async fn take(store: &Store, n: u128, dollars: i64) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    tx.lock_agent(CORNER).await?.unwrap();
    if tx.transfer(TransferId::from_number(n)).await?.is_some() {
        return Ok(true);
    }
    if !tx.take_float(CORNER, Money::dollars(dollars)).await? {
        return Ok(false);
    }
    tx.add_transfer(&taken(n, dollars)).await?;
    tx.commit().await?;
    Ok(true)
}

/// As its caller would: once more when the database was busy.
async fn take_in_the_end(store: &Store, n: u128, dollars: i64) -> bool {
    loop {
        match take(store, n, dollars).await {
            Ok(taken) => return taken,
            Err(error) => assert_eq!(error.next_step(), NextStep::Retry, "{error:?}"),
        }
    }
}

async fn at_once(house: &House, names: impl Iterator<Item = u128>) -> usize {
    // As many as a busy server carries; the others wait for their turn as requests do.
    let gate = Arc::new(Semaphore::new(64));
    let mut all = JoinSet::new();
    for n in names {
        let (store, gate) = (house.store.clone(), Arc::clone(&gate));
        all.spawn(async move {
            let _turn = gate.acquire().await.unwrap();
            take_in_the_end(&store, n, 10).await
        });
    }
    all.join_all()
        .await
        .into_iter()
        .filter(|took| *took)
        .count()
}

async fn br03_a_thousand_at_once_never_overspend_a_float(house: &House) {
    let mut tx = town(house, 1).await;
    tx.set_agent(&corner(255)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(at_once(house, 1..=1_000).await, 25);
    let mut tx = house.store.read().await.unwrap();
    let row = tx.agent(CORNER).await.unwrap().unwrap();
    assert_eq!(row.balance, Money::dollars(-250));
    assert_eq!(row.left(), Money::dollars(5));
    assert_eq!(tx.balance(Book::Agent(CORNER)).await.unwrap(), row.balance);
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
}

async fn br03_the_same_payment_by_fifty_at_once_takes_the_float_once(house: &House) {
    let mut tx = town(house, 1).await;
    tx.set_agent(&corner(100)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(at_once(house, [7; 50].into_iter()).await, 50);
    let mut tx = house.store.read().await.unwrap();
    let row = tx.agent(CORNER).await.unwrap().unwrap();
    assert_eq!(row.balance, Money::dollars(-10));
}

async fn a_closed_station_takes_nothing(house: &House) {
    let mut tx = town(house, 1).await;
    tx.set_agent(&corner(100)).await.unwrap();
    assert!(tx.take_float(CORNER, Money::dollars(100)).await.unwrap());
    assert!(!tx.take_float(CORNER, Money::dollars(101)).await.unwrap());
    tx.add_transfer(&taken(1, 60)).await.unwrap();
    // A new name, a smaller float, and it is closed: what it owes stays.
    let closed = AgentRow {
        name: "Corner".into(),
        float_max: Money::dollars(50),
        active: false,
        ..corner(100)
    };
    tx.set_agent(&closed).await.unwrap();
    let row = tx.agent(CORNER).await.unwrap().unwrap();
    let expected = AgentRow {
        balance: Money::dollars(-60),
        ..closed
    };
    assert_eq!(row, expected);
    assert_eq!(row.left(), Money::ZERO);
    assert!(!tx.take_float(CORNER, Money::cents(1)).await.unwrap());
    let nobody = AgentId::from_number(1);
    assert!(!tx.take_float(nobody, Money::cents(1)).await.unwrap());
    assert_eq!(tx.lock_agent(nobody).await.unwrap(), None);
    assert_eq!(tx.agents(9).await.unwrap(), [row]);
}

async fn a_key_opens_for_its_time_and_no_other_does(house: &House) {
    let mut tx = town(house, 1).await;
    tx.set_agent(&corner(100)).await.unwrap();
    let by = UserId::from_number(1);
    let (one, two) = ([1; 32], [2; 32]);
    assert_eq!(tx.agent_key_made(CORNER).await.unwrap(), None);
    tx.add_agent_key(CORNER, one, by, t(10), t(10))
        .await
        .unwrap();
    let row = tx.agent(CORNER).await.unwrap();
    assert_eq!(tx.agent_of_key(one, t(11)).await.unwrap(), row);
    assert_eq!(tx.agent_of_key([3; 32], t(11)).await.unwrap(), None);
    // A change of keys: for a while both open.
    tx.add_agent_key(CORNER, two, by, t(20), t(50))
        .await
        .unwrap();
    assert_eq!(tx.agent_key_made(CORNER).await.unwrap(), Some(t(20)));
    assert_eq!(tx.agent_of_key(one, t(49)).await.unwrap(), row);
    assert_eq!(tx.agent_of_key(one, t(50)).await.unwrap(), None);
    assert_eq!(tx.agent_of_key(two, t(50)).await.unwrap(), row);
    // Ending them moves no end back.
    tx.end_agent_keys(CORNER, t(60)).await.unwrap();
    assert_eq!(tx.agent_of_key(one, t(55)).await.unwrap(), None);
    assert_eq!(tx.agent_of_key(two, t(60)).await.unwrap(), None);
    assert_eq!(tx.agent_key_made(CORNER).await.unwrap(), None);
}

async fn a_stations_day_holds_what_it_took_and_handed_over(house: &House) {
    let mut tx = town(house, 1).await;
    tx.set_agent(&corner(1_000)).await.unwrap();
    for n in [100, 200, 300] {
        let mut row = payment(n);
        row.method = "station".into();
        tx.insert_payment(&row).await.unwrap();
        tx.add_transfer(&taken(n, 20)).await.unwrap();
        let at = t(i64::try_from(n).unwrap());
        tx.paid_through(row.id, Through::Station(CORNER), at)
            .await
            .unwrap();
    }
    tx.add_transfer(&handed(250, 30)).await.unwrap();
    let remitted = RemittanceRow {
        id: TransferId::from_number(250),
        amount: Money::dollars(30),
        by: UserId::from_number(1),
        note: "bank 7".into(),
        at: t(250),
    };
    assert!(tx.insert_remittance(CORNER, &remitted).await.unwrap());
    assert!(!tx.insert_remittance(CORNER, &remitted).await.unwrap());
    let owes = tx.balance(Book::Agent(CORNER)).await.unwrap();
    assert_eq!(owes, Money::dollars(-30));
    let ids = |rows: Vec<ami_store::PaymentRow>| -> Vec<_> {
        rows.into_iter().map(|row| row.id).collect()
    };
    let mine = tx
        .station_payments(CORNER, t(200), t(300), 9)
        .await
        .unwrap();
    assert_eq!(ids(mine), [PaymentId::from_number(200)]);
    let found = tx.remittances(CORNER, t(250), t(251), 9).await.unwrap();
    assert_eq!(found, [remitted]);
    assert_eq!(tx.remittances(CORNER, t(0), t(250), 9).await.unwrap(), []);
    for (since, moved) in [(0, -30), (101, -10), (250, 10), (301, 0)] {
        let found = tx.agent_moved_since(CORNER, t(since)).await.unwrap();
        assert_eq!(found, Money::dollars(moved), "since {since}");
    }
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
}

async fn a_payment_says_through_what_it_came(house: &House) {
    let mut tx = town(house, 1).await;
    tx.set_agent(&corner(100)).await.unwrap();
    let row = payment(5);
    tx.insert_payment(&row).await.unwrap();
    tx.add_transfer(&taken(5, 20)).await.unwrap();
    assert_eq!(tx.through(row.id).await.unwrap(), None);
    let station = Through::Station(CORNER);
    tx.paid_through(row.id, station, t(5)).await.unwrap();
    assert_eq!(tx.through(row.id).await.unwrap(), Some(station));
    assert_eq!(tx.transfers_for(row.id, 9).await.unwrap(), [taken(5, 20)]);
    // What was to be forgotten is its own station's alone.
    let (lost, other) = (PaymentId::from_number(6), AgentId::from_number(3));
    tx.forget_payment(CORNER, lost, t(6)).await.unwrap();
    tx.forget_payment(CORNER, lost, t(7)).await.unwrap();
    assert!(tx.is_forgotten(CORNER, lost).await.unwrap());
    assert!(!tx.is_forgotten(other, lost).await.unwrap());
}

async fn an_agents_book_that_was_tampered_with_is_found(house: &House) {
    let mut tx = town(house, 1).await;
    tx.set_agent(&corner(100)).await.unwrap();
    tx.add_transfer(&taken(1, 20)).await.unwrap();
    tx.commit().await.unwrap();
    raw(&house.url, "UPDATE agent SET micros = micros + 5").await;
    let mut tx = house.store.read().await.unwrap();
    let (stored, derived) = (Money::micros(-19_999_995), Money::dollars(-20));
    let wrong = (Book::Agent(CORNER), stored, derived);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![wrong]);
    assert_eq!(tx.ledger_total().await.unwrap(), Money::micros(5));
}
