//! What the figures of texts to one customer rest on.

use crate::error::StoreError;
use crate::sql::at_most;
use crate::tx::Tx;
use ami_domain::explain::AlertGrounds;
use ami_domain::id::AlertId;

impl Tx {
    /// Keeps what the figures of a text rest on, and of older texts of its account the newest,
    /// `most` together.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such text or account.
    pub async fn keep_figures(
        &mut self,
        notice: AlertId,
        grounds: &AlertGrounds,
        most: u32,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(grounds).map_err(|error| StoreError::Corrupt {
            what: "keeping the figures of a text",
            why: error.to_string(),
        })?;
        let sql = "INSERT INTO notice_figures (notice, account, at, body) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (notice) DO NOTHING";
        let ask = self.ask("keeping the figures of a text", sql).with(notice);
        let ask = ask.with(grounds.account).with(grounds.at);
        ask.with(body.as_str()).run().await?;
        let sql = "DELETE FROM notice_figures WHERE account = $1 AND at < ( \
                   SELECT MIN(newest.at) FROM (SELECT at FROM notice_figures \
                   WHERE account = $1 ORDER BY at DESC LIMIT $2) AS newest)";
        let ask = self.ask("forgetting figures of texts", sql);
        let ask = ask.with(grounds.account).with(at_most(most));
        ask.run().await.map(drop)
    }

    /// `None` for a text without figures, and for one of which they are not kept any more.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn notice_figures(
        &mut self,
        notice: AlertId,
    ) -> Result<Option<AlertGrounds>, StoreError> {
        let sql = "SELECT body FROM notice_figures WHERE notice = $1";
        let ask = self.ask("the figures of a text", sql).with(notice);
        let Some(row) = ask.one().await? else {
            return Ok(None);
        };
        let body: String = row.get("body")?;
        let grounds = serde_json::from_str(&body).map_err(|error| row.corrupt("body", &error))?;
        Ok(Some(grounds))
    }
}
