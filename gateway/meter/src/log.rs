//! The meter's log: every message to and from it, with the meter's time and a code (FR-05, FR-26).

use ami_domain::code::Code;
use ami_domain::id::MessageId;
use ami_domain::time::Timestamp;
use ami_wire::chain::log_chain;
use ami_wire::up::LogRow;
use std::collections::VecDeque;

/// Rows that the meter keeps; the oldest goes first.
pub const LOG_MAX: usize = 1_000;

/// A ring of rows whose numbers never come back.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Log {
    rows: VecDeque<LogRow>,
    last: u64,
}

impl Log {
    /// Writes a row and gives it the next number, counted from 1.
    pub fn write(
        &mut self,
        at: Timestamp,
        code: Code,
        message: Option<MessageId>,
        inbound: bool,
    ) -> LogRow {
        self.last = self.last.saturating_add(1);
        let mut row = LogRow {
            seq: self.last,
            at,
            code,
            message,
            inbound,
            chain: None,
        };
        let before = self.rows.back().and_then(|row| row.chain.as_deref());
        row.chain = Some(log_chain(before, &row));
        while self.rows.len() >= LOG_MAX {
            self.rows.pop_front();
        }
        self.rows.push_back(row.clone());
        row
    }

    /// Rows with a larger number than this, oldest first; 0 gives all that are kept.
    pub fn after(&self, seq: u64) -> impl Iterator<Item = &LogRow> {
        self.rows.iter().filter(move |row| row.seq > seq)
    }

    /// Rows that are kept, oldest first.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &LogRow> {
        self.rows.iter()
    }

    /// The number of the newest row; 0 before the first.
    pub fn last_seq(&self) -> u64 {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow_and_the_oldest_row_goes_first() {
        let mut log = Log::default();
        for _ in 0..LOG_MAX + 5 {
            log.write(Timestamp::from_millis(7), Code::SUPPLY_ON, None, false);
        }
        assert_eq!(log.rows().len(), LOG_MAX);
        assert_eq!(log.rows().next().map(|row| row.seq), Some(6));
        assert_eq!(log.after(LOG_MAX as u64 + 3).count(), 2);
        assert_eq!(log.last_seq(), LOG_MAX as u64 + 5);
    }
}
