//! Moving out through the whole chain: what is used is paid, what is left goes back, the home
//! forgets, and its supply stays as it is.

use ami_domain::energy::Watts;
use ami_domain::event::{AfterEvent, EventState};
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, EventProblem};
use ami_tests::world::clock::START;
use ami_tests::world::event::wish;
use ami_tests::world::home::UsePattern;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

#[tokio::test]
async fn who_moves_out_pays_up_to_then_and_leaves_nothing_in_the_home() -> Result<()> {
    let mut world = World::new(61).await?;
    let home = world.home(HomeSpec::flat().on(Money::dollars(30))).await?;
    let stays = world.home(HomeSpec::flat().on(Money::dollars(30))).await?;
    world.pass(Span::hours(2)).await?;
    world.pay(home, 20, "tok_approve").await?;
    world.pass(Span::hours(1)).await?;
    let leaves = world.now().business + Span::hours(5);
    let wish = world.move_out(home, leaves).await?;
    world.pass(Span::hours(3)).await?;
    let shown = world.view(home).await?;
    assert!(!shown.is_vacant(), "until the day comes nothing changes");
    world.pass(Span::hours(6)).await?;
    let account = world.at(home).account;
    let mut tx = world.store().read().await?;
    let row = tx.account(account).await?.context("it stays on record")?;
    let done = tx.move_out(account).await?.context("a wish")?;
    assert!(row.is_closed() && done.closed_at.is_some_and(|at| at >= wish.at));
    assert_eq!(row.charged_until, wish.at, "not an interval more");
    assert_eq!(tx.audit_ledger().await?, []);
    drop(tx);
    // This world's card takes nothing back: all of it waits for a cheque.
    assert_eq!(
        world.book_balance(Book::Prepaid(account)).await?,
        Money::ZERO
    );
    let cheque = world.book_balance(Book::RefundDue(account)).await?;
    assert_eq!(cheque, done.refund);
    assert!(cheque > Money::dollars(20), "{cheque}");
    let display = world.at(home).display.as_ref().context("a display")?;
    let view = display.view.as_ref().context("the last view")?;
    assert!(view.is_vacant() && view.balance == Money::ZERO, "{view:?}");
    assert!(view.basis.is_none() && view.usage_until.is_none());
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    let other = world.view(stays).await?;
    assert!(!other.is_vacant(), "the neighbour is not touched");
    next_customer(&mut world, home, row, shown.seq).await
}

/// The meter takes the views of the next customer at once, and they tell nothing of before.
async fn next_customer(world: &mut World, home: HomeId, left: AccountRow, last: u64) -> Result<()> {
    let next = AccountId::from_number(0x4e47);
    let mut tx = world.store().begin().await?;
    let tenancy = tx.tenancy(left.id).await?.context("a tenancy")?;
    let now = world.now().business;
    tx.insert_account(&AccountRow {
        id: next,
        number: "the next one".into(),
        meter: tenancy.meter,
        opened_at: now,
        occupied_from: now,
        charged_until: tenancy.window.end,
        show_due: now,
        view_seq: 0,
        ..left
    })
    .await?;
    tx.commit().await?;
    world.pass(Span::hours(1) + Span::minutes(1)).await?;
    let mut tx = world.store().read().await?;
    let first = tx.view(next).await?.context("a view")?;
    assert!(first.seq > last + 1, "after the vacant one");
    let display = world.at(home).display.as_ref().context("a display")?;
    assert_eq!(display.view.as_ref(), Some(&first));
    Ok(())
}

fn at(hours: i64) -> Timestamp {
    START + Span::hours(hours)
}

fn spec(dollars: i64) -> HomeSpec {
    HomeSpec {
        pattern: UsePattern::Steady(Watts::new(1_000)),
        ..HomeSpec::flat().on(Money::dollars(dollars))
    }
}

async fn is_closed(world: &World, home: HomeId) -> Result<bool> {
    let mut tx = world.store().read().await?;
    let row = tx.account(world.at(home).account).await?;
    Ok(row.context("it stays on record")?.is_closed())
}

/// A guest's event without an end of its own ends with the time that was booked, the guest is told,
/// and nobody books what is after that day.
#[tokio::test]
async fn a_guests_event_without_an_end_keeps_nobody_from_moving_out() -> Result<()> {
    let mut world = World::new(62).await?;
    let hall = world.home(spec(500)).await?;
    let guest = world.home(spec(300)).await?;
    world.pass(Span::seconds(5)).await?;
    let place = world.place(hall).await?;
    let asked = wish(place, at(2), at(4), AfterEvent::NotAffected);
    let (event, _) = world.book(guest, asked, 10, "tok_approve").await?;
    world
        .pass(at(7).since(world.now().business) + Span::minutes(3))
        .await?;
    assert_eq!(world.event(event.id).await?.state, EventState::Running);
    world.move_out(hall, at(8)).await?;
    // Not even a window that is free.
    let asked = wish(place, at(10), at(12), AfterEvent::Limit);
    let refused = world.book(guest, asked, 10, "tok_approve").await;
    let refused = refused.err().context("nobody books it any more")?;
    assert!(refused.to_string().contains("not_prepay"), "{refused}");
    world
        .pass(at(11).since(world.now().business) + Span::minutes(3))
        .await?;
    let over = world.event(event.id).await?;
    assert_eq!(
        (over.state, over.closes),
        (EventState::Settled, Some(at(8)))
    );
    assert!(is_closed(&world, hall).await?);
    let mut tx = world.store().read().await?;
    let told = tx.notices_of(world.at(guest).account, 20).await?;
    let says = |text: &str| told.iter().any(|(one, ..)| one.text.en.contains(text));
    assert!(says("does not go on after the time"), "{told:?}");
    assert_eq!(tx.audit_ledger().await?, []);
    Ok(())
}

/// After an event supply is to be reduced, and a rule keeps it on: that is no reason to keep its
/// payer, or whoever lives there, from leaving.
#[tokio::test]
async fn leave_to_cut_that_never_comes_keeps_nobody_from_moving_out() -> Result<()> {
    let mut world = World::new(63).await?;
    let hall = world.home(spec(0)).await?;
    let guest = world.home(spec(300)).await?;
    // Nobody knows how hot it is.
    world.set_terms(|terms| {
        terms.rules.version = "hot".to_owned();
        for class in terms.rules.disconnect.values_mut() {
            class.hot_c10 = Some(400);
        }
    });
    let place = world.place(hall).await?;
    let asked = wish(place, at(2), at(4), AfterEvent::Disconnect);
    let (event, _) = world.book(guest, asked, 10, "tok_approve").await?;
    world
        .pass(at(7).since(world.now().business) + Span::minutes(3))
        .await?;
    let over = world.event(event.id).await?;
    let stands = (over.state, over.problem);
    assert_eq!(stands, (EventState::Over, Some(EventProblem::HeldCut)));
    world.move_out(guest, at(8)).await?;
    world
        .pass(at(10).since(world.now().business) + Span::minutes(3))
        .await?;
    assert!(is_closed(&world, guest).await?, "who paid for it");
    assert_eq!(world.event(event.id).await?.state, EventState::Over);
    world.move_out(hall, at(11)).await?;
    world
        .pass(at(13).since(world.now().business) + Span::minutes(3))
        .await?;
    assert!(is_closed(&world, hall).await?, "who lives there");
    assert_eq!(world.event(event.id).await?.state, EventState::Settled);
    assert_eq!(world.meter(hall).examine().switch, Switch::On);
    Ok(())
}
