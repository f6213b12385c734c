//! Payments given back: never more than is left unused, whatever else is on its way.

use crate::house::{ACCOUNT, ANA, House, noon, offer};
use ami_css::payment_method::{Answer, Charge, GivenBack, Known, PaymentMethod, Verdict};
use ami_css::refund::Asked;
use ami_css::{Css, CssError, Offer};
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{PaymentId, RefundId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_store::RefundRow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

async fn give_back(
    house: &House,
    css: &Css,
    id: u128,
    payment: u128,
    cents: i64,
) -> Result<RefundRow, CssError> {
    let asked = Asked {
        refund: RefundId::from_number(100 + id),
        payment: PaymentId::from_number(payment),
        amount: Money::cents(cents),
        note: "paid twice".into(),
        by: ANA,
    };
    let mut chance = Seeded::new(u64::try_from(id).unwrap());
    css.refund(&house.clock, &mut chance, &asked).await
}

/// $20 to begin with and two payments of $40, of which $85 is used.
async fn house() -> House {
    let house = House::at(noon()).await;
    for id in [1, 2] {
        house.pay(id, &offer(40, "tok_approve")).await.unwrap();
    }
    house.pass(Span::hours(2));
    house.used(noon(), &[170_000, 170_000]).await;
    house.charge().await.unwrap();
    assert_eq!(house.balance().await, Money::dollars(15));
    house
}

#[tokio::test]
async fn what_has_been_used_is_not_given_back_and_the_reason_says_how_much_is_left() {
    let house = house().await;
    let refused = give_back(&house, &house.css, 1, 1, 1_501)
        .await
        .unwrap_err();
    assert_eq!(refused.text_id(), "error-refund-used");
    assert_eq!(refused.field(), Some("amount"));
    let unused = Money::dollars(15);
    assert!(matches!(refused, CssError::RefundUsed { unused: left } if left == unused));
    assert_eq!(house.balance().await, unused);
    let left = house
        .css
        .refundable(PaymentId::from_number(1))
        .await
        .unwrap();
    assert_eq!(left.rest, Money::dollars(40));
    assert_eq!(left.most(), unused);
    let done = give_back(&house, &house.css, 2, 1, 1_500).await.unwrap();
    assert_eq!(done.state.word(), "done");
    assert_eq!(house.balance().await, Money::ZERO);
    // The other payment is whole, and its money is gone all the same.
    let refused = give_back(&house, &house.css, 3, 2, 1).await.unwrap_err();
    assert_eq!(refused.text_id(), "error-refund-used");
}

#[tokio::test]
async fn a_refund_in_doubt_is_not_there_for_another_one() {
    let house = house().await;
    let silent = Css {
        verify_timeout: std::time::Duration::from_millis(50),
        ..house.silent()
    };
    let asked = give_back(&house, &silent, 1, 1, 1_000).await.unwrap();
    assert_eq!(asked.state.word(), "asked");
    assert_eq!(house.balance().await, Money::dollars(15));
    let refused = give_back(&house, &house.css, 2, 2, 501).await.unwrap_err();
    assert_eq!(refused.text_id(), "error-refund-used");
    // The same once more ends the first one, and gives back once.
    let done = give_back(&house, &house.css, 1, 1, 1_000).await.unwrap();
    assert_eq!(done.state.word(), "done");
    give_back(&house, &house.css, 2, 2, 500).await.unwrap();
    assert_eq!(house.balance().await, Money::ZERO);
}

#[tokio::test]
async fn two_refunds_at_once_never_give_back_more_than_is_left() {
    let house = house().await;
    let (one, other) = tokio::join!(
        give_back(&house, &house.css, 1, 1, 1_000),
        give_back(&house, &house.css, 2, 2, 1_000),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(house.balance().await, Money::dollars(5));
}

#[tokio::test]
async fn a_refused_payment_and_one_that_came_no_way_back_are_not_given_back() {
    let house = house().await;
    house.pay(3, &offer(40, "tok_decline")).await.unwrap();
    let refused = give_back(&house, &house.css, 1, 3, 100).await.unwrap_err();
    assert_eq!(refused.text_id(), "error-refund-not-now");
    let left = house
        .css
        .refundable(PaymentId::from_number(3))
        .await
        .unwrap();
    assert_eq!(left.most(), Money::ZERO);
    // Without its method there is nobody to give it back; nothing is kept for it then.
    let nobody = Css {
        methods: Vec::new(),
        ..house.css.clone()
    };
    let refused = give_back(&house, &nobody, 2, 1, 100).await.unwrap_err();
    assert_eq!(refused.text_id(), "error-refund-not-now");
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.refunds_asked(ACCOUNT).await.unwrap(), Money::ZERO);
    assert_eq!(
        tx.balance(Book::Prepaid(ACCOUNT)).await.unwrap(),
        Money::dollars(15)
    );
}

/// A processor that takes, and never says whether it gives back.
#[derive(Debug)]
struct Stuck;

impl PaymentMethod for Stuck {
    fn name(&self) -> &'static str {
        "stuck"
    }
    fn charge<'a>(&'a self, _: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
    fn give_back<'a>(&'a self, _: Known<'a>, _: RefundId, _: Money) -> Answer<'a, GivenBack> {
        Box::pin(async { GivenBack::Doubt })
    }
}

/// A processor that does not answer first, and then gives nothing back.
#[derive(Debug, Default)]
struct SaysNo(AtomicBool);

impl PaymentMethod for SaysNo {
    fn name(&self) -> &'static str {
        "stuck"
    }
    fn charge<'a>(&'a self, _: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
    fn give_back<'a>(&'a self, _: Known<'a>, _: RefundId, _: Money) -> Answer<'a, GivenBack> {
        let asked = self.0.swap(true, Ordering::SeqCst);
        let answer = if asked {
            GivenBack::Failed
        } else {
            GivenBack::Doubt
        };
        Box::pin(async { answer })
    }
}

#[tokio::test]
async fn a_refund_that_fails_once_the_bank_has_taken_all_back_leaves_nothing_of_it() {
    let mut house = House::at(noon()).await;
    house.css.methods.push(Arc::new(SaysNo::default()));
    let offer = Offer {
        method: "stuck".into(),
        ..offer(40, "tok_approve")
    };
    house.pay(1, &offer).await.unwrap();
    let asked = give_back(&house, &house.css, 1, 1, 1_000).await.unwrap();
    assert_eq!(asked.state.word(), "asked");
    let (now, id) = (house.clock.now(), PaymentId::from_number(1));
    let mut chance = Seeded::new(9);
    assert!(
        house
            .css
            .returned(now, &mut chance, id, Money::dollars(40), "R01")
            .await
            .unwrap()
    );
    let failed = give_back(&house, &house.css, 1, 1, 1_000).await.unwrap();
    assert_eq!(failed.state.word(), "failed");
    assert_eq!(house.balance().await, Money::dollars(20), "as before it");
    let left = house.css.refundable(id).await.unwrap();
    assert_eq!(left.rest, Money::ZERO);
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}

#[tokio::test]
async fn refunds_that_are_stuck_keep_no_other_from_being_ended() {
    let mut house = House::at(noon()).await;
    house.css.methods.push(Arc::new(Stuck));
    let stuck = Offer {
        method: "stuck".into(),
        ..offer(40, "tok_approve")
    };
    house.pay(1, &stuck).await.unwrap();
    house.pay(2, &offer(40, "tok_approve")).await.unwrap();
    for id in 1..=16 {
        let asked = give_back(&house, &house.css, id, 1, 100).await.unwrap();
        assert_eq!(asked.state.word(), "asked");
    }
    house.pass(Span::seconds(1));
    let silent = Css {
        verify_timeout: std::time::Duration::from_millis(50),
        ..house.silent()
    };
    let last = give_back(&house, &silent, 17, 2, 1_000).await.unwrap();
    assert_eq!(last.state.word(), "asked");
    let mut chance = Seeded::new(9);
    for _ in 0..2 {
        house.pass(Span::minutes(1));
        let before = house.clock.now().business;
        let run = house.css.settle_refunds(&house.clock, &mut chance, before);
        assert_eq!(run.await.unwrap(), 16, "a run has an end");
    }
    let mut tx = house.css.store.read().await.unwrap();
    let done = tx.refund(last.id).await.unwrap().unwrap();
    assert_eq!(done.state.word(), "done");
}
