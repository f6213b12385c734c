//! The real server code on a port, and the fake processor as a process of its own beside it.

use ami_css::enrol::Actor;
use ami_css::{CssError, Offer};
use ami_domain::chance::Seeded;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, PaymentId, UserId};
use ami_domain::ledger::{Book, Transfer};
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::settlement::Question;
use ami_domain::time::Span;
use ami_provider::fault::Faults;
use ami_server::state::App;
use ami_server::{compose, http, seed};
use ami_store::{ChargeRow, PaymentRow, QuestionRow, Store};
use serde_json::{Value, json};
use std::future::Future;
use std::process::Child;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

// Another test program reads this file as well, from its own folder.
#[path = "town/parts.rs"]
mod parts;

use parts::{configuration, postgres, provider, psql};

pub(crate) const ACCOUNT: AccountId = AccountId::from_number(0xaa);
pub(crate) const SECRET: &str = "sk_test_0123456789abcdef";
pub(crate) const EVENTS: &str = "whsec_0123456789abcdef";
/// A test waits so long for what comes by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// A clock that is ahead of the real one: what is due later is due now.
#[derive(Debug)]
pub(crate) struct Ahead(pub(crate) App, pub(crate) Span);

impl Clock for Ahead {
    fn now(&self) -> Now {
        let now = self.0.now();
        Now {
            business: now.business + self.1,
            real: now.real + self.1,
        }
    }
}

pub(crate) struct Town {
    pub(crate) app: App,
    pub(crate) server: String,
    pub(crate) provider: String,
    pub(crate) customer: UserId,
    pub(crate) client: reqwest::Client,
    ahead: AtomicI64,
    process: Child,
    folder: tempfile::TempDir,
}

impl Drop for Town {
    fn drop(&mut self) {
        // Its own child, which also ends when its input does.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Town {
    pub(crate) async fn new() -> Self {
        Self::with(None).await
    }

    /// The same test on SQLite and on PostgreSQL.
    pub(crate) async fn on_each_engine(test: impl AsyncFn(&Self)) {
        test(&Self::new().await).await;
        let Some(server) = postgres() else { return };
        let name = format!(
            "hold_{}",
            ami_server::tries::hex(&ami_server::chance::token())
        );
        psql(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE template0"),
        );
        let (base, _) = server.rsplit_once('/').unwrap();
        let town = Self::with(Some(format!("{base}/{name}"))).await;
        test(&town).await;
        town.app.css.store.close().await;
        psql(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
    }

    async fn with(database: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let (process, provider) = provider(folder.path(), &server);
        let mut config = configuration(folder.path(), &provider);
        if let Some(database) = database {
            config.database_url = database;
        }
        let store = Store::open(&config.database_url).await.unwrap();
        let app = compose::app(&config, store).unwrap();
        let seeded = config.seed.as_ref().unwrap();
        let mut chance = app.chance();
        let planted = seed::plant(&app.css, &app.clock, &mut chance, seeded);
        assert_eq!(planted.await.unwrap(), 1);
        let router = http::router(app.clone());
        let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let mut tx = app.css.store.read().await.unwrap();
        let customer = tx.account(ACCOUNT).await.unwrap().unwrap().customer;
        drop(tx);
        Self {
            app,
            server,
            provider,
            customer,
            client: reqwest::Client::new(),
            ahead: AtomicI64::new(0),
            process,
            folder,
        }
    }

    /// The same database under a new process of ours.
    pub(crate) async fn restarted(&mut self) {
        let config = configuration(self.folder.path(), &self.provider);
        let store = Store::open(&config.database_url).await.unwrap();
        self.app = compose::app(&config, store).unwrap();
    }

    pub(crate) async fn pay(&self, id: u128, token: &str) -> PaymentRow {
        self.try_pay(id, token).await.unwrap()
    }

    pub(crate) async fn try_pay(&self, id: u128, token: &str) -> Result<PaymentRow, CssError> {
        let method = if token.starts_with("pm_us") {
            "bank_transfer"
        } else {
            "card"
        };
        let offer = Offer {
            amount: Money::dollars(25),
            method: method.into(),
            token: token.into(),
        };
        let mut chance = Seeded::new(u64::try_from(id).unwrap());
        let payment = PaymentId::from_number(id);
        let css = &self.app.css;
        let by = self.customer;
        css.pay(&self.app.clock, &mut chance, by, ACCOUNT, payment, &offer)
            .await
    }

    /// Everything that the duties would do in half a day, without waiting for it.
    pub(crate) async fn rest(&self) {
        self.rest_after(Span::ZERO).await;
    }

    /// The same, so much later.
    pub(crate) async fn rest_after(&self, span: Span) {
        let mut chance = Seeded::new(9);
        let css = &self.app.css;
        self.ahead.fetch_add(span.as_millis(), Ordering::SeqCst);
        for _ in 0..6 {
            let hours = Span::hours(2).as_millis();
            let ahead = self.ahead.fetch_add(hours, Ordering::SeqCst) + hours;
            let clock = Ahead(self.app.clone(), Span::millis(ahead));
            let before = clock.now().business;
            css.settle(&clock, &mut chance, before).await.unwrap();
            css.heed_events(&clock, &mut chance).await.unwrap();
            css.follow_up(&clock, &mut chance).await.unwrap();
            css.settle_refunds(&clock, &mut chance, before)
                .await
                .unwrap();
            css.forget_cards(&clock).await.unwrap();
        }
    }

    /// So much later: frees the times that are held no more, as the duty does. How many.
    pub(crate) async fn free_holds_after(&self, span: Span) -> u32 {
        let ahead = self.ahead.fetch_add(span.as_millis(), Ordering::SeqCst);
        let clock = Ahead(self.app.clone(), Span::millis(ahead) + span);
        self.app.css.free_holds(&clock).await.unwrap()
    }

    /// The customer moves out now, and so much later the account is closed, as the duty does.
    pub(crate) async fn moves_out(&self, later: Span) {
        let (person, role) = (self.customer, Role::Customer);
        let (now, css) = (self.app.now(), &self.app.css);
        let asked = css.ask_move_out(now, Actor { person, role }, ACCOUNT, now.business);
        asked.await.unwrap();
        let ahead = self.ahead.fetch_add(later.as_millis(), Ordering::SeqCst);
        let clock = Ahead(self.app.clone(), Span::millis(ahead) + later);
        let mut chance = Seeded::new(12);
        css.close_accounts(&clock, &mut chance).await.unwrap();
    }

    /// What the duties would do in some minutes, without waiting for it.
    pub(crate) async fn settled(&self) {
        let mut chance = Seeded::new(11);
        let css = &self.app.css;
        for _ in 0..4 {
            let minute = Span::minutes(1).as_millis();
            let ahead = self.ahead.fetch_add(minute, Ordering::SeqCst) + minute;
            let clock = Ahead(self.app.clone(), Span::millis(ahead));
            css.heed_events(&clock, &mut chance).await.unwrap();
            css.follow_up(&clock, &mut chance).await.unwrap();
        }
    }

    /// What the plain page says to which the payer comes back.
    pub(crate) async fn back_page(&self, id: u128) -> String {
        let id = PaymentId::from_number(id);
        let url = format!("{}/p/back/{id}?lang=en-US", self.server);
        let answer = self.client.get(url).send().await.unwrap();
        answer.text().await.unwrap()
    }

    /// Whether the customer has a text with these words.
    pub(crate) async fn told(&self, words: &str) -> bool {
        let mut tx = self.app.css.store.read().await.unwrap();
        let all = tx.notices_of(ACCOUNT, 99).await.unwrap();
        all.iter()
            .any(|(notice, ..)| notice.text.en.contains(words))
    }

    /// The processor's word is on its way: looks until it has had its effect.
    pub(crate) async fn until<F, T>(&self, mut done: impl FnMut() -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        let waited = async {
            loop {
                let mut chance = Seeded::new(8);
                let heeded = self.app.css.heed_events(&self.app.clock, &mut chance);
                heeded.await.unwrap();
                if let Some(found) = done().await {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waited).await.unwrap()
    }

    pub(crate) async fn row(&self, id: u128) -> PaymentRow {
        let mut tx = self.app.css.store.read().await.unwrap();
        let row = tx.payment(PaymentId::from_number(id)).await.unwrap();
        row.unwrap()
    }

    pub(crate) async fn charge(&self, id: u128) -> ChargeRow {
        let mut tx = self.app.css.store.read().await.unwrap();
        let row = tx.charge(PaymentId::from_number(id)).await.unwrap();
        row.unwrap()
    }

    pub(crate) async fn balance(&self) -> Money {
        self.book_of(Book::Prepaid(ACCOUNT)).await
    }

    pub(crate) async fn book_of(&self, book: Book) -> Money {
        let mut tx = self.app.css.store.read().await.unwrap();
        let balance = tx.balance(book).await.unwrap();
        assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
        assert_eq!(tx.ledger_check().await.unwrap(), []);
        balance
    }

    pub(crate) async fn entries(&self, id: u128) -> Vec<Transfer> {
        let mut tx = self.app.css.store.read().await.unwrap();
        let all = tx.transfers_for(PaymentId::from_number(id), 100).await;
        all.unwrap()
    }

    pub(crate) async fn questions(&self) -> Vec<Question> {
        self.asked().await.into_iter().map(|row| row.why).collect()
    }

    pub(crate) async fn asked(&self) -> Vec<QuestionRow> {
        let mut tx = self.app.css.store.read().await.unwrap();
        tx.questions(true, 100).await.unwrap()
    }

    /// Tells the processor how to fail.
    pub(crate) async fn faults(&self, faults: Faults) {
        self.tell("faults", serde_json::to_value(faults).unwrap())
            .await;
    }

    /// The next change on a path that ends so is done and never answered.
    pub(crate) async fn hangs_once(&self, only: &str) {
        let (hang, only) = (1, only.to_owned());
        self.faults(Faults {
            hang,
            only,
            ..Faults::default()
        })
        .await;
    }

    /// The next request on a path that ends so is answered with 500, and nothing is done.
    pub(crate) async fn fails_once(&self, only: &str) {
        let (fail, only) = (1, only.to_owned());
        self.faults(Faults {
            fail,
            only,
            ..Faults::default()
        })
        .await;
    }

    pub(crate) async fn tell(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/fake/{path}", self.provider);
        let asked = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .body(body.to_string());
        let answer = asked.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let text = answer.text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Everything that the processor has.
    pub(crate) async fn there(&self) -> Value {
        let url = format!("{}/fake/state", self.provider);
        let text = self.client.get(url).send().await.unwrap().text().await;
        serde_json::from_str(&text.unwrap()).unwrap()
    }

    /// Cents that the processor has taken, whatever we believe.
    pub(crate) async fn taken_there(&self) -> i64 {
        let there = self.there().await;
        let lines = there["lines"].as_array().unwrap();
        let cents = lines.iter().filter_map(|line| line["amount"].as_i64());
        cents.sum()
    }

    /// Sends a message as if it came from the processor.
    pub(crate) async fn webhook(&self, header: &str, body: &str) -> u16 {
        let asked = self
            .client
            .post(format!("{}/api/processor/events", self.server))
            .header("content-type", "application/json")
            .header("stripe-signature", header)
            .body(body.to_owned());
        asked.send().await.unwrap().status().as_u16()
    }
}

/// Nothing to say.
pub(crate) fn nothing() -> Value {
    json!({})
}
