//! What MDMS keeps and hands out: FR-12, FR-20, FR-31, NFR-06, NFR-07.

use super::{assert_sound, known, off, on};
use ami_domain::energy::WattHours;
use ami_domain::money::Money;
use ami_domain::time::{Span, Window};
use ami_tests::HomeSpec;
use anyhow::{Context, Result};

#[tokio::test]
async fn fr12_every_interval_of_the_meter_is_in_mdms() -> Result<()> {
    let (mut world, home) = on(50).await?;
    world.broker.faults.duplicate = 50;
    world.broker.faults.drop = 30;
    world.pass(Span::hours(5)).await?;
    world.broker.heal();
    assert!(world.rest(Span::minutes(30)).await?);
    let whole = world.now().business.floor_to(Span::hours(1));
    let window = Window {
        start: ami_tests::world::clock::START,
        end: whole,
    };
    let counted: WattHours = world
        .meter(home)
        .profile(window)
        .map(|row| row.energy)
        .sum();
    assert!(counted > WattHours::kilo(1), "{counted:?}");
    assert_eq!(known(&world, home).await?, counted);
    assert_sound(&world).await
}

#[tokio::test]
async fn fr20_a_day_of_intervals_is_collected_after_an_outage() -> Result<()> {
    let (mut world, home) = on(50).await?;
    world.cut(home).await?;
    world.pass(Span::hours(20)).await?;
    assert_eq!(known(&world, home).await?, WattHours::ZERO);
    world.restore(home).await?;
    world.pass(Span::hours(4)).await?;
    let used = world.at(home).used();
    let known = known(&world, home).await?;
    assert!(known > WattHours::kilo(10), "{known:?}");
    assert!(
        used - known < WattHours::kilo(2),
        "all but the open interval: {used:?} {known:?}"
    );
    assert_sound(&world).await
}

#[tokio::test]
async fn fr31_css_and_website_get_usage_from_mdms() -> Result<()> {
    let (mut world, home) = on(50).await?;
    world.pass(Span::hours(3) + Span::seconds(5)).await?;
    let start = ami_tests::world::clock::START;
    let window = Window {
        start,
        end: start + Span::hours(3),
    };
    let step = ami_css::usage::Step::Hour;
    let usage = world
        .css()
        .usage(world.now(), world.at(home).account, window, step)
        .await?;
    let rows: Vec<_> = usage.rows.iter().map(|row| row.energy).collect();
    assert_eq!(rows, [Some(WattHours::new(400)); 3]);
    // 1.2 kWh at 25 cents.
    assert_eq!(usage.cost, Money::cents(30));
    Ok(())
}

#[tokio::test]
async fn nfr06_a_receipt_is_in_mdms_in_the_moment_in_which_adcs_has_it() -> Result<()> {
    let (mut world, home) = off().await?;
    let paid = world.pay(home, 20, "tok_approve").await?;
    let message = paid.message.context("sent")?;
    for _ in 0..30 {
        world.pass(Span::millis(100)).await?;
        let journal = world.journal(home).await?;
        let logged = journal
            .of(message)
            .iter()
            .any(|row| row.detail.starts_with("receipt"));
        let kept = world
            .store()
            .read()
            .await?
            .receipt(message)
            .await?
            .is_some();
        assert_eq!(logged, kept, "one commit");
        let shown = !world.css().confirmations(true).await?.is_empty();
        assert_eq!(kept, shown, "NFR-07: available upon receipt");
    }
    assert!(
        world
            .store()
            .read()
            .await?
            .receipt(message)
            .await?
            .is_some()
    );
    Ok(())
}

#[tokio::test]
async fn nfr07_listeners_are_told_in_the_same_commit() -> Result<()> {
    let (mut world, home) = off().await?;
    let from = world.now().real;
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(3)).await?;
    let told = world.store().read().await?.told_since(from, 100).await?;
    let words: std::collections::BTreeSet<&str> =
        told.iter().map(|(_, _, word)| word.as_str()).collect();
    assert_eq!(words, ["message", "payment", "supply", "view"].into());
    let account = world.at(home).account;
    assert!(told.iter().all(|(_, whose, _)| *whose == account));
    Ok(())
}

#[tokio::test]
async fn fr12_an_interval_that_comes_after_its_followers_is_charged_too() -> Result<()> {
    let (mut world, home) = on(50).await?;
    world.cut(home).await?;
    world.pass(Span::hours(5)).await?;
    // Five hours wait at the gateway; the first of them is lost once and comes 30 s later.
    world.broker.drop_next_of("up/interval", 1);
    world.restore(home).await?;
    world.pass(Span::minutes(10)).await?;
    assert_eq!(known(&world, home).await?, WattHours::new(5 * 400));
    // 2 kWh at 25 cents.
    let spent = Money::cents(50);
    let balance = world.balance(home).await?;
    assert_eq!(balance, Money::dollars(50) - spent);
    assert_sound(&world).await
}

#[tokio::test]
async fn fr12_a_late_interval_is_charged_where_prices_change_with_time_and_use() -> Result<()> {
    for tariff in ["demo-time-of-use", "demo-tiered"] {
        let spec = HomeSpec {
            tariff,
            history_days: 2,
            ..HomeSpec::flat().on(Money::dollars(50))
        };
        let (mut world, home) = super::with(spec).await?;
        world.cut(home).await?;
        world.pass(Span::hours(12)).await?;
        world.broker.drop_next_of("up/interval", 3);
        world.restore(home).await?;
        world.pass(Span::minutes(10)).await?;
        assert_sound(&world).await?;
    }
    Ok(())
}
