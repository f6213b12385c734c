//! Paid, but no power (SC6) over HTTP: nothing opens before the caller has proved who they are,
//! and what fails ends in exactly one order of each kind.

use crate::common::{ANA, HOME_A, ROSA, Town};
use crate::matrix::{lived_in, receipt};
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::selftest::TestResult;
use ami_wire::up::UpBody;
use axum::http::Method;
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/accounts/{}{rest}", HOME_A.account)
}

async fn put(town: &Town, rest: &str, body: Option<Value>) -> (u16, Value) {
    let answer = town.ask(Some(ROSA), Method::PUT, &path(rest), body).await;
    (answer.status.as_u16(), answer.json())
}

async fn get(town: &Town, rest: &str) -> Value {
    let answer = town.ask(Some(ROSA), Method::GET, &path(rest), None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn verify(town: &Town, facts: Value) -> (u16, Value) {
    put(town, "/identity", Some(json!({ "facts": facts }))).await
}

/// The meter answers its test with this on its line.
async fn answered(town: &Town, case: &Value, line_mv: i64) {
    let message = case["test"]["message"].as_str().unwrap().parse().unwrap();
    let mut up = receipt(town, message);
    up.id = ami_domain::id::MessageId::from_number(0x7e57);
    if let UpBody::Receipt(receipt) = &mut up.body {
        receipt.outcome = Outcome::Done;
        receipt.test = Some(TestResult {
            line_mv,
            load_mv: 0,
            current_ma: 0,
            switch: Switch::Off,
            switch_obeys: true,
        });
    }
    let (store, now) = (&town.app.css.store, town.app.now());
    let taken = ami_adcs::receive::receive(store, now, HOME_A.gateway, &[up]).await;
    taken.unwrap();
    let mut chance = town.app.chance();
    assert_eq!(
        town.app.css.watch_no_power(now, &mut chance).await.unwrap(),
        1
    );
}

#[tokio::test]
async fn sc6_2_nothing_opens_before_two_facts_are_right() {
    let town = lived_in().await;
    let (status, problem) = put(&town, "/no-power", None).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (403, Some("error-identity-needed"))
    );
    let shown = get(&town, "/no-power").await;
    assert!(
        shown["verified"].is_null() && shown["payment"].is_null(),
        "{shown}"
    );

    let one = json!([{"fact": "last_payment", "said": "10"}, {"fact": "name", "said": "Eva"}]);
    assert_eq!(verify(&town, one).await, (200, json!({"verified": false})));
    let twice = json!([{"fact": "last_payment", "said": "10"},
        {"fact": "last_payment", "said": "10.00"}]);
    assert_eq!(
        verify(&town, twice).await.1["verified"],
        false,
        "one fact, said twice"
    );
    let mut tx = town.app.css.store.read().await.unwrap();
    let name = tx.person(ANA).await.unwrap().unwrap().name;
    drop(tx);
    let both = json!([{"fact": "last_payment", "said": "$10"}, {"fact": "name", "said": name}]);
    assert_eq!(verify(&town, both).await, (200, json!({"verified": true})));
    let shown = get(&town, "/no-power").await;
    assert!(
        shown["verified"].as_i64().is_some_and(|left| left > 0),
        "{shown}"
    );
    assert!(
        shown["payment"]["delivery"]["message"].is_string(),
        "{shown}"
    );
}

#[tokio::test]
async fn sc6_2_an_emergency_needs_a_reason_and_long_words_are_refused() {
    let town = lived_in().await;
    let (status, problem) = put(&town, "/identity", Some(json!({"emergency": "quick"}))).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (422, Some("error-reason-needed"))
    );
    let long = json!([{"fact": "name", "said": "x".repeat(201)}]);
    assert_eq!(verify(&town, long).await.0, 422);
    let reason = json!({"emergency": "oxygen machine at home"});
    assert_eq!(put(&town, "/identity", Some(reason)).await.0, 200);
}

#[tokio::test]
async fn sc6_9_a_test_that_passes_is_followed_by_switching_on() {
    let town = lived_in().await;
    let reason = json!({"emergency": "oxygen machine at home"});
    put(&town, "/identity", Some(reason)).await;
    let (status, shown) = put(&town, "/no-power", None).await;
    assert_eq!(
        (status, shown["case"]["state"].as_str()),
        (200, Some("testing"))
    );
    assert!(
        shown["case"]["left"]
            .as_i64()
            .is_some_and(|left| left > 50_000)
    );
    answered(&town, &shown["case"], 120_000).await;
    let case = get(&town, "/no-power").await["case"].clone();
    assert_eq!(
        (&case["state"], &case["verdict"]),
        (&json!("passed"), &json!("passed"))
    );
    let energised = json!({"text": "service-check-energised", "check": "pass"});
    assert!(
        case["checks"].as_array().unwrap().contains(&energised),
        "{case}"
    );
    for check in case["checks"].as_array().unwrap() {
        let text = check["text"].as_str().unwrap();
        assert!(
            ami_locales::has_text(ami_locales::Locale::EsUs, text),
            "{text}"
        );
    }
    let (status, shown) = put(&town, "/no-power/activation", None).await;
    assert_eq!(
        (status, shown["case"]["state"].as_str()),
        (200, Some("activating"))
    );
    assert_eq!(shown["case"]["activation"]["kind"], "connect");
    assert_eq!(
        put(&town, "/no-power/activation", None).await.0,
        409,
        "only once"
    );

    let log = get(&town, "/command-log").await;
    let kinds: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].clone())
        .collect();
    for kind in ["connect", "test", "prepay"] {
        assert!(kinds.contains(&json!(kind)), "{kind} in {kinds:?}");
    }
    let test = log
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["kind"] == "test")
        .unwrap();
    assert_eq!(test["receipt"]["refused"], false);
}

#[tokio::test]
async fn sc6_10_a_dead_line_makes_one_order_of_each_kind_however_often_it_is_said() {
    let town = lived_in().await;
    let reason = json!({"emergency": "oxygen machine at home"});
    put(&town, "/identity", Some(reason)).await;
    let shown = put(&town, "/no-power", None).await.1;
    answered(&town, &shown["case"], 2_000).await;
    for _ in 0..2 {
        let (status, shown) = put(&town, "/no-power/still-off", None).await;
        assert_eq!(
            (status, shown["case"]["state"].as_str()),
            (200, Some("ordered"))
        );
        assert_eq!(shown["orders"].as_array().unwrap().len(), 2, "{shown}");
    }
    let answer = town.ask(Some(ROSA), Method::GET, "/api/orders", None).await;
    let orders = answer.json();
    let mut kinds: Vec<_> = orders
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["kind"].clone())
        .collect();
    kinds.sort_by_key(Value::to_string);
    assert_eq!(kinds, [json!("field"), json!("trouble")]);
    assert_eq!(orders[0]["reason"], "test_failed");
    assert!(
        orders[0]["evidence"]
            .as_str()
            .is_some_and(|text| text.contains("line_dead"))
    );
}
