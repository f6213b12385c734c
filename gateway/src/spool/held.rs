//! The spool's rows in memory and on disk; one holder at a time.

use super::{Class, Room, Row, SpoolError};
use crate::records::Records;
use ami_domain::id::{MessageId, MeterId};
use ami_wire::up::Up;
use std::collections::{BTreeMap, HashMap, HashSet};

const PUT: u8 = 1;
const FORGET: u8 = 2;

#[derive(Debug)]
pub(super) struct Held {
    records: Records,
    pub(super) room: Room,
    pub(super) rows: BTreeMap<(Class, u64), Row>,
    pub(super) by_id: HashMap<MessageId, (Class, u64)>,
    pub(super) bytes: usize,
    next: u64,
}

impl Row {
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

impl Held {
    pub(super) fn new(records: Records, room: Room) -> Self {
        Self {
            records,
            room,
            rows: BTreeMap::new(),
            by_id: HashMap::new(),
            bytes: 0,
            next: 0,
        }
    }

    pub(super) fn replay(&mut self, payload: &[u8]) {
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

    pub(super) fn push(&mut self, ups: &[Up]) -> Result<(), SpoolError> {
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
        let last = if reserved {
            HashSet::new()
        } else {
            self.last_of_supply(rows)
        };
        // The last classes first, in each the oldest first.
        for class in [Class::Log, Class::Supply] {
            for (_, row) in self.rows.range((class, 0)..=(class, u64::MAX)) {
                if count <= most_rows && bytes <= most_bytes {
                    break;
                }
                if last.contains(&row.id) {
                    continue;
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

    /// The last word about the supply of each meter, with what comes now. Nothing newer follows it
    /// until the switch moves again, so only a receipt, which says the same of supply, goes before.
    fn last_of_supply(&self, rows: &[Row]) -> HashSet<MessageId> {
        let supply = (Class::Supply, 0)..=(Class::Supply, u64::MAX);
        let held = self.rows.range(supply).map(|(_, row)| row);
        let new = rows.iter().filter(|row| row.class == Class::Supply);
        let last: HashMap<MeterId, MessageId> =
            held.chain(new).map(|row| (row.meter, row.id)).collect();
        last.into_values().collect()
    }

    pub(super) fn forget(&mut self, ids: &[MessageId]) -> usize {
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

/// Newer ones follow, so the old may give way.
pub(super) const fn droppable(class: Class) -> bool {
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
