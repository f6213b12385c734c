//! The inbox journal: which message is on its way to a meter, and what became of it.
//!
//! The id is on disk before the first byte leaves for the meter, and the receipt after it came.
//! After a crash or a lost answer an id without outcome is read back from the meter's own receipts
//! before anything is sent again (research: commands are not all idempotent).

use crate::limits::JOURNAL_MAX;
use crate::records::Records;
use ami_domain::id::{MessageId, MeterId};
use ami_domain::receipt::Receipt;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const NAME: &str = "journal";

/// What the gateway knows of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "known", content = "with")]
pub enum Known {
    /// Never seen, or certainly not sent.
    New,
    /// Bytes may have left, no outcome yet.
    Intended,
    /// The meter's receipt.
    Done(Receipt),
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Entry {
    id: MessageId,
    /// Whose message; missing in what older versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    meter: Option<MeterId>,
    #[serde(flatten)]
    known: Known,
}

/// The journal; clones share it.
#[derive(Debug, Clone)]
pub struct Journal(Arc<Mutex<Held>>);

#[derive(Debug)]
struct Held {
    records: Records,
    known: HashMap<MessageId, Noted>,
    order: VecDeque<MessageId>,
    /// Bytes of the entries that still count.
    live: usize,
}

#[derive(Debug, Clone, Copy)]
struct Noted {
    meter: Option<MeterId>,
    known: Known,
    bytes: usize,
}

impl Journal {
    /// Opens the journal in a folder and reads what an earlier run left.
    ///
    /// # Errors
    /// What the file system says, with the path.
    pub fn open(dir: &Path) -> io::Result<Journal> {
        let (records, found) = Records::open(dir, NAME)?;
        let mut held = Held {
            records,
            known: HashMap::new(),
            order: VecDeque::new(),
            live: 0,
        };
        for payload in &found.payloads {
            match serde_json::from_slice::<Entry>(payload) {
                Ok(entry) => held.note(&entry, payload.len()),
                Err(error) => tracing::error!(%error, "A journal entry cannot be read"),
            }
        }
        Ok(Journal(Arc::new(Mutex::new(held))))
    }

    /// What is known of a message.
    pub fn known(&self, id: MessageId) -> Known {
        let held = self.held();
        held.known.get(&id).map_or(Known::New, |noted| noted.known)
    }

    /// Messages to a meter without outcome, oldest first; also those of which nobody wrote down
    /// to whom they went.
    pub fn open_intents(&self, meter: MeterId) -> Vec<MessageId> {
        let held = self.held();
        let open = |id: &&MessageId| {
            held.known.get(*id).is_some_and(|noted| {
                noted.known == Known::Intended && noted.meter.is_none_or(|of| of == meter)
            })
        };
        held.order.iter().filter(open).copied().collect()
    }

    /// Writes down that bytes are about to leave; on disk when this returns.
    ///
    /// # Errors
    /// What the disk says; then nothing may leave.
    pub async fn intend(&self, meter: MeterId, id: MessageId) -> io::Result<()> {
        self.write(id, Some(meter), Known::Intended).await
    }

    /// Writes down that certainly nothing left.
    ///
    /// # Errors
    /// What the disk says; then the message is read back before the next try, which is harmless.
    pub async fn not_sent(&self, id: MessageId) -> io::Result<()> {
        self.write(id, None, Known::New).await
    }

    /// Writes down the outcome.
    ///
    /// # Errors
    /// What the disk says; then the message is read back after a restart.
    pub async fn done(&self, receipt: Receipt) -> io::Result<()> {
        let known = Known::Done(receipt);
        self.write(receipt.message, Some(receipt.meter), known)
            .await
    }

    async fn write(&self, id: MessageId, meter: Option<MeterId>, known: Known) -> io::Result<()> {
        let journal = self.clone();
        let entry = Entry { id, meter, known };
        tokio::task::spawn_blocking(move || journal.held().write(&entry))
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn write(&mut self, entry: &Entry) -> io::Result<()> {
        let before = self.known.get(&entry.id).map(|noted| noted.known);
        if before.unwrap_or(Known::New) == entry.known {
            return Ok(());
        }
        // Only what must hold before bytes leave is waited for.
        let durable = entry.known == Known::Intended;
        let bytes = serde_json::to_vec(entry).map_err(io::Error::other)?;
        if self.records.wants_rewrite(self.live + bytes.len()) {
            self.rewrite()?;
        }
        let length = bytes.len();
        self.records.append(&[bytes], durable)?;
        self.note(entry, length);
        Ok(())
    }

    fn rewrite(&mut self) -> io::Result<()> {
        let mut all = Vec::with_capacity(self.order.len());
        for id in &self.order {
            if let Some(noted) = self.known.get(id) {
                let entry = Entry {
                    id: *id,
                    meter: noted.meter,
                    known: noted.known,
                };
                all.push(serde_json::to_vec(&entry).map_err(io::Error::other)?);
            }
        }
        self.records.rewrite(all.into_iter())
    }

    fn note(&mut self, entry: &Entry, bytes: usize) {
        if entry.known == Known::New {
            self.order.retain(|other| *other != entry.id);
            self.forget(entry.id);
            return;
        }
        let noted = Noted {
            meter: entry.meter,
            known: entry.known,
            bytes,
        };
        if !self.forget(entry.id) {
            self.order.push_back(entry.id);
        }
        self.known.insert(entry.id, noted);
        self.live += bytes;
        while self.order.len() > JOURNAL_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.forget(oldest);
            }
        }
    }

    /// `true` when there was something to forget.
    fn forget(&mut self, id: MessageId) -> bool {
        let gone = self.known.remove(&id);
        self.live -= gone.map_or(0, |noted| noted.bytes);
        gone.is_some()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::command::tests::receipt;

    const METER: MeterId = MeterId::from_number(2);

    #[tokio::test]
    async fn a_full_journal_is_rewritten_once_in_a_while_and_not_for_each_message() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::open(dir.path()).unwrap();
        let mut generations = std::collections::HashSet::new();
        for n in 0..3 * JOURNAL_MAX {
            let id = MessageId::from_number(n as u128);
            journal.intend(METER, id).await.unwrap();
            journal.done(receipt(id)).await.unwrap();
            generations.insert(journal.held().records.generation());
        }
        assert!(generations.len() <= 3, "{} rewrites", generations.len());
        let live: usize = journal.held().known.values().map(|one| one.bytes).sum();
        assert_eq!(journal.held().live, live);
    }

    #[tokio::test]
    async fn an_intent_survives_a_restart_until_its_outcome_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::open(dir.path()).unwrap();
        let [a, b, c] = [1, 2, 3].map(MessageId::from_number);
        for id in [a, b, c] {
            assert_eq!(journal.known(id), Known::New);
            journal.intend(METER, id).await.unwrap();
        }
        journal.done(receipt(b)).await.unwrap();
        journal.not_sent(c).await.unwrap();
        drop(journal);
        let journal = Journal::open(dir.path()).unwrap();
        assert_eq!(journal.open_intents(METER), vec![a]);
        assert!(journal.open_intents(MeterId::from_number(9)).is_empty());
        assert_eq!(journal.known(b), Known::Done(receipt(b)));
        assert_eq!(journal.known(c), Known::New);
    }

    #[tokio::test]
    async fn it_remembers_a_bounded_number() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::open(dir.path()).unwrap();
        for n in 0..JOURNAL_MAX + 5 {
            let id = MessageId::from_number(n as u128);
            journal.done(receipt(id)).await.unwrap();
        }
        assert_eq!(journal.known(MessageId::from_number(4)), Known::New);
        assert_ne!(journal.known(MessageId::from_number(5)), Known::New);
    }
}
