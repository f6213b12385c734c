//! Prepayment events in a world: who books, and what must hold of them.

use super::{HomeId, World, offer};
use ami_css::book_event::{Answered, Booking};
use ami_css::usage::{Step, Usage};
use ami_css::{CssError, Wish};
use ami_domain::chance::Chance;
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::event::AfterEvent;
use ami_domain::id::{AccountId, EventId, LocationId, MeterId, TransferId};
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::time::{Timestamp, Window};
use ami_store::{EventRow, PaymentRow, Tx};
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More than any test makes.
const MANY: u32 = 10_000;

impl World {
    /// Where a home is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn place(&self, home: HomeId) -> anyhow::Result<LocationId> {
        let account = self.at(home).account;
        let row = self.store().read().await?.account(account).await?;
        Ok(row.context("a home has an account")?.location)
    }

    /// A home's payer books a window at a site and pays for it.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn book(
        &mut self,
        payer: HomeId,
        wish: Wish,
        dollars: i64,
        token: &str,
    ) -> Result<(EventRow, PaymentRow), CssError> {
        let booking = self.booking(payer);
        self.book_as(booking, wish, dollars, token).await
    }

    /// New names for a booking of this payer.
    pub fn booking(&mut self, payer: HomeId) -> Booking {
        Booking {
            by: self.at(payer).customer,
            account: self.at(payer).account,
            event: EventId::from_bytes(self.ids.bytes()),
            payment: self.payment_id(),
        }
    }

    /// The same with names of the caller's choice: a retry has the same.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn book_as(
        &mut self,
        booking: Booking,
        wish: Wish,
        dollars: i64,
        token: &str,
    ) -> Result<(EventRow, PaymentRow), CssError> {
        let clock = Arc::clone(&self.clock);
        let offer = offer(Money::dollars(dollars), token);
        let css = &self.css;
        css.book(&*clock, &mut self.server_chance, booking, &wish, &offer)
            .await
    }

    /// What a site answers.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn ask_event(&self, payer: HomeId, wish: Wish) -> Result<Answered, CssError> {
        let account = self.at(payer).account;
        self.css.ask_event(self.now(), account, &wish).await
    }

    /// Moves an event.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn move_event(
        &mut self,
        event: &EventRow,
        window: Window,
    ) -> Result<EventRow, CssError> {
        let now = self.now();
        let (id, version) = (event.id, event.version);
        let edges = (window.start, window.end);
        let chance = &mut self.server_chance;
        self.css
            .move_event(now, chance, event.account, id, version, edges)
            .await
    }

    /// Cancels an event.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn cancel_event(&mut self, event: &EventRow) -> Result<EventRow, CssError> {
        let now = self.now();
        let chance = &mut self.server_chance;
        self.css
            .cancel_event(now, chance, event.account, event.id)
            .await
    }

    /// Ends a running event.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn end_event(&mut self, event: &EventRow) -> Result<EventRow, CssError> {
        let now = self.now();
        let chance = &mut self.server_chance;
        self.css
            .end_event(now, chance, event.account, event.id)
            .await
    }

    /// Sends an event to its meter once more (FR-30).
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn send_event(&mut self, event: &EventRow) -> Result<EventRow, CssError> {
        let now = self.now();
        let chance = &mut self.server_chance;
        self.css
            .send_event(now, chance, event.account, event.id)
            .await
    }

    /// An event as stored now.
    ///
    /// # Errors
    /// When the store fails, or does not know it.
    pub async fn event(&self, id: EventId) -> anyhow::Result<EventRow> {
        let row = self.store().read().await?.event(id).await?;
        row.context("no such event")
    }

    /// What a customer's website shows of these hours.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn hours(&self, home: HomeId, window: Window) -> Result<Usage, CssError> {
        let account = self.at(home).account;
        let now = self.now();
        self.css.usage(now, account, window, Step::Hour).await
    }

    /// What a book holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn book_balance(&self, book: Book) -> anyhow::Result<Money> {
        Ok(self.store().read().await?.balance(book).await?)
    }

    /// Sets whether a home is set up for prepayment (IX-02).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_prepay(&mut self, home: HomeId, enabled: bool) -> anyhow::Result<()> {
        let mut tx = self.css.store.begin().await?;
        tx.set_prepay_enabled(self.at(home).account, enabled)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// A wish.
pub fn wish(location: LocationId, start: Timestamp, end: Timestamp, after: AfterEvent) -> Wish {
    Wish {
        location,
        start,
        end,
        after,
    }
}

/// The credit that this meter has from something else than a payment of its account: what events
/// gave back, emergency credit and help, each named by its movement in the ledger.
pub(crate) async fn returned(tx: &mut Tx, meter: MeterId) -> anyhow::Result<Vec<WattHours>> {
    let mut messages = BTreeSet::new();
    for row in tx.journal_of(meter, MANY).await? {
        if row.down && row.detail.starts_with("accepted prepay") {
            messages.extend(row.message);
        }
    }
    let mut credits = Vec::new();
    for message in messages {
        let command = tx.command(message).await?.context("a logged command")?;
        let CommandKind::Prepay(prepay) = command.command.kind else {
            continue;
        };
        let payment = tx.payment(prepay.payment).await?;
        let movement = TransferId::from_bytes(prepay.payment.to_bytes());
        let movement = tx.transfer(movement).await?;
        let given =
            movement.is_some_and(|one| matches!(one.reason, Reason::Lent | Reason::Granted));
        if given || payment.is_some_and(|payment| payment.event.is_some()) {
            credits.push(prepay.credit);
        }
    }
    Ok(credits)
}

/// Counts the intervals at a site that events were charged for.
pub(crate) async fn charged(
    tx: &mut Tx,
    site: AccountId,
    window: Window,
    charged: &mut BTreeMap<Timestamp, u32>,
) -> anyhow::Result<()> {
    for event in tx.events_at_site(site, window).await? {
        let mut starts = BTreeSet::new();
        let payer = event.account;
        for book in [
            Book::Event(event.id),
            Book::Prepaid(payer),
            Book::Receivable(payer),
        ] {
            for transfer in tx.transfers_of(book, MANY).await? {
                if let Reason::EventUsage { event: of, at } = transfer.reason
                    && of == event.id
                {
                    starts.insert(at);
                }
            }
        }
        for at in starts {
            *charged.entry(at).or_default() += 1;
        }
    }
    Ok(())
}
