//! What waits to go up, on disk until ADCS has acknowledged it (DESIGN 7.10).
//!
//! A row goes only by the application's acknowledgement, never by a PUBACK. When there is no more
//! room, the meter's log and the state of supply give way first, because newer ones follow;
//! intervals are refused, because the meter keeps them and the cursor then stays; receipts and
//! confirmations have a reserve of their own.

use crate::limits::{SPOOL_BYTES_MAX, SPOOL_RESERVED_BYTES, SPOOL_RESERVED_ROWS, SPOOL_ROWS_MAX};
use crate::records::Records;
use ami_domain::id::{MessageId, MeterId};
use ami_wire::up::{Up, UpBody};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

const NAME: &str = "spool";
const PUT: u8 = 1;
const FORGET: u8 = 2;

/// What a row is, in the order in which rows are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Proof of processing: ADCS waits for it.
    Receipt,
    /// A reader confirmed a text.
    Confirmed,
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

#[derive(Debug)]
struct Held {
    records: Records,
    room: Room,
    rows: BTreeMap<(Class, u64), Row>,
    by_id: HashMap<MessageId, (Class, u64)>,
    bytes: usize,
    next: u64,
}

impl Class {
    /// Of a body.
    pub const fn of(body: &UpBody) -> Self {
        match body {
            UpBody::Receipt(_) => Class::Receipt,
            UpBody::Confirmed { .. } => Class::Confirmed,
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

    fn new(up: &Up) -> Self {
        Self {
            id: up.id,
            number: 0,
            meter: up.meter,
            class: Class::of(&up.body),
            bytes: up.to_bytes().into(),
        }
    }

    fn record(&self) -> Vec<u8> {
        let mut record = vec![PUT];
        record.extend_from_slice(&self.bytes);
        record
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
        let mut held = Held {
            records,
            room,
            rows: BTreeMap::new(),
            by_id: HashMap::new(),
            bytes: 0,
            next: 0,
        };
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

impl Held {
    fn replay(&mut self, payload: &[u8]) {
        match payload.split_first() {
            Some((&PUT, body)) => match Up::from_bytes(body) {
                Ok(up) => self.insert(Row::new(&up)),
                Err(error) => tracing::error!(%error, "A spooled message cannot be read"),
            },
            Some((&FORGET, ids)) => {
                for id in ids.chunks_exact(16) {
                    let bytes = id.try_into().unwrap_or([0; 16]);
                    self.remove(MessageId::from_bytes(bytes));
                }
            }
            Some(_) | None => tracing::error!("A spool record of another version is skipped"),
        }
    }

    fn push(&mut self, ups: &[Up]) -> Result<(), SpoolError> {
        let rows: Vec<Row> = ups
            .iter()
            .filter(|up| !self.by_id.contains_key(&up.id))
            .map(Row::new)
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let dropped = self.make_room(&rows)?;
        let mut records: Vec<Vec<u8>> = rows.iter().map(Row::record).collect();
        records.extend(forget_record(&dropped));
        if self.records.broken() {
            let kept = self.rows.values().filter(|row| !dropped.contains(&row.id));
            let all = kept.chain(&rows).map(Row::record).collect::<Vec<_>>();
            self.records.rewrite(all.into_iter())?;
        } else {
            self.records.append(&records, true)?;
        }
        for id in dropped {
            self.remove(id);
        }
        for row in rows {
            self.insert(row);
        }
        Ok(())
    }

    /// Which rows must go so that these fit.
    fn make_room(&self, rows: &[Row]) -> Result<Vec<MessageId>, SpoolError> {
        let reserved = rows.iter().all(|row| row.class.reserved());
        let (most_rows, most_bytes) = if reserved {
            (self.room.rows, self.room.bytes)
        } else {
            (
                self.room.rows.saturating_sub(self.room.reserved_rows),
                self.room.bytes.saturating_sub(self.room.reserved_bytes),
            )
        };
        let mut count = self.rows.len() + rows.len();
        let mut bytes = self.bytes + rows.iter().map(|row| row.bytes.len()).sum::<usize>();
        let mut dropped = Vec::new();
        // The last classes first, in each the oldest first.
        for class in [Class::Log, Class::Supply] {
            for (_, row) in self.rows.range((class, 0)..=(class, u64::MAX)) {
                if count <= most_rows && bytes <= most_bytes {
                    break;
                }
                dropped.push(row.id);
                count -= 1;
                bytes -= row.bytes.len();
            }
        }
        if count > most_rows || bytes > most_bytes {
            return Err(SpoolError::Full {
                rows: self.rows.len(),
                bytes: self.bytes,
            });
        }
        if !dropped.is_empty() {
            tracing::warn!(
                count = dropped.len(),
                "The spool is full, dropped the least"
            );
        }
        Ok(dropped)
    }

    fn forget(&mut self, ids: &[MessageId]) -> usize {
        let known: Vec<MessageId> = ids
            .iter()
            .copied()
            .filter(|id| self.by_id.contains_key(id))
            .collect();
        if known.is_empty() {
            return 0;
        }
        for id in &known {
            self.remove(*id);
        }
        let written = if self.records.wants_rewrite(self.bytes) {
            let all: Vec<Vec<u8>> = self.rows.values().map(Row::record).collect();
            self.records.rewrite(all.into_iter())
        } else {
            let records: Vec<Vec<u8>> = forget_record(&known).into_iter().collect();
            self.records.append(&records, false)
        };
        if let Err(error) = written {
            tracing::error!(%error, "The spool cannot note what was acknowledged");
        }
        known.len()
    }

    fn insert(&mut self, mut row: Row) {
        if self.by_id.contains_key(&row.id) {
            return;
        }
        let key = (row.class, self.next);
        row.number = self.next;
        self.next += 1;
        self.bytes += row.bytes.len();
        self.by_id.insert(row.id, key);
        self.rows.insert(key, row);
    }

    fn remove(&mut self, id: MessageId) {
        if let Some(row) = self
            .by_id
            .remove(&id)
            .and_then(|key| self.rows.remove(&key))
        {
            self.bytes -= row.bytes.len();
        }
    }
}

const fn droppable(class: Class) -> bool {
    matches!(class, Class::Log | Class::Supply)
}

fn forget_record(ids: &[MessageId]) -> Option<Vec<u8>> {
    if ids.is_empty() {
        return None;
    }
    let mut record = vec![FORGET];
    for id in ids {
        record.extend(id.to_bytes());
    }
    Some(record)
}

#[cfg(test)]
mod tests;
