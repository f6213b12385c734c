//! What the meter does: FR-05, FR-15, FR-19, FR-26, AS-2.

use super::{assert_sound, off, with};
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::Span;
use ami_tests::HomeSpec;
use anyhow::{Context, Result};

#[tokio::test]
async fn as2_a_meter_without_a_switch_is_served_and_credited() -> Result<()> {
    let spec = HomeSpec {
        has_switch: false,
        history_days: 2,
        ..HomeSpec::flat()
    };
    let (mut world, home) = with(spec).await?;
    assert_eq!(
        world.meter(home).examine().switch,
        Switch::On,
        "it cannot be off"
    );
    let paid = world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(3)).await?;
    assert!(world.at(home).switched.is_empty());
    let credit = world.meter(home).examine().credit;
    assert_eq!(credit, paid.credit - world.at(home).used());
    assert_sound(&world).await
}

#[tokio::test]
async fn fr05_the_meter_logs_each_message_with_its_clock_and_code() -> Result<()> {
    let (mut world, home) = off().await?;
    let paid = world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(3)).await?;
    let log: Vec<_> = world.meter(home).log(0).collect();
    let row = log
        .iter()
        .find(|row| row.message == paid.message)
        .context("logged")?;
    assert_eq!(row.code, Code::CREDIT_ADDED);
    assert!(
        row.at >= paid.offered_at && row.at <= world.now().business,
        "{row:?}"
    );
    let shows = log
        .iter()
        .filter(|row| row.code == Code::BALANCE_UPDATE)
        .count();
    assert!(shows >= 2, "informational messages too: {log:?}");
    let numbers: Vec<u64> = log.iter().map(|row| row.seq).collect();
    assert!(
        numbers.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{numbers:?}"
    );
    Ok(())
}

#[tokio::test]
async fn fr15_a_receipt_names_the_message_the_meter_and_the_time_of_completion() -> Result<()> {
    let (mut world, home) = off().await?;
    // However often the command comes, there is one receipt with one time.
    world.broker.faults.duplicate = 100;
    let paid = world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(3)).await?;
    let message = paid.message.context("sent")?;
    let receipt = world
        .store()
        .read()
        .await?
        .receipt(message)
        .await?
        .context("kept")?;
    assert_eq!(
        (receipt.message, receipt.meter),
        (message, world.at(home).meter_id)
    );
    assert_eq!(receipt.outcome, Outcome::Done);
    let moved = world.at(home).switched.first().context("service came on")?;
    assert_eq!(
        *moved,
        (receipt.completed_at, Switch::On),
        "complete when power is on"
    );
    let copies = world
        .at(home)
        .log
        .iter()
        .filter(|row| row.code == Code::DUPLICATE)
        .count();
    assert!(copies >= 1, "a copy came");
    assert_sound(&world).await
}

#[tokio::test]
async fn fr19_intervals_are_never_longer_than_an_hour() -> Result<()> {
    for (minutes, rows) in [(60, 3), (30, 6), (15, 12)] {
        let interval = Span::minutes(minutes);
        let spec = HomeSpec {
            interval,
            history_days: 1,
            ..HomeSpec::flat()
        };
        let spec = spec.on(ami_domain::money::Money::dollars(50));
        let (mut world, home) = with(spec).await?;
        world.pass(Span::hours(3)).await?;
        let mut tx = world.store().read().await?;
        let meter = tx.meter(world.at(home).meter_id).await?.context("known")?;
        let window = ami_domain::time::Window {
            start: ami_tests::world::clock::START,
            end: world.now().business,
        };
        let found = tx.intervals(&meter, window).await?;
        assert_eq!(found.len(), rows, "{minutes} minutes");
        assert!(
            found.iter().all(|(_, energy, _)| *energy > WattHours::ZERO),
            "{found:?}"
        );
    }
    let now = ami_tests::world::clock::START;
    let long = ami_meter::Meter {
        meter: ami_domain::id::MeterId::from_number(1),
        serial: "LONG".to_owned(),
        interval: Span::minutes(61),
        has_switch: true,
        switch: Switch::On,
        credit: WattHours::ZERO,
    };
    assert!(
        ami_meter::AmiMeter::new(long, now).is_err(),
        "no meter records longer ones"
    );
    Ok(())
}

#[tokio::test]
async fn fr26_the_meters_own_log_reaches_adcs_row_by_row() -> Result<()> {
    let (mut world, home) = off().await?;
    world.cut(home).await?;
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::hours(2)).await?;
    world.restore(home).await?;
    assert!(world.rest(Span::minutes(30)).await?);
    let journal = world.journal(home).await?;
    for row in world.meter(home).log(0) {
        let detail = format!("meter log {}", row.seq);
        let kept = journal.rows.iter().filter(|kept| kept.detail == detail);
        let kept: Vec<_> = kept
            .map(|kept| (kept.at, kept.code, kept.message))
            .collect();
        assert_eq!(kept, [(row.at, row.code, row.message)], "{detail}");
    }
    Ok(())
}
