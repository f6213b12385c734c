//! Proof that the check of openings can fail: a clearance allows the cut that it was given for, and
//! no other, however fresh and honest it is (DESIGN 7.8).

use ami_adcs::supply::{Decided, Reduce};
use ami_adcs::{AdcsError, plans, request};
use ami_domain::chance::{Chance, Seeded};
use ami_domain::clearance::{Cause, Cut};
use ami_domain::command::{Command, CommandKind};
use ami_domain::id::MessageId;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_tests::{HomeId, HomeSpec, Sabotage, World};
use anyhow::{Context, Result, bail};

/// A home that was cut with a clearance of its own and is connected again, without any payment;
/// and the cut that was used up by it.
async fn cut_once(seed: u64) -> Result<(World, HomeId, Cut)> {
    let mut world = World::new(seed).await?;
    world.watches = false;
    let home = world.home(HomeSpec::flat().on(Money::cents(-5))).await?;
    world.pass(Span::minutes(61)).await?;
    world.warn(home).await?;
    assert!(world.rest(Span::minutes(5)).await?);
    let decided = world.reduce(home, Reduce::Disconnect, Cause::Zero).await?;
    let Decided::Sent(command) = decided else {
        bail!("not cleared: {decided:?}");
    };
    world.pass(Span::seconds(10)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    let (now, meter) = (world.now(), world.at(home).meter_id);
    let mut tx = world.store().begin().await?;
    plans::connect(&mut tx, now, &mut Seeded::new(78), meter).await?;
    tx.commit().await?;
    world.pass(Span::seconds(10)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    assert_eq!(world.faults().await?, Vec::<String>::new());
    let cut = command.kind.cuts().context("a disconnect carries a cut")?;
    Ok((world, home, cut))
}

/// Somebody sends a disconnect with this cut, past every rule: ADCS takes no order that it has
/// only read, so they write it into the database.
async fn send_again(world: &mut World, to: HomeId, cut: Cut) -> Result<()> {
    let (now, meter) = (world.now(), world.at(to).meter_id);
    let mut chance = Seeded::new(79);
    let mut tx = world.store().begin().await?;
    let kind = CommandKind::Disconnect(cut);
    let refused = request::accept(&mut tx, now, &mut chance, meter, kind.clone(), None).await;
    assert!(matches!(refused, Err(AdcsError::NoClearance(of)) if of == meter));
    let (epoch, seq) = tx.next_seq(meter).await?;
    tx.accept_command(&Command {
        id: MessageId::from_bytes(chance.bytes()),
        meter,
        epoch,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: now.business,
        not_before: now.business,
        not_after: None,
    })
    .await?;
    tx.commit().await?;
    world.pass(Span::seconds(10)).await
}

#[tokio::test]
async fn a_cut_with_the_clearance_of_the_cut_before_is_found() -> Result<()> {
    let (mut world, home, cut) = cut_once(81).await?;
    world.sabotage(Sabotage::SkipsTheQuestion);
    send_again(&mut world, home, cut).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    let faults = world.faults().await?.join("\n");
    assert!(faults.contains("uncleared"), "{faults}");
    Ok(())
}

#[tokio::test]
async fn a_cut_with_the_clearance_of_a_neighbour_is_found() -> Result<()> {
    let (mut world, _, cut) = cut_once(82).await?;
    let neighbour = world.home(HomeSpec::flat().on(Money::cents(-5))).await?;
    world.pass(Span::minutes(1)).await?;
    world.sabotage(Sabotage::SkipsTheQuestion);
    send_again(&mut world, neighbour, cut).await?;
    assert_eq!(world.meter(neighbour).examine().switch, Switch::Off);
    let faults = world.faults().await?.join("\n");
    assert!(faults.contains("uncleared"), "{faults}");
    Ok(())
}

#[tokio::test]
async fn the_question_stops_what_the_check_would_find() -> Result<()> {
    let (mut world, home, cut) = cut_once(83).await?;
    send_again(&mut world, home, cut).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    let journal = world.journal(home).await?;
    let asked = "still? the clearance is for something else";
    assert!(journal.rows.iter().any(|row| row.detail == asked));
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}
