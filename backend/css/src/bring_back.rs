//! Who was cut or limited for want of money does not stay so when the reason is gone. Somebody is
//! protected by now: a heat wave may begin after the cut, a medical flag may be set after it; that
//! is the same whatever the balance says and whatever was chosen since. Or money is there again and
//! no payment brought it, which restores by itself: an interval was corrected, an event gave back
//! what it did not use, a refund has come back, or the account pays by the month by now. A cut that
//! was forgotten with a backup is one for want of money, as far as anybody knows.

use crate::charge::Done;
use crate::{Css, CssError, order};
use ami_adcs::back::for_money;
use ami_adcs::supply::{self, Reduce};
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clearance::Cause;
use ami_domain::clock::Now;
use ami_domain::display::Held;
use ami_domain::id::MeterId;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::Span;
use ami_store::{AccountRow, Tx};

/// So many meters are looked at in one tick.
const BATCH: u32 = 64;
/// A meter that is off is looked at this often at least; news of the weather or of a protection
/// is looked at in the next tick.
const AGAIN: Span = Span::minutes(5);
/// One that fails goes behind the others for so long.
const STUCK: Span = Span::minutes(1);

impl Css {
    /// The duty: looks at meters that are off or limited, and brings back who is protected or owes
    /// nothing any more. Gives how many were brought back.
    ///
    /// # Errors
    /// The first failure, once every other meter had its turn.
    pub async fn bring_back(&self, now: Now, chance: &mut dyn Chance) -> Result<u32, CssError> {
        let due = self
            .store
            .read()
            .await?
            .reduced_due(now.business, BATCH)
            .await?;
        let (mut done, mut back) = (Done::default(), 0);
        for meter in due {
            let looked = self.bring_back_one(now, chance, meter).await;
            back += u32::from(matches!(looked, Ok(true)));
            if looked.is_err() {
                // Where the store fails, too, the next tick finds it again.
                self.look_later(now, meter).await.ok();
            }
            done.note(looked.map(drop));
        }
        done.end()?;
        Ok(back)
    }

    async fn bring_back_one(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        meter: MeterId,
    ) -> Result<bool, CssError> {
        let mut tx = self.store.begin().await?;
        let mut back = false;
        if let Some(found) = tx.account_of_meter(meter).await?
            && let Some(account) = tx.lock_account(found.id).await?
        {
            back = self.back_for(&mut tx, now, chance, &account).await?;
        }
        tx.reduced_seen(meter, now.business + AGAIN).await?;
        tx.commit().await?;
        Ok(back)
    }

    /// Those that fail must not keep others dark: they would stay at the head of the line.
    async fn look_later(&self, now: Now, meter: MeterId) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        tx.reduced_seen(meter, now.business + STUCK).await?;
        Ok(tx.commit().await?)
    }

    /// Brings back an account that is protected or owes nothing any more, in the caller's
    /// transaction under its lock; whether anything went out.
    pub(crate) async fn back_for(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
    ) -> Result<bool, CssError> {
        let meter = account.meter;
        let by_hand = self.off_by_hand(tx, now, account).await?;
        let supply = tx.supply(meter).await?;
        let (how, cause) = match (&by_hand, supply.as_ref().and_then(how)) {
            (Some(_), _) => (Reduce::Disconnect, Some(Cause::Zero)),
            (None, Some(how)) => (how, last_cut(tx, meter).await?),
            (None, None) => return Ok(false),
        };
        let Some(cause) = cause.filter(|cause| for_money(*cause, account.mode)) else {
            return Ok(false);
        };
        let owes = account.mode == Mode::Prepaid && !tx.spendable(account.id).await?.is_positive();
        if owes && !supply::is_protected_now(tx, now, &self.terms, meter, how, cause).await? {
            return Ok(false);
        }
        let sent = supply::restore(tx, now, chance, meter).await?;
        let goes = match by_hand {
            Some(cut) => {
                let goes = order::bring_back(tx, now, chance, account.id, cut.id).await?;
                goes.is_some()
            }
            None => false,
        };
        if sent.is_empty() && !goes {
            return Ok(false);
        }
        tracing::warn!(meter.id = %meter, owes, "Service comes back: its cut has no reason now");
        // The next look says what keeps it on, and tells it.
        if let Some(mut row) = tx.zero(account.id).await? {
            (row.done, row.held) = (false, Some(Held::Pending));
            row.next_at = now.business;
            tx.set_zero(account.id, &row).await?;
        }
        tx.watch(account.id, now.business, false).await?;
        // Shown by the next refresh: power does not wait for what can be said about it.
        let shown_at = account.shown_at;
        tx.set_shown_at(account.id, shown_at, now.business).await?;
        Ok(true)
    }
}

/// What a meter was cut for, as far as we know or its own log tells.
async fn last_cut(tx: &mut Tx, meter: MeterId) -> Result<Option<Cause>, CssError> {
    if let Some(cause) = tx.last_cut(meter).await? {
        return Ok(Some(cause));
    }
    let forgotten = tx.forgotten_cut(meter).await?;
    Ok(forgotten.then_some(Cause::Zero))
}

/// How supply is reduced now.
fn how(supply: &Supply) -> Option<Reduce> {
    match (supply.switch, supply.limit) {
        (Switch::Off, _) => Some(Reduce::Disconnect),
        (Switch::On | Switch::Ready, Some(limit)) => Some(Reduce::Limit(limit)),
        (Switch::On | Switch::Ready, None) => None,
    }
}
