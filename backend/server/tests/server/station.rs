//! Pay stations over HTTP (BR-03): their key is all that counts, and they learn nothing of a
//! customer.

use crate::common::{ANA, Answer, CANARY, HOME_A, HOST, Town, UMA};
use crate::matrix::receipt;
use ami_domain::id::{AgentId, PaymentId};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};

const CORNER: AgentId = AgentId::from_number(0xa9);

fn at(rest: &str) -> String {
    format!("/api/utility/agents/{CORNER}{rest}")
}

/// A town with one pay station, and its key.
async fn town() -> (Town, String) {
    let town = Town::new().await;
    let key = station(&town, 100).await;
    (town, key)
}

async fn station(town: &Town, float: i64) -> String {
    let body = json!({"name": "Corner Market", "zone": "America/Los_Angeles",
        "float_max": float * 1_000_000, "active": true});
    let made = town.ask(Some(UMA), Method::PUT, &at(""), Some(body)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    new_key(town).await
}

async fn new_key(town: &Town) -> String {
    let made = town.ask(Some(UMA), Method::PUT, &at("/key"), None).await;
    made.json()["key"].as_str().unwrap().to_owned()
}

/// A request of a machine: no cookie, no origin, no page.
async fn machine(
    town: &Town,
    key: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(key) = key {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    town.send(request.body(body).unwrap()).await
}

fn wish(id: u128, dollars: i64) -> Value {
    json!({"payment": PaymentId::from_number(id), "account": "number-ana", "check": "L",
        "amount": dollars * 1_000_000})
}

const PAY: &str = "/api/station/payments";

async fn pay(town: &Town, key: &str, wish: Value) -> Answer {
    machine(town, Some(key), Method::POST, PAY, Some(wish)).await
}

fn of(id: u128) -> String {
    format!("{PAY}/{}", PaymentId::from_number(id))
}

#[tokio::test]
async fn br03_a_payment_waits_for_the_meter_and_then_carries_its_receipt() {
    let (town, key) = town().await;
    let paid = pay(&town, &key, wish(1, 25)).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let said = paid.json();
    assert_eq!(said["state"]["state"], "applied");
    assert_eq!(said["name"], "A*** L***");
    assert_eq!(said["credit"], 100_000);
    assert_eq!(
        said["parts"],
        json!([{"part": "balance", "amount": 25_000_000}])
    );
    assert_eq!(said["meter"]["state"], "waiting");
    let slip = |lang: &'static str| {
        let path = format!("{}/slip?lang={lang}", of(1));
        let (town, key) = (&town, key.as_str());
        async move {
            machine(town, Some(key), Method::GET, &path, None)
                .await
                .text
        }
    };
    assert!(slip("en-US").await.contains("Waiting for the meter"));
    assert!(slip("es-US").await.contains("Esperando al medidor"));
    // The meter does it, and says so.
    let message = said["meter"]["message"].as_str().unwrap().parse().unwrap();
    let up = receipt(&town, message);
    let (store, now) = (&town.app.css.store, town.app.now());
    ami_adcs::receive::receive(store, now, HOME_A.gateway, &[up])
        .await
        .unwrap();
    let later = machine(&town, Some(&key), Method::GET, &of(1), None).await;
    let word = &later.json()["meter"];
    assert_eq!(word["state"], "receipt");
    assert_eq!(word["meter"], HOME_A.meter.to_string());
    assert!(word["completed_at"]["at"].is_i64());
    let printed = slip("en-US").await;
    assert!(printed.contains(&HOME_A.meter.to_string()), "{printed}");
    let page = format!("{}/slip?form=html", of(1));
    let page = machine(&town, Some(&key), Method::GET, &page, None).await;
    assert!(page.text.contains("<pre>") && page.text.contains(&printed[..40]));
}

#[tokio::test]
async fn what_a_station_reads_tells_nothing_of_balance_use_or_home() {
    let (town, key) = town().await;
    let paid = pay(&town, &key, wish(1, 25)).await.text;
    let polled = machine(&town, Some(&key), Method::GET, &of(1), None).await;
    let slip = machine(
        &town,
        Some(&key),
        Method::GET,
        &format!("{}/slip", of(1)),
        None,
    )
    .await;
    let day = machine(
        &town,
        Some(&key),
        Method::GET,
        "/api/station/statement",
        None,
    )
    .await;
    for text in [paid, polled.text, slip.text, day.text] {
        for secret in [
            "balance_after",
            "45000000",
            "45.00",
            "Street",
            "Ana",
            "Lima",
            "92507",
        ] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_alike_whatever_it_asks_and_not_for_ever() {
    let (town, key) = town().await;
    let wrong = "0".repeat(64);
    let mut answers = Vec::new();
    for account in ["number-ana", "number-nobody"] {
        let mut body = wish(1, 25);
        body["account"] = account.into();
        answers.push(pay(&town, &wrong, body).await);
    }
    answers.push(machine(&town, None, Method::POST, PAY, Some(wish(1, 25))).await);
    answers.push(machine(&town, Some("short"), Method::GET, &of(1), None).await);
    for answer in &answers {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.text, answers[0].text);
    }
    for _ in 0..20 {
        machine(&town, Some(&wrong), Method::GET, &of(1), None).await;
    }
    // From this place nobody is let in for a minute, not even with the right key.
    let held = pay(&town, &key, wish(1, 25)).await;
    assert_eq!(held.status, 429);
    assert!(held.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn guessing_accounts_at_a_counter_is_stopped() {
    let (town, key) = town().await;
    let mut stranger = wish(1, 25);
    stranger["account"] = format!("number-{CANARY}").into();
    let refused = pay(&town, &key, stranger.clone()).await;
    assert_eq!(refused.status, 404);
    assert_eq!(refused.json()["code"], "error-station-no-match");
    let mut nobody = wish(1, 25);
    nobody["account"] = "number-nobody".into();
    assert_eq!(pay(&town, &key, nobody).await.text, refused.text);
    for _ in 0..8 {
        pay(&town, &key, stranger.clone()).await;
    }
    assert_eq!(pay(&town, &key, stranger).await.status, 429);
}

#[tokio::test]
async fn over_the_float_is_refused_with_what_is_left_and_handing_over_frees_it() {
    let (town, key) = town().await;
    assert_eq!(pay(&town, &key, wish(1, 80)).await.status, 200);
    let refused = pay(&town, &key, wish(2, 25)).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["code"], "error-station-float");
    assert!(refused.text.contains("$20.00"), "{}", refused.text);
    let body = json!({"amount": 80_000_000, "note": "bank 7"});
    for _ in 0..2 {
        let path = at(&format!("/remittances/{:032x}", 7));
        let done = town
            .ask(Some(UMA), Method::PUT, &path, Some(body.clone()))
            .await;
        assert_eq!(done.json()["owes"], 0, "{}", done.text);
    }
    assert_eq!(pay(&town, &key, wish(2, 25)).await.status, 200);
    let day = machine(
        &town,
        Some(&key),
        Method::GET,
        "/api/station/statement",
        None,
    )
    .await;
    let day = day.json();
    assert_eq!(
        (&day["taken"], &day["remitted"]),
        (&json!(105_000_000), &json!(80_000_000))
    );
    assert_eq!(
        (&day["owed_before"], &day["owes"]),
        (&json!(0), &json!(25_000_000))
    );
    assert_eq!(day["payments"].as_array().unwrap().len(), 2);
    let theirs = town.get(UMA, &at("/statement")).await.json();
    assert_eq!(theirs, day);
    for bad in ["2026-02-31", "2026-13-01", "today"] {
        let path = format!("/api/station/statement?day={bad}");
        let refused = machine(&town, Some(&key), Method::GET, &path, None).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["field"]),
            (422, &json!("day"))
        );
    }
}

#[tokio::test]
async fn a_new_key_leaves_the_old_one_an_hour_and_revoking_ends_all_at_once() {
    let (town, old) = town().await;
    let new = new_key(&town).await;
    assert_ne!(old, new);
    for (id, key) in [(1, &old), (2, &new)] {
        assert_eq!(pay(&town, key, wish(id, 25)).await.status, 200);
    }
    let ended = town.ask(Some(UMA), Method::DELETE, &at("/key"), None).await;
    assert_eq!(ended.json()["key_made_at"], Value::Null);
    for key in [&old, &new] {
        assert_eq!(pay(&town, key, wish(3, 25)).await.status, 401);
    }
    // What is stored opens nothing.
    let list = town.get(UMA, "/api/utility/agents").await;
    assert!(!list.text.contains(&old) && !list.text.contains(&new));
}

#[tokio::test]
async fn a_doubt_is_ended_by_forgetting() {
    let (town, key) = town().await;
    let forget = |id| {
        let (town, key) = (&town, key.as_str());
        async move { machine(town, Some(key), Method::DELETE, &of(id), None).await }
    };
    assert_eq!(forget(1).await.status, 204);
    let late = pay(&town, &key, wish(1, 25)).await;
    assert_eq!(
        (late.status.as_u16(), &late.json()["code"]),
        (409, &json!("error-station-forgotten"))
    );
    assert_eq!(pay(&town, &key, wish(2, 25)).await.status, 200);
    let came = forget(2).await;
    assert_eq!(
        (came.status.as_u16(), &came.json()["code"]),
        (409, &json!("error-station-applied"))
    );
    // The customer sees that a station took it.
    let path = format!("/api/accounts/{}/payments", HOME_A.account);
    let list = town.get(ANA, &path).await.json();
    assert_eq!(list["payments"][0]["method"], "pay_station");
    assert_eq!(list["payments"].as_array().unwrap().len(), 1);
}
