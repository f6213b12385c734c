//! An event as time passes: it is shown from 24 h before, its use is charged to its own money and
//! then to its payer, and after its end what is left goes back (SC2.13 to SC2.15, SC3.8, PR-ENDB).

use super::EventError;
use super::charge::GAP_MAX;
use crate::charge::Done;
use crate::convert::own_book;
use crate::help::give;
use crate::stands::numbered;
use crate::{Css, CssError};
use ami_adcs::{refresh, schedule};
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::energy::WattHours;
use ami_domain::event::EventState;
use ami_domain::id::{AccountId, EventId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, EventProblem, EventRow, Tx};
use sha2::{Digest, Sha256};

/// So many events are carried on in one tick.
const BATCH: u32 = 256;
/// An event that waits for an interval is looked at when one comes in (`charge_events_from`), and
/// after this: a gap may be over.
const LOOK_AGAIN: Span = Span::minutes(15);
/// A site whose supply may not be reduced now is looked at again after this.
const CUT_AGAIN: Span = Span::minutes(5);

impl Css {
    /// Carries on every event that is due. Gives their number. One that fails does not keep the
    /// others from it.
    ///
    /// # Errors
    /// The first failure, once every other event had its turn.
    pub async fn run_events(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let now = clock.now().business;
        let mut done = Done::default();
        loop {
            let mut tx = self.store.read().await?;
            let due = tx.events_due(now, done.reach(BATCH)).await?;
            drop(tx);
            let Some(due) = done.next(due, BATCH) else {
                break;
            };
            for event in due {
                done.note(self.run_event(clock.now(), chance, event).await);
            }
        }
        done.end()
    }

    async fn run_event(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        event: EventId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let found = tx.event(event).await?.ok_or(EventError::Unknown)?;
        let mut accounts = [found.site, found.account];
        accounts.sort_unstable();
        for one in accounts {
            tx.lock_account(one).await?;
        }
        let mut row = tx.lock_event(event).await?.ok_or(EventError::Unknown)?;
        let before = row.clone();
        close_for_the_next(&mut tx, &mut row, now.business).await?;
        row.state = row.state.at(row.window, row.closes, now.business);
        // One that is settled is here because an interval of it came late or was corrected.
        let charged = match row.state {
            EventState::Running | EventState::Over | EventState::Settled => {
                self.charge_event(&mut tx, now, &mut row).await?
            }
            EventState::Held | EventState::Booked | EventState::Cancelled => false,
        };
        let gave = self
            .give_back_in_time(&mut tx, now, chance, &mut row)
            .await?;
        row.next_at = self.next(&mut tx, now, chance, &mut row).await?;
        tx.save_event(&row).await?;
        if charged || gave || row.state != before.state || row.state == EventState::Booked {
            self.show_both(&mut tx, now, chance, &row).await?;
            self.tell(&mut tx, now, &row).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// When the event is looked at again; ends it when everything is done.
    async fn next(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        row: &mut EventRow,
    ) -> Result<Option<Timestamp>, CssError> {
        let soon = row.window.start - schedule::AHEAD;
        Ok(match row.state {
            EventState::Held | EventState::Settled | EventState::Cancelled => None,
            EventState::Booked if now.business < soon => Some(soon),
            EventState::Booked => Some(row.window.start),
            EventState::Running => {
                let ends = [Some(row.window.end), row.closes].into_iter().flatten();
                let ahead = ends.filter(|end| *end > now.business).min();
                let again = now.business + LOOK_AGAIN;
                Some(ahead.map_or(again, |end| end.min(again)))
            }
            EventState::Over if !is_charged(row, row.closes, now.business) => {
                Some(now.business + LOOK_AGAIN)
            }
            EventState::Over => {
                // The judge of the cut reads the row: the event runs no more.
                tx.save_event(row).await?;
                if schedule::reduce_after(tx, now, chance, &self.terms, row).await? {
                    row.state = EventState::Settled;
                    row.verify_at = None;
                    row.problem = row.problem.filter(|one| *one != EventProblem::HeldCut);
                    None
                } else {
                    row.problem = Some(EventProblem::HeldCut);
                    Some(now.business + CUT_AGAIN)
                }
            }
        })
    }

    /// What is left goes back once the last interval of the window is charged.
    async fn give_back_in_time(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        row: &mut EventRow,
    ) -> Result<bool, CssError> {
        let ended = match row.state {
            EventState::Running | EventState::Over | EventState::Settled => {
                row.window.end <= now.business
            }
            EventState::Held | EventState::Booked | EventState::Cancelled => false,
        };
        if !ended || !is_charged(row, Some(row.window.end), now.business) {
            return Ok(false);
        }
        self.give_back(tx, now, chance, row).await
    }

    /// Returns the event's money to its payer: to the prepaid balance, or as a credit on the
    /// monthly bill. Whether there was any.
    pub(super) async fn give_back(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        row: &mut EventRow,
    ) -> Result<bool, CssError> {
        let left = tx.balance(Book::Event(row.id)).await?;
        if !left.is_positive() {
            return Ok(false);
        }
        let payer = account(tx, row.account).await?;
        let mode = payer.mode;
        let to = own_book(payer.id, mode);
        let before = tx.balance(to).await?;
        let look = refresh::look(tx, now, &self.terms, payer).await?;
        let reason = Reason::EventReturn(row.id);
        let again = row.returned.is_positive();
        let id = return_name(row, row.returned);
        tx.add_transfer(&Transfer {
            id,
            from: Book::Event(row.id),
            to,
            amount: left,
            state: TransferState::Posted,
            reason,
            at: now.business,
        })
        .await?;
        row.left = Money::ZERO;
        row.returned += left;
        let after = before + left;
        let credit = look.credit(after) - look.credit(before);
        if mode == Mode::Prepaid && after.is_positive() && credit > WattHours::ZERO {
            let first = TransferId::from_bytes(row.payment.to_bytes());
            let name = if again { id } else { first };
            give(tx, now, chance, &look.account, name, credit).await?;
        }
        Ok(true)
    }

    /// Fresh views for the site and for the payer.
    pub(super) async fn show_both(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        row: &EventRow,
    ) -> Result<(), CssError> {
        let mut both = vec![row.site, row.account];
        both.dedup();
        for one in both {
            let of = account(tx, one).await?;
            if of.is_closed() {
                continue;
            }
            let look = refresh::look(tx, now, &self.terms, of).await?;
            refresh::show(tx, now, chance, &self.terms, &look).await?;
        }
        Ok(())
    }
}

pub(super) async fn account(tx: &mut Tx, id: AccountId) -> Result<AccountRow, CssError> {
    tx.account(id).await?.ok_or(CssError::UnknownAccount(id))
}

/// An open event ends where the next one of its place begins: two are never charged at once.
async fn close_for_the_next(
    tx: &mut Tx,
    row: &mut EventRow,
    now: Timestamp,
) -> Result<(), CssError> {
    if row.closes.is_some() || now < row.window.end {
        return Ok(());
    }
    let next = tx.next_event_at(row.location, row.window.end).await?;
    if let Some(next) = next.filter(|next| next.window.start <= now) {
        row.closes = Some(next.window.start);
    }
    Ok(())
}

/// Everything up to `end` is charged, or waiting for it makes no sense any more.
pub(crate) fn is_charged(row: &EventRow, end: Option<Timestamp>, now: Timestamp) -> bool {
    end.is_some_and(|end| row.charged_until >= end || now >= end + GAP_MAX)
}

/// The name of what goes back after so much went back. More goes back when use that was charged is
/// corrected: that is a movement of its own.
pub(crate) fn return_name(row: &EventRow, returned: Money) -> TransferId {
    let mut what = named("return", row.id, row.booked_at);
    if returned.is_positive() {
        what.update(returned.as_micros().to_be_bytes());
    }
    numbered(what, 0)
}

/// What names a movement of an event: its word, and what it is of.
pub(super) fn named(word: &str, event: EventId, at: Timestamp) -> Sha256 {
    let mut hash = Sha256::new();
    hash.update("event ");
    hash.update(word);
    hash.update(event.to_bytes());
    hash.update(at.as_millis().to_be_bytes());
    hash
}
