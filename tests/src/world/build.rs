//! Building a world and its homes.

use super::card::CrashCard;
use super::clock::HandClock;
use super::home::{Home, HomeId, HomeSpec, Ids};
use super::{Counts, Disk, World};
use crate::postgres::Fresh;
use ami_adcs::{LiveTerms, Terms};
use ami_css::payment_method::PaymentMethod;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::{Css, tariffs};
use ami_domain::account::Mode;
use ami_domain::chance::{Chance, Seeded};
use ami_domain::clearance::Packs;
use ami_domain::clock::Clock;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, GatewayId, LocationId, MeterId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::policy::Policy;
use ami_domain::role::Role;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_meter::{AmiMeter, Meter};
use ami_store::{AccountRow, Gateway, Location, Person, Proof, Store};
use anyhow::Context;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How long a processor may take, real time. The sandbox answers at once or never.
const VERIFY_TIMEOUT: Duration = Duration::from_millis(1);
/// Where all homes are.
pub const ZONE: &str = "America/Los_Angeles";
/// The representative of every world.
pub const REPRESENTATIVE: UserId = UserId::from_number(0x5e9);

impl World {
    /// A world in memory, with no homes yet.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub async fn new(seed: u64) -> anyhow::Result<Self> {
        Self::with_policy(seed, Policy::default()).await
    }

    /// The same with other numbers of the utility.
    ///
    /// # Errors
    /// When the store cannot be opened or the policy is refused.
    pub async fn with_policy(seed: u64, policy: Policy) -> anyhow::Result<Self> {
        policy.check()?;
        let store = Store::open("sqlite::memory:").await?;
        Self::over(seed, policy, store, SandboxCard::in_memory(), None).await
    }

    /// A world whose store is a file, so that its server can crash and come back. Each of its
    /// commits is held against the whole ledger.
    ///
    /// # Errors
    /// When the folder or the store cannot be made.
    pub async fn on_disk(seed: u64) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite://{}", folder.path().join("ami.db").display());
        Self::outlasting(seed, folder, url, None).await
    }

    /// The same in a database of its own in this PostgreSQL.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub async fn on_postgres(seed: u64, server: &str) -> anyhow::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("world_{}_{seed}_{count}", std::process::id());
        let database = Fresh::make(server, name)?;
        let url = database.url.clone();
        Self::outlasting(seed, tempfile::tempdir()?, url, Some(database)).await
    }

    /// A world whose store outlasts its server.
    async fn outlasting(
        seed: u64,
        folder: tempfile::TempDir,
        url: String,
        database: Option<Fresh>,
    ) -> anyhow::Result<Self> {
        let card = SandboxCard::open(&folder.path().join("card.journal"))?;
        let proof = Proof::default();
        let store = Store::open(&url).await?.proven_by(&proof);
        let disk = Disk {
            folder,
            url,
            proof,
            _database: database,
        };
        Self::over(seed, Policy::default(), store, card, Some(disk)).await
    }

    async fn over(
        seed: u64,
        policy: Policy,
        store: Store,
        card: SandboxCard,
        disk: Option<Disk>,
    ) -> anyhow::Result<Self> {
        let mut chance = Seeded::new(seed);
        let card = Arc::new(CrashCard::new(Arc::new(card)));
        let tariffs = tariffs::builtin()?;
        let rules = super::permissive::rules();
        let terms = LiveTerms::new(Terms {
            policy,
            tariffs,
            rules,
            packs: Packs::default(),
        });
        let css = Css {
            store,
            terms,
            methods: vec![Arc::clone(&card) as Arc<dyn PaymentMethod>],
            verify_timeout: VERIFY_TIMEOUT,
        };
        let mut world = Self {
            broker: super::Broker::new(chance.next()),
            homes: Vec::new(),
            crash_percent: 0,
            watches: true,
            counts: Counts::default(),
            css,
            card,
            clock: Arc::new(HandClock::new()),
            server_chance: Seeded::new(chance.next()),
            fate: Seeded::new(chance.next()),
            ids: Seeded::new(chance.next()),
            disk,
            sabotage: BTreeSet::new(),
            sent_once: BTreeSet::new(),
        };
        world
            .person(REPRESENTATIVE, "representative", Role::Representative)
            .await?;
        Ok(world)
    }

    async fn person(&mut self, id: UserId, login: &str, role: Role) -> anyhow::Result<()> {
        let mut tx = self.css.store.begin().await?;
        tx.insert_person(&Person {
            id,
            login: login.to_owned(),
            name: format!("Name of {login}"),
            role,
            locale: "en-US".to_owned(),
            password_hash: "no password fits".to_owned(),
            active: true,
        })
        .await?;
        Ok(tx.commit().await?)
    }

    /// Builds a home, with its first view on the way.
    ///
    /// # Errors
    /// When the store refuses it, or the meter cannot be made so.
    pub async fn home(&mut self, spec: HomeSpec) -> anyhow::Result<HomeId> {
        let index = self.homes.len();
        let number = 1 + u64::try_from(index).context("few homes")?;
        let part = |kind: u128| kind << 64 | u128::from(number);
        let ids = Ids {
            account: AccountId::from_number(part(0xACC)),
            customer: UserId::from_number(part(0xC057)),
            meter: MeterId::from_number(part(0x3E7E)),
            gateway: GatewayId::from_number(part(0x6A7E)),
            number,
        };
        let now = self.clock.now().business;
        let zone = Zone::named(ZONE)?;
        let start = now.floor_to(spec.interval);
        let history = history(&spec, &zone, now);
        self.person(ids.customer, &format!("customer{number}"), Role::Customer)
            .await?;
        self.rows(&spec, &ids, start, &history).await?;
        self.css
            .open(&*self.clock, &mut self.server_chance, ids.account)
            .await?;
        let credit = self
            .view_of(ids.account)
            .await?
            .map_or(WattHours::ZERO, |view| view.credit);
        let meter = meter(&spec, &ids, credit, start, &history)?;
        let mut home = Home::new(spec, ids, zone, meter);
        home.report_supply(now);
        let gateway = home.gateway;
        self.homes.push(home);
        ami_adcs::gateway::status(&self.css.store, self.clock.now(), gateway, true).await?;
        Ok(HomeId(index))
    }

    /// The rows that the enrolment of a home makes.
    async fn rows(
        &mut self,
        spec: &HomeSpec,
        ids: &Ids,
        start: Timestamp,
        history: &[(Timestamp, WattHours, bool)],
    ) -> anyhow::Result<()> {
        let mut tx = self.css.store.begin().await?;
        let location = LocationId::from_number(0x10C << 64 | u128::from(ids.number));
        let place = Location {
            id: location,
            address: format!("{} Orange Street, Springfield", ids.number),
            zone: ZONE.to_owned(),
            feeder: format!("F-{}", ids.number % 2),
            postal: "92507".to_owned(),
            version: 0,
        };
        tx.insert_location(&place).await?;
        let name = format!("gateway {}", ids.number);
        tx.insert_gateway(&Gateway {
            id: ids.gateway,
            name,
            secret_hash: [0; 32],
        })
        .await?;
        tx.insert_meter(&ami_store::Meter {
            id: ids.meter,
            serial: serial(ids.number),
            location,
            gateway: ids.gateway,
            has_switch: spec.has_switch,
            interval: spec.interval,
            epoch: 1,
        })
        .await?;
        tx.put_intervals(ids.meter, spec.interval, history).await?;
        tx.insert_account(&AccountRow {
            id: ids.account,
            number: format!("3-{:09}", ids.number),
            customer: ids.customer,
            location,
            meter: ids.meter,
            prepay_enabled: true,
            mode: Mode::Prepaid,
            at_zero: spec.at_zero,
            tariff: spec.tariff.to_owned(),
            currency: "USD".to_owned(),
            bill_day: 15,
            opened_at: start,
            occupied_from: start - Span::days(spec.history_days),
            charged_until: start,
            view_seq: 0,
            shown_at: Timestamp::from_millis(0),
            show_due: Timestamp::from_millis(0),
            low: None,
            version: 0,
        })
        .await?;
        // In this town every customer lets the others book.
        tx.open_facility((location, ids.account), start, None)
            .await?;
        tx.set_standing(ids.account, &super::permissive::standing())
            .await?;
        let balance = spec.opening_balance;
        if balance != ami_domain::money::Money::ZERO {
            let book = Book::Prepaid(ids.account);
            let owes = balance.is_negative();
            let (from, to) = if owes {
                (book, Book::Adjustment)
            } else {
                (Book::Adjustment, book)
            };
            tx.add_transfer(&Transfer {
                id: TransferId::from_bytes(self.ids.bytes()),
                from,
                to,
                amount: if owes { -balance } else { balance },
                state: TransferState::Posted,
                reason: Reason::Correction,
                at: start,
            })
            .await?;
        }
        Ok(tx.commit().await?)
    }
}

fn serial(number: u64) -> String {
    format!("AMI{number:08}")
}

/// What the home used in the days before, by whole intervals.
fn history(spec: &HomeSpec, zone: &Zone, now: Timestamp) -> Vec<(Timestamp, WattHours, bool)> {
    let end = now.floor_to(spec.interval);
    let mut at = end - Span::days(spec.history_days);
    let mut rows = Vec::new();
    while at < end {
        rows.push((at, spec.pattern.power(zone, at).over(spec.interval), false));
        at = at + spec.interval;
    }
    rows
}

/// A meter that has counted the days before.
fn meter(
    spec: &HomeSpec,
    ids: &Ids,
    credit: WattHours,
    start: Timestamp,
    history: &[(Timestamp, WattHours, bool)],
) -> anyhow::Result<AmiMeter> {
    let made = Meter {
        meter: ids.meter,
        serial: serial(ids.number),
        interval: spec.interval,
        has_switch: spec.has_switch,
        switch: spec.switch,
        credit,
    };
    let first = history.first().map_or(start, |(at, ..)| *at);
    let mut meter = AmiMeter::new(made, first)?;
    for (at, energy, _) in history {
        meter.remember(*at + spec.interval, *energy);
    }
    Ok(meter)
}
