//! Payments that a payer's bank takes back: returned, or disputed and then won or lost. While the
//! bank decides, the utility carries it: the customer's balance is touched only when it is lost.

use crate::owe_again::owe_again;
use crate::refund::charge_of;
use crate::take_back::{Back, derived};
use crate::{Css, CssError, question};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::id::PaymentId;
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::settlement::Question;
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, ChargeRow, PaymentRow, Tx};

impl Css {
    /// A bank has taken a payment back: a new entry takes it from the account. One that was not
    /// credited is asked about. Whether anything changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn returned(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        payment: PaymentId,
        evidence: &str,
    ) -> Result<bool, CssError> {
        let mut tx = self.store.begin().await?;
        let (account, row, mut charge) = held(&mut tx, payment).await?;
        let rest = charge.settlement.rest(row.amount);
        let next = charge.settlement.return_(now.business, row.amount);
        let (PaymentState::Applied { .. }, Ok(next)) = (row.state, next) else {
            if row.state.is_open() || charge.settlement.after.word() == "returned" {
                return Ok(false);
            }
            let why = Question::NotSettled;
            let subject = &charge.reference;
            tx.ask_person(&question(why, subject, Some(row.id), evidence, now))
                .await?;
            tx.commit().await?;
            return Ok(false);
        };
        charge.settlement = next;
        tx.put_charge(&charge).await?;
        let back = Back {
            amount: rest,
            reason: Reason::Returned(row.id),
            text: "alert-payment-returned",
        };
        self.take_back(&mut tx, now, chance, &account, &row, &back)
            .await?;
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The payer disputes a payment, and the bank holds it: an entry of the utility's own books.
    pub(crate) async fn disputed(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        payment: PaymentId,
        subject: &str,
        amount: Money,
        evidence: &str,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let (account, row, mut charge) = held(&mut tx, payment).await?;
        let next = charge.settlement.dispute(now.business, amount);
        let PaymentState::Applied { .. } = row.state else {
            return Ok(());
        };
        // Known already, or past it.
        let Ok(next) = next else { return Ok(()) };
        charge.settlement = next;
        tx.put_charge(&charge).await?;
        let reason = Reason::Dispute(row.id);
        tx.add_transfer(&Transfer {
            id: derived("dispute", &row, reason),
            from: Book::Dispute,
            to: Book::Clearing,
            amount,
            state: TransferState::Posted,
            reason,
            at: now.business,
        })
        .await?;
        let why = Question::Disputed;
        tx.ask_person(&question(why, subject, Some(row.id), evidence, now))
            .await?;
        self.show_again(&mut tx, now, chance, account.id).await?;
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The bank has decided: won, the money is ours again; lost, it comes from the account.
    pub(crate) async fn decided(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        payment: PaymentId,
        won: bool,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let (account, row, mut charge) = held(&mut tx, payment).await?;
        let decided = charge.settlement.decide(now.business, won);
        let Ok((next, amount)) = decided else {
            return Ok(());
        };
        charge.settlement = next;
        tx.put_charge(&charge).await?;
        let reason = Reason::DisputeEnd(row.id);
        // What was given back before is not taken from the account a second time.
        let from_account = amount.min(row.amount - next.refunded);
        let end = |from: Book, amount: Money| Transfer {
            id: derived(if won { "won" } else { "lost" }, &row, reason),
            from,
            to: Book::Dispute,
            amount,
            state: TransferState::Posted,
            reason,
            at: now.business,
        };
        if won {
            tx.add_transfer(&end(Book::Clearing, amount)).await?;
        } else if from_account.is_positive() {
            let lost = end(Book::Prepaid(account.id), from_account);
            tx.add_transfer(&lost).await?;
            owe_again(&mut tx, now, &account, &row, reason).await?;
            let text = "alert-payment-dispute-lost";
            self.taken(&mut tx, now, chance, &account, from_account, text)
                .await?;
        }
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A payment with its account and charge, under the account's lock.
async fn held(
    tx: &mut Tx,
    payment: PaymentId,
) -> Result<(AccountRow, PaymentRow, ChargeRow), CssError> {
    let unknown = || CssError::UnknownPayment(payment);
    let found = tx.payment(payment).await?.ok_or_else(unknown)?;
    let account = tx.lock_account(found.account).await?;
    let account = account.ok_or(CssError::UnknownAccount(found.account))?;
    let row = tx.payment(payment).await?.ok_or_else(unknown)?;
    let charge = charge_of(tx, &row).await?;
    Ok((account, row, charge))
}
