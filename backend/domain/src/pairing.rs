//! Pairing a display with a home: the two numbers that people compare, and the steps.
//!
//! A display shows a code, an installer types it, the home's gateway admits the display whose key
//! the code is of, and the installer compares a second number, on the website and on the display,
//! before the display is let in. What the numbers are made of is told in `gateway/pair`.

use crate::time::Span;
use std::fmt;

/// A pairing that is not confirmed by then is over, real time; so is the code.
pub const VALID: Span = Span::minutes(10);
/// So long the display has to come in after the installer has confirmed, real time.
pub const ARRIVE: Span = Span::minutes(2);
/// Codes that are taken for one home within [`VALID`].
pub const TRIES: u64 = 5;
/// Displays that can be paired with one home at once.
pub const DISPLAYS_MAX: u32 = 8;

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident, $digits:literal, $below:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The last digits of a number that comes from a digest.
            pub const fn of(number: u64) -> Self {
                Self((number % $below) as u32)
            }
            /// As somebody types it: spaces and hyphens do not matter. `None` when it has other
            /// signs, or more or fewer digits.
            pub fn read(text: &str) -> Option<Self> {
                let (mut number, mut count) = (0_u32, 0);
                for sign in text.chars() {
                    if sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '.') {
                        continue;
                    }
                    count += 1;
                    if count > $digits {
                        return None;
                    }
                    number = number * 10 + sign.to_digit(10)?;
                }
                (count == $digits).then_some(Self(number))
            }
            /// In groups of three, as it is read from a screen.
            pub fn grouped(self) -> String {
                let plain = self.to_string();
                let groups = plain.as_bytes().chunks(3).map(String::from_utf8_lossy);
                groups.collect::<Vec<_>>().join(" ")
            }
        }
        impl fmt::Display for $name {
            /// All digits, without groups.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $digits)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                let wrong = || serde::de::Error::custom(concat!($digits, " digits are wanted"));
                Self::read(&text).ok_or_else(wrong)
            }
        }
    )+};
}

numbers! {
    /// What the display shows and the installer types: nine digits. No secret.
    PairCode, 9, 1_000_000_000;
    /// What both sides show and the installer compares: six digits.
    CheckNumber, 6, 1_000_000;
}

/// Where a pairing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairState {
    /// The installer has typed a code; the gateway has not answered yet.
    Asked,
    /// The gateway waits for the display.
    Waiting,
    /// The display has come; the installer compares the numbers.
    Met,
    /// They are the same; the display is about to come in.
    Confirmed,
    /// The display is in.
    Paired,
    /// The display is to be shut out; the gateway has not said yet that it is.
    Unpairing,
    /// The display is out.
    Unpaired,
    /// The installer saw another number on the display.
    Differs,
    /// The installer stopped.
    Cancelled,
    /// The time was over.
    Expired,
    /// Something on the home's network asked again and again with wrong codes.
    Crowded,
    /// The gateway knows nothing of it any more: it was started anew.
    Lost,
}

/// What a gateway says of a pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It waits for the display; so many others have asked with another code.
    Waiting(u32),
    /// The display has come, and this is the number.
    Met(CheckNumber),
    /// The display is in.
    Paired,
    /// The time was over.
    Expired,
    /// Too many asked with wrong codes.
    Crowded,
    /// It has no such pairing, or none any more.
    Gone,
}

/// What a gateway is told of a pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Wait for the display with this code.
    Open,
    /// Say how it stands.
    Look,
    /// Let the display in.
    Confirm,
    /// End it, and shut the display out.
    End,
}

impl PairState {
    /// Every state.
    pub const ALL: [PairState; 12] = [
        PairState::Asked,
        PairState::Waiting,
        PairState::Met,
        PairState::Confirmed,
        PairState::Paired,
        PairState::Unpairing,
        PairState::Unpaired,
        PairState::Differs,
        PairState::Cancelled,
        PairState::Expired,
        PairState::Crowded,
        PairState::Lost,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            PairState::Asked => "asked",
            PairState::Waiting => "waiting",
            PairState::Met => "met",
            PairState::Confirmed => "confirmed",
            PairState::Paired => "paired",
            PairState::Unpairing => "unpairing",
            PairState::Unpaired => "unpaired",
            PairState::Differs => "differs",
            PairState::Cancelled => "cancelled",
            PairState::Expired => "expired",
            PairState::Crowded => "crowded",
            PairState::Lost => "lost",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether it is under way: then no other one may begin at this gateway.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            PairState::Asked | PairState::Waiting | PairState::Met | PairState::Confirmed
        )
    }

    /// What the gateway is told, again and again, until it has said what ends this state; `None`
    /// when nothing is to be said.
    pub const fn order(self) -> Option<Order> {
        match self {
            PairState::Asked => Some(Order::Open),
            PairState::Waiting | PairState::Met => Some(Order::Look),
            PairState::Confirmed => Some(Order::Confirm),
            PairState::Unpairing => Some(Order::End),
            PairState::Paired
            | PairState::Unpaired
            | PairState::Differs
            | PairState::Cancelled
            | PairState::Expired
            | PairState::Crowded
            | PairState::Lost => None,
        }
    }

    /// Where it stands after the gateway's word. A late word never brings back what is over, and
    /// nobody but the installer confirms.
    #[must_use]
    pub const fn heard(self, stage: Stage) -> Self {
        match (self, stage) {
            (PairState::Asked | PairState::Waiting, Stage::Waiting(_)) => PairState::Waiting,
            (PairState::Asked | PairState::Waiting | PairState::Met, Stage::Met(_)) => {
                PairState::Met
            }
            (PairState::Confirmed, Stage::Paired) => PairState::Paired,
            (state, Stage::Expired) if state.is_open() => PairState::Expired,
            (state, Stage::Crowded) if state.is_open() => PairState::Crowded,
            (state, Stage::Gone) if state.is_open() => PairState::Lost,
            (
                PairState::Paired | PairState::Unpairing,
                Stage::Gone | Stage::Expired | Stage::Crowded,
            ) => PairState::Unpaired,
            (state, _) => state,
        }
    }

    /// Whether the gateway's word needs to be put right: it holds open, or in, what is over.
    pub const fn contradicts(self, stage: Stage) -> bool {
        let holds = matches!(stage, Stage::Waiting(_) | Stage::Met(_) | Stage::Paired);
        holds && !self.is_open() && !matches!(self, PairState::Paired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK: CheckNumber = CheckNumber::of(123_456);
    const STAGES: [Stage; 6] = [
        Stage::Waiting(0),
        Stage::Met(CHECK),
        Stage::Paired,
        Stage::Expired,
        Stage::Crowded,
        Stage::Gone,
    ];

    #[test]
    fn a_code_is_read_however_it_is_typed_and_shown_in_groups_of_three() {
        let code = PairCode::of(98_001_002_003);
        assert_eq!(
            (code.grouped(), code.to_string()),
            ("001 002 003".into(), "001002003".into())
        );
        for typed in [
            "001002003",
            " 001 002 003",
            "001-002-003",
            "0 0 1 0 0 2 0 0 3",
        ] {
            assert_eq!(PairCode::read(typed), Some(code), "{typed}");
        }
        for typed in [
            "",
            "00100200",
            "0010020030",
            "00100200x",
            "99999999999999999999",
            "+01002003",
        ] {
            assert_eq!(PairCode::read(typed), None, "{typed}");
        }
        assert_eq!(CHECK.grouped(), "123 456");
    }

    #[test]
    fn words_read_back() {
        for state in PairState::ALL {
            assert_eq!(PairState::from_word(state.word()), Some(state));
        }
    }

    #[test]
    fn no_word_of_a_gateway_confirms_or_brings_back_what_is_over() {
        for state in PairState::ALL {
            for stage in STAGES {
                let next = state.heard(stage);
                assert!(
                    next != PairState::Confirmed || state == next,
                    "{state:?} {stage:?}"
                );
                let new = next == PairState::Paired && state != next;
                assert!(!new || state == PairState::Confirmed, "{state:?} {stage:?}");
                assert!(state.is_open() || !next.is_open(), "{state:?} {stage:?}");
                // Whatever is open or in at the gateway is so here, too, or is told to end.
                let held = matches!(stage, Stage::Waiting(_) | Stage::Met(_) | Stage::Paired);
                let agreed = next.is_open() || next == PairState::Paired;
                assert_eq!(
                    held && !agreed,
                    next.contradicts(stage),
                    "{state:?} {stage:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_settled_is_said_again_and_what_is_over_is_not() {
        for state in PairState::ALL {
            let settled = !state.is_open() && state != PairState::Unpairing;
            assert_eq!(state.order().is_none(), settled, "{state:?}");
        }
    }
}
