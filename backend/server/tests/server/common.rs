//! A small town: two customers with a home each, a representative, a utility, an installer. What
//! belongs to Benito carries a word that nobody else has.

use ami_adcs::alerts::{self, Publish};
use ami_domain::account::{AtZero, Mode};
use ami_domain::clock::BusinessClock;
use ami_domain::id::{AccountId, AlertId, GatewayId, LocationId, MeterId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::policy::Policy;
use ami_domain::role::Role;
use ami_domain::time::{Span, Timestamp, Window};
use ami_server::config::{Broker, Config};
use ami_server::http::session::digest;
use ami_server::state::App;
use ami_server::{chance, compose, http, password, tries};
use ami_store::{AccountRow, Gateway, Location, Meter, Person, SessionRow, Store, Tx};
use ami_wire::utility::Audience;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value;
use std::sync::OnceLock;
use std::time::Duration;
use tower::ServiceExt;

pub(crate) const HOST: &str = "utility.example";
pub(crate) const ORIGIN: &str = "https://utility.example";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const SECRET: &str = "the gateway's own secret";
/// In every text of Benito's.
pub(crate) const CANARY: &str = "canario";

pub(crate) const ANA: UserId = UserId::from_number(0xa1);
pub(crate) const BENITO: UserId = UserId::from_number(0xb1);
pub(crate) const ROSA: UserId = UserId::from_number(0xc1);
pub(crate) const UMA: UserId = UserId::from_number(0xd1);
pub(crate) const IVAN: UserId = UserId::from_number(0xe1);
/// A second person of the utility.
pub(crate) const UGO: UserId = UserId::from_number(0xd2);

pub(crate) const HOME_A: Home = Home::new(0xa);
pub(crate) const HOME_B: Home = Home::new(0xb);

/// Ids of a home.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    pub(crate) account: AccountId,
    pub(crate) meter: MeterId,
    pub(crate) gateway: GatewayId,
    pub(crate) location: LocationId,
}

impl Home {
    const fn new(n: u128) -> Self {
        Self {
            account: AccountId::from_number(n << 8 | 0xa),
            meter: MeterId::from_number(n << 8 | 0xb),
            gateway: GatewayId::from_number(n << 8 | 0xc),
            location: LocationId::from_number(n << 8 | 0xd),
        }
    }
}

pub(crate) struct Town {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) folder: tempfile::TempDir,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

/// The configuration of a server in this folder, on ports that the system chooses.
pub(crate) fn config(folder: &std::path::Path) -> Config {
    let any = "127.0.0.1:0".parse().unwrap();
    Config {
        database_url: format!("sqlite://{}", folder.join("town.sqlite").display()),
        http: any,
        metrics: any,
        broker: Broker::Embedded {
            listen: any,
            tls: None,
        },
        ui_dir: None,
        seed: None,
        tariffs_dir: None,
        rules_file: None,
        rules_dir: None,
        sandbox_journal: Some(folder.join("card.journal")),
        work_orders: None,
        processor: None,
        bank_transfers: ami_server::config::BankTransfers::Off,
        weather: ami_server::config::WeatherFrom::default(),
        cookie_secure: true,
        trusted_proxies: Default::default(),
        log_json: false,
        verify_timeout: Duration::from_millis(100),
        policy: Policy::default(),
        clock: BusinessClock::REAL,
    }
}

impl Town {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        change(&mut config);
        let store = Store::open(&config.database_url).await.unwrap();
        let app = compose::app(&config, store).unwrap();
        settle(&app).await;
        Self {
            router: http::router(app.clone()),
            app,
            folder,
        }
    }

    /// A fresh session of this person, as a cookie.
    pub(crate) async fn signed(&self, who: UserId) -> String {
        self.session(who, Span::ZERO, Span::ZERO).await
    }

    /// A session that began and was used last so long ago.
    pub(crate) async fn session(&self, who: UserId, began: Span, used: Span) -> String {
        let token = tries::hex(&chance::token());
        let real = self.app.now().real;
        let session = SessionRow {
            token_hash: digest(token.as_bytes()),
            user: who,
            created_at: real - began,
            last_seen_at: real - used,
            expires_at: real - began + http::session::ABSOLUTE,
        };
        let mut tx = self.app.css.store.begin().await.unwrap();
        tx.insert_session(&session).await.unwrap();
        tx.commit().await.unwrap();
        format!("__Host-ami_session={token}")
    }

    /// A request of this person's browser, from our own page.
    pub(crate) async fn ask(
        &self,
        who: Option<UserId>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = ours(method, path);
        if let Some(who) = who {
            let cookie = self.signed(who).await;
            request = request.header(header::COOKIE, cookie);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn get(&self, who: UserId, path: &str) -> Answer {
        self.ask(Some(who), Method::GET, path, None).await
    }

    /// Reads the answer to its end, except of an endless one.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let endless = kind.is_some_and(|kind| kind == "text/event-stream");
        let bytes = if endless {
            Default::default()
        } else {
            axum::body::to_bytes(body, 1 << 20).await.unwrap()
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}

/// A request from our own page.
pub(crate) fn ours(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/json")
}

/// A text for everybody or one home.
pub(crate) async fn publish(app: &App, id: u128, en: &str, audience: Audience) {
    let now = app.now();
    let notice = Notice {
        id: AlertId::from_number(id),
        importance: Importance::Warning,
        text: Bilingual {
            en: en.into(),
            es: "Corte de luz".into(),
        },
        valid: Window {
            start: now.business,
            end: now.business + Span::days(1),
        },
        confirm: true,
        figures: false,
    };
    let wanted = Publish {
        notice: &notice,
        audience: &audience,
        replaces: None,
        by: None,
    };
    let store = &app.css.store;
    alerts::accept(store, now, &wanted).await.unwrap();
    while alerts::walk(store, now, &mut app.chance()).await.unwrap() {}
}

/// Everybody has the same password, so that it is hashed once.
fn hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash(PASSWORD).unwrap())
        .clone()
}

async fn settle(app: &App) {
    let mut tx = app.css.store.begin().await.unwrap();
    for (id, login, name, role) in [
        (ANA, "ana", "Ana Lima", Role::Customer),
        (BENITO, "benito", "Benito Canario", Role::Customer),
        (ROSA, "rosa", "Rosa Roja", Role::Representative),
        (UMA, "uma", "Uma Utility", Role::Utility),
        (UGO, "ugo", "Ugo Utility", Role::Utility),
        (IVAN, "ivan", "Ivan Installer", Role::Installer),
    ] {
        tx.insert_person(&Person {
            id,
            login: login.into(),
            name: name.into(),
            role,
            locale: "en-US".into(),
            password_hash: hash(),
            active: true,
        })
        .await
        .unwrap();
    }
    home(&mut tx, app, HOME_A, ANA, "ana").await;
    home(&mut tx, app, HOME_B, BENITO, CANARY).await;
    tx.commit().await.unwrap();
    for home in [HOME_A, HOME_B] {
        let mut chance = app.chance();
        let opened = app.css.open(&app.clock, &mut chance, home.account);
        opened.await.unwrap();
    }
}

async fn home(tx: &mut Tx, app: &App, home: Home, who: UserId, word: &str) {
    let now = app.now().business;
    tx.insert_location(&Location {
        id: home.location,
        address: format!("1 {word} Street, Orangeville"),
        zone: "America/Los_Angeles".into(),
        feeder: format!("F-{word}"),
        postal: "92507".into(),
        version: 0,
    })
    .await
    .unwrap();
    tx.insert_gateway(&Gateway {
        id: home.gateway,
        name: word.into(),
        secret_hash: digest(SECRET.as_bytes()),
    })
    .await
    .unwrap();
    tx.insert_meter(&Meter {
        id: home.meter,
        serial: format!("serial-{word}"),
        location: home.location,
        gateway: home.gateway,
        has_switch: true,
        interval: Span::hours(1),
        epoch: 1,
    })
    .await
    .unwrap();
    tx.insert_account(&AccountRow {
        id: home.account,
        number: format!("number-{word}"),
        customer: who,
        location: home.location,
        meter: home.meter,
        prepay_enabled: true,
        mode: Mode::Prepaid,
        at_zero: AtZero::Limit,
        tariff: "demo-flat".into(),
        currency: "USD".into(),
        bill_day: 1,
        opened_at: now,
        occupied_from: now - Span::days(900),
        charged_until: now.floor_to(Span::hours(1)),
        view_seq: 0,
        shown_at: Timestamp::default(),
        show_due: Timestamp::default(),
        low: None,
        version: 0,
    })
    .await
    .unwrap();
    tx.open_facility((home.location, home.account), now, None)
        .await
        .unwrap();
    tx.add_posted_transfers(&[Transfer {
        id: TransferId::from_bytes(home.account.to_bytes()),
        from: Book::Adjustment,
        to: Book::Prepaid(home.account),
        amount: Money::dollars(20),
        state: TransferState::Posted,
        reason: Reason::Correction,
        at: now,
    }])
    .await
    .unwrap();
}
