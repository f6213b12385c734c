//! Statements, receipts and debts, computed again by another process from the file alone.

use super::{recompute, run, used_and_paid};
use crate::common::{ANA, BENITO, HOME_A, ROSA, Town};
use ami_domain::id::TransferId;
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::time::Span;
use axum::http::Method;
use serde_json::{Value, json};

/// What Ana sees at this path.
pub(super) async fn seen(town: &Town, path: &str) -> Value {
    let path = format!("/api/accounts/{}{path}", HOME_A.account);
    let answer = town.get(ANA, &path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

pub(super) async fn explained(town: &Town, lineage: &Value) -> Value {
    let path = format!("/api/explain/{}", lineage.as_str().unwrap());
    for who in [ANA, ROSA] {
        let answer = town.get(who, &path).await.json();
        assert_eq!(answer["agrees"], true, "{}", answer["differences"]);
    }
    assert_eq!(town.get(BENITO, &path).await.status, 404, "{path}");
    town.get(ANA, &path).await.json()
}

/// Both days and statements, forty days later.
async fn issued(town: &Town) -> Value {
    let css = &town.app.css;
    let later = town.app.now().business + Span::days(40);
    let zone = css.utility_zone().await.unwrap();
    for _ in 0..2 {
        css.close_days(&zone, later).await.unwrap();
        css.issue_statements(&zone, later).await.unwrap();
    }
    let rows = seen(town, "/statements").await;
    let row = rows.as_array().unwrap().last().unwrap().clone();
    let from = row["from"].clone();
    let (year, month, day) = (&from["year"], &from["month"], &from["day"]);
    let number = |value: &Value| value.as_i64().unwrap();
    let path = format!(
        "/statements/{:04}-{:02}-{:02}",
        number(year),
        number(month),
        number(day)
    );
    let statement = seen(town, &path).await;
    assert_eq!(statement["lineage"], row["lineage"]);
    statement
}

pub(super) fn more(value: &mut Value) {
    *value = json!(value.as_i64().unwrap() + 1);
}

/// What another process says to a bundle that was changed; it must not agree.
pub(super) fn refused(whole: &Value, change: &dyn Fn(&mut Value)) -> String {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut changed = whole.clone();
    change(&mut changed["bundle"]["subject"]);
    assert_ne!(changed, *whole, "the change changes something");
    let (agrees, said) = recompute(elsewhere.path(), &changed);
    assert!(!agrees, "{said}");
    said
}

#[tokio::test]
async fn every_line_of_a_statement_is_computed_again_and_one_that_was_changed_is_named() {
    let (town, _) = used_and_paid().await;
    let statement = issued(&town).await;
    let whole = explained(&town, &statement["lineage"]).await;
    let subject = &whole["bundle"]["subject"];
    assert_eq!(
        subject["parts"], statement["parts"],
        "what was issued, and no other lines"
    );
    let lines = statement["parts"][0]["entries"].as_array().unwrap();
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect();
    for kind in ["energy", "payment", "correction"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, said) = recompute(elsewhere.path(), &whole);
    assert!(agrees && said.contains("agrees: computed again"), "{said}");
    // Each line by itself: a micro-dollar more is named by book and number.
    for at in 0..lines.len() {
        let said = refused(&whole, &|subject| {
            more(&mut subject["parts"][0]["entries"][at]["amount"]);
        });
        let name = format!("differs: line {} of prepaid", at + 1);
        assert!(said.contains(&name), "{said}");
    }
    let closing = refused(&whole, &|subject| more(&mut subject["parts"][0]["closing"]));
    assert!(
        closing.contains("differs: the closing of prepaid"),
        "{closing}"
    );
    // A movement that is changed, gone, or on another day.
    let moved = refused(&whole, &|subject| {
        more(&mut subject["took"][0]["entry"]["amount"])
    });
    assert!(moved.contains("differs: the closing of prepaid"), "{moved}");
    refused(&whole, &|subject| {
        drop(subject["took"].as_array_mut().unwrap().remove(1))
    });
    let day = refused(&whole, &|subject| {
        more(&mut subject["took"][0]["day"]["day"])
    });
    assert!(day.contains("of prepaid"), "{day}");
    let opening = refused(&whole, &|subject| more(&mut subject["openings"][0][1]));
    assert!(
        opening.contains("differs: the opening of prepaid"),
        "{opening}"
    );
}

/// Ana owes thirty dollars for energy.
pub(super) async fn owes_thirty(town: &Town) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.add_transfer(&Transfer {
        id: TransferId::from_number(77),
        from: Book::Receivable(HOME_A.account),
        to: Book::Revenue,
        amount: Money::dollars(30),
        state: TransferState::Posted,
        reason: Reason::Correction,
        at: town.app.now().business,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Ana owed thirty dollars, and pays forty of which a quarter goes to it.
async fn in_debt(town: &Town) -> Value {
    owes_thirty(town).await;
    let path = format!("/api/accounts/{}/debt", HOME_A.account);
    let plan = json!({"recovery": {"by": "share", "permille": 250}});
    let set = town.ask(Some(ROSA), Method::PUT, &path, Some(plan)).await;
    assert_eq!(set.status, 200, "{}", set.text);
    let path = format!("/api/accounts/{}/payments/{:032x}", HOME_A.account, 2);
    let body = json!({"amount": 40_000_000, "method": "sandbox_card", "token": "tok_approve"});
    let paid = town.ask(Some(ANA), Method::PUT, &path, Some(body)).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    paid.json()
}

#[tokio::test]
async fn a_receipt_and_a_debt_are_computed_again_from_their_entries() {
    let (town, _) = used_and_paid().await;
    let paid = in_debt(&town).await;
    let receipt = explained(&town, &paid["lineage"]).await;
    let lines = &receipt["bundle"]["subject"]["lines"];
    assert_eq!(
        *lines, paid["money"]["lines"],
        "the receipt, and no other lines"
    );
    let words: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["what"])
        .collect();
    assert_eq!(words, ["paid", "debt", "credit"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let (agrees, said) = recompute(elsewhere.path(), &receipt);
    assert!(agrees && said.contains("debt: 10.00"), "{said}");
    let share = refused(&receipt, &|subject| {
        more(&mut subject["lines"][1]["amount"])
    });
    assert!(share.contains("differs: line 2 of the payment"), "{share}");
    let owing = seen(&town, "/debt").await;
    assert_eq!(owing["debts"][0]["owed"], 20_000_000);
    let debt = explained(&town, &owing["lineage"]).await;
    let (agrees, said) = recompute(elsewhere.path(), &debt);
    assert!(agrees && said.contains("20.00 of 30.00 left"), "{said}");
    let left = refused(&debt, &|subject| more(&mut subject["debts"][0]["owed"]));
    assert!(left.contains("differs: the debt: stated"), "{left}");
    let gone = refused(&debt, &|subject| {
        drop(subject["entries"].as_array_mut().unwrap().remove(0));
    });
    assert!(gone.contains("differs: the debt: stated"), "{gone}");
}

#[tokio::test]
async fn every_figure_that_people_see_names_what_is_behind_it() {
    let (town, begin) = used_and_paid().await;
    let account = seen(&town, "").await;
    let (from, until) = (begin.as_millis(), (begin + Span::days(2)).as_millis());
    let usage = seen(&town, &format!("/usage?from={from}&until={until}&step=day")).await;
    let payments = seen(&town, "/payments").await;
    let mut lineages = vec![
        account["lineage"].clone(),
        usage["lineage"].clone(),
        payments["payments"][0]["lineage"].clone(),
        seen(&town, "/debt").await["lineage"].clone(),
    ];
    let rows = usage["rows"].as_array().unwrap();
    let known = rows.iter().filter(|row| !row["energy"].is_null());
    lineages.extend(known.map(|row| row["lineage"].clone()));
    assert!(lineages.len() > 5, "{lineages:?}");
    for lineage in &lineages {
        explained(&town, lineage).await;
    }
}

#[test]
fn the_command_says_how_another_machine_computes_a_figure_again() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["explain", "--help"].map(AsRef::as_ref));
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(said.status.success(), "{text}");
    for words in [
        "--export OUT",
        "explain --bundle OUT",
        "no configuration, no",
        "payment.ID",
        "estimate.ACCOUNT",
        "debt.ACCOUNT",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}
