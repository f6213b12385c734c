//! Ends payments that a crash left open: the processor knows what became of them.

use crate::charge::Done;
use crate::two_phase::known;
use crate::{Css, CssError, payment_method::PaymentMethod, payment_method::Verdict};
use ami_domain::chance::Chance;
use ami_domain::clock::Clock;
use ami_domain::time::Timestamp;
use ami_store::PaymentRow;
use ami_store::limits::PUT_OFF_MAX;

/// So many open payments are asked about in one run.
const BATCH: u32 = 32;

impl Css {
    /// Asks the processors about payments that were offered before `offered_before` and have not
    /// ended, and applies what they say: at most [`BATCH`] in one run, first those that were asked
    /// about longest ago. Those that stay in doubt for long keep no other from being ended, and
    /// no run lasts for ever. Gives their number.
    ///
    /// # Errors
    /// The first failure, once every other payment had its turn.
    pub async fn settle(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        offered_before: Timestamp,
    ) -> Result<u32, CssError> {
        let mut tx = self.store.read().await?;
        let ahead = clock.now().business + PUT_OFF_MAX;
        let open = tx.open_payments((offered_before, ahead), BATCH).await?;
        drop(tx);
        if open.is_empty() {
            return Ok(0);
        }
        let mut tx = self.store.begin().await?;
        for row in &open {
            tx.payment_looked_at(row.id, clock.now().real).await?;
        }
        tx.commit().await?;
        let mut done = Done::default();
        for row in open {
            done.note(self.settle_one(clock, chance, row).await);
        }
        done.end()
    }

    async fn settle_one(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        row: PaymentRow,
    ) -> Result<PaymentRow, CssError> {
        let method = self.method(&row.method)?;
        let verdict = self.cancel(&*method, &row).await;
        self.conclude(clock, chance, row, &*method, &verdict).await
    }

    /// Ends the doubt about a charge that we have no name for yet; [`Verdict::Doubt`] when the
    /// processor does not answer in time.
    pub(crate) async fn cancel(&self, method: &dyn PaymentMethod, row: &PaymentRow) -> Verdict {
        let asked = method.cancel(known(row, None));
        let answer = tokio::time::timeout(self.verify_timeout, asked).await;
        answer.unwrap_or(Verdict::Doubt)
    }
}
