//! Help that somebody has granted a customer: for what it may be spent, until when, and in which
//! order. It lies in a book of its own, so it is never paid out, whatever is refunded.

use crate::debt::DebtPolicy;
use crate::id::{GrantId, UserId};
use crate::money::Money;
use crate::time::Timestamp;

/// Most characters of why help is granted.
pub const WHY_MAX: usize = 500;

/// What help may be spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Charges for energy, with what belongs to them.
    Energy,
    /// Debt that is set aside.
    Debt,
}

/// Help, as it was granted and as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Made by who grants it.
    pub id: GrantId,
    /// On what it may be spent.
    pub purpose: Purpose,
    /// How much was granted.
    pub amount: Money,
    /// What is left of it.
    pub unspent: Money,
    /// What is left then goes back.
    pub expires_at: Timestamp,
    /// When it was granted.
    pub granted_at: Timestamp,
    /// By whom.
    pub granted_by: UserId,
    /// Why, 1 to [`WHY_MAX`] characters.
    pub why: String,
    /// When the rest went back; `None` while it may be spent.
    pub expired_at: Option<Timestamp>,
}

/// Help that is not granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// Less than a cent, parts of a cent, or more than the policy allows.
    #[error("help must be whole cents up to {max}")]
    Amount {
        /// Most that is granted at once.
        max: Money,
    },
    /// An end that is over, or too far away.
    #[error("help must end later than now and within the policy's time")]
    End,
    /// No reason, or one that is too long.
    #[error("a reason of 1 to {WHY_MAX} characters is needed")]
    Why,
    /// The same id came with other content.
    #[error("grant {0} was already used for other help")]
    Reused(GrantId),
    /// The account has as much help as one account may have at a time.
    #[error("the account has too many grants that are not spent")]
    TooMany,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 2] = [Purpose::Energy, Purpose::Debt];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Purpose::Energy => "energy",
            Purpose::Debt => "debt",
        }
    }

    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl Grant {
    /// Refuses help that nobody may grant.
    ///
    /// # Errors
    /// [`GrantError`] naming the first fault.
    pub fn check(&self, now: Timestamp, policy: &DebtPolicy) -> Result<(), GrantError> {
        let whole = self.amount.is_positive() && self.amount.is_whole_cents();
        if !whole || self.amount > policy.grant_max {
            return Err(GrantError::Amount {
                max: policy.grant_max,
            });
        }
        if self.expires_at <= now || self.expires_at > now + policy.grant_for_max {
            return Err(GrantError::End);
        }
        if self.why.trim().is_empty() || self.why.chars().count() > WHY_MAX {
            return Err(GrantError::Why);
        }
        Ok(())
    }

    /// The same wish; what became of it since does not count.
    pub fn same_wish(&self, other: &Grant) -> bool {
        self.id == other.id
            && self.purpose == other.purpose
            && self.amount == other.amount
            && self.expires_at == other.expires_at
    }

    /// Whether it may pay for this now.
    pub fn pays(&self, purpose: Purpose, at: Timestamp) -> bool {
        self.purpose == purpose
            && self.unspent.is_positive()
            && self.expired_at.is_none()
            && at < self.expires_at
    }
}

/// Which grants pay how much of a cost at this moment. What ends first is spent first, so that as
/// little as possible is lost; never more than the cost, never more than is left.
pub fn spend(
    cost: Money,
    purpose: Purpose,
    at: Timestamp,
    grants: &[Grant],
) -> Vec<(GrantId, Money)> {
    let mut able: Vec<&Grant> = grants.iter().filter(|one| one.pays(purpose, at)).collect();
    able.sort_by_key(|one| (one.expires_at, one.id));
    let mut open = cost;
    let mut parts = Vec::new();
    for grant in able {
        let part = grant.unspent.min(open);
        if part.is_positive() {
            open -= part;
            parts.push((grant.id, part));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use proptest::prelude::*;

    fn grant(id: u128, purpose: Purpose, unspent: i64, ends: i64) -> Grant {
        Grant {
            id: GrantId::from_number(id),
            purpose,
            amount: Money::micros(unspent.max(1)),
            unspent: Money::micros(unspent),
            expires_at: Timestamp::from_millis(ends),
            granted_at: Timestamp::from_millis(0),
            granted_by: UserId::from_number(1),
            why: "winter help".into(),
            expired_at: None,
        }
    }

    #[test]
    fn what_ends_first_is_spent_first_and_only_on_its_purpose() {
        let all = [
            grant(1, Purpose::Energy, 50, 300),
            grant(2, Purpose::Debt, 50, 100),
            grant(3, Purpose::Energy, 20, 200),
            grant(4, Purpose::Energy, 99, 10),
        ];
        let at = Timestamp::from_millis(10);
        let parts = spend(Money::micros(30), Purpose::Energy, at, &all);
        let (first, second) = (GrantId::from_number(3), GrantId::from_number(1));
        let expected = [(first, Money::micros(20)), (second, Money::micros(10))];
        assert_eq!(parts, expected);
    }

    #[test]
    fn help_outside_the_policy_is_not_granted() {
        let policy = DebtPolicy::default();
        let now = Timestamp::from_millis(1_000);
        let good = Grant {
            amount: policy.grant_max,
            expires_at: now + policy.grant_for_max,
            ..grant(1, Purpose::Energy, 1, 1)
        };
        assert_eq!(good.check(now, &policy), Ok(()));
        let max = policy.grant_max;
        for amount in [Money::ZERO, Money::micros(5), max + Money::cents(1)] {
            let wrong = Grant {
                amount,
                ..good.clone()
            };
            assert_eq!(wrong.check(now, &policy), Err(GrantError::Amount { max }));
        }
        for expires_at in [now, good.expires_at + Span::millis(1)] {
            let wrong = Grant {
                expires_at,
                ..good.clone()
            };
            assert_eq!(wrong.check(now, &policy), Err(GrantError::End));
        }
        let silent = Grant {
            why: "  ".into(),
            ..good
        };
        assert_eq!(silent.check(now, &policy), Err(GrantError::Why));
    }

    proptest! {
        #[test]
        fn no_more_is_spent_than_costs_and_than_is_left(
            cost in 0i64..500,
            at in 0i64..10,
            lefts in prop::collection::vec((0i64..200, 0i64..10, any::<bool>()), 0..6),
        ) {
            let all: Vec<Grant> = (1..).zip(lefts).map(|(id, (left, ends, energy))| {
                let purpose = if energy { Purpose::Energy } else { Purpose::Debt };
                grant(id, purpose, left, ends)
            }).collect();
            let at = Timestamp::from_millis(at);
            let parts = spend(Money::micros(cost), Purpose::Energy, at, &all);
            let spent: Money = parts.iter().map(|(_, part)| *part).sum();
            let able: Money = all.iter().filter(|one| one.pays(Purpose::Energy, at))
                .map(|one| one.unspent).sum();
            prop_assert_eq!(spent, Money::micros(cost).min(able));
            for (id, part) in parts {
                let own = all.iter().find(|one| one.id == id).expect("one of them");
                prop_assert!(part.is_positive() && part <= own.unspent);
            }
        }
    }
}
