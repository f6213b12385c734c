//! Places, gateways, meters and intervals.

use crate::house::{House, both, meter, t, town};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{AccountId, GatewayId, LocationId, MeterId};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Window};
use ami_store::{StoreError, limits};

both!(
    places_read_back_as_written,
    a_gateway_comes_and_goes,
    an_older_report_never_replaces_a_newer_one,
    fr19_intervals_are_kept_once_and_read_by_slot,
    an_interval_is_corrected_and_never_by_an_estimate,
    a_thousand_intervals_go_in_few_statements,
    a_window_that_is_too_long_is_refused,
);

async fn places_read_back_as_written(house: &House) {
    let mut tx = town(house, 2).await;
    let one = MeterId::from_number(1);
    assert_eq!(tx.meter(one).await.unwrap(), Some(meter(1)));
    let place = tx
        .location(LocationId::from_number(2))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(place.address, "2 Elm Street");
    let gateway = tx
        .gateway(GatewayId::from_number(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(gateway.secret_hash, [7; 32]);
    let all = tx.meters_of(gateway.id).await.unwrap();
    assert_eq!(all, vec![meter(1), meter(2)]);
    assert_eq!(tx.gateway_of(one).await.unwrap(), Some(gateway.id));
    assert_eq!(tx.gateway_of(MeterId::from_number(9)).await.unwrap(), None);
    assert_eq!(tx.next_seq(one).await.unwrap(), (3, 1));
    assert_eq!(tx.next_seq(one).await.unwrap(), (3, 2));
    let nobody = tx.next_seq(MeterId::from_number(9)).await;
    assert!(matches!(nobody, Err(StoreError::Missing { .. })));
}

async fn a_gateway_comes_and_goes(house: &House) {
    let mut tx = town(house, 1).await;
    let id = GatewayId::from_number(1);
    assert_eq!(tx.online(id).await.unwrap(), None);
    tx.set_online(id, true, t(5)).await.unwrap();
    assert_eq!(tx.online(id).await.unwrap(), Some((true, t(5))));
    tx.set_online(id, false, t(6)).await.unwrap();
    assert_eq!(tx.online(id).await.unwrap(), Some((false, t(6))));
    let nobody = tx.set_online(GatewayId::from_number(9), true, t(1)).await;
    assert!(matches!(nobody, Err(StoreError::Missing { .. })));
}

async fn an_older_report_never_replaces_a_newer_one(house: &House) {
    let mut tx = town(house, 1).await;
    let id = MeterId::from_number(1);
    let on = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::new(-5),
        at: t(100),
        trip: None,
    };
    assert_eq!(tx.supply(id).await.unwrap(), None);
    assert!(tx.set_supply(id, &on).await.unwrap());
    let later = Supply { at: t(200), ..on };
    assert!(
        !tx.set_supply(id, &later).await.unwrap(),
        "only its time changed"
    );
    let old = Supply {
        switch: Switch::Off,
        at: t(150),
        ..on
    };
    assert!(!tx.set_supply(id, &old).await.unwrap());
    assert_eq!(tx.supply(id).await.unwrap(), Some(later));
    let limited = Supply {
        switch: Switch::Ready,
        limit: Some(Watts::new(900)),
        ..later
    };
    assert!(tx.set_supply(id, &limited).await.unwrap());
    assert_eq!(tx.supply(id).await.unwrap(), Some(limited));
    let nobody = tx.set_supply(MeterId::from_number(9), &on).await;
    assert!(matches!(nobody, Err(StoreError::Missing { .. })));
}

fn quarter(n: i64) -> ami_domain::time::Timestamp {
    t(n * Span::minutes(15).as_millis())
}

async fn fr19_intervals_are_kept_once_and_read_by_slot(house: &House) {
    let mut tx = town(house, 2).await;
    let one = meter(1);
    let wh = WattHours::new;
    let rows = [
        (quarter(1), wh(10), false),
        (quarter(2), wh(20), true),
        (quarter(4), wh(40), false),
    ];
    assert_eq!(tx.interval_end(one.id).await.unwrap(), None);
    let kept = tx.put_intervals(one.id, one.interval, &rows).await.unwrap();
    assert_eq!(kept, [quarter(1), quarter(2), quarter(4)]);
    let again = [(quarter(4), wh(40), false), (quarter(3), wh(30), false)];
    let kept = tx.put_intervals(one.id, one.interval, &again).await;
    assert_eq!(kept.unwrap(), [quarter(3)]);
    assert_eq!(tx.interval_end(one.id).await.unwrap(), Some(quarter(5)));
    // From the middle of slot 1 on, up to but without slot 4.
    let window = Window::new(quarter(1) + Span::minutes(1), quarter(4)).unwrap();
    let read = tx.intervals(&one, window).await.unwrap();
    assert_eq!(
        read,
        vec![(quarter(2), wh(20), true), (quarter(3), wh(30), false)]
    );
    assert_eq!(tx.intervals(&meter(2), window).await.unwrap(), vec![]);
    let none = tx.put_intervals(one.id, one.interval, &[]).await.unwrap();
    assert_eq!(none, []);
    let unknown = MeterId::from_number(9);
    let refused = tx.put_intervals(unknown, one.interval, &rows).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
}

async fn an_interval_is_corrected_and_never_by_an_estimate(house: &House) {
    let mut tx = town(house, 1).await;
    let one = meter(1);
    let wh = WattHours::new;
    let window = Window::new(quarter(0), quarter(9)).unwrap();
    let first = [(quarter(1), wh(10), true), (quarter(2), wh(20), false)];
    tx.put_intervals(one.id, one.interval, &first)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Kept in memory from here on, as it stood.
    let mut tx = house.store.begin().await.unwrap();
    assert_eq!(tx.intervals(&one, window).await.unwrap(), first);
    // Both slots twice in one message: the measured number holds, and the later of two.
    let rows = [
        (quarter(1), wh(11), false),
        (quarter(1), wh(99), true),
        (quarter(2), wh(98), true),
        (quarter(2), wh(20), false),
    ];
    let changed = tx.put_intervals(one.id, one.interval, &rows).await;
    assert_eq!(changed.unwrap(), [quarter(1)]);
    let rows = [(quarter(1), wh(97), true), (quarter(2), wh(22), false)];
    let changed = tx.put_intervals(one.id, one.interval, &rows).await;
    assert_eq!(changed.unwrap(), [quarter(2)]);
    tx.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    assert_eq!(
        tx.intervals(&one, window).await.unwrap(),
        [(quarter(1), wh(11), false), (quarter(2), wh(22), false)]
    );
}

async fn a_thousand_intervals_go_in_few_statements(house: &House) {
    let mut tx = town(house, 1).await;
    let one = meter(1);
    let rows: Vec<_> = (0..1_000)
        .map(|n| (quarter(n), WattHours::new(n), false))
        .collect();
    let kept = tx.put_intervals(one.id, one.interval, &rows).await.unwrap();
    assert_eq!(kept.len(), 1_000);
    let all = Window::new(quarter(0), quarter(1_000)).unwrap();
    assert_eq!(tx.intervals(&one, all).await.unwrap(), rows);
    let due = tx.accounts_to_charge(10).await.unwrap();
    assert_eq!(due, vec![AccountId::from_number(1)]);
}

async fn a_window_that_is_too_long_is_refused(house: &House) {
    let mut tx = town(house, 1).await;
    let end = quarter(limits::SLOTS_MAX as i64 + 1);
    let refused = tx.intervals(&meter(1), Window { start: t(0), end }).await;
    assert!(matches!(refused, Err(StoreError::TooMany { .. })));
    let (start, end) = (t(i64::MIN), t(i64::MAX));
    let refused = tx.intervals(&meter(1), Window { start, end }).await;
    assert!(matches!(refused, Err(StoreError::TooMany { .. })));
    let (start, end) = (t(i64::MAX - 5), t(i64::MAX));
    let none = tx.intervals(&meter(1), Window { start, end }).await;
    assert_eq!(none.unwrap(), vec![]);
}
