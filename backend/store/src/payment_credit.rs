//! What the energy that a payment bought was computed from.

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::explain::CreditGrounds;
use ami_domain::id::PaymentId;

impl Tx {
    /// Keeps it; an event that is moved to another time buys anew, and the last word stands.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such payment.
    pub async fn keep_payment_credit(
        &mut self,
        payment: PaymentId,
        grounds: &CreditGrounds,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(grounds).map_err(|error| StoreError::Corrupt {
            what: "keeping what a payment bought",
            why: error.to_string(),
        })?;
        let sql = "INSERT INTO payment_credit (payment, body) VALUES ($1, $2) \
                   ON CONFLICT (payment) DO UPDATE SET body = excluded.body";
        let ask = self.ask("keeping what a payment bought", sql).with(payment);
        ask.with(body.as_str()).run().await.map(drop)
    }

    /// `None` for a payment from before it was kept, and for one that was not credited.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn payment_credit(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<CreditGrounds>, StoreError> {
        let sql = "SELECT body FROM payment_credit WHERE payment = $1";
        let ask = self.ask("what a payment bought", sql).with(payment);
        let Some(row) = ask.one().await? else {
            return Ok(None);
        };
        let body: String = row.get("body")?;
        let grounds = serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))?;
        Ok(Some(grounds))
    }
}
