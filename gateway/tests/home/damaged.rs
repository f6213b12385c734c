//! Flash that forgets or is full: what one meter's file has lost costs no other home its meter, and
//! nobody stays dark because nothing can be written down.

use crate::utility::{Answers, disconnect, prepay};
use crate::{Home, METER, config, eventually};
use ami_domain::energy::WattHours;
use ami_domain::id::MeterId;
use ami_gateway::Gateway;
use ami_gateway::alarm::Alarm;
use ami_gateway::config::MeterConfig;
use ami_gateway::link::Target;
use std::time::Duration;

const NEIGHBOUR: MeterId = MeterId::from_number(0xcc);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_damaged_file_keeps_neither_its_own_meter_nor_the_neighbours_from_the_gateway() {
    let mut home = Home::new("damaged").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    home.utility.send(&prepay(1, 1)).await;
    eventually("a receipt", || !heard.receipts(prepay(1, 1).id).is_empty()).await;
    home.stop().await;
    // Both files are damaged: the neighbour's is cut short, ours has a flipped bit.
    let mut plan = config(home.dir.path(), &home.link, home.utility.address());
    plan.local = None;
    plan.meters.push(MeterConfig {
        meter: NEIGHBOUR,
        link: Target::parse("memory:nobody").unwrap(),
        ..plan.meters[0].clone()
    });
    let file = |meter: MeterId, end: &str| plan.spool.join(format!("meter-{meter}.{end}"));
    std::fs::write(file(NEIGHBOUR, "json"), b"{").unwrap();
    let mut bytes = std::fs::read(file(METER, "json")).unwrap();
    bytes[20] ^= 1;
    std::fs::write(file(METER, "json"), &bytes).unwrap();
    let aside = [METER, NEIGHBOUR].map(|meter| file(meter, "damaged"));

    let gateway = Gateway::start(plan).await.unwrap();
    assert_eq!(gateway.alarms().count(Alarm::Damaged), 2);
    assert_eq!(std::fs::read(&aside[0]).unwrap(), bytes);
    assert!(aside[1].exists());
    eventually("online again", || {
        heard.last_status().unwrap() == r#"{"v":1,"online":true}"#
    })
    .await;
    home.utility.send(&prepay(2, 2)).await;
    eventually("the meter is served", || {
        !heard.receipts(prepay(2, 2).id).is_empty()
    })
    .await;
    assert_eq!(home.meter.credit(), WattHours::kilo(20), "each once");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_brings_power_back_goes_out_though_the_journal_takes_nothing_more() {
    let mut home = Home::new("full").await;
    let heard = home.utility.heard.clone();
    let online = |status: Option<String>| status.is_some_and(|is| is.contains("true"));
    eventually("online", || online(heard.last_status())).await;
    home.utility.send(&prepay(1, 1)).await;
    eventually("a receipt", || !heard.receipts(prepay(1, 1).id).is_empty()).await;
    home.stop().await;
    // A part of it is damaged, and no new file can take its place.
    let spool = home.dir.path().join("spool");
    let journal = spool.join("journal-00000000.rec");
    let mut bytes = std::fs::read(&journal).unwrap();
    bytes[30] ^= 1;
    std::fs::write(&journal, bytes).unwrap();
    std::fs::create_dir(spool.join("journal-00000001.new")).unwrap();
    home.start().await;
    eventually("online again", || online(heard.last_status())).await;
    for (copies, what) in [(1, "the receipt"), (2, "the copy's receipt")] {
        home.utility.send(&prepay(2, 2)).await;
        eventually(what, || heard.receipts(prepay(2, 2).id).len() >= copies).await;
        assert_eq!(home.meter.credit(), WattHours::kilo(20), "each once");
        // A receipt that waits for its acknowledgement is not kept twice.
        tokio::time::sleep(Duration::from_millis(800)).await;
    }
    // What takes power away needs its line in the journal.
    heard.answer(Answers::Yes);
    home.utility.send(&disconnect(3, 3)).await;
    eventually("asked", || !heard.questions().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert!(heard.receipts(disconnect(3, 3).id).is_empty());
    home.stop().await;
}
