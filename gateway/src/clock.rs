//! The only place that asks the system for the time.

use crate::limits::BACKOFF_FIRST;
use ami_domain::clock::{BusinessClock, Now};
use ami_domain::time::{Span, Timestamp};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The gateway's clock: business time for commands and intervals, monotonic time for real I/O.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    business: BusinessClock,
    started: Instant,
}

impl Clock {
    /// A clock with this business time.
    pub fn new(business: BusinessClock) -> Self {
        Self {
            business,
            started: instant(),
        }
    }

    /// One reading, taken once for each decision.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge where time comes in"
    )]
    pub fn now(&self) -> Now {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let real = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        Now {
            business: self.business.at(real),
            real,
        }
    }

    /// Business time now.
    pub fn business(&self) -> Timestamp {
        self.now().business
    }

    /// Milliseconds since this clock was made, by a clock that nobody can set: the time of the
    /// protocols' own timers.
    pub fn ticks(&self) -> u64 {
        let passed = instant().saturating_duration_since(self.started);
        u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
    }

    /// How long in real time until the business clock shows `at`; zero when it has.
    pub fn until(&self, at: Timestamp) -> Duration {
        let business = at.since(self.business());
        if business <= Span::ZERO {
            return Duration::ZERO;
        }
        let real = self.business.real_span(business).as_millis();
        Duration::from_millis(u64::try_from(real).unwrap_or(0))
    }
}

/// A monotonic moment, for deadlines of real I/O.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge where time comes in"
)]
pub fn instant() -> Instant {
    Instant::now()
}

/// Pauses that double from the first to the last, for ports and brokers that are away.
#[derive(Debug)]
pub struct Backoff {
    next: Duration,
    last: Duration,
}

impl Backoff {
    /// Starts with the shortest pause; none is longer than `last`.
    pub fn up_to(last: Duration) -> Self {
        Self {
            next: BACKOFF_FIRST.min(last),
            last,
        }
    }

    /// The pause to make now; the following one is longer.
    pub fn pause(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(self.last);
        pause
    }

    /// After a success the next pause is short again.
    pub fn reset(&mut self) {
        *self = Self::up_to(self.last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: Duration = Duration::from_secs(7);

    #[test]
    fn pauses_double_up_to_the_last() {
        let mut backoff = Backoff::up_to(LAST);
        let mut last = Duration::ZERO;
        for _ in 0..20 {
            let pause = backoff.pause();
            assert!(pause >= last && pause <= LAST);
            last = pause;
        }
        assert_eq!(last, LAST);
        backoff.reset();
        assert_eq!(backoff.pause(), BACKOFF_FIRST);
    }

    #[test]
    fn the_business_clock_runs_ahead_and_deadlines_in_the_past_are_now() {
        let clock = Clock::new(BusinessClock {
            real_origin_ms: 0,
            business_origin_ms: 0,
            factor: 3_600,
        });
        let now = clock.now();
        assert_eq!(
            now.business.as_millis(),
            now.real.as_millis().saturating_mul(3_600)
        );
        assert_eq!(clock.until(Timestamp::from_millis(0)), Duration::ZERO);
        let hour = clock.until(clock.business() + Span::hours(1));
        assert!(hour <= Duration::from_millis(1_001), "{hour:?}");
    }
}
