//! Prepayment events: many at a site, none that overlap, sent and made sure of in time.

use ami_css::{CssError, EventError};
use ami_domain::account::AtZero;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, Answer, EventState};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_store::{CommandState, EventRow};
use ami_tests::world::clock::START;
use ami_tests::world::event::wish;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

fn at(hours: i64) -> Timestamp {
    START + Span::hours(hours)
}

/// A site that is switched off, and a neighbour with money.
async fn two() -> Result<(World, HomeId, HomeId)> {
    let mut world = World::new(16).await?;
    let site = world.home(HomeSpec::flat()).await?;
    let neighbour = world.home(HomeSpec::flat().on(Money::dollars(100))).await?;
    world.pass(Span::seconds(5)).await?;
    Ok((world, site, neighbour))
}

async fn book(
    world: &mut World,
    payer: HomeId,
    site: HomeId,
    from: i64,
    to: i64,
) -> Result<EventRow, CssError> {
    let place = world.place(site).await.expect("a home has a place");
    let wish = wish(place, at(from), at(to), AfterEvent::Disconnect);
    let booked = world.book(payer, wish, 10, "tok_approve").await;
    booked.map(|(event, _)| event)
}

async fn is_at_the_meter(world: &World, event: &EventRow) -> Result<bool> {
    let message = event.message.context("it was sent")?;
    let row = world.store().read().await?.command(message).await?;
    Ok(row.context("a known command")?.state == CommandState::Receipted)
}

#[tokio::test]
async fn fr16_a_site_has_several_events_and_the_meter_has_each() -> Result<()> {
    let (mut world, site, neighbour) = two().await?;
    let mut events = Vec::new();
    // They may touch: the end of one is the start of the next.
    for (payer, from) in [(site, 48), (neighbour, 50), (site, 100), (neighbour, 500)] {
        events.push(book(&mut world, payer, site, from, from + 2).await?);
    }
    world.pass(Span::minutes(2)).await?;
    for event in &events {
        let now = world.event(event.id).await?;
        assert_eq!(now.state, EventState::Booked);
        assert!(is_at_the_meter(&world, &now).await?);
        assert!(!now.report.context("the meter's word")?.overlaps);
    }
    assert_eq!(world.meter(site).events().len(), events.len());
    Ok(())
}

#[tokio::test]
async fn fr17_an_overlapping_or_equal_window_is_refused_and_costs_nothing() -> Result<()> {
    let (mut world, site, neighbour) = two().await?;
    let first = book(&mut world, site, site, 48, 52).await?;
    let before = world.balance(neighbour).await?;
    for (from, to) in [(48, 52), (47, 49), (51, 60), (49, 50), (40, 60)] {
        for payer in [site, neighbour] {
            let refused = book(&mut world, payer, site, from, to).await;
            let taken = EventError::NotFree(Answer::Scheduled);
            match refused {
                Err(CssError::Event(why)) => assert_eq!(why, taken, "{from} to {to}"),
                other => panic!("{from} to {to}: {other:?}"),
            }
        }
    }
    assert_eq!(world.balance(neighbour).await?, before);
    let account = world.at(neighbour).account;
    let paid = world.store().read().await?.payments_of(account, 9).await?;
    assert_eq!(paid, [], "nobody paid for what they did not get");
    world.pass(Span::minutes(2)).await?;
    assert_eq!(world.meter(site).events().len(), 1);
    assert_eq!(world.event(first.id).await?.problem, None);
    Ok(())
}

#[tokio::test]
async fn fr30_an_event_is_sent_once_more_on_demand() -> Result<()> {
    let (mut world, site, _) = two().await?;
    let event = book(&mut world, site, site, 48, 52).await?;
    world.pass(Span::minutes(2)).await?;
    let sent = world.journal(site).await?.sent("event");
    let first = world.event(event.id).await?;
    let again = world.send_event(&first).await?;
    assert_ne!(again.message, first.message, "another message");
    world.pass(Span::minutes(2)).await?;
    assert!(world.journal(site).await?.sent("event") > sent);
    assert!(is_at_the_meter(&world, &world.event(event.id).await?).await?);
    assert_eq!(world.meter(site).events().len(), 1, "and the same event");
    Ok(())
}

#[tokio::test]
async fn nfr08_the_meter_surely_has_a_schedule_24_hours_before_or_at_once() -> Result<()> {
    let (mut world, site, neighbour) = two().await?;
    let later = book(&mut world, site, site, 48, 50).await?;
    let soon = book(&mut world, neighbour, site, 20, 22).await?;
    world.pass(Span::minutes(2)).await?;
    assert!(is_at_the_meter(&world, &soon).await?);
    let sure = world.event(soon.id).await?.verified_at;
    assert!(sure.context("at once")? <= at(0) + Span::minutes(3));
    assert_eq!(world.event(later.id).await?.verified_at, None);
    let until = at(24).since(world.now().business) + Span::minutes(1);
    world.pass(until).await?;
    let sure = world.event(later.id).await?.verified_at;
    assert!(sure.context("a day before")? <= at(24) + Span::minutes(1));
    Ok(())
}

#[tokio::test]
async fn ix02_a_site_answers_taken_free_or_not_set_up() -> Result<()> {
    let (mut world, site, neighbour) = two().await?;
    let place = world.place(site).await?;
    let asked = wish(place, at(48), at(50), AfterEvent::Limit);
    let free = world.ask_event(neighbour, asked).await?;
    assert_eq!(free.answer, Answer::Available);
    assert!(free.estimate.is_some());
    book(&mut world, site, site, 49, 51).await?;
    let taken = world.ask_event(neighbour, asked).await?;
    assert_eq!((taken.answer, taken.estimate), (Answer::Scheduled, None));
    assert!(!taken.free.is_empty(), "windows nearby are offered");
    world.set_prepay(site, false).await?;
    let closed = world.ask_event(neighbour, asked).await?;
    assert_eq!(closed.answer, Answer::NotPrepay);
    assert_eq!((closed.free, closed.estimate), (Vec::new(), None));
    Ok(())
}

#[tokio::test]
async fn pr_b_a_payment_is_the_requesters_and_the_event_is_the_facilitys() -> Result<()> {
    let (mut world, hall, guest) = two().await?;
    let event = book(&mut world, guest, hall, 48, 50).await?;
    assert_eq!(event.account, world.at(guest).account);
    assert_eq!(event.site, world.at(hall).account);
    let held = world.book_balance(Book::Event(event.id)).await?;
    assert_eq!(held, Money::dollars(10));
    assert!(event.energy > WattHours::ZERO);
    let mut tx = world.store().read().await?;
    assert_eq!(tx.payments_of(event.site, 9).await?, []);
    let paid = tx.payments_of(event.account, 9).await?;
    assert!(paid.iter().any(|one| one.event == Some(event.id)));
    drop(tx);
    // Only a place that is set up may be booked.
    world.set_prepay(hall, false).await?;
    match book(&mut world, guest, hall, 60, 62).await {
        Err(CssError::Event(why)) => assert_eq!(why, EventError::NotFree(Answer::NotPrepay)),
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[tokio::test]
async fn a_guests_event_takes_no_more_from_a_home_than_its_customer_chose_for_zero() -> Result<()> {
    for (seed, at_zero, limited) in [
        (61, AtZero::Limit, true),
        (62, AtZero::RegularBilling, false),
        (63, AtZero::AutoReplenish, false),
    ] {
        let mut world = World::new(seed).await?;
        world.watches = false;
        let spec = HomeSpec {
            at_zero,
            ..HomeSpec::flat().on(Money::cents(-5))
        };
        let site = world.home(spec).await?;
        let guest = world.home(HomeSpec::flat().on(Money::dollars(100))).await?;
        world.pass(Span::seconds(5)).await?;
        // The guest wants it switched off afterwards.
        let event = book(&mut world, guest, site, 2, 4).await?;
        world.pass(Span::hours(6)).await?;
        assert_eq!(world.event(event.id).await?.state, EventState::Settled);
        let seen = world.meter(site).examine();
        assert_eq!(seen.switch, Switch::On, "{at_zero:?}");
        assert_eq!(seen.limit.is_some(), limited, "{at_zero:?}");
    }
    Ok(())
}
