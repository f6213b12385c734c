//! Who may do what: every operation of the OpenAPI document, asked by everybody.

mod table;
mod town;

pub(crate) use self::town::{lived_in, receipt};

pub(crate) use self::table::{MATRIX, WHO};
use crate::common::{ANA, BENITO, HOME_A, ROSA};
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::{AccountId, EventId, PaymentId};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TEXT: u128 = 0x7e;
/// Ana's, in two days.
const EVENT: EventId = EventId::from_number(0xe7e7);
const PAID: PaymentId = PaymentId::from_number(0x9a1d);

/// Every operation of the document.
pub(crate) fn operations() -> BTreeSet<(String, String)> {
    let document = serde_json::to_value(ami_server::http::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap().keys().cloned();
        let path = path.clone();
        methods
            .map(move |method| (method, path.clone()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// The digest of the text that is shown now.
pub(crate) fn text_digest() -> String {
    let text = ami_css::disclosure::current("en-US").unwrap();
    ami_server::tries::hex(&text.digest())
}

/// A body that this operation takes.
pub(crate) fn body(method: &str, path: &str, by: usize) -> Option<Value> {
    match (method, path) {
        ("post", "/api/session") => Some(json!({"login": format!("nobody{by}"), "password": "x"})),
        ("put", "/api/session/password") => Some(json!({"old": "no", "new": "a longer one"})),
        ("put", "/api/password") => Some(json!({"login": format!("nobody{by}"),
            "code": "7KQ2-M9XT-4HB", "new": "a longer one"})),
        ("put", "/api/session/locale") => Some(json!({"locale": "en-US"})),
        ("put", "/api/accounts/{account}/program") => {
            Some(json!({ "at_zero": "regular_billing", "low": { "balance": 20_000_000 } }))
        }
        ("put", "/api/accounts/{account}/identity") => {
            Some(json!({ "emergency": "a neighbour smells smoke" }))
        }
        ("put", "/api/accounts/{account}/facility") => Some(json!({ "open": true })),
        ("put", "/api/accounts/{account}/enrolment/screening") => Some(json!({ "needs": [] })),
        ("put", "/api/accounts/{account}/enrolment") => Some(json!({
            "at_zero": "regular_billing", "consent": true, "disclosure": text_digest()})),
        ("put", "/api/accounts/{account}/protections/{flag}") => {
            Some(json!({ "until": null, "proof": "letter of a physician" }))
        }
        ("put", "/api/accounts/{account}/protections/{flag}/end") => {
            Some(json!({ "proof": "moved out" }))
        }
        ("put", "/api/accounts/{account}/home") => Some(json!({
            "since": "2999-01-01", "proof": "the lease" })),
        ("put", "/api/accounts/{account}/rules") => {
            Some(json!({ "friendly": [], "proof": "lives elsewhere" }))
        }
        ("put", "/api/accounts/{account}/contacts/{contact}") => Some(json!({
            "name": "Lola", "reach": "555 0100 200", "scope": ["warnings"], "consent": true})),
        ("put", "/api/accounts/{account}/debt" | "/api/accounts/{account}/debt/{debt}")
        | ("post", "/api/accounts/{account}/debt/preview") => {
            Some(json!({ "recovery": { "by": "share", "permille": 200 } }))
        }
        ("put", "/api/accounts/{account}/debt-pause") => Some(json!({ "until": null })),
        ("put", "/api/accounts/{account}/grants/{grant}") => Some(json!({
            "purpose": "energy", "amount": 5_000_000, "days": 30, "why": "winter help"})),
        ("put", "/api/accounts/{account}/grants/{grant}/end") => Some(json!({ "why": "moved" })),
        ("put", "/api/accounts/{account}/baseline") => Some(json!({
            "from": "2020-01-01", "region": "", "medical": true, "why": "letter"})),
        ("put", "/api/accounts/{account}/cheques/{cheque}") => Some(json!({
            "number": "1001", "sent_on": "2020-01-01", "amount": 5_000_000})),
        ("put", "/api/accounts/{account}/cheques/{cheque}/cashed") => Some(json!({
            "reason": "seen in the bank's list" })),
        ("put", "/api/accounts/{account}/cheques/{cheque}/cancelled") => Some(json!({
            "reason": "lost in the mail" })),
        ("put", "/api/accounts/{account}/deposit/{step}") => Some(json!({
            "what": "taken", "amount": 5_000_000, "way": "cash", "why": "wants a monthly bill"})),
        ("put", "/api/accounts/{account}/write-offs/{write_off}") => Some(json!({
            "debt": format!("{:032x}", 0xdeb7), "amount": 5_000_000, "why": "not found"})),
        ("put", "/api/write-offs/{write_off}/decision") => Some(json!({ "approve": true })),
        ("put", "/api/accounts/{account}/move-out") => Some(json!({ "at": "2020-01-01T00:00" })),
        ("put", "/api/accounts/{account}/mode") => Some(json!({ "mode": "prepaid" })),
        ("put", "/api/accounts/{account}/payments/{payment}") => Some(json!({
            "amount": 10_000_000, "method": "sandbox_card", "token": "tok_approve"})),
        ("put", "/api/accounts/{account}/payments/{payment}/refunds/{refund}") => {
            Some(json!({"amount": 1_000_000, "note": "paid twice"}))
        }
        ("put", "/api/utility/payment-questions") => {
            Some(json!({"why": "mismatch", "subject": "pi_1", "note": "looked at"}))
        }
        ("put", "/api/utility/bank-file") => {
            Some(json!({"text": "payment,amount,currency,what\n"}))
        }
        ("put", "/api/orders/{order}") => Some(json!({"state": "done", "note": "fuse"})),
        ("put", "/api/utility/alerts/{alert}") => Some(json!({
            "audience": "all", "importance": "info", "en": "Storm", "es": "Tormenta"})),
        ("put", "/api/accounts/{account}/auto-pay") => Some(json!({
            "settings": {"amount": 40_000_000, "trigger": {"balance": 5_000_000},
                "weekly_max": 80_000_000, "monthly_max": 160_000_000, "paused": false,
                "fallback": "regular_billing"},
            "method": "sandbox_card", "token": "tok_approve",
            "payday": {"month": {"days": 2, "minute": 540}}})),
        ("post", "/api/accounts/{account}/card") => {
            Some(json!({"id": "000000000000000000000000000000c1"}))
        }
        ("post", "/api/accounts/{account}/links") => {
            Some(json!({"own": false, "nickname": "Ana", "days": 7}))
        }
        ("put", "/api/utility/agents/{agent}") => Some(json!({"name": "Corner Market",
            "zone": "America/Los_Angeles", "float_max": 500_000_000, "active": true})),
        ("put", "/api/utility/agents/{agent}/remittances/{transfer}") => {
            Some(json!({"amount": 10_000_000, "note": "bank 1"}))
        }
        ("put", "/api/pairings/{pairing}") => {
            Some(json!({"serial": "serial-ana", "code": "123 456 789"}))
        }
        ("put", "/api/pairings/{pairing}/confirmed") => Some(json!({"check": "123456"})),
        ("put", "/api/utility/cut-stop") => Some(json!({"why": "balances cannot be right"})),
        ("put", "/api/utility/weather") => Some(json!({
            "place": "Springfield", "now_c10": 215, "high_c10": 290, "low_c10": 120})),
        ("put", "/api/accounts/{account}/plans/{plan}") => Some(json!({
            "what": "limit", "limit": 5_000, "at": "2020-01-01T00:00"})),
        ("put", "/api/accounts/{account}/plans/{plan}/time") => {
            Some(json!({"version": 1, "at": "2020-01-01T00:00"}))
        }
        ("put", "/api/utility/settings") => {
            Some(json!({"version": 0, "numbers": {"low_threshold": 7_200_000}}))
        }
        ("put", "/api/accounts/{account}/events/{event}") => Some(json!({
            "location": HOME_A.location, "start": "2020-12-24T18:00", "end": "2020-12-24T20:00",
            "after": "limit", "payment": format!("{:032x}", 0xe0e0 + by),
            "pay": {"amount": 10_000_000, "method": "sandbox_card", "token": "tok_approve"}})),
        ("put", "/api/accounts/{account}/events/{event}/window") => Some(json!({
            "start": "2020-12-25T18:00", "end": "2020-12-25T20:00", "version": 1})),
        _ => None,
    }
}

/// The path of this account with what must stand in it.
pub(crate) fn path(method: &str, path: &str, account: &str, by: usize) -> String {
    let pays = path == "/api/accounts/{account}/payments/{payment}";
    let payment = if method == "put" && pays {
        PaymentId::from_number(0x100 + by as u128)
    } else {
        PAID
    };
    let message = format!("{TEXT:032x}");
    let query = match path {
        "/api/accounts" => "?search=Orange",
        "/api/report/regulator" | "/api/report/regulator.csv" => {
            "?from=2026-11-01&until=2026-12-01"
        }
        "/api/accounts/{account}/usage" => "?from=1700000000000&until=1700086400000&step=hour",
        "/api/accounts/{account}/ledger.csv"
        | "/api/accounts/{account}/intervals.csv"
        | "/api/accounts/{account}/green-button.xml" => "?from=1700000000000&until=1700086400000",
        "/api/accounts/{account}/split" => "?amount=20000000",
        "/api/accounts/{account}/mode" => "?to=regular",
        "/api/confirmations" => "?open=true",
        "/api/displays" => "?serial=serial-ana",
        // The address that is asked for is shown; a neighbour's is not asked for here.
        "/api/facilities" => "?search=1%20ana",
        "/api/accounts/{account}/event-check" => {
            "?location=00000000000000000000000000000a0d&start=2020-12-24T18:00&end=2020-12-24T20:00"
        }
        _ => "",
    };
    let alert = if (method, path) == ("put", "/api/utility/alerts/{alert}") {
        format!("{:032x}", 0xa0 + by)
    } else {
        message.clone()
    };
    let seq = 1;
    let view = |account| FigureCode::of(LineageId::View { account, seq });
    let code = account.parse().map(view);
    path.replace("{account}", account)
        .replace(
            "{code}",
            &code.map_or_else(|_| String::new(), |code| code.to_string()),
        )
        .replace("{lineage}", &format!("view.{account}.1"))
        .replace("{alert}", &alert)
        .replace("{meter}", &format!("{:032x}", 1))
        .replace("{pairing}", &format!("{:032x}", 0xd15))
        .replace("{order}", &format!("{:032x}", 1))
        .replace("{link}", &format!("{:032x}", 0x11))
        .replace("{agent}", &format!("{:032x}", 0xa9))
        .replace("{transfer}", &format!("{:032x}", 0x7a))
        .replace("{debt}", &format!("{:032x}", 0xdeb7))
        .replace("{grant}", &format!("{:032x}", 0x6a0 + by))
        .replace("{write_off}", &format!("{:032x}", 0x0ff))
        .replace("{step}", &format!("{:032x}", 0xde90 + by))
        .replace("{cause}", "zero")
        .replace("{flag}", "medical_equipment")
        .replace("{cheque}", &format!("{:032x}", 0xc4e))
        .replace("{contact}", &format!("{:032x}", 0xc0c0))
        .replace("{decision}", &format!("{:032x}", 1))
        .replace("{plan}", &format!("{:032x}", 0x91a))
        .replace("{refund}", &format!("{:032x}", 0x4e + by))
        .replace("{payment}", &payment.to_string())
        .replace("{message}", &message)
        .replace("{from}", "2026-01-15")
        .replace("{event}", &EVENT.to_string())
        + query
}

fn method(word: &str) -> Method {
    word.to_uppercase().parse().unwrap()
}

#[test]
fn every_operation_of_the_document_is_in_the_matrix() {
    let listed: BTreeSet<_> = MATRIX
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(operations(), listed);
    assert_eq!(listed.len(), MATRIX.len());
}

#[tokio::test]
async fn everybody_gets_what_their_role_may_have_and_nothing_else() {
    let town = lived_in().await;
    let account = HOME_A.account.to_string();
    for (word, route, expected) in MATRIX {
        for (by, (who, status)) in WHO.into_iter().zip(expected).enumerate() {
            let path = path(word, route, &account, by);
            let answer = town
                .ask(who, method(word), &path, body(word, route, by))
                .await;
            let asked = format!("{word} {path} by {who:?}: {}", answer.text);
            assert_eq!(answer.status.as_u16(), *status, "{asked}");
            if answer.status.is_client_error() {
                let problem = answer.json();
                let code = problem["code"].as_str().unwrap();
                assert!(
                    ami_locales::has_text(ami_locales::Locale::EnUs, code),
                    "{asked}"
                );
                assert!(
                    !problem["detail"].as_str().unwrap().contains("error-"),
                    "{asked}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_account_that_is_not_mine_and_one_that_is_not_there_look_the_same() {
    let town = lived_in().await;
    let nowhere = AccountId::from_number(0xdead).to_string();
    let mine = HOME_A.account.to_string();
    for (word, route, _) in MATRIX
        .iter()
        .filter(|(_, route, _)| route.contains("{account}"))
    {
        let mut said = Vec::new();
        for account in [&mine, &nowhere] {
            let path = path(word, route, account, 9);
            let body = body(word, route, 9);
            let answer = town.ask(Some(BENITO), method(word), &path, body).await;
            assert_eq!(answer.status, 404, "{word} {path}");
            said.push(answer.text.replace(account.as_str(), "ID"));
        }
        assert_eq!(said[0], said[1], "{word} {route}");
    }
}

#[tokio::test]
async fn ids_that_are_none_answer_404() {
    let town = lived_in().await;
    for bad in [
        "x",
        "0",
        "%ff",
        "..%2f",
        &"g".repeat(32),
        &"0".repeat(33),
        "%F0%9F%92%A9",
    ] {
        for (word, route, _) in MATRIX
            .iter()
            .filter(|(_, route, _)| route.contains("{account}"))
        {
            let path = path(word, route, bad, 9);
            let answer = town
                .ask(Some(ROSA), method(word), &path, body(word, route, 9))
                .await;
            // Confirming is nothing for a representative, whatever the id.
            assert!(
                [403, 404].contains(&answer.status.as_u16()),
                "{word} {path} {answer:?}"
            );
            assert!(answer.json()["code"].is_string());
        }
        let account = HOME_A.account;
        for path in [
            format!("/api/accounts/{account}/payments/{bad}"),
            format!("/api/accounts/{account}/messages/{bad}/confirmation"),
            format!("/api/confirmations/{bad}"),
        ] {
            let route = "/api/accounts/{account}/payments/{payment}";
            let who = if path.contains("confirmations") {
                ROSA
            } else {
                ANA
            };
            let answer = town
                .ask(Some(who), Method::PUT, &path, body("put", route, 9))
                .await;
            assert_eq!(answer.status, 404, "{path} {}", answer.text);
        }
    }
}
