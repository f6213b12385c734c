//! Help over HTTP: granted with a purpose and an end, seen by the customer, and taken back once.

use crate::common::{ANA, BENITO, HOME_A, HOME_B, IVAN, ROSA, Town};
use ami_domain::id::UserId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use axum::http::Method;
use serde_json::{Value, json};

async fn put(town: &Town, who: UserId, rest: &str, body: Value) -> (u16, Value) {
    let path = format!("/api/accounts/{}/grants/{rest}", HOME_A.account);
    let answer = town.ask(Some(who), Method::PUT, &path, Some(body)).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn what_is_left_of_help_is_taken_back_once_with_a_reason_and_what_was_used_is_told() {
    let town = Town::new().await;
    let id = format!("{:032x}", 0x6a);
    let give = json!({ "purpose": "energy", "amount": 30_000_000, "days": 30, "why": "winter" });
    let (status, given) = put(&town, ROSA, &id, give).await;
    assert_eq!(status, 200, "{given}");
    let path = format!("/api/accounts/{}/grants", HOME_A.account);
    let seen = town.get(ANA, &path).await.json();
    assert_eq!(seen["grants"][0]["unspent"], 30_000_000);
    assert_eq!(seen["grants"][0]["by"], "", "names of staff are for staff");

    let why = json!({ "why": "granted to the wrong account" });
    let end = format!("{id}/end");
    for (who, status) in [(ANA, 403), (BENITO, 404), (IVAN, 404)] {
        assert_eq!(put(&town, who, &end, why.clone()).await.0, status, "{who}");
    }
    let (status, problem) = put(&town, ROSA, &end, json!({ "why": " " })).await;
    assert_eq!((status, &problem["code"]), (422, &json!("error-grant-why")));
    let other = format!("/api/accounts/{}/grants/{end}", HOME_B.account);
    let other = town.ask(Some(ROSA), Method::PUT, &other, Some(why.clone()));
    assert_eq!(other.await.status, 404, "it is not this account's");

    let spend = Money::dollars(12);
    let mut tx = town.app.css.store.begin().await.unwrap();
    let grant = id.parse().unwrap();
    tx.spend_grant(grant, spend).await.unwrap();
    tx.add_posted_transfers(&[ami_domain::ledger::Transfer {
        id: ami_domain::id::TransferId::from_number(0x5e),
        from: Book::Assistance(HOME_A.account),
        to: Book::Revenue,
        amount: spend,
        state: ami_domain::ledger::TransferState::Posted,
        reason: ami_domain::ledger::Reason::Helped(town.app.now().business),
        at: town.app.now().business,
    }])
    .await
    .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let (status, ended) = put(&town, ROSA, &end, why.clone()).await;
        assert_eq!(status, 200, "{ended}");
        let one = &ended["grants"][0];
        assert_eq!((&one["over"], &one["unspent"]), (&json!(true), &json!(0)));
        assert_eq!(one["returned"], 18_000_000);
    }
    let mut tx = town.app.css.store.read().await.unwrap();
    let left = tx.balance(Book::Assistance(HOME_A.account)).await.unwrap();
    assert_eq!(left, Money::ZERO);
    assert_eq!(tx.balance(Book::Fund).await.unwrap(), -spend);
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}
