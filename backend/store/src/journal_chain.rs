//! The chain of ADCS's journal, one for each meter (FR-25): every row carries a digest over
//! the row before and itself, and the head says where the chain ends, so that a row that was
//! changed, taken out, put in or moved is found, and its place named.

use crate::error::StoreError;
use crate::journal::{JournalRow, read};
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::MeterId;
use sha2::{Digest, Sha256};
use std::fmt;

/// A link: SHA-256.
pub(crate) type Link = [u8; 32];

/// Where a meter's chain begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalHead {
    place: u64,
    link: Option<Link>,
    gone_place: u64,
    gone_link: Option<Link>,
}

/// A row of the journal with its place in the meter's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedRow {
    /// Counted from 1 for each meter.
    pub place: u64,
    link: Option<Link>,
    /// The row itself.
    pub row: JournalRow,
}

impl LinkedRow {
    pub(crate) fn link(&self) -> Option<Link> {
        self.link
    }
}

/// What is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFault {
    /// The row at this place is not the one that was written there.
    Changed {
        /// Which place.
        place: u64,
    },
    /// Rows are missing between these places.
    Missing {
        /// The last place before.
        after: u64,
        /// The next place that is there.
        next: u64,
    },
    /// The chain does not end as its head says.
    End {
        /// The last place that is there.
        last: u64,
        /// The last place by the head.
        head: u64,
    },
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChainFault::Changed { place } => {
                write!(f, "row {place} is not what was written there")
            }
            ChainFault::Missing { after, next } => {
                write!(f, "no rows between {after} and {next}")
            }
            ChainFault::End { last, head } => {
                write!(f, "ends at row {last}, and its head says {head}")
            }
        }
    }
}

/// Follows a chain row by row, in order, from the first that is left.
#[derive(Debug, Clone)]
pub struct JournalChain {
    head: JournalHead,
    place: u64,
    link: Option<Link>,
}

impl JournalChain {
    /// Begins after what is kept no longer.
    pub fn new(head: JournalHead) -> Self {
        Self {
            head,
            place: head.gone_place,
            link: head.gone_link,
        }
    }

    /// The place that was followed last; ask for rows after it.
    pub fn place(&self) -> u64 {
        self.place
    }

    /// The next row. A row without a link is from before the chain, and only others of its kind
    /// may come before it. After a fault it goes on, so that each place is named once.
    pub fn follow(&mut self, next: &LinkedRow) -> Option<ChainFault> {
        let follows = self.place.checked_add(1) == Some(next.place);
        let (after, place) = (self.place, next.place);
        let right = match next.link {
            Some(link) => !follows || link == link_of(self.link.as_ref(), place, &next.row),
            None => self.link.is_none(),
        };
        self.place = place;
        self.link = next.link;
        match (follows, right) {
            (true, true) => None,
            (false, true | false) => Some(ChainFault::Missing { after, next: place }),
            (true, false) => Some(ChainFault::Changed { place }),
        }
    }

    /// The end: whether the last row is the one that the head knows.
    pub fn end(&self) -> Option<ChainFault> {
        let (last, head) = (self.place, self.head.place);
        let right = last == head && self.link == self.head.link;
        (!right).then_some(ChainFault::End { last, head })
    }
}

/// The link of a row: SHA-256 over the link before (zeros before the first), its place in the
/// meter's chain, the meter, the time, the direction, the code, the message and the detail.
/// Everything but the detail has a fixed length, so no two rows give the same bytes.
pub(crate) fn link_of(before: Option<&Link>, place: u64, row: &JournalRow) -> Link {
    let mut digest = Sha256::new();
    digest.update(before.unwrap_or(&[0; 32]));
    digest.update(place.to_be_bytes());
    digest.update(row.meter.to_bytes());
    digest.update(row.at.as_millis().to_be_bytes());
    digest.update([u8::from(row.down), u8::from(row.message.is_some())]);
    digest.update(row.code.0.to_be_bytes());
    digest.update(row.message.map_or([0; 16], |message| message.to_bytes()));
    digest.update(row.detail.as_bytes());
    digest.finalize().into()
}

impl Tx {
    /// Where a meter's chain begins and ends; `None` when nothing was ever written about it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn journal_head(
        &mut self,
        meter: MeterId,
    ) -> Result<Option<JournalHead>, StoreError> {
        let sql = "SELECT place, link, gone_place, gone_link FROM journal_head WHERE meter = $1";
        let ask = self.ask("head of a journal's chain", sql).with(meter);
        let row = ask.one().await?;
        row.map(|row| {
            Ok(JournalHead {
                place: row.get("place")?,
                link: row.maybe("link")?,
                gone_place: row.get("gone_place")?,
                gone_link: row.maybe("gone_link")?,
            })
        })
        .transpose()
    }

    /// A meter's rows after this place, in the order of the chain.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn journal_after(
        &mut self,
        meter: MeterId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LinkedRow>, StoreError> {
        let sql = "SELECT seq, at, meter, down, code, message, detail, place, link FROM journal \
                   WHERE meter = $1 AND place > $2 ORDER BY place LIMIT $3";
        let ask = self.ask("chain of a meter's journal", sql).with(meter);
        let ask = ask.with(after).with(at_most(limit));
        each(ask.all().await?, |row| {
            Ok(LinkedRow {
                place: row.get("place")?,
                link: row.maybe("link")?,
                row: read(row)?,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::code::Code;
    use ami_domain::id::MessageId;
    use ami_domain::time::Timestamp;

    fn rows(count: u64) -> (JournalHead, Vec<LinkedRow>) {
        let mut rows: Vec<LinkedRow> = Vec::new();
        for place in 1..=count {
            let row = JournalRow {
                seq: 0,
                at: Timestamp::from_millis(1_000),
                meter: MeterId::from_number(7),
                down: place % 2 == 0,
                code: Code::SUPPLY_ON,
                message: (place % 2 == 0).then_some(MessageId::from_number(u128::from(place))),
                detail: format!("row {place}"),
            };
            let before = rows.last().and_then(|last| last.link);
            let link = Some(link_of(before.as_ref(), place, &row));
            rows.push(LinkedRow { place, link, row });
        }
        let head = JournalHead {
            place: count,
            link: rows.last().and_then(|last| last.link),
            gone_place: 0,
            gone_link: None,
        };
        (head, rows)
    }

    fn faults(head: JournalHead, rows: &[LinkedRow]) -> Vec<ChainFault> {
        let mut chain = JournalChain::new(head);
        let mut found: Vec<_> = rows.iter().filter_map(|row| chain.follow(row)).collect();
        found.extend(chain.end());
        found
    }

    #[test]
    fn fr25_a_chain_that_nobody_touched_has_no_fault() {
        let (head, good) = rows(5);
        assert_eq!(faults(head, &good), []);
        let sealed = JournalHead {
            gone_place: 2,
            gone_link: good[1].link,
            ..head
        };
        assert_eq!(faults(sealed, &good[2..]), []);
    }

    #[test]
    fn fr25_each_column_of_a_row_is_in_its_link() {
        let (head, good) = rows(3);
        let changes: [fn(&mut JournalRow); 6] = [
            |row| row.at = Timestamp::from_millis(1_001),
            |row| row.meter = MeterId::from_number(8),
            |row| row.down = !row.down,
            |row| row.code = Code::SUPPLY_OFF,
            |row| row.message = None,
            |row| row.detail.push('x'),
        ];
        for change in changes {
            let mut rows = good.clone();
            change(&mut rows[1].row);
            assert_eq!(faults(head, &rows), [ChainFault::Changed { place: 2 }]);
        }
    }

    #[test]
    fn fr25_rows_that_are_gone_moved_or_without_a_link_are_named() {
        let (head, good) = rows(5);
        let mut gone = good.clone();
        gone.remove(2);
        let missing = ChainFault::Missing { after: 2, next: 4 };
        assert_eq!(faults(head, &gone), [missing]);
        // Closed up, so that no number is missing: every row from there on is another's.
        for (row, place) in gone.iter_mut().zip(1..) {
            row.place = place;
        }
        let end = ChainFault::End { last: 4, head: 5 };
        let closed = [3, 4].map(|place| ChainFault::Changed { place });
        assert_eq!(faults(head, &gone), [closed[0], closed[1], end]);

        let mut moved = good.clone();
        (moved[1].row, moved[3].row) = (moved[3].row.clone(), moved[1].row.clone());
        let both = [2, 4].map(|place| ChainFault::Changed { place });
        assert_eq!(faults(head, &moved), both);

        let mut bare = good.clone();
        bare[2].link = None;
        assert!(faults(head, &bare).contains(&ChainFault::Changed { place: 3 }));
        let end = ChainFault::End { last: 4, head: 5 };
        assert_eq!(faults(head, &good[..4]), [end]);
        let end = ChainFault::End { last: 0, head: 5 };
        assert_eq!(faults(head, &[]), [end]);
    }
}
