//! What waits to go up, on disk until ADCS has acknowledged it (DESIGN 7.10).
//!
//! A row goes only by the application's acknowledgement, never by a PUBACK. When there is no more
//! room, the meter's log and the state of supply give way first, because newer ones follow; the
//! last word about a meter's supply gives way to receipts only. Intervals are refused, because the
//! meter keeps them and the cursor then stays; receipts and confirmations have a reserve of their
//! own.

mod held;

use crate::limits::{SPOOL_BYTES_MAX, SPOOL_RESERVED_BYTES, SPOOL_RESERVED_ROWS, SPOOL_ROWS_MAX};
use crate::records::Records;
use ami_domain::id::{MessageId, MeterId};
use ami_wire::up::{Up, UpBody};
use held::{Held, droppable};
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

const NAME: &str = "spool";

/// What a row is, in the order in which rows are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Proof of processing: ADCS waits for it.
    Receipt,
    /// A reader confirmed a text.
    Confirmed,
    /// A display shows a text.
    Shown,
    /// What became of prepayment events.
    Event,
    /// State of service.
    Supply,
    /// Recorded intervals.
    Interval,
    /// Rows of the meter's log.
    Log,
}

/// One message on its way up.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id, the same on every copy.
    pub id: MessageId,
    /// Its number in this spool: the same id kept again after it was acknowledged has another.
    pub number: u64,
    /// Whose it is.
    pub meter: MeterId,
    /// What it is.
    pub class: Class,
    /// The body, as it is sent.
    pub bytes: Arc<[u8]>,
}

/// Why something was not spooled.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// No room, even after dropping what may be dropped.
    #[error("the spool is full: {rows} messages, {bytes} bytes; it empties when ADCS answers")]
    Full {
        /// Messages in it.
        rows: usize,
        /// Their bytes.
        bytes: usize,
    },
    /// The disk.
    #[error("the spool cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// How much a spool holds.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Messages of every class.
    pub rows: usize,
    /// Bytes of every class.
    pub bytes: usize,
    /// Messages that only receipts and confirmations may use.
    pub reserved_rows: usize,
    /// Bytes that only receipts and confirmations may use.
    pub reserved_bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            rows: SPOOL_ROWS_MAX,
            bytes: SPOOL_BYTES_MAX,
            reserved_rows: SPOOL_RESERVED_ROWS,
            reserved_bytes: SPOOL_RESERVED_BYTES,
        }
    }
}

/// The spool; clones share it.
#[derive(Debug, Clone)]
pub struct Spool(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    held: Mutex<Held>,
    changed: Notify,
}

impl Class {
    /// Of a body.
    pub const fn of(body: &UpBody) -> Self {
        match body {
            UpBody::Receipt(_) => Class::Receipt,
            UpBody::Confirmed { .. } => Class::Confirmed,
            UpBody::Shown { .. } => Class::Shown,
            UpBody::Events(_) => Class::Event,
            UpBody::Supply(_) => Class::Supply,
            UpBody::Interval(_) => Class::Interval,
            UpBody::Log(_) => Class::Log,
        }
    }

    /// Last part of the topic; the same as [`UpBody::word`].
    pub const fn word(self) -> &'static str {
        match self {
            Class::Receipt => "receipt",
            Class::Confirmed => "confirmed",
            Class::Shown => "shown",
            Class::Event => "events",
            Class::Supply => "supply",
            Class::Interval => "interval",
            Class::Log => "log",
        }
    }

    const fn reserved(self) -> bool {
        matches!(self, Class::Receipt | Class::Confirmed)
    }
}

impl Row {
    /// Where it is published.
    pub fn topic(&self) -> String {
        ami_wire::topic::up(self.meter, self.class.word())
    }
}

impl Spool {
    /// Opens the spool in a folder and reads what an earlier run left.
    ///
    /// # Errors
    /// [`SpoolError::Disk`] when the folder cannot be used.
    pub fn open(dir: &Path, room: Room) -> Result<Spool, SpoolError> {
        let (records, found) = Records::open(dir, NAME)?;
        if found.torn > 0 {
            tracing::warn!(
                bytes = found.torn,
                "Cut off a torn write at the spool's end"
            );
        }
        let mut held = Held::new(records, room);
        for payload in &found.payloads {
            held.replay(payload);
        }
        Ok(Spool(Arc::new(Shared {
            held: Mutex::new(held),
            changed: Notify::new(),
        })))
    }

    /// Keeps messages; they are on disk when this returns. Ids that wait already are skipped.
    /// Blocks for the disk: call it through [`Spool::keep`] on a runtime.
    ///
    /// # Errors
    /// [`SpoolError::Full`] or [`SpoolError::Disk`]; then none of them is kept.
    pub fn push(&self, ups: &[Up]) -> Result<(), SpoolError> {
        self.held().push(ups)?;
        self.0.changed.notify_waiters();
        Ok(())
    }

    /// [`Spool::push`] away from the runtime's own threads.
    ///
    /// # Errors
    /// As [`Spool::push`].
    pub async fn keep(&self, ups: Vec<Up>) -> Result<(), SpoolError> {
        let spool = self.clone();
        tokio::task::spawn_blocking(move || spool.push(&ups))
            .await
            .unwrap_or_else(|error| Err(SpoolError::Disk(io::Error::other(error))))
    }

    /// Forgets what ADCS has acknowledged; gives how many there were. A crash may bring them
    /// back: they are then offered again, and acknowledged again.
    pub fn forget(&self, ids: &[MessageId]) -> usize {
        self.held().forget(ids)
    }

    /// Up to `max` rows whose number `skip` does not know, the most urgent first.
    pub fn offer(&self, max: usize, skip: impl Fn(u64) -> bool) -> Vec<Row> {
        let held = self.held();
        let rows = held.rows.values().filter(|row| !skip(row.number));
        rows.take(max).cloned().collect()
    }

    /// Whether this id still waits.
    pub fn holds(&self, id: MessageId) -> bool {
        self.held().by_id.contains_key(&id)
    }

    /// Keeps of `sent` what still waits and is younger than `keep` says.
    pub fn still_waiting<T>(&self, sent: &mut HashMap<u64, (Class, T)>, keep: impl Fn(&T) -> bool) {
        let held = self.held();
        sent.retain(|number, (class, at)| keep(at) && held.rows.contains_key(&(*class, *number)));
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.held().rows.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the receipt of one more command surely finds room.
    pub fn has_room_for_receipt(&self) -> bool {
        let held = self.held();
        held.rows.len() < held.room.rows && held.bytes + 4_096 < held.room.bytes
            || held.rows.keys().any(|(class, _)| droppable(*class))
    }

    /// Waits until something was pushed after this call began to be polled.
    pub async fn changed(&self) {
        self.0.changed.notified().await;
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
