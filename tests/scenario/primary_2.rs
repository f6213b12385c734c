//! Primary scenario 2: a time frame at one's own site, a vacation home (SC2.1 to SC2.15).

use ami_css::{CssError, EventError, Wish};
use ami_domain::display::EventScope;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::event::{AfterEvent, Answer, EventRefused, EventState};
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::Switch;
use ami_domain::time::{Day, Span, Timestamp, Window, Zone};
use ami_store::{CommandState, EventRow};
use ami_tests::world::build::ZONE;
use ami_tests::world::clock::START;
use ami_tests::world::event::wish;
use ami_tests::world::home::UsePattern;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

const STEADY: Watts = Watts::new(1_000);

/// A vacation home that is switched off and draws a kilowatt when it is on.
async fn vacation_home() -> Result<(World, HomeId)> {
    let mut world = World::new(2).await?;
    let home = world
        .home(HomeSpec {
            pattern: UsePattern::Steady(STEADY),
            ..HomeSpec::flat()
        })
        .await?;
    world.pass(Span::seconds(5)).await?;
    Ok((world, home))
}

fn at(hours: i64) -> Timestamp {
    START + Span::hours(hours)
}

async fn book(
    world: &mut World,
    home: HomeId,
    from: i64,
    to: i64,
    dollars: i64,
) -> Result<EventRow> {
    let place = world.place(home).await?;
    let wish = wish(place, at(from), at(to), AfterEvent::Disconnect);
    Ok(world.book(home, wish, dollars, "tok_approve").await?.0)
}

#[tokio::test]
async fn sc2_a_vacation_home_is_booked_used_and_settled() -> Result<()> {
    let (mut world, home) = vacation_home().await?;
    sc2_1_to_3_a_window_is_checked(&mut world, home).await?;
    sc2_4_the_estimate_is_that_of_like_days(&world, home).await?;
    let event = sc2_5_and_6_it_is_paid(&mut world, home).await?;
    sc2_7_to_12_the_meter_has_it(&mut world, home, &event).await?;
    sc2_13_the_meter_starts_it_at_the_minute(&mut world, home, &event).await?;
    sc2_14_and_15_everybody_sees_it(&mut world, home, &event).await?;
    it_ends_and_what_is_left_goes_back(&mut world, home, &event).await?;
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

/// SC2.1 to SC2.3: refused when reversed, past or taken; a place that is not set up says so.
async fn sc2_1_to_3_a_window_is_checked(world: &mut World, home: HomeId) -> Result<()> {
    let place = world.place(home).await?;
    let ask = |start, end| wish(place, at(start), at(end), AfterEvent::Disconnect);
    for (wish, why) in [
        (ask(60, 60), EventRefused::Reversed),
        (ask(61, 60), EventRefused::Reversed),
        (ask(-2, 3), EventRefused::Past),
    ] {
        let refused = world.book(home, wish, 20, "tok_approve").await;
        let right = Err(EventError::Refused(why));
        assert_eq!(event_error(refused), right);
    }
    let neighbour = world.home(HomeSpec::flat()).await?;
    let (other, _) = world
        .book(neighbour, ask(100, 102), 10, "tok_approve")
        .await?;
    let answered = world.ask_event(home, ask(101, 103)).await?;
    assert_eq!(answered.answer, Answer::Scheduled);
    let nearest: Vec<_> = answered.free.iter().take(2).copied().collect();
    let window = |from, to| Window::new(at(from), at(to)).expect("a window");
    assert_eq!(nearest, [window(102, 104), window(98, 100)]);
    let taken = world.book(home, ask(101, 103), 20, "tok_approve").await;
    assert_eq!(
        event_error(taken),
        Err(EventError::NotFree(Answer::Scheduled))
    );
    world.cancel_event(&other).await?;
    let freed = world.ask_event(home, ask(101, 103)).await?;
    assert_eq!(freed.answer, Answer::Available);
    world.set_prepay(home, false).await?;
    let closed = world.ask_event(home, ask(101, 103)).await?;
    assert_eq!(closed.answer, Answer::NotPrepay);
    assert_eq!(
        closed.estimate, None,
        "nothing is said of a site that is not set up"
    );
    world.set_prepay(home, true).await
}

fn event_error<T>(result: Result<T, CssError>) -> Result<(), EventError> {
    match result {
        Ok(_) => Ok(()),
        Err(CssError::Event(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

/// SC2.4: 1 kW at 0.25 for 48 h.
async fn sc2_4_the_estimate_is_that_of_like_days(world: &World, home: HomeId) -> Result<()> {
    let place = world.place(home).await?;
    let wish = wish(place, at(48), at(96), AfterEvent::Disconnect);
    let answered = world.ask_event(home, wish).await?;
    let estimate = answered.estimate.context("it is free")?;
    assert_eq!(estimate.p50, Money::dollars(12));
    assert_eq!(estimate.energy_p50, WattHours::kilo(48));
    assert!(estimate.p80 >= estimate.p50 && estimate.suggested >= estimate.p80);
    Ok(())
}

/// SC2.5, SC2.6: a declined card frees the window; an approved one moves the money once, into
/// the event's own book.
async fn sc2_5_and_6_it_is_paid(world: &mut World, home: HomeId) -> Result<EventRow> {
    let place = world.place(home).await?;
    let wish = wish(place, at(48), at(96), AfterEvent::Disconnect);
    let (declined, payment) = world.book(home, wish, 15, "tok_decline").await?;
    assert_eq!(declined.state, EventState::Cancelled);
    assert!(matches!(payment.state, PaymentState::Refused { .. }));
    let before = world.balance(home).await?;
    let booking = world.booking(home);
    let (event, paid) = world.book_as(booking, wish, 15, "tok_approve").await?;
    let again = world.book_as(booking, wish, 15, "tok_approve").await?;
    assert_eq!(
        again,
        (event.clone(), paid.clone()),
        "the same ids get the same answer"
    );
    assert_eq!(event.state, EventState::Booked);
    assert_eq!((paid.event, paid.account), (Some(event.id), event.account));
    assert_eq!(
        world.book_balance(Book::Event(event.id)).await?,
        Money::dollars(15)
    );
    assert_eq!(
        world.balance(home).await?,
        before,
        "the account's own balance is another book"
    );
    assert_eq!(event.energy, WattHours::kilo(60), "15 dollars at 0.25");
    Ok(event)
}

/// SC2.7 to SC2.12: logged at ADCS, sent at acceptance, logged and receipted by the meter, and
/// verified 24 h before the start (NFR-08).
async fn sc2_7_to_12_the_meter_has_it(
    world: &mut World,
    home: HomeId,
    event: &EventRow,
) -> Result<()> {
    world.pass(Span::minutes(1)).await?;
    let message = event.message.context("it was sent at acceptance")?;
    let row = world.store().read().await?.command(message).await?;
    assert_eq!(row.context("known")?.state, CommandState::Receipted);
    assert!(
        world
            .store()
            .read()
            .await?
            .receipt(message)
            .await?
            .is_some()
    );
    let log = world.journal(home).await?;
    assert!(log.sent("event") >= 1);
    let now = world.event(event.id).await?;
    assert_eq!(
        now.report.context("the meter spoke")?.version,
        event.version
    );
    assert_eq!(now.verified_at, None, "it is too early to make sure");
    world
        .pass(at(24).since(world.now().business) + Span::minutes(1))
        .await?;
    let sure = world.event(event.id).await?;
    let when = sure.verified_at.context("made sure")?;
    assert!(when <= at(24) + Span::minutes(1), "24 h before the start");
    assert_eq!((sure.verify_at, sure.problem), (None, None));
    Ok(())
}

/// SC2.13: off before, on at the start by the meter's own clock, without a link.
async fn sc2_13_the_meter_starts_it_at_the_minute(
    world: &mut World,
    home: HomeId,
    event: &EventRow,
) -> Result<()> {
    world
        .pass(event.window.start.since(world.now().business) - Span::minutes(2))
        .await?;
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    world.cut(home).await?;
    world.pass(Span::minutes(3)).await?;
    assert_eq!(world.meter(home).examine().switch, Switch::On);
    world.restore(home).await?;
    world.pass(Span::minutes(2)).await?;
    assert_eq!(world.event(event.id).await?.state, EventState::Running);
    Ok(())
}

/// SC2.14, SC2.15: money, energy and time of the event on website, meter and display.
async fn sc2_14_and_15_everybody_sees_it(
    world: &mut World,
    home: HomeId,
    event: &EventRow,
) -> Result<()> {
    world.pass(Span::hours(4)).await?;
    world.pass(Span::minutes(2)).await?;
    let view = world.view(home).await?;
    let shown = view.event.context("the website shows it")?;
    assert_eq!((shown.id, shown.scope), (event.id, EventScope::Own));
    assert!(shown.running);
    assert_eq!(
        (shown.start.at, shown.end.at),
        (event.window.start, event.window.end)
    );
    let left = shown.left.context("it is the viewer's own")?;
    assert_eq!(left.balance, Money::dollars(14), "four hours at 0.25");
    assert_eq!(left.energy, WattHours::kilo(56));
    let display = world.at(home).display.clone().context("a display")?;
    assert_eq!(display.view.and_then(|view| view.event), Some(shown));
    Ok(())
}

/// Within minutes after the end what is left is the payer's, and the owner's books saw nothing.
async fn it_ends_and_what_is_left_goes_back(
    world: &mut World,
    home: HomeId,
    event: &EventRow,
) -> Result<()> {
    let before = world.balance(home).await?;
    world
        .pass(event.window.end.since(world.now().business) + Span::minutes(3))
        .await?;
    let over = world.event(event.id).await?;
    assert_eq!(over.used, WattHours::kilo(48));
    assert_eq!(over.used_money, Money::dollars(12));
    assert_eq!(over.over_money, Money::ZERO);
    assert_eq!(over.returned, Money::dollars(3));
    assert_eq!(
        world.book_balance(Book::Event(event.id)).await?,
        Money::ZERO
    );
    assert_eq!(world.balance(home).await?, before + Money::dollars(3));
    let mut tx = world.store().read().await?;
    let own = tx.transfers_of(Book::Prepaid(event.account), 1_000).await?;
    let inside = own.iter().filter(|one| match one.reason {
        Reason::Usage(start) => event.window.contains(start),
        _ => false,
    });
    assert_eq!(
        inside.count(),
        0,
        "no use of the window is in the account's book"
    );
    drop(tx);
    world.rest(Span::minutes(10)).await?;
    Ok(())
}

#[tokio::test]
async fn sc2_an_event_in_less_than_a_day_is_sent_and_verified_at_once() -> Result<()> {
    let (mut world, home) = vacation_home().await?;
    let event = book(&mut world, home, 2, 4, 10).await?;
    world.pass(Span::minutes(2)).await?;
    let now = world.event(event.id).await?;
    assert!(now.verified_at.is_some(), "NFR-08: immediately");
    let shown = world.view(home).await?.event.context("within 24 h")?;
    assert!(!shown.running);
    Ok(())
}

#[tokio::test]
async fn sc2_an_event_is_moved_and_cancelled_with_its_money() -> Result<()> {
    let (mut world, home) = vacation_home().await?;
    let event = book(&mut world, home, 48, 50, 10).await?;
    world.pass(Span::minutes(1)).await?;
    let later = Window::new(at(49), at(52)).context("a window")?;
    let moved = world.move_event(&event, later).await?;
    assert_eq!((moved.version, moved.window), (2, later));
    let stale = world
        .move_event(
            &event,
            Window {
                end: at(53),
                ..later
            },
        )
        .await;
    assert_eq!(event_error(stale), Err(EventError::MovedOn));
    world.pass(Span::minutes(1)).await?;
    let report = world
        .event(event.id)
        .await?
        .report
        .context("the meter spoke")?;
    assert_eq!((report.version, report.overlaps), (2, false));
    let before = world.balance(home).await?;
    let gone = world.cancel_event(&moved).await?;
    assert_eq!(
        (gone.state, gone.returned),
        (EventState::Cancelled, Money::dollars(10))
    );
    assert_eq!(world.balance(home).await?, before + Money::dollars(10));
    world.rest(Span::minutes(10)).await?;
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn sc2_an_event_cannot_be_cancelled_a_minute_before_it_starts() -> Result<()> {
    let (mut world, home) = vacation_home().await?;
    let event = book(&mut world, home, 2, 4, 10).await?;
    world.pass(Span::minutes(118)).await?;
    let late = event_error(world.cancel_event(&event).await);
    assert!(matches!(late, Err(EventError::TooLate { .. })), "{late:?}");
    Ok(())
}

/// The days when the clock changes have 23 and 25 hours, and an event over them as many.
#[tokio::test]
async fn sc2_a_day_of_25_hours_is_booked_charged_and_shown_as_such() -> Result<()> {
    let (mut world, home) = vacation_home().await?;
    let zone = Zone::named(ZONE)?;
    let fall = Day {
        year: 2026,
        month: 11,
        day: 1,
    };
    let place = world.place(home).await?;
    let midnight = |day: Day| zone.moment(day, 0, false).context("a minute");
    let day = Wish {
        location: place,
        start: midnight(fall)?,
        end: midnight(fall.plus(1))?,
        after: AfterEvent::Disconnect,
    };
    let estimate = world.ask_event(home, day).await?.estimate.context("free")?;
    assert_eq!(estimate.energy_p50, WattHours::kilo(25));
    let spring = Day {
        year: 2027,
        month: 3,
        day: 14,
    };
    let short = Wish {
        start: midnight(spring)?,
        end: midnight(spring.plus(1))?,
        ..day
    };
    let estimate = world
        .ask_event(home, short)
        .await?
        .estimate
        .context("free")?;
    assert_eq!(estimate.energy_p50, WattHours::kilo(23));
    let (event, _) = world.book(home, day, 10, "tok_approve").await?;
    assert_eq!(event.window.length(), Span::hours(25));
    Ok(())
}
