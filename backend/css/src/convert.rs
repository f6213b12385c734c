//! Prepaid to regular billing and back, at the end of the running interval and without a moment of
//! darkness (SC5.8, FR-27, FR-28). The monthly cycle of a regular account stays as it is (AS-1).

pub(crate) mod money;

use crate::enrol::EnrolError;
use crate::{Css, CssError};
use ami_adcs::refresh::Look;
use ami_adcs::request;
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::command::CommandKind;
use ami_domain::convert::{Booked, Grounds, Snapshot, Terms};
use ami_domain::id::{AccountId, UserId};
use ami_domain::ledger::Book;
use ami_domain::time::{Timestamp, Window};
use ami_mdms::history;
use ami_store::{AccountRow, Meter, ModeChange, Tx};

/// Changes of the mode that the charge of late intervals looks back at.
pub(crate) const CHANGES: u32 = 16;

impl Css {
    /// A person converts an account; the same mode again changes nothing. Gives the end of the
    /// running interval, from which on it holds. What [`Css::preview_conversion`] says of this
    /// moment is booked.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn convert(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        mode: Mode,
    ) -> Result<Timestamp, CssError> {
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let row = tx
            .lock_account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        let terms = self.asked(&mut tx, now.business, &row).await?;
        let (at, booked) = self
            .convert_in(&mut tx, now, chance, (&row, Some(by)), mode, terms)
            .await?;
        if row.mode != mode {
            let (word, from) = (mode.word(), at.as_millis());
            let (fee, deposit) = (booked.fee, booked.deposit);
            let detail = format!("mode {word} from {from}, fee {fee}, deposit {deposit}");
            tx.program_changed(account, by, now.business, &detail)
                .await?;
            self.show_again(&mut tx, now, chance, account).await?;
            tx.watch(account, now.business, false).await?;
        }
        tx.commit().await?;
        Ok(at)
    }

    /// Converts in the caller's transaction: the row of the boundary with the balance as it stood,
    /// the command that lets the meter change at the same boundary by itself, and what the change
    /// moves by these terms.
    pub(crate) async fn convert_in(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        (account, by): (&AccountRow, Option<UserId>),
        mode: Mode,
        terms: Terms,
    ) -> Result<(Timestamp, Booked), CssError> {
        let meter = tx
            .meter(account.meter)
            .await?
            .ok_or(CssError::UnknownAccount(account.id))?;
        let at = boundary(&meter, now.business);
        if account.mode == mode {
            return Ok((at, Booked::default()));
        }
        let stands = money::stands(tx, account.id).await?;
        let moves = terms.moves(mode, stands);
        let booked = moves.booked();
        let change = ModeChange {
            at,
            mode,
            balance: tx.balance(Book::Prepaid(account.id)).await?,
            decided_at: now.business,
            decided_by: by,
            booked,
            grounds: Some(Grounds { terms, stands }),
            snapshot: None,
        };
        tx.change_mode(account.id, &change).await?;
        let kind = CommandKind::SetMode(mode);
        request::accept(tx, now, chance, account.meter, kind, None).await?;
        self.book_moves(tx, now, chance, account, &moves).await?;
        Ok((at, booked))
    }

    /// A fresh view, after something changed that is in it.
    pub(crate) async fn show_again(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        let row = tx
            .account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        // Who has left has no display, and the next customer's is not theirs.
        if row.is_closed() {
            return Ok(());
        }
        let look = ami_adcs::refresh::look(tx, now, &self.terms, row).await?;
        ami_adcs::refresh::show(tx, now, chance, &self.terms, &look).await?;
        Ok(())
    }
}

/// Keeps how the account stood at each change whose time before it is charged by now.
pub(crate) async fn keep_snapshots(
    tx: &mut Tx,
    look: &Look,
    changes: &[ModeChange],
    charged_until: Timestamp,
) -> Result<(), CssError> {
    let account = look.account.id;
    let due = |change: &&ModeChange| change.snapshot.is_none() && change.at <= charged_until;
    for change in changes.iter().filter(due) {
        let window = Window {
            start: look.account.opened_at,
            end: change.at,
        };
        let used = history::of_account(tx, &look.account, &look.meter, window).await?;
        let bill = tx.balance_at(Book::Receivable(account), change.at).await?;
        let stood = Snapshot {
            balance: tx.balance_at(Book::Prepaid(account), change.at).await?,
            owed: -bill,
            credit: tx.supply(look.meter.id).await?.map(|said| said.credit),
            register: used.iter().map(|interval| interval.energy).sum(),
            held: tx.balance_at(Book::Deposit(account), change.at).await?,
            debt: -tx.balance_at(Book::Debt(account), change.at).await?,
        };
        tx.snapshot_mode(account, change.at, &stood).await?;
    }
    Ok(())
}

/// The end of the running interval (FR-28).
pub fn boundary(meter: &Meter, now: Timestamp) -> Timestamp {
    now.floor_to(meter.interval) + meter.interval
}

/// The account's own book in a mode: the prepaid balance, or the monthly bill.
pub(crate) const fn own_book(account: AccountId, mode: Mode) -> Book {
    match mode {
        Mode::Prepaid => Book::Prepaid(account),
        Mode::Regular => Book::Receivable(account),
    }
}

/// Who pays for an interval that starts then, whenever it arrives; the changes newest first.
pub(crate) fn mode_at(now: Mode, changes: &[ModeChange], start: Timestamp) -> Mode {
    match changes.iter().find(|change| change.at <= start) {
        Some(change) => change.mode,
        None => changes.last().map_or(now, |first| match first.mode {
            Mode::Prepaid => Mode::Regular,
            Mode::Regular => Mode::Prepaid,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::money::Money;

    #[test]
    fn fr28_an_interval_is_paid_for_in_the_mode_in_which_it_began() {
        let t = Timestamp::from_millis;
        let change = |at, mode| ModeChange {
            at: t(at),
            mode,
            balance: Money::ZERO,
            decided_at: t(at - 1),
            decided_by: None,
            grounds: None,
            booked: Booked::default(),
            snapshot: None,
        };
        let changes = [change(20, Mode::Prepaid), change(10, Mode::Regular)];
        for (start, mode) in [
            (0, Mode::Prepaid),
            (9, Mode::Prepaid),
            (10, Mode::Regular),
            (19, Mode::Regular),
            (20, Mode::Prepaid),
        ] {
            assert_eq!(mode_at(Mode::Prepaid, &changes, t(start)), mode, "{start}");
        }
        assert_eq!(mode_at(Mode::Regular, &[], t(0)), Mode::Regular);
    }
}
