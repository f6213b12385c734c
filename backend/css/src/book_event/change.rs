//! Moving, cancelling and ending an event, and sending it once more.

use super::EventError;
use crate::{Css, CssError};
use ami_adcs::{refresh, schedule};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::event::{self, Answer, EventState};
use ami_domain::id::{AccountId, EventId};
use ami_domain::time::{Timestamp, Window};
use ami_store::{EventRow, Tx};

impl Css {
    /// Moves a booked event to another window; its money stays with it. `version` is the one that
    /// the caller saw.
    ///
    /// # Errors
    /// [`EventError`] when the window is outside the rules or taken, the start is too near, or the
    /// event has moved on.
    pub async fn move_event(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
        event: EventId,
        version: u32,
        (start, end): (Timestamp, Timestamp),
    ) -> Result<EventRow, CssError> {
        let mut tx = self.store.begin().await?;
        let mut row = locked(&mut tx, account, event).await?;
        if row.window == (Window { start, end }) && row.version == version + 1 {
            return Ok(row); // The second copy of the same wish.
        }
        if row.version != version {
            return Err(EventError::MovedOn.into());
        }
        self.still_changes(&row, now)?;
        let site = tx
            .account(row.site)
            .await?
            .ok_or(CssError::UnknownAccount(row.site))?;
        let look = refresh::look_for(&mut tx, now, &self.terms, site, row.account).await?;
        let window = event::check(start, end, now.business, look.meter.interval)
            .map_err(EventError::Refused)?;
        let taken = tx.windows_taken(row.location, window).await?;
        if taken.iter().any(|(other, _)| *other != row.id) {
            return Err(EventError::NotFree(Answer::Scheduled).into());
        }
        row.window = window;
        row.closes = row.after.closes(window);
        row.charged_until = window.start;
        row.energy = look.event_energy(window.start, row.left);
        super::keep_grounds(&mut tx, &look, &row, row.left).await?;
        row.version += 1;
        row.next_at = Some(now.business);
        schedule::accept(&mut tx, now, chance, &self.terms, &mut row).await?;
        tx.save_event(&row).await?;
        self.tell(&mut tx, now, &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Cancels an event before its start: all of its money goes back to who paid. One that is only
    /// held is let go, and what is paid for it after that comes to the balance.
    ///
    /// # Errors
    /// [`EventError::TooLate`] or [`EventError::MovedOn`].
    pub async fn cancel_event(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
        event: EventId,
    ) -> Result<EventRow, CssError> {
        let mut tx = self.store.begin().await?;
        let mut row = locked(&mut tx, account, event).await?;
        if row.state == EventState::Cancelled {
            return Ok(row);
        }
        if row.held_until.is_some() {
            self.let_go(&mut tx, now, &mut row).await?;
            tx.commit().await?;
            return Ok(row);
        }
        self.still_changes(&row, now)?;
        row.version += 1;
        row.state = EventState::Cancelled;
        row.next_at = None;
        schedule::cancel(&mut tx, now, chance, &mut row).await?;
        self.give_back(&mut tx, now, chance, &mut row).await?;
        tx.save_event(&row).await?;
        self.show_both(&mut tx, now, chance, &row).await?;
        self.tell(&mut tx, now, &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Cancels a booked event whoever pays for it and however near its start: its site or its payer
    /// is leaving. Whether it is out of the way.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn call_off(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        event: EventId,
    ) -> Result<bool, CssError> {
        let mut tx = self.store.begin().await?;
        let Some(found) = tx.event(event).await? else {
            return Ok(true);
        };
        let mut row = locked(&mut tx, found.account, event).await?;
        if row.state != EventState::Booked || row.window.start <= now.business {
            return Ok(row.state == EventState::Cancelled);
        }
        row.version += 1;
        row.state = EventState::Cancelled;
        row.next_at = None;
        schedule::cancel(&mut tx, now, chance, &mut row).await?;
        self.give_back(&mut tx, now, chance, &mut row).await?;
        tx.save_event(&row).await?;
        self.show_both(&mut tx, now, chance, &row).await?;
        self.tell(&mut tx, now, &row).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Ends a running event at the end of the running interval: before its window is over, or
    /// after that when it goes on (PR-ENDB).
    ///
    /// # Errors
    /// [`EventError::MovedOn`] when it does not run.
    pub async fn end_event(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
        event: EventId,
    ) -> Result<EventRow, CssError> {
        let mut tx = self.store.begin().await?;
        let mut row = locked(&mut tx, account, event).await?;
        let meter = tx.meter(row.meter).await?.ok_or(EventError::UnknownPlace)?;
        let step = meter.interval;
        let floor = now.business.floor_to(step);
        let end = if floor == now.business {
            floor
        } else {
            floor + step
        };
        let end = end.max(row.window.start + step);
        if row.closes.is_some_and(|closes| closes <= end) && row.state != EventState::Held {
            return Ok(row); // It ends by then in any case.
        }
        if row.state.at(row.window, row.closes, now.business) != EventState::Running {
            return Err(EventError::MovedOn.into());
        }
        row.closes = Some(end);
        if end < row.window.end {
            row.window.end = end;
            row.version += 1;
            schedule::accept(&mut tx, now, chance, &self.terms, &mut row).await?;
        }
        row.next_at = Some(now.business);
        tx.save_event(&row).await?;
        self.tell(&mut tx, now, &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Sends an event to its meter once more, now (FR-30).
    ///
    /// # Errors
    /// [`EventError::MovedOn`] when the meter needs it no more.
    pub async fn send_event(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
        event: EventId,
    ) -> Result<EventRow, CssError> {
        let mut tx = self.store.begin().await?;
        let mut row = locked(&mut tx, account, event).await?;
        match row.state {
            EventState::Booked | EventState::Running => {}
            EventState::Held | EventState::Over | EventState::Settled | EventState::Cancelled => {
                return Err(EventError::MovedOn.into());
            }
        }
        schedule::transmit(&mut tx, now, chance, &mut row).await?;
        tx.save_event(&row).await?;
        self.tell(&mut tx, now, &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Whether an event may still be moved or cancelled.
    fn still_changes(&self, row: &EventRow, now: Now) -> Result<(), CssError> {
        if row.state != EventState::Booked {
            return Err(EventError::MovedOn.into());
        }
        let until = self.terms.policy.event_change_until;
        if now.business > row.window.start - until {
            return Err(EventError::TooLate { until }.into());
        }
        Ok(())
    }
}

/// An event of this account under the locks of its accounts and place, in the order in which
/// everybody takes them.
async fn locked(tx: &mut Tx, account: AccountId, event: EventId) -> Result<EventRow, CssError> {
    let found = tx.event(event).await?;
    let found = found
        .filter(|row| row.account == account)
        .ok_or(EventError::Unknown)?;
    let mut accounts = [found.site, found.account];
    accounts.sort_unstable();
    for one in accounts {
        tx.lock_account(one).await?;
    }
    tx.lock_location(found.location).await?;
    Ok(tx.lock_event(event).await?.ok_or(EventError::Unknown)?)
}
