//! Debt is given up by entries only, and only when a second person has agreed.

use crate::split::{named, settled};
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::Clock;
use ami_domain::debt::DEBTS_MAX;
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, UserId, WriteOffId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::write_off::{WriteOff, WriteOffError, WriteOffState};

/// Most wishes in one list.
pub const LIST_MAX: u32 = 500;

impl Css {
    /// Wishes that wait for a second person, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_write_offs(&self) -> Result<Vec<WriteOff>, CssError> {
        Ok(self.store.read().await?.open_write_offs(LIST_MAX).await?)
    }

    /// Asks for debt to be given up. Nothing moves yet. The same wish a second time changes
    /// nothing and answers the same.
    ///
    /// # Errors
    /// [`CssError::WriteOff`] when more is asked than is owed, or without a reason.
    pub async fn ask_write_off(&self, wish: &WriteOff) -> Result<WriteOff, CssError> {
        let mut tx = self.store.begin().await?;
        let account = tx.lock_account(wish.account).await?;
        account.ok_or(CssError::UnknownAccount(wish.account))?;
        if let Some(known) = tx.write_off(wish.id).await? {
            return same(known, wish);
        }
        let debts = tx.debts(wish.account, DEBTS_MAX).await?;
        let own = debts.iter().find(|one| one.id == wish.debt);
        wish.check(own.map_or(Money::ZERO, |one| one.owed))?;
        if let Some(known) = tx.insert_write_off(wish).await? {
            return same(known, wish);
        }
        tx.commit().await?;
        Ok(wish.clone())
    }

    /// A second person decides. Approved, the debt is given up by one entry, as far as it is still
    /// owed.
    ///
    /// # Errors
    /// [`CssError::WriteOff`] when it is the person who asked, or it was decided otherwise.
    pub async fn decide_write_off(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        by: UserId,
        id: WriteOffId,
        approve: bool,
    ) -> Result<WriteOff, CssError> {
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let unknown = WriteOffError::Unknown(id);
        let account = tx.write_off(id).await?.ok_or(unknown)?.account;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        // Read again under the lock: somebody may just have decided.
        let wish = tx.write_off(id).await?.ok_or(unknown)?;
        let state = wish.decide(by, now.business, approve)?;
        if state == wish.state {
            return Ok(wish);
        }
        let decided = WriteOff { state, ..wish };
        tx.decide_write_off(id, state).await?;
        if let WriteOffState::Approved { .. } = state {
            let given_up = self.give_up_debt(&mut tx, now, &decided).await?;
            if given_up.is_positive() {
                let amount = (given_up, LineageId::Owed(account));
                self.tell_money(&mut tx, now, chance, &row, amount, "alert-debt-given-up")
                    .await?;
                self.show_again(&mut tx, now, chance, account).await?;
            }
        }
        let detail = format!("write-off {id}: {}", state.word());
        tx.program_changed(account, by, now.business, &detail)
            .await?;
        tx.commit().await?;
        Ok(decided)
    }

    async fn give_up_debt(
        &self,
        tx: &mut ami_store::Tx,
        now: ami_domain::clock::Now,
        wish: &WriteOff,
    ) -> Result<Money, CssError> {
        let debts = tx.debts(wish.account, DEBTS_MAX).await?;
        let Some(debt) = debts.into_iter().find(|one| one.id == wish.debt) else {
            return Ok(Money::ZERO);
        };
        let part = wish.amount.min(debt.owed);
        let left = debt.owed - part;
        let id = named("written_off", &[&wish.id.to_bytes()]);
        let books = (Book::WriteOff, Book::Debt(wish.account));
        tx.add_transfer(&Transfer::posted(
            id,
            books,
            part,
            Reason::WrittenOff,
            now.business,
        ))
        .await?;
        tx.pay_debt(debt.id, part, debt.missed.min(left)).await?;
        settled(tx, wish.account, now.business).await?;
        Ok(part)
    }

    /// What was asked about an account, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn write_offs_of(&self, account: AccountId) -> Result<Vec<WriteOff>, CssError> {
        let mut tx = self.store.read().await?;
        Ok(tx.write_offs_of(account, LIST_MAX).await?)
    }
}

fn same(known: WriteOff, wish: &WriteOff) -> Result<WriteOff, CssError> {
    let same = known.account == wish.account
        && known.debt == wish.debt
        && known.amount == wish.amount
        && known.asked_by == wish.asked_by;
    if same {
        Ok(known)
    } else {
        Err(WriteOffError::Reused(wish.id).into())
    }
}
