//! A server whose clock was wrong for a while, and is right again, takes what is its own.

use crate::PAID;
use crate::town::{ACCOUNT, Ahead, Town};
use ami_css::Offer;
use ami_domain::chance::Seeded;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::settlement::Capture;
use ami_domain::time::Span;

#[tokio::test]
async fn money_that_is_held_is_taken_although_the_clock_was_years_ahead() {
    let town = Town::new().await;
    town.fails_once("capture").await;
    let offer = Offer {
        amount: Money::dollars(25),
        method: "card".into(),
        token: "pm_card_visa".into(),
    };
    let ahead = Ahead(town.app.clone(), Span::days(3_000));
    let (css, payment) = (&town.app.css, PaymentId::from_number(1));
    let mut chance = Seeded::new(1);
    let paid = css.pay(&ahead, &mut chance, town.customer, ACCOUNT, payment, &offer);
    assert_eq!(paid.await.unwrap().state.word(), "applied");
    assert_eq!(town.charge(1).await.settlement.capture, Capture::Due);
    town.rest().await;
    let capture = town.charge(1).await.settlement.capture;
    assert!(matches!(capture, Capture::Done { .. }), "{capture:?}");
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
}
