//! Charges recorded use, interval by interval, and keeps the view fresh (SC4.2, FR-08, FR-09).
//!
//! The transfer's name comes from account and interval, so the same interval can be charged only
//! once, whoever tries.

use crate::convert::{CHANGES, mode_at};
use crate::{Css, CssError};
use ami_adcs::refresh::{self, Look};
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::display::Standing;
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::{Money, Round};
use ami_domain::tariff::Walk;
use ami_domain::time::Timestamp;
use ami_store::{ModeChange, Tx};
use sha2::{Digest, Sha256};

/// So many accounts are charged in one tick, each in a transaction of its own. Those that fail stay
/// at the head of the line and slow the ticks down: with few in a tick they would stop all others.
const BATCH: u32 = 1_024;
/// So many intervals at most are charged in one transaction; the rest follows in the next tick.
const INTERVALS_MAX: usize = 1_000;

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
        let due = self.store.read().await?.accounts_to_charge(BATCH).await?;
        let mut done = Done::default();
        for account in due {
            done.note(self.charge_one(clock.now(), chance, account).await);
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
        let (transfers, until) = transfers(&look, &changes);
        let new = until > look.account.charged_until;
        if new {
            // Where a late interval sent us back, its followers keep what they have cost.
            let ids: Vec<TransferId> = transfers.iter().map(|one| one.id).collect();
            let known = tx.known_transfers(&ids).await?;
            let unknown = transfers.into_iter().filter(|one| !known.contains(&one.id));
            tx.add_posted_transfers(&unknown.collect::<Vec<_>>())
                .await?;
            tx.set_charged_until(account, until).await?;
        } else if let Some(end) = tx.interval_end(look.meter.id).await?
            && end > look.account.charged_until
        {
            // What is left began before the account was charged for the first time, or before the
            // look's eight weeks, or has not begun yet by our clock. The first two are over with
            // this; the last one moves on with the clock and is charged when its time comes.
            tx.set_charged_until(account, end.min(now.business)).await?;
        }
        let row = tx
            .account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let look = look.charged(row);
        let show = now.business >= due || new && turned(&mut tx, &look).await?;
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
        let due = self
            .store
            .read()
            .await?
            .accounts_to_refresh(now, BATCH)
            .await?;
        let mut done = Done::default();
        for account in due {
            done.note(self.open(clock, chance, account).await);
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
    let balance = tx.balance(Book::Prepaid(account)).await?;
    let standing = look.standing(balance, before.as_ref());
    Ok(at_once(before.map(|view| view.standing), standing))
}

/// Below the threshold a view goes out with each interval, and so does the first one above or
/// below it (FR-02, FR-08, SC4.2); in between the policy's pause is enough (FR-09).
fn at_once(before: Option<Standing>, now: Standing) -> bool {
    let urgent = match now {
        Standing::Low | Standing::Zero => true,
        Standing::Ok | Standing::Regular => false,
    };
    urgent || before != Some(now)
}

/// How a batch went.
#[derive(Default)]
pub(crate) struct Done {
    count: u32,
    failed: Option<CssError>,
}

impl Done {
    /// Counts one, or keeps the first failure.
    pub(crate) fn note<T>(&mut self, one: Result<T, CssError>) {
        match one {
            Ok(_) => self.count += 1,
            Err(error) => {
                self.failed.get_or_insert(error);
            }
        }
    }
    /// The count, or the first failure.
    pub(crate) fn end(self) -> Result<u32, CssError> {
        self.failed.map_or(Ok(self.count), Err)
    }
}

/// The transfers for what was used and is not charged, oldest first, and up to when.
fn transfers(look: &Look, changes: &[ModeChange]) -> (Vec<Transfer>, Timestamp) {
    let account = look.account.id;
    let mut walk = Walk::new(&look.tariff, &look.zone, look.meterage);
    let mut until = look.account.charged_until;
    let mut transfers = Vec::new();
    let open = look
        .history
        .iter()
        .filter(|interval| interval.start >= look.account.charged_until);
    for interval in open.take(INTERVALS_MAX) {
        let cost = walk.step(interval, Round::InCustomersFavour);
        let book = match mode_at(look.account.mode, changes, interval.start) {
            Mode::Prepaid => Book::Prepaid(account),
            Mode::Regular => Book::Receivable(account),
        };
        let start = interval.start;
        let mut charge = |amount: Money, word: &str, reason: Reason| {
            if amount.is_positive() {
                transfers.push(Transfer {
                    id: name(account, word, start),
                    from: book,
                    to: Book::Revenue,
                    amount,
                    state: TransferState::Posted,
                    reason,
                    at: interval.end(),
                });
            }
        };
        charge(cost.fixed, "fixed", Reason::Fixed(start));
        charge(cost.energy, "usage", Reason::Usage(start));
        until = interval.end();
    }
    (transfers, until)
}

/// The one name that the charge of an interval can have.
fn name(account: AccountId, word: &str, at: Timestamp) -> TransferId {
    let mut hash = Sha256::new();
    hash.update(word);
    hash.update(account.to_bytes());
    hash.update(at.as_millis().to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    TransferId::from_bytes(bytes)
}
