//! The one place where the meter asks the system for the time.

use ami_domain::clock::BusinessClock;
use ami_domain::time::Timestamp;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The business clock, and a clock for lines and pauses that never jumps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    business: BusinessClock,
    started: Instant,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the meter's clock")]
    pub(crate) fn new(business: BusinessClock) -> Self {
        Self {
            business,
            started: Instant::now(),
        }
    }

    /// Business time now.
    #[expect(clippy::disallowed_methods, reason = "this is the meter's clock")]
    pub(crate) fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        let real = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        self.business.at(Timestamp::from_millis(real))
    }

    /// Milliseconds since the start, by a clock that never jumps.
    pub(crate) fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
