//! The stop of all cuts, and a backup that was put back (DESIGN 7.7, 7.12).
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::empty_home_in;
use ami_adcs::supply::{Decided, Reduce};
use ami_domain::clearance::{Cause, Hold};
use ami_domain::id::{TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_store::{CommandState, MeterLogRow};
use ami_tests::world::build::REPRESENTATIVE;
use ami_tests::{HomeId, World};

/// An empty home whose world is on disk.
async fn empty(seed: u64) -> (World, HomeId) {
    let world = World::on_disk(seed).await.unwrap();
    empty_home_in(world).await.unwrap()
}

async fn cut(world: &mut World, home: HomeId) -> Decided {
    let off = Reduce::Disconnect;
    world.reduce(home, off, Cause::Zero).await.unwrap()
}

async fn stop(world: &World, by: Option<UserId>) -> bool {
    let mut tx = world.store().begin().await.unwrap();
    let at = world.now().business;
    let new = tx.stop_cuts(at, by, "balances are wrong").await.unwrap();
    tx.commit().await.unwrap();
    new
}

async fn lift(world: &World, by: UserId) -> bool {
    let mut tx = world.store().begin().await.unwrap();
    let over = tx.lift_stop(world.now().business, by).await.unwrap();
    tx.commit().await.unwrap();
    over
}

fn switch(world: &World, home: HomeId) -> Switch {
    world.meter(home).examine().switch
}

#[tokio::test]
async fn one_person_stops_all_cuts_and_two_let_them_begin_again() {
    let (mut world, home) = empty(1).await;
    assert!(stop(&world, Some(REPRESENTATIVE)).await);
    assert!(!stop(&world, None).await, "stopped already");
    let stopped = Decided::Held(vec![Hold::Stopped]);
    assert_eq!(cut(&mut world, home).await, stopped);
    let customer = world.at(home).customer;
    for (by, over) in [
        (REPRESENTATIVE, false),
        (REPRESENTATIVE, false),
        (customer, true),
    ] {
        assert_eq!(cut(&mut world, home).await, stopped);
        assert_eq!(lift(&world, by).await, over);
    }
    assert!(!lift(&world, customer).await, "nothing is stopped");
    assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
    world.pass(Span::seconds(5)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
}

#[tokio::test]
async fn a_stop_also_holds_what_is_on_its_way_to_a_switch() {
    let (mut world, home) = empty(2).await;
    assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
    assert!(stop(&world, Some(REPRESENTATIVE)).await);
    world.pass(Span::seconds(30)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    let journal = world.journal(home).await.unwrap();
    let said = |row: &&ami_store::JournalRow| row.detail == "still? held: stopped";
    assert!(journal.rows.iter().any(|row| said(&row)));
}

#[tokio::test]
async fn a_cut_of_the_backup_that_was_on_its_way_is_void() {
    let (mut world, home) = empty(4).await;
    let Decided::Sent(command) = cut(&mut world, home).await else {
        panic!("nothing holds it");
    };
    let mut tx = world.store().begin().await.unwrap();
    let done = tx.restored(world.now().real).await.unwrap();
    assert_eq!((done.meters, done.cuts), (1, 1));
    tx.commit().await.unwrap();
    world.pass(Span::minutes(5)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    let mut tx = world.store().read().await.unwrap();
    let row = tx.command(command.id).await.unwrap().unwrap();
    assert_eq!(row.state, CommandState::Superseded);
}

/// Ten hours after a backup it is put back, and then $20 are paid: whether the meter shows the
/// balance of the website.
async fn paid_after_put_back(seed: u64, restored: bool) -> (World, HomeId, bool) {
    let (mut world, home) = empty(seed).await;
    let backup = world.backup().unwrap();
    assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
    world.pass(Span::seconds(5)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
    world.pay(home, 10, "tok_approve").await.unwrap();
    world.pass(Span::hours(10)).await.unwrap();
    world.put_back(&backup).await.unwrap();
    if restored {
        let mut tx = world.store().begin().await.unwrap();
        // Put back a second time it must not begin the epoch of the first time again.
        let (meter, real) = (world.at(home).meter_id, world.now().real);
        let mut epochs = Vec::new();
        for at in [real, real, real + Span::minutes(5)] {
            assert_eq!(tx.restored(at).await.unwrap().meters, 1);
            epochs.push(tx.meter(meter).await.unwrap().unwrap().epoch);
        }
        assert!(epochs.is_sorted_by(|one, next| one < next), "{epochs:?}");
        tx.commit().await.unwrap();
        assert!(stop(&world, None).await);
    }
    world.pay(home, 20, "tok_approve").await.unwrap();
    world.pass(Span::minutes(5)).await.unwrap();
    let shown = world.meter(home).view().unwrap().balance;
    let same = shown == world.balance(home).await.unwrap();
    (world, home, same)
}

#[tokio::test]
async fn after_a_backup_was_put_back_meters_follow_again_and_nobody_is_cut() {
    let (.., same) = paid_after_put_back(3, false).await;
    assert!(
        !same,
        "the meter takes what it is told for older than what it knows"
    );
    let (mut world, home, same) = paid_after_put_back(3, true).await;
    assert!(same, "the same value at the meter and on the website");
    assert_eq!(switch(&world, home), Switch::On);
    // The $10 that were paid after the backup are not known yet: nobody is cut for them.
    world.spend_all(home).await.unwrap();
    world.pass(Span::minutes(61)).await.unwrap();
    world.warn(home).await.unwrap();
    world.rest(Span::minutes(5)).await.unwrap();
    let stopped = Decided::Held(vec![Hold::Stopped]);
    assert_eq!(cut(&mut world, home).await, stopped);
}

/// Switched off after a backup that is put back then, and what the meter's gateway hands in again:
/// the log, and how supply is.
async fn dark_after_put_back(seed: u64, by_hand: bool) -> (World, HomeId) {
    let (mut world, home) = empty(seed).await;
    let backup = world.backup().unwrap();
    if by_hand {
        world.touch(home, ami_meter::Input::Disconnect);
    } else {
        assert!(matches!(cut(&mut world, home).await, Decided::Sent(_)));
    }
    world.pass(Span::seconds(5)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
    world.put_back(&backup).await.unwrap();
    let (at, meter) = (world.now().business, world.at(home).meter_id);
    let row = |row: &ami_wire::up::LogRow| MeterLogRow {
        meter,
        seq: row.seq,
        at: row.at,
        code: row.code,
        message: row.message,
        inbound: row.inbound,
        chain: row.chain.clone(),
    };
    let rows: Vec<MeterLogRow> = world.at(home).log.iter().map(row).collect();
    let mut tx = world.store().begin().await.unwrap();
    tx.restored(world.now().real).await.unwrap();
    tx.put_meter_log(&rows, at).await.unwrap();
    tx.commit().await.unwrap();
    assert!(stop(&world, None).await);
    world.pass(Span::minutes(10)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off, "nothing is owed less");
    (world, home)
}

/// Minute by minute: a meter that is off is looked at every five of them, and nothing else happens
/// meanwhile that time would stop for.
async fn minutes(world: &mut World, count: u32) {
    for _ in 0..count {
        world.pass(Span::minutes(1)).await.unwrap();
    }
}

/// Money that no payment brings.
async fn money(world: &World, home: HomeId) {
    use ami_domain::ledger::{Book, Reason, Transfer};
    let account = world.at(home).account;
    let books = (Book::Adjustment, Book::Prepaid(account));
    let (id, at) = (TransferId::from_number(4_711), world.now().business);
    let mut tx = world.store().begin().await.unwrap();
    tx.lock_account(account).await.unwrap();
    let entry = Transfer::posted(id, books, Money::dollars(9), Reason::Correction, at);
    tx.add_transfer(&entry).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_was_cut_after_a_backup_comes_back_when_nothing_keeps_them_off() {
    let (mut world, home) = dark_after_put_back(5, false).await;
    money(&world, home).await;
    minutes(&mut world, 6).await;
    assert_eq!(switch(&world, home), Switch::On);
    // What a hand has switched off is nobody's cut: somebody may be working on the wires.
    let (mut world, home) = dark_after_put_back(6, true).await;
    money(&world, home).await;
    minutes(&mut world, 6).await;
    assert_eq!(switch(&world, home), Switch::Off);
}

#[tokio::test]
async fn who_was_cut_after_a_backup_and_is_protected_comes_back() {
    use ami_domain::protection::{Flag, Protection};
    let (mut world, home) = dark_after_put_back(7, false).await;
    let mut known = ami_tests::world::permissive::standing();
    known.protections.push(Protection {
        flag: Flag::LifeSupport,
        until: None,
    });
    let account = world.at(home).account;
    let mut tx = world.store().begin().await.unwrap();
    tx.set_standing(account, &known).await.unwrap();
    tx.commit().await.unwrap();
    minutes(&mut world, 6).await;
    assert_eq!(switch(&world, home), Switch::On);
}
