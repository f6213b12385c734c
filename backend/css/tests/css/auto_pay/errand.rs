//! Somebody is on their way to cut, and the account begins to top itself up.

use super::{FRIDAYS, keep, settings};
use crate::house::{ACCOUNT, House, METER, noon};
use ami_css::Css;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::payment_method::{Answer, Charge, Known, PaymentMethod, Verdict};
use ami_domain::account::AtZero;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{ClearanceId, OrderId};
use ami_domain::money::Money;
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::Span;
use ami_store::OrderRow;
use std::sync::Arc;

/// A bank that takes days.
#[derive(Debug)]
struct Slow;

impl PaymentMethod for Slow {
    fn name(&self) -> &'static str {
        "sandbox_card"
    }
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        let reference = charge.payment.to_string();
        Box::pin(async { Verdict::Pending { reference } })
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Doubt })
    }
}

#[tokio::test]
async fn who_is_on_their_way_to_cut_is_called_back_while_a_payment_is_under_way() {
    let mut house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    house.css = Css {
        methods: vec![Arc::new(Slow)],
        ..house.css
    };
    let now = house.clock.now();
    let errand = OrderRow {
        id: OrderId::from_number(1),
        account: ACCOUNT,
        meter: METER,
        kind: OrderKind::Field,
        reason: OrderReason::NoSwitch,
        state: OrderState::Open,
        evidence: "{}".into(),
        opened_at: now.business,
        ended_at: None,
        note: String::new(),
        attempts: 1,
        next_at_real: now.real,
        handed_at: None,
        answer: String::new(),
        clearance: Some(ClearanceId::from_number(3)),
        not_after: Some(now.business + Span::hours(8)),
        withdrawn: false,
    };
    let mut tx = house.css.store.begin().await.unwrap();
    assert!(tx.insert_order(&errand).await.unwrap());
    let chosen = tx.set_program(ACCOUNT, AtZero::AutoReplenish, None).await;
    chosen.unwrap();
    tx.commit().await.unwrap();
    let kept = keep(&house, settings(), "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    let mut chance = Seeded::new(1);
    house.css.watch(&house.clock, &mut chance).await.unwrap();
    let mut tx = house.css.store.read().await.unwrap();
    let paid = tx.payments_of(ACCOUNT, 9).await.unwrap();
    assert_eq!(paid.len(), 1);
    assert_eq!(paid[0].state.word(), "pending");
    let errand = tx.orders_of(ACCOUNT, 9).await.unwrap().remove(0);
    assert!(errand.withdrawn && !errand.state.is_open(), "{errand:?}");
}
