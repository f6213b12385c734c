//! A payment, from the customer's offer to credit on its way to the meter (SC1.4 to SC1.6).
//!
//! Three steps. T1 records the offer and a pending transfer. Then the processor is asked, outside
//! any transaction. T2 posts the transfer, turns dollars into kWh by walking the tariff, and
//! accepts the commands to the meter: ONE commit, so money and power never part. A refusal voids
//! the transfer and leaves nothing but its record.

use crate::enrol::EnrolError;
use crate::payment_method::{Charge, PaymentMethod, REMEMBERED, Verdict};
use crate::{Css, CssError, split};
use ami_adcs::{refresh, request, supply};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::command::{CommandKind, Prepay};
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, PaymentId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, PaymentRow, Tx};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Longest payment token that is taken, in bytes.
const TOKEN_MAX: usize = 256;
/// So often a verdict is applied when the database is busy. After that settling does it.
const APPLY_TRIES: u32 = 3;

/// What a customer offers.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    /// How much.
    pub amount: Money,
    /// Which way.
    pub method: String,
    /// The processor's token; never stored.
    pub token: String,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Offer({} by {})", self.amount, self.method)
    }
}

/// Under whose name a payment is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    /// The person.
    pub(crate) by: UserId,
    /// The account that is paid for.
    pub(crate) account: AccountId,
    /// Made by who offers it.
    pub(crate) payment: PaymentId,
    /// Nobody is there: the account tops itself up, and counts its tries by itself.
    pub(crate) automatic: bool,
}

impl Css {
    /// Pays. The same payment id with the same offer a second time changes nothing and answers
    /// the same, however the first attempt ended.
    ///
    /// # Errors
    /// [`CssError`] when the offer is outside the rules, or the id belongs to another payment:
    /// nothing is recorded then. A refusal by the processor is not an error but a state of the
    /// payment.
    pub async fn pay(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        payment: PaymentId,
        offer: &Offer,
    ) -> Result<PaymentRow, CssError> {
        let named = Named {
            by,
            account,
            payment,
            automatic: false,
        };
        self.pay_named(clock, chance, named, offer).await
    }

    /// The same under this name.
    pub(crate) async fn pay_named(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        named: Named,
        offer: &Offer,
    ) -> Result<PaymentRow, CssError> {
        let method = self.method(&offer.method)?;
        let row = self.offer(clock.now(), chance, named, offer).await?;
        self.finish(clock, chance, row, method, &offer.token).await
    }

    /// Asks the processor about an offered payment and applies what it says; a payment that has
    /// ended stays as it is.
    pub(crate) async fn finish(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        row: PaymentRow,
        method: Arc<dyn PaymentMethod>,
        token: &str,
    ) -> Result<PaymentRow, CssError> {
        if row.state != PaymentState::Offered {
            return Ok(row);
        }
        let kept = match method.keeps_card() {
            true => self.kept_token(&row).await?,
            false => Some(token.to_owned()),
        };
        let Some(token) = kept.as_deref() else {
            // It was forgotten since.
            let gone = Verdict::Refused(Refusal::NotAccepted);
            return self.conclude(clock, chance, row, &*method, &gone).await;
        };
        let charge = Charge {
            payment: row.id,
            amount: row.amount,
            currency: &row.currency,
            token,
            old: clock.now().business.since(row.offered_at) > REMEMBERED,
        };
        let answer = tokio::time::timeout(self.verify_timeout, method.charge(charge)).await;
        let verdict = match answer {
            Ok(Verdict::Doubt) | Err(_) => self.cancel(&*method, &row).await,
            Ok(verdict) => verdict,
        };
        self.conclude(clock, chance, row, &*method, &verdict).await
    }

    /// T2, again when the database is busy: the money is taken, and a deadlock or a short absence
    /// must not keep the customer dark until settling looks.
    pub(crate) async fn apply_patiently(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        payment: PaymentId,
        verdict: &Verdict,
    ) -> Result<PaymentRow, CssError> {
        let mut tried = 1;
        loop {
            let applied = self.apply(clock.now(), chance, payment, verdict).await;
            match applied {
                Err(error) if tried < APPLY_TRIES && error.may_retry() => tried += 1,
                done => return done,
            }
        }
    }

    /// The method of this name.
    pub(crate) fn method(&self, name: &str) -> Result<Arc<dyn PaymentMethod>, CssError> {
        self.methods
            .iter()
            .find(|method| method.name() == name)
            .cloned()
            .ok_or_else(|| CssError::UnknownMethod(name.to_owned()))
    }

    /// T1: the offer is on record, its transfer pending.
    async fn offer(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        named: Named,
        offer: &Offer,
    ) -> Result<PaymentRow, CssError> {
        let (by, account, payment) = (named.by, named.account, named.payment);
        let digest = digest(account, offer);
        let mut tx = self.store.begin().await?;
        self.card_turn(&mut tx, named, &offer.method).await?;
        let row = tx
            .lock_account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        if let Some(known) = tx.payment(payment).await? {
            return same(known, digest);
        }
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        self.check(offer)?;
        self.may_charge(&mut tx, &row, by, &offer.method).await?;
        self.may_try_card(&mut tx, now.business, named, &offer.method)
            .await?;
        self.fits(&mut tx, now.business, account, offer.amount)
            .await?;
        let row = PaymentRow {
            id: payment,
            account,
            amount: offer.amount,
            currency: row.currency,
            method: offer.method.clone(),
            digest,
            offered_at: now.business,
            offered_by: by,
            state: PaymentState::Offered,
            transfer: TransferId::from_bytes(chance.bytes()),
            event: None,
            credit: WattHours::ZERO,
            balance_after: None,
            message: None,
        };
        tx.add_transfer(&Transfer {
            id: row.transfer,
            from: Book::Clearing,
            to: Book::Prepaid(account),
            amount: row.amount,
            state: TransferState::Pending,
            reason: Reason::Payment(payment),
            at: now.business,
        })
        .await?;
        // Another account may hold this id: the unique key decides, not the look before.
        if let Some(known) = tx.insert_payment(&row).await? {
            return same(known, digest);
        }
        tx.commit().await?;
        Ok(row)
    }

    /// Whether an offer keeps the utility's rules (BR-02), before it is made.
    ///
    /// # Errors
    /// [`CssError`] naming the first fault.
    pub fn check_offer(&self, offer: &Offer) -> Result<(), CssError> {
        self.check(offer)
    }

    /// The utility's rules for an amount (BR-02).
    pub(crate) fn check(&self, offer: &Offer) -> Result<(), CssError> {
        let policy = &self.terms.policy;
        if !offer.amount.is_whole_cents() {
            return Err(CssError::NotWholeCents);
        }
        if offer.amount < policy.payment_min {
            return Err(CssError::AmountBelowMinimum {
                min: policy.payment_min,
            });
        }
        if offer.amount > policy.payment_max {
            return Err(CssError::AmountAboveMaximum {
                max: policy.payment_max,
            });
        }
        let visible = offer.token.bytes().all(|b| b.is_ascii_graphic());
        if offer.token.is_empty() || offer.token.len() > TOKEN_MAX || !visible {
            return Err(CssError::BadToken);
        }
        Ok(())
    }

    /// T2: the verdict takes effect, once.
    pub(crate) async fn apply(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        payment: PaymentId,
        verdict: &Verdict,
    ) -> Result<PaymentRow, CssError> {
        let mut tx = self.store.begin().await?;
        let found = tx
            .payment(payment)
            .await?
            .ok_or(CssError::UnknownPayment(payment))?;
        let account = tx
            .lock_account(found.account)
            .await?
            .ok_or(CssError::UnknownAccount(found.account))?;
        let mut row = tx
            .payment(payment)
            .await?
            .ok_or(CssError::UnknownPayment(payment))?;
        let next = match verdict {
            Verdict::Approved => row.state.apply(now.business, row.transfer),
            Verdict::Refused(why) => row.state.refuse(now.business, *why),
            // None of these ends a payment.
            Verdict::Held { .. }
            | Verdict::Pending { .. }
            | Verdict::NextStep { .. }
            | Verdict::Wrong { .. }
            | Verdict::Doubt => return Ok(row),
        };
        // Somebody else was faster: what they wrote is the answer.
        let Ok(state) = next else { return Ok(row) };
        row.state = state;
        if matches!(verdict, Verdict::Approved) {
            match row.event {
                None => {
                    self.credit(&mut tx, now, chance, &account, &mut row)
                        .await?;
                }
                Some(event) => self.booked(&mut tx, now, chance, event, &mut row).await?,
            }
        } else {
            tx.void_transfer(row.transfer, now.business).await?;
            if let Some(event) = row.event {
                self.freed(&mut tx, event).await?;
            }
        }
        tx.end_payment(&row).await?;
        crate::two_phase::ended(&mut tx, now, &row).await?;
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Posts the transfer and asks ADCS to send what it bought to the meter. Credit is what the
    /// balance buys now minus what it bought before, at this home's pattern of use: under block
    /// or time-of-use prices a dollar has no fixed worth in kWh.
    pub(crate) async fn credit(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &mut PaymentRow,
    ) -> Result<(), CssError> {
        let look = refresh::look(tx, now, &self.terms, account.clone()).await?;
        let funds = tx.funds(account.id).await?;
        let before = funds.spendable();
        tx.post_transfer(row.transfer, now.business).await?;
        let paid = (row.id, row.amount);
        split::apply(tx, now, &self.terms.policy.debt, &look, paid, funds.own).await?;
        let after = tx.spendable(account.id).await?;
        row.balance_after = Some(after);
        row.credit = look.credit(after) - look.credit(before);
        let grounds = look.credited(before, after);
        tx.keep_payment_credit(row.id, &grounds).await?;
        // A payment that only pays off what was owed buys no energy yet and switches nothing on.
        if after.is_positive() && row.credit > WattHours::ZERO {
            let kind = CommandKind::Prepay(Prepay {
                payment: row.id,
                credit: row.credit,
            });
            let command = request::accept(tx, now, chance, account.meter, kind, None).await?;
            row.message = Some(command.id);
        }
        // What was about to cut this customer ends in the same commit (DESIGN 7.7).
        if after.is_positive() {
            supply::restore(tx, now, chance, account.meter).await?;
        }
        let view = refresh::show(tx, now, chance, &self.terms, &look).await?;
        self.unsay_over(tx, now, chance, &look, &view).await?;
        Ok(())
    }
}

pub(crate) fn same(known: PaymentRow, digest: [u8; 32]) -> Result<PaymentRow, CssError> {
    if known.digest == digest {
        Ok(known)
    } else {
        Err(CssError::PaymentIdReused(known.id))
    }
}

/// What makes two requests the same payment. The token is part of it and cannot be read back.
pub(crate) fn digest(account: AccountId, offer: &Offer) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(account.to_bytes());
    hash.update(offer.amount.as_micros().to_be_bytes());
    for part in [&offer.method, &offer.token] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}
