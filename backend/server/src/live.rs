//! What changed, for open pages: reads the feed table and tells every open stream. Because it
//! reads the table and not its own memory, pages hear of what another instance did.

use ami_domain::id::{AccountId, UserId};
use ami_domain::time::{Span, Timestamp};
use ami_mdms::feed::Change;
use ami_store::{Store, StoreError};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// Changes that a slow page may be behind before it is told to read everything anew.
const BEHIND_MAX: usize = 1_024;
/// Rows read at a time.
const PAGE: u32 = 1_000;
/// Open pages of one person.
pub const SEATS_EACH: usize = 16;
/// Open pages of everybody.
const SEATS_ALL: usize = 10_000;
/// A row may appear this much later than its time says, while its transaction commits.
const LATE: Span = Span::seconds(5);

/// The feed of changes.
#[derive(Debug)]
pub struct LiveFeed {
    sender: broadcast::Sender<Heard>,
    seen: Mutex<Seen>,
    seats: Arc<Mutex<HashMap<UserId, usize>>>,
}

/// What an open page hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// This changed.
    Of(AccountId, Change),
    /// More than can be said: read everything anew.
    Everything,
}

/// The right to one open page; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    who: UserId,
    seats: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = seats.get_mut(&self.who) {
            *open -= 1;
            if *open == 0 {
                seats.remove(&self.who);
            }
        }
    }
}

#[derive(Debug)]
struct Seen {
    since: Timestamp,
    /// Rows of the last seconds that were told already, with their time of reading.
    told: BTreeMap<i64, Timestamp>,
    /// When everybody was told to read anew.
    everything: Option<Timestamp>,
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
                everything: None,
            }),
            seats: Arc::default(),
        }
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Heard> {
        self.sender.subscribe()
    }

    /// A place for one more open page of this person; `None` when they or all have too many.
    pub fn seat(&self, who: UserId) -> Option<Seat> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = seats.values().sum();
        let open = seats.get(&who).copied().unwrap_or_default();
        if all >= SEATS_ALL || open >= SEATS_EACH {
            return None;
        }
        seats.insert(who, open + 1);
        drop(seats);
        let seats = self.seats.clone();
        Some(Seat { who, seats })
    }

    /// Reads what is new and tells it. Gives the number of changes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn poll(&self, store: &Store, real: Timestamp) -> Result<usize, StoreError> {
        let since = self.seen().since;
        let rows = store.read().await?.told_since(since, PAGE).await?;
        let full = rows.len() >= PAGE as usize;
        let mut fresh = Vec::new();
        {
            let mut seen = self.seen();
            let lately = seen.everything.is_some_and(|at| real < at + LATE);
            // What lies behind a full page would never be read: everybody looks for themselves.
            if full && !lately {
                seen.everything = Some(real);
                fresh.push(Heard::Everything);
            }
            for (id, account, word) in rows {
                if seen.told.insert(id, real).is_none()
                    && let Some(change) = Change::from_word(&word)
                {
                    fresh.push(Heard::Of(account, change));
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
