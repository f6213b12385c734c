//! Commits messages of many gateways together: while one commit runs, those that come meanwhile
//! wait, and go into the next one. Nobody waits for a timer, and a busy disk makes larger batches.

use ami_adcs::{AdcsError, receive};
use ami_domain::clock::Clock;
use ami_domain::id::GatewayId;
use ami_store::Store;
use ami_wire::up::Up;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

/// Messages in one commit.
const BATCH: usize = 64;
/// Messages that wait; every gateway waits for its own answer, so this is never reached unless
/// the store stands still.
const WAITING_MAX: usize = 20_000;

/// Who waits for a commit.
#[derive(Debug, Default)]
pub struct Together {
    waiting: Mutex<VecDeque<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    gateway: GatewayId,
    up: Up,
    done: oneshot::Sender<Result<(), AdcsError>>,
}

/// Why a message was not kept.
#[derive(Debug)]
pub enum NotKept {
    /// By what it says, or because the store failed.
    Refused(AdcsError),
    /// Too many wait, or the process is ending: it must come again.
    Later,
}

impl Together {
    /// Keeps a message; when it returns `Ok`, it is committed.
    ///
    /// # Errors
    /// [`NotKept`]. One message that is refused does not harm those beside it.
    pub async fn keep(
        &self,
        store: &Store,
        clock: &dyn Clock,
        gateway: GatewayId,
        up: Up,
    ) -> Result<(), NotKept> {
        let (done, mut kept) = oneshot::channel();
        {
            let mut waiting = self.waiting();
            if waiting.len() >= WAITING_MAX {
                return Err(NotKept::Later);
            }
            waiting.push_back(Waiting { gateway, up, done });
        }
        let _turn = self.turn.lock().await;
        loop {
            match kept.try_recv() {
                Ok(kept) => return kept.map_err(NotKept::Refused),
                Err(TryRecvError::Closed) => return Err(NotKept::Later),
                // Nobody before us took it along: now it is our turn to commit for all.
                Err(TryRecvError::Empty) => self.commit(store, clock).await,
            }
        }
    }

    /// Commits those who have waited longest.
    async fn commit(&self, store: &Store, clock: &dyn Clock) {
        let batch: Vec<Waiting> = {
            let mut waiting = self.waiting();
            let count = waiting.len().min(BATCH);
            waiting.drain(..count).collect()
        };
        let all: Vec<(GatewayId, &Up)> = batch.iter().map(|one| (one.gateway, &one.up)).collect();
        let together = receive::receive_all(store, clock.now(), &all).await;
        for one in batch {
            let kept = match &together {
                Ok(()) => Ok(()),
                // One of them spoiled it, or the store failed: each by itself.
                Err(_) => {
                    let alone = [(one.gateway, &one.up)];
                    receive::receive_all(store, clock.now(), &alone).await
                }
            };
            // Whoever is gone hears of it with the next copy.
            one.done.send(kept).ok();
        }
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
