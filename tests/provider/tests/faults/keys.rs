//! A processor answers the same question as it did the first time for a day. Whoever was away for
//! longer asks it a new one, and the money moves once all the same.

use crate::town::{ACCOUNT, Ahead, Town, nothing};
use crate::{OPENING, PAID};
use ami_css::Offer;
use ami_css::refund::Asked;
use ami_domain::chance::Seeded;
use ami_domain::id::{PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_provider::fault::Faults;
use std::time::Duration;

async fn forgets(town: &Town) {
    town.tell("forget-keys", nothing()).await;
}

#[tokio::test]
async fn a_refund_is_given_once_although_nobody_knows_the_question_any_more() {
    for cents in [500, 2_500] {
        let town = Town::new().await;
        town.pay(1, "pm_card_visa").await;
        town.hangs_once("refunds").await;
        let asked = Asked {
            refund: RefundId::from_number(1),
            payment: PaymentId::from_number(1),
            amount: Money::cents(cents),
            note: "paid for the wrong account".into(),
            by: town.customer,
        };
        let (css, clock) = (&town.app.css, &town.app.clock);
        let mut chance = Seeded::new(1);
        let first = css.refund(clock, &mut chance, &asked).await.unwrap();
        assert_eq!(first.state.word(), "asked");
        forgets(&town).await;
        town.rest_after(Span::days(2)).await;
        let then = css.refund(clock, &mut chance, &asked).await.unwrap();
        assert_eq!(then.state.word(), "done", "{cents}");
        assert_eq!(town.balance().await, PAID - Money::cents(cents));
        assert_eq!(town.taken_there().await, 2_500 - cents);
    }
}

/// We die after a bank was told to move money, and are away for so long that nobody knows the
/// question any more.
async fn away_after_a_transfer() -> Town {
    let mut town = Town::new().await;
    town.hangs_once("confirm").await;
    let paying = town.try_pay(1, "pm_usBankAccount_success");
    let limit = Duration::from_millis(350);
    assert!(tokio::time::timeout(limit, paying).await.is_err());
    town.faults(Faults::default()).await;
    town.restarted().await;
    assert_eq!(town.row(1).await.state.word(), "offered");
    forgets(&town).await;
    town
}

/// The bank moves it once, and it is credited once.
async fn comes_once(town: &Town) {
    assert_eq!(town.row(1).await.state.word(), "pending");
    assert_eq!(town.balance().await, OPENING);
    let there = town.there().await;
    let made = there["intents"].as_object().unwrap();
    for name in made.keys() {
        town.tell(&format!("clear/{name}/yes"), nothing()).await;
    }
    town.rest().await;
    assert_eq!(town.row(1).await.state.word(), "applied");
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
    assert_eq!(town.questions().await, []);
}

#[tokio::test]
async fn settling_finds_a_transfer_that_a_bank_moves_since_before() {
    let town = away_after_a_transfer().await;
    town.rest_after(Span::days(2)).await;
    comes_once(&town).await;
}

#[tokio::test]
async fn asking_anew_finds_a_transfer_that_a_bank_moves_since_before() {
    let town = away_after_a_transfer().await;
    let offer = Offer {
        amount: Money::dollars(25),
        method: "bank_transfer".into(),
        token: "pm_usBankAccount_success".into(),
    };
    let clock = Ahead(town.app.clone(), Span::days(2));
    let mut chance = Seeded::new(1);
    let (css, payment) = (&town.app.css, PaymentId::from_number(1));
    let paid = css.pay(&clock, &mut chance, town.customer, ACCOUNT, payment, &offer);
    assert_eq!(paid.await.unwrap().state.word(), "pending");
    comes_once(&town).await;
}
