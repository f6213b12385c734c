//! Events at the meter: FR-18, NFR-03, SC2.10, SC2.13.

use super::limit::{limit, rows, steady};
use super::with;
use ami_domain::code::Code;
use ami_domain::command::CommandKind;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::event::{AfterEvent, MeterEvent, MeterEventState};
use ami_domain::id::EventId;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Window};
use ami_tests::{HomeSpec, UsePattern, World};
use anyhow::{Context, Result};

fn event(world: &World, id: u128, hours: (i64, i64)) -> MeterEvent {
    let start = world.now().business.floor_to(Span::hours(1)) + Span::hours(1);
    let window = Window {
        start: start + Span::hours(hours.0),
        end: start + Span::hours(hours.1),
    };
    MeterEvent {
        id: EventId::from_number(id),
        version: 1,
        window,
        energy: WattHours::kilo(2),
        level: None,
        after: AfterEvent::Limit,
    }
}

#[tokio::test]
async fn nfr03_a_command_is_carried_out_at_once_and_an_event_at_its_minute() -> Result<()> {
    let (mut world, home) = steady(500).await?;
    limit(&mut world, home, 2_000);
    let sent = world.command(home, CommandKind::Unlimit).await?;
    let stored = world
        .command(home, CommandKind::Event(event(&world, 1, (1, 3))))
        .await?;
    world.pass(Span::seconds(5)).await?;
    for command in [&sent, &stored] {
        let receipt = world.receipt(command).await?.context("receipted")?;
        let waited = receipt.completed_at.since(command.accepted_at);
        assert!(waited < Span::seconds(5), "{waited:?}");
    }
    let start = world.meter(home).events()[0]
        .event
        .context("held")?
        .window
        .start;
    world.pass(Span::hours(3)).await?;
    assert_eq!(rows(&world, home, Code::EVENT_STARTED), [start]);
    Ok(())
}

#[tokio::test]
async fn sc2_13_an_event_starts_without_any_link_and_its_end_leaves_power_on() -> Result<()> {
    let spec = HomeSpec {
        history_days: 2,
        pattern: UsePattern::Steady(Watts::new(1_500)),
        ..HomeSpec::flat()
    };
    let (mut world, home) = with(spec).await?;
    let wanted = event(&world, 1, (1, 3));
    world.command(home, CommandKind::Event(wanted)).await?;
    world.pass(Span::minutes(1)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    world.cut(home).await?;
    world.pass(Span::hours(6)).await?;
    assert_eq!(world.at(home).switched, [(wanted.window.start, Switch::On)]);
    let held = &world.meter(home).events()[0];
    assert_eq!(
        (held.state, held.at),
        (MeterEventState::Over, wanted.window.end)
    );
    assert_eq!(held.used, WattHours::new(3_000), "two hours of 1.5 kW");
    // Two of three kilowatt-hours were paid for; what is used after the end is counted, too.
    let supply = world.meter(home).examine();
    assert_eq!(supply.switch, Switch::On);
    assert!(supply.credit < WattHours::kilo(-1));
    Ok(())
}

#[tokio::test]
async fn fr18_sixteen_events_are_stored_and_an_overlap_raises_an_alert() -> Result<()> {
    let (mut world, home) = steady(500).await?;
    for id in 0..16 {
        let hour = i64::try_from(id)? * 2;
        let one = event(&world, id, (hour, hour + 2));
        world.command(home, CommandKind::Event(one)).await?;
    }
    world.pass(Span::minutes(2)).await?;
    let stored = world.meter(home).events().iter();
    let live = stored.filter(|held| held.state == MeterEventState::Stored);
    assert_eq!(live.count(), 16);
    assert!(rows(&world, home, Code::EVENT_OVERLAP).is_empty());
    let across = event(&world, 99, (3, 5));
    world.command(home, CommandKind::Event(across)).await?;
    world.pass(Span::minutes(1)).await?;
    assert_eq!(rows(&world, home, Code::EVENT_OVERLAP).len(), 1);
    let overlap = world
        .meter(home)
        .events()
        .iter()
        .filter(|held| held.overlaps);
    assert_eq!(
        overlap.count(),
        3,
        "the new one and the two that it touches are kept"
    );
    Ok(())
}
