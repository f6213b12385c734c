//! A time that waits for its payer at the payment company's page: it is held for so long and no
//! longer. Nobody else gets it meanwhile; when nobody has paid by then it is free again, and money
//! that comes later is the payer's: it comes to their balance, and the time stays free.

use super::EventError;
use crate::charge::Done;
use crate::{Css, CssError};
use ami_adcs::{refresh, supply};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::event::EventState;
use ami_domain::explain::LineageId;
use ami_domain::id::EventId;
use ami_domain::time::{Span, Timestamp};
use ami_store::limits::PUT_OFF_MAX;
use ami_store::{AccountRow, EventRow, PaymentRow, Tx};

/// So long a time is held for its payer, in real time: a person types at a page.
pub const HOLD: Span = Span::minutes(15);
/// So many times one account may hold unpaid at once, so that nobody blocks a place for nothing.
pub const HOLDS_MAX: u64 = 3;
/// So many are freed in one run.
const BATCH: u32 = 64;

impl Css {
    /// Frees every time whose payer did not pay while it was held. How many.
    ///
    /// # Errors
    /// The first failure, once every other time had its turn.
    pub async fn free_holds(&self, clock: &dyn Clock) -> Result<u32, CssError> {
        let real = clock.now().real;
        let due = self.store.read().await?.holds_over(real, BATCH).await?;
        let mut done = Done::default();
        for event in due {
            done.note(self.free_hold(clock.now(), event).await);
        }
        done.end()
    }

    async fn free_hold(&self, now: Now, event: EventId) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let found = tx.event(event).await?.ok_or(EventError::Unknown)?;
        // Whoever carries out a payment takes its account first, and then the event.
        tx.lock_account(found.account).await?;
        let mut row = tx.lock_event(event).await?.ok_or(EventError::Unknown)?;
        let held = |until: Timestamp| until > now.real && until <= now.real + PUT_OFF_MAX;
        if row.held_until.is_none_or(held) {
            return Ok(());
        }
        self.let_go(&mut tx, now, &mut row).await?;
        tx.commit().await?;
        tracing::info!(event.id = %event, "A time was free again: nobody paid while it was held");
        Ok(())
    }

    /// The time is free, and the page of its payment is closed as soon as the company answers.
    pub(super) async fn let_go(
        &self,
        tx: &mut Tx,
        now: Now,
        row: &mut EventRow,
    ) -> Result<(), CssError> {
        row.state = EventState::Cancelled;
        row.held_until = None;
        (row.next_at, row.verify_at) = (None, None);
        tx.save_event(row).await?;
        if let Some(mut charge) = tx.charge(row.payment).await? {
            charge.next_at = Some(now.real);
            tx.put_charge(&charge).await?;
        }
        self.tell(tx, now, row).await
    }

    /// Whether the time of this payment was let go: its page is closed then, whatever it says.
    pub(crate) async fn is_let_go(&self, payment: &PaymentRow) -> Result<bool, CssError> {
        let Some(event) = payment.event else {
            return Ok(false);
        };
        let event = self.store.read().await?.event(event).await?;
        Ok(event.is_some_and(|event| event.state == EventState::Cancelled))
    }

    /// T2, paid when the time was not held any more: the money goes through the event's book to
    /// its payer's own, buys credit there like any other, and the payer is told.
    pub(super) async fn paid_late(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        (payer, event): (&AccountRow, &mut EventRow),
        payment: &mut PaymentRow,
    ) -> Result<(), CssError> {
        event.state = EventState::Cancelled;
        event.held_until = None;
        (event.next_at, event.verify_at) = (None, None);
        self.give_back(tx, now, chance, event).await?;
        tx.save_event(event).await?;
        let spendable = tx.spendable(payer.id).await?;
        payment.balance_after = Some(spendable);
        if spendable.is_positive() && !payer.is_closed() {
            supply::restore(tx, now, chance, payer.meter).await?;
        }
        if !payer.is_closed() {
            let look = refresh::look(tx, now, &self.terms, payer.clone()).await?;
            let view = refresh::show(tx, now, chance, &self.terms, &look).await?;
            self.unsay_over(tx, now, chance, &look, &view).await?;
            let text = "alert-event-paid-late";
            let amount = (payment.amount, LineageId::Payment(payment.id));
            self.tell_money(tx, now, chance, payer, amount, text)
                .await?;
        }
        self.tell(tx, now, event).await
    }
}

/// A hold that one more may join.
pub(super) async fn room(tx: &mut Tx, payer: &AccountRow) -> Result<(), CssError> {
    if tx.holds_of(payer.id).await? >= HOLDS_MAX {
        return Err(EventError::TooManyHolds.into());
    }
    Ok(())
}
