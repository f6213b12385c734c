//! The code under a figure: a customer reads it out, and the desk finds that figure and no other.

use super::papers::{explained, seen};
use super::{of_balance, used_and_paid};
use crate::common::{ANA, BENITO, HOME_A, IVAN, ROSA, Town, UMA};
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::UserId;
use serde_json::{Value, json};

fn named(lineage: &Value) -> LineageId {
    lineage.as_str().unwrap().parse().unwrap()
}

/// What somebody finds who types a code.
async fn found(town: &Town, who: UserId, typed: &str) -> (u16, Value) {
    let answer = town.get(who, &format!("/api/figures/{typed}")).await;
    (answer.status.as_u16(), answer.json())
}

/// The desk finds this figure however the code is typed, its customer as well, and nobody else.
async fn is_found(town: &Town, lineage: LineageId) {
    let code = FigureCode::of(lineage);
    let shown = code.to_string();
    let (one, two) = shown.split_once('-').unwrap();
    let mut said = Vec::new();
    for typed in [
        shown.clone(),
        shown.to_lowercase(),
        format!("{one}{two}"),
        format!("{one}%20{two}"),
    ] {
        let (status, rows) = found(town, ROSA, &typed).await;
        assert_eq!(status, 200, "{lineage} {typed} {rows}");
        said.push(rows);
    }
    said.push(found(town, ANA, &shown).await.1);
    let mut tx = town.app.css.store.read().await.unwrap();
    let number = tx.account(HOME_A.account).await.unwrap().unwrap().number;
    drop(tx);
    let expected = json!([{"lineage": lineage.to_string(), "account": HOME_A.account,
        "number": number}]);
    for rows in said {
        assert_eq!(rows, expected, "{lineage}");
    }
    for who in [BENITO, UMA, IVAN] {
        let (status, told) = found(town, who, &shown).await;
        assert_eq!(status, 404, "{who:?}");
        let nobody = FigureCode::of(LineageId::Owed(HOME_A.account));
        let (_, unknown) = found(town, who, &nobody.to_string()).await;
        assert_eq!(told, unknown, "a code of somebody else's says nothing");
    }
}

#[tokio::test]
async fn a_code_that_is_read_out_leads_the_desk_to_this_figure() {
    let (town, begin) = used_and_paid().await;
    // Nobody was shown what this hour cost: its code leads nowhere yet.
    let window = ami_domain::time::Window::new(begin, begin + super::HOUR).unwrap();
    let use_of_hour = LineageId::Charges {
        account: HOME_A.account,
        window,
    };
    let code = FigureCode::of(use_of_hour).to_string();
    let (status, told) = found(&town, ROSA, &code).await;
    assert_eq!((status, &told["code"]), (404, &json!("error-figure-code")));
    assert!(told["detail"].as_str().unwrap().contains("Why?"), "{told}");
    explained(&town, &json!(use_of_hour.to_string())).await;
    is_found(&town, use_of_hour).await;
}

#[tokio::test]
async fn a_balance_and_a_payment_have_their_code_before_anybody_asks_why() {
    let (town, _) = used_and_paid().await;
    // The display shows the code of the view without asking anybody.
    let (name, _) = of_balance(&town).await;
    let view = named(&json!(name));
    is_found(&town, view).await;
    let LineageId::View { account, seq } = view else {
        panic!("{view}");
    };
    // One that has not heard of the newest view yet shows the same code.
    let older = LineageId::View {
        account,
        seq: seq - 1,
    };
    assert_eq!(FigureCode::of(older), FigureCode::of(view));
    let paid = seen(&town, &format!("/payments/{:032x}", 1)).await;
    is_found(&town, named(&paid["lineage"])).await;
}

#[tokio::test]
async fn a_code_that_was_misheard_says_so_and_what_to_do() {
    let (town, _) = used_and_paid().await;
    let (name, _) = of_balance(&town).await;
    let code = FigureCode::of(named(&json!(name))).plain();
    let mut wrong: Vec<char> = code.chars().collect();
    wrong[2] = if wrong[2] == 'D' { 'T' } else { 'D' };
    let wrong: String = wrong.iter().collect();
    for typed in [wrong.as_str(), &code[1..], "0000-0000", "x", "%F0%9F%92%A9"] {
        let (status, told) = found(&town, ROSA, typed).await;
        let code = json!("error-figure-misheard");
        assert_eq!((status, &told["code"]), (422, &code), "{typed}");
        assert!(told["detail"].as_str().unwrap().contains("read it again"));
    }
}
