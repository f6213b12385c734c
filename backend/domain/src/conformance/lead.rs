//! Events are at the meter 24 h before they start, or at once when less is left (NFR-08).

use crate::conformance::{DEADLINE, Delivery, LEAD, Share};
use crate::time::Span;

/// How long before their starts events were at their meters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lead {
    /// Events that were there in time, of all that were sent.
    pub in_time: Share,
    /// The shortest lead of those that were asked for more than 24 h ahead.
    pub least: Option<Span>,
}

impl Lead {
    /// Adds the delivery of an event; one without a start (a cancellation) says nothing here.
    pub fn add(&mut self, one: &Delivery) {
        let Some(start) = one.starts_at else {
            return;
        };
        let Some(at) = one.end.receipted_at().filter(|_| one.succeeded()) else {
            self.in_time.count(false);
            return;
        };
        if start.since(one.accepted_at) < LEAD + DEADLINE {
            self.in_time.count(at.since(one.accepted_at) <= DEADLINE);
            return;
        }
        let lead = start.since(at);
        self.least = Some(self.least.map_or(lead, |least| least.min(lead)));
        self.in_time.count(lead >= LEAD);
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Lead) {
        self.in_time = self.in_time.plus(other.in_time);
        self.least = match (self.least, other.least) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
    }
}
