//! The only place of this crate that asks the system what time it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, UTC; 0 when the system's clock stands before that.
#[expect(clippy::disallowed_methods, reason = "this is the clock of the crate")]
pub(crate) fn unix_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A stop-watch that no change of the wall clock disturbs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch(Instant);

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "this is the clock of the crate")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn passed(self) -> Duration {
        self.0.elapsed()
    }

    /// For people: `0.4 s`, `12.0 s`, `3 min 5 s`.
    pub(crate) fn words(self) -> String {
        let ms = self.passed().as_millis();
        let seconds = ms / 1000;
        if seconds < 60 {
            format!("{seconds}.{} s", ms % 1000 / 100)
        } else {
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }
}
