//! How long things took: every duration with its count, so that percentiles are exact and parts
//! of a fleet can be added.

use crate::conformance::Share;
use crate::time::Span;
use std::collections::BTreeMap;

/// Durations and how often each of them was seen; and how often there was none at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spread {
    counts: BTreeMap<Span, u64>,
    ended: u64,
    never: u64,
}

impl Spread {
    /// Adds one; `None` for what never came to its end.
    pub fn add(&mut self, took: Option<Span>) {
        match took {
            Some(span) => self.add_many(span, 1),
            None => self.never += 1,
        }
    }

    /// Adds several of the same length. A clock that went back makes no negative duration.
    pub fn add_many(&mut self, took: Span, count: u64) {
        if count > 0 {
            *self.counts.entry(took.max(Span::ZERO)).or_default() += count;
            self.ended += count;
        }
    }

    /// Adds several that never came to their end.
    pub const fn add_never(&mut self, count: u64) {
        self.never += count;
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Spread) {
        for (span, count) in &other.counts {
            self.add_many(*span, *count);
        }
        self.never += other.never;
    }

    /// So many were seen, with and without an end.
    pub const fn count(&self) -> u64 {
        self.ended + self.never
    }

    /// The percentile by nearest rank: the smallest duration that at least `percent` of all that
    /// came to an end did not exceed. `None` when nothing came to an end; 100 is the longest, 0
    /// and whatever is above 100 are taken as 1 and 100.
    pub fn percentile(&self, percent: u8) -> Option<Span> {
        let percent = u128::from(percent.clamp(1, 100));
        let rank = (u128::from(self.ended) * percent).div_ceil(100);
        let mut seen = 0_u128;
        for (span, count) in &self.counts {
            seen += u128::from(*count);
            if seen >= rank && self.ended > 0 {
                return Some(*span);
            }
        }
        None
    }

    /// The share that came to its end within this; what never did is part of the whole.
    pub fn within(&self, limit: Span) -> Share {
        let part = self.counts.range(..=limit).map(|(_, count)| count).sum();
        Share::new(part, self.count())
    }
}
