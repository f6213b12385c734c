//! Cards that the payment company is still to forget, because their owner has left or has saved
//! another. The wish is a row of the same commit, so that nobody waits for the company, and it is
//! asked until it has answered: a card that we know no more must not stay chargeable there.

use crate::processor::Trouble;
use crate::{Css, CssError};
use ami_domain::clock::Clock;
use ami_domain::time::Span;

/// So many are asked about in one run.
const BATCH: u32 = 8;
/// First pause before the company is asked again, real time; it doubles up to [`PAUSE_MAX`].
const PAUSE: Span = Span::minutes(1);
const PAUSE_MAX: Span = Span::hours(6);

impl Css {
    /// Asks the company to forget every card that is due. How many it has forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_cards(&self, clock: &dyn Clock) -> Result<u32, CssError> {
        let real = clock.now().real;
        let due = self.store.read().await?.cards_to_forget(real, BATCH).await;
        let mut forgotten = 0;
        for (card, tries) in due? {
            // Before it is asked: one that is never answered must not be the first again.
            let next_at = real + pause(tries);
            let mut tx = self.store.begin().await?;
            tx.put_off_card(&card, next_at).await?;
            tx.commit().await?;
            if self.is_forgotten(&card).await {
                let mut tx = self.store.begin().await?;
                tx.card_forgotten(&card).await?;
                tx.commit().await?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    async fn is_forgotten(&self, card: &str) -> bool {
        let keeper = self.keeper();
        let Some(processor) = keeper.as_ref().ok().and_then(|one| one.processor()) else {
            return false;
        };
        match tokio::time::timeout(self.verify_timeout, processor.forget(card)).await {
            // With a no it is gone already, or never was there.
            Ok(Ok(_) | Err(Trouble::No(_))) => true,
            Ok(Err(Trouble::Away(why))) => {
                tracing::warn!(why, "The payment company has not forgotten a card yet");
                false
            }
            Err(_) => false,
        }
    }
}

fn pause(tries: u32) -> Span {
    let doubled = PAUSE.as_millis().saturating_mul(1 << tries.min(16));
    Span::millis(doubled.min(PAUSE_MAX.as_millis()))
}
