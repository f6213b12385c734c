//! The business clock as arithmetic: where it started and how fast it runs. Reading the system's
//! clock is the edge's work; here is only what a reading means.

use crate::time::{Span, Timestamp};

/// Whoever can tell the time: the edge's clock in production, a hand in tests.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Now;
}

/// A business clock that runs `factor` times as fast as the real one from a common origin.
///
/// Production uses factor 1 and equal origins. A demonstration gives every process the same
/// origins, so that they agree to the millisecond without talking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BusinessClock {
    /// The real moment at which the business clock showed `business_origin_ms`.
    pub real_origin_ms: i64,
    /// What the business clock showed then.
    pub business_origin_ms: i64,
    /// Business seconds in a real second, 1 to [`BusinessClock::MAX_FACTOR`].
    pub factor: i64,
}

/// One reading of the edge's clock, taken once for each request or tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// What the business goes by: intervals, balances, validity.
    pub business: Timestamp,
    /// What real I/O goes by: the pause before a command is sent again.
    pub real: Timestamp,
}

impl BusinessClock {
    /// One day in a second; more makes no sense for anything that people watch.
    pub const MAX_FACTOR: i64 = 86_400;

    /// The clock that shows real time.
    pub const REAL: BusinessClock = BusinessClock {
        real_origin_ms: 0,
        business_origin_ms: 0,
        factor: 1,
    };

    /// What the business clock shows at this real moment.
    pub fn at(&self, real: Timestamp) -> Timestamp {
        let since = real.as_millis().saturating_sub(self.real_origin_ms);
        let passed = since.saturating_mul(self.factor.clamp(1, Self::MAX_FACTOR));
        Timestamp::from_millis(self.business_origin_ms.saturating_add(passed))
    }

    /// The real time in which this much business time passes, rounded up to a millisecond.
    pub fn real_span(&self, business: Span) -> Span {
        let factor = self.factor.clamp(1, Self::MAX_FACTOR);
        Span::millis(
            business
                .as_millis()
                .saturating_add(factor - 1)
                .div_euclid(factor),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_simulated_hour_passes_in_ten_seconds_at_360() {
        let clock = BusinessClock {
            real_origin_ms: 1_000,
            business_origin_ms: 0,
            factor: 360,
        };
        let later = clock.at(Timestamp::from_millis(11_000));
        assert_eq!(later, Timestamp::from_millis(3_600_000));
        assert_eq!(clock.real_span(Span::hours(1)), Span::seconds(10));
    }
}
