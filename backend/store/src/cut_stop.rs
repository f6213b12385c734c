//! The stop of all cuts: one person is enough to stop, two different people let cuts begin again
//! (DESIGN 7.12). At most one is in force.

use crate::error::StoreError;
use crate::sql::Row;
use crate::tx::Tx;
use ami_domain::id::UserId;
use ami_domain::time::Timestamp;

/// A stop that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutStop {
    /// Since then, business time.
    pub since: Timestamp,
    /// Who stopped; `None` when a backup was put back.
    pub by: Option<UserId>,
    /// Why, in their words.
    pub why: String,
    /// Who has agreed that cuts begin again; a second one ends it.
    pub lifted_by: Option<UserId>,
}

impl Tx {
    /// The stop that is in force.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn cut_stop(&mut self) -> Result<Option<CutStop>, StoreError> {
        let sql = "SELECT since, stopped_by, why, lifted_by FROM cut_stop WHERE in_force = 1";
        let row = self.ask("stop of cuts", sql).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Stops all cuts; `false` when they are stopped already.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn stop_cuts(
        &mut self,
        since: Timestamp,
        by: Option<UserId>,
        why: &str,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO cut_stop (since, stopped_by, why, in_force) \
                   VALUES ($1, $2, $3, 1) ON CONFLICT (in_force) DO NOTHING";
        let ask = self.ask("stopping cuts", sql).with(since).with(by);
        ask.with(why).run_one().await
    }

    /// A person agrees that cuts begin again; `true` when two different people have, and it has
    /// ended.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn lift_stop(&mut self, at: Timestamp, by: UserId) -> Result<bool, StoreError> {
        let sql = "UPDATE cut_stop SET lifted_too_by = $2, ended_at = $1, in_force = NULL \
                   WHERE in_force = 1 AND lifted_by <> $2";
        let ask = self.ask("ending a stop of cuts", sql).with(at).with(by);
        if ask.run_one().await? {
            return Ok(true);
        }
        let sql = "UPDATE cut_stop SET lifted_by = $1 WHERE in_force = 1 AND lifted_by IS NULL";
        let ask = self.ask("agreeing to end a stop of cuts", sql).with(by);
        ask.run().await?;
        Ok(false)
    }
}

fn read(row: &Row) -> Result<CutStop, StoreError> {
    Ok(CutStop {
        since: row.get("since")?,
        by: row.maybe("stopped_by")?,
        why: row.get("why")?,
        lifted_by: row.maybe("lifted_by")?,
    })
}
