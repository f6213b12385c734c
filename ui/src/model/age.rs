//! How old figures are, and what may still be said of them.

use ami_domain::time::{Span, Timestamp};

/// A meter is read at least hourly, so two intervals without news are worth a word (FR-01).
pub const AGED_AFTER: Span = Span::hours(2);
/// With the link down the reader is told sooner.
pub const AGED_OFFLINE_AFTER: Span = Span::minutes(15);
/// The back office refreshes at least daily; two hours of grace for a late link.
pub const OLD_AFTER: Span = Span::hours(26);

/// How far figures can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// As good as now.
    Fresh,
    /// Say how old they are.
    Aged(Span),
    /// The balance may have changed; the estimate is not shown any more.
    Old(Span),
}

/// Freshness of figures that were computed at `as_of` and read from the meter at `read_at`.
///
/// The age that counts is the worse one against its own limit; a moment in the future is fresh.
pub fn freshness(
    now: Timestamp,
    as_of: Timestamp,
    read_at: Option<Timestamp>,
    linked: bool,
) -> Freshness {
    let computed = now.since(as_of);
    let read = read_at.map_or(Span::ZERO, |at| now.since(at));
    let limit = if linked {
        AGED_AFTER
    } else {
        AGED_OFFLINE_AFTER
    };
    let worst = computed.max(read);
    if worst > OLD_AFTER {
        Freshness::Old(worst)
    } else if read > limit {
        Freshness::Aged(read)
    } else {
        Freshness::Fresh
    }
}

impl Freshness {
    /// The age to be named; `None` when nothing needs to be said.
    pub fn age(self) -> Option<Span> {
        match self {
            Freshness::Fresh => None,
            Freshness::Aged(age) | Freshness::Old(age) => Some(age),
        }
    }
    /// The word in `data-freshness`.
    pub const fn word(self) -> &'static str {
        match self {
            Freshness::Fresh => "fresh",
            Freshness::Aged(_) => "aged",
            Freshness::Old(_) => "old",
        }
    }
}

/// A clock that runs `factor` business seconds in a real one, as the server or the window told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Real milliseconds when it was told.
    pub real_ms: i64,
    /// Business time then.
    pub business: Timestamp,
    /// Business seconds in a real second; 1 except in demonstrations.
    pub factor: i64,
}

impl Clock {
    /// Real time is business time, until somebody says otherwise.
    pub const fn real() -> Self {
        Self {
            real_ms: 0,
            business: Timestamp::from_millis(0),
            factor: 1,
        }
    }
    /// Business time at this real moment. Saturates instead of overflowing.
    pub fn at(&self, real_ms: i64) -> Timestamp {
        let passed = real_ms
            .saturating_sub(self.real_ms)
            .saturating_mul(self.factor.max(1));
        self.business + Span::millis(passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000_000);

    #[test]
    fn figures_of_the_last_two_hours_need_no_word() {
        let read = Some(NOW - Span::minutes(119));
        assert_eq!(
            freshness(NOW, NOW - Span::hours(20), read, true),
            Freshness::Fresh
        );
        assert_eq!(
            freshness(NOW, NOW + Span::hours(1), None, true),
            Freshness::Fresh
        );
    }

    #[test]
    fn an_old_reading_is_named_with_its_age_and_sooner_without_a_link() {
        let read = Some(NOW - Span::minutes(30));
        assert_eq!(freshness(NOW, NOW, read, true), Freshness::Fresh);
        assert_eq!(
            freshness(NOW, NOW, read, false),
            Freshness::Aged(Span::minutes(30))
        );
        let read = Some(NOW - Span::hours(3));
        assert_eq!(freshness(NOW, NOW, read, true).age(), Some(Span::hours(3)));
    }

    #[test]
    fn after_a_day_the_balance_may_have_changed() {
        let old = freshness(NOW, NOW - Span::hours(30), Some(NOW), true);
        assert_eq!(old, Freshness::Old(Span::hours(30)));
        assert_eq!(old.word(), "old");
    }

    #[test]
    fn a_fast_clock_runs_fast_and_never_overflows() {
        let clock = Clock {
            real_ms: 1_000,
            business: NOW,
            factor: 360,
        };
        assert_eq!(clock.at(11_000), NOW + Span::hours(1));
        assert!(clock.at(i64::MAX) >= NOW);
        assert_eq!(Clock::real().at(5).as_millis(), 5);
    }
}
