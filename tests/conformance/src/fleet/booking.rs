//! Customers of the fleet book windows at home and at their neighbours' (SC2, SC3), and some
//! think again.

use super::district::{District, Event};
use ami_css::book_event::Booking;
use ami_css::{CssError, Offer, Wish};
use ami_domain::chance::Chance as _;
use ami_domain::event::AfterEvent;
use ami_domain::id::{EventId, LocationId, PaymentId};
use ami_domain::money::Money;
use ami_domain::time::Span;

const HOUR: Span = Span::hours(1);
/// Windows start at most this much ahead: some before, some after the 24 h of NFR-08.
const AHEAD_HOURS: u64 = 60;
/// Longest window.
const LENGTH_HOURS: u64 = 5;
/// A booking ends this long before the simulation does, so that its end is seen.
const BEFORE_END: Span = Span::hours(3);
/// Parts of a million that are cancelled.
const CANCELLED: u64 = 150_000;

impl District {
    /// A customer books a window and pays for it.
    pub(crate) async fn book(&mut self, home: usize) -> anyhow::Result<()> {
        let now = self.clock.business();
        let mut below = |bound: u64| i64::try_from(self.dice.below(bound)).unwrap_or(0);
        let elsewhere = below(2) == 0;
        let other = usize::try_from(below(self.homes.len() as u64)).unwrap_or(0);
        let site = if elsewhere { other } else { home };
        let start = now.floor_to(HOUR) + Span::hours(2 + below(AHEAD_HOURS));
        let end = start + Span::hours(1 + below(LENGTH_HOURS));
        let after = [
            AfterEvent::Limit,
            AfterEvent::Disconnect,
            AfterEvent::NotAffected,
        ];
        let after = after[usize::try_from(below(3)).unwrap_or(0)];
        let dollars = 10 + below(30);
        let cancels = self.dice.below(1_000_000) < CANCELLED;
        let later = Span::minutes(i64::try_from(self.dice.below(60 * 24)).unwrap_or(0));
        if end + BEFORE_END > self.end {
            return Ok(());
        }
        let wish = Wish {
            location: LocationId::from_number(0x10C << 64 | u128::from(self.homes[site].number)),
            start,
            end,
            after,
        };
        let booking = Booking {
            by: self.homes[home].customer,
            account: self.homes[home].account,
            event: EventId::from_bytes(self.chance.bytes()),
            payment: PaymentId::from_bytes(self.chance.bytes()),
        };
        let offer = Offer {
            amount: Money::dollars(dollars),
            method: "sandbox_card".to_owned(),
            token: "tok_approve".to_owned(),
        };
        let css = self.css.clone();
        let booked = css.book(&self.clock, &mut self.chance, booking, &wish, &offer);
        match booked.await {
            Ok(_) => {
                self.counts.booked += 1;
                self.dirty = true;
                if cancels {
                    self.at(now + later, Event::Cancel(home, booking.event));
                }
            }
            // Another window is there already.
            Err(CssError::Event(_)) => self.counts.not_booked += 1,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// The payer cancels, or ends what has begun.
    pub(crate) async fn cancel(&mut self, home: usize, event: EventId) -> anyhow::Result<()> {
        let (now, account) = (self.now(), self.homes[home].account);
        let css = self.css.clone();
        let chance = &mut self.chance;
        let done = match css.cancel_event(now, chance, account, event).await {
            Err(CssError::Event(_)) => css.end_event(now, chance, account, event).await,
            done => done,
        };
        match done {
            Ok(_) => self.counts.cancelled += 1,
            // It is over already.
            Err(CssError::Event(_)) => {}
            Err(error) => return Err(error.into()),
        }
        self.dirty = true;
        Ok(())
    }
}
