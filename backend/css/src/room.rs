//! How much an account may still pay (BR-02): per payment, per day and per week, so that a stolen
//! card or a slip of the hand costs little. The reason is shown before money moves.

use crate::{Css, CssError};
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use ami_store::Tx;

/// What bounds the sum of payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// 24 hours.
    Day,
    /// Seven days.
    Week,
}

impl Cap {
    /// The word in requests.
    pub const fn word(self) -> &'static str {
        match self {
            Cap::Day => "day",
            Cap::Week => "week",
        }
    }
}

/// What an account may pay now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Least payment.
    pub least: Money,
    /// Largest payment now; below `least` when nothing more is taken.
    pub largest: Money,
    /// What makes it smaller than the largest payment of all, if something does.
    pub by: Option<Cap>,
}

impl Css {
    /// What this account may pay now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn room(
        &self,
        tx: &mut Tx,
        now: Timestamp,
        account: AccountId,
    ) -> Result<Room, CssError> {
        let policy = &self.terms.policy;
        let day = policy.payments_day_max - tx.paid_since(account, now - Span::days(1)).await?;
        let week = policy.payments_week_max - tx.paid_since(account, now - Span::days(7)).await?;
        let bounds = [(day, Some(Cap::Day)), (week, Some(Cap::Week))];
        let mut room = Room {
            least: policy.payment_min,
            largest: policy.payment_max,
            by: None,
        };
        for (left, cap) in bounds {
            if left < room.largest {
                (room.largest, room.by) = (left.max(Money::ZERO), cap);
            }
        }
        Ok(room)
    }

    /// Whether so much may be paid now, before anything is offered.
    ///
    /// # Errors
    /// [`CssError::AmountAboveSpan`], or when the store fails.
    pub async fn may_pay(
        &self,
        now: Timestamp,
        account: AccountId,
        amount: Money,
    ) -> Result<(), CssError> {
        let mut tx = self.store.read().await?;
        self.fits(&mut tx, now, account, amount).await
    }

    /// Refuses what does not fit; under the account's lock, so that two at once do not both fit.
    pub(crate) async fn fits(
        &self,
        tx: &mut Tx,
        now: Timestamp,
        account: AccountId,
        amount: Money,
    ) -> Result<(), CssError> {
        let room = self.room(tx, now, account).await?;
        match room.by {
            Some(span) if amount > room.largest => Err(CssError::AmountAboveSpan {
                span,
                left: room.largest,
            }),
            Some(_) | None => Ok(()),
        }
    }
}
