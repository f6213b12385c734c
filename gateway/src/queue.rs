//! Commands waiting for one meter: by priority, then in the order in which ADCS numbered them
//! (NFR-04, NFR-05).

use crate::command::due;
use crate::limits::QUEUE_MAX;
use ami_domain::command::{Command, Priority};
use ami_domain::time::Timestamp;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// A command and the bytes in which it came, which reach the meter unchanged.
#[derive(Debug, Clone)]
pub struct Item {
    /// The command.
    pub command: Command,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// It came with the retain bit.
    pub retained: bool,
    /// How often it was tried here.
    pub tries: u32,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// It waits.
    Taken,
    /// It waited already.
    Known,
    /// No room; ADCS will send it again.
    Full,
}

/// The queue of one meter.
#[derive(Debug, Default)]
pub struct Queue {
    items: Mutex<Vec<Item>>,
    changed: Notify,
}

impl Queue {
    /// Adds a command. A full queue gives up its least urgent command for a more urgent one.
    pub fn push(&self, item: Item) -> Pushed {
        let mut items = self.items();
        if items.iter().any(|old| old.command.id == item.command.id) {
            return Pushed::Known;
        }
        if items.len() >= QUEUE_MAX {
            let least = items.iter().enumerate().max_by_key(|(_, old)| rank(old));
            match least.map(|(index, old)| (index, rank(old))) {
                Some((index, least)) if rank(&item) < least => {
                    items.swap_remove(index);
                }
                Some(_) | None => return Pushed::Full,
            }
        }
        items.push(item);
        drop(items);
        self.changed.notify_one();
        Pushed::Taken
    }

    /// Takes the most urgent command that is due.
    pub fn pop(&self, now: Timestamp) -> Option<Item> {
        let mut items = self.items();
        let ready = items.iter().enumerate().filter(|(_, item)| {
            // What is over is due too: it is dropped with a word in the log.
            due(&item.command, now) || item.command.expired(now)
        });
        let index = ready.min_by_key(|(_, item)| rank(item))?.0;
        Some(items.swap_remove(index))
    }

    /// Whether something that brings power back is due.
    pub fn restores(&self, now: Timestamp) -> bool {
        let brings = |item: &Item| item.command.priority == Priority::Restore;
        let items = self.items();
        items
            .iter()
            .any(|item| brings(item) && due(&item.command, now))
    }

    /// Epoch and sequence of the newest command that waits and moves supply.
    pub fn newest_supply(&self) -> Option<(u32, u64)> {
        let items = self.items();
        let supply = items.iter().filter(|item| item.command.kind.moves_supply());
        supply
            .map(|item| (item.command.epoch, item.command.seq))
            .max()
    }

    /// The next moment at which a command becomes due that is not yet.
    pub fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let items = self.items();
        let later = items.iter().map(|item| item.command.not_before);
        later.filter(|at| *at > now).min()
    }

    /// Waits until something was pushed.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.items().len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn items(&self) -> MutexGuard<'_, Vec<Item>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Smaller goes first.
fn rank(item: &Item) -> (Priority, u32, u64) {
    (item.command.priority, item.command.epoch, item.command.seq)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::{at, command};

    fn item(id: u128, seq: u64, priority: Priority) -> Item {
        Item {
            command: command(id, seq, priority),
            bytes: Vec::new(),
            retained: false,
            tries: 0,
        }
    }

    #[test]
    fn nfr05_reconnecting_goes_before_everything_and_equals_keep_their_order() {
        let queue = Queue::default();
        for (id, seq, priority) in [
            (1, 5, Priority::Routine),
            (2, 4, Priority::Balance),
            (3, 9, Priority::Restore),
            (4, 3, Priority::Balance),
            (5, 7, Priority::Alert),
        ] {
            assert_eq!(queue.push(item(id, seq, priority)), Pushed::Taken);
        }
        assert_eq!(queue.push(item(3, 9, Priority::Restore)), Pushed::Known);
        let order: Vec<u64> = std::iter::from_fn(|| queue.pop(at(15)))
            .map(|item| item.command.seq)
            .collect();
        assert_eq!(order, vec![9, 7, 3, 4, 5]);
    }

    #[test]
    fn what_is_early_waits_and_says_until_when() {
        let queue = Queue::default();
        queue.push(item(1, 1, Priority::Alert));
        assert!(queue.pop(at(9)).is_none());
        assert_eq!(queue.next_due(at(9)), Some(at(10)));
        assert!(queue.pop(at(10)).is_some());
        assert_eq!(queue.next_due(at(9)), None);
    }

    #[test]
    fn a_reconnect_does_not_wait_for_a_clock_that_is_behind() {
        let queue = Queue::default();
        queue.push(item(1, 1, Priority::Alert));
        queue.push(item(2, 2, Priority::Restore));
        let first = queue.pop(at(-1_000_000)).map(|item| item.command.seq);
        assert_eq!(first, Some(2));
        assert!(queue.pop(at(-1_000_000)).is_none());
    }

    #[test]
    fn a_full_queue_makes_room_only_for_what_is_more_urgent() {
        let queue = Queue::default();
        for n in 0..QUEUE_MAX {
            queue.push(item(n as u128 + 1, n as u64, Priority::Balance));
        }
        assert_eq!(queue.push(item(9_001, 0, Priority::Routine)), Pushed::Full);
        assert_eq!(queue.push(item(9_002, 0, Priority::Restore)), Pushed::Taken);
        assert_eq!(queue.len(), QUEUE_MAX);
        let first = queue.pop(at(15)).map(|item| item.command.priority);
        assert_eq!(first, Some(Priority::Restore));
    }
}
