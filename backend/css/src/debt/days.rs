//! Days that have begun pay debt back, once each, whoever tries.

use super::zone;
use crate::charge::Done;
use crate::split::{named, owed, settled};
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::debt::day;
use ami_domain::explain::DebtStep;
use ami_domain::id::AccountId;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Timestamp, Zone};
use ami_store::{OwingRow, Tx};

/// So many accounts pay a day back in one tick.
const BATCH: u32 = 256;
/// After an outage so many days are made up at most; what is older is never asked for.
const DAYS_MAX: i32 = 3;

impl Css {
    /// Days that have begun pay debt back. Gives the number of accounts. The name of each transfer
    /// comes from debt and day, so a day pays once, whoever tries.
    ///
    /// # Errors
    /// The first failure, once every other account had its turn.
    pub async fn pay_debt_days(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let now = clock.now();
        let mut done = Done::default();
        loop {
            let mut tx = self.store.read().await?;
            let due = tx.owing_due(now.business, done.reach(BATCH)).await?;
            drop(tx);
            let Some(due) = done.next(due, BATCH) else {
                break;
            };
            for account in due {
                done.note(self.pay_days_of(now, chance, account).await);
            }
        }
        done.end()
    }

    async fn pay_days_of(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let Some(owing) = tx.owing(account).await? else {
            return Ok(());
        };
        let zone = zone(&mut tx, &row).await?;
        let today = zone.civil(now.business).day;
        let mut at = owing.next_day.max(zone.start_of(today.plus(1 - DAYS_MAX)));
        let mut paid = false;
        while at <= now.business {
            paid |= self.pay_day(&mut tx, &zone, account, at).await?;
            at = zone.start_of(zone.civil(at).day.plus(1));
        }
        tx.set_owing(
            account,
            &OwingRow {
                next_day: at,
                ..owing
            },
        )
        .await?;
        settled(&mut tx, account, now.business).await?;
        if paid {
            self.show_again(&mut tx, now, chance, account).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// One day; whether money moved.
    async fn pay_day(
        &self,
        tx: &mut Tx,
        zone: &Zone,
        account: AccountId,
        at: Timestamp,
    ) -> Result<bool, CssError> {
        let owed = owed(tx, zone, account, at).await?;
        let policy = &self.terms.policy.debt;
        let parts = day(&owed.state(policy));
        if owed.debts.iter().any(|one| one.recovery.is_by_time()) {
            let step = DebtStep::Day(parts.clone());
            owed.keep(tx, (account, None), (zone, at), policy, step)
                .await?;
        }
        let mut paid = false;
        for part in parts {
            let debt = owed.debts.iter().find(|one| one.id == part.debt);
            let missed = debt.map_or(Money::ZERO, |one| one.missed) + part.missed;
            if part.taken.is_positive() {
                let day = at.as_millis().to_be_bytes();
                let id = named("debt_day", &[&part.debt.to_bytes(), &day]);
                let books = (Book::Prepaid(account), Book::Debt(account));
                let moved = Transfer::posted(id, books, part.taken, Reason::DebtDay(at), at);
                tx.add_transfer(&moved).await?;
                paid = true;
            }
            let left = debt.map_or(Money::ZERO, |one| one.owed) - part.taken;
            tx.pay_debt(part.debt, part.taken, missed.min(left)).await?;
        }
        Ok(paid)
    }
}
