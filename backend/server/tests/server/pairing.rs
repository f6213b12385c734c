//! An installer pairs a display over HTTP, and the gateway answers over MQTT: every end of it.

use crate::broker::House;
use crate::common::{ANA, Answer, HOME_A, IVAN, ROSA, Town, UMA};
use ami_adcs::pair;
use ami_domain::clock::Now;
use ami_domain::id::PairingId;
use ami_domain::pairing::{CheckNumber, PairState, Stage, TRIES};
use ami_domain::time::Span;
use ami_wire::pair::{PairDown, PairOrder, PairUp};
use ami_wire::topic;
use axum::http::Method;
use serde_json::{Value, json};

const ONE: u128 = 0xd1;
const CHECK: CheckNumber = CheckNumber::of(240_817);
const CODE: &str = "123-456 789";

fn path(id: u128, rest: &str) -> String {
    format!("/api/pairings/{id:032x}{rest}")
}

async fn online(town: &Town) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    let now = town.app.now().business;
    tx.set_online(HOME_A.gateway, true, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn begin(town: &Town, id: u128, code: &str) -> Answer {
    let body = json!({"serial": " SERIAL-ana ", "code": code});
    town.ask(Some(IVAN), Method::PUT, &path(id, ""), Some(body))
        .await
}

async fn confirm(town: &Town, id: u128, check: &str) -> Answer {
    let body = json!({"check": check});
    town.ask(Some(IVAN), Method::PUT, &path(id, "/confirmed"), Some(body))
        .await
}

async fn end(town: &Town, id: u128, query: &str) -> Answer {
    town.ask(Some(IVAN), Method::DELETE, &path(id, query), None)
        .await
}

async fn stands(town: &Town, id: u128) -> Value {
    let answer = town.ask(Some(IVAN), Method::GET, &path(id, ""), None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The gateway's word; what it is told at once.
async fn says(town: &Town, id: u128, stage: Stage) -> Option<PairOrder> {
    let up = PairUp {
        v: ami_wire::VERSION,
        gateway: HOME_A.gateway,
        pairing: PairingId::from_number(id),
        stage,
    };
    let heard = pair::heard(&town.app.css.store, town.app.now(), &up).await;
    heard.unwrap().map(|down| down.order)
}

/// What goes out to the gateway since the last call.
async fn told(town: &Town) -> Vec<PairOrder> {
    let mut tx = town.app.css.store.begin().await.unwrap();
    let rows = tx.outbox(99).await.unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    tx.delete_outbox(&ids).await.unwrap();
    tx.commit().await.unwrap();
    let ours = topic::pair(HOME_A.gateway);
    let orders = rows.into_iter().filter(|row| row.topic == ours);
    orders
        .map(|row| PairDown::from_bytes(&row.payload).unwrap().order)
        .collect()
}

/// The duty, so much later.
async fn later(town: &Town, by: Span) {
    let now = town.app.now();
    let now = Now {
        real: now.real + by,
        ..now
    };
    pair::speak(&town.app.css.store, now).await.unwrap();
}

fn code(answer: &Answer) -> (u16, String) {
    let code = answer.json()["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (answer.status.as_u16(), code)
}

#[tokio::test]
async fn an_installer_pairs_a_display_and_a_double_click_changes_nothing() {
    let town = Town::new().await;
    online(&town).await;
    for _ in 0..2 {
        let answer = begin(&town, ONE, CODE).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["state"], "asked");
    }
    let told_first = told(&town).await;
    let [PairOrder::Open(open)] = told_first.as_slice() else {
        panic!("{told_first:?}")
    };
    assert_eq!(
        (open.meter, open.code.to_string()),
        (HOME_A.meter, "123456789".into())
    );
    assert!(open.last4 == "-ana" && open.left_ms > 590_000);
    assert_eq!(says(&town, ONE, Stage::Waiting(1)).await, None);
    assert_eq!(stands(&town, ONE).await["strangers"], 1);
    // Nothing is there to confirm yet, and nothing but the number that is shown.
    assert_eq!(
        code(&confirm(&town, ONE, "240817").await),
        (409, "error-pair-number".into())
    );
    says(&town, ONE, Stage::Met(CHECK)).await;
    assert_eq!(
        code(&confirm(&town, ONE, "240818").await),
        (409, "error-pair-number".into())
    );
    let seen = stands(&town, ONE).await;
    assert_eq!(
        (&seen["state"], &seen["check"]),
        (&json!("met"), &json!("240817"))
    );
    for _ in 0..2 {
        assert_eq!(
            confirm(&town, ONE, "240 817").await.json()["state"],
            "confirmed"
        );
    }
    assert_eq!(told(&town).await, [PairOrder::Confirm(CHECK)]);
    assert_eq!(says(&town, ONE, Stage::Paired).await, None);
    let home = town
        .ask(
            Some(ROSA),
            Method::GET,
            "/api/displays?serial=serial-ana",
            None,
        )
        .await;
    let one = &home.json()["pairings"][0];
    assert_eq!(
        (&one["state"], &one["asked_by"]),
        (&json!("paired"), &json!("Ivan Installer"))
    );
    assert_eq!(home.json()["address"], "1 ana Street, Orangeville");
    // Rosa takes it out: said again until the gateway has done so.
    for _ in 0..2 {
        let out = town
            .ask(Some(ROSA), Method::DELETE, &path(ONE, ""), None)
            .await;
        assert_eq!(out.json()["state"], "unpairing");
    }
    assert_eq!(told(&town).await, [PairOrder::End]);
    later(&town, Span::minutes(60)).await;
    assert_eq!(told(&town).await, [PairOrder::End]);
    says(&town, ONE, Stage::Gone).await;
    assert_eq!(stands(&town, ONE).await["state"], "unpaired");
    later(&town, Span::minutes(120)).await;
    assert_eq!(told(&town).await, []);
    // The row says who did what.
    let mut tx = town.app.css.store.read().await.unwrap();
    let row = tx
        .pairing(PairingId::from_number(ONE))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.asked.1, row.confirmed.unwrap().1), (IVAN, IVAN));
    assert_eq!(row.ended.unwrap().1, Some(ROSA));
}

#[tokio::test]
async fn who_may_not_wrong_homes_and_wrong_codes_begin_nothing() {
    let town = Town::new().await;
    assert_eq!(
        code(&begin(&town, ONE, CODE).await),
        (409, "error-pair-away".into())
    );
    online(&town).await;
    assert_eq!(
        code(&begin(&town, ONE, "123 456 78").await),
        (422, "error-pair-code".into())
    );
    let body = || Some(json!({"serial": "no-such", "code": CODE}));
    let nowhere = town
        .ask(Some(IVAN), Method::PUT, &path(ONE, ""), body())
        .await;
    assert_eq!(code(&nowhere), (404, "error-pair-serial".into()));
    for who in [ANA, ROSA, UMA] {
        let answer = town
            .ask(Some(who), Method::PUT, &path(ONE, ""), body())
            .await;
        assert_eq!(answer.status, 403);
    }
    assert_eq!(told(&town).await, []);
    begin(&town, ONE, CODE).await;
    assert_eq!(
        code(&begin(&town, ONE, "987654321").await),
        (409, "error-pair-taken".into())
    );
    assert_eq!(
        code(&begin(&town, 2, CODE).await),
        (409, "error-pair-busy".into())
    );
}

#[tokio::test]
async fn the_sixth_code_within_ten_minutes_is_refused() {
    let town = Town::new().await;
    online(&town).await;
    for id in 1..=u128::from(TRIES) {
        assert_eq!(begin(&town, id, CODE).await.status, 200);
        assert_eq!(end(&town, id, "").await.json()["state"], "cancelled");
    }
    let answer = begin(&town, 99, CODE).await;
    assert_eq!(code(&answer), (429, "error-pair-tries".into()));
    assert_eq!(answer.json()["retry_after_s"], 600);
}

#[tokio::test]
async fn every_end_says_what_it_is_and_tells_the_gateway() {
    let town = Town::new().await;
    online(&town).await;
    begin(&town, 1, CODE).await;
    says(&town, 1, Stage::Met(CHECK)).await;
    assert_eq!(
        end(&town, 1, "?differs=true").await.json()["state"],
        "differs"
    );
    assert_eq!(told(&town).await.last(), Some(&PairOrder::End));
    // A gateway that has not heard it is told so again.
    assert_eq!(
        says(&town, 1, Stage::Met(CHECK)).await,
        Some(PairOrder::End)
    );
    assert_eq!(
        code(&confirm(&town, 1, "240817").await),
        (409, "error-pair-over".into())
    );

    begin(&town, 2, CODE).await;
    says(&town, 2, Stage::Waiting(0)).await;
    says(&town, 2, Stage::Gone).await;
    assert_eq!(
        stands(&town, 2).await["state"],
        "lost",
        "the gateway was started anew"
    );

    begin(&town, 3, CODE).await;
    says(&town, 3, Stage::Crowded).await;
    assert_eq!(stands(&town, 3).await["state"], "crowded");

    // Another display than the one that was compared.
    begin(&town, 4, CODE).await;
    says(&town, 4, Stage::Met(CHECK)).await;
    confirm(&town, 4, "240817").await;
    told(&town).await;
    let other = Stage::Met(CheckNumber::of(1));
    assert_eq!(says(&town, 4, other).await, Some(PairOrder::End));
    assert_eq!(stands(&town, 4).await["state"], "lost");
}

#[tokio::test]
async fn what_the_gateway_does_not_answer_is_said_again_and_ends_in_time() {
    let town = Town::new().await;
    online(&town).await;
    begin(&town, 1, CODE).await;
    told(&town).await;
    // A server that was started anew goes on from the row.
    later(&town, Span::seconds(4)).await;
    assert!(matches!(told(&town).await[..], [PairOrder::Open(_)]));
    says(&town, 1, Stage::Waiting(0)).await;
    later(&town, Span::seconds(9)).await;
    assert_eq!(told(&town).await, [PairOrder::Look]);
    later(&town, Span::minutes(10)).await;
    assert_eq!(stands(&town, 1).await["state"], "expired");
    assert_eq!(told(&town).await, [PairOrder::End]);
    later(&town, Span::minutes(11)).await;
    assert_eq!(told(&town).await, []);
    assert_eq!(
        says(&town, 1, Stage::Met(CHECK)).await,
        Some(PairOrder::End)
    );
    assert_eq!(stands(&town, 1).await["state"], "expired");

    // Confirmed, and the gateway falls silent: its display must not stay half in.
    begin(&town, 2, CODE).await;
    says(&town, 2, Stage::Met(CHECK)).await;
    confirm(&town, 2, "240817").await;
    told(&town).await;
    later(&town, Span::minutes(11)).await;
    assert_eq!(stands(&town, 2).await["state"], "confirmed");
    assert_eq!(told(&town).await, [PairOrder::Confirm(CHECK)]);
    later(&town, Span::minutes(13)).await;
    assert_eq!(stands(&town, 2).await["state"], "unpairing");
    assert_eq!(told(&town).await, [PairOrder::End]);
    assert_eq!(says(&town, 2, Stage::Paired).await, Some(PairOrder::End));
    says(&town, 2, Stage::Gone).await;
    assert_eq!(stands(&town, 2).await["state"], "unpaired");
}

#[tokio::test]
async fn the_displays_of_who_has_left_are_taken_out() {
    let town = Town::new().await;
    online(&town).await;
    begin(&town, 1, CODE).await;
    says(&town, 1, Stage::Met(CHECK)).await;
    confirm(&town, 1, "240817").await;
    says(&town, 1, Stage::Paired).await;
    begin(&town, 2, CODE).await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    pair::leave(&mut tx, town.app.now(), HOME_A.meter)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.app.css.store.read().await.unwrap();
    let rows = tx.pairings_of(HOME_A.meter, 9).await.unwrap();
    let states: Vec<PairState> = rows.iter().map(|row| row.state).collect();
    assert!(states.contains(&PairState::Unpairing) && states.contains(&PairState::Cancelled));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_speaks_of_its_own_pairings_only() {
    let house = House::new().await;
    let mut gateway = house.gateway(HOME_A.gateway).await;
    let ours = topic::pair(HOME_A.gateway);
    assert!(gateway.subscribe(&ours).await);
    let other = topic::pair(crate::common::HOME_B.gateway);
    assert!(!gateway.subscribe(&other).await);
    // Of a pairing that nobody knows it is told that it is over.
    let up = |gateway| PairUp {
        v: ami_wire::VERSION,
        gateway,
        pairing: PairingId::from_number(7),
        stage: Stage::Paired,
    };
    let (path, word) = (topic::paired(HOME_A.gateway), up(HOME_A.gateway).to_bytes());
    gateway
        .client
        .publish(path, crate::broker::ONCE, false, word)
        .await
        .unwrap();
    let down = PairDown::from_bytes(&gateway.hear(&ours).await).unwrap();
    assert_eq!(
        down,
        PairDown::new(PairingId::from_number(7), PairOrder::End)
    );
    drop(gateway);
    house.end().await;
}
