//! The clock in the hand of the test.

use ami_domain::clock::{Clock, Now};
use ami_domain::time::{Span, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// Where every world begins: Monday 2026-07-06, 09:00 in Los Angeles.
pub const START: Timestamp = Timestamp::from_millis(1_783_353_600_000);

/// Real time lies so far from business time, so that whoever mixes them up is seen.
const APART: Span = Span::days(1_000);

/// A clock that stands still until somebody moves it.
#[derive(Debug)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock at [`START`].
    pub fn new() -> Self {
        Self(AtomicI64::new(START.as_millis()))
    }
    /// Business time.
    pub fn business(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
    /// Moves on; never back.
    pub fn set(&self, business: Timestamp) {
        self.0.fetch_max(business.as_millis(), Ordering::SeqCst);
    }
    /// The business time at which real time shows this.
    pub fn business_of(real: Timestamp) -> Timestamp {
        real + APART
    }
}

impl Default for HandClock {
    fn default() -> Self {
        Self::new()
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
