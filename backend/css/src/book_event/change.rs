//! Moving, cancelling and ending an event, and sending it once more.

use super::EventError;
use crate::{Css, CssError};
use ami_adcs::{refresh, schedule};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::event::{self, Answer, EventState};
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, EventId};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp, Window};
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
        super::stays(&mut tx, &site, end).await?;
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
        self.cancelled(&mut tx, now, chance, &mut row).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Cancels a booked event in the caller's transaction: its money goes back to who paid.
    async fn cancelled(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        row: &mut EventRow,
    ) -> Result<(), CssError> {
        row.version += 1;
        row.state = EventState::Cancelled;
        row.next_at = None;
        schedule::cancel(tx, now, chance, row).await?;
        self.give_back(tx, now, chance, row).await?;
        tx.save_event(row).await?;
        self.show_both(tx, now, chance, row).await?;
        self.tell(tx, now, row).await
    }

    /// Cancels a booked event whoever pays for it and however near its start: its site or its payer
    /// is leaving.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn call_off(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        event: EventId,
        leaving: AccountId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let Some(mut row) = locked_of_any(&mut tx, event).await? else {
            return Ok(());
        };
        if row.state != EventState::Booked || row.window.start <= now.business {
            return Ok(());
        }
        let before = row.returned;
        self.cancelled(&mut tx, now, chance, &mut row).await?;
        if row.account != leaving {
            let back = row.returned - before;
            let text = "alert-event-called-off";
            self.tell_payer(&mut tx, now, chance, &row, back, text)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// A running event whose site or payer is leaving goes on for as long as was booked, and no
    /// longer: one without an end of its own would keep them from leaving for ever.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn end_with_window(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        event: EventId,
        leaving: AccountId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let Some(mut row) = locked_of_any(&mut tx, event).await? else {
            return Ok(());
        };
        let state = row.state.at(row.window, row.closes, now.business);
        if state != EventState::Running || row.closes.is_some() {
            return Ok(());
        }
        let meter = tx.meter(row.meter).await?.ok_or(EventError::UnknownPlace)?;
        row.closes = Some(row.window.end.max(step_end(now.business, meter.interval)));
        row.next_at = Some(now.business);
        tx.save_event(&row).await?;
        self.tell(&mut tx, now, &row).await?;
        if row.account != leaving {
            let text = "alert-event-goes-no-further";
            self.tell_payer(&mut tx, now, chance, &row, row.left, text)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Tells who pays for an event that its place is not available any more.
    async fn tell_payer(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        row: &EventRow,
        amount: Money,
        text: &'static str,
    ) -> Result<(), CssError> {
        let payer = tx.account(row.account).await?;
        let payer = payer.ok_or(CssError::UnknownAccount(row.account))?;
        if payer.is_closed() {
            return Ok(());
        }
        let amount = (amount, LineageId::Event(row.id));
        self.tell_money(tx, now, chance, &payer, amount, text).await
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
        let end = step_end(now.business, step).max(row.window.start + step);
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

/// An event whoever pays for it, with its payer's account locked; `None` when there is none.
async fn locked_of_any(tx: &mut Tx, event: EventId) -> Result<Option<EventRow>, CssError> {
    match tx.event(event).await? {
        Some(found) => locked(tx, found.account, event).await.map(Some),
        None => Ok(None),
    }
}

/// The end of the interval that runs then.
fn step_end(at: Timestamp, step: Span) -> Timestamp {
    let floor = at.floor_to(step);
    if floor == at { floor } else { floor + step }
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
