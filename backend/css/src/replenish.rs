//! An account tops itself up before it is empty (SC4.6, PR-END). The payment's id comes from the
//! account and from how often its trigger was crossed, so a crash at any point pays once.

use crate::warn::{Values, say};
use crate::{Css, CssError, Offer};
use ami_adcs::refresh;
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, PaymentId};
use ami_domain::ledger::Book;
use ami_domain::message::Importance;
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::time::Span;
use ami_store::{AccountRow, ReplenishRow, Tx};
use sha2::{Digest, Sha256};

/// More top-ups in thirty days than any cap of a careful utility allows.
const LOOK_BACK: u64 = 64;

impl Css {
    /// Tops an account up when its trigger is crossed. `true` while a payment is under way.
    ///
    /// # Errors
    /// When the store fails; the same occasion goes on then. A refusal is no error: it is noted,
    /// the customer is warned, and their other choice stands.
    pub(crate) async fn top_up(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<bool, CssError> {
        let Some((row, who)) = self.open_occasion(clock.now(), account).await? else {
            return Ok(false);
        };
        let Some(amount) = row.open else {
            return Ok(false);
        };
        let offer = Offer {
            amount,
            method: row.method.clone(),
            token: row.token.clone(),
        };
        let payment = name(account, row.occasion);
        let paid = self
            .pay(clock, chance, who.customer, account, payment, &offer)
            .await;
        let now = clock.now();
        let failed = match paid {
            Ok(paid) => match paid.state {
                PaymentState::Offered
                | PaymentState::Waits { .. }
                | PaymentState::Authorised { .. }
                | PaymentState::Pending { .. } => return Ok(true),
                PaymentState::Applied { .. } => None,
                PaymentState::Refused { .. } => Some(now.business),
            },
            Err(error @ (CssError::Store(_) | CssError::Adcs(_))) => return Err(error),
            Err(_) => Some(now.business),
        };
        let mut tx = self.store.begin().await?;
        let Some(who) = tx.lock_account(account).await? else {
            return Ok(false);
        };
        tx.replenished(account, row.occasion, None, failed).await?;
        if failed.is_none() {
            let notice = self.told_paid(&mut tx, now, chance, &who, amount).await?;
            ami_adcs::warn::warn(&mut tx, now, chance, &who, "auto_pay", &notice).await?;
        }
        tx.commit().await?;
        Ok(false)
    }

    async fn told_paid(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        who: &AccountRow,
        amount: Money,
    ) -> Result<ami_domain::message::Notice, CssError> {
        let values = Values {
            balance: tx.balance(Book::Prepaid(who.id)).await?,
            left: Span::ZERO,
            minimum: self.terms.policy.payment_min,
            amount,
            zero: None,
        };
        let id = "alert-auto-pay";
        Ok(say(chance, id, Importance::Notice, &values, now.business))
    }

    /// The running occasion, or a new one when the trigger is crossed and the caps leave room.
    async fn open_occasion(
        &self,
        now: Now,
        account: AccountId,
    ) -> Result<Option<(ReplenishRow, AccountRow)>, CssError> {
        let mut tx = self.store.begin().await?;
        let Some(who) = tx.lock_account(account).await? else {
            return Ok(None);
        };
        if who.at_zero != AtZero::AutoReplenish || who.mode != Mode::Prepaid {
            return Ok(None);
        }
        let Some(mut row) = tx.replenish(account).await? else {
            return Ok(None);
        };
        if row.open.is_some() {
            return Ok(Some((row, who)));
        }
        let again = row
            .failed_at
            .map(|failed| failed + self.terms.policy.replenish_retry);
        if again.is_some_and(|again| now.business < again) {
            return Ok(None);
        }
        let balance = tx.balance(Book::Prepaid(account)).await?;
        let before = tx.view(account).await?;
        let look = refresh::look(&mut tx, now, &self.terms, who.clone()).await?;
        let view = look.view(balance, 0, before.as_ref());
        if !row.settings.due(balance, view.remaining.as_ref()) {
            return Ok(None);
        }
        let (week, month) = spent(&mut tx, now, account, row.occasion).await?;
        if !row.settings.fits(week, month) {
            tx.replenished(account, row.occasion, None, Some(now.business))
                .await?;
            tx.commit().await?;
            return Ok(None);
        }
        row.occasion += 1;
        row.open = Some(row.settings.amount);
        tx.replenished(account, row.occasion, row.open, row.failed_at)
            .await?;
        tx.commit().await?;
        Ok(Some((row, who)))
    }
}

/// What topping up has cost in the last seven and thirty days.
async fn spent(
    tx: &mut Tx,
    now: Now,
    account: AccountId,
    occasion: u64,
) -> Result<(Money, Money), CssError> {
    let (mut week, mut month) = (Money::ZERO, Money::ZERO);
    for back in 0..occasion.min(LOOK_BACK) {
        let Some(paid) = tx.payment(name(account, occasion - back)).await? else {
            continue;
        };
        let age = now.business.since(paid.offered_at);
        if age >= Span::days(30) {
            break;
        }
        if let PaymentState::Applied { .. } = paid.state {
            month += paid.amount;
            if age < Span::days(7) {
                week += paid.amount;
            }
        }
    }
    Ok((week, month))
}

/// The one id that the payment of an occasion can have.
pub fn name(account: AccountId, occasion: u64) -> PaymentId {
    let mut hash = Sha256::new();
    hash.update("replenish");
    hash.update(account.to_bytes());
    hash.update(occasion.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    PaymentId::from_bytes(bytes)
}
