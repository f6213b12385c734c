//! One utility and some homes in one process. The conduct of css, adcs and mdms, the store and
//! the meter machines are the real ones; clock, broker and gateways are in the hand of the test.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use ami_domain::time::Span;
//! use ami_tests::{HomeSpec, World};
//! let mut world = World::new(7).await?;
//! let home = world.home(HomeSpec::flat()).await?;
//! world.broker.drop_next_of("cmd/prepay", 1);
//! world.pay(home, 20, "tok_approve").await?;
//! world.pass(Span::seconds(46)).await?;
//! assert_eq!(world.journal(home).await?.sent("prepay"), 2);
//! # Ok(()) }
//! ```

mod ask;
mod backup;
pub mod broker;
pub mod build;
pub mod card;
pub mod check;
pub mod clock;
mod debt;
mod duties;
pub mod event;
pub mod home;
pub mod journal;
pub mod permissive;
pub mod sabotage;
mod service;
mod still;

use crate::postgres::Fresh;
use ami_css::{Css, CssError, Offer};
use ami_domain::chance::{Chance, Seeded};
use ami_domain::clock::{Clock, Now};
use ami_domain::display::DisplayView;
use ami_domain::id::{AccountId, AlertId, MessageId, PaymentId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_meter::{AmiMeter, Input};
use ami_store::{Engine, PaymentRow, Proof, Store};
use anyhow::Context;
use broker::Broker;
use card::{CrashCard, CrashPoint};
use clock::HandClock;
use home::{Home, HomeId};
use journal::Journal;
use sabotage::Sabotage;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One utility and some homes.
#[derive(Debug)]
pub struct World {
    /// What lies between server and homes.
    pub broker: Broker,
    /// By [`HomeId`].
    pub homes: Vec<Home>,
    /// The server crashes after a duty with this chance; only for a world on disk.
    pub crash_percent: u64,
    /// Customer service looks at low and empty accounts by itself (SC5.8); `false` where a test
    /// asks for each cut by hand.
    pub watches: bool,
    /// What happened so far.
    pub counts: Counts,
    css: Css,
    card: Arc<CrashCard>,
    clock: Arc<HandClock>,
    server_chance: Seeded,
    fate: Seeded,
    ids: Seeded,
    disk: Option<Disk>,
    sabotage: BTreeSet<Sabotage>,
    sent_once: BTreeSet<MessageId>,
}

/// What happened so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Commands that went out, first and again.
    pub sent: u64,
    /// Commands that became late (NFR-02).
    pub late: u64,
    /// Commands whose time was over.
    pub expired: u64,
    /// Times that the server died.
    pub crashes: u64,
    /// Steps of the clock.
    pub steps: u64,
}

/// Where the store of a world survives a crash.
#[derive(Debug)]
struct Disk {
    /// Goes away with the world.
    folder: tempfile::TempDir,
    url: String,
    /// What each commit was held against, before and after a crash.
    proof: Proof,
    /// Goes away with the world, too.
    _database: Option<Fresh>,
}

impl World {
    /// Customer service.
    pub fn css(&self) -> &Css {
        &self.css
    }
    /// What is remembered.
    pub fn store(&self) -> &Store {
        &self.css.store
    }
    /// The time.
    pub fn now(&self) -> Now {
        self.clock.now()
    }
    /// A home.
    pub fn at(&self, home: HomeId) -> &Home {
        &self.homes[home.0]
    }
    /// A home, to be changed.
    pub fn at_mut(&mut self, home: HomeId) -> &mut Home {
        &mut self.homes[home.0]
    }
    /// The meter of a home.
    pub fn meter(&self, home: HomeId) -> &AmiMeter {
        &self.homes[home.0].meter
    }
    /// What each commit came to; only for a world on disk or on PostgreSQL.
    pub fn proof(&self) -> Option<&Proof> {
        self.disk.as_ref().map(|disk| &disk.proof)
    }
    /// So many charges the processor has approved.
    pub fn approved(&self) -> usize {
        self.card.card.approved()
    }
    /// A new payment id, as the customer's program makes it.
    pub fn payment_id(&mut self) -> PaymentId {
        PaymentId::from_bytes(self.ids.bytes())
    }
    /// Chance for what tests let happen; of the world's seed.
    pub fn fate(&mut self) -> &mut Seeded {
        &mut self.fate
    }

    /// A customer pays whole dollars with a token of the sandbox card.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn pay(
        &mut self,
        home: HomeId,
        dollars: i64,
        token: &str,
    ) -> Result<PaymentRow, CssError> {
        let payment = self.payment_id();
        self.pay_as(home, payment, Money::dollars(dollars), token)
            .await
    }

    /// The same with a payment id and amount of the caller's choice: a retry has the same id.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn pay_as(
        &mut self,
        home: HomeId,
        payment: PaymentId,
        amount: Money,
        token: &str,
    ) -> Result<PaymentRow, CssError> {
        let (by, account) = (self.at(home).customer, self.at(home).account);
        let offer = offer(amount, token);
        let clock = Arc::clone(&self.clock);
        self.css
            .pay(
                &*clock,
                &mut self.server_chance,
                by,
                account,
                payment,
                &offer,
            )
            .await
    }

    /// Two payments at the same moment: neither waits for the other's answer. The same id twice
    /// is an impatient customer.
    ///
    /// # Errors
    /// [`CssError`] of either, each in its place.
    pub async fn pay_two_at_once(
        &mut self,
        home: HomeId,
        offers: [(PaymentId, Money, &str); 2],
    ) -> [Result<PaymentRow, CssError>; 2] {
        let (by, account) = (self.at(home).customer, self.at(home).account);
        let mut chances = [self.server_chance.next(), self.server_chance.next()].map(Seeded::new);
        let [one, two] = &mut chances;
        let [(id_one, first, token_one), (id_two, second, token_two)] = offers;
        let (first, second) = (offer(first, token_one), offer(second, token_two));
        let (first, second) = tokio::join!(
            self.css.pay(&*self.clock, one, by, account, id_one, &first),
            self.css
                .pay(&*self.clock, two, by, account, id_two, &second),
        );
        [first, second]
    }

    /// A customer pays, and the server dies in the middle of it. The customer hears nothing.
    ///
    /// # Errors
    /// When the world is not on disk, or customer service refuses the offer.
    pub async fn pay_until_crash(
        &mut self,
        home: HomeId,
        payment: PaymentId,
        dollars: i64,
        token: &str,
        point: CrashPoint,
    ) -> anyhow::Result<()> {
        if point != CrashPoint::AfterApply {
            self.card.stop_at(point);
        }
        let card = Arc::clone(&self.card);
        tokio::select! {
            biased;
            () = card.reached() => {}
            paid = self.pay_as(home, payment, Money::dollars(dollars), token) => drop(paid?),
        }
        self.crash_server().await
    }

    /// The server dies and starts again: whatever it held in memory is gone, and so is what its
    /// embedded broker was carrying.
    ///
    /// # Errors
    /// When the world is not on disk, or the store does not open again.
    pub async fn crash_server(&mut self) -> anyhow::Result<()> {
        let disk = self
            .disk
            .as_ref()
            .context("only a world on disk outlives a crash")?;
        self.broker.crash();
        self.sent_once.clear();
        self.counts.crashes += 1;
        // Nothing is closed in order: the connections of SQLite just fall.
        self.css.store = match self.css.store.engine() {
            Engine::Sqlite => Store::open(&disk.url).await?.proven_by(&disk.proof),
            Engine::Postgres => self.css.store.reborn(),
        };
        let card = disk.folder.path().join("card.journal");
        let reread = ami_css::payment_method::sandbox_card::SandboxCard::open(&card)?;
        self.card = Arc::new(CrashCard::new(Arc::new(reread)));
        self.css.methods = vec![Arc::clone(&self.card) as _];
        for home in &self.homes {
            if !self.broker.is_cut(home.gateway) {
                let now = self.clock.now();
                ami_adcs::gateway::status(&self.css.store, now, home.gateway, true).await?;
            }
        }
        Ok(())
    }

    /// The link of a home goes down; the broker tells ADCS by the gateway's last will.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cut(&mut self, home: HomeId) -> anyhow::Result<()> {
        let gateway = self.at(home).gateway;
        self.broker.cut(gateway);
        let now = self.clock.now();
        Ok(ami_adcs::gateway::status(&self.css.store, now, gateway, false).await?)
    }

    /// The link of a home comes up again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn restore(&mut self, home: HomeId) -> anyhow::Result<()> {
        let gateway = self.at(home).gateway;
        self.broker.restore(gateway);
        let now = self.clock.now();
        Ok(ami_adcs::gateway::status(&self.css.store, now, gateway, true).await?)
    }

    /// Something in this world is broken from now on.
    pub fn sabotage(&mut self, what: Sabotage) {
        self.sabotage.insert(what);
        let now = self.clock.now().business;
        match what {
            Sabotage::MeterForgetsIds
            | Sabotage::NaiveRetryNewId
            | Sabotage::SkipsTheQuestion
            | Sabotage::LastArrivalWins
            | Sabotage::AnswerNeverOld => {}
            Sabotage::DropReceiptsForever => self.broker.drop_next_of("up/receipt", u32::MAX),
            Sabotage::ProcessorTakesMore => {
                self.card
                    .take_unasked(PaymentId::from_bytes(self.ids.bytes()));
            }
            Sabotage::SwitchOpens => {
                for home in &mut self.homes {
                    home.give(now, Input::Disconnect);
                }
            }
            Sabotage::CreditFromNowhere => {
                for home in &mut self.homes {
                    home.give(
                        now,
                        Input::AddCredit(ami_domain::energy::WattHours::kilo(1)),
                    );
                }
            }
        }
    }

    /// A reader confirms a text at the display of a home.
    pub fn confirm(&mut self, home: HomeId, alert: AlertId) {
        let now = self.clock.now().business;
        self.at_mut(home).confirm(now, alert);
    }

    /// What ADCS wrote down about the meter of a home.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn journal(&self, home: HomeId) -> anyhow::Result<Journal> {
        let mut tx = self.css.store.read().await?;
        let mut rows = tx.journal_of(self.at(home).meter_id, u32::MAX).await?;
        rows.reverse();
        Ok(Journal { rows })
    }

    /// What the website shows of a home.
    ///
    /// # Errors
    /// When the store fails, or there is no view yet.
    pub async fn view(&self, home: HomeId) -> anyhow::Result<DisplayView> {
        self.view_of(self.at(home).account)
            .await?
            .context("a home has a view from the first day")
    }

    /// The prepaid balance of a home.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn balance(&self, home: HomeId) -> anyhow::Result<Money> {
        let book = Book::Prepaid(self.at(home).account);
        Ok(self.css.store.read().await?.balance(book).await?)
    }

    /// A payment as stored now.
    ///
    /// # Errors
    /// When the store fails, or does not know it.
    pub async fn payment(&self, id: PaymentId) -> anyhow::Result<PaymentRow> {
        self.css
            .store
            .read()
            .await?
            .payment(id)
            .await?
            .context("no such payment")
    }

    async fn view_of(&self, account: AccountId) -> anyhow::Result<Option<DisplayView>> {
        Ok(self.css.store.read().await?.view(account).await?)
    }
}

fn offer(amount: Money, token: &str) -> Offer {
    Offer {
        amount,
        method: "sandbox_card".to_owned(),
        token: token.to_owned(),
    }
}
