//! Field orders and trouble orders: work for hands, when no message can bring power back (SC6.10).

use crate::time::Span;

/// First pause before an order is handed over again.
const AGAIN_FIRST: Span = Span::seconds(5);
/// Longest pause; an order is never given up, since somebody sits in the dark.
const AGAIN_MAX: Span = Span::minutes(15);

/// Pause in real time before an order is handed over again, after so many times that failed: 5 s,
/// then twice as long each time, at most 15 minutes (SC6.10).
pub fn hand_again_after(failed: u32) -> Span {
    let doubled = 1_i64 << failed.saturating_sub(1).min(20);
    let pause = AGAIN_FIRST.as_millis().saturating_mul(doubled);
    Span::millis(pause.min(AGAIN_MAX.as_millis()))
}

/// Who is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// Somebody drives there and brings power back (IX-11).
    Field,
    /// The meter itself is looked at (IX-11).
    Trouble,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderReason {
    /// The customer has paid, and still has no power (SC6.10).
    NoPower,
    /// The meter's test failed (SC6.10).
    TestFailed,
    /// The meter did not answer its test in time (NFR-14).
    NotConnected,
    /// The meter was told to switch on, and did not.
    StillOff,
    /// The meter has no switch, so a person must do what the account asks for (AS-2).
    NoSwitch,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Not yet handed to the system that sends people.
    Open,
    /// That system has taken it.
    Sent,
    /// The work is done.
    Done,
    /// Taken back.
    Cancelled,
}

impl OrderKind {
    /// Every kind.
    pub const ALL: [OrderKind; 2] = [OrderKind::Field, OrderKind::Trouble];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            OrderKind::Field => "field",
            OrderKind::Trouble => "trouble",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl OrderReason {
    /// Every reason.
    pub const ALL: [OrderReason; 5] = [
        OrderReason::NoPower,
        OrderReason::TestFailed,
        OrderReason::NotConnected,
        OrderReason::StillOff,
        OrderReason::NoSwitch,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            OrderReason::NoPower => "no_power",
            OrderReason::TestFailed => "test_failed",
            OrderReason::NotConnected => "not_connected",
            OrderReason::StillOff => "still_off",
            OrderReason::NoSwitch => "no_switch",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl OrderState {
    /// Every state.
    pub const ALL: [OrderState; 4] = [
        OrderState::Open,
        OrderState::Sent,
        OrderState::Done,
        OrderState::Cancelled,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            OrderState::Open => "open",
            OrderState::Sent => "sent",
            OrderState::Done => "done",
            OrderState::Cancelled => "cancelled",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
    /// Somebody still has to do it.
    pub const fn is_open(self) -> bool {
        match self {
            OrderState::Open | OrderState::Sent => true,
            OrderState::Done | OrderState::Cancelled => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sc6_10_handing_over_waits_longer_each_time_up_to_a_quarter_of_an_hour() {
        let pauses: Vec<_> = [1, 2, 3, 8, 9, 1_000, u32::MAX]
            .map(|failed| hand_again_after(failed).as_millis() / 1_000)
            .into();
        assert_eq!(pauses, [5, 10, 20, 640, 900, 900, 900]);
    }

    #[test]
    fn every_word_reads_back() {
        for kind in OrderKind::ALL {
            assert_eq!(OrderKind::from_word(kind.word()), Some(kind));
        }
        for reason in OrderReason::ALL {
            assert_eq!(OrderReason::from_word(reason.word()), Some(reason));
        }
        for state in OrderState::ALL {
            assert_eq!(OrderState::from_word(state.word()), Some(state));
        }
        assert_eq!(OrderState::from_word("lost"), None);
    }
}
