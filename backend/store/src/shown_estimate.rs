//! The newest estimates, costs of times for an event and previews that an account was shown, and
//! the last date before which nothing is turned off.

use crate::error::StoreError;
use crate::sql::{Row, at_most};
use crate::tx::Tx;
use ami_domain::account::Mode;
use ami_domain::explain::{CostGrounds, EstimateGrounds, HoldSubject, PreviewSubject};
use ami_domain::id::{AccountId, CostId};
use ami_domain::time::{Timestamp, Window};
use serde::Serialize;
use serde::de::DeserializeOwned;

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
        let body = json(grounds)?;
        let sql = "INSERT INTO shown_estimate (account, at, until, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (account, at, until) DO UPDATE SET body = excluded.body";
        let window = grounds.window;
        let ask = self.ask("keeping an estimate", sql).with(account);
        let ask = ask.with(window.start).with(window.end);
        ask.with(body.as_str()).run().await?;
        self.forget_shown("shown_estimate", account, most).await
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
        row.as_ref().map(body).transpose()
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
        let body = json(grounds)?;
        let sql = "INSERT INTO shown_cost (id, account, at, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        let ask = self.ask("keeping the cost of a time", sql).with(id);
        let ask = ask.with(grounds.account).with(grounds.at);
        ask.with(body.as_str()).run().await?;
        self.forget_shown("shown_cost", grounds.account, most).await
    }

    /// What a time for an event was expected to cost; `None` when it is not kept.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn shown_cost(&mut self, id: CostId) -> Result<Option<CostGrounds>, StoreError> {
        let sql = "SELECT body FROM shown_cost WHERE id = $1";
        let row = self
            .ask("a cost that was shown", sql)
            .with(id)
            .one()
            .await?;
        row.as_ref().map(body).transpose()
    }

    /// Keeps what a change of how an account pays would have meant, and of older ones the newest,
    /// `most` together.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account.
    pub async fn keep_preview(
        &mut self,
        preview: &PreviewSubject,
        most: u32,
    ) -> Result<(), StoreError> {
        let body = json(preview)?;
        let sql = "INSERT INTO shown_preview (account, at, mode, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (account, at, mode) DO UPDATE SET body = excluded.body";
        let ask = self.ask("keeping a preview", sql).with(preview.account);
        let ask = ask.with(preview.now).with(preview.said.to.word());
        ask.with(body.as_str()).run().await?;
        self.forget_shown("shown_preview", preview.account, most)
            .await
    }

    /// A preview that was shown; `None` when it is not kept.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn shown_preview(
        &mut self,
        account: AccountId,
        to: Mode,
        at: Timestamp,
    ) -> Result<Option<PreviewSubject>, StoreError> {
        let sql = "SELECT body FROM shown_preview WHERE account = $1 AND at = $2 AND mode = $3";
        let ask = self.ask("a preview that was shown", sql).with(account);
        let row = ask.with(at).with(to.word()).one().await?;
        row.as_ref().map(body).transpose()
    }

    /// Keeps the look at zero whose date a customer is shown, in place of the one before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account.
    pub async fn keep_hold_grounds(&mut self, hold: &HoldSubject) -> Result<(), StoreError> {
        let body = json(hold)?;
        let sql = "INSERT INTO shown_hold (account, at, body) VALUES ($1, $2, $3) \
                   ON CONFLICT (account) DO UPDATE SET at = excluded.at, body = excluded.body";
        let ask = self.ask("keeping a look at zero", sql).with(hold.account);
        let ask = ask.with(hold.facts.at).with(body.as_str());
        ask.run().await.map(drop)
    }

    /// The look at zero whose date a customer was shown last; `None` when there was none.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn hold_grounds(
        &mut self,
        account: AccountId,
    ) -> Result<Option<HoldSubject>, StoreError> {
        let sql = "SELECT body FROM shown_hold WHERE account = $1";
        let ask = self.ask("a look at zero", sql).with(account);
        ask.one().await?.as_ref().map(body).transpose()
    }

    /// Forgets all but the newest, `most` of them and what was shown in the same moment.
    async fn forget_shown(
        &mut self,
        table: &str,
        account: AccountId,
        most: u32,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "DELETE FROM {table} WHERE account = $1 AND at < ( \
             SELECT MIN(newest.at) FROM (SELECT at FROM {table} \
             WHERE account = $1 ORDER BY at DESC LIMIT $2) AS newest)"
        );
        let ask = self.ask("forgetting what was shown", sql).with(account);
        ask.with(at_most(most)).run().await.map(drop)
    }
}

fn json(grounds: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(grounds).map_err(|error| StoreError::Corrupt {
        what: "keeping what was shown",
        why: error.to_string(),
    })
}

fn body<T: DeserializeOwned>(row: &Row) -> Result<T, StoreError> {
    let body: String = row.get("body")?;
    serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))
}
