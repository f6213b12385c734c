//! The rules for booking an event: what may be asked for, what is free, and where it stands.

use super::AfterEvent;
use crate::time::{Span, Timestamp, Window};

/// The longest event.
pub const LENGTH_MAX: Span = Span::days(31);
/// The latest start, from now.
pub const AHEAD_MAX: Span = Span::days(366);
/// So many free windows are named at most when the one asked for is taken.
pub const FREE_MAX: usize = 6;

/// What a service location answers to a request (IX-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The time frame is available.
    Available,
    /// Another event is scheduled then.
    Scheduled,
    /// The account is not set up for prepayment.
    NotPrepay,
}

/// Why a window is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventRefused {
    /// Its end is not after its start.
    #[error("the end must be after the start")]
    Reversed,
    /// It starts before now.
    #[error("the start is in the past")]
    Past,
    /// It does not begin and end with an interval of the meter.
    #[error("start and end must lie on a step of {minutes} minutes")]
    OffGrid {
        /// Length of the meter's interval, rounded up.
        minutes: i64,
    },
    /// Longer than [`LENGTH_MAX`].
    #[error("an event is at most 31 days long")]
    TooLong,
    /// Starts later than [`AHEAD_MAX`] from now.
    #[error("an event starts at most a year from now")]
    TooFar,
}

/// Where an event stands. Each one leads on to the next; every one but the last two may end in
/// [`EventState::Cancelled`], a running one only through its early end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventState {
    /// The window is kept while the payment is verified.
    Held,
    /// Paid, waits for its start.
    Booked,
    /// Has begun.
    Running,
    /// Has ended; its last use is not charged yet.
    Over,
    /// Everything is charged, and what was left has gone back.
    Settled,
    /// Taken back, or never paid.
    Cancelled,
}

/// Checks a request for a window against the rules.
///
/// A start in the running interval counts as now: whoever asks for "now" at 10:07 gets 10:00, and
/// pays for nothing that was charged before, since no interval of it is.
///
/// # Errors
/// [`EventRefused`], the first that applies.
pub fn check(
    start: Timestamp,
    end: Timestamp,
    now: Timestamp,
    interval: Span,
) -> Result<Window, EventRefused> {
    let window = Window::new(start, end).ok_or(EventRefused::Reversed)?;
    if start < now.floor_to(interval) {
        return Err(EventRefused::Past);
    }
    if start.floor_to(interval) != start || end.floor_to(interval) != end {
        let minute = Span::minutes(1).as_millis();
        let minutes = (interval.as_millis() + minute - 1).div_euclid(minute);
        return Err(EventRefused::OffGrid { minutes });
    }
    if window.length() > LENGTH_MAX {
        return Err(EventRefused::TooLong);
    }
    if start > now + AHEAD_MAX {
        return Err(EventRefused::TooFar);
    }
    Ok(window)
}

/// Whether a window shares a moment with one of those that are taken (FR-17).
pub fn conflict(taken: &[Window], wanted: Window) -> bool {
    taken.iter().any(|other| other.overlaps(&wanted))
}

/// The free windows nearest to the wanted one, of the same length, inside `within`, by how far
/// their starts are from the wanted start, the earlier first where two are as far; at most `n`.
///
/// Each touches a taken window, an edge of `within`, or is the wanted one: any other free window
/// could be moved nearer.
pub fn free_windows(taken: &[Window], wanted: Window, within: Window, n: usize) -> Vec<Window> {
    let length = wanted.length();
    let edges = [wanted.start, within.start, within.end - length];
    let beside = taken
        .iter()
        .flat_map(|other| [other.end, other.start - length]);
    let mut starts: Vec<Timestamp> = edges
        .into_iter()
        .chain(beside)
        .filter(|start| *start >= within.start && *start + length <= within.end)
        .filter(|start| {
            let end = *start + length;
            Window::new(*start, end).is_some_and(|window| !conflict(taken, window))
        })
        .collect();
    starts.sort_unstable_by_key(|start| (far(*start, wanted.start), *start));
    starts.dedup();
    starts.truncate(n);
    starts
        .into_iter()
        .filter_map(|start| Window::new(start, start + length))
        .collect()
}

fn far(a: Timestamp, b: Timestamp) -> i64 {
    a.since(b).as_millis().saturating_abs()
}

impl EventState {
    /// Every state.
    pub const ALL: [EventState; 6] = [
        EventState::Held,
        EventState::Booked,
        EventState::Running,
        EventState::Over,
        EventState::Settled,
        EventState::Cancelled,
    ];

    /// The stored word, also the end of its text id (`event-state-<word>`).
    pub const fn word(self) -> &'static str {
        match self {
            EventState::Held => "held",
            EventState::Booked => "booked",
            EventState::Running => "running",
            EventState::Over => "over",
            EventState::Settled => "settled",
            EventState::Cancelled => "cancelled",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
    /// Keeps its window from others.
    pub const fn keeps(self) -> bool {
        match self {
            EventState::Held | EventState::Booked | EventState::Running | EventState::Over => true,
            EventState::Settled | EventState::Cancelled => false,
        }
    }
    /// Where an event stands now, whatever its row said when somebody last wrote it.
    pub fn at(self, window: Window, closes: Option<Timestamp>, now: Timestamp) -> Self {
        match self {
            EventState::Booked | EventState::Running | EventState::Over => {
                if closes.is_some_and(|end| end <= now) {
                    EventState::Over
                } else if window.start <= now {
                    EventState::Running
                } else {
                    EventState::Booked
                }
            }
            EventState::Held | EventState::Settled | EventState::Cancelled => self,
        }
    }
}

impl AfterEvent {
    /// When an event with this choice closes by itself: with its window, or when its payer ends
    /// it (PR-ENDB).
    pub const fn closes(self, window: Window) -> Option<Timestamp> {
        match self {
            AfterEvent::Limit | AfterEvent::Disconnect => Some(window.end),
            AfterEvent::NotAffected => None,
        }
    }
}

impl Answer {
    /// The word, also the end of its text id (`event-answer-<word>`).
    pub const fn word(self) -> &'static str {
        match self {
            Answer::Available => "available",
            Answer::Scheduled => "scheduled",
            Answer::NotPrepay => "not_prepay",
        }
    }
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
