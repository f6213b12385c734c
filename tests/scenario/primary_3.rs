//! Primary scenario 3: an event at a facility that somebody else owns (SC3.1 to SC3.8).

use ami_css::Wish;
use ami_domain::account::Mode;
use ami_domain::display::EventScope;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::event::{AfterEvent, Answer, EventState};
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::EventRow;
use ami_tests::world::clock::START;
use ami_tests::world::event::wish;
use ami_tests::world::home::UsePattern;
use ami_tests::{HomeId, HomeSpec, World};
use anyhow::{Context, Result};

struct Two {
    world: World,
    hall: HomeId,
    guest: HomeId,
}

/// A hall of a kilowatt whose owner has money, and a guest with a home of their own.
async fn two() -> Result<Two> {
    let mut world = World::new(3).await?;
    let spec = |dollars| HomeSpec {
        pattern: UsePattern::Steady(Watts::new(1_000)),
        ..HomeSpec::flat().on(Money::dollars(dollars))
    };
    let hall = world.home(spec(500)).await?;
    let guest = world.home(spec(300)).await?;
    world.pass(Span::seconds(5)).await?;
    Ok(Two { world, hall, guest })
}

fn at(hours: i64) -> Timestamp {
    START + Span::hours(hours)
}

/// What the owner's book paid for the hours from one to another.
async fn owners_use(world: &World, hall: HomeId, from: i64, to: i64) -> Result<Money> {
    let book = Book::Prepaid(world.at(hall).account);
    let all = world
        .store()
        .read()
        .await?
        .transfers_of(book, 1_000)
        .await?;
    let inside = all.iter().filter(|one| match one.reason {
        Reason::Usage(start) => start >= at(from) && start < at(to),
        _ => false,
    });
    Ok(inside.map(|one| one.amount).sum())
}

#[tokio::test]
async fn sc3_a_guest_books_a_hall_and_the_owners_books_see_nothing() -> Result<()> {
    let Two {
        mut world,
        hall,
        guest,
    } = two().await?;
    sc3_1_to_3_the_facility_is_found_when_it_is_set_up(&mut world, hall).await?;
    let asked = sc3_4_and_5_the_window_is_free_and_estimated(&world, hall, guest).await?;
    let event = sc3_6_and_7_it_is_paid_and_linked(&mut world, hall, guest, asked).await?;
    sc3_8_the_meter_and_both_displays_have_it(&mut world, hall, guest).await?;
    it_ends_and_the_owner_has_not_paid(&mut world, hall, &event).await?;
    sc3_8_the_owner_sees_nothing_of_the_guests_use(&world, hall).await?;
    world.rest(Span::minutes(10)).await?;
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

/// SC3.1 to SC3.3: by its address, and nothing of whose it is.
async fn sc3_1_to_3_the_facility_is_found_when_it_is_set_up(
    world: &mut World,
    hall: HomeId,
) -> Result<()> {
    let place = world.place(hall).await?;
    let found = world
        .store()
        .read()
        .await?
        .search_facilities("1 orange", 9)
        .await?;
    assert_eq!(found, [(place, "1 Orange Street, Springfield".to_owned())]);
    world.set_prepay(hall, false).await?;
    let none = world
        .store()
        .read()
        .await?
        .search_facilities("1 orange", 9)
        .await?;
    assert_eq!(none, [], "a site without prepayment is not offered");
    world.set_prepay(hall, true).await
}

/// SC3.4, SC3.5: free, and estimated from the hall's history.
async fn sc3_4_and_5_the_window_is_free_and_estimated(
    world: &World,
    hall: HomeId,
    guest: HomeId,
) -> Result<Wish> {
    let place = world.place(hall).await?;
    let asked = wish(place, at(30), at(34), AfterEvent::Disconnect);
    let answered = world.ask_event(guest, asked).await?;
    assert_eq!(answered.answer, Answer::Available);
    assert_eq!(answered.estimate.context("free")?.p50, Money::dollars(1));
    Ok(asked)
}

/// SC3.6, SC3.7: on the requester's account, linked to the facility's.
async fn sc3_6_and_7_it_is_paid_and_linked(
    world: &mut World,
    hall: HomeId,
    guest: HomeId,
    asked: Wish,
) -> Result<EventRow> {
    let (event, paid) = world.book(guest, asked, 10, "tok_approve").await?;
    assert_eq!(paid.account, world.at(guest).account);
    assert_eq!(
        (event.account, event.site),
        (paid.account, world.at(hall).account)
    );
    let of_hall = world
        .store()
        .read()
        .await?
        .payments_of(event.site, 9)
        .await?;
    assert_eq!(of_hall, [], "the owner sees no payment");
    Ok(event)
}

/// SC3.8: at the meter, shown within 24 h, and nothing of the other on either side.
async fn sc3_8_the_meter_and_both_displays_have_it(
    world: &mut World,
    hall: HomeId,
    guest: HomeId,
) -> Result<()> {
    world.pass(Span::hours(7)).await?;
    let owner = world.view(hall).await?.event.context("taken")?;
    assert_eq!((owner.scope, owner.left), (EventScope::Taken, None));
    let mine = world.view(guest).await?.event.context("the guest's own")?;
    assert_eq!(mine.scope, EventScope::Elsewhere);
    assert_eq!(mine.left.context("own money")?.balance, Money::dollars(10));
    world
        .pass(at(32).since(world.now().business) + Span::minutes(3))
        .await?;
    guests_view_at_the_hall(world, hall).await
}

async fn it_ends_and_the_owner_has_not_paid(
    world: &mut World,
    hall: HomeId,
    event: &EventRow,
) -> Result<()> {
    world
        .pass(at(34).since(world.now().business) + Span::minutes(3))
        .await?;
    let over = world.event(event.id).await?;
    assert_eq!(over.used, WattHours::kilo(4));
    assert_eq!(
        (over.used_money, over.over_money),
        (Money::dollars(1), Money::ZERO)
    );
    assert_eq!(
        (over.state, over.returned),
        (EventState::Settled, Money::dollars(9))
    );
    world.rest(Span::minutes(10)).await?;
    world.pass(Span::hours(2)).await?;
    assert_eq!(owners_use(world, hall, 30, 34).await?, Money::ZERO);
    let hour = Money::cents(25);
    assert_eq!(owners_use(world, hall, 29, 30).await?, hour);
    assert_eq!(owners_use(world, hall, 34, 35).await?, hour);
    Ok(())
}

/// The owner's website has the hours before and after, and none of the guest's four.
async fn sc3_8_the_owner_sees_nothing_of_the_guests_use(world: &World, hall: HomeId) -> Result<()> {
    let window = Window::new(at(29), at(35)).context("a window")?;
    let shown = world.hours(hall, window).await?;
    let energies: Vec<_> = shown.rows.iter().map(|row| row.energy).collect();
    let one = Some(WattHours::kilo(1));
    assert_eq!(energies, [one, None, None, None, None, one]);
    assert_eq!(shown.total, WattHours::kilo(2), "nor in the sum");
    assert_eq!(shown.cost, Money::cents(50));
    Ok(())
}

/// While it runs, the display at the hall shows the guest's money and nothing of the owner's; the
/// owner's website shows when, and nothing of the guest's.
async fn guests_view_at_the_hall(world: &World, hall: HomeId) -> Result<()> {
    let display = world.at(hall).display.clone().context("a display")?;
    let shown = display.view.context("a view")?;
    assert!(shown.is_guest());
    assert_eq!(shown.balance, Money::ZERO, "not the owner's");
    assert_eq!((shown.remaining, shown.used_today), (None, WattHours::ZERO));
    // Nothing that explains the owner's figures, and nothing that they were made from.
    assert_eq!(
        (&shown.behind, &shown.basis, shown.ahead),
        (&None, &None, None)
    );
    let left = shown.event.and_then(|event| event.left).context("money")?;
    assert_eq!(left.balance, Money::cents(950), "two hours of a kilowatt");
    let owner = world.view(hall).await?;
    assert!(
        owner.balance > Money::dollars(400),
        "the owner sees their own balance"
    );
    let behind = owner.behind.as_deref().context("the owner's own")?;
    assert_eq!(
        behind.lineage.to_string(),
        format!("view.{}.{}", world.at(hall).account, owner.seq)
    );
    let taken = owner.event.context("taken")?;
    assert_eq!((taken.scope, taken.left), (EventScope::Taken, None));
    Ok(())
}

#[tokio::test]
async fn pr_endb_an_event_goes_on_at_the_requesters_account_until_they_end_it() -> Result<()> {
    let Two {
        mut world,
        hall,
        guest,
    } = two().await?;
    let place = world.place(hall).await?;
    let asked = wish(place, at(2), at(4), AfterEvent::NotAffected);
    let (event, _) = world.book(guest, asked, 10, "tok_approve").await?;
    world
        .pass(at(7).since(world.now().business) + Span::minutes(3))
        .await?;
    let on = world.event(event.id).await?;
    assert_eq!((on.state, on.closes), (EventState::Running, None));
    assert_eq!(
        on.used_money,
        Money::cents(50),
        "the window, from its own money"
    );
    assert_eq!(
        on.over_money,
        Money::cents(75),
        "three hours after it, from the account"
    );
    assert_eq!(on.returned, Money::cents(950), "not kept until the end");
    let ended = world.end_event(&event).await?;
    assert_eq!(ended.closes, Some(at(8)));
    world
        .pass(at(10).since(world.now().business) + Span::minutes(3))
        .await?;
    let over = world.event(event.id).await?;
    assert_eq!(
        (over.state, over.over_money),
        (EventState::Settled, Money::dollars(1))
    );
    assert_eq!(owners_use(&world, hall, 2, 8).await?, Money::ZERO);
    assert_eq!(owners_use(&world, hall, 8, 10).await?, Money::cents(50));
    world.rest(Span::minutes(10)).await?;
    assert_eq!(world.faults().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn pr_endb_a_requester_with_a_monthly_bill_is_charged_and_credited_there() -> Result<()> {
    let Two {
        mut world,
        hall,
        guest,
    } = two().await?;
    let account = world.at(guest).account;
    let mut tx = world.store().begin().await?;
    tx.set_mode(account, Mode::Regular).await?;
    tx.commit().await?;
    let place = world.place(hall).await?;
    let asked = wish(place, at(2), at(4), AfterEvent::NotAffected);
    let (event, _) = world.book(guest, asked, 10, "tok_approve").await?;
    let owed = |book| {
        let all = world.store();
        async move { anyhow::Ok(all.read().await?.transfers_of(book, 1_000).await?) }
    };
    drop(owed(Book::Receivable(account)).await?);
    world
        .pass(at(6).since(world.now().business) + Span::minutes(3))
        .await?;
    let bill = world
        .store()
        .read()
        .await?
        .transfers_of(Book::Receivable(account), 1_000)
        .await?;
    let of_event = |one: &&ami_domain::ledger::Transfer| {
        matches!(
            one.reason,
            Reason::EventUsage { event: of, .. } if of == event.id
        )
    };
    let charged: Money = bill.iter().filter(of_event).map(|one| one.amount).sum();
    assert_eq!(charged, Money::cents(50), "two hours after the window");
    let back = bill
        .iter()
        .find(|one| one.reason == Reason::EventReturn(event.id));
    assert_eq!(
        back.context("a credit on the bill")?.amount,
        Money::cents(950)
    );
    Ok(())
}

#[tokio::test]
async fn sc3_use_beyond_the_money_is_the_requesters_and_the_next_guest_ends_an_open_event()
-> Result<()> {
    let Two {
        mut world,
        hall,
        guest,
    } = two().await?;
    let place = world.place(hall).await?;
    world.at_mut(hall).spec.pattern = UsePattern::Steady(Watts::new(30_000));
    let first = wish(place, at(1), at(3), AfterEvent::NotAffected);
    let (open, _) = world.book(guest, first, 10, "tok_approve").await?;
    let second = wish(place, at(5), at(6), AfterEvent::Limit);
    let (next, _) = world.book(guest, second, 10, "tok_approve").await?;
    world
        .pass(at(6).since(world.now().business) + Span::minutes(3))
        .await?;
    let open = world.event(open.id).await?;
    assert_eq!(open.used_money, Money::dollars(10), "all of its own money");
    // 4 h at 30 kW and 0.25 are 30; the window's two hours cost 15.
    assert_eq!(open.over_money, Money::dollars(20));
    assert_eq!(open.closes, Some(at(5)), "the next one's start");
    assert_eq!(open.state, EventState::Settled);
    let next = world.event(next.id).await?;
    assert_eq!(next.used, WattHours::kilo(30));
    assert_eq!(next.used_money, Money::cents(750));
    assert_eq!(owners_use(&world, hall, 1, 6).await?, Money::ZERO);
    Ok(())
}
