//! Payments over HTTP: named by the caller, taken once (SC1.4 to SC1.6).

use crate::common::{ANA, Answer, HOME_A, HOME_B, Town};
use ami_domain::clock::Clock;
use ami_domain::id::PaymentId;
use ami_domain::ledger::{Book, TransferState};
use ami_domain::money::Money;
use axum::http::Method;
use serde_json::{Value, json};
use std::time::Duration;

async fn put(town: &Town, id: u128, dollars: i64, token: &str) -> Answer {
    let body = json!({"amount": dollars * 1_000_000, "method": "sandbox_card", "token": token});
    town.ask(Some(ANA), Method::PUT, &at(id), Some(body)).await
}

fn at(id: u128) -> String {
    format!("/api/accounts/{}/payments/{id:032x}", HOME_A.account)
}

async fn balance(town: &Town) -> Money {
    let mut tx = town.app.css.store.read().await.unwrap();
    tx.balance(Book::Prepaid(HOME_A.account)).await.unwrap()
}

async fn all(town: &Town) -> Vec<Value> {
    let path = format!("/api/accounts/{}/payments", HOME_A.account);
    let list = town.get(ANA, &path).await.json();
    list["payments"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_payment_is_applied_and_its_chain_begins() {
    let town = Town::new().await;
    let paid = put(&town, 1, 25, "tok_approve").await.json();
    assert_eq!(paid["state"]["state"], "applied");
    assert_eq!(paid["balance_after"], 45_000_000);
    assert_eq!(paid["credit"], 100_000);
    assert_eq!(paid["delivery"]["sent_at"], Value::Null);
    assert_eq!(paid["delivery"]["attempts"], 0);
    assert!(!paid.to_string().contains("tok_approve"));
    let terms = &town.app.css.terms;
    ami_adcs::dispatch::dispatch(&town.app.css.store, town.app.now(), terms)
        .await
        .unwrap();
    let sent = town.get(ANA, &at(1)).await.json();
    assert_eq!(sent["delivery"]["attempts"], 1);
    assert!(sent["delivery"]["sent_at"]["at"].is_i64());
    // The receipt says line by line where it went; a list of payments does not.
    let line = |what: &str| json!({"what": what, "amount": 25_000_000});
    assert_eq!(
        sent["money"]["lines"],
        json!([line("paid"), line("credit")])
    );
    let mut listed = sent;
    listed["money"]["lines"] = json!([]);
    assert_eq!(all(&town).await, [listed]);
    assert_eq!(town.get(ANA, &at(2)).await.status, 404);
}

#[tokio::test]
async fn ten_identical_requests_at_once_are_one_payment() {
    let town = Town::new().await;
    let ten = (0..10).map(|_| put(&town, 1, 25, "tok_duplicate"));
    let answers = futures::future::join_all(ten).await;
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.text, answers[0].text);
    }
    assert_eq!(balance(&town).await, Money::dollars(45));
    assert_eq!(all(&town).await.len(), 1);
    // The processor was charged once as well.
    let journal = std::fs::read_to_string(town.folder.path().join("card.journal")).unwrap();
    assert_eq!(journal.matches("approved").count(), 1);
}

#[tokio::test]
async fn the_same_id_for_other_content_is_a_conflict_also_in_another_account() {
    let town = Town::new().await;
    put(&town, 1, 25, "tok_approve").await;
    for (dollars, token) in [(26, "tok_approve"), (25, "tok_decline")] {
        let answer = put(&town, 1, dollars, token).await;
        assert_eq!(answer.status, 409);
        assert_eq!(answer.json()["code"], "error-payment-id-reused");
    }
    let other = format!("/api/accounts/{}/payments/{:032x}", HOME_B.account, 1);
    let body = json!({"amount": 25_000_000, "method": "sandbox_card", "token": "tok_approve"});
    let benito = Some(crate::common::BENITO);
    let answer = town.ask(benito, Method::PUT, &other, Some(body)).await;
    assert_eq!(answer.status, 409);
    // And it is not his to see.
    let seen = town.ask(benito, Method::GET, &other, None).await;
    assert_eq!(seen.status, 404);
    assert_eq!(balance(&town).await, Money::dollars(45));
}

#[tokio::test]
async fn a_refusal_leaves_its_record_and_no_money_moves() {
    let town = Town::new().await;
    let cases = [
        ("tok_decline", "declined"),
        ("tok_insufficient", "insufficient_funds"),
        ("tok_timeout", "timeout"),
        ("tok_unknown", "not_accepted"),
    ];
    for (id, (token, why)) in (1..).zip(cases) {
        let answer = put(&town, id, 25, token).await;
        assert_eq!(answer.status, 200);
        let said = answer.json();
        assert_eq!(said["state"]["state"], "refused");
        assert_eq!(said["state"]["why"], why);
        assert_eq!(
            (&said["balance_after"], &said["delivery"]),
            (&Value::Null, &Value::Null)
        );
        let mut tx = town.app.css.store.read().await.unwrap();
        let row = tx
            .payment(PaymentId::from_number(id))
            .await
            .unwrap()
            .unwrap();
        let transfer = tx.transfer(row.transfer).await.unwrap().unwrap();
        assert_eq!(transfer.state, TransferState::Voided, "{token}");
    }
    assert_eq!(balance(&town).await, Money::dollars(20));
}

#[tokio::test]
async fn br_02_the_rules_for_amounts_are_said_with_their_field_and_nothing_is_kept() {
    let town = Town::new().await;
    let pay = |amount: i64, method: &str, token: &str| {
        let (amount, method, token) = (json!(amount), json!(method), json!(token));
        json!({"amount": amount, "method": method, "token": token})
    };
    let card = "sandbox_card";
    let cases = [
        (
            pay(9_990_000, card, "t"),
            "error-amount-below-minimum",
            "amount",
            "$10.00",
        ),
        (
            pay(-10_000_000, card, "t"),
            "error-amount-below-minimum",
            "amount",
            "$10.00",
        ),
        (
            pay(1_000_010_000, card, "t"),
            "error-amount-above-maximum",
            "amount",
            "$1,000.00",
        ),
        (
            pay(10_000_001, card, "t"),
            "error-amount-not-whole-cents",
            "amount",
            "decimal places",
        ),
        (
            pay(10_000_000, "cash", "t"),
            "error-method-unknown",
            "method",
            "way",
        ),
        (
            pay(10_000_000, card, ""),
            "error-token-invalid",
            "token",
            "card",
        ),
    ];
    for (body, code, field, word) in cases {
        let answer = town.ask(Some(ANA), Method::PUT, &at(1), Some(body)).await;
        assert_eq!(answer.status, 422, "{code}");
        let problem = answer.json();
        assert_eq!(
            (&problem["code"], &problem["field"]),
            (&json!(code), &json!(field))
        );
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(word), "{word} in {detail}");
    }
    assert_eq!(all(&town).await, [] as [Value; 0]);
}

#[tokio::test]
async fn what_a_crash_between_charge_and_apply_left_is_settled_from_the_processors_journal() {
    let town = Town::with(|config| config.verify_timeout = Duration::from_secs(60)).await;
    let (taken, lost) = (PaymentId::from_number(1), PaymentId::from_number(2));
    // The offers are on record and the processor is being asked: here the process dies.
    for id in [1, 2] {
        tokio::select! {
            answer = put(&town, id, 25, "tok_timeout") => panic!("answered {answer:?}"),
            () = offered(&town, id) => {}
        }
    }
    let folder = town.folder;
    let journal = folder.path().join("card.journal");
    let config = crate::common::config(folder.path());
    let store = ami_store::Store::open(&config.database_url).await.unwrap();
    std::fs::write(&journal, format!("\n{taken} approved")).unwrap();
    let app = ami_server::compose::app(&config, store).unwrap();
    let mut chance = app.chance();
    let before = app.clock.now().business + ami_domain::time::Span::seconds(1);
    app.css
        .settle(&app.clock, &mut chance, before)
        .await
        .unwrap();
    let mut tx = app.css.store.read().await.unwrap();
    let row = tx.payment(taken).await.unwrap().unwrap();
    assert_eq!(row.state.word(), "applied");
    assert!(row.message.is_some());
    let row = tx.payment(lost).await.unwrap().unwrap();
    assert_eq!(row.state.word(), "refused");
    let balance = tx.balance(Book::Prepaid(HOME_A.account)).await.unwrap();
    assert_eq!(balance, Money::dollars(45));
}

/// Waits until the offer is on record.
async fn offered(town: &Town, id: u128) {
    loop {
        let mut tx = town.app.css.store.read().await.unwrap();
        if tx
            .payment(PaymentId::from_number(id))
            .await
            .unwrap()
            .is_some()
        {
            return;
        }
        drop(tx);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
