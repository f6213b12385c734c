//! The cheque of a customer who has left: entered once, for exactly what is owed by cheque.

use super::{gone, lived};
use crate::common::{ANA, HOME_A, ROSA, Town, UMA};
use ami_domain::id::UserId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::{Span, Zone};
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

async fn cancel(town: &Town, who: UserId, id: u128, reason: &str) -> (u16, Value) {
    let account = HOME_A.account;
    let path = format!("/api/accounts/{account}/cheques/{id:032x}/cancelled");
    let body = json!({ "reason": reason });
    let answer = town.ask(Some(who), Method::PUT, &path, Some(body)).await;
    (answer.status.as_u16(), answer.json())
}

/// The bank's file with these lines, and what it did.
async fn bank_says(town: &Town, lines: &str) -> Value {
    let text = format!("payment,amount,currency,what\n{lines}\n");
    let path = "/api/utility/bank-file";
    let body = json!({ "text": text });
    let answer = town.ask(Some(UMA), Method::PUT, path, Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// What is to be looked at, as `why subject`.
async fn questions(town: &Town) -> Vec<String> {
    let list = town.get(UMA, "/api/utility/payment-questions").await.json();
    let row = |row: &Value| {
        let word = |name: &str| row[name].as_str().unwrap().to_owned();
        format!("{} {}", word("why"), word("subject"))
    };
    let mut all: Vec<_> = list["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(row)
        .collect();
    all.sort_unstable();
    all
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

#[tokio::test]
async fn a_cheque_is_open_until_the_bank_says_that_it_was_paid() {
    let (town, at) = lived().await;
    gone(&town, at).await;
    let (status, sent) = enter(&town, ROSA, 1, cheque(&town, "A-1001", 19_250_000)).await;
    assert_eq!(
        (status, &sent["cheques"][0]["state"]),
        (200, &json!("open"))
    );
    let css = &town.app.css;
    assert_eq!(css.compare_cheques(town.app.now()).await.unwrap(), []);
    // No cheque of ours, and another currency: a person is asked, and ours stays open.
    let done = bank_says(&town, "B-7,19.25,USD,cashed\nA-1001,19.25,MXN,cashed").await;
    assert_eq!((&done["cashed"], &done["asked"]), (&json!(0), &json!(2)));
    assert_eq!(
        questions(&town).await,
        ["bank_file cheque A-1001", "bank_file cheque B-7"]
    );
    // Paid to the cent, once, and then it cannot be cancelled.
    let line = "A-1001,19.25,USD,cashed";
    for (cashed, known) in [(1, 0), (0, 1)] {
        let done = bank_says(&town, line).await;
        assert_eq!(
            (&done["cashed"], &done["known"]),
            (&json!(cashed), &json!(known))
        );
    }
    let late = cancel(&town, ROSA, 1, "the customer says it is lost").await;
    assert_eq!(code(&late), (409, "error-cheque-cashed"));
    assert_eq!(
        town.book_of(Book::RefundDue(HOME_A.account)).await,
        Money::ZERO
    );
    let path = format!("/api/accounts/{}/move-out", HOME_A.account);
    let seen = town.get(ANA, &path).await.json();
    assert_eq!(seen["cheques"][0]["state"], "cashed");
    assert_eq!(seen["cheques"][0]["paid"], Value::Null);
    assert_eq!(css.compare_cheques(town.app.now()).await.unwrap(), []);
}

#[tokio::test]
async fn a_cheque_that_is_paid_with_another_amount_is_a_difference() {
    let (town, at) = lived().await;
    gone(&town, at).await;
    enter(&town, ROSA, 1, cheque(&town, "A-1001", 19_250_000)).await;
    let done = bank_says(&town, "A-1001,91.25,USD,cashed").await;
    assert_eq!((&done["cashed"], &done["asked"]), (&json!(0), &json!(1)));
    let said = ["amount_differs cheque A-1001"];
    assert_eq!(questions(&town).await, said);
    for _ in 0..2 {
        let found = town.app.css.compare_cheques(town.app.now()).await.unwrap();
        assert_eq!(found.len(), 1, "found again, and asked once");
        assert!(found[0].evidence.contains("91.25"), "{}", found[0].evidence);
    }
    assert_eq!(questions(&town).await, said);
    let path = format!("/api/accounts/{}/move-out", HOME_A.account);
    let at_desk = town.get(ROSA, &path).await.json();
    assert_eq!(at_desk["cheques"][0]["paid"], 91_250_000);
}

#[tokio::test]
async fn a_cheque_is_cancelled_by_an_entry_that_owes_the_money_again() {
    let (town, at) = lived().await;
    gone(&town, at).await;
    let (due, clearing) = (Book::RefundDue(HOME_A.account), Book::Clearing);
    let (owed, before) = (town.book_of(due).await, town.book_of(clearing).await);
    enter(&town, ROSA, 1, cheque(&town, "A-1001", 19_250_000)).await;
    let reason = "the customer says it is lost";
    for (who, id, reason, said) in [
        (ROSA, 1, "lost", (422, "error-reason-needed")),
        (ROSA, 2, reason, (404, "error-cheque-unknown")),
        (ANA, 1, reason, (403, "error-forbidden")),
        (UMA, 1, reason, (404, "error-account-not-found")),
    ] {
        assert_eq!(code(&cancel(&town, who, id, reason).await), said);
    }
    assert_eq!(
        town.book_of(due).await,
        Money::ZERO,
        "nothing refused moves money"
    );
    for _ in 0..2 {
        let (status, seen) = cancel(&town, ROSA, 1, reason).await;
        assert_eq!(status, 200, "{seen}");
        assert_eq!(seen["cheques"][0]["state"], "cancelled");
        assert_eq!(seen["cheque"], 19_250_000, "it is owed again");
    }
    assert_eq!(town.book_of(due).await, owed);
    assert_eq!(town.book_of(clearing).await, before);
    let path = format!("/api/accounts/{}/move-out", HOME_A.account);
    assert_eq!(
        town.get(ANA, &path).await.json()["cheques"][0]["why"],
        Value::Null
    );
    // The next one is sent under another number; the bank pays the first all the same.
    let (status, _) = enter(&town, ROSA, 3, cheque(&town, "A-1002", 19_250_000)).await;
    assert_eq!(status, 200);
    assert_eq!(questions(&town).await, Vec::<String>::new());
    bank_says(&town, "A-1001,19.25,USD,cashed\nA-1002,19.25,USD,cashed").await;
    assert_eq!(questions(&town).await, ["missing_here cheque A-1001"]);
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}

#[tokio::test]
async fn a_cheque_that_nobody_cashes_is_named_after_six_months() {
    let (town, at) = lived().await;
    gone(&town, at).await;
    enter(&town, ROSA, 1, cheque(&town, "A-1001", 19_250_000)).await;
    let css = &town.app.css;
    let then = |days| {
        let mut now = town.app.now();
        now.business = now.business + Span::days(days);
        now
    };
    assert_eq!(css.compare_cheques(then(179)).await.unwrap(), []);
    let found = css.compare_cheques(then(182)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(questions(&town).await, ["missing_there cheque A-1001"]);
}

#[tokio::test]
async fn a_cheque_that_a_person_calls_cashed_moves_nothing_and_the_banks_word_stands_over_it() {
    let (town, at) = lived().await;
    gone(&town, at).await;
    let (due, clearing) = (Book::RefundDue(HOME_A.account), Book::Clearing);
    enter(&town, ROSA, 1, cheque(&town, "A-1001", 19_250_000)).await;
    let before = (town.book_of(due).await, town.book_of(clearing).await);
    let account = HOME_A.account;
    let path = format!("/api/accounts/{account}/cheques/{:032x}/cashed", 1);
    let body = |reason: &str| Some(json!({ "reason": reason }));
    for (who, reason, said) in [
        (ROSA, "seen", 422),
        (ANA, "seen in the bank's list", 403),
        (UMA, "seen in the bank's list", 404),
    ] {
        let answer = town.ask(Some(who), Method::PUT, &path, body(reason)).await;
        assert_eq!(answer.status, said, "{}", answer.text);
    }
    for _ in 0..2 {
        let answer = town.ask(
            Some(ROSA),
            Method::PUT,
            &path,
            body("seen in the bank's list"),
        );
        let seen = answer.await.json();
        let one = &seen["cheques"][0];
        assert_eq!(
            (&one["state"], &one["by_hand"]),
            (&json!("cashed"), &json!(true)),
            "{seen}"
        );
    }
    assert_eq!(
        (town.book_of(due).await, town.book_of(clearing).await),
        before
    );
    // The bank paid another amount: a person looks at it, and the cheque is no more by hand.
    bank_says(&town, "A-1001,19.20,USD,cashed").await;
    assert_eq!(questions(&town).await, ["amount_differs cheque A-1001"]);
    let path = format!("/api/accounts/{account}/move-out");
    let one = town.get(ROSA, &path).await.json()["cheques"][0].clone();
    assert_eq!(
        (&one["paid"], &one["by_hand"]),
        (&json!(19_200_000), &json!(false))
    );
}

#[tokio::test]
async fn a_cheque_that_was_called_cashed_and_comes_back_is_owed_again_once() {
    let (town, at) = lived().await;
    gone(&town, at).await;
    let due = Book::RefundDue(HOME_A.account);
    let owed = town.book_of(due).await;
    enter(&town, ROSA, 1, cheque(&town, "A-1001", 19_250_000)).await;
    let account = HOME_A.account;
    let cashed = format!("/api/accounts/{account}/cheques/{:032x}/cashed", 1);
    let reason = json!({ "reason": "seen in the bank's list" });
    let ask = town.ask(Some(ROSA), Method::PUT, &cashed, Some(reason.clone()));
    assert_eq!(ask.await.status, 200);
    let path = format!("/api/accounts/{account}/cheques/{:032x}/cancelled", 1);
    let back = json!({ "reason": "came back by mail", "how": "returned" });
    for _ in 0..2 {
        let answer = town.ask(Some(ROSA), Method::PUT, &path, Some(back.clone()));
        let seen = answer.await.json();
        let one = &seen["cheques"][0];
        assert_eq!(
            (&one["state"], &one["how"]),
            (&json!("cancelled"), &json!("returned")),
            "{seen}"
        );
        assert_eq!(town.book_of(due).await, owed, "owed again, once");
    }
    let late = town.ask(Some(ROSA), Method::PUT, &cashed, Some(reason));
    assert_eq!(late.await.status, 409, "its money is owed again");
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}
