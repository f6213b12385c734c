//! The one place that asks the system for the time.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970 UTC.
#[expect(
    clippy::disallowed_methods,
    reason = "the processor is another company, with a clock of its own"
)]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
