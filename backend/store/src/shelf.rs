//! Intervals that were read lately, kept in memory. A look at an account needs eight weeks of
//! them and there is one for each charge and each view: nearly always the same rows as an hour ago
//! and some new ones at their end.
//!
//! `interval_end.intervals` counts the writes of a meter's intervals in the transaction that stores
//! them: new ones and corrections. So what is kept is right when the count is the same, or when
//! what is new at the end is as much as the count has grown. Else one came late into a hole or was
//! corrected, and all is read again. A transaction that has itself stored intervals asks the
//! engine: what it sees may never become true.

use crate::limits;
use ami_domain::energy::WattHours;
use ami_domain::id::MeterId;
use ami_domain::time::{Span, Timestamp};
use std::collections::HashMap;
use std::sync::Mutex;

/// An interval as (start, energy, estimated).
pub(crate) type Slot = (Timestamp, WattHours, bool);

/// What is stored of a meter now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    /// The first interval begins here.
    pub(crate) begins: Timestamp,
    /// The last one ends here.
    pub(crate) ends: Timestamp,
    /// So many there are.
    pub(crate) count: i64,
}

/// What must be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing.
    Found(Vec<Slot>),
    /// What begins here or later.
    From(Timestamp),
    /// Everything.
    Nothing,
}

/// What is kept.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    meters: HashMap<MeterId, Entry>,
    rows: usize,
}

#[derive(Debug)]
struct Entry {
    length: Span,
    from: Timestamp,
    known: Known,
    rows: Vec<Slot>,
    used: bool,
}

impl Shelf {
    /// Looks for the intervals of a meter from `first` on, before `end`.
    pub(crate) fn look(
        &self,
        (meter, length): (MeterId, Span),
        known: Known,
        first: Timestamp,
        end: Timestamp,
    ) -> Look {
        let Ok(mut kept) = self.0.lock() else {
            return Look::Nothing;
        };
        let fits = |entry: &&mut Entry| entry.length == length && entry.from <= first;
        let Some(entry) = kept.meters.get_mut(&meter).filter(fits) else {
            return Look::Nothing;
        };
        entry.used = true;
        if entry.known == known {
            return Look::Found(entry.between(first, end));
        }
        // Fewer than before: an older picture of the store than the one that is kept.
        if known.count > entry.known.count && known.begins >= entry.known.begins {
            return Look::From(entry.known.ends);
        }
        Look::Nothing
    }

    /// Adds what was read from [`Look::From`] on; the answer when that completes it.
    pub(crate) fn grow(
        &self,
        meter: MeterId,
        known: Known,
        tail: &[Slot],
        (first, end): (Timestamp, Timestamp),
    ) -> Option<Vec<Slot>> {
        let mut kept = self.0.lock().ok()?;
        let entry = kept.meters.get_mut(&meter)?;
        let new = i64::try_from(tail.len()).ok()?;
        let next = tail.first().is_none_or(|(at, ..)| *at >= entry.known.ends);
        if !next || known.count - entry.known.count != new || !ends_before(tail, known.ends) {
            return None;
        }
        let before = entry.rows.len();
        // Nobody looks back further and further.
        let old = entry.rows.partition_point(|(at, ..)| *at < first);
        if old * 4 > before {
            entry.rows.drain(..old);
            entry.from = first;
        }
        entry.rows.extend_from_slice(tail);
        entry.known = known;
        let (found, after) = (entry.between(first, end), entry.rows.len());
        kept.rows = kept.rows + after - before;
        kept.keep_within(limits::SLOTS_KEPT);
        Some(found)
    }

    /// Keeps all intervals of a meter from `from` on.
    pub(crate) fn put(
        &self,
        (meter, length): (MeterId, Span),
        known: Known,
        from: Timestamp,
        rows: &[Slot],
    ) {
        let Ok(mut kept) = self.0.lock() else {
            return;
        };
        if !ends_before(rows, known.ends) {
            return;
        }
        let entry = Entry {
            length,
            from,
            known,
            rows: rows.to_vec(),
            used: true,
        };
        let before = kept.meters.insert(meter, entry);
        kept.rows += rows.len();
        kept.rows -= before.map_or(0, |before| before.rows.len());
        kept.keep_within(limits::SLOTS_KEPT);
    }
}

/// Another transaction may have stored more between the two questions: such an answer is right
/// and not to be kept.
fn ends_before(rows: &[Slot], end: Timestamp) -> bool {
    rows.last().is_none_or(|(at, ..)| *at < end)
}

impl Entry {
    fn between(&self, first: Timestamp, end: Timestamp) -> Vec<Slot> {
        let at = |moment| self.rows.partition_point(|(start, ..)| *start < moment);
        self.rows
            .get(at(first)..at(end))
            .unwrap_or_default()
            .to_vec()
    }
}

impl Kept {
    /// What was not asked for since the last time goes; when that is not enough, all of it.
    fn keep_within(&mut self, most: usize) {
        if self.rows <= most {
            return;
        }
        self.meters
            .retain(|_, entry| std::mem::take(&mut entry.used));
        self.rows = self.meters.values().map(|entry| entry.rows.len()).sum();
        if self.rows > most {
            self.meters.clear();
            self.rows = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Span = Span::hours(1);

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_millis(0) + Span::hours(hours)
    }
    fn rows(hours: impl Iterator<Item = i64>) -> Vec<Slot> {
        hours
            .map(|hour| (at(hour), WattHours::new(hour), false))
            .collect()
    }
    fn known(ends: i64, count: i64) -> Known {
        let (begins, ends) = (at(0), at(ends));
        Known {
            begins,
            ends,
            count,
        }
    }

    #[test]
    fn what_grows_at_its_end_is_read_there_and_a_filled_hole_is_seen() {
        let (shelf, key) = (Shelf::default(), (MeterId::from_number(1), HOUR));
        let look = |known, first, end| shelf.look(key, known, at(first), at(end));
        assert_eq!(look(known(9, 8), 0, 9), Look::Nothing);
        // Hour 4 is missing.
        let all = rows((0..9).filter(|hour| *hour != 4));
        shelf.put(key, known(9, 8), at(0), &all);
        assert_eq!(
            look(known(9, 8), 2, 6),
            Look::Found(rows([2, 3, 5].into_iter()))
        );
        assert_eq!(look(known(11, 10), 2, 11), Look::From(at(9)));
        let grown = shelf.grow(key.0, known(11, 10), &rows(9..11), (at(2), at(11)));
        assert_eq!(grown.map(|all| all.len()), Some(8));
        assert_eq!(look(known(11, 10), 9, 12), Look::Found(rows(9..11)));
        // Hour 4 comes late, together with hour 11.
        assert_eq!(look(known(12, 12), 2, 12), Look::From(at(11)));
        let holed = shelf.grow(key.0, known(12, 12), &rows(11..12), (at(2), at(12)));
        assert_eq!(holed, None);
        assert_eq!(look(known(9, 8), 2, 9), Look::Nothing);
        assert_eq!(
            shelf.look((key.0, Span::hours(2)), known(11, 10), at(2), at(9)),
            Look::Nothing
        );
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut kept = Kept::default();
        for number in 0..3 {
            let entry = Entry {
                length: HOUR,
                from: at(0),
                known: known(9, 9),
                rows: rows(0..9),
                used: number > 0,
            };
            kept.meters.insert(MeterId::from_number(number), entry);
            kept.rows += 9;
        }
        kept.keep_within(20);
        assert_eq!((kept.meters.len(), kept.rows), (2, 18));
        kept.keep_within(10);
        assert_eq!((kept.meters.len(), kept.rows), (0, 0));
    }
}
