//! Flash that forgets: what one meter's file has lost costs no other home its meter.

use crate::utility::prepay;
use crate::{Home, METER, config, eventually};
use ami_domain::energy::WattHours;
use ami_domain::id::MeterId;
use ami_gateway::Gateway;
use ami_gateway::alarm::Alarm;
use ami_gateway::config::MeterConfig;
use ami_gateway::link::Target;

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
