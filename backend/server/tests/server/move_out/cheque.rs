//! The cheque of a customer who has left: entered once, for exactly what is owed by cheque.

use super::{gone, lived};
use crate::common::{ANA, HOME_A, ROSA, Town, UMA};
use ami_domain::id::UserId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::Zone;
use axum::http::Method;
use serde_json::{Value, json};

async fn enter(town: &Town, who: UserId, id: u128, body: Value) -> (u16, Value) {
    let path = format!("/api/accounts/{}/cheques/{id:032x}", HOME_A.account);
    let answer = town.ask(Some(who), Method::PUT, &path, Some(body)).await;
    (answer.status.as_u16(), answer.json())
}

fn cheque(town: &Town, number: &str, micros: i64) -> Value {
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let today = zone.civil(town.app.now().business).day.to_string();
    json!({ "number": number, "sent_on": today, "amount": micros })
}

fn code(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_cheque_leaves_the_books_once_and_only_for_what_is_owed_by_cheque() {
    let (town, at) = lived().await;
    let early = enter(&town, ROSA, 1, cheque(&town, "A-1001", 19_250_000)).await;
    assert_eq!(code(&early), (409, "error-cheque-wait"));
    gone(&town, at).await;
    let (due, clearing) = (Book::RefundDue(HOME_A.account), Book::Clearing);
    let (owed, before) = (town.book_of(due).await, town.book_of(clearing).await);
    assert_eq!(owed, Money::cents(1_925));
    let good = cheque(&town, "A-1001", 19_250_000);
    for (who, status) in [(ANA, 403), (UMA, 404)] {
        assert_eq!(enter(&town, who, 1, good.clone()).await.0, status);
    }
    for (wrong, said) in [
        (cheque(&town, "A-1001", 20_000_000), "error-cheque-amount"),
        (cheque(&town, "A-1001", 0), "error-cheque-amount"),
        (cheque(&town, "A 1001", 19_250_000), "error-cheque-number"),
        (
            json!({ "number": "A-1001", "sent_on": "2999-01-01", "amount": 19_250_000 }),
            "error-cheque-day",
        ),
        (
            json!({ "number": "A-1001", "sent_on": "2020-01-01", "amount": 19_250_000 }),
            "error-cheque-day",
        ),
    ] {
        let refused = enter(&town, ROSA, 1, wrong).await;
        assert_eq!(code(&refused).1, said, "{refused:?}");
    }
    assert_eq!(town.book_of(due).await, owed, "nothing refused moves money");

    for _ in 0..2 {
        let (status, sent) = enter(&town, ROSA, 1, good.clone()).await;
        assert_eq!(status, 200, "{sent}");
        assert_eq!(sent["cheque"], 0);
        let cheques = sent["cheques"].as_array().unwrap();
        assert_eq!(cheques.len(), 1, "{sent}");
        assert_eq!(cheques[0]["by"], "Rosa Roja");
    }
    assert_eq!(town.book_of(due).await, Money::ZERO);
    assert_eq!(town.book_of(clearing).await - before, owed);
    // Its number and its id are taken, and there is no second money.
    for (id, number) in [(2, "A-1001"), (1, "A-1002")] {
        let used = enter(&town, ROSA, id, cheque(&town, number, 19_250_000)).await;
        assert_eq!(code(&used), (409, "error-cheque-used"));
    }
    let more = enter(&town, ROSA, 3, cheque(&town, "A-1003", 19_250_000)).await;
    assert_eq!(code(&more), (409, "error-cheque-amount"));
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}
