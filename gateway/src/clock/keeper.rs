//! Looks after the clock: notices jumps and keeps the last good time on disk (DESIGN 7.11).

use super::Clock;
use crate::alarm::{Alarm, Alarms};
use crate::records::{at, sync_dir};
use ami_domain::time::{Span, Timestamp};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The good time on disk is at most so old; more often would only wear the flash.
const KEEP_EVERY: Span = Span::minutes(5);

/// The file with the last good time.
#[derive(Debug, Clone)]
pub(crate) struct LastGood(PathBuf);

impl LastGood {
    pub(crate) fn in_folder(dir: &Path) -> Self {
        Self(dir.join("clock.json"))
    }

    /// The last good time; `None` when there is none, or none that can be read: then the moment of
    /// building has to do.
    pub(crate) fn read(&self) -> Option<Timestamp> {
        let bytes = fs::read(&self.0).ok()?;
        let read: serde_json::Result<i64> = serde_json::from_slice(&bytes);
        read.inspect_err(|error| tracing::error!(%error, "The last good time cannot be read"))
            .ok()
            .map(Timestamp::from_millis)
    }

    fn write(&self, good: Timestamp) -> io::Result<()> {
        let draft = self.0.with_extension("new");
        let mut file = File::create(&draft).map_err(|error| at(&draft, &error))?;
        file.write_all(good.as_millis().to_string().as_bytes())
            .map_err(|error| at(&draft, &error))?;
        file.sync_all().map_err(|error| at(&draft, &error))?;
        fs::rename(&draft, &self.0).map_err(|error| at(&self.0, &error))?;
        self.0.parent().map_or(Ok(()), sync_dir)
    }
}

/// Looks until `stop`, and once more.
pub(crate) async fn keep(clock: Clock, file: LastGood, alarms: Alarms, stop: CancellationToken) {
    let mut kept: Option<Timestamp> = None;
    loop {
        let stopping = stop.is_cancelled();
        if let Some(jump) = clock.jumped() {
            let what = format!("the wall clock jumped by {} s", jump.as_millis() / 1_000);
            alarms.raise(Alarm::ClockJump, &what);
        }
        let due = |good: &Timestamp| {
            // One that is older than what was kept has put that right.
            kept.is_none_or(|kept| {
                *good >= kept + KEEP_EVERY || *good < kept || stopping && *good > kept
            })
        };
        if let Some(good) = clock.good().filter(due) {
            let file = file.clone();
            let written = tokio::task::spawn_blocking(move || file.write(good)).await;
            match written.unwrap_or_else(|error| Err(io::Error::other(error))) {
                Ok(()) => kept = Some(good),
                Err(error) => tracing::warn!(%error, "The last good time is not kept"),
            }
        }
        if stopping {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ami_domain::clock::BusinessClock;

    #[tokio::test]
    async fn the_last_good_time_outlives_a_restart_with_a_dead_clock() {
        let dir = tempfile::tempdir().unwrap();
        let file = LastGood::in_folder(dir.path());
        assert_eq!(file.read(), None);
        let clock = Clock::new(BusinessClock::REAL);
        let good = clock.now().real + Span::hours(20);
        clock.told(good);
        let stop = CancellationToken::new();
        stop.cancel();
        keep(clock, file.clone(), Alarms::default(), stop).await;
        assert_eq!(file.read(), Some(good));
        // The system's clock is now a day behind what is certainly past.
        let clock = Clock::starting(BusinessClock::REAL, file.read());
        assert!(clock.now().real >= good);
        fs::write(&file.0, b"soon").unwrap();
        assert_eq!(file.read(), None);
    }
}
