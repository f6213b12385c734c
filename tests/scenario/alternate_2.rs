//! Alternate 2: the balance approaches zero and the customer does not pay (SC5.1 to SC5.8), with
//! each of the four outcomes and with a meter that has no switch (AS-2).

use ami_css::program::{Change, TopUp};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Seeded;
use ami_domain::clock::{Clock, Now};
use ami_domain::display::{Held, Standing};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::program::{Act, LowAt, NotOffered, ProgramError, Replenish};
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

/// A clock that stands still, for what a person does at once.
#[derive(Debug)]
struct At(Now);

impl Clock for At {
    fn now(&self) -> Now {
        self.0
    }
}

async fn nearly_empty(seed: u64, at_zero: AtZero, has_switch: bool) -> Result<(World, HomeId)> {
    let mut world = World::new(seed).await?;
    let spec = HomeSpec {
        at_zero,
        has_switch,
        ..HomeSpec::flat().on(Money::cents(150))
    };
    let home = world.home(spec).await?;
    world.pass(Span::seconds(5)).await?;
    Ok((world, home))
}

async fn choose(world: &World, home: HomeId, token: &str, fallback: AtZero) -> Result<()> {
    let change = Change {
        at_zero: AtZero::AutoReplenish,
        low: None,
        replenish: Some(TopUp {
            settings: Replenish {
                amount: Money::dollars(40),
                trigger: LowAt::Time(Span::hours(48)),
                weekly_max: Money::dollars(80),
                monthly_max: Money::dollars(200),
                paused: false,
                fallback,
            },
            method: "sandbox_card".to_owned(),
            token: Some(token.to_owned()),
        }),
        borrow: None,
    };
    let (clock, who) = (At(world.now()), world.at(home));
    let mut chance = Seeded::new(77);
    let css = world.css();
    css.change_program(&clock, &mut chance, who.customer, who.account, &change)
        .await?;
    Ok(())
}

/// Time passes until nothing is left, a day at most.
async fn until_zero(world: &mut World, home: HomeId) -> Result<()> {
    for _ in 0..24 {
        if !world.balance(home).await?.is_positive() {
            break;
        }
        world.pass(Span::hours(1)).await?;
    }
    world.pass(Span::minutes(2)).await?;
    assert!(!world.balance(home).await?.is_positive());
    Ok(())
}

#[tokio::test]
async fn sc5_8_regular_billing_begins_at_the_end_of_the_interval_and_power_stays() -> Result<()> {
    let (mut world, home) = nearly_empty(51, AtZero::RegularBilling, true).await?;
    until_zero(&mut world, home).await?;
    let view = world.view(home).await?;
    assert_eq!(
        (view.mode, view.standing),
        (Mode::Regular, Standing::Regular)
    );
    let account = world.at(home).account;
    let mut tx = world.store().read().await?;
    let change = tx.mode_changes(account, 5).await?;
    let change = change.first().context("the row of the boundary")?;
    assert_eq!(change.at.floor_to(Span::hours(1)), change.at, "FR-28");
    assert!(change.at > change.decided_at);
    drop(tx);
    world.pass(Span::hours(3)).await?;
    let mut tx = world.store().read().await?;
    let (mut before, mut after) = (0, 0);
    for transfer in tx.transfers_of(Book::Receivable(account), 50).await? {
        assert!(transfer.at > change.at, "what came before was prepaid");
        after += 1;
    }
    for transfer in tx.transfers_of(Book::Prepaid(account), 50).await? {
        assert!(transfer.at <= change.at);
        before += 1;
    }
    drop(tx);
    assert!(after >= 2 && before >= 2, "{before} before, {after} after");
    assert!(world.at(home).switched.is_empty(), "never dark");
    assert_eq!(world.journal(home).await?.sent("set_mode"), 1);
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn sc5_7_and_sc4_6_topping_up_comes_before_zero_and_pays_once() -> Result<()> {
    let (mut world, home) = nearly_empty(52, AtZero::Limit, true).await?;
    choose(&world, home, "tok_approve", AtZero::Disconnect).await?;
    world.pass(Span::minutes(2)).await?;
    assert_eq!(world.approved(), 1);
    assert_eq!(world.view(home).await?.standing, Standing::Ok);
    world.pass(Span::hours(24)).await?;
    assert_eq!(
        world.approved(),
        1,
        "once for each time the trigger is crossed"
    );
    assert!(world.at(home).switched.is_empty());
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn sc5_8_a_top_up_that_fails_warns_and_falls_to_the_other_choice() -> Result<()> {
    let (mut world, home) = nearly_empty(53, AtZero::Limit, true).await?;
    choose(&world, home, "tok_decline", AtZero::RegularBilling).await?;
    world.pass(Span::minutes(2)).await?;
    assert_eq!(world.approved(), 0);
    let texts = world.meter(home).notices().to_vec();
    let failed = |text: &&ami_domain::message::Notice| text.text.en.contains("did not go through");
    let quiet = texts.iter().find(failed).is_none();
    until_zero(&mut world, home).await?;
    let later = world.meter(home).notices().to_vec();
    assert!(!quiet || later.iter().any(|text| failed(&text)) || !later.is_empty());
    assert_eq!(world.view(home).await?.mode, Mode::Regular);
    assert!(world.at(home).switched.is_empty());
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn as_2_a_meter_without_a_switch_is_never_cut_and_a_person_is_asked_for() -> Result<()> {
    let (mut world, home) = nearly_empty(54, AtZero::Disconnect, false).await?;
    until_zero(&mut world, home).await?;
    let view = world.view(home).await?;
    assert_eq!(view.standing, Standing::Zero);
    let ahead = view.ahead.context("what lies ahead")?;
    assert_eq!(
        (ahead.act, ahead.held),
        (Act::FieldOrder, Some(Held::FieldOrder))
    );
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    let orders = world.css().orders(true).await?;
    assert_eq!(
        orders.len(),
        1,
        "one field order, however often it is looked at"
    );
    for word in ["limit", "disconnect"] {
        assert_eq!(world.journal(home).await?.accepted(word), 0, "{word}");
    }
    let change = Change {
        at_zero: AtZero::Limit,
        low: None,
        replenish: None,
        borrow: None,
    };
    let (clock, who) = (At(world.now()), world.at(home));
    let mut chance = Seeded::new(1);
    let refused = world
        .css()
        .change_program(&clock, &mut chance, who.customer, who.account, &change)
        .await;
    let why = ProgramError::NotOffered(NotOffered::NoSwitch);
    assert!(matches!(refused, Err(ami_css::CssError::Program(said)) if said == why));
    Ok(())
}

#[tokio::test]
async fn sc5_1_to_7_zero_is_said_everywhere_and_a_payment_ends_it() -> Result<()> {
    let (mut world, home) = nearly_empty(55, AtZero::Disconnect, true).await?;
    world.pass(Span::hours(5)).await?;
    let cut = |world: &World| {
        let all = world.meter(home).notices();
        all.iter()
            .filter(|text| text.text.en.contains("will be turned off"))
            .count()
    };
    assert!(cut(&world) >= 1, "FR-24: told before the cut");
    until_zero(&mut world, home).await?;
    let view = world.view(home).await?;
    assert_eq!(view.standing, Standing::Zero);
    let said = world.meter(home).notices().to_vec();
    assert!(
        said.iter().any(|text| text.text.en.contains("used up")),
        "SC5.7, IX-09"
    );
    let display = world.at(home).display.as_ref().context("a display")?;
    assert_eq!(display.view.as_ref(), Some(&view));
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::minutes(1)).await?;
    let view = world.view(home).await?;
    assert!(view.balance.is_positive());
    assert_ne!(view.standing, Standing::Zero);
    assert_eq!(view.ahead.and_then(|ahead| ahead.held), None);
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

/// SC5.8: limited or cut after all was said, and back with a payment.
async fn reduced(at_zero: AtZero, seed: u64) -> Result<(World, HomeId)> {
    let (mut world, home) = nearly_empty(seed, at_zero, true).await?;
    until_zero(&mut world, home).await?;
    world.pass(Span::minutes(90)).await?;
    Ok((world, home))
}

#[tokio::test]
async fn sc5_8_demand_is_limited_and_a_payment_takes_the_limit_away() -> Result<()> {
    let (mut world, home) = reduced(AtZero::Limit, 56).await?;
    let supply = world.meter(home).examine();
    let view = world.view(home).await?;
    let ahead = view.ahead.context("what lies ahead")?;
    assert_eq!(ahead.act, Act::Limit);
    assert!(ahead.cap.is_some() && ahead.cap < ahead.rated);
    assert_eq!(supply.limit, ahead.cap, "held: {:?}", ahead.held);
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::minutes(2)).await?;
    assert_eq!(world.meter(home).examine().limit, None);
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_ne!(world.view(home).await?.standing, Standing::Zero);
    Ok(())
}

#[tokio::test]
async fn sc5_8_service_is_disconnected_and_a_payment_brings_it_back() -> Result<()> {
    let (mut world, home) = reduced(AtZero::Disconnect, 57).await?;
    let held = world.view(home).await?.ahead.and_then(|ahead| ahead.held);
    assert_eq!(
        world.meter(home).examine().switch,
        Switch::Off,
        "held: {held:?}"
    );
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::minutes(2)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_ne!(world.view(home).await?.standing, Standing::Zero);
    Ok(())
}

/// The last second: whichever message arrives first, who has paid is not dark in the end.
#[tokio::test]
async fn sc5_8_a_payment_in_the_last_second_stops_the_cut_in_every_order_of_arrival() -> Result<()>
{
    for (seed, pause) in [(60, 0), (61, 50), (62, 200), (63, 1_000), (64, 5_000)] {
        for lost in [
            None,
            Some("cmd/disconnect"),
            Some("cmd/prepay"),
            Some("up/receipt"),
        ] {
            let (mut world, home) = nearly_empty(seed, AtZero::Disconnect, true).await?;
            for _ in 0..200 {
                if world.journal(home).await?.accepted("disconnect") > 0 {
                    break;
                }
                world.pass(Span::minutes(10)).await?;
            }
            if let Some(topic) = lost {
                world.broker.drop_next_of(topic, 1);
            }
            world.pass(Span::millis(pause)).await?;
            world.pay(home, 20, "tok_approve").await?;
            world.pass(Span::minutes(5)).await?;
            let switch = world.meter(home).examine().switch;
            assert_eq!(switch, Switch::On, "pause {pause} ms, lost {lost:?}");
            assert_eq!(world.faults().await?, Vec::<String>::new());
        }
    }
    Ok(())
}
