//! Money: BR-01 to BR-03, AS-3, and that a payment happens once.

use super::{assert_sound, off, on};
use ami_css::{CssError, Offer};
use ami_domain::chance::Seeded;
use ami_domain::clock::{Clock, Now};
use ami_domain::energy::WattHours;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::time::Span;
use ami_meter::Input;
use ami_tests::{HomeId, World};
use anyhow::Result;

/// A clock that somebody has read.
#[derive(Debug)]
struct Stopped(Now);

impl Clock for Stopped {
    fn now(&self) -> Now {
        self.0
    }
}

/// What would show that a payment was recorded.
async fn payments(world: &World, home: HomeId) -> Result<usize> {
    Ok(world
        .store()
        .read()
        .await?
        .payments_of(world.at(home).account, 10)
        .await?
        .len())
}

#[tokio::test]
async fn as3_nothing_that_a_meter_does_moves_money() -> Result<()> {
    let (mut world, home) = on(50).await?;
    let before = world.balance(home).await?;
    let now = world.now().business;
    // A utility tool adds credit at the meter, a person presses the button, noise comes in.
    let meter = &mut world.at_mut(home).meter;
    meter.handle(now, Input::AddCredit(WattHours::kilo(500)));
    meter.handle(now, Input::Button);
    meter.handle(now, Input::Message(b"{\"id\":\"pay me\"}".to_vec()));
    world.pass(Span::minutes(10)).await?;
    assert_eq!(world.balance(home).await?, before);
    assert_eq!((payments(&world, home).await?, world.approved()), (0, 0));
    Ok(())
}

#[tokio::test]
async fn br01_a_payment_goes_through_a_method_of_the_list_or_not_at_all() -> Result<()> {
    let (world, home) = off().await?;
    let offer = Offer {
        amount: Money::dollars(20),
        method: "meter_coin_slot".to_owned(),
        token: "tok_approve".to_owned(),
    };
    let (by, account) = (world.at(home).customer, world.at(home).account);
    let (clock, id) = (Stopped(world.now()), PaymentId::from_number(1));
    let mut chance = Seeded::new(1);
    let answer = world
        .css()
        .pay(&clock, &mut chance, by, account, id, &offer)
        .await;
    assert!(
        matches!(answer, Err(CssError::UnknownMethod(_))),
        "{answer:?}"
    );
    assert_eq!(payments(&world, home).await?, 0);
    Ok(())
}

#[tokio::test]
async fn br02_the_least_payment_is_kept_and_a_refused_offer_leaves_no_trace() -> Result<()> {
    let (mut world, home) = off().await?;
    let rules = [
        (Money::cents(999), "amount"),
        (Money::cents(100_001), "amount"),
        (Money::micros(20_000_001), "amount"),
        (Money::dollars(-20), "amount"),
    ];
    for (amount, field) in rules {
        let id = world.payment_id();
        let refused = world.pay_as(home, id, amount, "tok_approve").await;
        let refused = refused.expect_err("outside the rules");
        assert_eq!(refused.field(), Some(field), "{amount}: {refused}");
    }
    assert_eq!((payments(&world, home).await?, world.approved()), (0, 0));
    world.pay(home, 10, "tok_approve").await?;
    world.pay(home, 1_000, "tok_approve").await?;
    assert_eq!(world.balance(home).await?, Money::dollars(1_010));
    Ok(())
}

#[tokio::test]
async fn br03_a_payment_is_on_the_account_before_its_answer_is_given() -> Result<()> {
    let (mut world, home) = off().await?;
    let now = world.now();
    let paid = world.pay(home, 20, "tok_approve").await?;
    assert_eq!(world.now(), now, "no time has passed");
    assert!(
        matches!(paid.state, PaymentState::Applied { .. }),
        "{paid:?}"
    );
    assert_eq!(world.balance(home).await?, Money::dollars(20));
    assert_eq!(
        world.view(home).await?.balance,
        Money::dollars(20),
        "the website knows"
    );
    Ok(())
}

#[tokio::test]
async fn sc1_5_each_refusal_says_why_and_moves_nothing() -> Result<()> {
    let (mut world, home) = off().await?;
    let cases = [
        ("tok_decline", Refusal::Declined),
        ("tok_insufficient", Refusal::InsufficientFunds),
        ("tok_timeout", Refusal::Timeout),
        ("tok_something", Refusal::NotAccepted),
    ];
    for (token, why) in cases {
        let id = world.payment_id();
        let refused = world.pay_as(home, id, Money::dollars(20), token).await?;
        let at = world.now().business;
        assert_eq!(refused.state, PaymentState::Refused { at, why }, "{token}");
        let again = world.pay_as(home, id, Money::dollars(20), token).await?;
        assert_eq!(again, refused, "{token}: a retry gets the same answer");
    }
    world.pass(Span::minutes(2)).await?;
    assert_eq!(world.balance(home).await?, Money::ZERO);
    assert_eq!(world.journal(home).await?.accepted("prepay"), 0);
    assert_sound(&world).await
}

#[tokio::test]
async fn sc1_5_the_same_id_pays_once_even_twice_at_once() -> Result<()> {
    let (mut world, home) = off().await?;
    let id = world.payment_id();
    let twenty = Money::dollars(20);
    let offers = [(id, twenty, "tok_approve"), (id, twenty, "tok_approve")];
    let [one, two] = world.pay_two_at_once(home, offers).await;
    assert_eq!(one?, two?, "both hear the same");
    assert_eq!((world.balance(home).await?, world.approved()), (twenty, 1));
    let other = world
        .pay_as(home, id, Money::dollars(30), "tok_approve")
        .await;
    assert!(
        matches!(other, Err(CssError::PaymentIdReused(_))),
        "{other:?}"
    );
    assert!(world.rest(Span::minutes(5)).await?);
    assert_sound(&world).await
}

#[tokio::test]
async fn sc1_6_a_payment_that_only_pays_off_a_debt_switches_nothing_on() -> Result<()> {
    use ami_domain::receipt::Switch;
    use ami_tests::HomeSpec;
    let opening_balance = Money::dollars(-30);
    let spec = HomeSpec {
        opening_balance,
        history_days: 2,
        ..HomeSpec::flat()
    };
    let (mut world, home) = super::with(spec).await?;
    let first = world.pay(home, 20, "tok_approve").await?;
    assert_eq!((first.credit, first.message), (WattHours::ZERO, None));
    world.pass(Span::seconds(5)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    let second = world.pay(home, 20, "tok_approve").await?;
    // Ten dollars are left, at 25 cents a kWh.
    assert_eq!(second.credit, WattHours::kilo(40));
    world.pass(Span::seconds(5)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_sound(&world).await
}
