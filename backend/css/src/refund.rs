//! Payments given back by a representative: whole or in part, once for each id, never more than is
//! left. The entry waits until the processor has done it.

use crate::charge::Done;
use crate::owe_again::{owe_again, shared};
use crate::payment_method::GivenBack;
use crate::take_back::derived;
use crate::two_phase::known;
use crate::{Css, CssError, question};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::event::EventState;
use ami_domain::id::{PaymentId, RefundId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::settlement::{Capture, Question, Settlement};
use ami_mdms::feed::{self, Change};
use ami_store::limits::PUT_OFF_MAX;
use ami_store::{AccountRow, ChargeRow, PaymentRow, RefundRow, RefundState, Tx};

/// Refunds in doubt that are asked about in one run.
const BATCH: u32 = 16;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Made by who asks.
    pub refund: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// How much; whole cents.
    pub amount: Money,
    /// Why; 1 to 500 characters.
    pub note: String,
    /// Who asks.
    pub by: UserId,
}

/// What could be given back of a payment now, and what bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// What is left of the payment itself.
    pub rest: Money,
    /// What is left of the account's money: not used, not lent, not being given back already.
    pub unused: Money,
    /// The balance that people see.
    pub balance: Money,
}

impl Left {
    /// The most that is given back.
    pub fn most(&self) -> Money {
        self.rest.min(self.unused)
    }
}

impl Css {
    /// What could be given back of a payment now; nothing of one that was not credited, that
    /// an event was paid with, or whose way has no way back.
    ///
    /// # Errors
    /// [`CssError::UnknownPayment`], or when the store fails.
    pub async fn refundable(&self, payment: PaymentId) -> Result<Left, CssError> {
        let mut tx = self.store.read().await?;
        let found = tx.payment(payment).await?;
        let row = found.ok_or(CssError::UnknownPayment(payment))?;
        let charge = charge_of(&mut tx, &row).await?;
        let account = tx.account(row.account).await?;
        let account = account.ok_or(CssError::UnknownAccount(row.account))?;
        let mut left = left(&mut tx, &account, &row, &charge).await?;
        if self.may_refund(&mut tx, &row).await.is_err() {
            left.rest = Money::ZERO;
        }
        Ok(left)
    }

    /// Whether this kind of payment can be given back at all.
    pub(crate) async fn may_refund(&self, tx: &mut Tx, row: &PaymentRow) -> Result<(), CssError> {
        let applied = matches!(row.state, PaymentState::Applied { .. });
        // Cash goes back at the counter.
        if !applied || self.method(&row.method).is_err() || !is_on_account(tx, row).await? {
            return Err(CssError::NotRefundable(row.id));
        }
        Ok(())
    }

    /// Gives a payment back. The same refund a second time changes nothing and answers as the
    /// first.
    ///
    /// # Errors
    /// [`CssError::Refund`] when more is asked than is left of it, or the payment is past that;
    /// [`CssError::RefundUsed`] when more is asked than is left unused;
    /// [`CssError::RefundIdReused`]; [`CssError::NotWholeCents`]; [`CssError::BadNote`].
    pub async fn refund(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        asked: &Asked,
    ) -> Result<RefundRow, CssError> {
        let row = self.ask_back(clock.now(), asked).await?;
        self.finish_refund(clock, chance, row).await
    }

    /// The rest is kept for it, its entry pending.
    async fn ask_back(&self, now: Now, asked: &Asked) -> Result<RefundRow, CssError> {
        let note = asked.note.trim();
        if note.is_empty() || note.chars().count() > crate::question::NOTE_MAX {
            return Err(CssError::BadNote);
        }
        if !asked.amount.is_whole_cents() {
            return Err(CssError::NotWholeCents);
        }
        let unknown = CssError::UnknownPayment(asked.payment);
        let mut tx = self.store.begin().await?;
        let found = tx.payment(asked.payment).await?;
        let Some(found) = found else {
            return Err(unknown);
        };
        let account = tx.lock_account(found.account).await?;
        let account = account.ok_or(CssError::UnknownAccount(found.account))?;
        if let Some(before) = tx.refund(asked.refund).await? {
            return same(before, asked);
        }
        // Read again under the lock: it may just have been taken back.
        let row = tx.payment(asked.payment).await?.ok_or(unknown)?;
        self.may_refund(&mut tx, &row).await?;
        let mut charge = charge_of(&mut tx, &row).await?;
        let unused = left(&mut tx, &account, &row, &charge).await?.unused;
        charge.settlement = charge
            .settlement
            .refund(now.business, asked.amount, row.amount)?;
        if asked.amount > unused {
            return Err(CssError::RefundUsed { unused });
        }
        let refund = RefundRow {
            id: asked.refund,
            payment: row.id,
            amount: asked.amount,
            note: note.to_owned(),
            asked_by: asked.by,
            asked_at: now.business,
            state: RefundState::Asked,
            transfer: TransferId::from_bytes(asked.refund.to_bytes()),
            done_at: None,
            reference: None,
        };
        tx.add_transfer(&Transfer {
            id: refund.transfer,
            from: returns_from(&account),
            to: Book::Clearing,
            amount: refund.amount,
            state: TransferState::Pending,
            reason: Reason::Refund(row.id),
            at: now.business,
        })
        .await?;
        tx.put_charge(&charge).await?;
        if let Some(before) = tx.insert_refund(&refund).await? {
            return same(before, asked);
        }
        tx.commit().await?;
        Ok(refund)
    }

    /// Asks the processor and carries out what it says.
    async fn finish_refund(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        refund: RefundRow,
    ) -> Result<RefundRow, CssError> {
        if refund.state != RefundState::Asked {
            return Ok(refund);
        }
        let mut tx = self.store.read().await?;
        let payment = tx.payment(refund.payment).await?;
        let charge = tx.charge(refund.payment).await?;
        drop(tx);
        let row = payment.ok_or(CssError::UnknownPayment(refund.payment))?;
        let method = self.method(&row.method)?;
        // What is only held is taken first: a processor gives back what it has.
        self.capture(clock, chance, &row, &*method).await?;
        let reference = charge.as_ref().map(|charge| charge.reference.as_str());
        let asked = method.give_back(known(&row, reference), refund.id, refund.amount);
        let answer = tokio::time::timeout(self.verify_timeout, asked).await;
        match answer.unwrap_or(GivenBack::Doubt) {
            GivenBack::Doubt => Ok(refund),
            GivenBack::Done { reference } => {
                let done = RefundRow {
                    state: RefundState::Done,
                    done_at: Some(clock.now().real),
                    reference,
                    ..refund
                };
                self.end_refund(clock.now(), chance, &row, done).await
            }
            GivenBack::Failed => {
                let failed = RefundRow {
                    state: RefundState::Failed,
                    ..refund
                };
                self.end_refund(clock.now(), chance, &row, failed).await
            }
        }
    }

    async fn end_refund(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        row: &PaymentRow,
        refund: RefundRow,
    ) -> Result<RefundRow, CssError> {
        let mut tx = self.store.begin().await?;
        let account = tx.lock_account(row.account).await?;
        let account = account.ok_or(CssError::UnknownAccount(row.account))?;
        let at = now.business;
        if !tx.move_refund(RefundState::Asked, &refund, at).await? {
            let known = tx.refund(refund.id).await?;
            return Ok(known.unwrap_or(refund));
        }
        if refund.state == RefundState::Done {
            tx.post_transfer(refund.transfer, at).await?;
            owe_again(&mut tx, now, &account, row, Reason::Refund(row.id)).await?;
            let text = "alert-payment-refunded";
            self.taken(
                &mut tx,
                now,
                chance,
                &account,
                (refund.amount, row.id),
                text,
            )
            .await?;
        } else {
            tx.void_transfer(refund.transfer, at).await?;
            self.not_refunded(&mut tx, now, chance, &account, row, &refund)
                .await?;
        }
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(refund)
    }

    /// A refund that was done has come back: the account has it again, and a person looks for
    /// another way.
    pub(crate) async fn refund_came_back(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        mut refund: RefundRow,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let found = tx.payment(refund.payment).await?;
        let row = found.ok_or(CssError::UnknownPayment(refund.payment))?;
        let account = tx.lock_account(row.account).await?;
        let account = account.ok_or(CssError::UnknownAccount(row.account))?;
        refund.state = RefundState::Failed;
        refund.done_at = None;
        let moved = tx.move_refund(RefundState::Done, &refund, now.business);
        if !moved.await? {
            return Ok(());
        }
        tx.add_transfer(&Transfer {
            id: derived("refund-back", &row, Reason::Reversal(refund.transfer)),
            from: Book::Clearing,
            to: returns_from(&account),
            amount: refund.amount,
            state: TransferState::Posted,
            reason: Reason::Reversal(refund.transfer),
            at: now.business,
        })
        .await?;
        self.not_refunded(&mut tx, now, chance, &account, &row, &refund)
            .await?;
        let subject = refund.reference.clone().unwrap_or_default();
        let evidence = format!("{} of payment {}", refund.amount, row.id);
        let why = Question::RefundFailed;
        tx.ask_person(&question(why, &subject, Some(row.id), evidence, now))
            .await?;
        self.show_again(&mut tx, now, chance, row.account).await?;
        feed::tell(&mut tx, now, row.account, Change::Payment).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Asks about refunds that are in doubt: at most [`BATCH`] in one run, first those that were
    /// asked about longest ago, so that none that stays in doubt keeps another from being ended.
    /// How many were looked at.
    ///
    /// # Errors
    /// The first failure, once every other refund had its turn.
    pub async fn settle_refunds(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        asked_before: ami_domain::time::Timestamp,
    ) -> Result<u32, CssError> {
        let mut tx = self.store.read().await?;
        let ahead = clock.now().business + PUT_OFF_MAX;
        let open = tx.open_refunds((asked_before, ahead), BATCH).await?;
        drop(tx);
        if open.is_empty() {
            return Ok(0);
        }
        let mut tx = self.store.begin().await?;
        for refund in &open {
            tx.refund_looked_at(refund.id, clock.now().real).await?;
        }
        tx.commit().await?;
        let mut done = Done::default();
        for refund in open {
            done.note(self.finish_refund(clock, chance, refund).await);
        }
        done.end()
    }
}

/// Whether the money is on the payer's account. What an event leaves over goes back by the event,
/// and all of one that came to nothing has gone back: it was given up, or its money came too late.
async fn is_on_account(tx: &mut Tx, row: &PaymentRow) -> Result<bool, CssError> {
    let Some(event) = row.event else {
        return Ok(true);
    };
    let event = tx.event(event).await?;
    Ok(event
        .is_some_and(|event| event.state == EventState::Cancelled && event.returned == row.amount))
}

async fn left(
    tx: &mut Tx,
    account: &AccountRow,
    row: &PaymentRow,
    charge: &ChargeRow,
) -> Result<Left, CssError> {
    let balance = tx.balance(returns_from(account)).await?;
    // What was lent is in the balance, and was never paid; its book is below zero.
    let lent = tx.balance(Book::Emergency(row.account)).await?;
    let asked = tx.refunds_asked(row.account).await?;
    // What paid debts comes back into the balance, and is owed again. Who has left owes nothing
    // again: the last bill is made.
    let shared = if account.is_closed() {
        Money::ZERO
    } else {
        shared(tx, row).await?
    };
    Ok(Left {
        rest: charge.settlement.rest(row.amount),
        unused: (balance + lent + shared - asked).max(Money::ZERO),
        balance,
    })
}

/// Where money that goes back comes from: from the balance, or from what was put aside for a
/// customer who has left.
fn returns_from(account: &AccountRow) -> Book {
    if account.is_closed() {
        Book::RefundDue(account.id)
    } else {
        Book::Prepaid(account.id)
    }
}

/// The charge of a payment; a method without names at its processor has the payment's own.
pub(crate) async fn charge_of(tx: &mut Tx, row: &PaymentRow) -> Result<ChargeRow, CssError> {
    let known = tx.charge(row.id).await?;
    Ok(known.unwrap_or_else(|| ChargeRow {
        payment: row.id,
        method: row.method.clone(),
        reference: row.id.to_string(),
        next_step: None,
        settlement: Settlement::new(Capture::Whole),
        tries: 0,
        next_at: None,
    }))
}

fn same(before: RefundRow, asked: &Asked) -> Result<RefundRow, CssError> {
    if before.payment == asked.payment && before.amount == asked.amount {
        Ok(before)
    } else {
        Err(CssError::RefundIdReused(asked.refund))
    }
}
