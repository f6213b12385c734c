//! Whoever moves in sees nothing of the use of hours before, and is not forecast from it, whether
//! or not anybody was here before who left an account; whoever has lived here all along keeps it.
//! By every route, on every engine: PostgreSQL where `AMI_TEST_POSTGRES` says, which `off` leaves
//! out.

use crate::common::{ANA, BENITO, HOME_A, ROSA, Town, UMA};
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MeterId, UserId};
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_server::{chance, tries};
use ami_store::Meter;
use axum::http::Method;
use serde_json::{Value, json};
use std::process::Command;

const HOUR: Span = Span::hours(1);
/// As long as profiles look back.
const DAYS: i64 = 60;
/// What the home used in each hour before: it is in no other number.
const BEFORE: i64 = 7_777;

/// An account at a meter of its own with those hours on it.
struct Case {
    who: UserId,
    account: AccountId,
    meter: MeterId,
    occupied_from: Timestamp,
    used: i64,
}

impl Case {
    fn path(&self, rest: &str) -> String {
        format!("/api/accounts/{}/{rest}", self.account)
    }
}

/// Moves in now; has lived there all along; and moves in where no meter was before.
fn cases(now: Timestamp) -> [Case; 3] {
    let case = |n: u128, who, occupied_from, used| Case {
        who,
        account: AccountId::from_number(0xacc0 + n),
        meter: MeterId::from_number(0x3e70 + n),
        occupied_from,
        used,
    };
    [
        case(1, BENITO, now, BEFORE),
        case(2, ANA, now - Span::days(900), BEFORE),
        case(3, BENITO, now, 0),
    ]
}

async fn moved_in(town: &Town, now: Timestamp, case: &Case) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.insert_meter(&Meter {
        id: case.meter,
        serial: format!("serial-{}", case.meter),
        location: HOME_A.location,
        gateway: HOME_A.gateway,
        has_switch: true,
        interval: HOUR,
        epoch: 1,
    })
    .await
    .unwrap();
    let like = tx.account(HOME_A.account).await.unwrap().unwrap();
    tx.insert_account(&ami_store::AccountRow {
        id: case.account,
        number: case.account.to_string(),
        customer: case.who,
        meter: case.meter,
        opened_at: now,
        occupied_from: case.occupied_from,
        charged_until: now,
        view_seq: 0,
        ..like
    })
    .await
    .unwrap();
    if case.used > 0 {
        let first = now.floor_to(HOUR) - Span::days(DAYS);
        let used = WattHours::new(case.used);
        let hours = (0..DAYS * 24).map(|hour| (first + Span::hours(hour), used, false));
        let hours: Vec<_> = hours.collect();
        tx.put_intervals(case.meter, HOUR, &hours).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (css, clock) = (&town.app.css, &town.app.clock);
    let mut chance = town.app.chance();
    css.open(clock, &mut chance, case.account).await.unwrap();
}

/// Everything that a customer can ask for in which use is, and what is sent to the display.
async fn everything(town: &Town, now: Timestamp, case: &Case) -> Vec<(&'static str, String)> {
    let (from, until) = (now - Span::days(30), now + HOUR);
    let window = format!("?from={}&until={}", from.as_millis(), until.as_millis());
    let view = {
        let mut tx = town.app.css.store.read().await.unwrap();
        let shown = tx.view(case.account).await.unwrap().unwrap();
        let sent = tx.open_commands(case.meter).await.unwrap();
        (shown.seq, format!("{shown:?} {sent:?}"))
    };
    let stretch = format!("{}.{}", from.as_millis(), until.as_millis());
    let mut all = vec![("display", view.1)];
    for (route, path) in [
        ("hours", case.path("usage") + &window + "&step=hour"),
        ("days", case.path("usage") + &window + "&step=day"),
        ("months", case.path("usage") + &window + "&step=month"),
        ("intervals", case.path("intervals.csv") + &window),
        ("green button", case.path("green-button.xml") + &window),
        ("ledger", case.path("ledger.csv") + &window),
        ("account", format!("/api/accounts/{}", case.account)),
        ("estimate", case.path("estimate")),
        (
            "view",
            format!("/api/explain/view.{}.{}", case.account, view.0),
        ),
        (
            "use",
            format!("/api/explain/use.{}.{stretch}", case.account),
        ),
    ] {
        let answer = town.get(case.who, &path).await;
        assert_eq!(answer.status, 200, "{route}: {}", answer.text);
        all.push((route, answer.text));
    }
    all
}

/// The answer of this route.
fn of<'a>(all: &'a [(&'static str, String)], route: &str) -> &'a str {
    &all.iter().find(|(name, _)| *name == route).unwrap().1
}

fn json(all: &[(&'static str, String)], route: &str) -> Value {
    serde_json::from_str(of(all, route)).unwrap()
}

/// Runs a test in a town on each engine.
pub(crate) async fn on_each_engine(test: impl AsyncFn(&Town)) {
    test(&Town::new().await).await;
    let memory = "sqlite::memory:".to_owned();
    test(&Town::with(|config| config.database_url = memory).await).await;
    on_postgres(test).await;
}

/// Runs a test in a town on PostgreSQL, where there is one.
pub(crate) async fn on_postgres(test: impl AsyncFn(&Town)) {
    let Some(server) = postgres() else { return };
    let name = format!("newcomer_{}", tries::hex(&chance::token()));
    psql(
        &server,
        &format!("CREATE DATABASE {name} TEMPLATE template0"),
    );
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    let town = Town::with(|config| config.database_url = url).await;
    test(&town).await;
    town.app.css.store.close().await;
    psql(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told here where PostgreSQL is"
)]
fn postgres() -> Option<String> {
    let told = std::env::var("AMI_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("set AMI_TEST_POSTGRES to postgres://user@host:port/database, or to off")
    });
    (told != "off").then_some(told)
}

fn psql(url: &str, sql: &str) {
    let done = Command::new("psql").args(["-q", "-c", sql, url]).output();
    let done = done.expect("psql runs: apt-get install postgresql-client");
    let why = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{why}");
}

#[tokio::test]
async fn a_newcomer_sees_and_is_forecast_from_nothing_of_before() {
    on_each_engine(newcomer).await;
}

#[tokio::test]
async fn who_has_lived_there_all_along_keeps_every_hour() {
    on_each_engine(resident).await;
}

#[tokio::test]
async fn what_the_desk_says_of_a_home_holds_at_once() {
    on_each_engine(said_at_the_desk).await;
}

async fn say(town: &Town, who: UserId, case: &Case, since: Day) -> (u16, Value) {
    let body = json!({ "since": since.to_string(), "proof": "the lease of the home" });
    let path = case.path("home");
    let answer = town.ask(Some(who), Method::PUT, &path, Some(body)).await;
    (answer.status.as_u16(), answer.json())
}

async fn said_at_the_desk(town: &Town) {
    let now = town.app.now().business;
    let [_, resident, _] = cases(now);
    moved_in(town, now, &resident).await;
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let opened = zone.civil(now).day;
    let text = BEFORE.to_string();
    let before = everything(town, now, &resident).await;
    assert!(of(&before, "hours").contains(&text));
    let old = json(&before, "account")["view"].clone();
    // Only the desk, only until the account was opened, and only with a reason.
    for (who, status) in [(ANA, 403), (BENITO, 404), (UMA, 404)] {
        assert_eq!(say(town, who, &resident, opened).await.0, status);
    }
    let (status, late) = say(town, ROSA, &resident, opened.plus(1)).await;
    assert_eq!((status, &late["code"]), (422, &json!("error-home-day")));
    let path = resident.path("home");
    let bare = json!({ "since": opened.to_string(), "proof": " " });
    let bare = town.ask(Some(ROSA), Method::PUT, &path, Some(bare)).await;
    assert_eq!(bare.json()["code"], "error-protect-proof");
    assert!(of(&everything(town, now, &resident).await, "hours").contains(&text));

    // Moved in on the day on which the account was opened: nothing of before is there any more.
    let (status, said) = say(town, ROSA, &resident, opened).await;
    assert_eq!(status, 200, "{said}");
    assert_eq!(said["lives_since"], json!(opened));
    assert_eq!(said["notes"][0]["home_since"], json!(opened));
    let theirs = everything(town, now, &resident).await;
    for route in [
        "hours",
        "days",
        "months",
        "intervals",
        "green button",
        "use",
    ] {
        // Whole numbers: the sum of ten such hours begins like one of them. When today has one hour
        // its sums are the same as it.
        let numbers = of(&theirs, route).split(|c: char| !c.is_ascii_digit());
        let hours = numbers.filter(|number| *number == text).count();
        let today = now.since(zone.start_of(opened)).as_seconds() / 3_600;
        assert!(
            i64::try_from(hours).unwrap() <= today + 3,
            "{route} tells of before"
        );
    }
    let view = json(&theirs, "account")["view"].clone();
    assert_ne!(view, old, "the view that is shown is a new one");
    // And an earlier day gives the hours back, down to it.
    let earlier = opened.plus(-10);
    assert_eq!(say(town, ROSA, &resident, earlier).await.0, 200);
    let theirs = everything(town, now, &resident).await;
    let total = json(&theirs, "days")["total"].as_i64().unwrap();
    let hours = now.since(zone.start_of(earlier)).as_seconds() / 3_600;
    assert_eq!(total, hours * BEFORE);
}

async fn newcomer(town: &Town) {
    let now = town.app.now().business;
    let [newcomer, resident, first] = cases(now);
    for case in [&newcomer, &resident, &first] {
        moved_in(town, now, case).await;
    }
    let theirs = everything(town, now, &newcomer).await;
    let text = BEFORE.to_string();
    for (route, said) in &theirs {
        assert!(!said.contains(&text), "{route} tells: {said}");
    }
    assert_eq!(json(&theirs, "days")["total"], 0);
    // They are expected to use what is expected where no meter ever counted.
    let nobodys = everything(town, now, &first).await;
    for figure in ["energy", "likely", "safe"] {
        // Asked a moment apart: the clock runs.
        let of = |all: &[_]| json(all, "estimate")[figure].as_i64().unwrap();
        let (theirs, nobodys) = (of(&theirs), of(&nobodys));
        let apart = (theirs - nobodys).abs();
        assert!(apart * 100 <= nobodys, "{figure}: {theirs}, not {nobodys}");
    }
    let view = json(&theirs, "account")["view"].clone();
    assert_eq!(
        (view["daily_average"].as_i64(), view["used_today"].as_i64()),
        (Some(0), Some(0))
    );
}

async fn resident(town: &Town) {
    let now = town.app.now().business;
    let [_, resident, first] = cases(now);
    for case in [&resident, &first] {
        moved_in(town, now, case).await;
    }
    let theirs = everything(town, now, &resident).await;
    let text = BEFORE.to_string();
    for route in ["hours", "intervals", "green button", "view"] {
        let said = of(&theirs, route);
        assert!(said.contains(&text), "{route} hides: {said}");
    }
    assert!(json(&theirs, "days")["total"].as_i64().unwrap() > 29 * 24 * BEFORE);
    let nobodys = everything(town, now, &first).await;
    let energy = |all: &[_]| json(all, "estimate")["energy"].as_i64().unwrap();
    assert!(energy(&theirs) > energy(&nobodys));
}
