//! Debt that nobody will pay any more: one person asks for it to be given up, and another one
//! decides. Until then nothing moves.

use crate::id::{AccountId, DebtId, UserId, WriteOffId};
use crate::money::Money;
use crate::time::Timestamp;

/// Most characters of why.
pub const WHY_MAX: usize = 500;

/// A wish to give debt up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOff {
    /// Made by who asks.
    pub id: WriteOffId,
    /// Whose debt.
    pub account: AccountId,
    /// Which one.
    pub debt: DebtId,
    /// How much of it; what is paid until the decision is not given up.
    pub amount: Money,
    /// Why, 1 to [`WHY_MAX`] characters.
    pub why: String,
    /// Who asks.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: WriteOffState,
}

/// Where a wish stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOffState {
    /// It waits for a second person.
    Asked,
    /// A second person has agreed, and the debt is given up.
    Approved {
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// A second person has said no.
    Refused {
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
    },
}

/// Why debt is not given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WriteOffError {
    /// No such wish.
    #[error("write-off {0} is not known")]
    Unknown(WriteOffId),
    /// Nothing, or more than is owed.
    #[error("at most {owed} of this debt can be given up")]
    Amount {
        /// What is owed.
        owed: Money,
    },
    /// No reason, or one that is too long.
    #[error("a reason of 1 to {WHY_MAX} characters is needed")]
    Why,
    /// Who asks does not decide.
    #[error("write-off {0} must be decided by another person than who asked")]
    SamePerson(WriteOffId),
    /// It was decided otherwise before.
    #[error("write-off {0} was already decided")]
    Decided(WriteOffId),
    /// The same id came with other content.
    #[error("write-off {0} was already used for another")]
    Reused(WriteOffId),
}

impl WriteOffState {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            WriteOffState::Asked => "asked",
            WriteOffState::Approved { .. } => "approved",
            WriteOffState::Refused { .. } => "refused",
        }
    }

    /// Who has decided, and when.
    pub const fn decided(self) -> Option<(UserId, Timestamp)> {
        match self {
            WriteOffState::Asked => None,
            WriteOffState::Approved { by, at } | WriteOffState::Refused { by, at } => {
                Some((by, at))
            }
        }
    }
}

impl WriteOff {
    /// Refuses a wish for more than is owed, and one without a reason.
    ///
    /// # Errors
    /// [`WriteOffError::Amount`] or [`WriteOffError::Why`].
    pub fn check(&self, owed: Money) -> Result<(), WriteOffError> {
        if !self.amount.is_positive() || self.amount > owed {
            return Err(WriteOffError::Amount { owed });
        }
        if self.why.trim().is_empty() || self.why.chars().count() > WHY_MAX {
            return Err(WriteOffError::Why);
        }
        Ok(())
    }

    /// A person decides; the same decision of the same person again is the same.
    ///
    /// # Errors
    /// [`WriteOffError::SamePerson`] or [`WriteOffError::Decided`].
    pub fn decide(
        &self,
        by: UserId,
        at: Timestamp,
        approve: bool,
    ) -> Result<WriteOffState, WriteOffError> {
        if self.asked_by == by {
            return Err(WriteOffError::SamePerson(self.id));
        }
        match self.state {
            WriteOffState::Asked if approve => Ok(WriteOffState::Approved { by, at }),
            WriteOffState::Asked => Ok(WriteOffState::Refused { by, at }),
            WriteOffState::Approved { by: who, .. } if approve && who == by => Ok(self.state),
            WriteOffState::Refused { by: who, .. } if !approve && who == by => Ok(self.state),
            WriteOffState::Approved { .. } | WriteOffState::Refused { .. } => {
                Err(WriteOffError::Decided(self.id))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: UserId = UserId::from_number(1);
    const SECOND: UserId = UserId::from_number(2);
    const THIRD: UserId = UserId::from_number(3);

    fn wish() -> WriteOff {
        WriteOff {
            id: WriteOffId::from_number(7),
            account: AccountId::from_number(1),
            debt: DebtId::from_number(1),
            amount: Money::dollars(5),
            why: "moved away, not found".into(),
            asked_by: ASKED,
            asked_at: Timestamp::from_millis(1),
            state: WriteOffState::Asked,
        }
    }

    #[test]
    fn whoever_asks_does_not_decide_and_a_decision_stays() {
        let (wish, at) = (wish(), Timestamp::from_millis(2));
        let same = WriteOffError::SamePerson(wish.id);
        for approve in [true, false] {
            assert_eq!(wish.decide(ASKED, at, approve), Err(same));
        }
        let approved = wish.decide(SECOND, at, true).expect("a second person");
        let approved = WriteOff {
            state: approved,
            ..wish
        };
        let later = Timestamp::from_millis(9);
        assert_eq!(approved.decide(SECOND, later, true), Ok(approved.state));
        let decided = WriteOffError::Decided(approved.id);
        assert_eq!(approved.decide(SECOND, later, false), Err(decided));
        assert_eq!(approved.decide(THIRD, later, true), Err(decided));
    }

    #[test]
    fn nothing_more_than_is_owed_is_given_up_and_never_without_a_reason() {
        let wish = wish();
        assert_eq!(wish.check(Money::dollars(5)), Ok(()));
        let owed = Money::dollars(4);
        assert_eq!(wish.check(owed), Err(WriteOffError::Amount { owed }));
        let silent = WriteOff {
            why: " ".into(),
            ..wish
        };
        assert_eq!(silent.check(Money::dollars(5)), Err(WriteOffError::Why));
    }
}
