//! Field and trouble orders: never two for the same work.

use crate::house::{House, both, t, town};
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, ClearanceId, MeterId, OrderId};
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::Span;
use ami_store::limits::PUT_OFF_MAX;
use ami_store::{OrderRow, Queue};
use tokio::task::JoinSet;

both!(
    sc6_10_twenty_at_once_make_one_field_order_and_one_trouble_order,
    sc6_10_a_new_order_may_follow_when_the_old_one_has_ended,
    what_waits_is_counted_with_the_moment_since_when,
    an_errand_is_called_back_although_a_clock_was_ahead_then,
);

fn order(n: u128, kind: OrderKind) -> OrderRow {
    OrderRow {
        id: OrderId::from_number(n),
        account: AccountId::from_number(1),
        meter: MeterId::from_number(1),
        kind,
        reason: OrderReason::TestFailed,
        state: OrderState::Open,
        evidence: "{}".into(),
        opened_at: t(5),
        ended_at: None,
        note: String::new(),
        attempts: 0,
        next_at_real: t(5),
        handed_at: None,
        answer: String::new(),
        clearance: None,
        not_after: None,
        withdrawn: false,
    }
}

async fn sc6_10_twenty_at_once_make_one_field_order_and_one_trouble_order(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let mut all = JoinSet::new();
    for n in 0..20 {
        let store = house.store.clone();
        all.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            let mut new = 0;
            for (place, kind) in (0..).zip(OrderKind::ALL) {
                let row = order(100 + n * 10 + place, kind);
                new += u32::from(tx.insert_order(&row).await.unwrap());
            }
            tx.commit().await.unwrap();
            new
        });
    }
    let made: u32 = all.join_all().await.into_iter().sum();
    assert_eq!(made, 2);
    let mut tx = house.store.read().await.unwrap();
    let mut kinds: Vec<_> = tx.orders(true, 50).await.unwrap();
    kinds.sort_by_key(|order| order.kind.word());
    let kinds: Vec<_> = kinds.iter().map(|order| order.kind).collect();
    assert_eq!(kinds, OrderKind::ALL);
}

async fn sc6_10_a_new_order_may_follow_when_the_old_one_has_ended(house: &House) {
    let mut tx = town(house, 1).await;
    let first = order(1, OrderKind::Field);
    assert!(tx.insert_order(&first).await.unwrap());
    assert_eq!(tx.order(first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(tx.orders_to_hand(t(4), 9).await.unwrap(), vec![]);
    assert_eq!(tx.orders_to_hand(t(5), 9).await.unwrap().len(), 1);
    assert!(tx.claim_order(first.id, t(5), t(20)).await.unwrap());
    assert!(
        !tx.claim_order(first.id, t(5), t(20)).await.unwrap(),
        "one instance at a time"
    );
    tx.order_not_handed(first.id, "500", t(50)).await.unwrap();
    assert_eq!(tx.orders_to_hand(t(49), 9).await.unwrap(), vec![]);
    tx.order_handed(first.id, t(51)).await.unwrap();
    assert!(!tx.insert_order(&order(2, OrderKind::Field)).await.unwrap());
    let done = OrderState::Done;
    assert!(tx.end_order(first.id, done, "fuse", t(60)).await.unwrap());
    assert!(!tx.end_order(first.id, done, "again", t(61)).await.unwrap());
    let ended = tx.order(first.id).await.unwrap().unwrap();
    assert_eq!((ended.note.as_str(), ended.attempts), ("fuse", 2));
    assert!(tx.insert_order(&order(2, OrderKind::Field)).await.unwrap());
    let all = tx.orders_of(first.account, 9).await.unwrap();
    assert_eq!(all.len(), 2);
}

async fn what_waits_is_counted_with_the_moment_since_when(house: &House) {
    let mut tx = town(house, 1).await;
    let none = Queue::default();
    let before = tx.waiting().await.unwrap();
    assert_eq!((before.orders, before.outbox), (none, none));
    assert_eq!((before.payments, before.questions), (none, none));

    let (field, trouble) = (
        order(1, OrderKind::Field),
        OrderRow {
            opened_at: t(3),
            ..order(2, OrderKind::Trouble)
        },
    );
    for one in [&field, &trouble] {
        assert!(tx.insert_order(one).await.unwrap());
    }
    tx.put_outbox("ami/1/gw/x/ack", b"{}").await.unwrap();
    let counted = tx.waiting().await.unwrap();
    let (rows, since) = (2, Some(t(3)));
    assert_eq!(counted.orders, Queue { rows, since });
    let (rows, since) = (1, None);
    assert_eq!(counted.outbox, Queue { rows, since });

    tx.order_handed(trouble.id, t(9)).await.unwrap();
    let (rows, since) = (1, Some(t(5)));
    let counted = tx.waiting().await.unwrap();
    assert_eq!(counted.orders, Queue { rows, since });
}

async fn an_errand_is_called_back_although_a_clock_was_ahead_then(house: &House) {
    let mut tx = town(house, 1).await;
    let at = |real| Now {
        business: t(6),
        real,
    };
    let far = t(6) + PUT_OFF_MAX + Span::days(9);
    let home = OrderRow {
        next_at_real: far,
        ..order(1, OrderKind::Trouble)
    };
    let errand = OrderRow {
        clearance: Some(ClearanceId::from_number(3)),
        not_after: Some(t(1_000)),
        ..order(2, OrderKind::Field)
    };
    for one in [&home, &errand] {
        assert!(tx.insert_order(one).await.unwrap());
    }
    // Somebody is to bring power back, by a moment that has not come.
    let due = tx.orders_to_hand(t(6), 9).await.unwrap();
    assert_eq!(due, [errand.clone(), home.clone()]);
    assert!(tx.claim_order(home.id, t(6), t(20)).await.unwrap());
    assert!(!tx.claim_order(home.id, t(6), t(20)).await.unwrap());
    // Somebody is on their way to cut, and money has come.
    tx.order_handed(errand.id, t(6)).await.unwrap();
    let back = tx
        .withdraw_errand(errand.meter, at(far), "money came")
        .await;
    assert!(back.unwrap());
    let ids = |rows: Vec<OrderRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(tx.recalls(t(6), 9).await.unwrap()), [errand.id]);
    assert!(tx.move_recall(errand.id, t(6), None).await.unwrap());
    assert_eq!(ids(tx.recalls(t(6), 9).await.unwrap()), []);
}
