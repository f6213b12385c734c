//! To whom a text of the utility goes (FR-11), and where such a text stands.

use crate::account::{AtZero, Mode};
use crate::id::AccountId;

/// Accounts that are treated alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// Pays before use.
    Prepaid,
    /// Monthly bill.
    Regular,
    /// Demand is limited at zero.
    Limit,
    /// Service is disconnected at zero.
    Disconnect,
    /// Converts to regular billing at zero.
    RegularBilling,
    /// Tops itself up at zero.
    AutoReplenish,
}

/// To whom a text goes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every account.
    All,
    /// Everybody behind this feeder of the grid, by its name; at most [`Audience::NAME_MAX`]
    /// characters.
    Feeder(String),
    /// Everybody in this postal area.
    Postal(String),
    /// Everybody in this program.
    Program(Program),
    /// These accounts; at most [`Audience::LIST_MAX`].
    List(Vec<AccountId>),
}

/// Why a text cannot go to an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AudienceError {
    /// No name, or one that no feeder or postal area has.
    #[error(
        "a feeder or postal area has from 1 to {} letters, digits, spaces, dots and dashes",
        Audience::NAME_MAX
    )]
    Name,
    /// Nobody, or too many.
    #[error("a list has from 1 to 1,000 accounts, this one has {0}")]
    Length(usize),
}

/// Where a text of the utility stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Waits for a second person.
    Proposed,
    /// Goes out, account by account.
    Sending,
    /// On its way to everybody, or there.
    Sent,
    /// Is taken back, account by account.
    Cancelling,
    /// Taken back from everybody.
    Cancelled,
    /// Its time is over.
    Over,
}

impl Program {
    /// Every program.
    pub const ALL: [Program; 6] = [
        Program::Prepaid,
        Program::Regular,
        Program::Limit,
        Program::Disconnect,
        Program::RegularBilling,
        Program::AutoReplenish,
    ];

    /// The word in texts and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Program::Prepaid => Mode::Prepaid.word(),
            Program::Regular => Mode::Regular.word(),
            Program::Limit => AtZero::Limit.word(),
            Program::Disconnect => AtZero::Disconnect.word(),
            Program::RegularBilling => AtZero::RegularBilling.word(),
            Program::AutoReplenish => AtZero::AutoReplenish.word(),
        }
    }
    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
    /// How its accounts pay, or what happens to them at zero.
    pub const fn is(self) -> Result<Mode, AtZero> {
        match self {
            Program::Prepaid => Ok(Mode::Prepaid),
            Program::Regular => Ok(Mode::Regular),
            Program::Limit => Err(AtZero::Limit),
            Program::Disconnect => Err(AtZero::Disconnect),
            Program::RegularBilling => Err(AtZero::RegularBilling),
            Program::AutoReplenish => Err(AtZero::AutoReplenish),
        }
    }
}

impl Audience {
    /// So many accounts fit in one list.
    pub const LIST_MAX: usize = 1_000;
    /// Longest name of a feeder or postal area, in characters.
    pub const NAME_MAX: usize = 32;

    /// The word of its kind.
    pub const fn word(&self) -> &'static str {
        match self {
            Audience::All => "all",
            Audience::Feeder(_) => "feeder",
            Audience::Postal(_) => "postal",
            Audience::Program(_) => "program",
            Audience::List(_) => "list",
        }
    }
    /// The name of feeder, postal area or program; empty for the others.
    pub fn name(&self) -> &str {
        match self {
            Audience::All | Audience::List(_) => "",
            Audience::Feeder(name) | Audience::Postal(name) => name,
            Audience::Program(program) => program.word(),
        }
    }
    /// Whether a text may go there; not whether anybody is there.
    ///
    /// # Errors
    /// [`AudienceError`].
    pub fn check(&self) -> Result<(), AudienceError> {
        match self {
            Audience::All | Audience::Program(_) => Ok(()),
            Audience::Feeder(name) | Audience::Postal(name) => named(name),
            Audience::List(ids) if (1..=Self::LIST_MAX).contains(&ids.len()) => Ok(()),
            Audience::List(ids) => Err(AudienceError::Length(ids.len())),
        }
    }
}

fn named(name: &str) -> Result<(), AudienceError> {
    let good = |c: char| c.is_alphanumeric() || " -_./".contains(c);
    let length = name.chars().count();
    if (1..=Audience::NAME_MAX).contains(&length) && name.trim() == name && name.chars().all(good) {
        Ok(())
    } else {
        Err(AudienceError::Name)
    }
}

impl AlertState {
    /// Every state.
    pub const ALL: [AlertState; 6] = [
        AlertState::Proposed,
        AlertState::Sending,
        AlertState::Sent,
        AlertState::Cancelling,
        AlertState::Cancelled,
        AlertState::Over,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            AlertState::Proposed => "proposed",
            AlertState::Sending => "sending",
            AlertState::Sent => "sent",
            AlertState::Cancelling => "cancelling",
            AlertState::Cancelled => "cancelled",
            AlertState::Over => "over",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
    /// Whether it can still be taken back.
    pub const fn may_cancel(self) -> bool {
        match self {
            AlertState::Proposed | AlertState::Sending | AlertState::Sent => true,
            AlertState::Cancelling | AlertState::Cancelled | AlertState::Over => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_is_named_or_counted() {
        for good in ["F-12", "92507", "Norte 3", "Ñ/2.b"] {
            assert_eq!(Audience::Feeder(good.into()).check(), Ok(()), "{good}");
            assert_eq!(Audience::Postal(good.into()).check(), Ok(()), "{good}");
        }
        let long = "x".repeat(33);
        for bad in ["", " ", " F", "F ", "a\nb", "a;b", long.as_str()] {
            let refused = Audience::Feeder(bad.into()).check();
            assert_eq!(refused, Err(AudienceError::Name), "{bad:?}");
        }
        assert_eq!(
            Audience::List(vec![]).check(),
            Err(AudienceError::Length(0))
        );
        let many = vec![AccountId::from_number(1); 1_001];
        let refused = Audience::List(many).check();
        assert_eq!(refused, Err(AudienceError::Length(1_001)));
    }

    #[test]
    fn every_word_reads_back() {
        for program in Program::ALL {
            assert_eq!(Program::from_word(program.word()), Some(program));
        }
        for state in AlertState::ALL {
            assert_eq!(AlertState::from_word(state.word()), Some(state));
        }
    }
}
