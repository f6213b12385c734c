//! An account tops itself up before it is empty (SC4.6, PR-END). The payment's id comes from the
//! account, from how often its trigger was crossed, and from a secret of the account, so a crash at
//! any point pays once, and nobody else can take the id first.

use crate::auto_pay::Occasion;
use crate::pay::Named;
use crate::warn::{Values, say};
use crate::{Css, CssError, Offer};
use ami_adcs::refresh;
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, PaymentId};
use ami_domain::message::Importance;
use ami_domain::money::Money;
use ami_domain::payday::{PAST_MAX, Would, fits};
use ami_domain::payment::PaymentState;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, PaymentRow, ReplenishRow, TopUpSecret, Tx};
use sha2::{Digest, Sha256};

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
        let opened = self.open_occasion(clock.now(), chance, account).await?;
        let Some((row, who, payment)) = opened else {
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
        let named = Named {
            by: who.customer,
            account,
            payment,
            automatic: true,
        };
        let paid = match self.pay_named(clock, chance, named, &offer).await {
            // The customer has named another card since it was begun: it ends as it began, and what
            // is under way is neither failed nor asked for a second time.
            Err(CssError::PaymentIdReused(_)) => self.begun(account, payment).await,
            paid => paid,
        };
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
        // Another duty may have ended this occasion meanwhile, and begun the next.
        let known = tx.replenish(account).await?;
        if known.is_none_or(|known| known.occasion != row.occasion || known.open.is_none()) {
            return Ok(false);
        }
        tx.replenished(account, row.occasion, None, failed).await?;
        self.tried(&mut tx, now, chance, &who, &row, failed.is_some())
            .await?;
        if failed.is_none() {
            let notice = self.told_paid(&mut tx, now, chance, &who, amount).await?;
            let about = Some(LineageId::Payment(payment));
            self.tell_figures((&mut tx, now, chance), &who, "auto_pay", notice, about)
                .await?;
        }
        tx.commit().await?;
        Ok(false)
    }

    /// The payment of an occasion as it stands.
    async fn begun(&self, account: AccountId, payment: PaymentId) -> Result<PaymentRow, CssError> {
        let row = self.store.read().await?.payment(payment).await?;
        let own = row.filter(|row| row.account == account);
        own.ok_or(CssError::PaymentIdReused(payment))
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
            balance: tx.spendable(who.id).await?,
            left: Span::ZERO,
            minimum: self.terms.policy.payment_min,
            amount,
            zero: None,
        };
        let id = "alert-auto-pay";
        Ok(say(chance, id, Importance::Notice, &values, now.business))
    }

    /// The running occasion, or a new one when the trigger is crossed and the caps leave room; with
    /// the id of its payment.
    async fn open_occasion(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<Option<(ReplenishRow, AccountRow, PaymentId)>, CssError> {
        let mut tx = self.store.begin().await?;
        let Some(who) = tx.lock_account(account).await? else {
            return Ok(None);
        };
        let Some(mut row) = tx.replenish(account).await? else {
            return Ok(None);
        };
        let mut names = names(&mut tx, account).await?;
        // One in doubt is ended before another begins.
        if row.open.is_some() {
            let payment = names.of(row.occasion);
            let begun = tx.payment(payment).await?;
            let begun = begun.is_some_and(|one| one.account == account);
            if begun || (who.mode == Mode::Prepaid && !row.settings.paused) {
                return Ok(Some((row, who, payment)));
            }
            // We died before anything was asked of the processor, and the customer has thought
            // otherwise since: nothing is charged.
            tx.replenished(account, row.occasion, None, row.failed_at)
                .await?;
            tx.commit().await?;
            return Ok(None);
        }
        // Who has moved out pays for no more power here, also while the account is still open: its
        // last use or a bank's word may be days away.
        let wish = tx.move_out(account).await?;
        let left = wish.is_some_and(|wish| wish.at <= now.business);
        if who.mode != Mode::Prepaid || left {
            return Ok(None);
        }
        let payday = match self.occasion(&mut tx, now, chance, &who, &mut row).await? {
            Occasion::Payday => true,
            Occasion::Balance if who.at_zero == AtZero::AutoReplenish => false,
            // What the calendar has crossed out, and told, stays so.
            Occasion::Balance | Occasion::None => {
                tx.commit().await?;
                return Ok(None);
            }
        };
        if !payday && !self.balance_asks(&mut tx, now, chance, &who, &row).await? {
            tx.commit().await?;
            return Ok(None);
        }
        row.occasion += 1;
        row.open = Some(row.settings.amount);
        tx.replenished(account, row.occasion, row.open, row.failed_at)
            .await?;
        if names.secret.is_none() {
            let secret = TopUpSecret {
                bytes: Sha256::digest(chance.bytes()).into(),
                from: row.occasion,
            };
            tx.set_top_up_secret(account, &secret).await?;
            names.secret = Some(secret);
        }
        tx.commit().await?;
        let payment = names.of(row.occasion);
        Ok(Some((row, who, payment)))
    }

    /// Whether the balance has crossed the trigger, it is not too soon after a failure, and the
    /// caps leave room; that they do not is noted, and told.
    async fn balance_asks(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        who: &AccountRow,
        row: &ReplenishRow,
    ) -> Result<bool, CssError> {
        let account = who.id;
        // A failure that is still to come was noted by a clock that was wrong.
        let failed = row.failed_at.filter(|failed| *failed <= now.business);
        let again = failed.map(|failed| failed + self.terms.policy.replenish_retry);
        if again.is_some_and(|again| now.business < again) {
            return Ok(false);
        }
        // What is shown, and can be spent: help is in it, and puts a charge off.
        let balance = tx.spendable(account).await?;
        let before = tx.view(account).await?;
        let look = refresh::look(tx, now, &self.terms, who.clone()).await?;
        let view = look.view(balance, 0, before.as_ref());
        if !row.settings.due(balance, view.remaining.as_ref()) {
            return Ok(false);
        }
        let past = past(tx, account, row.occasion).await?;
        match fits(&row.settings, &look.zone, now.business, &past) {
            Would::Pay => Ok(true),
            Would::WeekCap | Would::MonthCap | Would::Paused => {
                tx.replenished(account, row.occasion, None, Some(now.business))
                    .await?;
                self.tell_auto(tx, now, chance, who, "alert-auto-pay-capped", row)
                    .await?;
                Ok(false)
            }
        }
    }
}

/// What the last [`PAST_MAX`] occasions charged, newest first, however old: a clock that was wrong
/// for a while has left moments that are out of order.
pub(crate) async fn past(
    tx: &mut Tx,
    account: AccountId,
    occasion: u64,
) -> Result<Vec<(Timestamp, Money)>, CssError> {
    let mut past = Vec::new();
    let names = names(tx, account).await?;
    let most = u64::try_from(PAST_MAX).unwrap_or(u64::MAX);
    for back in 0..occasion.min(most) {
        let paid = tx.payment(names.of(occasion - back)).await?;
        // What somebody else has under an old name is not ours to count.
        let Some(paid) = paid.filter(|paid| paid.account == account) else {
            continue;
        };
        // One that was refused counts no money, but keeps its place: it was a try.
        let amount = match paid.state {
            PaymentState::Refused { .. } => Money::ZERO,
            PaymentState::Offered
            | PaymentState::Waits { .. }
            | PaymentState::Authorised { .. }
            | PaymentState::Pending { .. }
            | PaymentState::Applied { .. } => paid.amount,
        };
        past.push((paid.offered_at, amount));
    }
    Ok(past)
}

/// The ids of an account's automatic payments.
struct Names {
    account: AccountId,
    /// `None` before the first that is made with one.
    secret: Option<TopUpSecret>,
}

async fn names(tx: &mut Tx, account: AccountId) -> Result<Names, CssError> {
    let secret = tx.top_up_secret(account).await?;
    Ok(Names { account, secret })
}

impl Names {
    /// The one id that the payment of an occasion can have. Those of before there was a secret keep
    /// theirs: what is on record under them must be found again.
    fn of(&self, occasion: u64) -> PaymentId {
        let mut hash = Sha256::new();
        hash.update("replenish");
        if let Some(secret) = self.secret.as_ref().filter(|one| one.from <= occasion) {
            hash.update(secret.bytes);
        }
        hash.update(self.account.to_bytes());
        hash.update(occasion.to_be_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        PaymentId::from_bytes(bytes)
    }
}
