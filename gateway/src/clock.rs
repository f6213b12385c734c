//! The only place that asks the system for the time.

pub(crate) mod keeper;
pub mod reckoning;

use crate::limits::BACKOFF_FIRST;
use ami_domain::clock::{BusinessClock, Now};
use ami_domain::time::{Span, Timestamp};
use reckoning::{Reckoning, Told};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// When this program was built, milliseconds since 1970: no right clock shows less.
const BUILT_AT_MS: &str = env!("AMI_BUILT_AT_MS");

/// The gateway's clock: business time for commands and intervals, monotonic time for real I/O.
/// Clones share what they know of the system's clock.
#[derive(Debug, Clone)]
pub struct Clock {
    business: BusinessClock,
    started: Instant,
    reckoning: Arc<Mutex<Reckoning>>,
}

impl Clock {
    /// A clock with this business time that knows of no earlier run.
    pub fn new(business: BusinessClock) -> Self {
        Self::starting(business, None)
    }

    /// A clock that shows nothing before the last good real time of an earlier run, nor before
    /// the moment of building (DESIGN 7.11).
    pub fn starting(business: BusinessClock, last_good: Option<Timestamp>) -> Self {
        let built = Timestamp::from_millis(BUILT_AT_MS.parse().unwrap_or(0));
        Self {
            business,
            started: instant(),
            reckoning: Arc::new(Mutex::new(Reckoning::new(last_good, built))),
        }
    }

    /// One reading, taken once for each decision.
    pub fn now(&self) -> Now {
        let real = self.held().real(system(), self.passed());
        Now {
            business: self.business.at(real),
            real,
        }
    }

    /// Takes the utility's real time; logs when ours was wrong.
    pub fn told(&self, at: Timestamp) {
        let told = self.held().told(at, system(), self.passed());
        match told {
            Told::Good => {}
            Told::Corrected(by) => {
                tracing::error!(off_ms = by.as_millis(), "The clock is wrong, corrected");
            }
            Told::Ignored => tracing::debug!("An old time of the utility, ignored"),
        }
    }

    /// The last real moment that the utility confirmed.
    pub fn good(&self) -> Option<Timestamp> {
        self.held().good()
    }

    /// How far the system's clock has jumped since the last call, if it has.
    pub fn jumped(&self) -> Option<Span> {
        self.held().jumped(system(), self.passed())
    }

    fn passed(&self) -> Span {
        Span::millis(i64::try_from(self.ticks()).unwrap_or(i64::MAX))
    }

    fn held(&self) -> MutexGuard<'_, Reckoning> {
        self.reckoning
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
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

/// What the system shows.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge where time comes in"
)]
fn system() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A monotonic moment, for deadlines of real I/O.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge where time comes in"
)]
pub fn instant() -> Instant {
    Instant::now()
}

/// Pauses that double from the first to the last, for ports and brokers that are away. Each is
/// shortened by up to a half by chance, so that a thousand gateways do not come back at once.
#[derive(Debug)]
pub struct Backoff {
    next: Duration,
    last: Duration,
    chance: u64,
}

/// A seed from the system; without one, jitter is the same everywhere and nothing else is lost.
pub fn seed() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).ok();
    u64::from_be_bytes(bytes)
}

/// The next value of a small generator (SplitMix64): for jitter, not for secrets.
pub fn next_chance(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Backoff {
    /// Starts with the shortest pause; none is longer than `last`.
    pub fn up_to(last: Duration, seed: u64) -> Self {
        Self {
            next: BACKOFF_FIRST.min(last),
            last,
            chance: seed,
        }
    }

    /// The pause to make now; the following one is longer.
    pub fn pause(&mut self) -> Duration {
        let longest = self.next;
        self.next = (longest * 2).min(self.last);
        let permille = u32::try_from(500 + next_chance(&mut self.chance) % 501).unwrap_or(1_000);
        longest * permille / 1_000
    }

    /// After a success the next pause is short again.
    pub fn reset(&mut self) {
        self.next = BACKOFF_FIRST.min(self.last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: Duration = Duration::from_secs(7);

    #[test]
    fn pauses_double_up_to_the_last() {
        let mut backoff = Backoff::up_to(LAST, 7);
        let mut longest = BACKOFF_FIRST;
        for _ in 0..20 {
            let pause = backoff.pause();
            assert!(
                pause >= longest / 2 && pause <= longest,
                "{pause:?} {longest:?}"
            );
            longest = (longest * 2).min(LAST);
        }
        backoff.reset();
        assert!(backoff.pause() <= BACKOFF_FIRST);
    }

    #[test]
    fn a_thousand_gateways_do_not_come_back_at_once() {
        let first = |seed| Backoff::up_to(LAST, seed).pause().as_millis() / 5;
        let mut slots = [0; 51];
        for seed in 0..1_000 {
            slots[usize::try_from(first(seed)).unwrap_or(0)] += 1;
        }
        assert!(slots.iter().all(|slot| *slot < 100), "{slots:?}");
        assert_eq!(first(1), first(1));
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
