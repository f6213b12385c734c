//! What people see: FR-01, FR-03, FR-08, FR-29, NFR-01.

use super::{assert_sound, off, on};
use ami_domain::display::Standing;
use ami_domain::time::Span;
use ami_locales::Locale;
use anyhow::{Context, Result};

#[tokio::test]
async fn fr01_the_meter_shows_balance_kwh_time_left_and_last_update() -> Result<()> {
    let (mut world, home) = off().await?;
    world.pay(home, 40, "tok_approve").await?;
    let paid_at = world.now().business;
    world.pass(Span::seconds(3)).await?;
    let view = world.at(home).view().context("the meter holds a view")?;
    assert_eq!(view.as_of.at, paid_at);
    assert!(view.remaining.is_some());
    let lines = world
        .meter(home)
        .lines(Locale::EnUs, world.now().business)
        .join("\n");
    for part in ["$40.00", "160", "kWh", "Jul 6"] {
        assert!(lines.contains(part), "{part:?} is missing in\n{lines}");
    }
    assert_sound(&world).await
}

#[tokio::test]
async fn fr03_the_display_device_gets_all_that_the_meter_shows() -> Result<()> {
    let (mut world, home) = on(50).await?;
    world.cut(home).await?;
    world.pass(Span::minutes(90)).await?;
    let display = world
        .at(home)
        .display
        .clone()
        .context("a display is on the wall")?;
    let meter = world.meter(home);
    assert_eq!(display.view.as_ref(), meter.view());
    assert_eq!(
        (display.supply, display.power),
        (meter.examine(), meter.power())
    );
    assert!(
        display.meter_link && !display.utility_link,
        "it lives without the Internet"
    );
    Ok(())
}

#[tokio::test]
async fn fr08_below_the_threshold_the_balance_goes_out_with_each_interval() -> Result<()> {
    let (mut world, home) = on(3).await?;
    assert_eq!(world.view(home).await?.standing, Standing::Low);
    let before = world.journal(home).await?.accepted("show");
    world.pass(Span::hours(4)).await?;
    let shows = world.journal(home).await?.accepted("show") - before;
    assert!(shows >= 4, "{shows} in four hours");
    let view = world.at(home).view().context("shown")?.clone();
    let age = world.now().business.since(view.as_of.at);
    assert!(age <= Span::hours(1), "{age:?}");
    assert_eq!(view.balance, world.balance(home).await?, "use is charged");
    assert_sound(&world).await
}

#[tokio::test]
async fn fr29_the_meter_speaks_english_and_spanish() -> Result<()> {
    let (world, home) = on(50).await?;
    let now = world.now().business;
    let english = world.meter(home).lines(Locale::EnUs, now);
    let spanish = world.meter(home).lines(Locale::EsUs, now);
    assert_eq!(english.len(), spanish.len());
    assert!(english.len() >= 5, "{english:?}");
    let same = english
        .iter()
        .zip(&spanish)
        .filter(|(en, es)| en == es)
        .count();
    assert!(same <= 1, "{english:?}\n{spanish:?}");
    let longest = english
        .iter()
        .chain(&spanish)
        .map(|line| line.chars().count())
        .max();
    assert!(
        longest <= Some(ami_locales::METER_TEXT_MAX),
        "{english:?}\n{spanish:?}"
    );
    Ok(())
}

#[tokio::test]
async fn nfr01_the_display_shows_it_in_the_moment_in_which_the_meter_has_it() -> Result<()> {
    let (mut world, home) = off().await?;
    world.pay(home, 20, "tok_approve").await?;
    for _ in 0..30 {
        world.pass(Span::millis(100)).await?;
        let display = world
            .at(home)
            .display
            .as_ref()
            .context("a display is on the wall")?;
        assert_eq!(display.view.as_ref(), world.meter(home).view());
        assert_eq!(display.supply, world.meter(home).examine());
    }
    let seen = world
        .at(home)
        .display
        .as_ref()
        .and_then(|shown| shown.view.clone());
    assert_eq!(seen, Some(world.view(home).await?));
    Ok(())
}
