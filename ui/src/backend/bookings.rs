//! Prepaid events and the places where they are (SC2, SC3).

use super::{Answer, Trouble, ready};
use ami_domain::id::{AccountId, EventId, LocationId};
use ami_wire::api::event::{Book, Event, EventCheck, Events, Facility, OpenToOthers, Reschedule};

/// The questions about them. Paths and shapes: `ami_wire::api`.
pub(crate) trait Bookings {
    /// Whether others may book time at the customer's place.
    fn facility(&self, _: AccountId) -> Answer<OpenToOthers> {
        ready(Err(Trouble::NotHere))
    }
    /// Lets them, or ends that.
    fn set_facility(&self, _: AccountId, _: OpenToOthers) -> Answer<OpenToOthers> {
        ready(Err(Trouble::NotHere))
    }
    /// Places that may be booked, by a part of their address.
    fn facilities(&self, _: &str) -> Answer<Vec<Facility>> {
        ready(Err(Trouble::NotHere))
    }
    /// What a place says to a window, given by the clock of the place.
    fn check_event(&self, _: AccountId, _: LocationId, _: [&str; 2]) -> Answer<EventCheck> {
        ready(Err(Trouble::NotHere))
    }
    /// Books and pays, or asks again with the same ids.
    fn book_event(&self, _: AccountId, _: EventId, _: Book) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Prepaid events of an account, the latest start first.
    fn events(&self, _: AccountId) -> Answer<Events> {
        ready(Err(Trouble::NotHere))
    }
    /// One of them.
    fn event(&self, _: AccountId, _: EventId) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Moves one.
    fn move_event(&self, _: AccountId, _: EventId, _: Reschedule) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Cancels one before its start.
    fn cancel_event(&self, _: AccountId, _: EventId) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
    /// Ends a running one.
    fn end_event(&self, _: AccountId, _: EventId) -> Answer<Event> {
        ready(Err(Trouble::NotHere))
    }
}
