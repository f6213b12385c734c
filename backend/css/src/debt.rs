//! Arrears that are set aside and paid back bit by bit, the hardship pause, and emergency credit.

mod days;

use crate::borrow::emergency;
use crate::enrol::EnrolError;
use crate::help::pay_debts;
use crate::split::{Owed, owed};
use crate::{Css, CssError};
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::debt::{
    DEBTS_MAX, Debt, DebtError, DebtKind, Line, NotLent, Outlook, Recovery, allocate, outlook,
};
use ami_domain::id::{AccountId, DebtId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::{Money, Round};
use ami_domain::time::{Timestamp, Zone};
use ami_store::{AccountRow, OwingRow, Tx};

/// Longest reason of a pause, in characters.
const REASON_MAX: usize = 500;

/// What an account owes, and what it could borrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What is owed.
    pub owed: Owed,
    /// What emergency credit would be lent now.
    pub offer: Result<Money, NotLent>,
}

/// A plan and what it would mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// What would be set aside, or is owed already.
    pub owed: Money,
    /// What this home usually pays in a week.
    pub weekly: Money,
    /// What the plan takes.
    pub outlook: Outlook,
    /// The day it is paid back.
    pub until: Option<Timestamp>,
}

impl Css {
    /// What an account owes, and what it could borrow.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn debt(&self, now: Now, account: AccountId) -> Result<Standing, CssError> {
        let mut tx = self.store.read().await?;
        let row = tx.account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let zone = zone(&mut tx, &row).await?;
        let owed = owed(&mut tx, &zone, account, now.business).await?;
        let spendable = tx.spendable(account).await?;
        let offer = self.lends(&row, spendable, owed.emergency - owed.friendly);
        Ok(Standing { owed, offer })
    }

    /// What is lent to this balance, of which so much is owed: a monthly bill has no use for it.
    fn lends(&self, row: &AccountRow, spendable: Money, owed: Money) -> Result<Money, NotLent> {
        match row.mode {
            Mode::Prepaid => self.terms.policy.debt.lends(spendable, owed),
            Mode::Regular => Err(NotLent::NotOffered),
        }
    }

    /// What a payment would be split into now, before any money moves.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn split(
        &self,
        now: Now,
        account: AccountId,
        amount: Money,
    ) -> Result<Vec<(Line, Money)>, CssError> {
        let standing = self.debt(now, account).await?;
        let policy = &self.terms.policy.debt;
        Ok(allocate(amount, &standing.owed.state(policy)).lines())
    }

    /// Looks ahead at a plan for what is owed, at this home's usual use.
    ///
    /// # Errors
    /// [`CssError::Debt`] when the plan is outside the policy or nothing is owed.
    pub async fn preview_debt(
        &self,
        now: Now,
        account: AccountId,
        recovery: Recovery,
    ) -> Result<Preview, CssError> {
        let policy = &self.terms.policy.debt;
        recovery.check(policy)?;
        let mut tx = self.store.read().await?;
        let row = tx.account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let zone = zone(&mut tx, &row).await?;
        let set_aside: Money = tx
            .debts(account, DEBTS_MAX)
            .await?
            .iter()
            .map(|one| one.owed)
            .sum();
        let open: Money = arrears(&mut tx, account)
            .await?
            .iter()
            .map(|(.., owed)| *owed)
            .sum();
        let owed = set_aside + open;
        if !owed.is_positive() {
            return Err(DebtError::NothingOwed.into());
        }
        let weekly = match tx.view(account).await? {
            Some(view) => {
                let day = view.rate_now.cost_of(view.daily_average, Round::Nearest);
                Money::micros(day.as_micros().saturating_mul(7))
            }
            None => Money::ZERO,
        };
        let outlook = outlook(owed, recovery, weekly, policy);
        let today = zone.civil(now.business).day;
        let until = outlook
            .weeks
            .and_then(|weeks| i32::try_from(weeks * 7).ok());
        Ok(Preview {
            owed,
            weekly,
            outlook,
            until: until.map(|days| zone.start_of(today.plus(days))),
        })
    }

    /// Sets aside whatever is owed for energy, so that prepayment begins at zero; by a
    /// representative, who is noted.
    ///
    /// # Errors
    /// [`CssError::Debt`] when nothing is owed, the plan is outside the policy, or the account has
    /// had [`DEBTS_MAX`] debts.
    pub async fn set_aside(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        recovery: Recovery,
    ) -> Result<(), CssError> {
        let now = clock.now();
        recovery.check(&self.terms.policy.debt)?;
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        let found = arrears(&mut tx, account).await?;
        if found.is_empty() {
            return Err(DebtError::NothingOwed.into());
        }
        let known = tx.debts_ever(account, DEBTS_MAX).await?;
        if known.len() + found.len() > DEBTS_MAX as usize {
            return Err(DebtError::TooMany.into());
        }
        let first = known.iter().map(|one| one.rank).max();
        let first = first.map_or(0, |last| last + 1);
        for (rank, (kind, book, amount)) in (first..).zip(found) {
            let id = TransferId::from_bytes(chance.bytes());
            let books = (Book::Debt(account), book);
            let moved = Transfer::posted(id, books, amount, Reason::SetAside, now.business);
            tx.add_transfer(&moved).await?;
            let debt = Debt {
                id: DebtId::from_bytes(chance.bytes()),
                kind,
                amount,
                owed: amount,
                recovery,
                missed: Money::ZERO,
                rank,
                since: now.business,
            };
            tx.insert_debt(account, &debt).await?;
        }
        begin_days(&mut tx, &row, now).await?;
        pay_debts(&mut tx, now, account).await?;
        let detail = format!("arrears set aside, {recovery:?}");
        self.told(&mut tx, now, chance, account, by, &detail)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes how a debt is paid back.
    ///
    /// # Errors
    /// [`CssError::Debt`] when the plan is outside the policy, or there is no such debt.
    pub async fn change_recovery(
        &self,
        clock: &dyn Clock,
        by: UserId,
        account: AccountId,
        debt: DebtId,
        recovery: Recovery,
    ) -> Result<(), CssError> {
        recovery.check(&self.terms.policy.debt)?;
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        row.ok_or(CssError::UnknownAccount(account))?;
        let known = tx.debts(account, DEBTS_MAX).await?;
        if !known.iter().any(|one| one.id == debt) {
            return Err(DebtError::Unknown.into());
        }
        tx.set_recovery(debt, recovery).await?;
        let detail = format!("debt {debt}: {recovery:?}");
        let at = clock.now().business;
        tx.program_changed(account, by, at, &detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Pauses paying back until then for hardship; `None` ends the pause.
    ///
    /// # Errors
    /// [`CssError::Debt`] when it is over already or too long, or nothing is owed;
    /// [`CssError::BadReason`] without a reason.
    pub async fn hold_debt(
        &self,
        clock: &dyn Clock,
        by: UserId,
        account: AccountId,
        hold: Option<(Timestamp, String)>,
    ) -> Result<(), CssError> {
        let now = clock.now().business;
        if let Some((until, reason)) = &hold {
            if *until <= now || *until > now + self.terms.policy.debt.hold_max {
                return Err(DebtError::Pause.into());
            }
            if reason.trim().is_empty() || reason.chars().count() > REASON_MAX {
                return Err(CssError::BadReason);
            }
        }
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        row.ok_or(CssError::UnknownAccount(account))?;
        let owing = tx.owing(account).await?.ok_or(DebtError::NothingOwed)?;
        let until = hold.as_ref().map(|(until, _)| until.as_millis());
        tx.set_owing(
            account,
            &OwingRow {
                held: hold,
                ..owing
            },
        )
        .await?;
        let detail = format!("paying back paused until {until:?}");
        tx.program_changed(account, by, now, &detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lends emergency credit, once until it is paid back. What was cut is restored.
    ///
    /// # Errors
    /// [`DebtError::NotLent`] when it is not offered, not needed or not paid back yet.
    pub async fn lend(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
    ) -> Result<Money, CssError> {
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        let before = tx.spendable(account).await?;
        let chosen = tx.borrowing(account).await?;
        let emergency = emergency(&mut tx, account, &chosen).await?;
        let lends = self.lends(&row, before, emergency);
        let amount = lends.map_err(DebtError::NotLent)?;
        let id = TransferId::from_bytes(chance.bytes());
        let books = (Book::Emergency(account), Book::Prepaid(account));
        let lent = Transfer::posted(id, books, amount, Reason::Lent, now.business);
        tx.add_transfer(&lent).await?;
        self.lift(&mut tx, now, chance, &row, id, before).await?;
        let detail = format!("emergency credit of {amount}");
        self.told(&mut tx, now, chance, account, by, &detail)
            .await?;
        tx.commit().await?;
        Ok(amount)
    }

    async fn told(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
        by: UserId,
        detail: &str,
    ) -> Result<(), CssError> {
        tx.program_changed(account, by, now.business, detail)
            .await?;
        self.show_again(tx, now, chance, account).await?;
        tx.watch(account, now.business, false).await?;
        Ok(())
    }
}

/// What is owed for energy and is not set aside yet.
async fn arrears(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(DebtKind, Book, Money)>, CssError> {
    let mut found = Vec::new();
    for (kind, book) in [
        (DebtKind::Arrears, Book::Receivable(account)),
        (DebtKind::Overdrawn, Book::Prepaid(account)),
    ] {
        let owed = -tx.balance(book).await?;
        if owed.is_positive() {
            found.push((kind, book, owed));
        }
    }
    Ok(found)
}

/// Paying back begins tomorrow, unless it has begun.
pub(crate) async fn begin_days(
    tx: &mut Tx,
    account: &AccountRow,
    now: Now,
) -> Result<(), CssError> {
    if tx.owing(account.id).await?.is_some() {
        return Ok(());
    }
    let zone = zone(tx, account).await?;
    let tomorrow = zone.civil(now.business).day.plus(1);
    let owing = OwingRow {
        held: None,
        next_day: zone.start_of(tomorrow),
    };
    Ok(tx.set_owing(account.id, &owing).await?)
}

pub(crate) async fn zone(tx: &mut Tx, account: &AccountRow) -> Result<Zone, CssError> {
    let place = tx.location(account.location).await?;
    let zone = place.and_then(|place| Zone::named(&place.zone).ok());
    Ok(zone.unwrap_or_else(Zone::utc))
}
