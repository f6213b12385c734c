//! The utility's console: texts to many and the numbers that it sets.

use crate::common::{ANA, Answer, BENITO, HOME_A, HOME_B, Town, UGO, UMA};
use ami_adcs::alerts;
use ami_domain::id::UserId;
use axum::http::Method;
use serde_json::{Value, json};

async fn put(town: &Town, who: UserId, path: &str, body: Value) -> Answer {
    let path = format!("/api/utility/{path}");
    town.ask(Some(who), Method::PUT, &path, Some(body)).await
}

async fn walk(town: &Town) {
    let app = &town.app;
    let mut chance = app.chance();
    while alerts::walk(&app.css.store, app.now(), &mut chance)
        .await
        .unwrap()
    {}
}

fn id(n: u128) -> String {
    format!("{n:032x}")
}

fn text(importance: &str, audience: Value) -> Value {
    json!({"audience": audience, "importance": importance, "en": "Storm", "es": "Tormenta",
        "confirm": true})
}

async fn texts_of(town: &Town, who: UserId, home: crate::common::Home) -> Vec<(String, bool)> {
    let path = format!("/api/accounts/{}/messages", home.account);
    let list = town.get(who, &path).await.json();
    let of = |m: &Value| {
        let id = m["id"].as_str().unwrap().to_owned();
        (id, m["over"].as_bool().unwrap())
    };
    list.as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn fr11_a_text_goes_to_its_audience_and_is_taken_back_there() {
    let town = Town::new().await;
    let path = format!("alerts/{}", id(1));
    let body = text("warning", json!({"feeder": "F-ana"}));
    let answer = put(&town, UMA, &path, body.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["state"], "sending");
    assert_eq!(answer.json()["funnel"]["accounts"], 1);
    walk(&town).await;
    let again = put(&town, UMA, &path, body).await.json();
    assert_eq!(
        (&again["state"], &again["funnel"]["queued"]),
        (&json!("sent"), &json!(1))
    );
    assert_eq!(texts_of(&town, ANA, HOME_A).await, [(id(1), false)]);
    assert_eq!(texts_of(&town, BENITO, HOME_B).await, []);
    // The same number for something else is refused.
    let other = put(&town, UMA, &path, text("info", json!("all"))).await;
    assert_eq!(
        (other.status.as_u16(), other.json()["code"].as_str()),
        (409, Some("error-alert-id"))
    );
    let gone = put(&town, UGO, &format!("{path}/cancellation"), json!({})).await;
    assert_eq!(gone.json()["state"], "cancelling");
    assert_eq!(gone.json()["cancelled"]["by"], "Ugo Utility");
    // The website says so at once, also to who comes back later.
    assert_eq!(texts_of(&town, ANA, HOME_A).await, [(id(1), true)]);
    walk(&town).await;
    let shown = town.get(UMA, &format!("/api/utility/{path}")).await.json();
    assert_eq!(shown["state"], "cancelled");
    let list = town.get(UMA, "/api/utility/alerts").await.json();
    assert_eq!(list.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_emergency_of_the_console_waits_for_a_second_person() {
    let town = Town::new().await;
    let path = format!("alerts/{}", id(2));
    let body = text("emergency", json!("all"));
    let proposed = put(&town, UMA, &path, body).await.json();
    assert_eq!(
        (&proposed["state"], &proposed["mine"]),
        (&json!("proposed"), &json!(true))
    );
    walk(&town).await;
    assert_eq!(texts_of(&town, ANA, HOME_A).await, [], "nobody sees it yet");
    let approval = format!("{path}/approval");
    let own = put(&town, UMA, &approval, json!({})).await;
    assert_eq!(own.status, 403);
    assert_eq!(own.json()["code"], "error-alert-same-person");
    let approved = put(&town, UGO, &approval, json!({})).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    assert_eq!(approved.json()["approved"]["by"], "Ugo Utility");
    let again = put(&town, UGO, &approval, json!({})).await;
    assert_eq!(again.status, 200, "the second press changes nothing");
    walk(&town).await;
    for (who, home) in [(ANA, HOME_A), (BENITO, HOME_B)] {
        assert_eq!(texts_of(&town, who, home).await, [(id(2), false)]);
    }
}

#[tokio::test]
async fn fr11_a_list_of_account_numbers_is_an_audience() {
    let town = Town::new().await;
    let mut tx = town.app.css.store.read().await.unwrap();
    let number = tx.account(HOME_B.account).await.unwrap().unwrap().number;
    drop(tx);
    let path = format!("alerts/{}", id(3));
    let mut body = text("notice", json!({"list": []}));
    body["numbers"] = json!([format!(" {number} "), number]);
    let answer = put(&town, UMA, &path, body.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["funnel"]["accounts"], 1);
    walk(&town).await;
    assert_eq!(texts_of(&town, BENITO, HOME_B).await, [(id(3), false)]);
    assert_eq!(texts_of(&town, ANA, HOME_A).await, []);
    // One that nobody has is named, and nobody gets anything.
    body["numbers"] = json!([number, "Z-0"]);
    let refused = put(&town, UMA, &format!("alerts/{}", id(4)), body.clone()).await;
    let problem = refused.json();
    let said = (&problem["code"], &problem["field"]);
    assert_eq!(said, (&json!("error-alert-number"), &json!("numbers")));
    assert!(refused.text.contains("Z-0"), "{}", refused.text);
    let many: Vec<String> = (0..1_001).map(|n| n.to_string()).collect();
    body["numbers"] = json!(many);
    let refused = put(&town, UMA, &format!("alerts/{}", id(4)), body).await;
    assert_eq!(refused.json()["code"], "error-alert-audience");
}

#[tokio::test]
async fn fr11_times_of_a_text_are_those_of_the_utilitys_clock() {
    let town = Town::new().await;
    let settings = town.get(UMA, "/api/utility/settings").await.json();
    let zone = ami_domain::time::Zone::named(settings["zone"].as_str().unwrap()).unwrap();
    assert_eq!(zone.name(), "America/Los_Angeles");
    let civil = zone.civil(town.app.now().business + ami_domain::time::Span::days(2));
    let day = civil.day;
    let date = format!("{}-{:02}-{:02}", day.year, day.month, day.day);
    let mut body = text("notice", json!("all"));
    body["from"] = json!(format!("{date}T18:00"));
    body["until"] = json!(format!("{date}T20:30"));
    let shown = put(&town, UMA, &format!("alerts/{}", id(5)), body).await;
    let shown = shown.json();
    let at = |minute| zone.moment(day, minute, false).unwrap().as_millis();
    assert_eq!(shown["from"]["at"], at(18 * 60), "{shown}");
    assert_eq!(shown["until"]["at"], at(20 * 60 + 30), "{shown}");
}

#[tokio::test]
async fn fr29_what_is_wrong_with_a_text_is_said_with_its_field() {
    let town = Town::new().await;
    let with = |field: &str, value: Value| {
        let mut body = text("info", json!("all"));
        body[field] = value;
        body
    };
    let cases = [
        (with("es", json!(" ")), "error-alert-empty", "es"),
        (with("en", json!("x".repeat(161))), "error-alert-long", "en"),
        (with("en", json!("a\u{7}")), "error-alert-control", "en"),
        (
            with("until", json!("2020-01-01T00:00")),
            "error-alert-over",
            "until",
        ),
        (
            with("from", json!("tomorrow")),
            "error-invalid-request",
            "from",
        ),
        (
            with("numbers", json!(["A-1001"])),
            "error-invalid-request",
            "numbers",
        ),
        (
            with("audience", json!({"feeder": ""})),
            "error-alert-audience",
            "audience",
        ),
        (
            with("audience", json!({"postal": "1"})),
            "error-alert-nobody",
            "audience",
        ),
        (
            with("audience", json!({"list": [id(0xdead)]})),
            "error-alert-nobody",
            "audience",
        ),
        (
            with("importance", json!("loud")),
            "error-invalid-request",
            "importance",
        ),
    ];
    for (n, (body, code, field)) in (0x10..).zip(cases) {
        let answer = put(&town, UMA, &format!("alerts/{}", id(n)), body).await;
        let problem = answer.json();
        assert_eq!(answer.status, 422, "{problem}");
        assert_eq!(
            (&problem["code"], &problem["field"]),
            (&json!(code), &json!(field))
        );
    }
    let list = town.get(UMA, "/api/utility/alerts").await.json();
    assert_eq!(list, json!([]), "nothing of it is kept");
}

#[tokio::test]
async fn fr24_numbers_change_while_the_server_runs_and_survive_it() {
    let town = Town::new().await;
    let policy = || town.app.css.terms.policy.low_threshold.as_millis();
    let before = policy();
    let set =
        |version: u64, key: &str, value: i64| json!({"version": version, "numbers": {key: value}});
    let hour = 3_600_000;
    let done = put(&town, UMA, "settings", set(0, "low_threshold", 24 * hour)).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let said = done.json();
    assert_eq!(
        (&said["version"], &said["changed"]["by"]),
        (&json!(1), &json!("Uma Utility"))
    );
    let number = said["numbers"].as_array().unwrap().iter();
    let number = number
        .clone()
        .find(|n| n["key"] == "low_threshold")
        .unwrap();
    assert_eq!(
        (&number["value"], &number["default"]),
        (&json!(24 * hour), &json!(before))
    );
    assert_eq!(policy(), 24 * hour, "it holds at once");
    for (body, status, code) in [
        (set(0, "low_threshold", hour), 409, "error-conflict"),
        (set(1, "low_threshold", 1), 422, "error-setting-range"),
        (
            set(1, "receipt_deadline", 2_000),
            422,
            "error-setting-range",
        ),
        (set(1, "nothing", 1), 422, "error-invalid-request"),
    ] {
        let answer = put(&town, UGO, "settings", body).await;
        let got = (answer.status.as_u16(), answer.json()["code"].clone());
        assert_eq!(got, (status, json!(code)));
    }
    let minute = 60_000;
    assert_eq!(
        town.app.css.terms.policy.starve_after.as_millis(),
        10 * minute
    );
    let order = [
        "restore", "cut", "test", "alert", "event", "balance", "routine",
    ];
    let body = json!({"version": 1, "order": order});
    let done = put(&town, UGO, "settings", body).await.json();
    assert_eq!(
        (&done["version"], &done["order"]),
        (&json!(2), &json!(order))
    );
    let body = json!({"version": 2, "order": ["cut", "restore", "test", "alert", "event",
        "balance", "routine"]});
    let refused = put(&town, UGO, "settings", body).await;
    assert_eq!(refused.status, 422, "reconnecting outranks everything");
    // Another instance, or the next start, has the same.
    let mut config = crate::common::config(town.folder.path());
    config.sandbox_journal = None;
    let store = ami_store::Store::open(&config.database_url).await.unwrap();
    let other = ami_server::compose::app(&config, store).unwrap();
    assert_eq!(other.css.terms.policy.low_threshold.as_millis(), before);
    ami_adcs::settings::reload(&other.css.store, &other.css.terms)
        .await
        .unwrap();
    assert_eq!(other.css.terms.policy.low_threshold.as_millis(), 24 * hour);
}
