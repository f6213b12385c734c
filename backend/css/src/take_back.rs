//! Money that was credited goes out again: by new entries, never by changing old ones. A balance
//! may fall below zero by this; service is not touched here, the usual path at zero with its
//! notices looks at the account next (SC5).

use crate::dispute::twice;
use crate::owe_again::owe_again;
use crate::refund::charge_of;
use crate::warn::{Values, say};
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::explain::LineageId;
use ami_domain::id::{PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::message::Importance;
use ami_domain::money::Money;
use ami_domain::settlement::After;
use ami_domain::time::Span;
use ami_store::{AccountRow, PaymentRow, RefundRow, Tx};
use sha2::{Digest, Sha256};

/// What goes out, why, and what the customer is told.
pub(crate) struct Back {
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: Reason,
    /// The text of the notice.
    pub text: &'static str,
}

impl Css {
    /// Takes money of a payment out of its account, in the caller's transaction under the
    /// account's lock.
    pub(crate) async fn take_back(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &PaymentRow,
        back: &Back,
    ) -> Result<(), CssError> {
        if back.amount.is_positive() {
            tx.add_transfer(&Transfer {
                id: derived("out", row, back.reason),
                from: Book::Prepaid(account.id),
                to: Book::Clearing,
                amount: back.amount,
                state: TransferState::Posted,
                reason: back.reason,
                at: now.business,
            })
            .await?;
            owe_again(tx, now, account, row, back.reason).await?;
        }
        self.taken(tx, now, chance, account, (back.amount, row.id), back.text)
            .await
    }

    /// A refund is none after all: what a bank has taken of the payment meanwhile takes it, too.
    pub(crate) async fn not_refunded(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &PaymentRow,
        refund: &RefundRow,
    ) -> Result<(), CssError> {
        let mut charge = charge_of(tx, row).await?;
        let (next, taken) = charge.settlement.not_refunded(refund.amount, row.amount);
        charge.settlement = next;
        tx.put_charge(&charge).await?;
        let (to, reason, text) = match next.after {
            After::Returned { .. } => {
                // Taken by the bank already, and carried by the utility until now.
                let claim = tx.transfer(twice(row)).await?;
                let to = claim.map_or(Book::Clearing, |_| Book::Dispute);
                (to, Reason::Returned(row.id), "alert-payment-returned")
            }
            After::DisputeLost { .. } => {
                let reason = Reason::DisputeEnd(row.id);
                (Book::Dispute, reason, "alert-payment-dispute-lost")
            }
            After::Nothing
            | After::Refunded { .. }
            | After::Disputed { .. }
            | After::DisputeWon { .. } => return Ok(()),
        };
        if !taken.is_positive() {
            return Ok(());
        }
        let id = hashed(&["not refunded", &refund.id.to_string()]);
        let books = (Book::Prepaid(account.id), to);
        let out = Transfer::posted(id, books, taken, reason, now.business);
        tx.add_transfer(&out).await?;
        owe_again(tx, now, account, row, reason).await?;
        self.taken(tx, now, chance, account, (taken, row.id), text)
            .await
    }

    /// The account's balance fell: its view, its watch and its customer are told.
    pub(crate) async fn taken(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        (amount, payment): (Money, PaymentId),
        text: &'static str,
    ) -> Result<(), CssError> {
        if account.is_closed() {
            // What is to be paid back is less by it: looked at before a cheque is sent.
            tx.postpone_move_out(account.id, Some(now.business)).await?;
            return Ok(());
        }
        tx.watch(account.id, now.business, false).await?;
        self.show_again(tx, now, chance, account.id).await?;
        let values = Values {
            balance: tx.spendable(account.id).await?,
            left: Span::ZERO,
            minimum: self.terms.policy.payment_min,
            amount,
            zero: None,
        };
        let notice = say(chance, text, Importance::Warning, &values, now.business);
        let about = Some(LineageId::Payment(payment));
        self.tell_figures((tx, now, chance), account, "payment", notice, about)
            .await
    }
}

/// The one name that this movement of a payment can have, so that it is posted once.
pub(crate) fn derived(what: &str, row: &PaymentRow, reason: Reason) -> TransferId {
    hashed(&[what, &row.id.to_string(), &format!("{reason:?}")])
}

/// An id from words.
pub(crate) fn hashed(words: &[&str]) -> TransferId {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    TransferId::from_bytes(bytes)
}
