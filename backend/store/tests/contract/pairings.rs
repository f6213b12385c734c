//! Displays that are paired with homes.

use crate::house::{House, both, t, town};
use ami_domain::id::{GatewayId, MeterId, PairingId, UserId};
use ami_domain::pairing::{CheckNumber, PairCode, PairState};
use ami_store::{PairingRow, Tx};

both!(
    one_is_under_way_at_a_gateway_and_its_end_makes_room,
    a_pairing_tells_who_asked_who_confirmed_and_who_ended_it,
    what_is_to_be_said_comes_in_its_time_and_codes_are_counted,
);

fn row(id: u128, at: i64) -> PairingRow {
    PairingRow {
        id: PairingId::from_number(id),
        meter: MeterId::from_number(1),
        gateway: GatewayId::from_number(1),
        code: PairCode::of(1_002_003),
        state: PairState::Asked,
        strangers: 0,
        check: None,
        asked: (t(at), UserId::from_number(1)),
        confirmed: None,
        ended: None,
        say_at: Some(t(at)),
    }
}

async fn all(tx: &mut Tx) -> Vec<PairingRow> {
    tx.pairings_of(MeterId::from_number(1), 9).await.unwrap()
}

async fn one_is_under_way_at_a_gateway_and_its_end_makes_room(house: &House) {
    let mut tx = town(house, 1).await;
    let gateway = GatewayId::from_number(1);
    assert!(tx.insert_pairing(&row(1, 1)).await.unwrap());
    assert!(
        !tx.insert_pairing(&row(1, 1)).await.unwrap(),
        "a double click"
    );
    assert!(!tx.insert_pairing(&row(2, 2)).await.unwrap());
    for state in PairState::ALL {
        let first = PairingRow { state, ..row(1, 1) };
        tx.set_pairing(&first).await.unwrap();
        let under_way = tx.pairing_under_way(gateway).await.unwrap();
        assert_eq!(under_way.is_some(), state.is_open(), "{state:?}");
    }
    assert!(tx.insert_pairing(&row(2, 2)).await.unwrap());
    assert_eq!(all(&mut tx).await[0], row(2, 2), "the newest comes first");
}

async fn a_pairing_tells_who_asked_who_confirmed_and_who_ended_it(house: &House) {
    let mut tx = town(house, 1).await;
    tx.insert_pairing(&row(1, 1)).await.unwrap();
    let by = UserId::from_number(1);
    let mut told = PairingRow {
        state: PairState::Unpaired,
        strangers: 3,
        check: Some(CheckNumber::of(4_711)),
        confirmed: Some((t(5), by)),
        ended: Some((t(9), Some(by))),
        say_at: None,
        ..row(1, 1)
    };
    tx.set_pairing(&told).await.unwrap();
    let id = told.id;
    assert_eq!(tx.lock_pairing(id).await.unwrap(), Some(told.clone()));
    told.ended = Some((t(10), None));
    tx.set_pairing(&told).await.unwrap();
    assert_eq!(tx.pairing(id).await.unwrap(), Some(told));
    let nobody = PairingId::from_number(7);
    assert_eq!(tx.lock_pairing(nobody).await.unwrap(), None);
    assert!(tx.set_pairing(&row(7, 1)).await.is_err());
}

async fn what_is_to_be_said_comes_in_its_time_and_codes_are_counted(house: &House) {
    let mut tx = town(house, 1).await;
    tx.insert_pairing(&row(1, 10)).await.unwrap();
    assert!(tx.pairings_due(t(9), 9).await.unwrap().is_empty());
    assert_eq!(tx.pairings_due(t(10), 9).await.unwrap(), [row(1, 10).id]);
    let quiet = PairingRow {
        state: PairState::Lost,
        say_at: None,
        ..row(1, 10)
    };
    tx.set_pairing(&quiet).await.unwrap();
    assert!(tx.pairings_due(t(99), 9).await.unwrap().is_empty());
    tx.insert_pairing(&row(2, 20)).await.unwrap();
    let meter = MeterId::from_number(1);
    assert_eq!(tx.pairings_since(meter, t(10)).await.unwrap(), 2);
    assert_eq!(tx.pairings_since(meter, t(11)).await.unwrap(), 1);
    let known = tx.meter(meter).await.unwrap().unwrap();
    let found = tx.meter_of_serial(&known.serial).await.unwrap();
    assert_eq!(found, Some(known));
    assert_eq!(tx.meter_of_serial("none").await.unwrap(), None);
}
