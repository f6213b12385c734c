//! What MDMS hands out (FR-31), what ADCS takes and logs (FR-32), and a test's minute (NFR-14).

use super::{assert_sound, off, on};
use ami_adcs::{plans, request, test};
use ami_domain::chance::Seeded;
use ami_domain::command::{Command, CommandKind};
use ami_domain::display::Standing;
use ami_domain::event::AfterEvent;
use ami_domain::id::{PlanId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::no_power::TEST_WITHIN;
use ami_domain::receipt::Switch;
use ami_domain::selftest::Verdict;
use ami_domain::time::{Span, Window};
use ami_meter::electric::Fault;
use ami_store::{CommandState, Planned};
use ami_tests::world::build::REPRESENTATIVE;
use ami_tests::world::event::wish;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

/// A test of this home's meter is asked for.
async fn ask(world: &World, home: HomeId, seed: u64) -> Result<Command> {
    let (now, meter) = (world.now(), world.at(home).meter_id);
    let mut tx = world.store().begin().await?;
    let asked = test::ask(&mut tx, now, &mut Seeded::new(seed), meter, TEST_WITHIN).await?;
    tx.commit().await?;
    Ok(asked)
}

/// How long after its request a test's answer was in ADCS, and what it says.
async fn answered(world: &mut World, asked: &Command) -> Result<Option<(Span, Verdict)>> {
    for _ in 0..TEST_WITHIN.as_seconds() {
        world.pass(Span::seconds(1)).await?;
        let mut tx = world.store().read().await?;
        if let Some((_, verdict)) = test::answer(&mut tx, asked.id).await? {
            let took = world.now().business.since(asked.accepted_at);
            return Ok(Some((took, verdict)));
        }
    }
    Ok(None)
}

#[tokio::test]
async fn nfr14_a_test_is_back_within_60_seconds_even_when_its_first_copy_is_lost() -> Result<()> {
    let (mut world, home) = on(50).await?;
    for (seed, lost, faulty, expected) in [
        (1, 0, None, Verdict::PowerAtMeter),
        (2, 1, None, Verdict::PowerAtMeter),
        (3, 0, Some(Fault::LineDead), Verdict::LineDead),
    ] {
        world.break_meter(home, faulty);
        world.broker.drop_next_of("cmd/test", lost);
        let asked = ask(&world, home, seed).await?;
        let (took, verdict) = answered(&mut world, &asked).await?.context("no answer")?;
        assert_eq!(verdict, expected);
        assert!(took <= Span::seconds(60), "{took:?}");
        let retried = took > Span::seconds(45);
        assert_eq!(retried, lost > 0, "{took:?}");
    }
    Ok(())
}

#[tokio::test]
async fn nfr14_a_test_whose_minute_is_over_is_never_carried_out() -> Result<()> {
    let (mut world, home) = on(50).await?;
    world.cut(home).await?;
    let asked = ask(&world, home, 9).await?;
    assert_eq!(answered(&mut world, &asked).await?, None);
    world.restore(home).await?;
    world.pass(Span::minutes(5)).await?;
    let mut tx = world.store().read().await?;
    assert_eq!(test::answer(&mut tx, asked.id).await?, None);
    let row = tx.command(asked.id).await?.context("kept")?;
    assert_eq!(row.state, CommandState::Expired);
    Ok(())
}

#[tokio::test]
async fn fr31_logs_results_schedules_and_balance_are_handed_out() -> Result<()> {
    let (mut world, home) = on(50).await?;
    let start = world.now().business;
    let asked = ask(&world, home, 9).await?;
    let place = world.place(home).await?;
    let from = ami_tests::world::clock::START + Span::hours(48);
    let window = wish(place, from, from + Span::hours(4), AfterEvent::NotAffected);
    let (event, _) = world.book(home, window, 10, "tok_approve").await?;
    world.pass(Span::hours(2) + Span::minutes(1)).await?;
    let (account, meter) = (world.at(home).account, world.at(home).meter_id);
    let mut tx = world.store().read().await?;
    // The test's result.
    let (_, verdict) = test::answer(&mut tx, asked.id).await?.context("a result")?;
    assert_eq!(verdict, Verdict::PowerAtMeter);
    // The meter's log, and what ADCS sent, side by side.
    let log = tx.meter_log_newest(meter, 1_000).await?;
    assert!(log.iter().any(|row| row.message == Some(asked.id)));
    let sent = Window {
        start,
        end: world.now().business,
    };
    let commands = tx.commands_of(meter, sent, 1_000).await?;
    assert!(commands.iter().any(|row| row.command.id == asked.id));
    // The schedule, as the meter has it.
    let stored = tx.event(event.id).await?.context("kept")?;
    assert_eq!(stored.window, event.window);
    assert!(
        world
            .meter(home)
            .events()
            .iter()
            .any(|one| one.id == event.id)
    );
    // The balance, as everybody shows it.
    let view = tx.view(account).await?.context("a view")?;
    drop(tx);
    assert_eq!(world.at(home).view(), Some(&view));
    assert!(view.balance.is_positive());
    Ok(())
}

#[tokio::test]
async fn fr32_every_kind_of_request_is_logged_sent_and_answered() -> Result<()> {
    let (mut world, home) = off().await?;
    let (now, meter) = (world.now(), world.at(home).meter_id);
    let notice = Notice {
        id: ami_domain::id::AlertId::from_number(7),
        importance: Importance::Info,
        text: Bilingual {
            en: "Hello".into(),
            es: "Hola".into(),
        },
        valid: Window {
            start: now.business,
            end: now.business + Span::days(1),
        },
        confirm: false,
        figures: false,
    };
    let mut chance = Seeded::new(91);
    let mut asked = Vec::new();
    let mut tx = world.store().begin().await?;
    for kind in [
        CommandKind::Unlimit,
        CommandKind::Test,
        CommandKind::Notice(Box::new(notice)),
        CommandKind::Withdraw(ami_domain::id::AlertId::from_number(7)),
        CommandKind::Settings(Box::default()),
    ] {
        let end = Some(now.business + Span::minutes(10));
        asked.push(request::accept(&mut tx, now, &mut chance, meter, kind, end).await?);
    }
    // A schedule is kept in ADCS until its time, and becomes a command then.
    let (plan, at) = (PlanId::from_number(1), now.business + Span::minutes(3));
    let what = Planned::Connect;
    plans::schedule(&mut tx, now, plan, meter, what, at, REPRESENTATIVE).await?;
    tx.commit().await?;
    world.pass(Span::minutes(5)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    let journal = world.journal(home).await?;
    let planned = journal
        .rows
        .iter()
        .find(|row| row.detail.starts_with("accepted connect"));
    let planned = planned
        .and_then(|row| row.message)
        .context("its time has come")?;
    for id in asked.iter().map(|command| command.id).chain([planned]) {
        let about: Vec<&str> = journal
            .of(id)
            .iter()
            .map(|row| row.detail.as_str())
            .collect();
        for step in ["accepted ", "sent ", "receipt: done"] {
            let there = about.iter().any(|detail| detail.starts_with(step));
            assert!(there, "{step:?} of {id} in {about:?}");
        }
    }
    assert_sound(&world).await
}

/// The balance of a home changes by this, and no payment does it: help, or a correction.
async fn moves(world: &World, home: HomeId, by: Money, n: u128) -> Result<()> {
    let account = world.at(home).account;
    let (own, other) = (Book::Prepaid(account), Book::Adjustment);
    let books = if by.is_negative() {
        (own, other)
    } else {
        (other, own)
    };
    let amount = if by.is_negative() { -by } else { by };
    let at = world.now().business;
    let id = TransferId::from_number(n);
    let mut tx = world.store().begin().await?;
    tx.lock_account(account).await?;
    let entry = Transfer::posted(id, books, amount, Reason::Correction, at);
    tx.add_transfer(&entry).await?;
    Ok(tx.commit().await?)
}

#[tokio::test]
async fn a_warning_of_before_there_was_enough_again_is_no_notice_of_a_cut() -> Result<()> {
    let mut world = World::new(17).await?;
    world.set_terms(|terms| {
        terms.rules.version = "notice-6h".to_owned();
        for class in terms.rules.disconnect.values_mut() {
            class.notice = Span::hours(6);
        }
    });
    let home = world.home(HomeSpec::flat().on(Money::dollars(1))).await?;
    world.pass(Span::minutes(70)).await?;
    let account = world.at(home).account;
    let told = world.store().read().await?.told(account).await?;
    assert!(told.warned_at.is_some(), "a dollar is little");
    // Help comes, and there is enough for a while; then all of it is gone at once.
    moves(&world, home, Money::dollars(300), 1).await?;
    world.pass(Span::hours(20)).await?;
    assert_eq!(world.view(home).await?.standing, Standing::Ok);
    let left = world.balance(home).await?;
    moves(&world, home, -left - Money::cents(1), 2).await?;
    world.pass(Span::hours(5)).await?;
    assert_eq!(world.view(home).await?.standing, Standing::Zero);
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    world.pass(Span::hours(4)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    Ok(())
}
