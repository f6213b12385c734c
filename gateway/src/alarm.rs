//! What somebody must look at: logged with the field `alarm`, and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A kind of alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The broker refused a message of ours (MQTT reason 0x87 and the like, DESIGN 7.10).
    Denied,
    /// A command or an answer came that nobody may send so: retained, or for another meter.
    Forged,
    /// The limit for cuts is reached (DESIGN 7.12).
    CutLimit,
    /// The wall clock jumped (DESIGN 7.11).
    ClockJump,
    /// What the gateway remembers of a meter, or of displays that are refused, cannot be read; its
    /// file is set aside.
    Damaged,
}

/// The counts since the start; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Alarms(Arc<[AtomicU64; Alarm::ALL.len()]>);

impl Alarm {
    /// Every kind.
    pub const ALL: [Alarm; 5] = [
        Alarm::Denied,
        Alarm::Forged,
        Alarm::CutLimit,
        Alarm::ClockJump,
        Alarm::Damaged,
    ];

    /// The word in the log.
    pub const fn word(self) -> &'static str {
        match self {
            Alarm::Denied => "denied",
            Alarm::Forged => "forged",
            Alarm::CutLimit => "cut_limit",
            Alarm::ClockJump => "clock_jump",
            Alarm::Damaged => "damaged",
        }
    }
}

impl Alarms {
    /// Logs and counts one.
    pub fn raise(&self, alarm: Alarm, what: &str) {
        let count = self.0[alarm as usize].fetch_add(1, Ordering::Relaxed) + 1;
        tracing::error!(alarm = alarm.word(), count, what, "Alarm");
    }

    /// How many since the start.
    pub fn count(&self, alarm: Alarm) -> u64 {
        self.0[alarm as usize].load(Ordering::Relaxed)
    }
}
