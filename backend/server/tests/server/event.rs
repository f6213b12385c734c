//! Events over HTTP: the neighbour's data is never shown (SC3), and the clock of the site holds.

use crate::common::{ANA, BENITO, CANARY, HOME_A, HOME_B, Town};
use ami_css::processor::Access;
use ami_domain::id::{EventId, PaymentId};
use ami_domain::time::Span;
use ami_server::config::{BankTransfers, ProcessorAccess};
use axum::http::Method;
use serde_json::{Value, json};

/// A window of two hours at a site, by its clock.
fn window(town: &Town, hours: i64) -> (String, String) {
    let zone = ami_domain::time::Zone::named("America/Los_Angeles").unwrap();
    let start = town.app.now().business.floor_to(Span::hours(1)) + Span::hours(hours);
    let text = |at| {
        let civil = zone.civil(at);
        let day = civil.day;
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}",
            day.year,
            day.month,
            day.day,
            civil.minute / 60,
            civil.minute % 60
        )
    };
    (text(start), text(start + Span::hours(2)))
}

fn body(town: &Town, hours: i64, payment: u128) -> Value {
    let (start, end) = window(town, hours);
    json!({"location": HOME_B.location, "start": start, "end": end, "after": "not_affected",
        "payment": PaymentId::from_number(payment),
        "pay": {"amount": 20_000_000, "method": "sandbox_card", "token": "tok_approve"}})
}

#[tokio::test]
async fn sc3_a_hall_is_found_booked_and_shown_without_its_owner() {
    let town = Town::new().await;
    let ask = |who, method, path: String, body| {
        let town = &town;
        async move { town.ask(Some(who), method, &path, body).await }
    };
    let search = "/api/facilities?search=street".to_owned();
    let found = ask(ANA, Method::GET, search, None).await;
    for row in found.json().as_array().unwrap() {
        let mut keys: Vec<_> = row.as_object().unwrap().keys().cloned().collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            ["address", "location"],
            "id and address, nothing else"
        );
    }
    let event = EventId::from_number(0xe1);
    let mine = format!("/api/accounts/{}/events/{event}", HOME_A.account);
    let booked = ask(ANA, Method::PUT, mine.clone(), Some(body(&town, 3, 1))).await;
    assert_eq!(booked.status, 200, "{}", booked.text);
    let again = ask(ANA, Method::PUT, mine.clone(), Some(body(&town, 3, 1))).await;
    assert_eq!(again.json()["payment"], booked.json()["payment"]);
    assert_eq!(booked.json()["state"], "booked");
    assert_eq!(booked.json()["own_site"], false);
    assert!(!booked.text.contains(&HOME_B.account.to_string()));
    assert!(!booked.text.contains(&HOME_B.meter.to_string()));
    // The owner asks for the same hours: taken, with free windows, and not by whom.
    let (start, end) = window(&town, 4);
    let check = format!(
        "/api/accounts/{}/event-check?location={}&start={start}&end={end}",
        HOME_B.account, HOME_B.location
    );
    let taken = ask(BENITO, Method::GET, check, None).await;
    assert_eq!(taken.json()["answer"], "scheduled");
    assert!(!taken.json()["free"].as_array().unwrap().is_empty());
    let ids = [event.to_string(), HOME_A.account.to_string()];
    for secret in ids.iter().map(String::as_str).chain(["Ana"]) {
        assert!(!taken.text.contains(secret), "{secret} in {}", taken.text);
    }
    let other = EventId::from_number(0xe2);
    let theirs = format!("/api/accounts/{}/events/{other}", HOME_B.account);
    let refused = ask(BENITO, Method::PUT, theirs, Some(body(&town, 4, 2))).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["code"], "error-event-scheduled");
    // Nobody reads the event through another account.
    let through = format!("/api/accounts/{}/events/{event}", HOME_B.account);
    let hidden = ask(BENITO, Method::GET, through, None).await;
    assert_eq!(hidden.status, 404);
    let list = format!("/api/accounts/{}/events", HOME_B.account);
    let list = ask(BENITO, Method::GET, list, None).await;
    assert_eq!(list.json()["events"], json!([]));
    let payments = format!("/api/accounts/{}/payments", HOME_B.account);
    assert_eq!(
        ask(BENITO, Method::GET, payments, None).await.json()["payments"],
        json!([])
    );
    // And the guest reads nothing of the owner's.
    for path in [mine, format!("/api/accounts/{}", HOME_A.account)] {
        let seen = ask(ANA, Method::GET, path, None).await;
        let text = seen.text.replace(&address_of(&seen.json()), "");
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[tokio::test]
async fn br01_no_time_is_held_for_money_that_comes_days_later() {
    let sent = || BankTransfers::Sent {
        to: "Bank of Riverside, 123".into(),
    };
    let town = Town::with(|config| {
        config.processor = Some(processor());
        config.bank_transfers = sent();
    });
    let town = town.await;
    let event = EventId::from_number(0xe4);
    let mine = format!("/api/accounts/{}/events/{event}", HOME_A.account);
    let mut wish = body(&town, 3, 4);
    wish["pay"] = json!({"amount": 20_000_000, "method": "bank_transfer", "token": "ba_1"});
    for said in ["Nothing was booked", "No se reservó"] {
        let wish = Some(wish.clone());
        let refused = town.ask(Some(ANA), Method::PUT, &mine, wish).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        let problem = refused.json();
        assert_eq!(problem["code"], "error-event-method");
        assert_eq!(problem["field"], "method");
        let text = problem["detail"].as_str().unwrap();
        assert!(
            text.contains(said) && text.contains("card, card_page, sandbox_card"),
            "{text}"
        );
        let spanish = json!({"locale": "es-US"});
        town.ask(Some(ANA), Method::PUT, "/api/session/locale", Some(spanish))
            .await;
    }
    // Nothing is held: another books the same time, and the refused names can be used again.
    let none = town.get(ANA, &mine).await;
    assert_eq!(none.status, 404, "{}", none.text);
    let other = EventId::from_number(0xe5);
    let theirs = format!("/api/accounts/{}/events/{other}", HOME_B.account);
    let booked = town.ask(Some(BENITO), Method::PUT, &theirs, Some(body(&town, 3, 5)));
    assert_eq!(booked.await.status, 200);
    let options = format!("/api/accounts/{}/payment-options", HOME_A.account);
    let options = town.get(ANA, &options).await.json();
    let ways: Vec<_> = options["methods"].as_array().unwrap().iter().collect();
    let books = |name: &str| {
        let way = ways.iter().find(|way| way["name"] == name);
        way.unwrap()["for_events"].as_bool().unwrap()
    };
    assert!(books("card") && books("sandbox_card") && books("card_page"));
    assert!(!books("bank_transfer"));
}

/// A processor that is never asked here.
fn processor() -> ProcessorAccess {
    ProcessorAccess {
        access: Access {
            url: "http://127.0.0.1:9".parse().unwrap(),
            secret: "sk_test_1".into(),
            return_url: "https://here.example/payments/".into(),
            page_url: "https://here.example/p/back/".into(),
        },
        events: "whsec_dGVzdA==".into(),
    }
}

/// The address of the hall is what the guest searched for; it may be shown.
fn address_of(seen: &Value) -> String {
    seen["address"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn sc3_3_a_home_that_is_not_opened_is_not_there_for_others() {
    let town = Town::new().await;
    let ask = |who, method, path: String, body| {
        let town = &town;
        async move { town.ask(Some(who), method, &path, body).await }
    };
    let (start, end) = window(&town, 3);
    let check = |account| {
        format!(
            "/api/accounts/{account}/event-check?location={}&start={start}&end={end}",
            HOME_B.location
        )
    };
    let facility = format!("/api/accounts/{}/facility", HOME_B.account);
    let seen = ask(ANA, Method::GET, check(HOME_A.account), None).await;
    assert_eq!(seen.json()["answer"], "available", "it was opened");
    let shut = ask(
        BENITO,
        Method::PUT,
        facility.clone(),
        Some(json!({"open": false})),
    );
    assert_eq!(shut.await.json(), json!({"open": false}));
    // Nothing of its use, not even by way of what a time there is likely to cost.
    let seen = ask(ANA, Method::GET, check(HOME_A.account), None).await;
    assert_eq!(seen.json()["answer"], "not_prepay");
    assert_eq!(seen.json()["estimate"], Value::Null);
    assert_eq!(seen.json()["free"], json!([]));
    let event = EventId::from_number(0xe3);
    let mine = format!("/api/accounts/{}/events/{event}", HOME_A.account);
    let refused = ask(ANA, Method::PUT, mine, Some(body(&town, 3, 3))).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(refused.json()["code"], "error-event-not-prepay");
    let search = "/api/facilities?search=street".to_owned();
    let found = ask(ANA, Method::GET, search, None).await;
    assert!(!found.text.contains(&HOME_B.location.to_string()));
    // Its own customer books there all the same.
    let own = ask(BENITO, Method::GET, check(HOME_B.account), None).await;
    assert_eq!(own.json()["answer"], "available");
    let strange = ask(ANA, Method::PUT, facility, Some(json!({"open": true}))).await;
    assert_eq!(strange.status, 404, "nobody opens another's home");
}
