//! Prepayment events: a window at one's own site (SC2), or at a facility that somebody else owns
//! (SC3). Checking and booking are here, changes in `change.rs`, what happens as time passes in
//! `run.rs`, what its use costs in `charge.rs`.
//!
//! An event has a book of its own. What is paid goes there in the same two steps as every
//! payment, its use is charged there, and what is left goes back to who paid. The books of the
//! site's owner are never touched: only the charge of the day stays theirs.

mod change;
mod charge;
mod check;
mod error;
mod hold;
mod open;
mod run;

pub use charge::GAP_MAX;
pub use check::{Answered, place_of};
pub use error::EventError;
pub use hold::{HOLD, HOLDS_MAX};

pub(crate) use charge::{charge_names, tariff_of};
pub(crate) use run::{is_charged, return_name};

use crate::pay::{Named, digest, same};
use crate::{Css, CssError, Offer};
use ami_adcs::refresh::Look;
use ami_adcs::{refresh, schedule};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, Answer, EventState};
use ami_domain::id::{AccountId, EventId, LocationId, PaymentId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::time::Timestamp;
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, EventRow, Meter, PaymentRow, Tx};
use sha2::{Digest, Sha256};

/// Events in one list.
pub const LIST_MAX: u32 = 100;

/// What somebody asks for (IX-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Where.
    pub location: LocationId,
    /// First moment.
    pub start: Timestamp,
    /// First moment after.
    pub end: Timestamp,
    /// What happens at the end.
    pub after: AfterEvent,
}

/// Who books, and under which names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booking {
    /// The person.
    pub by: UserId,
    /// The account that pays.
    pub account: AccountId,
    /// Made by the caller.
    pub event: EventId,
    /// Made by the caller.
    pub payment: PaymentId,
}

impl Booking {
    const fn named(&self) -> Named {
        Named {
            by: self.by,
            account: self.account,
            payment: self.payment,
            automatic: false,
        }
    }
}

impl Css {
    /// Books a window and pays for it. The same booking a second time changes nothing and answers
    /// the same. A refusal by the processor is not an error: the event is cancelled, its window
    /// free again.
    ///
    /// # Errors
    /// [`CssError`] when the window or the offer is outside the rules or the window is taken:
    /// nothing is recorded then.
    pub async fn book(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        booking: Booking,
        wish: &Wish,
        offer: &Offer,
    ) -> Result<(EventRow, PaymentRow), CssError> {
        let method = self.method(&offer.method)?;
        if !method.books_events() {
            let ways = self.methods.iter().filter(|one| one.books_events());
            return Err(CssError::MethodForEvent {
                method: offer.method.clone(),
                ways: ways.map(|one| one.name()).collect(),
            });
        }
        // Who types at another page has so long and no longer.
        let now = clock.now();
        let until = method.needs_payer().then_some(now.real + HOLD);
        let row = self
            .hold(now, chance, booking, wish, (offer, until))
            .await?;
        let paid = self
            .finish(clock, chance, row, method, &offer.token)
            .await?;
        let mut tx = self.store.read().await?;
        let event = tx.event(booking.event).await?;
        Ok((event.ok_or(EventError::Unknown)?, paid))
    }

    /// T1: the window is held, the offer on record, its transfer pending. Under the location's
    /// lock, so of many at once exactly one finds it free (FR-17).
    async fn hold(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        booking: Booking,
        wish: &Wish,
        (offer, until): (&Offer, Option<Timestamp>),
    ) -> Result<PaymentRow, CssError> {
        let digest = wish_digest(booking, wish, offer);
        let mut tx = self.store.begin().await?;
        self.card_turn(&mut tx, booking.named(), &offer.method)
            .await?;
        let payer = tx
            .lock_account(booking.account)
            .await?
            .ok_or(CssError::UnknownAccount(booking.account))?;
        if let Some(known) = tx.payment(booking.payment).await? {
            return same(known, digest);
        }
        self.check(offer)?;
        self.may_charge(&mut tx, &payer, booking.by, &offer.method)
            .await?;
        self.may_try_card(&mut tx, now.business, booking.named(), &offer.method)
            .await?;
        self.fits(&mut tx, now.business, payer.id, offer.amount)
            .await?;
        tx.lock_location(wish.location)
            .await?
            .ok_or(EventError::UnknownPlace)?;
        let (site, meter) = self.bookable(&mut tx, &payer, wish.location).await?;
        if until.is_some() {
            hold::room(&mut tx, &payer).await?;
        }
        let event = EventRow {
            held_until: until,
            ..held(now, booking, wish, &site, &meter)?
        };
        if !tx
            .windows_taken(wish.location, event.window)
            .await?
            .is_empty()
        {
            return Err(EventError::NotFree(Answer::Scheduled).into());
        }
        if tx.insert_event(&event).await?.is_some() {
            return Err(EventError::IdReused(event.id).into());
        }
        let row = PaymentRow {
            id: booking.payment,
            account: payer.id,
            amount: offer.amount,
            currency: payer.currency,
            method: offer.method.clone(),
            digest,
            offered_at: now.business,
            offered_by: booking.by,
            state: PaymentState::Offered,
            transfer: TransferId::from_bytes(chance.bytes()),
            event: Some(event.id),
            credit: WattHours::ZERO,
            balance_after: None,
            message: None,
        };
        tx.add_transfer(&Transfer {
            id: row.transfer,
            from: Book::Clearing,
            to: Book::Event(event.id),
            amount: row.amount,
            state: TransferState::Pending,
            reason: Reason::Payment(row.id),
            at: now.business,
        })
        .await?;
        if let Some(known) = tx.insert_payment(&row).await? {
            return same(known, digest);
        }
        tx.commit().await?;
        Ok(row)
    }

    /// The account and meter of a place that this payer may book: their own, or one whose customer
    /// has opened it to others.
    async fn bookable(
        &self,
        tx: &mut Tx,
        payer: &AccountRow,
        location: LocationId,
    ) -> Result<(AccountRow, Meter), CssError> {
        let site = if payer.location == location {
            Some(payer.clone())
        } else {
            tx.facility_at(location).await?
        };
        let refused = EventError::NotFree(Answer::NotPrepay);
        let site = site
            .filter(|site| site.prepay_enabled && payer.prepay_enabled)
            .filter(|site| site.currency == payer.currency)
            .ok_or(refused)?;
        let meter = tx
            .meter(site.meter)
            .await?
            .ok_or(EventError::UnknownPlace)?;
        Ok((site, meter))
    }

    /// T2, paid: the event is booked and goes to ADCS in the same commit (SC2.6, SC2.7).
    pub(crate) async fn booked(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        event: EventId,
        payment: &mut PaymentRow,
    ) -> Result<(), CssError> {
        let mut event = tx.lock_event(event).await?.ok_or(EventError::Unknown)?;
        tx.post_transfer(payment.transfer, now.business).await?;
        let site = tx
            .account(event.site)
            .await?
            .ok_or(CssError::UnknownAccount(event.site))?;
        let look = refresh::look_for(tx, now, &self.terms, site, event.account).await?;
        // While the payment was verified an interval may have ended: it is charged to the site.
        let last = event.window.end - look.meter.interval;
        if event.state != EventState::Held || now.business > last {
            let payer = tx.account(event.account).await?;
            let payer = payer.ok_or(CssError::UnknownAccount(event.account))?;
            return self
                .paid_late(tx, now, chance, (&payer, &mut event), payment)
                .await;
        }
        event.held_until = None;
        let first = now.business.floor_to(look.meter.interval).min(last);
        event.window.start = event.window.start.max(first);
        event.charged_until = event.window.start;
        event.energy = look.event_energy(event.window.start, payment.amount);
        keep_grounds(tx, &look, &event, payment.amount).await?;
        event.state = EventState::Booked;
        event.next_at = Some(now.business);
        schedule::accept(tx, now, chance, &self.terms, &mut event).await?;
        tx.save_event(&event).await?;
        payment.credit = event.energy;
        payment.message = event.message;
        self.tell(tx, now, &event).await
    }

    /// T2, not paid: the window is free again.
    pub(crate) async fn freed(&self, tx: &mut Tx, event: EventId) -> Result<(), CssError> {
        let mut event = tx.lock_event(event).await?.ok_or(EventError::Unknown)?;
        event.state = EventState::Cancelled;
        event.held_until = None;
        event.next_at = None;
        event.verify_at = None;
        Ok(tx.save_event(&event).await?)
    }

    /// Tells the payer, and the site that its calendar changed.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        now: Now,
        event: &EventRow,
    ) -> Result<(), CssError> {
        feed::tell(tx, now, event.account, Change::Event).await?;
        if event.site != event.account {
            feed::tell(tx, now, event.site, Change::Event).await?;
        }
        Ok(())
    }

    /// An event of this account; nobody else's is there for it.
    ///
    /// # Errors
    /// [`EventError::Unknown`], or when the store fails.
    pub async fn event(&self, account: AccountId, event: EventId) -> Result<EventRow, CssError> {
        let row = self.store.read().await?.event(event).await?;
        let row = row.filter(|row| row.account == account);
        Ok(row.ok_or(EventError::Unknown)?)
    }
}

/// Keeps what the energy of an event rests on.
async fn keep_grounds(
    tx: &mut Tx,
    look: &Look,
    event: &EventRow,
    money: Money,
) -> Result<(), CssError> {
    let grounds = look.event_credited(event.window.start, money);
    Ok(tx.keep_payment_credit(event.payment, &grounds).await?)
}

fn held(
    now: Now,
    booking: Booking,
    wish: &Wish,
    site: &AccountRow,
    meter: &Meter,
) -> Result<EventRow, CssError> {
    let checked = ami_domain::event::check(wish.start, wish.end, now.business, meter.interval);
    let window = checked.map_err(EventError::Refused)?;
    Ok(EventRow {
        id: booking.event,
        location: wish.location,
        site: site.id,
        account: booking.account,
        meter: meter.id,
        payment: booking.payment,
        version: 1,
        window,
        closes: wish.after.closes(window),
        after: wish.after,
        state: EventState::Held,
        energy: WattHours::ZERO,
        left: Money::ZERO,
        used: WattHours::ZERO,
        used_money: Money::ZERO,
        over_money: Money::ZERO,
        returned: Money::ZERO,
        charged_until: window.start,
        booked_by: booking.by,
        booked_at: now.business,
        message: None,
        next_at: None,
        verify_at: None,
        verified_at: None,
        held_until: None,
        problem: None,
        report: None,
    })
}

/// What makes two bookings the same.
fn wish_digest(booking: Booking, wish: &Wish, offer: &Offer) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(digest(booking.account, offer));
    hash.update(booking.event.to_bytes());
    hash.update(wish.location.to_bytes());
    for at in [wish.start, wish.end] {
        hash.update(at.as_millis().to_be_bytes());
    }
    hash.update(wish.after.word());
    hash.finalize().into()
}
