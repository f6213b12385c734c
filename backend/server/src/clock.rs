//! The only place of this crate that asks the system for the time.

use ami_domain::clock::{BusinessClock, Clock, Now};
use ami_domain::time::Timestamp;
use std::time::SystemTime;

/// The system's clock, read through a business clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    /// What a reading means for the business.
    pub business: BusinessClock,
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        let real = real();
        Now {
            business: self.business.at(real),
            real,
        }
    }
}

/// Real time; the end of time when the system's clock stands before 1970.
fn real() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge where time comes in"
    )]
    let now = SystemTime::now();
    let since = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
