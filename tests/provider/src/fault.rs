//! Ways in which it can be told to fail.

use std::time::Duration;

/// What goes wrong from now on; each number counts down.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// So many changes are done and never answered.
    pub hang: u32,
    /// So many requests are answered with 500, and nothing is done.
    pub fail: u32,
    /// Only paths that end so are hit by `hang` and `fail`; all without it.
    pub only: String,
    /// Every answer takes so many milliseconds longer.
    pub slow_ms: u64,
    /// Cents that a new charge is off.
    pub amount_off: i64,
    /// New charges are in another currency.
    pub other_currency: bool,
    /// A card that is saved is saved for somebody else.
    pub other_customer: bool,
    /// Every event is sent twice.
    pub twice: bool,
    /// Events are never sent; they are only in the list.
    pub lost: bool,
    /// Events are kept back until `/fake/release`, and go out newest first then.
    pub kept: bool,
    /// Events are sent so many milliseconds late.
    pub late_ms: u64,
}

/// What this request meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Done and answered.
    Good,
    /// Done, never answered.
    Hangs,
    /// Not done, 500.
    Fails,
}

impl Faults {
    /// What happens to a request of this path.
    pub fn fate(&mut self, path: &str) -> Fate {
        if !path.ends_with(&self.only) {
            Fate::Good
        } else if self.fail > 0 {
            self.fail -= 1;
            Fate::Fails
        } else if self.hang > 0 {
            self.hang -= 1;
            Fate::Hangs
        } else {
            Fate::Good
        }
    }

    /// How much longer answers take.
    pub const fn slow(&self) -> Duration {
        Duration::from_millis(self.slow_ms)
    }
}
