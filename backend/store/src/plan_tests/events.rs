//! What is asked about events.

use super::{AT, LIMIT};
use crate::Tx;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventReport, EventState, MeterEventState};
use ami_domain::id::{AccountId, EventId, LocationId, MeterId, PaymentId, UserId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::{Span, Window};

pub(super) async fn ask(tx: &mut Tx) {
    let (account, id) = (AccountId::from_number(1), EventId::from_number(1));
    let window = Window::new(AT, AT + Span::hours(1)).unwrap();
    let (location, meter) = (LocationId::from_number(1), MeterId::from_number(1));
    let event = crate::EventRow {
        id,
        location,
        site: account,
        account,
        meter,
        payment: PaymentId::from_number(99),
        version: 1,
        window,
        closes: None,
        after: AfterEvent::NotAffected,
        state: EventState::Held,
        energy: WattHours::ZERO,
        left: Money::ZERO,
        used: WattHours::ZERO,
        used_money: Money::ZERO,
        over_money: Money::ZERO,
        returned: Money::ZERO,
        charged_until: AT,
        booked_by: UserId::from_number(1),
        booked_at: AT,
        message: None,
        next_at: None,
        held_until: Some(AT),
        verify_at: None,
        verified_at: None,
        problem: None,
        report: None,
    };
    tx.lock_location(location).await.unwrap();
    tx.insert_event(&event).await.unwrap();
    tx.lock_event(id).await.unwrap();
    tx.save_event(&event).await.unwrap();
    let report = EventReport {
        event: id,
        version: 1,
        state: MeterEventState::Stored,
        used: WattHours::ZERO,
        at: AT,
        overlaps: false,
    };
    assert!(tx.save_report(meter, &report).await.unwrap());
    assert_eq!(tx.holds_over(AT, LIMIT).await.unwrap(), [id]);
    assert_eq!(tx.holds_of(account).await.unwrap(), 1);
    let book = Book::Event(id);
    tx.move_event_balance(id, Money::ZERO).await.unwrap();
    tx.balance(book).await.unwrap();
    tx.derived_balance(book).await.unwrap();
    tx.transfers_of(book, LIMIT).await.unwrap();
    tx.windows_taken(location, window).await.unwrap();
    tx.events_at_site(account, window).await.unwrap();
    tx.events_of_account(account, LIMIT).await.unwrap();
    tx.events_due(AT, LIMIT).await.unwrap();
    tx.charge_events_from(MeterId::from_number(1), (AT, AT), AT)
        .await
        .unwrap();
    tx.events_to_verify(AT, Span::ZERO, LIMIT).await.unwrap();
    tx.events_with_problem(LIMIT).await.unwrap();
    tx.next_event_at(location, AT).await.unwrap();
    tx.events_at_meter(location).await.unwrap();
    tx.open_facility((location, account), AT, None)
        .await
        .unwrap();
    tx.is_facility(account).await.unwrap();
    tx.facility_at(location).await.unwrap();
    tx.close_facility(account).await.unwrap();
    tx.search_facilities("elm", LIMIT).await.unwrap();
}
