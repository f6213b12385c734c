//! Confirmations: payments whose receipt came from the meter, for the representative (SC1.11).

use crate::error::StoreError;
use crate::payment::{PAYMENT, PaymentRow, read};
use crate::receipt::{RECEIPT, read_receipt};
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{PaymentId, UserId};
use ami_domain::receipt::Receipt;
use ami_domain::time::Timestamp;

/// A payment with the meter's proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationRow {
    /// The payment.
    pub payment: PaymentRow,
    /// What the meter said about it.
    pub receipt: Receipt,
    /// Who acknowledged it and when.
    pub acknowledged: Option<(UserId, Timestamp)>,
}

impl Tx {
    /// Payments with the meter's receipt, the newest receipt first; with `only_open` those that
    /// nobody has acknowledged.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn confirmations(
        &mut self,
        only_open: bool,
        limit: u32,
    ) -> Result<Vec<ConfirmationRow>, StoreError> {
        let open = if only_open {
            "AND p.acknowledged_at IS NULL"
        } else {
            ""
        };
        let sql = format!(
            "SELECT {PAYMENT}, p.acknowledged_by, p.acknowledged_at, {RECEIPT} FROM payment p \
             JOIN receipt r ON r.message = p.message WHERE p.receipted_at IS NOT NULL {open} \
             ORDER BY p.receipted_at DESC LIMIT $1"
        );
        let ask = self.ask("confirmations", sql).with(at_most(limit));
        each(ask.all().await?, confirmation)
    }

    /// The confirmation of this payment, however old; `None` while its meter has not answered.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn confirmation(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<ConfirmationRow>, StoreError> {
        let sql = format!(
            "SELECT {PAYMENT}, p.acknowledged_by, p.acknowledged_at, {RECEIPT} FROM payment p \
             JOIN receipt r ON r.message = p.message WHERE p.id = $1 \
             AND p.receipted_at IS NOT NULL"
        );
        let row = self.ask("a confirmation", sql).with(payment).one().await?;
        row.as_ref().map(confirmation).transpose()
    }

    /// Acknowledges a confirmation (SC1.11). The first one wins; `false` when somebody was first,
    /// or when there is no receipt to acknowledge.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the person is not known.
    pub async fn acknowledge(
        &mut self,
        payment: PaymentId,
        by: UserId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE payment SET acknowledged_by = $2, acknowledged_at = $3 \
                   WHERE id = $1 AND acknowledged_at IS NULL AND receipted_at IS NOT NULL";
        let ask = self.ask("acknowledging", sql).with(payment);
        ask.with(by).with(at).run_one().await
    }
}

fn confirmation(row: &Row) -> Result<ConfirmationRow, StoreError> {
    let who: Option<UserId> = row.maybe("acknowledged_by")?;
    let at: Option<Timestamp> = row.maybe("acknowledged_at")?;
    Ok(ConfirmationRow {
        payment: read(row)?,
        receipt: read_receipt(row)?,
        acknowledged: who.zip(at),
    })
}
