//! What each payment and each day that paid debt back was decided from.

use crate::error::StoreError;
use crate::ledger_column::{TRANSFER, read};
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::explain::{Counted, DebtDecision};
use ami_domain::id::{AccountId, PaymentId};
use ami_domain::ledger::Transfer;
use ami_domain::time::Timestamp;

/// What is asked for everywhere: what the caps on debt count.
const COUNTED: &str = "FROM transfer WHERE to_account = $1 AND to_book = 'debt' AND at >= $2 \
                       AND state = 'posted' AND reason";

impl Tx {
    /// Keeps what a decision about debt was made from; `payment` is `None` for a day. The first
    /// word stays.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account or payment is not known.
    pub async fn keep_debt_step(
        &mut self,
        account: AccountId,
        payment: Option<PaymentId>,
        decision: &DebtDecision,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(decision).map_err(|error| StoreError::Corrupt {
            what: "keeping a decision about debt",
            why: error.to_string(),
        })?;
        let sql = "INSERT INTO debt_step (account, at, payment, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT DO NOTHING";
        let ask = self.ask("keeping a decision about debt", sql);
        let ask = ask.with(account).with(decision.grounds.at).with(payment);
        ask.with(body.as_str()).run().await.map(drop)
    }

    /// What the day that begins then was decided from; `None` where nothing was decided, and
    /// before it was kept.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn debt_day(
        &mut self,
        account: AccountId,
        at: Timestamp,
    ) -> Result<Option<DebtDecision>, StoreError> {
        let sql = "SELECT body FROM debt_step \
                   WHERE account = $1 AND at = $2 AND payment IS NULL";
        let ask = self.ask("what a day's debt rests on", sql).with(account);
        ask.with(at).one().await?.as_ref().map(body).transpose()
    }

    /// What the split of a payment was decided from; `None` where nothing was owed, and before it
    /// was kept.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn debt_split(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<DebtDecision>, StoreError> {
        let sql = "SELECT body FROM debt_step WHERE payment IS NOT NULL AND payment = $1";
        let ask = self.ask("what a split rests on", sql).with(payment);
        ask.one().await?.as_ref().map(body).transpose()
    }

    /// How many entries the caps on debt count since then.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn counted_for_debt(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Counted, StoreError> {
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(CASE WHEN reason = 'debt_day' THEN 1 ELSE 0 END), 0) \
             AS BIGINT) AS days, COUNT(*) AS both {COUNTED} IN ('debt_share', 'debt_day')"
        );
        let ask = self.ask("counted for debt", sql).with(account);
        let row = ask.with(since).one().await?;
        row.map_or(Ok(Counted::default()), |row| {
            let (days, both): (i64, i64) = (row.get("days")?, row.get("both")?);
            let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
            Ok(Counted {
                days: count(days),
                shares: count(both - days),
            })
        })
    }

    /// The entries that the caps on debt count since then, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn entries_for_debt(
        &mut self,
        account: AccountId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Transfer>, StoreError> {
        let sql = format!(
            "SELECT {TRANSFER} {COUNTED} IN ('debt_share', 'debt_day') \
             ORDER BY at, id LIMIT $3"
        );
        let ask = self.ask("entries for debt", sql).with(account);
        each(ask.with(since).with(at_most(limit)).all().await?, read)
    }
}

fn body(row: &Row) -> Result<DebtDecision, StoreError> {
    let body: String = row.get("body")?;
    serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))
}
