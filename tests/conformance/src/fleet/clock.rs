//! The clock in the hand of the simulation, and its ticks.

use ami_domain::clock::{Clock, Now};
use ami_domain::time::{Span, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// Where every fleet begins: Monday 2026-07-06, 00:00 in Los Angeles.
pub(crate) const START: Timestamp = Timestamp::from_millis(1_783_321_200_000);
/// What happens within a tick happens at its end: figures are never better than they were.
pub(crate) const TICK: Span = Span::millis(500);
/// Real time lies so far from business time, so that whoever mixes them up is seen.
const APART: Span = Span::days(1_000);

/// A clock that stands still until the simulation moves it.
#[derive(Debug)]
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn new() -> Self {
        Self(AtomicI64::new(START.as_millis()))
    }
    pub(crate) fn business(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
    pub(crate) fn set(&self, business: Timestamp) {
        self.0.fetch_max(business.as_millis(), Ordering::Relaxed);
    }
    pub(crate) fn business_of(real: Timestamp) -> Timestamp {
        real + APART
    }
}

impl Clock for HandClock {
    fn now(&self) -> Now {
        let business = self.business();
        Now {
            business,
            real: business - APART,
        }
    }
}

/// The first tick that is not before this moment.
pub(crate) fn tick_at(at: Timestamp) -> i64 {
    let since = at.since(START).as_millis();
    since.div_euclid(TICK.as_millis()) + i64::from(since.rem_euclid(TICK.as_millis()) > 0)
}

/// The moment of a tick.
pub(crate) fn moment_of(tick: i64) -> Timestamp {
    START + Span::millis(tick * TICK.as_millis())
}
