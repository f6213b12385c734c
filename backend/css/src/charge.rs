//! Charges recorded use, interval by interval, and keeps the view fresh (SC4.2, FR-08, FR-09).
//!
//! What an interval costs, and how it is charged once, is in `rate.rs`.

use crate::convert::{CHANGES, keep_snapshots};
use crate::rate::rate;
use crate::{Css, CssError};
use ami_adcs::refresh::{self, Look};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::display::Standing;
use ami_domain::id::AccountId;
use ami_store::Tx;
use std::collections::BTreeSet;

/// So many accounts are charged in one tick, each in a transaction of its own. Those that fail stay
/// at the head of the line, and others have their turn behind them.
const BATCH: u32 = 1_024;

impl Css {
    /// Charges every account whose meter has sent intervals that are not charged yet. Gives the
    /// number of accounts. One that cannot be charged does not keep the others from it.
    ///
    /// # Errors
    /// The first failure, once every other account had its turn; what was charged stays charged.
    pub async fn charge(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let (mut done, mut tried) = (Done::default(), BTreeSet::new());
        loop {
            let mut tx = self.store.read().await?;
            let due = tx.accounts_to_charge(done.reach(BATCH)).await?;
            drop(tx);
            let Some(mut due) = done.next(due, BATCH) else {
                break;
            };
            // One that has use ahead of our clock is still in the line when it is charged.
            due.retain(|account| tried.insert(*account));
            if due.is_empty() {
                break;
            }
            for account in due {
                done.note(self.charge_one(clock.now(), chance, account).await);
            }
        }
        done.end()
    }

    async fn charge_one(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx
            .lock_account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let due = row.show_due;
        let look = refresh::look(&mut tx, now, &self.terms, row).await?;
        let changes = tx.mode_changes(account, CHANGES).await?;
        let stop = tx.move_out(account).await?.map(|wish| wish.at);
        let rated = rate(&mut tx, (now, &self.terms), &look, &changes, stop).await?;
        let new = rated.until > look.account.charged_until;
        if new {
            tx.set_charged_until(account, rated.until).await?;
        } else if let Some(end) = tx.interval_end(look.meter.id).await?
            && end > look.account.charged_until
        {
            // What is left began before the account was charged for the first time, or further
            // back than any look, or has not begun yet by our clock. The first two are over with
            // this; the last one moves on with the clock and is charged when its time comes.
            let end = stop.map_or(end, |stop| end.min(stop));
            tx.set_charged_until(account, end.min(now.business)).await?;
        }
        let row = tx
            .account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        keep_snapshots(&mut tx, &look, &changes, row.charged_until).await?;
        if rated.bill {
            self.bill_is_less(&mut tx, now, chance, &row).await?;
        }
        let look = look.charged(row);
        let show = now.business >= due || rated.again || new && turned(&mut tx, &look).await?;
        if show {
            refresh::show(&mut tx, now, chance, &self.terms, &look).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Sends a fresh view to every account for whom one is due.
    /// Gives the number of accounts. One that fails does not keep the others from it.
    ///
    /// # Errors
    /// The first failure, once every other account had its turn.
    pub async fn refresh(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let now = clock.now().business;
        let mut done = Done::default();
        loop {
            let mut tx = self.store.read().await?;
            let due = tx.accounts_to_refresh(now, done.reach(BATCH)).await?;
            drop(tx);
            let Some(due) = done.next(due, BATCH) else {
                break;
            };
            for account in due {
                done.note(self.open(clock, chance, account).await);
            }
        }
        done.end()
    }

    /// Computes and sends a view now; the first one of a new account, too.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn open(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let row = tx
            .lock_account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let look = refresh::look(&mut tx, now, &self.terms, row).await?;
        refresh::show(&mut tx, now, chance, &self.terms, &look).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether the balance stands so that people hear of it now.
async fn turned(tx: &mut Tx, look: &Look) -> Result<bool, CssError> {
    let account = look.account.id;
    let before = tx.view(account).await?;
    let balance = tx.spendable(account).await?;
    let standing = look.standing(balance, before.as_ref());
    Ok(at_once(before.map(|view| view.standing), standing))
}

/// Below the threshold a view goes out with each interval, and so does the first one above or
/// below it (FR-02, FR-08, SC4.2); in between the policy's pause is enough (FR-09).
fn at_once(before: Option<Standing>, now: Standing) -> bool {
    let urgent = match now {
        Standing::Low | Standing::Zero => true,
        Standing::Ok | Standing::Regular | Standing::Vacant => false,
    };
    urgent || before != Some(now)
}

/// How a batch went.
#[derive(Default)]
pub(crate) struct Done {
    count: u32,
    failures: u32,
    failed: Option<CssError>,
}

impl Done {
    /// Counts one, or keeps the first failure.
    pub(crate) fn note<T>(&mut self, one: Result<T, CssError>) {
        match one {
            Ok(_) => self.count += 1,
            Err(error) => {
                self.failures += 1;
                self.failed.get_or_insert(error);
            }
        }
    }
    /// So many of a line are read next: those that failed stand at its head, and others have their
    /// turn behind them.
    pub(crate) fn reach(&self, batch: u32) -> u32 {
        batch.saturating_add(self.failures)
    }
    /// What was not tried of a line that was read so far; `None` when the tick is over: there are
    /// no more, or a batch of them is done.
    pub(crate) fn next<T>(&self, mut line: Vec<T>, batch: u32) -> Option<Vec<T>> {
        let tried = usize::try_from(self.failures).unwrap_or(usize::MAX);
        let rest = line.split_off(tried.min(line.len()));
        (self.count < batch && !rest.is_empty()).then_some(rest)
    }
    /// The count, or the first failure.
    pub(crate) fn end(self) -> Result<u32, CssError> {
        self.failed.map_or(Ok(self.count), Err)
    }
}
