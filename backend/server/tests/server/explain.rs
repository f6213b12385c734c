//! Every figure is explained to whoever may see it, and computed again by another process that has
//! nothing but the file.

mod codes;
mod later;
mod pages;
mod papers;

use crate::common::{ANA, BENITO, HOME_A, HOME_B, ROSA, Town};
use ami_domain::clock::BusinessClock;
use ami_domain::energy::WattHours;
use ami_domain::time::{Span, Timestamp};
use ami_mdms::intake;
use ami_server::http;
use axum::http::Method;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

const HOUR: Span = Span::hours(1);
const HOURS: i64 = 30;

/// Ana has used power for thirty hours, was charged for it, and paid.
async fn used_and_paid() -> (Town, Timestamp) {
    let mut town = Town::new().await;
    let opened = town.app.now();
    let begin = opened.business.floor_to(HOUR) + HOUR;
    town.app.clock.business = BusinessClock {
        real_origin_ms: opened.real.as_millis(),
        business_origin_ms: (begin + Span::hours(HOURS)).as_millis(),
        factor: 1,
    };
    town.router = http::router(town.app.clone());
    let rows: Vec<_> = (0..HOURS)
        .map(|hour| {
            let used = WattHours::new(400 + 31 * hour);
            (begin + Span::hours(hour), used, false)
        })
        .collect();
    let mut tx = town.app.css.store.begin().await.unwrap();
    intake::intervals(&mut tx, opened.business, HOME_A.meter, HOUR, &rows)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut chance = town.app.chance();
    let (css, clock) = (&town.app.css, &town.app.clock);
    css.charge(clock, &mut chance).await.unwrap();
    let path = format!("/api/accounts/{}/payments/{:032x}", HOME_A.account, 1);
    let body = json!({"amount": 25_000_000, "method": "sandbox_card", "token": "tok_approve"});
    let paid = town.ask(Some(ANA), Method::PUT, &path, Some(body)).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    (town, begin)
}

/// The id behind the balance that Ana sees.
async fn of_balance(town: &Town) -> (String, Value) {
    let path = format!("/api/accounts/{}", HOME_A.account);
    let account = town.get(ANA, &path).await.json();
    let view = account["view"].clone();
    (format!("view.{}.{}", HOME_A.account, view["seq"]), view)
}

/// Another process, with the file and nothing else.
fn recompute(folder: &Path, bundle: &Value) -> (bool, String) {
    let file = folder.join("bundle.json");
    std::fs::write(&file, bundle.to_string()).unwrap();
    let said = run(
        folder,
        &["explain".as_ref(), "--bundle".as_ref(), file.as_ref()],
    );
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    (said.status.success(), text)
}

fn run(folder: &Path, arguments: &[&std::ffi::OsStr]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ami-server"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

#[tokio::test]
async fn the_balance_after_use_and_a_payment_is_computed_again_by_another_process() {
    let (town, _) = used_and_paid().await;
    let (id, view) = of_balance(&town).await;
    let answer = town.get(ANA, &format!("/api/explain/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let explained = answer.json();
    assert_eq!(explained["agrees"], true, "{}", explained["differences"]);
    let subject = &explained["bundle"]["subject"];
    assert_eq!(subject["shown"]["balance"], view["balance"]);
    assert_eq!(subject["history"].as_array().unwrap().len() as i64, HOURS);
    let reasons: Vec<_> = subject["entries"].as_array().unwrap().iter().collect();
    let is_paid = |one: &&&Value| one["reason"]["payment"].is_string();
    assert_eq!(reasons.iter().filter(is_paid).count(), 1, "{reasons:?}");
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, said) = recompute(elsewhere.path(), &explained);
    assert!(agrees && said.contains("agrees: computed again"), "{said}");
    // The bundle alone, too.
    assert!(recompute(elsewhere.path(), &explained["bundle"]).0);
}

#[tokio::test]
async fn a_bundle_with_one_micro_dollar_or_one_interval_changed_is_refused_by_name() {
    let (town, begin) = used_and_paid().await;
    let (id, view) = of_balance(&town).await;
    let whole = town.get(ANA, &format!("/api/explain/{id}")).await.json();
    let elsewhere = tempfile::tempdir().unwrap();
    let refused = |change: &dyn Fn(&mut Value), whole: &Value| {
        let mut changed = whole.clone();
        change(&mut changed["bundle"]["subject"]);
        let (agrees, said) = recompute(elsewhere.path(), &changed);
        assert!(!agrees, "{said}");
        said
    };
    let more = |value: &mut Value| *value = json!(value.as_i64().unwrap() + 1);
    // A micro-dollar of the balance that was shown, and of the payment.
    let shown = refused(&|subject| more(&mut subject["shown"]["balance"]), &whole);
    let stated = format!(
        "differs: the balance: stated Money({})",
        view["balance"].as_i64().unwrap() + 1
    );
    assert!(shown.contains(&stated), "{shown}");
    let paid = refused(
        &|subject| more(&mut subject["entries"][0]["amount"]),
        &whole,
    );
    assert!(paid.contains("differs: the balance: stated"), "{paid}");
    // A watt-hour of an interval, and an interval that is gone.
    let used = refused(
        &|subject| more(&mut subject["history"][3]["energy"]),
        &whole,
    );
    assert!(
        used.contains("the intervals are not those behind the figure"),
        "{used}"
    );
    let gone = refused(
        &|subject| drop(subject["history"].as_array_mut().unwrap().remove(3)),
        &whole,
    );
    assert!(
        gone.contains("the intervals are not those behind the figure"),
        "{gone}"
    );
    // The same of what an hour cost: its interval is named.
    let at = begin + Span::hours(3);
    let (from, until) = (at.as_millis(), (at + HOUR).as_millis());
    let hour = format!("/api/explain/use.{}.{from}.{until}", HOME_A.account);
    let hour = town.get(ANA, &hour).await.json();
    assert_eq!(hour["agrees"], true, "{hour}");
    let taken = refused(
        &|subject| more(&mut subject["charges"][0]["entries"][0]["amount"]),
        &hour,
    );
    assert!(
        taken.contains(&format!("differs: the interval of {at} costs")),
        "{taken}"
    );
    let last = hour["bundle"]["subject"]["history"]
        .as_array()
        .unwrap()
        .len()
        - 1;
    let energy = refused(
        &|subject| more(&mut subject["history"][last]["energy"]),
        &hour,
    );
    assert!(
        energy.contains(&format!("differs: line 1 of the interval of {at}")),
        "{energy}"
    );
}

#[tokio::test]
async fn a_figure_is_explained_to_its_customer_and_representatives_and_to_no_stranger() {
    let (town, begin) = used_and_paid().await;
    let (view, _) = of_balance(&town).await;
    let (from, until) = (begin.as_millis(), (begin + Span::days(1)).as_millis());
    let charges = format!("use.{}.{from}.{until}", HOME_A.account);
    let bundle = town
        .get(ANA, &format!("/api/explain/{charges}"))
        .await
        .json();
    let entry = &bundle["bundle"]["subject"]["charges"][0]["entries"][0]["id"];
    let entry = format!("entry.{}", entry.as_str().unwrap());
    let nobody = format!("entry.{:032x}", 0x1234);
    let nothing = town.get(BENITO, &format!("/api/explain/{nobody}")).await;
    assert_eq!(nothing.status, 404);
    for id in [&view, &charges, &entry] {
        let path = format!("/api/explain/{id}");
        for who in [ANA, ROSA] {
            assert_eq!(town.get(who, &path).await.json()["agrees"], true, "{id}");
        }
        // What is there and not his looks to the byte like what is not there.
        let hidden = town.get(BENITO, &path).await;
        assert_eq!(
            (hidden.status, hidden.text),
            (nothing.status, nothing.text.clone())
        );
        assert_eq!(town.ask(None, Method::GET, &path, None).await.status, 401);
    }
    for bad in ["view.x.1", "entry.zz", "balance", "use.1.2.3"] {
        let asked = town.get(ANA, &format!("/api/explain/{bad}")).await;
        assert_eq!(asked.status, 404, "{bad}");
    }
    let account = HOME_B.account;
    let months = format!("/api/explain/use.{account}.1700000000000.1800000000000");
    assert_eq!(town.get(BENITO, &months).await.status, 422);
}

#[tokio::test]
async fn the_command_explains_a_figure_of_the_database_and_exports_it() {
    let (town, _) = used_and_paid().await;
    let (id, view) = of_balance(&town).await;
    let folder = town.folder.path();
    let text = format!(
        "database_url = \"sqlite://{0}/town.sqlite\"\nhttp = \"127.0.0.1:0\"\n\
         metrics = \"127.0.0.1:0\"\nbroker_listen = \"127.0.0.1:0\"\n\
         sandbox_journal = \"{0}/other.journal\"\n",
        folder.display()
    );
    std::fs::write(folder.join("server.toml"), text).unwrap();
    let line = [
        "--config",
        "server.toml",
        "explain",
        id.as_str(),
        "--export",
        "out.json",
    ];
    let said = run(folder, &line.map(AsRef::as_ref));
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(
        said.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let dollars = ami_domain::money::Money::micros(view["balance"].as_i64().unwrap());
    assert!(text.contains(&format!("balance {dollars} USD")), "{text}");
    let written = std::fs::read_to_string(folder.join("out.json")).unwrap();
    let (agrees, again) = recompute(folder, &serde_json::from_str(&written).unwrap());
    assert!(agrees, "{again}");
    assert_eq!(again, text, "both say the same");
    let none = run(
        folder,
        &["--config", "server.toml", "explain", "entry.x"].map(AsRef::as_ref),
    );
    assert!(String::from_utf8_lossy(&none.stderr).contains("is no id of a figure"));
    assert!(!none.status.success());
}
