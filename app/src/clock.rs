//! The only place that asks the system for the time.

use ami_domain::clock::BusinessClock;
use ami_domain::time::Timestamp;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Business time now, which a demonstration may run faster.
#[expect(clippy::disallowed_methods, reason = "the edge where time comes in")]
pub(crate) fn now(business: BusinessClock) -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let real = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    business.at(Timestamp::from_millis(real))
}

/// A monotonic moment: a code lasts its minutes whatever somebody sets the clock to.
#[expect(clippy::disallowed_methods, reason = "the edge where time comes in")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_demonstration_business_time_is_real_time() {
        let first = now(BusinessClock::REAL);
        assert!(first.as_millis() > 1_700_000_000_000);
        let fast = BusinessClock {
            factor: 360,
            ..BusinessClock::REAL
        };
        assert!(now(fast) > first);
    }
}
