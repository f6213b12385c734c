//! Who is half inside: connected, and neither through the handshakes nor answered by the broker.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Those who are half inside, bounded; clones share it. Where there is no room the one that has
/// waited longest has to go, of the place that has most of them here: whoever stalls, even from
/// many connections, holds up nobody else.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    max: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    /// The oldest first.
    here: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    number: u64,
    place: IpAddr,
    /// Dropped when it has to go.
    _stay: oneshot::Sender<()>,
}

/// One of them; dropped it is half inside no more.
#[derive(Debug)]
pub(crate) struct Turn {
    waiting: Waiting,
    number: u64,
    /// Ends when it has to go.
    pub(crate) over: oneshot::Receiver<()>,
}

impl Waiting {
    /// So many at once, at least one.
    pub(crate) fn new(max: usize) -> Self {
        Self {
            max: max.max(1),
            state: Arc::default(),
        }
    }

    /// Another one, from this place.
    pub(crate) fn enter(&self, place: IpAddr) -> Turn {
        let mut state = self.lock();
        if state.here.len() >= self.max
            && let Some(at) = state.longest()
        {
            state.here.remove(at);
        }
        let (stay, over) = oneshot::channel();
        let number = state.next;
        state.next += 1;
        state.here.push(Entry {
            number,
            place,
            _stay: stay,
        });
        Turn {
            waiting: self.clone(),
            number,
            over,
        }
    }

    /// A poisoned lock still guards a whole list: no step here leaves it half done.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The oldest of the place that has most.
    fn longest(&self) -> Option<usize> {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        for one in &self.here {
            *counts.entry(one.place).or_default() += 1;
        }
        let most = counts.values().max();
        let of_most = |one: &Entry| counts.get(&one.place) == most;
        self.here.iter().position(of_most)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let number = self.number;
        self.waiting.lock().here.retain(|one| one.number != number);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use oneshot::error::TryRecvError::{Closed, Empty};

    #[test]
    fn the_oldest_of_the_place_with_most_has_to_go_and_who_is_through_makes_room() {
        let waiting = Waiting::new(3);
        let [home, crowd]: [IpAddr; 2] = ["10.0.0.1", "10.0.0.2"].map(|text| text.parse().unwrap());
        let mut alone = waiting.enter(home);
        let mut first = waiting.enter(crowd);
        let mut second = waiting.enter(crowd);
        assert_eq!(first.over.try_recv(), Err(Empty));
        let mut third = waiting.enter(crowd);
        assert_eq!(first.over.try_recv(), Err(Closed));
        assert_eq!(alone.over.try_recv(), Err(Empty));
        drop(second.over.try_recv());
        drop(second);
        let mut fourth = waiting.enter(crowd);
        for turn in [&mut alone, &mut third, &mut fourth] {
            assert_eq!(turn.over.try_recv(), Err(Empty));
        }
        drop(first);
        assert_eq!(waiting.lock().here.len(), 3);
    }
}
