//! A clock was ahead for a while, and is right again.

use super::{FRIDAYS, days, keep, settings};
use crate::house::{ACCOUNT, House, noon};
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};

/// The duty that looks at low accounts.
async fn looked_at(house: &House) {
    let mut chance = Seeded::new(house.chance.lock().unwrap().next());
    let mut tx = house.css.store.begin().await.unwrap();
    let now = house.clock.now().business;
    tx.watch(ACCOUNT, now, false).await.unwrap();
    tx.commit().await.unwrap();
    house.css.watch(&house.clock, &mut chance).await.unwrap();
}

async fn next(house: &House) -> Option<Timestamp> {
    let mut tx = house.css.store.read().await.unwrap();
    tx.auto_pay(ACCOUNT).await.unwrap().unwrap().next_at
}

#[tokio::test]
async fn paydays_come_again_once_the_clock_is_right_and_none_is_paid_twice() {
    let begun = noon() + Span::days(14);
    let friday = begun + Span::hours(45);
    // To a Saturday, in which the Friday before it is paid: so far away that the duty itself finds
    // it, two months, of which whoever is low hears, and three days.
    for (ahead, found, first) in [
        (Span::days(402), true, friday),
        (Span::days(59), false, friday),
        (Span::days(3), false, friday + Span::days(7)),
    ] {
        let house = House::at(begun).await;
        keep(&house, settings(), "tok_approve", FRIDAYS, None)
            .await
            .unwrap();
        house.pass(ahead);
        days(&house, &house.css).await;
        assert_eq!(house.card.approved(), 1, "{ahead:?}");
        house.pass(Span::ZERO - ahead);
        days(&house, &house.css).await;
        assert_eq!(
            next(&house).await == Some(first),
            found || ahead == Span::days(3)
        );
        looked_at(&house).await;
        assert_eq!(next(&house).await, Some(first), "{ahead:?}");
        assert_eq!(house.card.approved(), 1, "{ahead:?}");
        house.pass(first.since(begun));
        days(&house, &house.css).await;
        assert_eq!(house.card.approved(), 2, "{ahead:?}");
    }
}

#[tokio::test]
async fn what_follows_at_zero_does_not_wait_for_the_clock_that_was_ahead() {
    let house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    looked_at(&house).await;
    let mut tx = house.css.store.begin().await.unwrap();
    let mut row = tx.zero(ACCOUNT).await.unwrap().unwrap();
    assert!(!row.done, "{row:?}");
    row.next_at = row.next_at + Span::days(40);
    tx.set_zero(ACCOUNT, &row).await.unwrap();
    tx.commit().await.unwrap();
    looked_at(&house).await;
    let mut tx = house.css.store.read().await.unwrap();
    let row = tx.zero(ACCOUNT).await.unwrap().unwrap();
    let retry = house.css.terms.policy.zero_retry;
    assert_eq!(row.next_at, house.clock.now().business + retry);
}
