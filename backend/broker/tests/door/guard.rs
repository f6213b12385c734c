//! A door for tests: one user, free topics, and a commit that can be held back.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(unreachable_pub, reason = "shared by tests as a module")]

use ami_broker::{Door, DoorFuture, Forward, RefuseReason};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};

pub const USER: &str = "gateway";
pub const PASSWORD: &str = "a password for tests";

pub struct Guard {
    gate: Arc<RwLock<()>>,
    open: bool,
    committed: Mutex<Vec<String>>,
    left: Mutex<Vec<String>>,
    asked: AtomicUsize,
}

impl Guard {
    pub fn new() -> Arc<Self> {
        Arc::new(Self::with(true))
    }
    fn with(open: bool) -> Self {
        Self {
            gate: Arc::default(),
            open,
            committed: Mutex::default(),
            left: Mutex::default(),
            asked: AtomicUsize::new(0),
        }
    }
    /// While the answer lives, no commit finishes.
    pub fn hold(&self) -> OwnedRwLockWriteGuard<()> {
        self.gate.clone().try_write_owned().unwrap()
    }
    pub fn committed(&self) -> Vec<String> {
        self.committed.lock().unwrap().clone()
    }
    /// So many have come to the door with a password.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
    pub fn left(&self) -> Vec<String> {
        self.left.lock().unwrap().clone()
    }
}

/// A door that lets nobody in.
pub fn refuse_all() -> Arc<Guard> {
    Arc::new(Guard::with(false))
}

impl Door for Guard {
    fn authenticate<'a>(
        &'a self,
        _client_id: &'a str,
        username: &'a str,
        password: &'a [u8],
    ) -> DoorFuture<'a, Option<String>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let good = self.open && username == USER && password == PASSWORD.as_bytes();
        Box::pin(async move { good.then(|| username.to_owned()) })
    }
    fn may_publish(&self, who: &str, topic: &str, _retain: bool) -> bool {
        who == USER && !topic.starts_with("forbidden")
    }
    fn may_subscribe(&self, who: &str, filter: &str) -> bool {
        who == USER && filter.starts_with("free/")
    }
    fn on_publish<'a>(
        &'a self,
        _who: &'a str,
        topic: &'a str,
        _payload: &'a [u8],
    ) -> DoorFuture<'a, Result<Forward, RefuseReason>> {
        Box::pin(async move {
            let _open = self.gate.read().await;
            match topic {
                "unavailable" => return Err(RefuseReason::Unavailable),
                "malformed" => return Err(RefuseReason::Malformed),
                "panic" => panic!("a door that falls off its hinges"),
                "nobody" => return Ok(Forward::Nobody),
                _ => {}
            }
            self.committed.lock().unwrap().push(topic.to_owned());
            Ok(Forward::Subscribers)
        })
    }
    fn on_disconnected(&self, who: &str) {
        self.left.lock().unwrap().push(who.to_owned());
    }
}
