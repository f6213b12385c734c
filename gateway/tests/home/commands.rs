//! Commands: once, proven, and never lost.

use crate::utility::{Utility, prepay};
use crate::{GATEWAY, Home, METER, config, eventually};
use ami_domain::command::{CommandKind, Priority};
use ami_domain::energy::WattHours;
use ami_domain::id::{AlertId, MeterId};
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::Timestamp;
use ami_gateway::Gateway;
use ami_gateway::command::derived_id;
use ami_gateway::journal::Journal;
use ami_gateway::spool::{Room, Spool};
use ami_wire::up::{Up, UpBody};
use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sc1_7_to_10_a_prepayment_reaches_the_meter_and_its_receipt_comes_up_once() {
    let mut home = Home::new("prepay").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    let command = prepay(1, 1);
    home.utility.send(&command).await;
    eventually("a receipt", || !heard.receipts(command.id).is_empty()).await;
    let (id, receipt) = heard.receipts(command.id)[0];
    assert_eq!(id, derived_id("receipt", &[&command.id.to_bytes()]));
    assert_eq!(receipt.outcome, Outcome::Done);
    assert_eq!(receipt.supply.switch, Switch::On);
    assert_eq!(home.meter.credit(), WattHours::kilo(10));
    let spool = home.gateway().spool().clone();
    eventually("everything acknowledged", || spool.is_empty()).await;

    // The same again: the stored receipt, and the meter is not asked.
    let asked = home.meter.shared.messages.load(Ordering::SeqCst);
    home.utility.send(&command).await;
    eventually("the receipt again", || heard.receipts(command.id).len() > 1).await;
    let all: HashSet<_> = heard.receipts(command.id).into_iter().collect();
    assert_eq!(all.len(), 1, "copies are equal");
    assert_eq!(home.meter.shared.messages.load(Ordering::SeqCst), asked);

    // The switch moved: that is said on its own too.
    let supply = |up: &Up| matches!(&up.body, UpBody::Supply(s) if s.switch == Switch::On);
    eventually("supply", || heard.ups().iter().any(supply)).await;
    assert_eq!(heard.last_status().unwrap(), r#"{"v":1,"online":true}"#);
    home.stop().await;
    eventually("offline", || {
        heard.last_status().unwrap() == r#"{"v":1,"online":false}"#
    })
    .await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(heard.last_status().unwrap(), r#"{"v":1,"online":false}"#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_read_back_and_the_credit_counts_once() {
    let mut home = Home::new("swallow").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    home.meter.shared.swallow.store(true, Ordering::SeqCst);
    let command = prepay(1, 1);
    home.utility.send(&command).await;
    eventually("a receipt", || !heard.receipts(command.id).is_empty()).await;
    assert!(!home.meter.shared.swallow.load(Ordering::SeqCst));
    assert_eq!(heard.receipts(command.id)[0].1.outcome, Outcome::Done);
    assert_eq!(home.meter.credit(), WattHours::kilo(10));
    let sent = home.meter.shared.messages.load(Ordering::SeqCst);
    assert_eq!(sent, 1, "found in the meter's receipts, not sent again");
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intent_that_a_crash_left_open_is_settled_from_the_meters_own_receipts() {
    let mut home = Home::without_gateway("intent").await;
    let heard = home.utility.heard.clone();
    let (done, never) = (prepay(1, 1), prepay(2, 2));
    // The gateway died after the bytes left, and before it wrote down what came back.
    let bytes = ami_wire::down::Down::new(done.clone()).to_bytes();
    home.meter.happen(ami_meter::Input::Message(bytes));
    let spool = home.dir.path().join("spool");
    let journal = Journal::open(&spool).unwrap();
    journal.intend(METER, done.id).await.unwrap();
    journal.intend(METER, never.id).await.unwrap();
    drop(journal);
    home.start().await;
    eventually("the old receipt", || !heard.receipts(done.id).is_empty()).await;
    assert_eq!(home.meter.shared.messages.load(Ordering::SeqCst), 0);
    // The other one never arrived: ADCS sends it again, and it is carried out.
    assert!(heard.receipts(never.id).is_empty());
    home.utility.send(&never).await;
    eventually("the new receipt", || !heard.receipts(never.id).is_empty()).await;
    assert_eq!(home.meter.credit(), WattHours::kilo(20));
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retained_foreign_late_and_broken_commands_change_nothing() {
    let mut home = Home::new("refused").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    let mut late = prepay(2, 2);
    late.not_after = Some(Timestamp::from_millis(1));
    let mut foreign = prepay(3, 3);
    foreign.meter = MeterId::from_number(0xcc);
    home.stop().await;
    // A retained command waits for every new client.
    home.utility.publish(&prepay(1, 1), true).await;
    home.start().await;
    let good = prepay(4, 4);
    tokio::time::sleep(Duration::from_millis(500)).await;
    // One topic keeps its order: when the good one is through, so are those before it.
    for command in [&late, &foreign, &good] {
        home.utility.send(command).await;
    }
    eventually("the good one", || !heard.receipts(good.id).is_empty()).await;
    for refused in [1, 2, 3] {
        let id = ami_domain::id::MessageId::from_number(refused);
        assert!(heard.receipts(id).is_empty(), "{refused}");
    }
    assert_eq!(home.meter.credit(), WattHours::kilo(10));
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_over_a_broker_that_dies_and_copies_have_the_same_id() {
    let dir = tempfile::tempdir().unwrap();
    let utility = Utility::start(None).await;
    let heard = utility.heard.clone();
    heard.silent.store(true, Ordering::SeqCst);
    // What an earlier run left in the spool.
    let spool = Spool::open(&dir.path().join("spool"), Room::default()).unwrap();
    let confirmed = |n: u128| Up {
        v: ami_wire::VERSION,
        id: ami_domain::id::MessageId::from_number(n),
        gateway: GATEWAY,
        meter: METER,
        at: Timestamp::from_millis(0),
        body: UpBody::Confirmed {
            alert: AlertId::from_number(n),
            at: Timestamp::from_millis(0),
        },
    };
    let all: Vec<Up> = (1..=300).map(confirmed).collect();
    spool.push(&all).unwrap();
    drop(spool);
    let gateway = Gateway::start(config(dir.path(), "memory:nobody", utility.address()))
        .await
        .unwrap();
    eventually("some came", || heard.ups().len() > 20).await;
    utility.kill().await;
    assert_eq!(
        gateway.spool().len(),
        300,
        "no acknowledgement, nothing forgotten"
    );
    let before = heard.ups().len();
    utility.restart().await;
    eventually("copies came", || heard.ups().len() > before + 100).await;
    heard.silent.store(false, Ordering::SeqCst);
    let spool = gateway.spool().clone();
    eventually("the spool is empty", || spool.is_empty()).await;
    let ids: HashSet<_> = heard.ups().iter().map(|up| up.id).collect();
    assert_eq!(ids, all.iter().map(|up| up.id).collect());
    assert!(
        heard.ups().iter().all(|up| all.contains(up)),
        "copies are equal"
    );
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_driver_serves_a_meter_on_the_network() {
    let mut home = Home::without_gateway("tcp").await;
    (home.meter, home.link) = crate::meter::TestMeter::start_tcp().await;
    home.start().await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    home.meter.shared.swallow.store(true, Ordering::SeqCst);
    let command = prepay(1, 1);
    home.utility.send(&command).await;
    eventually("a receipt", || !heard.receipts(command.id).is_empty()).await;
    assert_eq!(home.meter.credit(), WattHours::kilo(10));
    assert_eq!(home.meter.shared.messages.load(Ordering::SeqCst), 1);
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nfr05_what_came_while_the_meter_was_away_is_done_when_it_is_back_the_urgent_first() {
    let mut home = Home::new("away").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    home.meter.unplug();
    let mut text = prepay(1, 1);
    text.kind = CommandKind::Withdraw(AlertId::from_number(1));
    text.priority = Priority::Routine;
    let credit = prepay(2, 2);
    home.utility.send(&text).await;
    home.utility.send(&credit).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(heard.receipts(credit.id).is_empty());
    home.meter.replug("away");
    eventually("both", || {
        !heard.receipts(text.id).is_empty() && !heard.receipts(credit.id).is_empty()
    })
    .await;
    let (first, second) = (heard.receipts(credit.id)[0].1, heard.receipts(text.id)[0].1);
    assert!(
        first.log_seq < second.log_seq,
        "power comes back before a text goes"
    );
    assert_eq!(home.meter.credit(), WattHours::kilo(10));
    home.stop().await;
}
