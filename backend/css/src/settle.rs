//! Ends payments that a crash left open: the processor knows what became of them.

use crate::charge::Done;
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::Clock;
use ami_domain::time::Timestamp;
use ami_store::PaymentRow;

/// So many open payments are settled in one tick.
const BATCH: u32 = 32;

impl Css {
    /// Asks the processors about every payment that was offered before `offered_before` and has
    /// not ended, and applies what they say. Gives the number of payments that ended.
    ///
    /// # Errors
    /// The first failure, once every other payment had its turn.
    pub async fn settle(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        offered_before: Timestamp,
    ) -> Result<u32, CssError> {
        let open = self
            .store
            .read()
            .await?
            .open_payments(offered_before, BATCH)
            .await?;
        let mut done = Done::default();
        for row in open {
            done.note(self.settle_one(clock, chance, &row).await);
        }
        done.end()
    }

    async fn settle_one(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        row: &PaymentRow,
    ) -> Result<PaymentRow, CssError> {
        let method = self.method(&row.method)?;
        let Some(verdict) = self.cancel(&*method, row.id).await else {
            return Ok(row.clone());
        };
        self.apply(clock.now(), chance, row.id, verdict).await
    }
}
