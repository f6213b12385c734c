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
    /// At least so old: the clock here cannot be trusted to say more, so the estimate is not shown.
    Unsure(Span),
}

/// Whether whoever reads the meter is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// News come as they happen.
    Up,
    /// What is shown is the last that came since the start.
    Down,
    /// Nothing came since the start: what is shown was kept on the disk. A clock that stood still
    /// meanwhile would call it new, and no display proves its clock without a network.
    NotYet,
}

/// Freshness of figures that were computed at `as_of` and read from the meter at `read_at`.
///
/// The age that counts is the worse one against its own limit. A reading in the future shows that
/// the clock here is behind: with the link up the reading's own time is the better one, without it
/// nobody can tell how old the figures are.
pub fn freshness(
    now: Timestamp,
    as_of: Timestamp,
    read_at: Option<Timestamp>,
    link: Link,
) -> Freshness {
    let read = read_at.map_or(Span::ZERO, |at| now.since(at));
    let behind = match link {
        Link::Up => false,
        Link::Down => read + AGED_OFFLINE_AFTER < Span::ZERO,
        Link::NotYet => true,
    };
    let computed = now.max(read_at.unwrap_or(now)).since(as_of);
    let limit = match link {
        Link::Up => AGED_AFTER,
        Link::Down | Link::NotYet => AGED_OFFLINE_AFTER,
    };
    let worst = computed.max(read);
    if worst > OLD_AFTER {
        Freshness::Old(worst)
    } else if behind {
        Freshness::Unsure(read.max(Span::ZERO))
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
            Freshness::Aged(age) | Freshness::Old(age) | Freshness::Unsure(age) => Some(age),
        }
    }
    /// The word in `data-freshness`.
    pub const fn word(self) -> &'static str {
        match self {
            Freshness::Fresh => "fresh",
            Freshness::Aged(_) => "aged",
            Freshness::Old(_) => "old",
            Freshness::Unsure(_) => "unsure",
        }
    }
    /// Text id of the sentence about the age, which takes it as `age`; `None` when nothing needs to
    /// be said.
    pub fn text(self) -> Option<&'static str> {
        match self {
            Freshness::Fresh => None,
            Freshness::Aged(_) | Freshness::Old(_) => Some("display-stale"),
            Freshness::Unsure(age) if age < Span::minutes(1) => Some("display-unsure"),
            Freshness::Unsure(_) => Some("display-stale-least"),
        }
    }
    /// Whether what follows from figures and the time of now may still be said, as the time left.
    pub const fn tells_time_left(self) -> bool {
        match self {
            Freshness::Fresh | Freshness::Aged(_) => true,
            Freshness::Old(_) | Freshness::Unsure(_) => false,
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
            freshness(NOW, NOW - Span::hours(20), read, Link::Up),
            Freshness::Fresh
        );
        assert_eq!(
            freshness(NOW, NOW + Span::hours(1), None, Link::Up),
            Freshness::Fresh
        );
    }

    #[test]
    fn an_old_reading_is_named_with_its_age_and_sooner_without_a_link() {
        let read = Some(NOW - Span::minutes(30));
        assert_eq!(freshness(NOW, NOW, read, Link::Up), Freshness::Fresh);
        assert_eq!(
            freshness(NOW, NOW, read, Link::Down),
            Freshness::Aged(Span::minutes(30))
        );
        let read = Some(NOW - Span::hours(3));
        let three = Some(Span::hours(3));
        assert_eq!(freshness(NOW, NOW, read, Link::Up).age(), three);
    }

    /// After a power cut a display without a battery for its clock is days behind.
    #[test]
    fn a_clock_that_is_behind_never_makes_kept_figures_look_fresh() {
        let read = NOW + Span::days(3);
        let shown = freshness(NOW, read, Some(read), Link::Down);
        assert_eq!(shown, Freshness::Unsure(Span::ZERO));
        assert_eq!(shown.text(), Some("display-unsure"));
        assert!(!shown.tells_time_left());
        // Behind by so little that they look new.
        for minutes in [-2, 0, 2] {
            let read = NOW - Span::minutes(minutes);
            let shown = freshness(NOW, read, Some(read), Link::NotYet);
            assert_eq!(shown.word(), "unsure", "{minutes}");
            assert!(shown.text().is_some(), "{minutes}");
        }
        let read = NOW - Span::hours(3);
        let shown = freshness(NOW, read, Some(read), Link::NotYet);
        assert_eq!(shown.text(), Some("display-stale-least"));
        assert_eq!(shown.age(), Some(Span::hours(3)));
    }

    #[test]
    fn news_of_now_tell_the_time_to_a_clock_that_is_behind() {
        let read = NOW + Span::days(3);
        assert_eq!(freshness(NOW, read, Some(read), Link::Up), Freshness::Fresh);
        let computed = read - Span::hours(30);
        assert_eq!(
            freshness(NOW, computed, Some(read), Link::Up),
            Freshness::Old(Span::hours(30))
        );
    }

    #[test]
    fn after_a_day_the_balance_may_have_changed() {
        let old = freshness(NOW, NOW - Span::hours(30), Some(NOW), Link::Up);
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
