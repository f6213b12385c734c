//! What is left goes back: to the cards and banks it came from, the newest payment first, and what
//! they do not take stays in the books as owed to the customer, for a cheque.

use super::close::LOOK_AGAIN;
use super::{ROWS, books, stands};
use crate::refund::{Asked, charge_of};
use crate::split::named;
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, PaymentId, RefundId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_store::{PaymentRow, RefundState, Tx};

/// What the refund's note says.
const NOTE: &str = "moved out";

impl Css {
    /// The payments of an account that can go back the way they came, newest first, each with what
    /// is left of it in whole cents.
    pub(super) async fn ways_back(
        &self,
        tx: &mut Tx,
        now: Now,
        account: AccountId,
    ) -> Result<Vec<(PaymentRow, Money)>, CssError> {
        let mut ways = Vec::new();
        for payment in tx.payments_of(account, ROWS).await? {
            if self.may_refund(tx, &payment).await.is_err() {
                continue;
            }
            let settlement = charge_of(tx, &payment).await?.settlement;
            let rest = settlement.rest(payment.amount).whole_cents();
            let back = settlement.refund(now.business, rest, payment.amount);
            if back.is_ok() {
                ways.push((payment, rest));
            }
        }
        Ok(ways)
    }

    /// Pays back what a closed account has left. Each payment is asked for once, by a name that
    /// comes from it, so a crash at any point pays once.
    pub(super) async fn pay_back(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        let now = clock.now();
        let Some((mut left, by)) = self.gather(now, chance, account).await? else {
            return Ok(());
        };
        let mut tx = self.store.read().await?;
        let mut wanted = Vec::new();
        for payment in tx.payments_of(account, ROWS).await? {
            let refund = tx.refund(refund_of(payment.id)).await?;
            if let Some(refund) = refund.filter(|one| one.state == RefundState::Asked) {
                left -= refund.amount;
            }
        }
        for (payment, rest) in self.ways_back(&mut tx, now, account).await? {
            if tx.refund(refund_of(payment.id)).await?.is_none() {
                wanted.push((payment.id, rest));
            }
        }
        drop(tx);
        for (payment, rest) in wanted {
            let amount = rest.min(left.whole_cents());
            if !amount.is_positive() {
                break;
            }
            let asked = Asked {
                refund: refund_of(payment),
                payment,
                amount,
                note: NOTE.to_owned(),
                by,
            };
            let refund = self.refund(clock, chance, &asked).await?;
            match refund.state {
                RefundState::Asked | RefundState::Done => left -= amount,
                RefundState::Failed => {}
            }
        }
        self.done_paying_back(clock.now(), account).await
    }

    /// Brings money that came after the account was closed to what is paid back, and pays from it
    /// what a bank has taken since. `None` while a bank may still take more.
    async fn gather(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<Option<(Money, UserId)>, CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let Some(wish) = tx.move_out(account).await? else {
            return Ok(None);
        };
        let (prepaid, due) = (Book::Prepaid(account), Book::RefundDue(account));
        let balance = books(&mut tx, account).await?.prepaid;
        let set_aside = tx.balance(due).await?;
        let (books, amount) = if balance.is_positive() {
            ((prepaid, due), balance)
        } else {
            ((due, prepaid), set_aside.min(-balance))
        };
        if amount.is_positive() {
            let id = TransferId::from_bytes(chance.bytes());
            let moved = Transfer::posted(id, books, amount, Reason::MoveOut, now.business);
            tx.add_transfer(&moved).await?;
        }
        let left = tx.balance(due).await?;
        let (_, dispute) = tx.undecided(account).await?;
        if dispute {
            let next = Some(now.business + LOOK_AGAIN);
            tx.postpone_move_out(account, next).await?;
        }
        debug_assert!(row.is_closed(), "only a closed account is paid back");
        tx.commit().await?;
        Ok((!dispute).then_some((left, wish.asked_by)))
    }

    /// Looks again while something is under way; else it is done.
    async fn done_paying_back(&self, now: Now, account: AccountId) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let open = stands(&mut tx, now, &row, None).await?;
        let next = (!open.is_empty()).then(|| now.business + LOOK_AGAIN);
        tx.postpone_move_out(account, next).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The one refund that a payment has when its customer leaves.
fn refund_of(payment: PaymentId) -> RefundId {
    RefundId::from_bytes(named("moved out", &[&payment.to_bytes()]).to_bytes())
}
