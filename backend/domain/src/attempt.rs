//! When a command goes out, again, or not at all (NFR-02, NFR-10).

use crate::policy::Policy;
use crate::time::{Span, Timestamp};

/// What has been tried so far for one command. Times of sending are real time, because they guard
/// real radio; `not_before` and `not_after` are business time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// It brings power back, and is never early: a clock of ours that was set back must not keep
    /// a paid customer dark (DESIGN 7.11).
    pub restores: bool,
    /// Times sent.
    pub count: u32,
    /// When it was sent last, real time.
    pub last: Option<Timestamp>,
    /// Not before, business time.
    pub not_before: Timestamp,
    /// Of no use from then on, business time.
    pub not_after: Option<Timestamp>,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Send it (again), with the same id.
    Send,
    /// Look again at this real time.
    Wait {
        /// Real time.
        until: Timestamp,
    },
    /// It is not due yet in business time.
    Early,
    /// Its time is over; a late disconnect or an old balance would do harm.
    Expire,
}

/// Decides for one command that has no receipt yet.
///
/// The first retry comes [`Policy::retry_after`] after the first sending (45 s, NFR-10), the
/// following ones after twice the pause each, at most [`Policy::retry_max`].
pub fn step(tried: &Attempts, business: Timestamp, real: Timestamp, policy: &Policy) -> Step {
    if tried.not_after.is_some_and(|end| end <= business) {
        return Step::Expire;
    }
    if !tried.restores && business < tried.not_before {
        return Step::Early;
    }
    let Some(last) = tried.last else {
        return Step::Send;
    };
    let until = last + pause(tried.count, policy);
    if real >= until {
        Step::Send
    } else {
        Step::Wait { until }
    }
}

/// The pause after the `count`-th sending.
fn pause(count: u32, policy: &Policy) -> Span {
    let doublings = count.saturating_sub(1).min(20);
    let pause = policy
        .retry_after
        .as_millis()
        .saturating_mul(1 << doublings);
    Span::millis(pause.min(policy.retry_max.as_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn tried(count: u32, last: Option<i64>, not_after: Option<i64>) -> Attempts {
        Attempts {
            restores: false,
            count,
            last: last.map(at),
            not_before: at(10),
            not_after: not_after.map(at),
        }
    }

    #[test]
    fn nfr10_the_retry_comes_after_45_seconds_and_not_before() {
        let policy = Policy::default();
        let sent = tried(1, Some(100), None);
        assert_eq!(
            step(&sent, at(144), at(144), &policy),
            Step::Wait { until: at(145) }
        );
        assert_eq!(step(&sent, at(145), at(145), &policy), Step::Send);
    }

    #[test]
    fn later_retries_slow_down_to_the_maximum() {
        let policy = Policy::default();
        assert_eq!(pause(2, &policy), Span::seconds(90));
        assert_eq!(pause(30, &policy), policy.retry_max);
        assert_eq!(pause(u32::MAX, &policy), policy.retry_max);
    }

    #[test]
    fn what_is_early_waits_and_what_is_over_is_dropped() {
        let policy = Policy::default();
        assert_eq!(
            step(&tried(0, None, None), at(9), at(9), &policy),
            Step::Early
        );
        assert_eq!(
            step(&tried(0, None, None), at(10), at(10), &policy),
            Step::Send
        );
        assert_eq!(
            step(&tried(1, Some(10), Some(20)), at(20), at(20), &policy),
            Step::Expire
        );
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_keep_power_from_coming_back() {
        let policy = Policy::default();
        let early = tried(0, None, None);
        let paid = Attempts {
            restores: true,
            ..early
        };
        let four_hours_ago = at(10 - 4 * 3_600);
        assert_eq!(step(&early, four_hours_ago, at(10), &policy), Step::Early);
        assert_eq!(step(&paid, four_hours_ago, at(10), &policy), Step::Send);
    }
}
