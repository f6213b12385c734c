//! Prepaid events over HTTP.

use super::ask::{NOTHING, ask, get, of, one};
use crate::backend::Answer;
use crate::backend::bookings::Bookings;
use crate::model::link::escaped;
use ami_domain::id::{AccountId, EventId, LocationId};
use ami_wire::api::event::{Book, Event, EventCheck, Events, Facility, OpenToOthers, Reschedule};
use gloo_net::http::Method;

impl Bookings for super::HttpBackend {
    fn facility(&self, account: AccountId) -> Answer<OpenToOthers> {
        get(of(account, "/facility"))
    }
    fn set_facility(&self, account: AccountId, wish: OpenToOthers) -> Answer<OpenToOthers> {
        ask(Method::PUT, of(account, "/facility"), Some(&wish))
    }
    fn facilities(&self, search: &str) -> Answer<Vec<Facility>> {
        get(format!("/api/facilities?search={}", escaped(search)))
    }
    fn check_event(
        &self,
        account: AccountId,
        location: LocationId,
        window: [&str; 2],
    ) -> Answer<EventCheck> {
        let [start, end] = window.map(escaped);
        let query = format!("/event-check?location={location}&start={start}&end={end}");
        get(of(account, &query))
    }
    fn book_event(&self, account: AccountId, event: EventId, wanted: Book) -> Answer<Event> {
        ask(Method::PUT, one(account, event, ""), Some(&wanted))
    }
    fn events(&self, account: AccountId) -> Answer<Events> {
        get(of(account, "/events"))
    }
    fn event(&self, account: AccountId, event: EventId) -> Answer<Event> {
        get(one(account, event, ""))
    }
    fn move_event(&self, account: AccountId, event: EventId, to: Reschedule) -> Answer<Event> {
        ask(Method::PUT, one(account, event, "/window"), Some(&to))
    }
    fn cancel_event(&self, account: AccountId, event: EventId) -> Answer<Event> {
        ask(Method::DELETE, one(account, event, ""), NOTHING)
    }
    fn end_event(&self, account: AccountId, event: EventId) -> Answer<Event> {
        ask(Method::PUT, one(account, event, "/end"), NOTHING)
    }
}
