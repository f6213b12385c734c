//! What somebody may do at the broker is other than when they came.

use crate::broker::{House, PATIENCE};
use crate::common::{HOME_A, HOME_B, PASSWORD, UMA};
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

#[tokio::test]
async fn who_came_in_by_a_utilitys_old_password_does_not_stay() {
    let house = House::new().await;
    let mut stranger = house.connect("feed", "uma", PASSWORD).await.unwrap();
    assert!(stranger.subscribe(topic::UTILITY_REPLY).await);
    let app = house.server.app();
    let hash = ami_server::password::hash("another one altogether").unwrap();
    let mut tx = app.css.store.begin().await.unwrap();
    tx.set_password_hash(UMA, &hash).await.unwrap();
    tx.commit().await.unwrap();
    // Not even for the minute in which a password is remembered.
    assert!(house.connect("again", "uma", PASSWORD).await.is_err());
    let ended = async { while stranger.events.poll().await.is_ok() {} };
    tokio::time::timeout(PATIENCE * 3, ended).await.unwrap();
    let own = house.connect("feed", "uma", "another one altogether").await;
    assert!(own.unwrap().subscribe(topic::UTILITY_REPLY).await);
    house.end().await;
}
