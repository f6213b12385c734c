//! Limits, modes and settings at the meter: FR-03, FR-06, FR-21 to FR-23, FR-26 to FR-29, NFR-05,
//! SC4.1, SC6.4, SC6.5.

use super::{assert_sound, with};
use ami_domain::account::Mode;
use ami_domain::code::Code;
use ami_domain::command::{CommandKind, MeterSettings};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::money::Money;
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_meter::{Fault, Input, settings};
use ami_tests::{HomeId, HomeSpec, UsePattern, World};
use anyhow::{Context, Result};

/// A home that is on and always draws this.
pub(super) async fn steady(watts: i64) -> Result<(World, HomeId)> {
    let spec = HomeSpec {
        history_days: 2,
        pattern: UsePattern::Steady(Watts::new(watts)),
        ..HomeSpec::flat()
    };
    with(spec.on(Money::dollars(500))).await
}

pub(super) fn limit(world: &mut World, home: HomeId, watts: i64) {
    world.touch(home, Input::Limit(Some(Watts::new(watts))));
}

pub(super) fn rows(world: &World, home: HomeId, code: Code) -> Vec<Timestamp> {
    let log = world.at(home).log.iter();
    log.filter(|row| row.code == code && !row.inbound)
        .map(|row| row.at)
        .collect()
}

#[tokio::test]
async fn fr21_each_step_of_the_rated_capacity_trips_above_it_and_not_below() -> Result<()> {
    let settings = MeterSettings {
        steps: vec![900, 750, 500],
        ..MeterSettings::default()
    };
    for (step, watts) in [(1, 21_600), (2, 18_000), (3, 12_000)] {
        for (draws, trips) in [(watts, 0), (watts + 100, 1)] {
            let (mut world, home) = steady(draws).await?;
            let set = CommandKind::Settings(Box::new(settings.clone()));
            let sent = world.command(home, set).await?;
            world.pass(Span::seconds(3)).await?;
            let receipt = world.receipt(&sent).await?.context("receipted")?;
            assert_eq!(receipt.outcome, Outcome::Done);
            let meter = world.meter(home);
            let rated = meter.electric().rated;
            let demand = settings::step_demand(meter.settings(), rated, step);
            assert_eq!(demand, Some(Watts::new(watts)));
            limit(&mut world, home, watts);
            world.pass(Span::seconds(90)).await?;
            assert_eq!(
                rows(&world, home, Code::LIMIT_TRIP).len(),
                trips,
                "{draws} W"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn fr22_after_a_trip_power_comes_back_by_itself_once_and_after_two_minutes() -> Result<()> {
    let (mut world, home) = steady(3_000).await?;
    limit(&mut world, home, 2_000);
    world.pass(Span::minutes(10)).await?;
    let trips = rows(&world, home, Code::LIMIT_TRIP);
    let closed = rows(&world, home, Code::RECLOSED);
    assert_eq!((trips.len(), closed.len()), (2, 1));
    assert_eq!(closed[0].since(trips[0]), Span::minutes(2));
    world.pass(Span::hours(30)).await?;
    assert_eq!(
        rows(&world, home, Code::RECLOSED).len(),
        1,
        "never again by itself"
    );
    assert_eq!(world.meter(home).examine().switch, Switch::Ready);
    // The utility knows how service stands, and so does the display.
    let known = world
        .store()
        .read()
        .await?
        .supply(world.at(home).meter_id)
        .await?;
    assert_eq!(known.context("reported")?.switch, Switch::Ready);
    let shown = world.at(home).display.as_ref().context("shown")?.supply;
    assert!(shown.trip.is_some_and(|trip| trip.closes_at.is_none()));
    assert_sound(&world).await
}

#[tokio::test]
async fn fr23_a_hand_at_the_meter_closes_it_and_the_same_limit_holds_again() -> Result<()> {
    let (mut world, home) = steady(3_000).await?;
    limit(&mut world, home, 2_000);
    world.pass(Span::minutes(10)).await?;
    world.touch(home, Input::Button);
    let supply = world.meter(home).examine();
    assert_eq!(
        (supply.switch, supply.limit),
        (Switch::On, Some(Watts::new(2_000)))
    );
    world.pass(Span::minutes(10)).await?;
    assert_eq!(
        rows(&world, home, Code::LIMIT_TRIP).len(),
        4,
        "the original limit trips again"
    );
    assert_eq!(
        rows(&world, home, Code::RECLOSED).len(),
        2,
        "and has its one closing again"
    );
    // Until ADCS changes it.
    let sent = world.command(home, CommandKind::Unlimit).await?;
    world.pass(Span::minutes(10)).await?;
    assert_eq!(
        world.receipt(&sent).await?.context("receipted")?.outcome,
        Outcome::Done
    );
    let supply = world.meter(home).examine();
    assert_eq!(
        (supply.switch, supply.limit, supply.trip),
        (Switch::On, None, None)
    );
    assert_eq!(rows(&world, home, Code::LIMIT_TRIP).len(), 4);
    assert_sound(&world).await
}

#[tokio::test]
async fn fr26_the_chain_of_the_meters_log_is_whole_and_a_changed_row_is_found() -> Result<()> {
    let (mut world, home) = steady(3_000).await?;
    limit(&mut world, home, 2_000);
    world.pass(Span::hours(2)).await?;
    let mut log = world.at(home).log.clone();
    assert!(log.len() > 5, "{log:?}");
    assert_eq!(ami_wire::chain::broken_link(None, &log), None);
    let place = log.len() / 2;
    log[place].inbound = !log[place].inbound;
    let found = ami_wire::chain::broken_link(None, &log).context("found")?;
    assert_eq!(found.seq, log[place].seq);
    Ok(())
}

#[tokio::test]
async fn fr27_fr28_one_meter_does_both_and_changes_at_the_end_of_an_interval() -> Result<()> {
    let (mut world, home) = steady(1_000).await?;
    world.pass(Span::minutes(20)).await?;
    let now = world.now().business;
    let end = now.floor_to(Span::hours(1)) + Span::hours(1);
    world
        .command(home, CommandKind::SetMode(Mode::Regular))
        .await?;
    world.pass(Span::seconds(10)).await?;
    assert_eq!(world.meter(home).mode(), Mode::Prepaid);
    world.pass(Span::hours(5)).await?;
    assert_eq!(rows(&world, home, Code::MODE_REGULAR), [end]);
    let credit = world.meter(home).examine().credit;
    world
        .command(home, CommandKind::SetMode(Mode::Prepaid))
        .await?;
    world.pass(Span::minutes(5)).await?;
    assert_eq!(
        world.meter(home).examine().credit,
        credit,
        "a monthly bill counts nothing down"
    );
    world.pass(Span::hours(3)).await?;
    assert!(world.meter(home).examine().credit < credit);
    assert_eq!(world.meter(home).mode(), Mode::Prepaid);
    assert!(
        world.at(home).switched.is_empty(),
        "service was never disturbed"
    );
    Ok(())
}

#[tokio::test]
async fn fr29_fr03_the_meter_speaks_the_set_language_and_can_be_dark_while_the_display_is_not()
-> Result<()> {
    let (mut world, home) = steady(1_000).await?;
    let set = |locale: &str, display_on| {
        CommandKind::Settings(Box::new(MeterSettings {
            locale: locale.into(),
            display_on,
            ..MeterSettings::default()
        }))
    };
    world.command(home, set("es-US", true)).await?;
    world.pass(Span::minutes(1)).await?;
    let now = world.now().business;
    let lines = world.meter(home).own_lines(now);
    assert!(
        lines.iter().any(|line| line.starts_with("Saldo ")),
        "{lines:?}"
    );
    world.command(home, set("en-US", false)).await?;
    world.pass(Span::minutes(1)).await?;
    let now = world.now().business;
    assert!(world.meter(home).own_lines(now).is_empty());
    let shown = world.at(home).display.as_ref().context("shown")?;
    assert_eq!(shown.view.as_ref(), Some(&world.view(home).await?));
    Ok(())
}

#[tokio::test]
async fn sc4_1_the_meter_finds_by_itself_that_credit_is_low() -> Result<()> {
    let (mut world, home) = steady(1_000).await?;
    let credit = world.meter(home).examine().credit;
    let settings = MeterSettings {
        warns_at: Some(credit - WattHours::kilo(2)),
        ..MeterSettings::default()
    };
    let set = CommandKind::Settings(Box::new(settings));
    world.command(home, set).await?;
    world.pass(Span::minutes(1)).await?;
    world.cut(home).await?;
    world.pass(Span::hours(1)).await?;
    assert!(rows(&world, home, Code::LOW_CREDIT).is_empty());
    world.pass(Span::hours(4)).await?;
    assert_eq!(
        rows(&world, home, Code::LOW_CREDIT).len(),
        1,
        "without any link"
    );
    Ok(())
}

#[tokio::test]
async fn sc6_5_a_test_tells_a_dead_line_from_an_open_load_and_a_stuck_switch() -> Result<()> {
    let (mut world, home) = steady(2_400).await?;
    // Fault; line and load side energised; does the switch obey.
    let cases = [
        (None, (true, true, true)),
        (Some(Fault::LineDead), (false, false, true)),
        (Some(Fault::LoadOpen), (true, false, true)),
        (Some(Fault::SwitchStuck), (true, false, false)),
    ];
    for (fault, wanted) in cases {
        world.touch(home, Input::Fault(None));
        if fault == Some(Fault::SwitchStuck) {
            world.touch(home, Input::Disconnect);
        }
        world.touch(home, Input::Fault(fault));
        world.command(home, CommandKind::Connect).await?;
        world.pass(Span::seconds(5)).await?;
        let sent = world.command(home, CommandKind::Test).await?;
        world.pass(Span::seconds(5)).await?;
        let receipt = world.receipt(&sent).await?.context("answered")?;
        let test = receipt.test.context("with what it found")?;
        let found = (
            test.line_mv > 200_000,
            test.load_mv > 200_000,
            test.switch_obeys,
        );
        assert_eq!(found, wanted, "{fault:?}");
        assert!(receipt.completed_at.since(sent.accepted_at) < Span::seconds(60));
    }
    Ok(())
}

#[tokio::test]
async fn nfr05_messages_that_wait_at_the_meter_go_by_the_order_that_is_set() -> Result<()> {
    let (mut world, home) = steady(500).await?;
    let order = vec![ami_domain::command::Priority::Event];
    let settings = MeterSettings {
        order,
        ..MeterSettings::default()
    };
    let set = CommandKind::Settings(Box::new(settings));
    let sent = world.command(home, set).await?;
    world.pass(Span::seconds(3)).await?;
    assert_eq!(
        world.receipt(&sent).await?.context("receipted")?.outcome,
        Outcome::Done
    );
    let now = world.now().business;
    let meter = world.at(home).meter_id;
    let kinds = [
        CommandKind::Test,
        CommandKind::SetMode(Mode::Prepaid),
        CommandKind::Connect,
    ];
    for (n, kind) in (0u64..).zip(kinds) {
        let command = ami_domain::command::Command {
            id: ami_domain::id::MessageId::from_number(0xF00 + u128::from(n)),
            meter,
            epoch: sent.epoch,
            seq: sent.seq + 100 + n,
            priority: kind.priority(),
            kind,
            accepted_at: now,
            not_before: now,
            not_after: None,
        };
        let bytes = ami_wire::down::Down::new(command).to_bytes();
        world.touch(home, Input::Post(bytes));
    }
    let before = world.at(home).log.len();
    world.touch(home, Input::Tick);
    let rows = world.at(home).log[before..]
        .iter()
        .filter(|row| row.inbound);
    let codes: Vec<_> = rows.map(|row| row.code).collect();
    assert_eq!(codes, [Code::SUPPLY_ON, Code::MODE_PREPAID, Code::TESTED]);
    Ok(())
}
