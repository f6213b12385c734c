//! What changed, for open pages: reads the feed table and tells every open stream. Because it
//! reads the table and not its own memory, pages hear of what another instance did.

use ami_domain::id::AccountId;
use ami_domain::time::{Span, Timestamp};
use ami_mdms::feed::Change;
use ami_store::{Store, StoreError};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::broadcast;

/// Changes that a slow page may be behind before it is told to read everything anew.
const BEHIND_MAX: usize = 1_024;
/// Rows read at a time.
const PAGE: u32 = 1_000;
/// A row may appear this much later than its time says, while its transaction commits.
const LATE: Span = Span::seconds(5);

/// The feed of changes.
#[derive(Debug)]
pub struct LiveFeed {
    sender: broadcast::Sender<(AccountId, Change)>,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    since: Timestamp,
    /// Rows of the last seconds that were told already, with their time of reading.
    told: BTreeMap<i64, Timestamp>,
}

impl LiveFeed {
    /// A feed that begins now.
    pub fn new(real: Timestamp) -> Self {
        let (sender, _) = broadcast::channel(BEHIND_MAX);
        Self {
            sender,
            seen: Mutex::new(Seen {
                since: real,
                told: BTreeMap::new(),
            }),
        }
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<(AccountId, Change)> {
        self.sender.subscribe()
    }

    /// Reads what is new and tells it. Gives the number of changes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn poll(&self, store: &Store, real: Timestamp) -> Result<usize, StoreError> {
        let since = self.seen().since;
        let rows = store.read().await?.told_since(since, PAGE).await?;
        let mut fresh = Vec::new();
        {
            let mut seen = self.seen();
            for (id, account, word) in rows {
                if seen.told.insert(id, real).is_none()
                    && let Some(change) = Change::from_word(&word)
                {
                    fresh.push((account, change));
                }
            }
            seen.since = real - LATE;
            seen.told.retain(|_, at| *at > real - LATE - LATE);
        }
        for change in &fresh {
            // Nobody listens: nobody misses it.
            self.sender.send(*change).ok();
        }
        Ok(fresh.len())
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
