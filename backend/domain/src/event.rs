//! A prepayment event: a window for which somebody has paid (SC2, SC3).

mod book;

pub use book::{
    AHEAD_MAX, Answer, EventRefused, EventState, FREE_MAX, LENGTH_MAX, check, conflict,
    free_windows,
};

use crate::energy::{WattHours, Watts};
use crate::id::EventId;
use crate::time::{Timestamp, Window};

/// What happens when an event's window or its money is over, as the payer chose (PR-END).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterEvent {
    /// Service goes back to what the site has without the event; where that is nothing, demand is
    /// limited.
    Limit,
    /// The same; where the site has nothing, service is disconnected, with a clearance only.
    Disconnect,
    /// Service goes on, and the payer's own utility account is charged until the payer ends the
    /// event (PR-ENDB).
    NotAffected,
}

/// An event as the meter stores it (IX-05). It never opens a switch: what follows at its end is
/// decided by the back office when that time comes (DESIGN 7.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct MeterEvent {
    /// The same through every version.
    pub id: EventId,
    /// Grows with each change; a smaller one never replaces a larger.
    pub version: u32,
    /// From the first moment to the first moment after, on the grid of the meter's intervals.
    pub window: Window,
    /// What was paid for, as energy.
    pub energy: WattHours,
    /// Demand that the site needs during the event; `None` for all that it can have (SC2.13).
    pub level: Option<Watts>,
    /// What the payer chose for the end.
    pub after: AfterEvent,
}

/// Where an event stands at the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeterEventState {
    /// Waits for its start.
    Stored,
    /// Has begun.
    Running,
    /// Has ended.
    Over,
    /// Was taken back.
    Cancelled,
}

/// What a meter says of one of its events, whenever its state changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct EventReport {
    /// Which event.
    pub event: EventId,
    /// Which version of it.
    pub version: u32,
    /// Where it stands.
    pub state: MeterEventState,
    /// Energy used in it so far.
    pub used: WattHours,
    /// When it came there, by the meter's clock.
    pub at: Timestamp,
    /// It overlaps another stored event (FR-18).
    pub overlaps: bool,
}

impl AfterEvent {
    /// Every choice.
    pub const ALL: [AfterEvent; 3] = [
        AfterEvent::Limit,
        AfterEvent::Disconnect,
        AfterEvent::NotAffected,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            AfterEvent::Limit => "limit",
            AfterEvent::Disconnect => "disconnect",
            AfterEvent::NotAffected => "not_affected",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|after| after.word() == word)
    }
}

impl MeterEvent {
    /// Events that a meter stores at least (FR-18).
    pub const STORED_MIN: usize = 16;
}
