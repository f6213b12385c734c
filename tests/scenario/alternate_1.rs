//! Alternate 1: the balance approaches zero and the customer prepays (SC4.1 to SC4.7).

use ami_domain::code::Code;
use ami_domain::display::{DisplayView, Standing};
use ami_domain::id::AlertId;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

#[tokio::test]
async fn sc4_the_customer_is_warned_in_time_and_prepays() -> Result<()> {
    let mut world = World::new(4).await?;
    let home = world.home(HomeSpec::flat().on(Money::dollars(16))).await?;
    world.pass(Span::seconds(5)).await?;
    sc4_1_the_threshold_is_noticed(&mut world, home).await?;
    let alert = sc4_2_to_5_everybody_hears_of_it_each_interval(&mut world, home).await?;
    a_warning_that_was_seen_is_not_repeated(&mut world, home, alert).await?;
    sc4_6_and_7_the_customer_prepays(&mut world, home).await?;
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

/// SC4.1: nothing is said above the threshold, and below it at once.
async fn sc4_1_the_threshold_is_noticed(world: &mut World, home: HomeId) -> Result<()> {
    assert_eq!(world.view(home).await?.standing, Standing::Ok);
    for _ in 0..96 {
        if world.view(home).await?.standing != Standing::Ok {
            break;
        }
        assert_eq!(world.meter(home).notices(), &[]);
        world.pass(Span::hours(1)).await?;
    }
    let view = world.view(home).await?;
    assert_eq!(view.standing, Standing::Low);
    let left = view.remaining.context("a forecast")?;
    assert!(left.early < Span::hours(48), "{left:?}");
    assert!(left.likely > Span::hours(40), "not too late: {left:?}");
    Ok(())
}

/// SC4.2 to SC4.5, FR-02, FR-07, FR-08: balance, time left and moment of zero at meter, display
/// and website, the same value, once each interval.
async fn sc4_2_to_5_everybody_hears_of_it_each_interval(
    world: &mut World,
    home: HomeId,
) -> Result<AlertId> {
    world.pass(Span::minutes(30)).await?;
    // In the quiet hours of the night nobody is woken for two days that are left.
    for _ in 0..10 {
        if world.meter(home).notices().is_empty() {
            world.pass(Span::hours(1)).await?;
        }
    }
    let warned = world.meter(home).notices().to_vec();
    let text = warned.first().context("SC4.3: the meter has the warning")?;
    assert!(text.text.en.contains("balance") && text.text.es.contains("saldo"));
    for _ in 0..5 {
        let before = world.view(home).await?;
        let heard = world.journal(home).await?.from_meter(Code::BALANCE_UPDATE);
        world.pass(Span::hours(1)).await?;
        let view = world.view(home).await?;
        assert_eq!(view.seq, before.seq + 1, "one clock: one view an interval");
        let until = |view: &DisplayView| view.usage_until.map(|until| until.at);
        assert!(until(&view) > until(&before), "FR-07");
        assert!(view.balance < before.balance);
        let display = world.at(home).display.as_ref().context("a display")?;
        assert_eq!(display.view.as_ref(), Some(&view), "SC4.4, SC4.5");
        let now = world.journal(home).await?.from_meter(Code::BALANCE_UPDATE);
        assert_eq!(now, heard + 1, "SC4.3: logged by the meter");
    }
    Ok(text.id)
}

async fn a_warning_that_was_seen_is_not_repeated(
    world: &mut World,
    home: HomeId,
    alert: AlertId,
) -> Result<()> {
    world.confirm(home, alert);
    let told = world.journal(home).await?.accepted("notice");
    for _ in 0..40 {
        let left = world.view(home).await?.remaining.context("a forecast")?;
        if left.likely <= Span::hours(25) {
            break;
        }
        world.pass(Span::hours(1)).await?;
    }
    let now = world.journal(home).await?.accepted("notice");
    assert_eq!(now, told, "seen, so not told again at this level");
    world.pass(Span::hours(3)).await?;
    let next = world.journal(home).await?.accepted("notice");
    assert_eq!(next, told + 1, "with a day left it is another level");
    Ok(())
}

/// SC4.6, SC4.7: as SC1.2 and on; service was on all the time.
async fn sc4_6_and_7_the_customer_prepays(world: &mut World, home: HomeId) -> Result<()> {
    let paid = world.pay(home, 60, "tok_approve").await?;
    assert!(paid.message.is_some());
    world.pass(Span::seconds(5)).await?;
    let view = world.view(home).await?;
    assert_eq!(view.standing, Standing::Ok);
    let display = world.at(home).display.as_ref().context("a display")?;
    assert_eq!(display.view.as_ref(), Some(&view));
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    let told = world.journal(home).await?.accepted("notice");
    world.pass(Span::hours(12)).await?;
    assert_eq!(world.journal(home).await?.accepted("notice"), told);
    assert!(world.at(home).switched.is_empty(), "no interruption");
    Ok(())
}
