//! What a change of how an account pays costs is said before anybody commits, and that is booked:
//! on each engine, by the pages that the customer sees.

use crate::common::{ANA, BENITO, HOME_A, ROSA, Town};
use crate::newcomer::on_each_engine;
use ami_domain::id::{AccountId, MeterId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_store::{AccountRow, Meter};
use axum::http::Method;
use serde_json::json;

/// What an answer says of these books, in whole cents and in the order of the names.
const NAMES: [&str; 6] = ["fee", "deposit", "held", "to_bill", "to_debt", "to_balance"];

fn path(account: AccountId, rest: &str) -> String {
    format!("/api/accounts/{account}/{rest}")
}

async fn preview(town: &Town, account: AccountId, to: &str) -> [i64; 6] {
    let seen = town
        .get(ANA, &path(account, &format!("mode?to={to}")))
        .await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    let seen = seen.json();
    // What is behind it says the same, to its customer and the desk alone.
    let behind = format!("/api/explain/{}", seen["lineage"].as_str().unwrap());
    let whole = town.get(ANA, &behind).await.json();
    assert_eq!(whole["agrees"], true, "{}", whole["differences"]);
    let said = &whole["bundle"]["subject"]["said"];
    for name in ["balance", "help", "borrowed", "arrears", "debt", "held"] {
        assert_eq!(said[name], seen[name], "{name}");
    }
    for name in ["fee", "deposit", "to_bill", "to_debt", "to_balance"] {
        assert_eq!(said["moves"][name], seen[name], "{name}");
    }
    assert_eq!(said["at"], seen["at"]["at"]);
    assert_eq!(town.get(ROSA, &behind).await.status, 200);
    assert_eq!(town.get(BENITO, &behind).await.status, 404);
    NAMES.map(|name| seen[name].as_i64().unwrap() / 10_000)
}

async fn convert(town: &Town, account: AccountId, to: &str) {
    let body = json!({ "mode": to });
    let path = path(account, "mode");
    let done = town.ask(Some(ANA), Method::PUT, &path, Some(body)).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

/// Bill, deposit and the utility's fees, in cents; all books together are nothing.
async fn books(town: &Town, account: AccountId) -> [i64; 3] {
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
    let mut all = [0; 3];
    let books = [
        Book::Receivable(account),
        Book::Deposit(account),
        Book::Fees,
    ];
    for (place, book) in books.into_iter().enumerate() {
        all[place] = tx.balance(book).await.unwrap().as_cents_floor();
    }
    all
}

#[tokio::test]
async fn fr27_a_change_books_what_its_preview_says() {
    on_each_engine(said_and_booked).await;
}

async fn said_and_booked(town: &Town) {
    let free = preview(town, HOME_A.account, "regular").await;
    assert_eq!(free, [0; 6], "this program is free");
    let account = with_a_fee(town).await;
    let before = books(town, account).await;
    // To the monthly bill: 5 dollars, and a deposit of 40.
    assert_eq!(
        preview(town, account, "regular").await,
        [500, 4_000, 0, 0, 0, 0]
    );
    assert_eq!(books(town, account).await, before, "a look books nothing");
    convert(town, account, "regular").await;
    let bill = before[0] - 4_500;
    assert_eq!(books(town, account).await, [bill, 4_000, before[2] + 500]);
    convert(town, account, "regular").await;
    assert_eq!(
        books(town, account).await,
        [bill, 4_000, before[2] + 500],
        "asked twice"
    );
    // And back: the deposit pays the bill as far as it goes, the second fee with it.
    let back = preview(town, account, "prepaid").await;
    assert_eq!(back, [500, 0, 4_000, 4_000, 0, 0]);
    convert(town, account, "prepaid").await;
    assert_eq!(
        books(town, account).await,
        [bill - 500 + 4_000, 0, before[2] + 1_000]
    );
    receipts(town, account).await;
    // Each is an entry of its own in what the customer takes along.
    let now = town.app.now().business;
    let (from, until) = (now - Span::days(1), now + Span::hours(1));
    let window = format!("?from={}&until={}", from.as_millis(), until.as_millis());
    let ledger = town
        .get(ANA, &path(account, &format!("ledger.csv{window}")))
        .await;
    for (word, times) in [("mode_fee", 2), ("deposit_asked", 2), ("deposit_used", 2)] {
        let found = ledger.text.matches(word).count();
        assert_eq!(found, times, "{word} in {}", ledger.text);
    }
}

/// Each change has a receipt with who asked for it and what it cost, and what is behind it computes
/// itself again; only the desk reads names.
async fn receipts(town: &Town, account: AccountId) {
    let own = town.get(ANA, &path(account, "conversions")).await.json();
    let desk = town.get(ROSA, &path(account, "conversions")).await.json();
    let own = own.as_array().unwrap();
    let last = own.last().unwrap();
    assert_eq!(own.len(), desk.as_array().unwrap().len());
    assert_eq!(
        (&last["by"], &last["name"]),
        (&json!("customer"), &json!(""))
    );
    assert!(!desk[0]["name"].as_str().unwrap().is_empty(), "{desk}");
    // Two changes before the same boundary have one receipt, with what both of them cost.
    let sum = |word: &str| {
        own.iter()
            .map(|one| one[word].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!((sum("fee"), sum("deposit")), (10_000_000, 40_000_000));
    assert_eq!(sum("returned"), 40_000_000);
    for lineage in own.iter().filter_map(|one| one["lineage"].as_str()) {
        let told = town.get(ANA, &format!("/api/explain/{lineage}")).await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!(told.json()["agrees"], true, "{}", told.text);
        let other = town.get(BENITO, &format!("/api/explain/{lineage}")).await;
        assert_eq!(other.status, 404, "nobody else's");
    }
}

#[tokio::test]
async fn a_change_has_a_receipt_that_explains_itself() {
    on_each_engine(one_change).await;
}

async fn one_change(town: &Town) {
    let account = with_a_fee(town).await;
    convert(town, account, "regular").await;
    let all = town.get(ANA, &path(account, "conversions")).await.json();
    let [receipt] = &all.as_array().unwrap()[..] else {
        panic!("one change: {all}");
    };
    assert_eq!(receipt["to"], "regular");
    assert_eq!(
        (&receipt["fee"], &receipt["deposit"]),
        (&json!(5_000_000), &json!(40_000_000))
    );
    assert_eq!(receipt["settled"], false, "the boundary lies ahead");
    assert!(receipt["lineage"].is_string(), "{receipt}");
    receipts_agree(town, receipt).await;
}

async fn receipts_agree(town: &Town, receipt: &serde_json::Value) {
    let lineage = receipt["lineage"].as_str().unwrap();
    let told = town
        .get(ANA, &format!("/api/explain/{lineage}"))
        .await
        .json();
    assert_eq!(told["agrees"], true, "{told}");
    let entries = told["bundle"]["subject"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "fee and deposit: {told}");
}

/// Another account of Ana's whose program asks for both.
async fn with_a_fee(town: &Town) -> AccountId {
    let (account, meter) = (AccountId::from_number(0xfee0), MeterId::from_number(0xfee1));
    let now = town.app.now().business;
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.insert_meter(&Meter {
        id: meter,
        serial: "serial-fee".into(),
        location: HOME_A.location,
        gateway: HOME_A.gateway,
        has_switch: true,
        interval: Span::hours(1),
        epoch: 1,
    })
    .await
    .unwrap();
    let like = tx.account(HOME_A.account).await.unwrap().unwrap();
    tx.insert_account(&AccountRow {
        id: account,
        number: account.to_string(),
        meter,
        tariff: "demo-time-of-use".into(),
        opened_at: now,
        charged_until: now,
        view_seq: 0,
        ..like
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut chance = town.app.chance();
    let opened = town.app.css.open(&town.app.clock, &mut chance, account);
    opened.await.unwrap();
    account
}
