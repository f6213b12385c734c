//! The gateway's own limit for cuts, whoever signs (DESIGN 7.12): many at once are a fault until
//! people say otherwise, and this box cannot ask them, so it refuses the excess and says so.
//!
//! What was counted is on disk before the bytes leave, so that a restart does not clear it.

use crate::records::{at, sync_dir};
use ami_domain::id::MessageId;
use ami_domain::time::{Span, Timestamp};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The short window.
pub const SHORT: Span = Span::minutes(10);
/// The long one.
pub const LONG: Span = Span::days(1);
/// A limit above this is no limit.
pub const CUTS_MAX: u32 = 1_000;

/// How many cuts a gateway carries out at most, over all its meters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CutLimits {
    /// In any ten minutes.
    pub per_10_min: u32,
    /// In any day.
    pub per_day: u32,
}

impl Default for CutLimits {
    fn default() -> Self {
        Self {
            per_10_min: 3,
            per_day: 10,
        }
    }
}

/// The cuts of the last day, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counted(Vec<(MessageId, Timestamp)>);

impl Counted {
    /// Whether one more is within the limits. One that was counted before is.
    ///
    /// A cut that was counted at a later moment than `now` counts too: a clock that was set back
    /// must not make room.
    pub fn has_room(&self, id: MessageId, limits: CutLimits, now: Timestamp) -> bool {
        if self.0.iter().any(|(counted, _)| *counted == id) {
            return true;
        }
        let since = |span: Span| {
            self.0
                .iter()
                .filter(|(_, at)| now.since(*at) < span)
                .count()
        };
        let below = |count: usize, most: u32| u32::try_from(count).is_ok_and(|n| n < most);
        below(since(SHORT), limits.per_10_min) && below(since(LONG), limits.per_day)
    }

    /// Counts one. What is older than a day is dropped.
    #[must_use]
    pub fn with(&self, id: MessageId, now: Timestamp) -> Counted {
        let young =
            |(counted, at): &&(MessageId, Timestamp)| *counted != id && now.since(*at) < LONG;
        let mut next: Vec<_> = self.0.iter().filter(young).copied().collect();
        next.push((id, now));
        Counted(next)
    }

    /// One that certainly did not go out does not count.
    #[must_use]
    pub fn without(&self, id: MessageId) -> Counted {
        let others = self.0.iter().filter(|(counted, _)| *counted != id);
        Counted(others.copied().collect())
    }

    /// Nothing is known of the last day: as if the limit had been reached now.
    fn unknown(limits: CutLimits, now: Timestamp) -> Counted {
        let one = |n: u32| (MessageId::from_number(u128::from(n)), now);
        Counted((0..limits.per_day.min(CUTS_MAX)).map(one).collect())
    }
}

/// The limits, and what was counted, on disk; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Cap {
    limits: CutLimits,
    path: PathBuf,
    counted: Arc<Mutex<Counted>>,
}

impl Cap {
    /// Reads what an earlier run counted. A file that cannot be read allows no cut for a day, but
    /// does not keep the gateway from starting: it may have to bring power back.
    pub(crate) fn open(dir: &Path, limits: CutLimits, now: Timestamp) -> io::Result<Cap> {
        fs::create_dir_all(dir).map_err(|error| at(dir, &error))?;
        let path = dir.join("cuts.json");
        let counted = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::error!(%error, "The count of cuts cannot be read: none for a day");
                Counted::unknown(limits, now)
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Counted::default(),
            Err(error) => {
                tracing::error!(%error, "The count of cuts cannot be read: none for a day");
                Counted::unknown(limits, now)
            }
        };
        Ok(Cap {
            limits,
            path,
            counted: Arc::new(Mutex::new(counted)),
        })
    }

    /// Whether one more is within the limits.
    pub(crate) fn has_room(&self, id: MessageId, now: Timestamp) -> bool {
        self.held().has_room(id, self.limits, now)
    }

    /// Counts one; on disk when this returns.
    ///
    /// # Errors
    /// There is no room any more, or what the disk says; then it must not go out.
    pub(crate) async fn count(&self, id: MessageId, now: Timestamp) -> io::Result<()> {
        self.change(move |counted, limits| {
            if counted.has_room(id, limits, now) {
                return Ok(counted.with(id, now));
            }
            Err(io::Error::other("the limit for cuts is reached"))
        })
        .await
    }

    /// It certainly did not go out.
    pub(crate) async fn uncount(&self, id: MessageId) {
        let changed = self.change(move |counted, _| Ok(counted.without(id))).await;
        if let Err(error) = changed {
            tracing::warn!(%error, "A cut that did not go out counts");
        }
    }

    async fn change(
        &self,
        change: impl FnOnce(&Counted, CutLimits) -> io::Result<Counted> + Send + 'static,
    ) -> io::Result<()> {
        let cap = self.clone();
        let changed = tokio::task::spawn_blocking(move || {
            let mut held = cap.held();
            let next = change(&held, cap.limits)?;
            write(&cap.path, &next)?;
            *held = next;
            Ok(())
        });
        changed
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    fn held(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write(path: &Path, counted: &Counted) -> io::Result<()> {
    let draft = path.with_extension("new");
    let bytes = serde_json::to_vec(counted).map_err(io::Error::other)?;
    let mut file = File::create(&draft).map_err(|error| at(&draft, &error))?;
    file.write_all(&bytes).map_err(|error| at(&draft, &error))?;
    file.sync_all().map_err(|error| at(&draft, &error))?;
    fs::rename(&draft, path).map_err(|error| at(path, &error))?;
    path.parent().map_or(Ok(()), sync_dir)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::command::tests::at as moment;

    const LIMITS: CutLimits = CutLimits {
        per_10_min: 2,
        per_day: 3,
    };

    fn id(n: u128) -> MessageId {
        MessageId::from_number(1_000 + n)
    }

    #[test]
    fn both_windows_bound_and_the_same_cut_counts_once() {
        let mut counted = Counted::default();
        let room = |counted: &Counted, n, at| counted.has_room(id(n), LIMITS, moment(at));
        for (n, at) in [(1, 0), (2, 60), (2, 61)] {
            assert!(room(&counted, n, at));
            counted = counted.with(id(n), moment(at));
        }
        assert!(!room(&counted, 3, 599), "two in ten minutes");
        assert!(room(&counted, 1, 599), "counted already");
        assert!(room(&counted, 3, 700));
        counted = counted.with(id(3), moment(700));
        assert!(!room(&counted, 4, 80_000), "three in a day");
        assert!(room(&counted.without(id(3)), 4, 80_000));
        assert!(room(&counted, 4, 86_401));
        assert!(!room(&counted, 4, -1_000_000), "a clock that was set back");
        assert_eq!(counted.with(id(4), moment(200_000)).0.len(), 1);
        let none = CutLimits {
            per_10_min: 0,
            per_day: 0,
        };
        assert!(!Counted::default().has_room(id(1), none, moment(0)));
    }

    #[tokio::test]
    async fn a_restart_does_not_clear_it_and_a_broken_file_allows_none() {
        let dir = tempfile::tempdir().unwrap();
        let cap = Cap::open(dir.path(), LIMITS, moment(0)).unwrap();
        cap.count(id(1), moment(0)).await.unwrap();
        cap.count(id(2), moment(1)).await.unwrap();
        cap.count(id(3), moment(2)).await.unwrap_err();
        let again = Cap::open(dir.path(), LIMITS, moment(3)).unwrap();
        assert!(!again.has_room(id(3), moment(3)));
        again.uncount(id(2)).await;
        assert!(again.has_room(id(3), moment(3)));
        fs::write(&again.path, b"{").unwrap();
        let broken = Cap::open(dir.path(), LIMITS, moment(3)).unwrap();
        assert!(!broken.has_room(id(9), moment(80_000)));
        assert!(broken.has_room(id(9), moment(90_000)));
    }
}
