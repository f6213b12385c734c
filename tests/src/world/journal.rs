//! What ADCS wrote down about a meter, oldest first.

use ami_domain::code::Code;
use ami_domain::id::MessageId;
use ami_store::JournalRow;
use std::fmt::Write as _;

/// The journal of one meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Oldest first.
    pub rows: Vec<JournalRow>,
}

impl Journal {
    /// So many times a command of this kind (`prepay`, `show` ..) was sent, first and again.
    pub fn sent(&self, kind: &str) -> usize {
        self.count(&format!("sent {kind} "))
    }
    /// So many commands of this kind were accepted.
    pub fn accepted(&self, kind: &str) -> usize {
        self.count(&format!("accepted {kind} "))
    }
    /// Rows about a message.
    pub fn of(&self, message: MessageId) -> Vec<&JournalRow> {
        self.rows
            .iter()
            .filter(|row| row.message == Some(message))
            .collect()
    }
    /// Rows from the meter with this code, its own log's rows not counted.
    pub fn from_meter(&self, code: Code) -> usize {
        let said = |row: &&JournalRow| {
            !row.down && row.code == code && !row.detail.starts_with("meter log ")
        };
        self.rows.iter().filter(said).count()
    }
    /// As text, one row a line: the same seed gives the same bytes.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let way = if row.down { "->" } else { "<-" };
            let message = row.message.map(|id| id.to_string()).unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{} {} {way} {} {:04x} {message} {}",
                row.seq, row.at, row.meter, row.code.0, row.detail
            );
        }
        text
    }
    fn count(&self, start: &str) -> usize {
        self.rows
            .iter()
            .filter(|row| row.down && row.detail.starts_with(start))
            .count()
    }
}
