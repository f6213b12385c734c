//! Transfers that customers send themselves, the bank's file, and how much one account may pay.

use crate::house::{ACCOUNT, ANA, House, noon, offer};
use ami_css::bank_file::{self, Uploaded};
use ami_css::payment_method::bank_transfer::BankTransfer;
use ami_css::{Css, CssError, Offer};
use ami_domain::chance::Seeded;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::settlement::Question;
use ami_domain::time::Span;
use ami_store::PaymentRow;
use std::sync::Arc;

/// Customer service of this house that takes transfers, too.
pub(crate) fn with_transfers(house: &House) -> Css {
    let mut css = house.css.clone();
    css.methods.push(Arc::new(BankTransfer::sent()));
    css
}

pub(crate) async fn send(house: &House, css: &Css, id: u128, dollars: i64) -> PaymentRow {
    let offer = Offer {
        method: "bank_transfer".into(),
        ..offer(dollars, "transfer")
    };
    let mut chance = Seeded::new(u64::try_from(id).unwrap());
    let payment = PaymentId::from_number(id);
    css.pay(&house.clock, &mut chance, ANA, ACCOUNT, payment, &offer)
        .await
        .unwrap()
}

pub(crate) async fn upload(house: &House, css: &Css, lines: &str) -> Uploaded {
    let text = format!("{}\n{lines}", bank_file::HEAD);
    let lines = bank_file::read(&text).unwrap();
    let mut chance = Seeded::new(3);
    css.bank_file(&house.clock, &mut chance, &lines)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_transfer_is_credited_when_the_banks_file_says_so_and_taken_back_when_it_says_so() {
    let house = House::at(noon()).await;
    let css = with_transfers(&house);
    let row = send(&house, &css, 9, 25).await;
    assert_eq!(row.state.word(), "pending");
    assert_eq!(house.balance().await, Money::dollars(20));
    let cleared = format!("{:032x},25.00,USD,cleared\n", 9);
    let done = upload(&house, &css, &cleared).await;
    assert_eq!((done.cleared, done.known, done.asked), (1, 0, 0));
    assert_eq!(house.balance().await, Money::dollars(45));
    // The same file again.
    let again = upload(&house, &css, &cleared).await;
    assert_eq!((again.cleared, again.known, again.asked), (0, 1, 0));
    assert_eq!(house.balance().await, Money::dollars(45));
    let returned = format!("{:032x},25.00,USD,returned\n", 9);
    for expected in [(1, 0), (0, 1)] {
        let done = upload(&house, &css, &returned).await;
        assert_eq!((done.returned, done.known), expected);
        assert_eq!(house.balance().await, Money::dollars(20));
    }
}

#[tokio::test]
async fn a_line_that_fits_no_payment_changes_nothing_and_asks_a_person() {
    let house = House::at(noon()).await;
    let css = with_transfers(&house);
    send(&house, &css, 9, 25).await;
    house.pay(10, &offer(25, "tok_approve")).await.unwrap();
    let before = house.balance().await;
    let lines = format!(
        "{:032x},24.00,USD,cleared\n{:032x},25.00,MXN,cleared\n{:032x},25.00,USD,returned\n\
         {:032x},25.00,USD,cleared\n",
        9, 9, 10, 77
    );
    let done = upload(&house, &css, &lines).await;
    assert_eq!((done.cleared, done.returned, done.asked), (0, 0, 4));
    assert_eq!(house.balance().await, before);
    let mut tx = css.store.read().await.unwrap();
    let asked = tx.questions(true, 9).await.unwrap();
    assert!(asked.iter().all(|row| row.why == Question::BankFile));
}

#[tokio::test]
async fn a_transfer_that_never_comes_is_given_up() {
    let house = House::at(noon()).await;
    let css = with_transfers(&house);
    send(&house, &css, 9, 25).await;
    let mut chance = Seeded::new(4);
    for (days, word) in [(13, "pending"), (2, "refused")] {
        house.pass(Span::days(days));
        css.follow_up(&house.clock, &mut chance).await.unwrap();
        let mut tx = css.store.read().await.unwrap();
        let row = tx.payment(PaymentId::from_number(9)).await.unwrap();
        assert_eq!(row.unwrap().state.word(), word);
    }
    assert_eq!(house.balance().await, Money::dollars(20));
}

#[tokio::test]
async fn br_02_one_account_pays_so_much_in_a_day_and_a_week_and_is_told_what_is_left() {
    let house = House::at(noon()).await;
    let day = |id: u128, dollars: i64| {
        let offer = offer(dollars, "tok_approve");
        let house = &house;
        async move { house.pay(id, &offer).await }
    };
    day(1, 1_000).await.unwrap();
    day(2, 900).await.unwrap();
    // A refusal takes no room.
    house.pay(3, &offer(90, "tok_decline")).await.unwrap();
    let refused = day(4, 101).await.unwrap_err();
    let CssError::AmountAboveSpan { left, .. } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(*left, Money::dollars(100));
    assert_eq!(refused.text_id(), "error-amount-above-day");
    assert_eq!(refused.field(), Some("amount"));
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.payment(PaymentId::from_number(4)).await.unwrap(), None);
    drop(tx);
    day(5, 100).await.unwrap();
    house.pass(Span::hours(25));
    day(6, 1_000).await.unwrap();
    day(7, 1_000).await.unwrap();
    house.pass(Span::hours(25));
    let refused = day(8, 1_001).await;
    assert!(refused.is_err());
    let refused = day(9, 1_000).await;
    assert!(refused.is_ok(), "{refused:?}");
    let refused = day(10, 50).await.unwrap_err();
    assert_eq!(refused.text_id(), "error-amount-above-week");
    house.pass(Span::days(7));
    day(11, 50).await.unwrap();
}
