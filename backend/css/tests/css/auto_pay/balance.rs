//! What decides about a charge besides the calendar: the balance with its help, and every charge in
//! doubt before the next.

use super::{FRIDAYS, by_balance, days, keep, payments, settings, told, watch};
use crate::house::{ACCOUNT, ANA, House, METER, noon, offer};
use ami_css::payment_method::bank_transfer::BankTransfer;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::program::TopUp;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::grant::Purpose;
use ami_domain::id::{AccountId, MeterId, PaymentId};
use ami_domain::money::Money;
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::Span;
use ami_store::ReplenishRow;
use sha2::{Digest, Sha256};
use std::sync::Arc;

#[tokio::test]
async fn every_charge_in_doubt_is_ended_in_one_run_however_many_there_are() {
    const MANY: u128 = 600;
    let house = House::at(noon()).await;
    let mut tx = house.css.store.begin().await.unwrap();
    let ids = || (0..MANY).map(|n| AccountId::from_number(0x9000 + n));
    for id in ids() {
        let meter = MeterId::from_bytes(id.to_bytes());
        house.home(&mut tx, id, meter, "demo-flat").await;
        let row = ReplenishRow {
            settings: settings(),
            method: "sandbox_card".into(),
            token: "tok_decline".into(),
            occasion: 0,
            open: None,
            failed_at: None,
        };
        tx.set_replenish(id, &row).await.unwrap();
        let open = Some(Money::dollars(40));
        tx.replenished(id, 1, open, None).await.unwrap();
    }
    tx.commit().await.unwrap();
    days(&house, &house.css).await;
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.top_ups_open(None, 9).await.unwrap(), []);
    for id in ids() {
        assert_eq!(tx.payments_of(id, 9).await.unwrap().len(), 1, "{id}");
    }
}

#[tokio::test]
async fn help_for_energy_is_spent_before_the_card_is_charged() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    let kept = keep(&house, settings(), "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    by_balance(&house).await;
    // One dollar of her own is below the trigger of five; with ten of help she has eleven.
    house
        .grant(&house.help(1, Purpose::Energy, 10, 3))
        .await
        .unwrap();
    assert_eq!(house.view().await.balance, Money::dollars(11));
    watch(&house).await;
    assert_eq!(house.card.approved(), 0);
    // Help that is over is gone.
    let mut chance = Seeded::new(3);
    house.pass(Span::days(4));
    house.css.end_help(&house.clock, &mut chance).await.unwrap();
    watch(&house).await;
    assert!(house.card.approved() > 0);
}

/// What anybody can compute who knows the account.
fn guess(occasion: u64) -> PaymentId {
    let mut hash = Sha256::new();
    hash.update("replenish");
    hash.update(ACCOUNT.to_bytes());
    hash.update(occasion.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    PaymentId::from_bytes(digest[..16].try_into().unwrap())
}

#[tokio::test]
async fn nobody_keeps_a_home_from_topping_up_by_taking_the_name_of_its_payment_first() {
    const STRANGER: AccountId = AccountId::from_number(0x9000);
    let house = House::at(noon()).await;
    let mut tx = house.css.store.begin().await.unwrap();
    let meter = MeterId::from_number(0x9000);
    assert_ne!(meter, METER);
    house.home(&mut tx, STRANGER, meter, "demo-flat").await;
    tx.commit().await.unwrap();
    // Each is refused and costs the stranger nothing.
    for occasion in 1..=5 {
        let mut chance = Seeded::new(occasion);
        let (offer, id) = (offer(40, "tok_decline"), guess(occasion));
        let taken = house
            .css
            .pay(&house.clock, &mut chance, ANA, STRANGER, id, &offer);
        assert_eq!(taken.await.unwrap().state.word(), "refused");
    }
    let kept = keep(&house, settings(), "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    house.pass(Span::hours(45));
    days(&house, &house.css).await;
    assert_eq!(payments(&house).await, ["applied"]);
    assert_eq!(house.balance().await, Money::dollars(60));
    house.pass(Span::days(7));
    days(&house, &house.css).await;
    assert_eq!(payments(&house).await, ["applied", "applied"]);
    // Nor is anything of it counted into the home's own caps.
    let css = &house.css;
    let shown = css.auto_pay(house.clock.now(), ACCOUNT).await.unwrap();
    assert_eq!(shown.row.map(|row| row.occasion), Some(2));
}

#[tokio::test]
async fn what_was_begun_under_an_old_name_is_found_again_and_charged_once() {
    let house = House::at(noon()).await;
    let kept = keep(&house, settings(), "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    let mut tx = house.css.store.begin().await.unwrap();
    let open = Some(Money::dollars(40));
    tx.replenished(ACCOUNT, 1, open, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut chance = Seeded::new(5);
    let (offer, id) = (offer(40, "tok_approve"), guess(1));
    let paid = house
        .css
        .pay(&house.clock, &mut chance, ANA, ACCOUNT, id, &offer);
    assert_eq!(paid.await.unwrap().state.word(), "applied");
    for _ in 0..3 {
        days(&house, &house.css).await;
    }
    assert_eq!(payments(&house).await, ["applied"]);
    assert_eq!(house.card.approved(), 1);
}

#[tokio::test]
async fn a_failed_try_for_a_low_balance_is_no_payday_of_its_own_a_day_later() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    let kept = keep(&house, settings(), "tok_decline", FRIDAYS, None);
    kept.await.unwrap();
    by_balance(&house).await;
    watch(&house).await;
    assert_eq!(payments(&house).await, ["refused"]);
    // She pays by hand, with another card; on Thursday nothing asks for more.
    house.pass(Span::minutes(1));
    house.pay(9, &offer(60, "tok_approve")).await.unwrap();
    house.pass(Span::hours(25));
    days(&house, &house.css).await;
    watch(&house).await;
    assert_eq!(payments(&house).await, ["refused", "applied"]);
    // Friday is a payday as ever, and the one that fails then is tried once more.
    house.pass(Span::hours(20));
    days(&house, &house.css).await;
    assert_eq!(payments(&house).await.len(), 3);
    house.pass(Span::hours(25));
    days(&house, &house.css).await;
    assert_eq!(
        payments(&house).await,
        ["refused", "applied", "refused", "refused"]
    );
}

#[tokio::test]
async fn a_payday_that_the_caps_have_left_out_is_not_tried_when_a_low_balance_fails() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    // On a Saturday at noon.
    house.pass(Span::hours(72));
    let always = Replenish {
        trigger: LowAt::Balance(Money::dollars(300)),
        weekly_max: Money::dollars(40),
        ..settings()
    };
    let kept = keep(&house, always, "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    by_balance(&house).await;
    watch(&house).await;
    assert_eq!(payments(&house).await, ["applied"]);
    // Friday at nine: the Saturday before was less than a week ago.
    house.pass(Span::hours(141));
    days(&house, &house.css).await;
    assert_eq!(payments(&house).await, ["applied"]);
    assert!(told(&house, "reached your own limit").await);
    let next = || async {
        let shown = house.css.auto_pay(house.clock.now(), ACCOUNT).await;
        shown.unwrap().calendar.next_at
    };
    let friday = next().await;
    // The card is refused from now on, and the cap has room again.
    let mut tx = house.css.store.begin().await.unwrap();
    let mut row = tx.replenish(ACCOUNT).await.unwrap().unwrap();
    row.token = "tok_decline".into();
    tx.set_replenish(ACCOUNT, &row).await.unwrap();
    tx.commit().await.unwrap();
    house.pass(Span::hours(48));
    watch(&house).await;
    assert_eq!(payments(&house).await, ["applied", "refused"]);
    assert_eq!(next().await, friday, "no payday comes before it");
}

#[tokio::test]
async fn who_changes_the_way_while_a_bank_still_moves_the_money_pays_once() {
    let mut house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    house.css.methods.push(Arc::new(BankTransfer::sent()));
    let by_bank = TopUp {
        settings: settings(),
        method: "bank_transfer".into(),
        token: Some("debit".into()),
    };
    let now = house.clock.now();
    let css = &house.css;
    let kept = css.set_auto_pay(now, ANA, ACCOUNT, &by_bank, None, None);
    kept.await.unwrap();
    by_balance(&house).await;
    watch(&house).await;
    assert_eq!(payments(&house).await, ["pending"]);
    // She has found her card. What the bank moves already is neither failed nor asked for again.
    let kept = keep(&house, settings(), "tok_approve", FRIDAYS, None);
    kept.await.unwrap();
    for _ in 0..3 {
        tokio::join!(days(&house, &house.css), watch(&house));
        house.pass(Span::hours(30));
    }
    assert_eq!(payments(&house).await, ["pending"]);
    assert!(!told(&house, "did not go through").await);
    // It never comes. The card is charged after that, by the same caps as ever.
    house.pass(house.css.terms.policy.bank_patience);
    let mut chance = Seeded::new(3);
    house
        .css
        .follow_up(&house.clock, &mut chance)
        .await
        .unwrap();
    tokio::join!(days(&house, &house.css), watch(&house));
    house.pass(Span::hours(30));
    watch(&house).await;
    assert_eq!(payments(&house).await, ["refused", "applied"]);
}

#[tokio::test]
async fn a_failure_of_a_clock_that_was_ahead_keeps_nobody_from_topping_up() {
    let house = House::with(noon(), Money::dollars(1), SandboxCard::in_memory()).await;
    let kept = keep(&house, settings(), "tok_decline", FRIDAYS, None);
    kept.await.unwrap();
    by_balance(&house).await;
    house.pass(Span::days(400));
    watch(&house).await;
    assert_eq!(payments(&house).await, ["refused"]);
    // The clock is right again, and so is the card.
    house.pass(Span::days(-400));
    let mut tx = house.css.store.begin().await.unwrap();
    let mut row = tx.replenish(ACCOUNT).await.unwrap().unwrap();
    row.token = "tok_approve".into();
    tx.set_replenish(ACCOUNT, &row).await.unwrap();
    tx.commit().await.unwrap();
    watch(&house).await;
    assert_eq!(house.card.approved(), 1);
    assert_eq!(house.balance().await, Money::dollars(41));
}
