//! The newest estimates that an account was shown, and the newest costs of times for an event.

use crate::error::StoreError;
use crate::sql::at_most;
use crate::tx::Tx;
use ami_domain::explain::{CostGrounds, EstimateGrounds};
use ami_domain::id::{AccountId, CostId};
use ami_domain::time::Window;

impl Tx {
    /// Keeps an estimate, and of older ones the newest, `most` together.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account.
    pub async fn keep_estimate(
        &mut self,
        account: AccountId,
        grounds: &EstimateGrounds,
        most: u32,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(grounds).map_err(|error| StoreError::Corrupt {
            what: "keeping an estimate",
            why: error.to_string(),
        })?;
        let sql = "INSERT INTO shown_estimate (account, at, until, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (account, at, until) DO UPDATE SET body = excluded.body";
        let window = grounds.window;
        let ask = self.ask("keeping an estimate", sql).with(account);
        let ask = ask.with(window.start).with(window.end);
        ask.with(body.as_str()).run().await?;
        let sql = "DELETE FROM shown_estimate WHERE account = $1 AND at < ( \
                   SELECT MIN(newest.at) FROM (SELECT at FROM shown_estimate \
                   WHERE account = $1 ORDER BY at DESC LIMIT $2) AS newest)";
        let ask = self.ask("forgetting estimates", sql).with(account);
        ask.with(at_most(most)).run().await.map(drop)
    }

    /// An estimate that was shown; `None` when it is not kept.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn shown_estimate(
        &mut self,
        account: AccountId,
        window: Window,
    ) -> Result<Option<EstimateGrounds>, StoreError> {
        let sql = "SELECT body FROM shown_estimate \
                   WHERE account = $1 AND at = $2 AND until = $3";
        let ask = self.ask("an estimate that was shown", sql).with(account);
        let row = ask.with(window.start).with(window.end).one().await?;
        let Some(row) = row else { return Ok(None) };
        let body: String = row.get("body")?;
        let grounds = serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))?;
        Ok(Some(grounds))
    }

    /// Keeps what a time for an event was expected to cost, and of older ones of its account the
    /// newest, `most` together.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account.
    pub async fn keep_cost(
        &mut self,
        id: CostId,
        grounds: &CostGrounds,
        most: u32,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(grounds).map_err(|error| StoreError::Corrupt {
            what: "keeping the cost of a time",
            why: error.to_string(),
        })?;
        let sql = "INSERT INTO shown_cost (id, account, at, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        let ask = self.ask("keeping the cost of a time", sql).with(id);
        let ask = ask.with(grounds.account).with(grounds.at);
        ask.with(body.as_str()).run().await?;
        let sql = "DELETE FROM shown_cost WHERE account = $1 AND at < ( \
                   SELECT MIN(newest.at) FROM (SELECT at FROM shown_cost \
                   WHERE account = $1 ORDER BY at DESC LIMIT $2) AS newest)";
        let ask = self.ask("forgetting costs", sql).with(grounds.account);
        ask.with(at_most(most)).run().await.map(drop)
    }

    /// What a time for an event was expected to cost; `None` when it is not kept.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn shown_cost(&mut self, id: CostId) -> Result<Option<CostGrounds>, StoreError> {
        let sql = "SELECT body FROM shown_cost WHERE id = $1";
        let ask = self.ask("a cost that was shown", sql).with(id);
        let Some(row) = ask.one().await? else {
            return Ok(None);
        };
        let body: String = row.get("body")?;
        let grounds = serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))?;
        Ok(Some(grounds))
    }
}
