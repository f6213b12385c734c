//! Help for customers: granted by somebody with a reason, spent before the customer's own money
//! where its purpose allows, and taken back when its time is over. It never lies in the balance
//! that refunds are paid from: a charge is posted as ever, and help pays it in the same commit.

mod spent;

pub(crate) use spent::{Cost, costs, pay};

use crate::book_event::GAP_MAX;
use crate::charge::Done;
use crate::enrol::EnrolError;
use crate::split::{named, settled};
use crate::warn::{Values, say};
use crate::{Css, CssError};
use ami_adcs::{refresh, request, supply};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::command::{CommandKind, Prepay};
use ami_domain::debt::DEBTS_MAX;
use ami_domain::energy::WattHours;
use ami_domain::explain::LineageId;
use ami_domain::grant::{Grant, GrantError, Purpose, WHY_MAX};
use ami_domain::id::{AccountId, GrantId, PaymentId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::message::Importance;
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_store::{AccountRow, GivenRow, Tx};

/// Grants of one account with something left.
pub(crate) const OPEN_MAX: u32 = 16;
/// Grants of one account that are shown.
pub const SHOWN_MAX: u32 = 100;
/// So many grants end in one run.
const BATCH: u32 = 256;

impl Css {
    /// The help of an account, what ends first before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn grants(&self, account: AccountId) -> Result<Vec<Grant>, CssError> {
        let mut tx = self.store.read().await?;
        Ok(tx.grants(account, SHOWN_MAX).await?)
    }

    /// What went back of a grant at its end; nothing while it has not ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn returned_help(&self, grant: &Grant) -> Result<Money, CssError> {
        if grant.expired_at.is_none() {
            return Ok(Money::ZERO);
        }
        let mut tx = self.store.read().await?;
        let entry = tx.transfer(expired(grant.id)).await?;
        Ok(entry.map_or(Money::ZERO, |entry| entry.amount))
    }

    /// Grants help. The same grant a second time changes nothing and answers the same.
    ///
    /// # Errors
    /// [`CssError::Grant`] when it is outside the policy; nothing changed then.
    pub async fn grant(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        account: AccountId,
        grant: &Grant,
    ) -> Result<Grant, CssError> {
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        if let Some((whose, known)) = tx.grant(grant.id).await? {
            return if whose == account && known.same_wish(grant) {
                Ok(known)
            } else {
                Err(GrantError::Reused(grant.id).into())
            };
        }
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        grant.check(now.business, &self.terms.policy.debt)?;
        if tx.open_grants(account, OPEN_MAX).await?.len() >= OPEN_MAX as usize {
            return Err(GrantError::TooMany.into());
        }
        let before = tx.spendable(account).await?;
        if tx.insert_grant(account, grant).await?.is_some() {
            return Err(GrantError::Reused(grant.id).into());
        }
        let books = (Book::Fund, Book::Assistance(account));
        let id = named("granted", &[&grant.id.to_bytes()]);
        let given = Transfer::posted(id, books, grant.amount, Reason::Granted, now.business);
        tx.add_transfer(&given).await?;
        match grant.purpose {
            Purpose::Energy => cover(&mut tx, now, account, grant).await?,
            Purpose::Debt => pay_debts(&mut tx, now, account).await?,
        }
        self.lift(&mut tx, now, chance, &row, id, before).await?;
        let text = match grant.purpose {
            Purpose::Energy => "alert-help-energy",
            Purpose::Debt => "alert-help-debt",
        };
        let amount = (grant.amount, LineageId::Books(account));
        self.tell_money(&mut tx, now, chance, &row, amount, text)
            .await?;
        let detail = format!("help of {} for {:?}", grant.amount, grant.purpose);
        tx.program_changed(account, grant.granted_by, now.business, &detail)
            .await?;
        let known = tx.grant(grant.id).await?;
        tx.commit().await?;
        Ok(known.map_or_else(|| grant.clone(), |(_, known)| known))
    }

    /// Ends help whose time is over: what is left goes back to where it came from, by an entry of
    /// its own. Help for energy first pays for use from before its end, which meters send once a
    /// day; that is waited for as long as an interval of an event. Gives the number of grants.
    ///
    /// # Errors
    /// The first failure, once every other grant had its turn.
    pub async fn end_help(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let now = clock.now();
        let mut done = Done::default();
        loop {
            let mut tx = self.store.read().await?;
            let waited = now.business - GAP_MAX;
            let over = tx
                .grants_over((now.business, waited), done.reach(BATCH))
                .await?;
            drop(tx);
            let Some(over) = done.next(over, BATCH) else {
                break;
            };
            for (account, grant) in over {
                done.note(self.end_one(now, chance, account, grant).await);
            }
        }
        done.end()
    }

    async fn end_one(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
        id: GrantId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let Some((_, grant)) = tx.grant(id).await? else {
            return Ok(());
        };
        self.over(&mut tx, now, chance, &row, &grant).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes back what is left of a grant before its time; again changes nothing. `false` when
    /// the account has no such grant.
    ///
    /// # Errors
    /// [`GrantError::Why`] without a reason; nothing changed then.
    pub async fn take_back_help(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        id: GrantId,
        why: &str,
    ) -> Result<bool, CssError> {
        let why = why.trim();
        if !(1..=WHY_MAX).contains(&why.chars().count()) {
            return Err(GrantError::Why.into());
        }
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let known = tx.grant(id).await?;
        let Some((_, grant)) = known.filter(|(whose, _)| *whose == account) else {
            return Ok(false);
        };
        if grant.unspent.is_positive() {
            self.over(&mut tx, now, chance, &row, &grant).await?;
            let detail = format!("took {} of help back: {why}", grant.unspent);
            tx.program_changed(account, by, now.business, &detail)
                .await?;
            tx.commit().await?;
        }
        Ok(true)
    }

    /// What is left of a grant goes back, and the customer is told.
    async fn over(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        row: &AccountRow,
        grant: &Grant,
    ) -> Result<(), CssError> {
        let account = row.id;
        if !give_up(tx, now, account, grant).await? {
            return Ok(());
        }
        let amount = (grant.unspent, LineageId::Books(account));
        self.tell_money(tx, now, chance, row, amount, "alert-help-over")
            .await?;
        self.show_again(tx, now, chance, account).await?;
        tx.watch(account, now.business, false).await?;
        Ok(())
    }

    /// What an account can spend has grown by something that is no payment: the meter gets the
    /// credit, what was cut is restored, and everybody sees it. `name` is what the meter knows
    /// this credit by.
    pub(crate) async fn lift(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        name: TransferId,
        before: Money,
    ) -> Result<(), CssError> {
        let look = refresh::look(tx, now, &self.terms, account.clone()).await?;
        let after = tx.spendable(account.id).await?;
        let credit = look.credit(after) - look.credit(before);
        if after.is_positive() && credit > WattHours::ZERO {
            give(tx, now, chance, account, name, credit).await?;
        }
        if after > before && after.is_positive() {
            supply::restore(tx, now, chance, account.meter).await?;
        }
        refresh::show(tx, now, chance, &self.terms, &look).await?;
        tx.watch(account.id, now.business, false).await?;
        Ok(())
    }

    /// Tells a customer what became of help or borrowed money: so much, with what explains it.
    pub(crate) async fn tell_money(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        (amount, about): (Money, LineageId),
        text: &'static str,
    ) -> Result<(), CssError> {
        let values = Values {
            balance: tx.spendable(account.id).await?,
            left: Span::ZERO,
            minimum: self.terms.policy.payment_min,
            amount,
            zero: None,
        };
        let notice = say(chance, text, Importance::Info, &values, now.business);
        self.tell_figures((tx, now, chance), account, "money", notice, Some(about))
            .await
    }
}

/// Sends a meter credit that no payment of its account has bought, and keeps it until the meter has
/// it: what the meter refuses for its order is sent again.
pub(crate) async fn give(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    account: &AccountRow,
    name: TransferId,
    credit: WattHours,
) -> Result<(), CssError> {
    let kind = CommandKind::Prepay(Prepay {
        payment: PaymentId::from_bytes(name.to_bytes()),
        credit,
    });
    let command = request::accept(tx, now, chance, account.meter, kind, None).await?;
    let given = GivenRow {
        name,
        account: account.id,
        credit,
        message: command.id,
        at: now.business,
    };
    Ok(tx.insert_given(&given).await?)
}

/// What is left of a grant goes back; whether something did. Also for who closes an account.
pub(crate) async fn give_up(
    tx: &mut Tx,
    now: Now,
    account: AccountId,
    grant: &Grant,
) -> Result<bool, CssError> {
    if !grant.unspent.is_positive() {
        return Ok(false);
    }
    let id = expired(grant.id);
    let books = (Book::Assistance(account), Book::Fund);
    let back = Transfer::posted(id, books, grant.unspent, Reason::Expired, now.business);
    tx.add_transfer(&back).await?;
    tx.expire_grant(grant.id, now.business).await?;
    Ok(true)
}

/// The name of the entry by which what is left of a grant goes back.
fn expired(grant: GrantId) -> TransferId {
    named("expired", &[&grant.to_bytes()])
}

/// Help for energy first pays for what was used and not paid: service comes back with it.
async fn cover(tx: &mut Tx, now: Now, account: AccountId, grant: &Grant) -> Result<(), CssError> {
    let owed = -tx.balance(Book::Prepaid(account)).await?;
    let part = owed.min(grant.amount);
    if part.is_positive() {
        let id = named("covered", &[&grant.id.to_bytes()]);
        let books = (Book::Assistance(account), Book::Prepaid(account));
        let reason = Reason::Helped(now.business);
        tx.add_transfer(&Transfer::posted(id, books, part, reason, now.business))
            .await?;
        tx.spend_grant(grant.id, part).await?;
    }
    Ok(())
}

/// Help for debt pays what is set aside, in the order of paying back.
pub(crate) async fn pay_debts(tx: &mut Tx, now: Now, account: AccountId) -> Result<(), CssError> {
    let mut grants = tx.open_grants(account, OPEN_MAX).await?;
    if grants.is_empty() {
        return Ok(());
    }
    for debt in tx.debts(account, DEBTS_MAX).await? {
        let parts = ami_domain::grant::spend(debt.owed, Purpose::Debt, now.business, &grants);
        let mut missed = debt.missed;
        for (grant, part) in parts {
            // A grant pays a debt once more when the debt is owed again, and each time it has less.
            let own = grants.iter_mut().find(|one| one.id == grant);
            let left = own.as_ref().map_or(Money::ZERO, |own| own.unspent);
            let left = left.as_micros().to_be_bytes();
            let id = named(
                "debt_help",
                &[&grant.to_bytes(), &debt.id.to_bytes(), &left],
            );
            let books = (Book::Assistance(account), Book::Debt(account));
            let reason = Reason::Helped(now.business);
            tx.add_transfer(&Transfer::posted(id, books, part, reason, now.business))
                .await?;
            missed = (missed - part).max(Money::ZERO);
            tx.pay_debt(debt.id, part, missed).await?;
            tx.spend_grant(grant, part).await?;
            if let Some(own) = own {
                own.unspent -= part;
            }
        }
    }
    settled(tx, account, now.business).await
}
