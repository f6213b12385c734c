//! Orders on their way to the system that sends people, and its word back (SC6.10, IX-11): sealed,
//! once, and never lost, whatever that system does.

mod recall;

use crate::common::{HOME_A, HOST, ROSA, Town};
use ami_domain::id::OrderId;
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::Span;
use ami_server::compose;
use ami_server::config::WorkOrderSystem;
use ami_server::state::App;
use ami_server::work_order::seal::{AT, ID, SIGNATURE, Seal};
use ami_store::OrderRow;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

const SECRET: &[u8] = b"a secret of thirty-two bytes, or more";
/// Longest wait of these tests for an answer.
const WAIT: Duration = Duration::from_millis(300);

/// What the fake system does with the next message.
#[derive(Debug, Clone, Copy)]
enum Does {
    Answers(u16),
    Sleeps,
}

/// A fake work-order system: keeps what it was sent, and does as it is told, else 204.
#[derive(Debug, Clone, Default)]
struct Fake {
    got: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    next: Arc<Mutex<VecDeque<Does>>>,
}

impl Fake {
    fn will(&self, does: Does) {
        self.next.lock().unwrap().push_back(does);
    }
    fn got(&self) -> Vec<(HeaderMap, Bytes)> {
        self.got.lock().unwrap().clone()
    }
    async fn start(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(take).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        port
    }
}

async fn take(
    State(fake): State<Fake>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1]) {
    fake.got.lock().unwrap().push((headers, body));
    let does = fake.next.lock().unwrap().pop_front();
    let status = match does {
        None => 204,
        Some(Does::Answers(status)) => status,
        Some(Does::Sleeps) => {
            tokio::time::sleep(WAIT * 3).await;
            204
        }
    };
    (
        StatusCode::from_u16(status).unwrap(),
        [("location", "/elsewhere")],
    )
}

fn system(port: u16) -> WorkOrderSystem {
    WorkOrderSystem {
        url: format!("http://127.0.0.1:{port}/orders").parse().unwrap(),
        seal: Seal::new(SECRET),
        wait: WAIT,
    }
}

async fn town(port: u16) -> Town {
    Town::with(|config| config.work_orders = Some(system(port))).await
}

async fn order(app: &App, kind: OrderKind) -> OrderId {
    let mut tx = app.css.store.begin().await.unwrap();
    let mut chance = app.chance();
    let opened = ami_css::order::open(
        &mut tx,
        app.now(),
        &mut chance,
        HOME_A.account,
        kind,
        OrderReason::TestFailed,
        r#"{"verdict":"line_dead"}"#,
    );
    let id = opened.await.unwrap().unwrap();
    tx.commit().await.unwrap();
    id
}

async fn hand_over(app: &App) -> u32 {
    let system = app.work_orders.clone().unwrap();
    system.hand_over(app).await.unwrap()
}

async fn row(app: &App, id: OrderId) -> OrderRow {
    let mut tx = app.css.store.read().await.unwrap();
    tx.order(id).await.unwrap().unwrap()
}

/// The pause is over.
async fn wait_is_over(app: &App, id: OrderId) {
    let now = app.now().real;
    let mut tx = app.css.store.begin().await.unwrap();
    assert!(tx.claim_order(id, now + Span::days(1), now).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn sc6_10_each_order_is_handed_over_once_under_a_seal() {
    let fake = Fake::default();
    let town = town(fake.start().await).await;
    let ids = [
        order(&town.app, OrderKind::Field).await,
        order(&town.app, OrderKind::Trouble).await,
    ];
    assert_eq!(hand_over(&town.app).await, 2);
    assert_eq!(hand_over(&town.app).await, 0);
    let got = fake.got();
    assert_eq!(got.len(), 2);
    for (headers, body) in &got {
        let text = |name: &str| headers[name].to_str().unwrap().to_owned();
        let seal = Seal::new(SECRET);
        assert!(seal.opens(&text(ID), &text(AT), &text(SIGNATURE), body));
        assert!(!Seal::new(b"another").opens(&text(ID), &text(AT), &text(SIGNATURE), body));
        let said: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(said["id"], text(ID));
        assert_eq!(said["reason"], "test_failed");
        assert_eq!(said["account"], "number-ana");
        assert_eq!(said["address"], "1 ana Street, Orangeville");
        assert_eq!(said["meter"], "serial-ana");
        assert_eq!(said["evidence"]["verdict"], "line_dead");
        assert!(!said.to_string().contains("Lima"), "no name of a person");
    }
    for id in ids {
        let row = row(&town.app, id).await;
        assert_eq!(row.state, OrderState::Sent);
        assert!(row.handed_at.is_some());
    }
}

#[tokio::test]
async fn sc6_10_a_system_in_trouble_gets_the_order_later_under_the_same_name() {
    let fake = Fake::default();
    let town = town(fake.start().await).await;
    let id = order(&town.app, OrderKind::Field).await;
    let troubles = [
        (Does::Answers(500), "HTTP 500"),
        (Does::Sleeps, "no answer in time"),
        (Does::Answers(302), "HTTP 302"),
        (Does::Answers(401), "HTTP 401"),
    ];
    for (tries, (does, answer)) in (1_u32..).zip(troubles) {
        fake.will(does);
        assert_eq!(hand_over(&town.app).await, 0);
        let row = row(&town.app, id).await;
        assert_eq!((row.state, row.attempts), (OrderState::Open, tries));
        assert_eq!(row.answer, answer);
        let pause = row.next_at_real.since(town.app.now().real).as_millis();
        let longest = 5_000 << (tries - 1);
        assert!(
            (longest - 3_000..=longest).contains(&pause),
            "{pause} after {tries}"
        );
        assert_eq!(hand_over(&town.app).await, 0, "not before its time");
        assert_eq!(fake.got().len(), tries as usize);
        wait_is_over(&town.app, id).await;
    }
    assert_eq!(hand_over(&town.app).await, 1);
    assert_eq!(row(&town.app, id).await.state, OrderState::Sent);
    let got = fake.got();
    assert_eq!(got.len(), 5);
    for (headers, body) in &got {
        assert_eq!(headers[ID], id.to_string());
        assert_eq!(body, &got[0].1, "the same order, word for word");
    }
}

#[tokio::test]
async fn sc6_10_an_order_outlives_a_system_that_is_down_and_our_own_end() {
    // A port on which nobody listens any more.
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    let town = town(port).await;
    let id = order(&town.app, OrderKind::Trouble).await;
    assert_eq!(hand_over(&town.app).await, 0);
    assert_eq!(row(&town.app, id).await.answer, "cannot connect");
    wait_is_over(&town.app, id).await;

    // Another process on the same store, with a system that is there again. It waits as long as
    // the first may still be trying.
    let fake = Fake::default();
    let port = fake.start().await;
    let mut config = crate::common::config(town.folder.path());
    config.work_orders = Some(system(port));
    let again = compose::app(&config, town.app.css.store.clone()).unwrap();
    let now = again.now().real;
    let mut tx = again.css.store.begin().await.unwrap();
    assert!(
        tx.claim_order(id, now, now + Span::seconds(60))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert_eq!(hand_over(&again).await, 0);
    wait_is_over(&again, id).await;
    assert_eq!(hand_over(&again).await, 1);
    assert_eq!(fake.got().len(), 1);
}

#[tokio::test]
async fn sc6_10_two_instances_at_once_hand_an_order_over_once() {
    let fake = Fake::default();
    let town = town(fake.start().await).await;
    order(&town.app, OrderKind::Field).await;
    let other = town.app.clone();
    let (one, two) = tokio::join!(hand_over(&town.app), hand_over(&other));
    assert_eq!((one + two, fake.got().len()), (1, 1));
}

#[tokio::test]
async fn sc6_10_what_was_taken_back_before_is_not_handed_over() {
    let fake = Fake::default();
    let town = town(fake.start().await).await;
    let id = order(&town.app, OrderKind::Field).await;
    let path = format!("/api/orders/{id}");
    let body = |state: &str| Some(json!({"state": state, "note": "power came back"}));
    let answer = town
        .ask(Some(ROSA), Method::PUT, &path, body("cancelled"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["note"], "power came back");
    assert_eq!(hand_over(&town.app).await, 0);
    assert!(fake.got().is_empty());
    let answer = town
        .ask(Some(ROSA), Method::PUT, &path, body("cancelled"))
        .await;
    assert_eq!(answer.status, 200, "the same again");
    let answer = town.ask(Some(ROSA), Method::PUT, &path, body("done")).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["code"]),
        (409, &json!("error-order-ended"))
    );
    let answer = town.ask(Some(ROSA), Method::PUT, &path, body("open")).await;
    assert_eq!(answer.status, 422);
    let long = Some(json!({"state": "done", "note": "x".repeat(501)}));
    assert_eq!(
        town.ask(Some(ROSA), Method::PUT, &path, long).await.status,
        422
    );
}

/// A message of the work-order system, sealed with this secret so many seconds ago.
fn message(town: &Town, secret: &[u8], ago: i64, body: &Value) -> Request<Body> {
    let at = (town.app.now().real.as_millis() / 1_000 - ago).to_string();
    let body = body.to_string();
    let seal = Seal::new(secret).sign("m1", &at, body.as_bytes());
    // Neither an origin nor a cookie: no browser sends it.
    Request::post("/api/work-orders/status")
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, "application/json")
        .header(ID, "m1")
        .header(AT, at)
        .header(SIGNATURE, seal)
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test]
async fn ix11_the_sealed_word_of_the_system_ends_an_order_and_a_second_copy_is_the_first() {
    let fake = Fake::default();
    let town = town(fake.start().await).await;
    let id = order(&town.app, OrderKind::Field).await;
    assert_eq!(hand_over(&town.app).await, 1);
    let done = json!({"order": id, "state": "done", "note": "fuse replaced"});
    for _ in 0..2 {
        let answer = town.send(message(&town, SECRET, 0, &done)).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, done.clone()));
    }
    let ended = row(&town.app, id).await;
    assert_eq!(
        (ended.state, ended.note.as_str()),
        (OrderState::Done, "fuse replaced")
    );
    let other = json!({"order": id, "state": "cancelled"});
    assert_eq!(
        town.send(message(&town, SECRET, 0, &other)).await.status,
        409
    );
    assert_eq!(row(&town.app, id).await, ended);
}

#[tokio::test]
async fn ix11_a_word_that_is_not_sealed_freshly_by_the_system_changes_nothing() {
    let town = town(1).await;
    let id = order(&town.app, OrderKind::Field).await;
    let done = json!({"order": id, "state": "done"});
    for (secret, ago) in [(&b"another"[..], 0), (SECRET, 301), (SECRET, -302)] {
        let answer = town.send(message(&town, secret, ago, &done)).await;
        assert_eq!(answer.status, 401, "{ago}");
        assert_eq!(answer.json()["code"], "error-seal-wrong");
    }
    let mut changed = message(&town, SECRET, 0, &done);
    *changed.body_mut() = Body::from(done.to_string().replace("done", "cancelled"));
    assert_eq!(town.send(changed).await.status, 401);
    for name in [ID, AT, SIGNATURE] {
        let mut bare = message(&town, SECRET, 0, &done);
        bare.headers_mut().remove(name);
        assert_eq!(town.send(bare).await.status, 401, "without {name}");
    }
    assert_eq!(row(&town.app, id).await.state, OrderState::Open);

    let bad = [
        (json!({"order": id, "state": "open"}), 422),
        (json!({"order": id, "state": "lost"}), 422),
        (json!({"order": id, "state": "done", "more": 1}), 422),
        (
            json!({"order": id, "state": "done", "note": "x".repeat(501)}),
            422,
        ),
        (
            json!({"order": OrderId::from_number(9), "state": "done"}),
            404,
        ),
    ];
    for (body, status) in bad {
        let answer = town.send(message(&town, SECRET, 0, &body)).await;
        assert_eq!(answer.status.as_u16(), status, "{body}");
    }
    assert_eq!(row(&town.app, id).await.state, OrderState::Open);
}
