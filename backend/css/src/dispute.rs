//! Payments that a payer's bank takes back: returned, or disputed and then won or lost. While the
//! bank decides, the utility carries it: the customer's balance is touched only when it is lost.
//!
//! A bank asks nobody what was given back before: after a refund it may take the payment whole, and
//! its payer has a part twice. The account pays each cent once. What is more stays in
//! [`Book::Dispute`] as the utility's claim, and a person is asked to see to it: the payer may be
//! somebody else, and most banks give that part back.

use crate::owe_again::owe_again;
use crate::refund::charge_of;
use crate::split::LINES_MAX;
use crate::take_back::{Back, derived, hashed};
use crate::{Css, CssError, question};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::id::{PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::settlement::{After, Question};
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, ChargeRow, PaymentRow, Tx};

impl Css {
    /// A bank has taken so much of a payment back: a new entry takes it from the account, as far as
    /// it was not given back before. One that was not credited is asked about. Whether anything
    /// changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn returned(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        payment: PaymentId,
        took: Money,
        evidence: &str,
    ) -> Result<bool, CssError> {
        let mut tx = self.store.begin().await?;
        let (account, row, mut charge) = held(&mut tx, payment).await?;
        let took = took.min(row.amount);
        let next = charge.settlement.return_(now.business, took, row.amount);
        let (PaymentState::Applied { .. }, Ok((next, claim))) = (row.state, next) else {
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
        let reason = Reason::Returned(row.id);
        let back = Back {
            amount: took - claim,
            reason,
            text: "alert-payment-returned",
        };
        if back.amount.is_positive() {
            self.take_back(&mut tx, now, chance, &account, &row, &back)
                .await?;
        }
        if claim.is_positive() {
            let id = twice(&row);
            let books = (Book::Dispute, Book::Clearing);
            let entry = Transfer::posted(id, books, claim, reason, now.business);
            tx.add_transfer(&entry).await?;
            let subject = charge.reference.as_str();
            claimed(&mut tx, now, &row, subject, claim).await?;
        }
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The payer disputes a payment, and the bank holds it: an entry of the utility's own books.
    /// Again changes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn disputed(
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

    /// The bank has decided: won, the money is ours again; lost, it comes from the account. Again
    /// changes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn decided(
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
            // What is more is the utility's claim, unless the processor gives it back.
            let lost = end(Book::Prepaid(account.id), from_account);
            tx.add_transfer(&lost).await?;
            owe_again(&mut tx, now, &account, &row, reason).await?;
            let text = "alert-payment-dispute-lost";
            let lost = (from_account, row.id);
            self.taken(&mut tx, now, chance, &account, lost, text)
                .await?;
        }
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Of a dispute that is lost so much has been given back to us, all in all: where a part was
    /// refunded before, banks correct it. It ends the utility's claim; what is left of that, or is
    /// more than it, a person sees to.
    pub(crate) async fn given_back(
        &self,
        now: Now,
        payment: PaymentId,
        subject: &str,
        back: Money,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let (_, row, mut charge) = held(&mut tx, payment).await?;
        let After::DisputeLost { amount: lost, .. } = charge.settlement.after else {
            return Ok(());
        };
        let paid = lost.min((row.amount - charge.settlement.refunded).max(Money::ZERO));
        let claim = lost - paid;
        let (_, known) = moved(&mut tx, &row).await?;
        let new = (back - known).max(Money::ZERO);
        let part = new.min(claim);
        if part.is_positive() {
            charge.settlement = charge.settlement.reinstated(part);
            tx.put_charge(&charge).await?;
            let words = ["given-back", &row.id.to_string(), &back.to_string()];
            let books = (Book::Clearing, Book::Dispute);
            let reason = Reason::DisputeEnd(row.id);
            let entry = Transfer::posted(hashed(&words), books, part, reason, now.business);
            tx.add_transfer(&entry).await?;
        }
        if claim > part {
            claimed(&mut tx, now, &row, subject, claim - part).await?;
        }
        if new > part {
            let evidence = format!("{} came back of a dispute that is lost", new - part);
            let why = Question::AmountDiffers;
            tx.ask_person(&question(why, subject, Some(row.id), evidence, now))
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// The name of the entry for what a bank has taken although it was given back before.
pub(crate) fn twice(row: &PaymentRow) -> TransferId {
    derived("returned-twice", row, Reason::Returned(row.id))
}

/// A person is asked about money that a payer has twice.
async fn claimed(
    tx: &mut Tx,
    now: Now,
    row: &PaymentRow,
    subject: &str,
    claim: Money,
) -> Result<(), CssError> {
    let evidence = format!("the bank has taken {claim} that was given back before");
    let why = Question::NotSettled;
    let asked = question(why, subject, Some(row.id), evidence, now);
    tx.ask_person(&asked).await?;
    Ok(())
}

/// What banks have taken of a payment and given back to us, by the entries.
pub(crate) async fn moved(tx: &mut Tx, row: &PaymentRow) -> Result<(Money, Money), CssError> {
    let (mut took, mut gave) = (Money::ZERO, Money::ZERO);
    for entry in tx.transfers_for(row.id, LINES_MAX).await? {
        let taken = matches!(entry.reason, Reason::Dispute(_) | Reason::Returned(_));
        if taken && entry.to == Book::Clearing {
            took += entry.amount;
        }
        if matches!(entry.reason, Reason::DisputeEnd(_)) && entry.from == Book::Clearing {
            gave += entry.amount;
        }
    }
    Ok((took, gave))
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
