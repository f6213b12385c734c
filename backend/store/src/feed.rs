//! What the live feed tells its listeners, shared by every instance of the server.

use crate::error::StoreError;
use crate::sql::{at_most, each};
use crate::tx::Tx;
use ami_domain::id::AccountId;
use ami_domain::time::Timestamp;

impl Tx {
    /// Tells the listeners of an account that something of this kind changed. `real_at` is real
    /// time.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account is not known.
    pub async fn tell(
        &mut self,
        account: AccountId,
        word: &str,
        real_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO feed (account, word, at) VALUES ($1, $2, $3)";
        let ask = self.ask("telling the feed", sql).with(account);
        ask.with(word).with(real_at).run().await.map(drop)
    }

    /// What was told at or after this real time, oldest first, as (row, account, word). A
    /// listener asks from a little before its last question and drops the rows it has seen:
    /// another instance's row may become visible later than its time says.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn told_since(
        &mut self,
        real_at: Timestamp,
        limit: u32,
    ) -> Result<Vec<(i64, AccountId, String)>, StoreError> {
        let sql = "SELECT id, account, word FROM feed WHERE at >= $1 ORDER BY at, id LIMIT $2";
        let ask = self.ask("told since", sql).with(real_at);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok((row.get("id")?, row.get("account")?, row.get("word")?))
        })
    }

    /// Forgets what was told before this real time; how many rows.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn forget_told_before(&mut self, real_at: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM feed WHERE at < $1";
        self.ask("forgetting the feed", sql)
            .with(real_at)
            .run()
            .await
    }
}
