//! The representative sees that the meter did it, and says so (SC1.11).

use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::{MessageId, PaymentId, UserId};
use ami_domain::receipt::Outcome;
use ami_domain::time::Timestamp;
use ami_mdms::feed::{self, Change};
use ami_store::{ConfirmationRow, PaymentRow, Tx};

/// So many confirmations are in one list.
pub const LIST_MAX: u32 = 200;

/// Where the command of a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// The message to the meter.
    pub message: MessageId,
    /// When it was sent first.
    pub sent_at: Option<Timestamp>,
    /// Times sent.
    pub attempts: u32,
    /// The meter's own time of completion.
    pub confirmed_at: Option<Timestamp>,
    /// The meter refused it.
    pub refused: bool,
    /// No receipt within the deadline.
    pub late: bool,
}

/// Where the command of a payment stands; `None` when it sent none.
///
/// # Errors
/// When the store fails.
pub async fn delivery(tx: &mut Tx, payment: &PaymentRow) -> Result<Option<Delivery>, CssError> {
    match payment.message {
        Some(message) => delivery_of(tx, message).await,
        None => Ok(None),
    }
}

/// Where this command stands; `None` when it is not known.
///
/// # Errors
/// When the store fails.
pub async fn delivery_of(tx: &mut Tx, message: MessageId) -> Result<Option<Delivery>, CssError> {
    let Some(row) = tx.command(message).await? else {
        return Ok(None);
    };
    let receipt = tx.receipt(message).await?;
    let refused = receipt.is_some_and(|r| matches!(r.outcome, Outcome::Refused(_)));
    Ok(Some(Delivery {
        message,
        sent_at: row.first_sent.map(|(business, _)| business),
        attempts: row.attempts,
        confirmed_at: receipt
            .filter(|_| !refused)
            .map(|receipt| receipt.completed_at),
        refused,
        late: row.late,
    }))
}

impl Css {
    /// Payments whose meter has answered, newest first, at most [`LIST_MAX`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn confirmations(&self, only_open: bool) -> Result<Vec<ConfirmationRow>, CssError> {
        Ok(self
            .store
            .read()
            .await?
            .confirmations(only_open, LIST_MAX)
            .await?)
    }

    /// The confirmation of one payment, however old; `None` while its meter has not answered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn confirmation(
        &self,
        payment: PaymentId,
    ) -> Result<Option<ConfirmationRow>, CssError> {
        Ok(self.store.read().await?.confirmation(payment).await?)
    }

    /// A representative acknowledges a confirmation; the first one stays. `false` when somebody
    /// was there before.
    ///
    /// # Errors
    /// [`CssError::UnknownPayment`] when the payment is not known or its meter has not answered.
    pub async fn acknowledge(
        &self,
        payment: PaymentId,
        by: UserId,
        now: Now,
    ) -> Result<bool, CssError> {
        let unknown = || CssError::UnknownPayment(payment);
        let mut tx = self.store.begin().await?;
        let row = tx.payment(payment).await?.ok_or_else(unknown)?;
        let message = row.message.ok_or_else(unknown)?;
        tx.receipt(message).await?.ok_or_else(unknown)?;
        let first = tx.acknowledge(payment, by, now.business).await?;
        feed::tell(&mut tx, now, row.account, Change::Payment).await?;
        tx.commit().await?;
        Ok(first)
    }
}
