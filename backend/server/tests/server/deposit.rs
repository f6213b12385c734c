//! A deposit at the desk, on each engine and by the pages that people see: no cent is lost or made,
//! what is owed comes first, and a second press changes nothing.

use crate::common::{ANA, BENITO, HOME_A, ROSA, Town};
use crate::newcomer::on_each_engine;
use ami_domain::id::{TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::Span;
use axum::http::Method;
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/accounts/{}/{rest}", HOME_A.account)
}

async fn step(town: &Town, who: UserId, id: u128, body: &Value) -> (u16, Value) {
    let path = path(&format!("deposit/{id:032x}"));
    let answer = town.ask(Some(who), Method::PUT, &path, Some(body.clone()));
    let answer = answer.await;
    (answer.status.as_u16(), answer.json())
}

fn body(what: &str, dollars: i64, way: Option<&str>) -> Value {
    json!({ "what": what, "amount": dollars * 1_000_000, "way": way,
        "reference": "slip 7", "why": "goes back to a monthly bill" })
}

/// Deposit, bill, balance and clearing, in whole dollars; all books together are nothing.
async fn books(town: &Town) -> [i64; 4] {
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
    let mut all = [0; 4];
    let account = HOME_A.account;
    let books = [
        Book::Deposit(account),
        Book::Receivable(account),
        Book::Prepaid(account),
        Book::Clearing,
    ];
    for (place, book) in books.into_iter().enumerate() {
        all[place] = tx.balance(book).await.unwrap().as_cents_floor() / 100;
    }
    all
}

/// Ana owes so much on a bill.
async fn owes(town: &Town, dollars: i64) {
    let at = town.app.now().business;
    let books = (Book::Receivable(HOME_A.account), Book::Revenue);
    let id = TransferId::from_number(0xb111);
    let owed = Transfer::posted(id, books, Money::dollars(dollars), Reason::Correction, at);
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.add_posted_transfers(&[owed]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_deposit_is_taken_applied_and_given_back_and_no_cent_is_lost() {
    on_each_engine(taken_applied_and_given_back).await;
}

async fn taken_applied_and_given_back(town: &Town) {
    let [_, _, balance, clearing] = books(town).await;
    let taken = body("taken", 60, Some("cheque"));
    for _ in 0..2 {
        let (status, said) = step(town, ROSA, 1, &taken).await;
        assert_eq!((status, &said["held"]), (200, &json!(60_000_000)), "{said}");
    }
    assert_eq!(books(town).await, [60, 0, balance, clearing - 60]);
    owes(town, 25).await;
    // What is owed comes first: no more than the rest is handed out.
    let (status, said) = step(town, ROSA, 2, &body("given_back", 36, Some("cash"))).await;
    assert_eq!((status, &said["field"]), (422, &json!("amount")), "{said}");
    assert!(
        said["detail"].as_str().unwrap().contains("$35.00"),
        "{said}"
    );
    let (status, said) = step(town, ROSA, 3, &body("applied", 26, None)).await;
    assert_eq!((status, &said["field"]), (422, &json!("amount")), "{said}");
    assert_eq!(books(town).await, [60, -25, balance, clearing - 60]);
    let (status, said) = step(town, ROSA, 4, &body("applied", 25, None)).await;
    assert_eq!(status, 200, "{said}");
    assert_eq!(
        (&said["held"], &said["owed"]),
        (&json!(35_000_000), &json!(0))
    );
    assert_eq!(books(town).await, [35, 0, balance, clearing - 60]);
    for _ in 0..2 {
        let (status, said) = step(town, ROSA, 5, &body("given_back", 35, Some("cash"))).await;
        assert_eq!((status, &said["held"]), (200, &json!(0)), "{said}");
    }
    assert_eq!(books(town).await, [0, 0, balance, clearing - 25]);
    // The same id with another amount is another step, and is refused.
    let (status, _) = step(town, ROSA, 1, &body("taken", 61, Some("cheque"))).await;
    assert_eq!(status, 409);
    seen_by_both(town).await;
}

/// Staff reads who did it and why; the customer reads what happened.
async fn seen_by_both(town: &Town) {
    let desk = town.get(ROSA, &path("deposit")).await.json();
    let moves = desk["moves"].as_array().unwrap();
    let words = moves.iter().map(|one| one["what"].as_str().unwrap());
    let words: Vec<_> = words.collect();
    assert_eq!(
        words,
        ["deposit_given_back", "deposit_used", "deposit_taken"]
    );
    assert_eq!(moves[2]["way"], "cheque");
    assert_eq!(moves[2]["reference"], "slip 7");
    assert_eq!(moves[1]["other"], "receivable");
    assert_eq!(moves[1]["amount"], -25_000_000);
    for one in moves {
        assert!(!one["by"].as_str().unwrap().is_empty(), "{one}");
        assert_eq!(one["why"], "goes back to a monthly bill");
    }
    let own = town.get(ANA, &path("deposit")).await.json();
    for one in own["moves"].as_array().unwrap() {
        assert_eq!((&one["by"], &one["why"]), (&json!(""), &json!("")));
    }
    let stranger = town.get(BENITO, &path("deposit")).await;
    assert_eq!(stranger.status, 404);
}

#[tokio::test]
async fn a_deposit_is_moved_by_staff_alone_and_never_with_a_cards_number() {
    let town = Town::new().await;
    let taken = body("taken", 40, Some("card"));
    let (own, _) = step(&town, ANA, 1, &taken).await;
    let (other, _) = step(&town, BENITO, 1, &taken).await;
    assert_eq!((own, other), (403, 404));
    let mut card = taken.clone();
    card["reference"] = json!("4242 4242 4242 4242");
    let (status, said) = step(&town, ROSA, 1, &card).await;
    assert_eq!(
        (status, &said["field"]),
        (422, &json!("reference")),
        "{said}"
    );
    assert!(!said.to_string().contains("4242"), "{said}");
    let (status, said) = step(&town, ROSA, 1, &body("applied", 5, Some("cash"))).await;
    assert_eq!((status, &said["field"]), (422, &json!("way")), "{said}");
    assert_eq!(books(&town).await[0], 0);
}

#[tokio::test]
async fn a_deposit_that_was_taken_stands_in_the_preview_of_a_change_and_of_moving_out() {
    let town = Town::new().await;
    let (status, said) = step(&town, ROSA, 1, &body("taken", 40, Some("bank"))).await;
    assert_eq!(status, 200, "{said}");
    let change = town.get(ANA, &path("mode?to=regular")).await.json();
    assert_eq!(change["held"], 40_000_000, "{change}");
    let leave = town.get(ANA, &path("move-out")).await.json();
    assert_eq!(leave["held"], 40_000_000, "{leave}");
    let (from, until) = (
        town.app.now().business - Span::days(1),
        town.app.now().business,
    );
    let until = until + Span::hours(1);
    let window = format!(
        "ledger.csv?from={}&until={}",
        from.as_millis(),
        until.as_millis()
    );
    let ledger = town.get(ANA, &path(&window)).await;
    assert_eq!(
        ledger.text.matches("deposit_taken").count(),
        1,
        "{}",
        ledger.text
    );
}
