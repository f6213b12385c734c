//! Delivered means receipted: NFR-02, NFR-10, and what crashes and bad lines may do.

use super::{assert_sound, off};
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_tests::{CrashPoint, HomeSpec, World};
use anyhow::Result;

#[tokio::test]
async fn nfr02_a_payment_switches_on_within_60_seconds() -> Result<()> {
    let (mut world, home) = off().await?;
    world.broker.drop_next_of("cmd/prepay", 1);
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(60)).await?;
    assert_eq!(
        world.meter(home).examine().switch,
        Switch::On,
        "even when the first copy is lost"
    );
    Ok(())
}

#[tokio::test]
async fn nfr02_what_is_late_is_counted_once_and_still_carried_out() -> Result<()> {
    let (mut world, home) = off().await?;
    world.broker.drop_next_of("cmd/prepay", 2);
    let paid = world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(59)).await?;
    let late = async |world: &World| -> Result<bool> {
        let mut tx = world.store().read().await?;
        let delivery = ami_css::confirm::delivery(&mut tx, &paid).await?;
        Ok(delivery.is_some_and(|delivery| delivery.late))
    };
    assert!(!late(&world).await?, "not before 60 s");
    let before = world.counts.late;
    world.pass(Span::seconds(1)).await?;
    assert!(late(&world).await?, "at 60 s");
    assert_eq!(world.counts.late, before + 1);
    world.pass(Span::minutes(5)).await?;
    assert_eq!(world.counts.late, before + 1, "once");
    assert!(late(&world).await?, "it stays on record");
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_sound(&world).await
}

#[tokio::test]
async fn nfr10_prepay_is_sent_again_after_45_s_without_receipt() -> Result<()> {
    let (mut world, home) = off().await?;
    world.broker.drop_next_of("cmd/prepay", 1);
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(44)).await?;
    assert_eq!(
        world.journal(home).await?.sent("prepay"),
        1,
        "not before 45 s"
    );
    world.pass(Span::seconds(2)).await?;
    assert_eq!(world.journal(home).await?.sent("prepay"), 2);
    world.pass(Span::minutes(30)).await?;
    assert_eq!(
        world.journal(home).await?.sent("prepay"),
        2,
        "not again after the receipt"
    );
    assert_sound(&world).await
}

#[tokio::test]
async fn nfr10_a_lost_receipt_does_not_credit_twice() -> Result<()> {
    let (mut world, home) = off().await?;
    world.broker.drop_next_of("up/receipt", 4);
    let paid = world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::minutes(5)).await?;
    assert!(
        world.journal(home).await?.sent("prepay") >= 2,
        "it went out again"
    );
    let credit = world.meter(home).examine().credit;
    assert_eq!(credit, paid.credit - world.at(home).used());
    assert_sound(&world).await
}

#[tokio::test]
async fn a_payment_made_while_the_link_is_down_arrives_when_it_is_back() -> Result<()> {
    let (mut world, home) = off().await?;
    world.cut(home).await?;
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::hours(6)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    world.restore(home).await?;
    world.pass(Span::seconds(2)).await?;
    assert_eq!(
        world.meter(home).examine().switch,
        Switch::On,
        "at once, not at the next retry"
    );
    assert!(world.rest(Span::minutes(30)).await?);
    assert_sound(&world).await
}

#[tokio::test]
async fn a_server_that_dies_in_a_payment_neither_loses_nor_doubles_it() -> Result<()> {
    let points = [
        CrashPoint::BeforeCharge,
        CrashPoint::AfterCharge,
        CrashPoint::AfterApply,
    ];
    for point in points {
        let mut world = World::on_disk(9).await?;
        let home = world
            .home(HomeSpec {
                history_days: 2,
                ..HomeSpec::flat()
            })
            .await?;
        let payment = world.payment_id();
        world
            .pay_until_crash(home, payment, 20, "tok_approve", point)
            .await?;
        // The customer heard nothing and tries again with the same id.
        let amount = ami_domain::money::Money::dollars(20);
        world.pass(Span::seconds(1)).await?;
        let again = world.pay_as(home, payment, amount, "tok_approve").await?;
        assert_eq!(again.balance_after, Some(amount), "{point:?}");
        assert!(world.rest(Span::minutes(30)).await?);
        assert_eq!(world.balance(home).await?, amount, "{point:?}");
        assert_sound(&world).await?;
    }
    Ok(())
}
