//! What must happen when a backup of the database was put back: meters and gateways have seen
//! commands that it does not know of, and people have paid what it has not heard of.

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::time::{Span, Timestamp};

/// A view's version goes on this far ahead of any that was shown after the backup.
const VIEW_STEP: i64 = 1_000_000;

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Meters that count their commands anew.
    pub meters: u64,
    /// Cuts and limits that were on their way and are void.
    pub cuts: u64,
    /// Sessions that ended.
    pub sessions: u64,
}

impl Tx {
    /// Gives each meter a new epoch, so that it takes the commands to come and none from before;
    /// what brings power or credit and was on its way goes on in it. Every view is due: it is what
    /// tells a gateway that it must hand in again what came after the backup. Cuts on their way
    /// are void, and every session ends, since one that was signed out after the backup would live
    /// again. The epoch is the minute of real time: the same backup may be put back twice, and its
    /// second epoch is newer than its first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn restored(&mut self, real: Timestamp) -> Result<Restored, StoreError> {
        let sql = "UPDATE command SET state = 'superseded' WHERE state IN ('queued', 'sent') \
                   AND kind IN ('disconnect', 'limit')";
        let cuts = self.ask("voiding cuts of a backup", sql).run().await?;
        // Who was sent after the backup is not known of here; the system that sent them is told of
        // all that may have been handed to it.
        let sql = "UPDATE service_order SET state = 'cancelled', withdrawn = 1, \
                   ended_at = opened_at, note = 'a backup was put back', recall_at_real = 0 \
                   WHERE clearance IS NOT NULL AND state IN ('open', 'sent')";
        self.ask("errands of a backup", sql).run().await?;
        let minute = real.as_millis() / Span::minutes(1).as_millis();
        let sql = "UPDATE meter SET version = version + $1, \
                   epoch = CASE WHEN epoch < $2 THEN $2 ELSE epoch + 1 END";
        let ask = self.ask("a new epoch for meters", sql).with(VIEW_STEP);
        let meters = ask.with(minute).run().await?;
        let sql = "UPDATE command SET epoch = (SELECT m.epoch FROM meter m \
                   WHERE m.id = command.meter) WHERE state IN ('queued', 'sent')";
        self.ask("moving commands of a backup", sql).run().await?;
        // An account that is closed is never shown again.
        let sql = "UPDATE account SET show_due = 0 WHERE show_due < $1";
        let never = Timestamp::from_millis(i64::MAX);
        let ask = self.ask("views after a backup", sql).with(never);
        ask.run().await?;
        let sessions = self.ask("ending sessions", "DELETE FROM session").run();
        Ok(Restored {
            meters,
            cuts,
            sessions: sessions.await?,
        })
    }
}
