//! Prepayment windows of the demonstration: one that is booked, and new ones beside it.

use super::super::mock_data::{BEGIN, moment};
use super::{MockBackend, known, later};
use crate::backend::Answer;
use crate::backend::bookings::Bookings;
use ami_domain::display::Confidence;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, Answer as Free, EventState};
use ami_domain::id::{AccountId, EventId, LocationId};
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span};
use ami_wire::api::event::{
    Book, Event, EventCheck, EventEstimate, Events, Facility, OpenToOthers, Reschedule,
};
use std::cell::{Cell, RefCell};

const HOME: LocationId = LocationId::from_number(1);
const HALL: LocationId = LocationId::from_number(2);
const HALL_AT: &str = "12 Market Square, Community Hall";

/// What changes while the page is open.
pub(super) struct Kept {
    open: Cell<bool>,
    events: RefCell<Vec<Event>>,
}

impl Default for Kept {
    fn default() -> Self {
        let start = BEGIN + Span::hours(27);
        let window = (moment(start), moment(start + Span::hours(4)));
        Self {
            open: Cell::default(),
            events: RefCell::new(vec![booked(
                EventId::from_number(1),
                window,
                AfterEvent::Limit,
            )]),
        }
    }
}

fn booked(id: EventId, (start, end): (LocalMoment, LocalMoment), after: AfterEvent) -> Event {
    Event {
        id,
        account: super::super::mock_data::account_id(1),
        location: HALL,
        address: HALL_AT.to_owned(),
        own_site: false,
        version: 1,
        start,
        end,
        closes: Some(end),
        after,
        state: EventState::Booked,
        currency: "USD".to_owned(),
        energy: WattHours::kilo(48),
        left: Money::dollars(20),
        used: WattHours::ZERO,
        used_money: Money::ZERO,
        over_money: Money::ZERO,
        returned: Money::ZERO,
        lineage: None,
        payment: None,
        delivery: None,
        verified_at: None,
        meter_state: None,
        problem: None,
        held_until: None,
        may_change: true,
        may_end: false,
    }
}

impl Kept {
    fn changed(&self, id: EventId, change: impl FnOnce(&mut Event)) -> Option<Event> {
        let mut events = self.events.borrow_mut();
        let event = events.iter_mut().find(|event| event.id == id)?;
        change(event);
        Some(event.clone())
    }
}

/// A window by the clock of the place; `None` when it cannot be read.
fn window(start: &str, end: &str) -> Option<(LocalMoment, LocalMoment)> {
    Some((super::power::typed(start)?, super::power::typed(end)?))
}

impl Bookings for MockBackend {
    fn facility(&self, _: AccountId) -> Answer<OpenToOthers> {
        let open = self.0.bookings.open.get();
        later(Ok(OpenToOthers { open }))
    }
    fn set_facility(&self, _: AccountId, wish: OpenToOthers) -> Answer<OpenToOthers> {
        self.0.bookings.open.set(wish.open);
        later(Ok(wish))
    }
    fn facilities(&self, search: &str) -> Answer<Vec<Facility>> {
        let hall = Facility {
            location: HALL,
            address: HALL_AT.to_owned(),
        };
        let wanted = search.to_lowercase();
        let found = [hall].into_iter();
        later(Ok(found
            .filter(|one| one.address.to_lowercase().contains(&wanted))
            .collect()))
    }
    fn check_event(&self, _: AccountId, _: LocationId, asked: [&str; 2]) -> Answer<EventCheck> {
        known(window(asked[0], asked[1]).map(|(start, end)| {
            let length = end.at.since(start.at);
            let hours = length.as_millis() / Span::hours(1).as_millis();
            EventCheck {
                start,
                end,
                length,
                answer: Free::Available,
                free: Vec::new(),
                estimate: Some(EventEstimate {
                    likely: Money::cents(180 * hours),
                    safe: Money::cents(260 * hours),
                    energy: WattHours::new(7_500 * hours),
                    energy_safe: WattHours::new(10_900 * hours),
                    suggested: Money::dollars(10.max(3 * hours)),
                    confidence: Confidence::Class,
                    lineage: None,
                }),
            }
        }))
    }
    fn book_event(&self, _: AccountId, id: EventId, wish: Book) -> Answer<Event> {
        known(window(&wish.start, &wish.end).map(|window| {
            let mut event = booked(id, window, wish.after);
            if wish.pay.method == crate::model::pay::CARD_PAGE_METHOD {
                event.state = EventState::Held;
                event.held_until = Some(moment(self.0.now() + Span::minutes(15)));
                event.left = Money::ZERO;
                event.may_change = false;
            }
            let mut events = self.0.bookings.events.borrow_mut();
            events.insert(0, event.clone());
            event
        }))
    }
    fn events(&self, _: AccountId) -> Answer<Events> {
        later(Ok(Events {
            events: self.0.bookings.events.borrow().clone(),
            site: Some(HOME),
        }))
    }
    fn event(&self, _: AccountId, id: EventId) -> Answer<Event> {
        known(self.0.bookings.changed(id, |_| ()))
    }
    fn move_event(&self, _: AccountId, id: EventId, wish: Reschedule) -> Answer<Event> {
        let moved = window(&wish.start, &wish.end);
        known(moved.and_then(|(start, end)| {
            self.0.bookings.changed(id, |event| {
                (event.start, event.end, event.closes) = (start, end, Some(end));
                event.version += 1;
            })
        }))
    }
    fn cancel_event(&self, _: AccountId, id: EventId) -> Answer<Event> {
        known(self.0.bookings.changed(id, |event| {
            event.state = EventState::Cancelled;
            (event.returned, event.left) = (event.left, Money::ZERO);
            event.held_until = None;
            event.may_change = false;
        }))
    }
    fn end_event(&self, account: AccountId, id: EventId) -> Answer<Event> {
        self.cancel_event(account, id)
    }
}
