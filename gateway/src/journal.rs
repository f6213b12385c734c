//! The inbox journal: which message is on its way to a meter, and what became of it.
//!
//! The id is on disk before the first byte leaves for the meter, and the receipt after it came.
//! After a crash or a lost answer an id without outcome is read back from the meter's own receipts
//! before anything is sent again (research: commands are not all idempotent).

use crate::limits::JOURNAL_MAX;
use crate::records::Records;
use ami_domain::id::MessageId;
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
    #[serde(flatten)]
    known: Known,
}

/// The journal; clones share it.
#[derive(Debug, Clone)]
pub struct Journal(Arc<Mutex<Held>>);

#[derive(Debug)]
struct Held {
    records: Records,
    known: HashMap<MessageId, Known>,
    order: VecDeque<MessageId>,
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
        };
        for payload in &found.payloads {
            match serde_json::from_slice::<Entry>(payload) {
                Ok(entry) => held.note(entry.id, entry.known),
                Err(error) => tracing::error!(%error, "A journal entry cannot be read"),
            }
        }
        Ok(Journal(Arc::new(Mutex::new(held))))
    }

    /// What is known of a message.
    pub fn known(&self, id: MessageId) -> Known {
        self.held().known.get(&id).copied().unwrap_or(Known::New)
    }

    /// Messages without outcome, oldest first.
    pub fn open_intents(&self) -> Vec<MessageId> {
        let held = self.held();
        let open = |id: &&MessageId| held.known.get(*id) == Some(&Known::Intended);
        held.order.iter().filter(open).copied().collect()
    }

    /// Writes down that bytes are about to leave; on disk when this returns.
    ///
    /// # Errors
    /// What the disk says; then nothing may leave.
    pub async fn intend(&self, id: MessageId) -> io::Result<()> {
        self.write(id, Known::Intended).await
    }

    /// Writes down that certainly nothing left.
    ///
    /// # Errors
    /// What the disk says; then the message is read back before the next try, which is harmless.
    pub async fn not_sent(&self, id: MessageId) -> io::Result<()> {
        self.write(id, Known::New).await
    }

    /// Writes down the outcome.
    ///
    /// # Errors
    /// What the disk says; then the message is read back after a restart.
    pub async fn done(&self, receipt: Receipt) -> io::Result<()> {
        self.write(receipt.message, Known::Done(receipt)).await
    }

    async fn write(&self, id: MessageId, known: Known) -> io::Result<()> {
        let journal = self.clone();
        tokio::task::spawn_blocking(move || journal.held().write(id, known))
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn write(&mut self, id: MessageId, known: Known) -> io::Result<()> {
        let before = self.known.get(&id).copied();
        if before == Some(known) {
            return Ok(());
        }
        // Only what must hold before bytes leave is waited for.
        let durable = known == Known::Intended;
        let entry = serde_json::to_vec(&Entry { id, known }).map_err(io::Error::other)?;
        let live = self.known.len().saturating_mul(entry.len());
        if self.records.wants_rewrite(live) {
            self.rewrite()?;
        }
        self.records.append(&[entry], durable)?;
        self.note(id, known);
        Ok(())
    }

    fn rewrite(&mut self) -> io::Result<()> {
        let mut all = Vec::with_capacity(self.order.len());
        for id in &self.order {
            if let Some(known) = self.known.get(id) {
                let entry = Entry {
                    id: *id,
                    known: *known,
                };
                all.push(serde_json::to_vec(&entry).map_err(io::Error::other)?);
            }
        }
        self.records.rewrite(all.into_iter())
    }

    fn note(&mut self, id: MessageId, known: Known) {
        if known == Known::New {
            self.known.remove(&id);
            self.order.retain(|other| *other != id);
            return;
        }
        if self.known.insert(id, known).is_none() {
            self.order.push_back(id);
        }
        while self.order.len() > JOURNAL_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::command::tests::receipt;

    #[tokio::test]
    async fn an_intent_survives_a_restart_until_its_outcome_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::open(dir.path()).unwrap();
        let [a, b, c] = [1, 2, 3].map(MessageId::from_number);
        for id in [a, b, c] {
            assert_eq!(journal.known(id), Known::New);
            journal.intend(id).await.unwrap();
        }
        journal.done(receipt(b)).await.unwrap();
        journal.not_sent(c).await.unwrap();
        drop(journal);
        let journal = Journal::open(dir.path()).unwrap();
        assert_eq!(journal.open_intents(), vec![a]);
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
