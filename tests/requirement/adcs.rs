//! What ADCS sends: FR-09, FR-11, FR-25, FR-32, NFR-04, NFR-09.

use super::{assert_sound, off, on, with};
use ami_adcs::alerts::{self, Publish};
use ami_domain::code::Code;
use ami_domain::display::Standing;
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::policy::Policy;
use ami_domain::time::{Span, Window};
use ami_tests::{HomeSpec, UsePattern, World};
use ami_wire::utility::Audience;
use anyhow::{Context, Result};

fn notice(world: &World) -> Notice {
    let now = world.now().business;
    Notice {
        id: AlertId::from_number(0xA1E7),
        importance: Importance::Warning,
        text: Bilingual {
            en: "Storm tonight".into(),
            es: "Tormenta esta noche".into(),
        },
        valid: Window {
            start: now,
            end: now + Span::hours(12),
        },
        confirm: true,
        figures: false,
    }
}

async fn publish(world: &World, notice: &Notice) -> Result<u64> {
    let wanted = Publish {
        notice,
        audience: &Audience::All,
        replaces: None,
        by: None,
    };
    let accepted = alerts::accept(world.store(), world.now(), &wanted).await?;
    Ok(accepted.accounts)
}

#[tokio::test]
async fn fr09_the_balance_reaches_a_quiet_meter_at_least_once_a_day() -> Result<()> {
    let policy = Policy {
        refresh_every: Span::hours(24),
        ..Policy::default()
    };
    let mut world = World::with_policy(1, policy).await?;
    let spec = HomeSpec {
        pattern: UsePattern::Empty,
        history_days: 2,
        ..HomeSpec::flat()
    };
    let home = world
        .home(spec.on(ami_domain::money::Money::dollars(100)))
        .await?;
    world.pass(Span::minutes(1)).await?;
    assert_eq!(world.view(home).await?.standing, Standing::Ok);
    for day in 0..2 {
        let before = world.journal(home).await?.from_meter(Code::BALANCE_UPDATE);
        world.pass(Span::hours(24) + Span::minutes(1)).await?;
        let after = world.journal(home).await?.from_meter(Code::BALANCE_UPDATE);
        assert!(after > before, "day {day}");
    }
    assert_sound(&world).await
}

#[tokio::test]
async fn fr11_a_text_reaches_meter_and_customer_once() -> Result<()> {
    let (mut world, home) = on(50).await?;
    let text = notice(&world);
    assert_eq!(publish(&world, &text).await?, 1);
    publish(&world, &text).await?;
    world.pass(Span::seconds(5)).await?;
    assert_eq!(world.meter(home).notices(), std::slice::from_ref(&text));
    assert_eq!(
        world.journal(home).await?.accepted("notice"),
        1,
        "the second copy is none"
    );
    world.confirm(home, text.id);
    world.pass(Span::seconds(5)).await?;
    let account = world.at(home).account;
    let (kept, at_meter, confirmed) = world
        .store()
        .read()
        .await?
        .notices_of(account, 10)
        .await?
        .remove(0);
    assert_eq!(kept, text);
    assert!(
        at_meter.is_some() && confirmed.is_some(),
        "{at_meter:?} {confirmed:?}"
    );
    Ok(())
}

#[tokio::test]
async fn fr25_adcs_logs_what_goes_to_the_meter_and_what_comes_back() -> Result<()> {
    let (mut world, home) = off().await?;
    let paid = world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::seconds(3)).await?;
    let journal = world.journal(home).await?;
    let about = journal.of(paid.message.context("sent")?);
    let told: Vec<_> = about
        .iter()
        .map(|row| (row.down, row.detail.as_str()))
        .collect();
    let seq = |part: &str| told.iter().position(|(_, detail)| detail.starts_with(part));
    let (accepted, sent, receipt) = (seq("accepted prepay"), seq("sent prepay"), seq("receipt"));
    assert!(
        accepted.is_some() && accepted < sent && sent < receipt,
        "{told:?}"
    );
    assert!(
        about.iter().all(|row| row.code == Code::CREDIT_ADDED),
        "{about:?}"
    );
    assert!(
        journal.from_meter(Code::SUPPLY_ON) >= 1,
        "on and off are logged"
    );
    Ok(())
}

#[tokio::test]
async fn fr32_a_request_is_logged_in_the_commit_that_takes_it() -> Result<()> {
    let (mut world, home) = off().await?;
    world.pay(home, 20, "tok_approve").await?;
    // No duty has run since.
    let journal = world.journal(home).await?;
    assert_eq!((journal.accepted("prepay"), journal.sent("prepay")), (1, 0));
    Ok(())
}

#[tokio::test]
async fn nfr04_a_payment_overtakes_texts_and_balances() -> Result<()> {
    let spec = HomeSpec {
        history_days: 2,
        ..HomeSpec::flat()
    };
    let (mut world, home) = with(spec).await?;
    publish(&world, &notice(&world)).await?;
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::ZERO).await?;
    let journal = world.journal(home).await?;
    let sent: Vec<&str> = journal
        .rows
        .iter()
        .filter_map(|row| row.detail.strip_prefix("sent "))
        .filter_map(|rest| rest.split(' ').next())
        // The warning that nothing is left goes, too: later, and it hinders nobody.
        .filter(|kind| *kind != "withdraw")
        .collect();
    let last = sent.len().saturating_sub(3);
    assert_eq!(
        sent[last..],
        ["prepay", "notice", "show"],
        "accepted in another order"
    );
    Ok(())
}

#[tokio::test]
async fn nfr09_a_text_is_at_the_meter_within_60_seconds() -> Result<()> {
    let (mut world, home) = on(50).await?;
    world.broker.drop_next_of("cmd/notice", 1);
    publish(&world, &notice(&world)).await?;
    world.pass(Span::seconds(60)).await?;
    assert_eq!(
        world.meter(home).notices().len(),
        1,
        "even when the first copy is lost"
    );
    Ok(())
}
