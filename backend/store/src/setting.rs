//! What a person set while the server runs (FR-24): whole, versioned, who and when.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::UserId;
use ami_domain::time::Timestamp;

/// One version of what was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// From 1 on; the largest holds.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// What, in the words of its writer.
    pub body: String,
}

impl Tx {
    /// The newest version; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn setting(&mut self) -> Result<Option<SettingRow>, StoreError> {
        Ok(self.settings(1).await?.pop())
    }

    /// The newest versions, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn settings(&mut self, limit: u32) -> Result<Vec<SettingRow>, StoreError> {
        let sql = "SELECT version, at, set_by, body FROM setting ORDER BY version DESC LIMIT $1";
        each(
            self.ask("settings", sql).with(at_most(limit)).all().await?,
            read,
        )
    }

    /// Keeps a version; `false` when somebody else was faster with it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such person.
    pub async fn put_setting(&mut self, row: &SettingRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO setting (version, at, set_by, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (version) DO NOTHING";
        let ask = self.ask("putting a setting", sql).with(row.version);
        let ask = ask.with(row.at).with(row.by).with(row.body.as_str());
        ask.run_one().await
    }
}

fn read(row: &Row) -> Result<SettingRow, StoreError> {
    Ok(SettingRow {
        version: row.get("version")?,
        at: row.get("at")?,
        by: row.get("set_by")?,
        body: row.get("body")?,
    })
}
