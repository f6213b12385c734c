//! Running low and running out: the requirements one by one.

use super::{assert_sound, on};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Seeded;
use ami_domain::clock::{Clock, Now};
use ami_domain::code::Code;
use ami_domain::display::Standing;
use ami_domain::money::Money;
use ami_domain::policy::Policy;
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::{Span, Zone};
use ami_store::ReplenishRow;
use ami_tests::world::build::ZONE;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::Result;

#[derive(Debug)]
struct At(Now);

impl Clock for At {
    fn now(&self) -> Now {
        self.0
    }
}

#[tokio::test]
async fn fr09_above_the_threshold_the_balance_goes_out_at_the_hour_that_was_set() -> Result<()> {
    let policy = Policy {
        refresh_every: Span::hours(24),
        refresh_at: 14 * 60 + 30,
        ..Policy::default()
    };
    let mut world = World::with_policy(9, policy).await?;
    let spec = HomeSpec {
        history_days: 14,
        ..HomeSpec::flat().on(Money::dollars(200))
    };
    let home = world.home(spec).await?;
    world.pass(Span::hours(25)).await?;
    let zone = Zone::named(ZONE)?;
    let before = world.view(home).await?;
    assert_eq!(before.standing, Standing::Ok);
    assert_eq!(zone.civil(before.as_of.at).minute, 14 * 60 + 30);
    world.pass(Span::hours(24)).await?;
    let after = world.view(home).await?;
    assert_eq!(after.seq, before.seq + 1, "once a day is enough");
    assert_sound(&world).await
}

#[tokio::test]
async fn fr02_fr07_fr08_below_the_threshold_each_interval_brings_a_fresh_balance() -> Result<()> {
    let (mut world, home) = on(6).await?;
    world.pass(Span::hours(2)).await?;
    assert_eq!(world.view(home).await?.standing, Standing::Low);
    let before = world.journal(home).await?.from_meter(Code::BALANCE_UPDATE);
    world.pass(Span::hours(6)).await?;
    let after = world.journal(home).await?.from_meter(Code::BALANCE_UPDATE);
    assert_eq!(after - before, 6);
    assert_sound(&world).await
}

#[tokio::test]
async fn fr20_a_meter_that_delivers_nothing_for_a_day_is_raised_once() -> Result<()> {
    let (mut world, home) = on(200).await?;
    world.cut(home).await?;
    world.pass(Span::hours(27)).await?;
    assert_eq!(raised(&world, home).await?, 1);
    world.pass(Span::hours(6)).await?;
    assert_eq!(raised(&world, home).await?, 1);
    world.restore(home).await?;
    world.pass(Span::hours(2)).await?;
    assert_sound(&world).await
}

#[tokio::test]
async fn fr27_fr28_the_same_meter_converts_both_ways_at_the_end_of_an_interval() -> Result<()> {
    let (mut world, home) = on(100).await?;
    let (by, account) = (world.at(home).customer, world.at(home).account);
    for mode in [Mode::Regular, Mode::Prepaid] {
        let clock = At(world.now());
        let mut chance = Seeded::new(u64::from(mode == Mode::Regular) + 5);
        let at = world
            .css()
            .convert(&clock, &mut chance, by, account, mode)
            .await?;
        assert_eq!(at.floor_to(Span::hours(1)), at);
        assert!(at > world.now().business);
        world.pass(Span::hours(3)).await?;
        assert_eq!(world.view(home).await?.mode, mode);
    }
    // The last view is on its way at a full hour.
    world.pass(Span::minutes(1)).await?;
    assert!(
        world.at(home).switched.is_empty(),
        "service was never disrupted"
    );
    assert_eq!(world.journal(home).await?.sent("set_mode"), 2);
    assert_sound(&world).await
}

#[tokio::test]
async fn nfr11_fr24_before_a_cut_the_customer_is_told_at_the_pace_that_was_set() -> Result<()> {
    for (pace, least) in [(Span::hours(1), 2), (Span::minutes(15), 7)] {
        let policy = Policy {
            alert_before_cut_every: pace,
            ..Policy::default()
        };
        let mut world = World::with_policy(12, policy).await?;
        let home = world.home(HomeSpec::flat().on(Money::cents(60))).await?;
        world.pass(Span::hours(2) + Span::minutes(1)).await?;
        let told = world.journal(home).await?.accepted("notice");
        assert!(told >= least, "{told} at a pace of {pace:?}");
        assert_sound(&world).await?;
    }
    Ok(())
}

#[tokio::test]
async fn sc4_6_a_server_that_dies_while_topping_up_pays_once() -> Result<()> {
    for seed in 0..6 {
        let mut world = World::on_disk(seed).await?;
        let spec = HomeSpec {
            at_zero: AtZero::AutoReplenish,
            ..HomeSpec::flat().on(Money::dollars(4))
        };
        let home = world.home(spec).await?;
        let row = ReplenishRow {
            settings: Replenish {
                amount: Money::dollars(100),
                trigger: LowAt::Time(Span::hours(48)),
                weekly_max: Money::dollars(100),
                monthly_max: Money::dollars(100),
                paused: false,
                fallback: AtZero::RegularBilling,
            },
            method: "sandbox_card".to_owned(),
            token: "tok_approve".to_owned(),
            occasion: 0,
            open: None,
            failed_at: None,
        };
        let account = world.at(home).account;
        let mut tx = world.store().begin().await?;
        tx.set_replenish(account, &row).await?;
        tx.commit().await?;
        world.crash_percent = 10;
        world.pass(Span::hours(2)).await?;
        world.crash_percent = 0;
        assert!(world.counts.crashes > 0);
        assert!(world.rest(Span::hours(1)).await?);
        assert_eq!(world.approved(), 1, "seed {seed}");
        assert_eq!(world.view(home).await?.standing, Standing::Ok);
        assert_sound(&world).await?;
    }
    Ok(())
}

#[tokio::test]
async fn sc4_1_a_threshold_in_dollars_is_honoured() -> Result<()> {
    let (world, home) = on(30).await?;
    assert_eq!(world.view(home).await?.standing, Standing::Ok);
    let account = world.at(home).account;
    let mut tx = world.store().begin().await?;
    let low = Some(LowAt::Balance(Money::dollars(40)));
    tx.set_program(account, AtZero::Disconnect, low).await?;
    tx.commit().await?;
    let clock = At(world.now());
    let mut chance = Seeded::new(3);
    world.css().open(&clock, &mut chance, account).await?;
    assert_eq!(world.view(home).await?.standing, Standing::Low);
    Ok(())
}

async fn raised(world: &World, home: HomeId) -> Result<usize> {
    let rows = world.journal(home).await?.rows;
    let late = rows
        .iter()
        .filter(|row| row.detail.contains("for too long"));
    Ok(late.count())
}
