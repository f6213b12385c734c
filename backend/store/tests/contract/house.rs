//! A fresh store for each test, on each engine, with people and places to write about.

use ami_domain::account::{AtZero, Mode};
use ami_domain::id::{AccountId, GatewayId, LocationId, MeterId, UserId};
use ami_domain::role::Role;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, Gateway, Location, Meter, Person, Store, Tx};
use sqlx::{AnyConnection, Connection, Executor, Row};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// Runs a test of `async fn(&House)` on both engines; after `apart` what asks a second time at
/// the same moment, which a store in memory does not answer.
macro_rules! both {
    ($($name:ident),+ $(,)? $(; apart $($apart:ident),+ $(,)?)?) => {
        $(mod $name {
            crate::house::on!(sqlite postgres memory, $name);
        })+
        $($(mod $apart {
            crate::house::on!(sqlite postgres, $apart);
        })+)?
    };
}
pub(crate) use both;

/// The runs of one test.
macro_rules! on {
    ($($place:ident)+, $name:ident) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $place() {
            crate::house::$place(super::$name).await;
        }
    )+};
}
pub(crate) use on;

/// A fresh store.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) url: String,
}

static COUNT: AtomicU32 = AtomicU32::new(0);
static TABLES: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES_TABLES: OnceCell<String> = OnceCell::const_new();

pub(crate) async fn sqlite(test: impl AsyncFnOnce(&House)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ami.db");
    std::fs::write(&file, TABLES.get_or_init(tables).await).unwrap();
    let url = format!("sqlite://{}", file.display());
    let store = Store::open(&url).await.unwrap();
    let house = House { store, url };
    test(&house).await;
    house.store.close().await;
}

/// The file of a store in which nothing has been written but its tables. Its steps are taken once:
/// taken again for each test they would cost more than all tests.
async fn tables() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ami.db");
    let url = format!("sqlite://{}", file.display());
    Store::open(&url).await.unwrap().close().await;
    std::fs::read(file).unwrap()
}

pub(crate) async fn memory(test: impl AsyncFnOnce(&House)) {
    let url = "sqlite::memory:".to_owned();
    let store = Store::open(&url).await.unwrap();
    test(&House { store, url }).await;
}

pub(crate) async fn postgres(test: impl AsyncFnOnce(&House)) {
    let Some(server) = server() else { return };
    let name = format!(
        "ami_test_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let tables = POSTGRES_TABLES.get_or_init(|| postgres_tables(&server));
    let tables = tables.await;
    raw(
        &server,
        &format!("CREATE DATABASE {name} TEMPLATE {tables}"),
    )
    .await;
    let url = other_database(&server, &name);
    let store = Store::open(&url).await.unwrap();
    let house = House { store, url };
    test(&house).await;
    house.store.close().await;
    raw(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// The same for PostgreSQL: a database to copy. It outlives the tests, which do not know who of
/// them is the last; so what earlier runs have left goes first.
async fn postgres_tables(server: &str) -> String {
    for name in databases_like(server, "ami_tables_%").await {
        let process = name.trim_start_matches("ami_tables_");
        if !Path::new("/proc").join(process).exists() {
            raw(server, &format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
    let name = format!("ami_tables_{}", std::process::id());
    raw(
        server,
        &format!("CREATE DATABASE {name} TEMPLATE template0"),
    )
    .await;
    let url = other_database(server, &name);
    Store::open(&url).await.unwrap().close().await;
    name
}

async fn databases_like(server: &str, like: &str) -> Vec<String> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server).await.unwrap();
    let asked = sqlx::query("SELECT datname::text FROM pg_database WHERE datname LIKE $1");
    let rows = asked.bind(like).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told here where PostgreSQL is"
)]
fn server() -> Option<String> {
    let told = std::env::var("AMI_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("set AMI_TEST_POSTGRES to postgres://user@host:port/database, or to off")
    });
    (told != "off").then_some(told)
}

fn other_database(server: &str, name: &str) -> String {
    let (address, query) = match server.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (server, String::new()),
    };
    let (host, _) = address.rsplit_once('/').unwrap();
    format!("{host}/{name}{query}")
}

/// Runs statements behind the store's back.
pub(crate) async fn raw(url: &str, sql: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.unwrap();
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    connection.close().await.unwrap();
}

/// What the engine says to a statement that it must refuse.
pub(crate) async fn refused(url: &str, sql: &str) -> String {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.unwrap();
    let asked = sqlx::AssertSqlSafe(sql.to_owned());
    let said = connection.execute(sqlx::raw_sql(asked)).await;
    connection.close().await.unwrap();
    said.expect_err(sql).to_string()
}

pub(crate) fn t(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub(crate) fn person(n: u128, name: &str) -> Person {
    Person {
        id: UserId::from_number(n),
        login: format!("login{n}"),
        name: name.to_owned(),
        role: Role::Customer,
        locale: "en-US".to_owned(),
        password_hash: "$argon2id$".to_owned(),
        active: true,
    }
}

pub(crate) fn meter(n: u128) -> Meter {
    Meter {
        id: MeterId::from_number(n),
        serial: format!("SN-{n:04}x"),
        location: LocationId::from_number(n),
        gateway: GatewayId::from_number(1),
        has_switch: true,
        interval: Span::minutes(15),
        epoch: 3,
    }
}

pub(crate) fn account(n: u128) -> AccountRow {
    AccountRow {
        id: AccountId::from_number(n),
        number: format!("C3-{n:06}"),
        customer: UserId::from_number(n),
        location: LocationId::from_number(n),
        meter: MeterId::from_number(n),
        prepay_enabled: true,
        mode: Mode::Prepaid,
        at_zero: AtZero::Disconnect,
        tariff: "flat".to_owned(),
        currency: "USD".to_owned(),
        bill_day: 28,
        opened_at: t(1_000),
        occupied_from: t(500),
        charged_until: t(1_000),
        view_seq: 0,
        shown_at: t(0),
        show_due: t(0),
        low: None,
        version: 0,
    }
}

/// Gateway 1, and for each `n` up to `homes` a person, location, meter and account `n`.
pub(crate) async fn town(house: &House, homes: u128) -> Tx {
    let mut tx = house.store.begin().await.unwrap();
    let gateway = Gateway {
        id: GatewayId::from_number(1),
        name: "gateway one".to_owned(),
        secret_hash: [7; 32],
    };
    tx.insert_gateway(&gateway).await.unwrap();
    for n in 1..=homes {
        let name = format!("Customer Number {n}");
        tx.insert_person(&person(n, &name)).await.unwrap();
        let location = Location {
            id: LocationId::from_number(n),
            address: format!("{n} Elm Street"),
            zone: "America/Los_Angeles".to_owned(),
            feeder: format!("F-{}", n % 2),
            postal: "92507".to_owned(),
            version: 0,
        };
        tx.insert_location(&location).await.unwrap();
        tx.insert_meter(&meter(n)).await.unwrap();
        tx.insert_account(&account(n)).await.unwrap();
    }
    tx
}
