//! Events: their windows, their money, and many who want the same one.

use crate::close::close;
use crate::house::{House, both, t, town};
use crate::money::transfer;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventReport, EventState, MeterEventState};
use ami_domain::id::{AccountId, EventId, LocationId, MeterId, PaymentId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Day, Span, Timestamp, Window};
use ami_store::{EventProblem, EventRow, NextStep, Store, Tx};
use tokio::task::JoinSet;

both!(
    an_event_reads_back_and_its_id_is_its_own,
    a_time_that_is_held_is_taken_until_it_is_let_go,
    a_guests_event_runs_until_they_end_it_and_ones_own_until_its_time_is_over,
    a_thousand_at_once_get_one_slot,
    an_events_book_is_in_the_sum_of_all_books,
    a_meters_older_word_changes_nothing,
    places_are_found_by_address_only,
    what_moved_an_accounts_events_is_found_by_its_closed_days,
);

pub(crate) fn window(start: i64, end: i64) -> Window {
    Window::new(t(start), t(end)).unwrap()
}

pub(crate) fn event(n: u128, window: Window) -> EventRow {
    EventRow {
        id: EventId::from_number(n),
        location: LocationId::from_number(1),
        site: AccountId::from_number(1),
        account: AccountId::from_number(2),
        meter: MeterId::from_number(1),
        payment: PaymentId::from_number(n),
        version: 1,
        window,
        closes: Some(window.end),
        after: AfterEvent::Disconnect,
        state: EventState::Booked,
        energy: WattHours::new(12_000),
        left: Money::ZERO,
        used: WattHours::ZERO,
        used_money: Money::ZERO,
        over_money: Money::ZERO,
        returned: Money::ZERO,
        charged_until: window.start,
        booked_by: UserId::from_number(2),
        booked_at: t(5),
        message: None,
        next_at: Some(t(100)),
        held_until: None,
        verify_at: Some(t(90)),
        verified_at: None,
        problem: None,
        report: None,
    }
}

async fn a_time_that_is_held_is_taken_until_it_is_let_go(house: &House) {
    let mut tx = town(house, 2).await;
    let place = LocationId::from_number(1);
    let mut held = EventRow {
        state: EventState::Held,
        held_until: Some(t(50)),
        ..event(1, window(1_000, 2_000))
    };
    assert_eq!(tx.insert_event(&held).await.unwrap(), None);
    assert_eq!(tx.event(held.id).await.unwrap(), Some(held.clone()));
    let wanted = window(1_500, 1_600);
    assert_eq!(tx.windows_taken(place, wanted).await.unwrap().len(), 1);
    assert_eq!(tx.holds_of(held.account).await.unwrap(), 1);
    assert_eq!(tx.holds_of(AccountId::from_number(1)).await.unwrap(), 0);
    assert_eq!(tx.holds_over(t(49), 9).await.unwrap(), []);
    assert_eq!(tx.holds_over(t(50), 9).await.unwrap(), [held.id]);
    held.state = EventState::Cancelled;
    held.held_until = None;
    tx.save_event(&held).await.unwrap();
    assert_eq!(tx.holds_over(t(99), 9).await.unwrap(), []);
    assert_eq!(tx.holds_of(held.account).await.unwrap(), 0);
    assert_eq!(tx.windows_taken(place, wanted).await.unwrap(), []);
}

/// What goes on after its time is paid by the home's own balance, where it is the home's own event:
/// whoever never ended it would never be cut.
async fn a_guests_event_runs_until_they_end_it_and_ones_own_until_its_time_is_over(house: &House) {
    let mut tx = town(house, 2).await;
    let own = AccountId::from_number(1);
    for (n, account, after) in [(1, AccountId::from_number(2), true), (2, own, false)] {
        let mut row = EventRow {
            account,
            state: EventState::Running,
            closes: None,
            ..event(n, window(1_000, 2_000))
        };
        assert_eq!(tx.insert_event(&row).await.unwrap(), None);
        for (at, runs) in [(999, false), (1_000, true), (1_999, true), (2_000, after)] {
            let running = tx.event_running(own, t(at)).await.unwrap();
            assert_eq!(running, runs, "{n} at {at}");
        }
        row.state = EventState::Settled;
        tx.save_event(&row).await.unwrap();
    }
}

async fn an_event_reads_back_and_its_id_is_its_own(house: &House) {
    let mut tx = town(house, 2).await;
    let mut one = event(1, window(1_000, 2_000));
    assert_eq!(tx.insert_event(&one).await.unwrap(), None);
    let copy = event(1, window(5_000, 6_000));
    assert_eq!(tx.insert_event(&copy).await.unwrap(), Some(one.clone()));
    one.version = 2;
    one.window = window(3_000, 4_000);
    one.problem = Some(EventProblem::NotReceipted);
    one.used_money = Money::cents(3);
    tx.save_event(&one).await.unwrap();
    assert_eq!(tx.event(one.id).await.unwrap(), Some(one.clone()));
    assert_eq!(tx.events_due(t(100), 9).await.unwrap(), [one.id]);
    assert_eq!(tx.events_due(t(99), 9).await.unwrap(), []);
    let due = tx.events_to_verify(t(90), Span::ZERO, 9).await;
    assert_eq!(due.unwrap(), [one.id]);
    assert_eq!(tx.events_with_problem(9).await.unwrap(), [one.clone()]);
    let here = tx.events_at_site(one.site, window(0, 9_000)).await.unwrap();
    assert_eq!(here, [one.clone()]);
    let before = window(0, 3_000);
    assert_eq!(tx.windows_taken(one.location, before).await.unwrap(), []);
    one.state = EventState::Cancelled;
    tx.save_event(&one).await.unwrap();
    let all = window(0, 9_000);
    assert_eq!(tx.windows_taken(one.location, all).await.unwrap(), []);
    assert_eq!(tx.events_at_site(one.site, all).await.unwrap(), []);
}

/// A thousand wait for a few connections: on a busy machine some are told to ask again, and do.
async fn in_line(store: &Store) -> Tx {
    loop {
        match store.begin().await {
            Err(busy) if busy.next_step() == NextStep::Retry => {}
            begun => return begun.unwrap(),
        }
    }
}

/// The rule of every booking: lock, look, insert.
async fn book(store: Store, n: u128) -> bool {
    let wanted = window(1_000 + i64::try_from(n % 7).unwrap(), 2_000);
    let mut tx = in_line(&store).await;
    let place = LocationId::from_number(1);
    tx.lock_location(place).await.unwrap().unwrap();
    let free = tx.windows_taken(place, wanted).await.unwrap().is_empty();
    if free {
        tx.insert_event(&event(n, wanted)).await.unwrap();
    }
    tx.commit().await.unwrap();
    free
}

async fn a_thousand_at_once_get_one_slot(house: &House) {
    town(house, 2).await.commit().await.unwrap();
    let mut all = JoinSet::new();
    for n in 1..=1_000 {
        all.spawn(book(house.store.clone(), n));
    }
    let booked = all.join_all().await.into_iter().filter(|got| *got).count();
    assert_eq!(booked, 1);
    let mut tx = house.store.read().await.unwrap();
    let taken = tx.windows_taken(LocationId::from_number(1), window(0, 9_000));
    assert_eq!(taken.await.unwrap().len(), 1);
}

async fn an_events_book_is_in_the_sum_of_all_books(house: &House) {
    let mut tx = town(house, 2).await;
    let one = event(1, window(1_000, 2_000));
    tx.insert_event(&one).await.unwrap();
    let mine = Book::Event(one.id);
    tx.add_transfer(&transfer(1, Book::Clearing, mine, 2_000))
        .await
        .unwrap();
    let used = Transfer {
        reason: Reason::EventUsage {
            event: one.id,
            at: t(1_000),
        },
        ..transfer(2, mine, Book::Revenue, 300)
    };
    let back = Transfer {
        reason: Reason::EventReturn(one.id),
        ..transfer(3, mine, Book::Prepaid(one.account), 1_700)
    };
    assert_eq!(tx.add_posted_transfers(&[used, back]).await.unwrap(), 2);
    assert_eq!(tx.balance(mine).await.unwrap(), Money::ZERO);
    let payers = tx.balance(Book::Prepaid(one.account)).await.unwrap();
    assert_eq!(payers, Money::dollars(17));
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
    assert_eq!(tx.transfers_of(mine, 9).await.unwrap().len(), 3);
    assert_eq!(
        tx.transfer(used.id).await.unwrap().unwrap().reason,
        used.reason
    );
    let nobody = Book::Event(EventId::from_number(9));
    let refused = tx
        .add_transfer(&transfer(4, Book::Clearing, nobody, 1))
        .await;
    assert!(refused.is_err(), "an unknown event has no book");
}

async fn a_meters_older_word_changes_nothing(house: &House) {
    let mut tx = town(house, 2).await;
    let one = event(1, window(1_000, 2_000));
    tx.insert_event(&one).await.unwrap();
    let word = |version, at: Timestamp, overlaps| EventReport {
        event: one.id,
        version,
        state: MeterEventState::Running,
        used: WattHours::new(7),
        at,
        overlaps,
    };
    assert!(
        tx.save_report(one.meter, &word(2, t(50), true))
            .await
            .unwrap()
    );
    assert!(
        !tx.save_report(one.meter, &word(1, t(60), false))
            .await
            .unwrap()
    );
    assert!(
        !tx.save_report(one.meter, &word(2, t(49), false))
            .await
            .unwrap()
    );
    let stranger = MeterId::from_number(2);
    assert!(
        !tx.save_report(stranger, &word(3, t(70), false))
            .await
            .unwrap()
    );
    let row = tx.event(one.id).await.unwrap().unwrap();
    assert_eq!(row.report, Some(word(2, t(50), true)));
    assert_eq!(row.problem, Some(EventProblem::Overlaps));
}

async fn places_are_found_by_address_only(house: &House) {
    let mut tx = town(house, 3).await;
    assert_eq!(tx.search_facilities("2 ELM", 9).await.unwrap(), []);
    let (place, account) = (LocationId::from_number(2), AccountId::from_number(2));
    tx.open_facility((place, account), t(1), None)
        .await
        .unwrap();
    tx.open_facility((place, account), t(2), None)
        .await
        .unwrap();
    let found = tx.search_facilities("2 ELM", 9).await.unwrap();
    assert_eq!(
        found,
        [(LocationId::from_number(2), "2 Elm Street".to_owned())]
    );
    for hidden in ["Customer Number", "C3-000002", "SN-0002", "el", "%%%"] {
        assert_eq!(
            tx.search_facilities(hidden, 9).await.unwrap(),
            [],
            "{hidden}"
        );
    }
    assert!(tx.is_facility(account).await.unwrap());
    let site = tx.facility_at(place).await.unwrap();
    assert_eq!(site.map(|site| site.id), Some(account));
    tx.close_facility(account).await.unwrap();
    assert!(!tx.is_facility(account).await.unwrap());
    assert_eq!(tx.facility_at(place).await.unwrap(), None);
    assert_eq!(tx.search_facilities("2 ELM", 9).await.unwrap(), []);
}

async fn what_moved_an_accounts_events_is_found_by_its_closed_days(house: &House) {
    const HOUR: i64 = 3_600_000;
    let day = |day| Day {
        year: 1970,
        month: 1,
        day,
    };
    let mut tx = town(house, 2).await;
    let [one, two] = [1, 2].map(EventId::from_number);
    for (n, start) in [(1, 100 * HOUR), (2, 200 * HOUR)] {
        let row = event(n, window(start, start + HOUR));
        assert_eq!(tx.insert_event(&row).await.unwrap(), None);
    }
    for (id, from, to, cents, hour) in [
        (1, Book::Clearing, Book::Event(one), 1_000, 1),
        (2, Book::Clearing, Book::Event(two), 500, 2),
        (3, Book::Event(one), Book::Revenue, 300, 30),
        (
            4,
            Book::Clearing,
            Book::Prepaid(AccountId::from_number(2)),
            900,
            31,
        ),
    ] {
        let at = t(hour * HOUR);
        let entry = Transfer {
            at,
            ..transfer(id, from, to, cents)
        };
        tx.add_transfer(&entry).await.unwrap();
    }
    close(&mut tx, day(1)).await;
    close(&mut tx, day(2)).await;
    let (payer, site) = (AccountId::from_number(2), AccountId::from_number(1));
    for (first, cents) in [(1, [0, 0]), (2, [1_000, 500]), (3, [700, 500])] {
        let found = tx.event_openings(payer, day(first)).await.unwrap();
        let all = [one, two].into_iter().zip(cents);
        let all = all.filter(|(_, cents)| *cents > 0);
        let expected: Vec<_> = all.map(|(id, cents)| (id, Money::cents(cents))).collect();
        assert_eq!(found, expected, "{first}");
    }
    let lines = tx.event_lines(payer, day(1), day(3)).await.unwrap();
    let found: Vec<_> = lines.iter().map(|(day, one)| (day.day, one.id)).collect();
    let expected = [(1, 1), (1, 2), (2, 3)];
    assert_eq!(
        found,
        expected.map(|(day, id)| (day, TransferId::from_number(id)))
    );
    let second = tx.event_lines(payer, day(2), day(3)).await.unwrap();
    assert_eq!(second.len(), 1);
    assert_eq!(tx.event_lines(site, day(1), day(3)).await.unwrap(), []);
}
