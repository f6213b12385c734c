//! A gateway's meters are others than when it came.

use crate::broker::{House, PATIENCE};
use crate::common::{HOME_A, HOME_B};
use ami_domain::id::MeterId;
use ami_store::Meter;
use ami_wire::topic;

#[tokio::test]
async fn a_gateway_whose_meters_have_changed_must_come_in_again_and_the_others_stay() {
    let house = House::new().await;
    let mut other = house.gateway(HOME_B.gateway).await;
    let mut gateway = house.gateway(HOME_A.gateway).await;
    let new = MeterId::from_number(0x4e45);
    assert!(gateway.subscribe(&topic::commands(HOME_A.meter)).await);
    assert!(!gateway.subscribe(&topic::commands(new)).await);
    let mut tx = house.server.app().css.store.begin().await.unwrap();
    let meter = tx.meter(HOME_A.meter).await.unwrap().unwrap();
    tx.insert_meter(&Meter {
        id: new,
        serial: "AMI-NEW".into(),
        ..meter
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    // Its connection ends: what it has subscribed to is forgotten, and it asks at the door.
    let ended = async { while gateway.events.poll().await.is_ok() {} };
    tokio::time::timeout(PATIENCE * 3, ended).await.unwrap();
    let mut gateway = house.gateway(HOME_A.gateway).await;
    assert!(gateway.subscribe(&topic::commands(new)).await);
    // The neighbour's connection is the same as before.
    assert!(other.subscribe(&topic::commands(HOME_B.meter)).await);
    house.end().await;
}
