//! Which connection is whose.

use rmqtt::types::Id;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The names that the door gave to connections, bounded.
pub(crate) struct Sessions {
    max: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    by_id: HashMap<Id, Entry>,
    /// Live connections of each name: one client may for a moment have two, while the new one
    /// takes over from the old.
    live: HashMap<Arc<str>, usize>,
}

struct Entry {
    who: Arc<str>,
    live: Life,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    /// Authenticated, not yet connected.
    Coming,
    Connected,
    /// Kept for a delayed last will only.
    Gone,
}

impl Sessions {
    pub(crate) fn new(max: usize) -> Self {
        // Coming and gone connections need room beside the live ones.
        let max = max.saturating_mul(2).max(16);
        Self {
            max,
            state: Mutex::default(),
        }
    }

    /// Remembers a name; `false` when there is no room.
    pub(crate) fn add(&self, id: Id, who: &str) -> bool {
        let mut state = self.lock();
        if state.by_id.len() >= self.max {
            state.by_id.retain(|_, entry| entry.live == Life::Connected);
        }
        if state.by_id.len() >= self.max {
            return false;
        }
        let who = Arc::from(who);
        let live = Life::Coming;
        state.by_id.insert(id, Entry { who, live });
        true
    }

    pub(crate) fn who(&self, id: &Id) -> Option<Arc<str>> {
        self.lock().by_id.get(id).map(|entry| entry.who.clone())
    }

    /// The live connections of a name.
    pub(crate) fn of(&self, who: &str) -> Vec<Id> {
        let state = self.lock();
        let theirs =
            |(_, entry): &(&Id, &Entry)| entry.live == Life::Connected && entry.who.as_ref() == who;
        let found = state.by_id.iter().filter(theirs);
        found.map(|(id, _)| id.clone()).collect()
    }

    pub(crate) fn connected(&self, id: &Id) {
        let mut state = self.lock();
        let Some(entry) = state.by_id.get_mut(id) else {
            return;
        };
        if entry.live != Life::Connected {
            entry.live = Life::Connected;
            let who = entry.who.clone();
            *state.live.entry(who).or_insert(0) += 1;
        }
    }

    /// The name when this was its last live connection.
    pub(crate) fn disconnected(&self, id: &Id) -> Option<Arc<str>> {
        let mut state = self.lock();
        let entry = state.by_id.get_mut(id)?;
        if entry.live != Life::Connected {
            return None;
        }
        entry.live = Life::Gone;
        let who = entry.who.clone();
        let count = state.live.get_mut(&who)?;
        *count = count.saturating_sub(1);
        if *count > 0 {
            return None;
        }
        state.live.remove(&who);
        Some(who)
    }

    pub(crate) fn forget(&self, id: &Id) {
        self.lock().by_id.remove(id);
    }

    /// A poisoned lock still guards a whole map: no step here leaves it half done.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(client: &str) -> Id {
        Id::from(1, client.to_owned().into())
    }

    #[test]
    fn a_name_is_gone_with_its_last_connection() {
        let sessions = Sessions::new(8);
        let (old, new) = (id("a"), id("b"));
        assert!(sessions.add(old.clone(), "home"));
        assert!(sessions.add(new.clone(), "home"));
        sessions.connected(&old);
        sessions.connected(&new);
        assert_eq!(sessions.disconnected(&old), None);
        assert_eq!(sessions.disconnected(&new).as_deref(), Some("home"));
        assert_eq!(sessions.disconnected(&new), None);
    }

    #[test]
    fn the_room_is_bounded_and_who_is_gone_makes_room() {
        let sessions = Sessions::new(1);
        for n in 0..100 {
            let id = id(&n.to_string());
            assert!(sessions.add(id.clone(), "x"));
        }
        let live: Vec<Id> = (200..232).map(|n: u32| id(&n.to_string())).collect();
        let mut taken = 0;
        for id in &live {
            if sessions.add(id.clone(), "y") {
                sessions.connected(id);
                taken += 1;
            }
        }
        assert_eq!(taken, 16);
    }
}
