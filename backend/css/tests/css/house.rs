//! One home on Orange Street, with a clock in the hand of the test.

use ami_adcs::Terms;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::payment_method::{Answer, Charge, GivenBack, Known, PaymentMethod, Verdict};
use ami_css::{Css, CssError, Offer, tariffs};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Seeded;
use ami_domain::clock::{Clock, Now};
use ami_domain::command::{Command, CommandKind};
use ami_domain::display::DisplayView;
use ami_domain::energy::WattHours;
use ami_domain::id::{
    AccountId, GatewayId, LocationId, MeterId, PaymentId, RefundId, TransferId, UserId,
};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::policy::Policy;
use ami_domain::role::Role;
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_store::{AccountRow, Gateway, Location, Meter, PaymentRow, Person, Store, Tx};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) const ACCOUNT: AccountId = AccountId::from_number(1);
pub(crate) const METER: MeterId = MeterId::from_number(3);
pub(crate) const ANA: UserId = UserId::from_number(5);
pub(crate) const HOUR: Span = Span::hours(1);

/// A clock that a test moves.
#[derive(Debug)]
pub(crate) struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Now {
        let at = Timestamp::from_millis(self.0.load(Ordering::SeqCst));
        Now {
            business: at,
            real: at,
        }
    }
}

pub(crate) struct House {
    pub(crate) css: Css,
    pub(crate) card: Arc<SandboxCard>,
    pub(crate) clock: HandClock,
    pub(crate) chance: Mutex<Seeded>,
}

/// Noon of 1 July 2026 in Los Angeles: a plain summer day.
pub(crate) fn noon() -> Timestamp {
    midnight(7, 1) + Span::hours(12)
}

pub(crate) fn zone() -> Zone {
    Zone::named("America/Los_Angeles").unwrap()
}

pub(crate) fn midnight(month: i8, day: i8) -> Timestamp {
    zone().start_of(Day {
        year: 2026,
        month,
        day,
    })
}

pub(crate) fn offer(dollars: i64, token: &str) -> Offer {
    Offer {
        amount: Money::dollars(dollars),
        method: "sandbox_card".into(),
        token: token.into(),
    }
}

impl House {
    /// A home with $20 on the flat tariff at 25 cents, opened at `now`.
    pub(crate) async fn at(now: Timestamp) -> Self {
        Self::with(now, Money::dollars(20), SandboxCard::in_memory()).await
    }

    pub(crate) async fn with(now: Timestamp, opening: Money, card: SandboxCard) -> Self {
        Self::on("demo-flat", now, opening, card).await
    }

    /// The same on another tariff.
    pub(crate) async fn on(
        tariff: &str,
        now: Timestamp,
        opening: Money,
        card: SandboxCard,
    ) -> Self {
        let card = Arc::new(card);
        let css = Css {
            store: Store::open("sqlite::memory:").await.unwrap(),
            terms: ami_adcs::LiveTerms::new(Terms {
                policy: Policy::default(),
                tariffs: tariffs::builtin().unwrap(),
                rules: ami_css::rules::builtin().unwrap().0,
                packs: ami_css::rules::builtin().unwrap().1,
            }),
            methods: vec![Arc::clone(&card) as Arc<dyn PaymentMethod>],
            verify_timeout: Duration::from_millis(50),
        };
        let house = Self {
            css,
            card,
            clock: HandClock(AtomicI64::new(now.as_millis())),
            chance: Mutex::new(Seeded::new(7)),
        };
        let mut tx = house.css.store.begin().await.unwrap();
        people(&mut tx).await;
        place(&mut tx).await;
        house.home(&mut tx, ACCOUNT, METER, tariff).await;
        if opening.is_positive() {
            tx.add_posted_transfers(&[opening_balance(opening, now)])
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        house.open().await;
        house
    }

    /// Adds a meter and an account to it.
    pub(crate) async fn home(&self, tx: &mut Tx, account: AccountId, meter: MeterId, tariff: &str) {
        let now = self.clock.now().business;
        tx.insert_meter(&Meter {
            id: meter,
            serial: format!("AMI{account}"),
            location: LocationId::from_number(2),
            gateway: GatewayId::from_number(4),
            has_switch: true,
            interval: HOUR,
            epoch: 1,
        })
        .await
        .unwrap();
        tx.insert_account(&AccountRow {
            id: account,
            number: account.to_string(),
            customer: ANA,
            location: LocationId::from_number(2),
            meter,
            prepay_enabled: true,
            mode: Mode::Prepaid,
            at_zero: AtZero::Limit,
            tariff: tariff.into(),
            currency: "USD".into(),
            bill_day: 1,
            opened_at: now,
            occupied_from: now - Span::days(900),
            charged_until: now,
            view_seq: 0,
            shown_at: now,
            show_due: now,
            low: None,
            version: 0,
        })
        .await
        .unwrap();
    }

    pub(crate) async fn open(&self) {
        let mut chance = self.chance.lock().unwrap().clone();
        self.css
            .open(&self.clock, &mut chance, ACCOUNT)
            .await
            .unwrap();
        *self.chance.lock().unwrap() = chance;
    }

    pub(crate) fn pass(&self, span: Span) {
        self.clock.0.fetch_add(span.as_millis(), Ordering::SeqCst);
    }

    /// The meter's intervals of one hour each from `start` on.
    pub(crate) async fn used(&self, start: Timestamp, watt_hours: &[i64]) {
        self.used_by(METER, start, watt_hours).await;
    }

    pub(crate) async fn used_by(&self, meter: MeterId, start: Timestamp, watt_hours: &[i64]) {
        let mut at = start;
        let mut rows = Vec::new();
        for wh in watt_hours {
            rows.push((at, WattHours::new(*wh), false));
            at = at + HOUR;
        }
        let mut tx = self.css.store.begin().await.unwrap();
        tx.put_intervals(meter, HOUR, &rows).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn charge(&self) -> Result<u32, CssError> {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        self.css.charge(&self.clock, &mut chance).await
    }

    pub(crate) async fn pay(&self, id: u128, offer: &Offer) -> Result<PaymentRow, CssError> {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let id = PaymentId::from_number(id);
        self.css
            .pay(&self.clock, &mut chance, ANA, ACCOUNT, id, offer)
            .await
    }

    pub(crate) async fn settle(&self) -> Result<u32, CssError> {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let before = self.clock.now().business;
        self.css.settle(&self.clock, &mut chance, before).await
    }

    pub(crate) async fn balance(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        tx.balance(Book::Prepaid(ACCOUNT)).await.unwrap()
    }

    pub(crate) async fn view(&self) -> DisplayView {
        let mut tx = self.css.store.read().await.unwrap();
        tx.view(ACCOUNT).await.unwrap().unwrap()
    }

    pub(crate) async fn account(&self) -> AccountRow {
        let mut tx = self.css.store.read().await.unwrap();
        tx.account(ACCOUNT).await.unwrap().unwrap()
    }

    /// Commands that wait for the meter and are credit.
    pub(crate) async fn credits(&self) -> Vec<Command> {
        let mut tx = self.css.store.read().await.unwrap();
        let rows = tx.open_commands(METER).await.unwrap();
        rows.into_iter()
            .map(|row| row.command)
            .filter(|command| matches!(command.kind, CommandKind::Prepay(_)))
            .collect()
    }
}

/// A sandbox card with its journal in this folder.
pub(crate) fn card(folder: &Path) -> SandboxCard {
    SandboxCard::open(&folder.join("card.journal")).unwrap()
}

fn opening_balance(amount: Money, at: Timestamp) -> Transfer {
    Transfer {
        id: TransferId::from_number(1),
        from: Book::Adjustment,
        to: Book::Prepaid(ACCOUNT),
        amount,
        state: TransferState::Posted,
        reason: Reason::Correction,
        at,
    }
}

async fn people(tx: &mut Tx) {
    tx.insert_person(&Person {
        id: ANA,
        login: "ana".into(),
        name: "Ana".into(),
        role: Role::Customer,
        locale: "es-US".into(),
        password_hash: String::new(),
        active: true,
    })
    .await
    .unwrap();
}

async fn place(tx: &mut Tx) {
    tx.insert_location(&Location {
        id: LocationId::from_number(2),
        address: "1 Orange Street".into(),
        zone: "America/Los_Angeles".into(),
        feeder: String::new(),
        postal: String::new(),
        version: 0,
    })
    .await
    .unwrap();
    tx.insert_gateway(&Gateway {
        id: GatewayId::from_number(4),
        name: "gateway".into(),
        secret_hash: [0; 32],
    })
    .await
    .unwrap();
}

/// A processor that is never done, and a server that would wait an hour for it.
#[derive(Debug)]
struct Silent;

impl PaymentMethod for Silent {
    fn name(&self) -> &'static str {
        "sandbox_card"
    }
    fn charge<'a>(&'a self, _: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(std::future::pending())
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(std::future::pending())
    }
    fn give_back<'a>(&'a self, _: Known<'a>, _: RefundId, _: Money) -> Answer<'a, GivenBack> {
        Box::pin(std::future::pending())
    }
}

impl House {
    /// Customer service of the same house, with a processor that never answers.
    pub(crate) fn silent(&self) -> Css {
        Css {
            methods: vec![Arc::new(Silent)],
            verify_timeout: Duration::from_secs(3_600),
            ..self.css.clone()
        }
    }

    /// The processor wrote that it took the money, and we were gone.
    pub(crate) fn card_journal(&self, folder: &tempfile::TempDir, payment: PaymentId) {
        let line = format!("\n{payment} approved");
        std::fs::write(folder.path().join("card.journal"), line).unwrap();
    }

    /// The same books with another processor: what a new process finds.
    pub(crate) fn restarted(self, card: SandboxCard) -> Self {
        let card = Arc::new(card);
        let methods = vec![Arc::clone(&card) as Arc<dyn PaymentMethod>];
        self.pass(Span::minutes(2));
        Self {
            css: Css {
                methods,
                ..self.css
            },
            card,
            ..self
        }
    }
}
