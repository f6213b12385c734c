//! What the representative's desk asks.

use super::{AT, LIMIT};
use crate::Tx;
use ami_domain::id::{AccountId, MeterId, UserId};
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::{Span, Window};

pub(super) async fn ask(tx: &mut Tx) {
    let (account, meter) = (AccountId::from_number(1), MeterId::from_number(1));
    let order = crate::OrderRow {
        id: ami_domain::id::OrderId::from_number(1),
        account,
        meter,
        kind: OrderKind::Field,
        reason: OrderReason::NoPower,
        state: OrderState::Open,
        evidence: "{}".into(),
        opened_at: AT,
        ended_at: None,
        note: String::new(),
        attempts: 0,
        next_at_real: AT,
        handed_at: None,
        answer: String::new(),
    };
    tx.insert_order(&order).await.unwrap();
    tx.order(order.id).await.unwrap();
    tx.orders_of(account, LIMIT).await.unwrap();
    tx.orders(true, LIMIT).await.unwrap();
    tx.orders(false, LIMIT).await.unwrap();
    tx.orders_to_hand(AT, LIMIT).await.unwrap();
    tx.claim_order(order.id, AT, AT).await.unwrap();
    tx.order_handed(order.id, AT).await.unwrap();
    tx.order_not_handed(order.id, "x", AT).await.unwrap();
    let done = OrderState::Done;
    tx.end_order(order.id, done, "x", AT).await.unwrap();
    tx.case_of(account).await.unwrap();
    tx.open_cases(LIMIT).await.unwrap();
    let user = UserId::from_number(1);
    tx.identity_until(account, user, AT).await.unwrap();
    tx.identities_refused(account, user, AT).await.unwrap();
    tx.meter_log_after(meter, 0, LIMIT).await.unwrap();
    tx.meter_log_newest(meter, LIMIT).await.unwrap();
    let day = Window::new(AT, AT + Span::days(1)).unwrap();
    tx.commands_of(meter, day, LIMIT).await.unwrap();
    super::places::ask(tx).await;
}
