//! What is left goes back: to the cards and banks it came from, the newest payment first, and what
//! they do not take stays in the books as owed to the customer, for a cheque.

use super::close::{LOOK_AGAIN, pay_debts};
use super::{ROWS, books, events_open, stands};
use crate::borrow::friendly_owes;
use crate::refund::{Asked, charge_of};
use crate::split::named;
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, PaymentId, RefundId, UserId};
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

    /// Brings the books of an account that is closed to rest, and gives what can be paid back now,
    /// and who asked for it. `None` while a bank may still take more.
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
        debug_assert!(row.is_closed(), "only a closed account is paid back");
        let due = rest(&mut tx, now, account, &chance.bytes()).await?;
        let (_, dispute) = tx.undecided(account).await?;
        if dispute {
            let next = Some(now.business + LOOK_AGAIN);
            tx.postpone_move_out(account, next).await?;
        }
        // What is on its way back already is not there for another way.
        let left = due - tx.refunds_asked(account).await?;
        tx.commit().await?;
        Ok((!dispute).then_some((left, wish.asked_by)))
    }

    /// Looks again while something is under way; else it is done.
    async fn done_paying_back(&self, now: Now, account: AccountId) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let events = events_open(&mut tx, now, account).await?;
        let open = stands(&mut tx, now, &row, None, &events).await?;
        let next = (!open.is_empty()).then(|| now.business + LOOK_AGAIN);
        tx.postpone_move_out(account, next).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What came since an account was closed pays what is owed since, in the order of every payment,
/// and what is to be paid back is what is left: nobody gets a cheque for what they owe. `when` is
/// what tells the names of these entries from those of another time. Gives what is to be paid back.
pub(super) async fn rest(
    tx: &mut Tx,
    now: Now,
    account: AccountId,
    when: &[u8],
) -> Result<Money, CssError> {
    let (prepaid, due) = (Book::Prepaid(account), Book::RefundDue(account));
    let (bill, lent) = (Book::Receivable(account), Book::Emergency(account));
    let set_aside = tx.balance(due).await?;
    let mut all = books(tx, account).await?;
    all.prepaid += set_aside;
    let end = all.end();
    let moves = [
        ("credit", bill, prepaid, end.credit),
        ("taken", due, prepaid, set_aside - end.refund),
        ("emergency", prepaid, lent, end.emergency),
        ("bill", prepaid, bill, end.bill),
        ("refund", prepaid, due, end.refund - set_aside),
    ];
    for (word, from, to, amount) in moves {
        if amount.is_positive() {
            let id = named("left", &[word.as_bytes(), &account.to_bytes(), when]);
            let moved = Transfer::posted(id, (from, to), amount, Reason::MoveOut, now.business);
            tx.add_transfer(&moved).await?;
        }
    }
    let friendly = tx.borrowing(account).await?.friendly_owed;
    friendly_owes(tx, account, -friendly.min(end.emergency)).await?;
    let debts = pay_debts(tx, now.business, account, end.debt, when).await?;
    tx.add_posted_transfers(&debts).await?;
    Ok(end.refund)
}

/// The one refund that a payment has when its customer leaves.
fn refund_of(payment: PaymentId) -> RefundId {
    RefundId::from_bytes(named("moved out", &[&payment.to_bytes()]).to_bytes())
}
