//! The plain pay page: small, without a script, and silent about the customer.

use crate::common::{ANA, Answer, HOME_A, HOST, Town};
use crate::matrix::receipt;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_store::Through;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, header};
use serde_json::{Value, json};

/// Everything of a page must be smaller than this, in bytes, headers included.
const PAGE_MAX: usize = 25_000;

async fn link(town: &Town, own: bool) -> (String, Value) {
    let body = json!({"own": own, "nickname": "Anita", "amount": 25_000_000, "days": 7});
    let path = format!("/api/accounts/{}/links", HOME_A.account);
    let made = town.ask(Some(ANA), Method::POST, &path, Some(body)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let made = made.json();
    (
        made["path"].as_str().unwrap().to_owned(),
        made["link"].clone(),
    )
}

/// What a phone without scripts sends: no cookie, and no origin that can be read.
async fn get(town: &Town, path: &str, language: &str) -> Answer {
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::ACCEPT_LANGUAGE, language);
    town.send(request.body(Body::empty()).unwrap()).await
}

async fn post(town: &Town, path: &str, form: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::ORIGIN, "null")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    town.send(request.body(Body::from(form.to_owned())).unwrap())
        .await
}

fn nonce(page: &str) -> String {
    let after = page.split("name=payment value=").nth(1).unwrap();
    after[..32].to_owned()
}

/// What a browser sends when nothing but the button is touched: each field as the page fills it.
fn untouched(page: &str) -> String {
    let value = |tag: &str, name: &str| {
        let after = tag.split(&format!(" {name}=")).nth(1)?;
        match after.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().map(str::to_owned),
            None => after.split(' ').next().map(str::to_owned),
        }
    };
    let tags: Vec<&str> = page
        .split('<')
        .map(|tag| tag.split('>').next().unwrap())
        .collect();
    let (mut sent, mut choice) = (Vec::new(), None);
    for tag in tags {
        match tag.split(' ').next() {
            Some("input") | Some("button") => {
                let named = value(tag, "name").zip(value(tag, "value"));
                sent.extend(named.map(|(name, value)| format!("{name}={value}")));
            }
            Some("select") => choice = value(tag, "name"),
            Some("option") => {
                let first = choice.take().zip(value(tag, "value"));
                sent.extend(first.map(|(name, value)| format!("{name}={value}")));
            }
            _ => {}
        }
    }
    sent.join("&")
}

#[tokio::test]
async fn whoever_touches_only_the_buttons_pays_what_the_link_suggests() {
    let town = Town::new().await;
    let (path, _) = link(&town, false).await;
    let form = get(&town, &path, "en").await;
    let review = post(&town, &path, &untouched(&form.text)).await;
    assert_eq!(review.status, 200, "{}", review.text);
    assert!(review.text.contains("Pay $25.00"), "{}", review.text);
    let done = place(&post(&town, &path, &untouched(&review.text)).await);
    let result = get(&town, &done, "en").await.text;
    assert!(result.contains("$25.00"), "{result}");
    assert_eq!(balance(&town).await, Money::dollars(45));
}

/// Sends the second form and gives where it leads.
async fn pay(town: &Town, path: &str, nonce: &str, card: &str) -> Answer {
    let form = format!("payment={nonce}&amount=25&card={card}&step=pay");
    post(town, path, &form).await
}

fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    let place = answer.headers.get(header::LOCATION).unwrap();
    place.to_str().unwrap().to_owned()
}

async fn balance(town: &Town) -> Money {
    let mut tx = town.app.css.store.read().await.unwrap();
    tx.balance(Book::Prepaid(HOME_A.account)).await.unwrap()
}

#[tokio::test]
async fn every_page_is_under_25_kilobytes_and_needs_nothing_else() {
    let town = Town::new().await;
    for own in [false, true] {
        let (path, _) = link(&town, own).await;
        for language in ["en", "es"] {
            let form = get(&town, &path, language).await;
            let id = nonce(&form.text);
            let second = format!("payment={id}&amount=25&card=tok_approve");
            let review = post(&town, &path, &second).await;
            let bad = post(&town, &path, "payment=x&amount=y&card=z").await;
            let done = place(&pay(&town, &path, &id, "tok_approve").await);
            let result = get(&town, &done, language).await;
            let gone = get(&town, &format!("/p/{}", "0".repeat(64)), language).await;
            for page in [form, review, bad, result, gone] {
                let headers: usize = page
                    .headers
                    .iter()
                    .map(|(name, value)| name.as_str().len() + value.len() + 4)
                    .sum();
                let bytes = page.text.len() + headers;
                println!("{language} own={own}: {bytes} bytes");
                assert!(bytes < PAGE_MAX, "{bytes} bytes: {}", page.text);
                for outside in ["<script", "src=", "@import", "url(", "http://", "https://"] {
                    assert!(!page.text.contains(outside), "{outside} in {}", page.text);
                }
                assert!(!page.text.contains("payer-"), "{}", page.text);
            }
        }
    }
}

#[tokio::test]
async fn the_page_is_careful_with_the_browser() {
    let town = Town::new().await;
    let (path, _) = link(&town, false).await;
    let page = get(&town, &path, "en").await;
    let header = |name: HeaderName| page.headers[name].to_str().unwrap().to_owned();
    let csp = header(header::CONTENT_SECURITY_POLICY);
    assert!(
        csp.starts_with("default-src 'none'; style-src 'sha256-"),
        "{csp}"
    );
    assert!(
        csp.contains("form-action 'self'") && !csp.contains("unsafe"),
        "{csp}"
    );
    assert_eq!(header(header::REFERRER_POLICY), "no-referrer");
    assert_eq!(header(header::CACHE_CONTROL), "no-store");
    assert!(header(HeaderName::from_static("x-robots-tag")).contains("noindex"));
    assert!(!page.headers.contains_key(header::SET_COOKIE));
    // The page does not repeat the token.
    assert!(!page.text.contains(path.trim_start_matches("/p/")));
}

#[tokio::test]
async fn a_stranger_reads_a_nickname_and_nothing_else_of_the_customer() {
    let town = Town::new().await;
    let (path, _) = link(&town, false).await;
    let form = get(&town, &path, "en").await;
    assert!(form.text.contains("Anita"));
    let done = place(&pay(&town, &path, &nonce(&form.text), "tok_approve").await);
    let result = get(&town, &done, "en").await;
    assert!(
        result.text.contains("We received $25.00."),
        "{}",
        result.text
    );
    assert!(!result.text.contains("http-equiv=refresh"));
    for page in [form.text, result.text] {
        for secret in [
            "Ana Lima",
            "Lima",
            "Street",
            "number-ana",
            "kWh",
            "45.00",
            "20.00",
            "Sent to meter",
            "meter",
            "balance",
        ] {
            assert!(!page.contains(secret), "{secret} in {page}");
        }
    }
    assert_eq!(balance(&town).await, Money::dollars(45));
}

#[tokio::test]
async fn the_customers_own_link_shows_the_honest_chain_until_the_meter_confirms() {
    let town = Town::new().await;
    let (path, _) = link(&town, true).await;
    let form = get(&town, &path, "es").await;
    let id = nonce(&form.text);
    let done = place(&pay(&town, &path, &id, "tok_approve").await);
    let waiting = get(&town, &done, "en").await.text;
    assert!(waiting.contains("Waiting for your meter"), "{waiting}");
    assert!(waiting.contains("http-equiv=refresh"));
    let mut tx = town.app.css.store.read().await.unwrap();
    let row = tx.payment(id.parse().unwrap()).await.unwrap().unwrap();
    drop(tx);
    let up = receipt(&town, row.message.unwrap());
    let (store, now) = (&town.app.css.store, town.app.now());
    ami_adcs::receive::receive(store, now, HOME_A.gateway, &[up])
        .await
        .unwrap();
    let confirmed = get(&town, &done, "en").await.text;
    assert!(confirmed.contains("Meter confirmed at"), "{confirmed}");
    assert!(!confirmed.contains("http-equiv=refresh"));
}

#[tokio::test]
async fn a_double_click_and_a_reload_pay_once_and_the_row_says_through_which_link() {
    let town = Town::new().await;
    let (path, made) = link(&town, false).await;
    let id = nonce(&get(&town, &path, "en").await.text);
    let twice = (0..6).map(|_| pay(&town, &path, &id, "tok_duplicate"));
    for answer in futures::future::join_all(twice).await {
        place(&answer);
    }
    assert_eq!(balance(&town).await, Money::dollars(45));
    let mut tx = town.app.css.store.read().await.unwrap();
    let way = tx.through(id.parse().unwrap()).await.unwrap();
    let link = made["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(way, Some(Through::Link(link)));
    drop(tx);
    // The same form with another amount is not taken for the same payment.
    let other = format!("payment={id}&amount=30&card=tok_duplicate&step=pay");
    let refused = post(&town, &path, &other).await;
    assert_eq!(refused.status, 409);
    assert_ne!(nonce(&refused.text), id);
    assert_eq!(balance(&town).await, Money::dollars(45));
    let list = town
        .get(ANA, &format!("/api/accounts/{}/links", HOME_A.account))
        .await
        .json();
    assert_eq!(list[0]["uses"], 1);
}

#[tokio::test]
async fn a_payment_that_came_another_way_is_not_this_links_to_show_or_take() {
    let town = Town::new().await;
    let (path, _) = link(&town, true).await;
    let id = format!("{:032x}", 0x77);
    let own = format!("/api/accounts/{}/payments/{id}", HOME_A.account);
    let body = json!({"amount": 25_000_000, "method": "sandbox_card", "token": "tok_approve"});
    town.ask(Some(ANA), Method::PUT, &own, Some(body)).await;
    assert_eq!(get(&town, &format!("{path}/{id}"), "en").await.status, 404);
    assert_eq!(pay(&town, &path, &id, "tok_approve").await.status, 409);
    assert_eq!(get(&town, &format!("{path}/{id}"), "en").await.status, 404);
    assert_eq!(balance(&town).await, Money::dollars(45));
}

#[tokio::test]
async fn what_is_wrong_is_said_and_kept_and_no_card_number_or_error_is_shown_raw() {
    let town = Town::new().await;
    let (path, _) = link(&town, false).await;
    let id = nonce(&get(&town, &path, "en").await.text);
    for (amount, said) in [
        ("5", "The smallest payment is $10.00."),
        ("2000", "The largest payment is $1,000.00."),
        ("abc", "Enter the amount in numbers"),
        ("20.001", "Enter the amount in numbers"),
    ] {
        let form = format!("payment={id}&amount={amount}&card=tok_approve&step=pay");
        let page = post(&town, &path, &form).await;
        assert_eq!(page.status, 422);
        assert!(page.text.contains(said), "{amount}: {}", page.text);
        assert!(page.text.contains("role=alert"));
        assert_eq!(nonce(&page.text), id);
        assert!(page.text.contains(&format!("value=\"{amount}\"")));
    }
    let script = "payment=x&amount=%3Cscript%3E&card=%22%3E%3Cscript%3E";
    let page = post(&town, &path, script).await;
    assert!(!page.text.contains("<script"), "{}", page.text);
    let declined = place(&pay(&town, &path, &id, "tok_decline").await);
    let page = get(&town, &declined, "en").await.text;
    assert!(page.contains("Your bank declined the card."), "{page}");
    assert!(page.contains("You were not charged."));
    assert_eq!(balance(&town).await, Money::dollars(20));
}

#[tokio::test]
async fn more_than_the_account_may_pay_in_a_day_is_refused_with_the_reason_before_money_moves() {
    let town = Town::new().await;
    for n in 0..2 {
        let path = format!("/api/accounts/{}/payments/{n:032x}", HOME_A.account);
        let body =
            json!({"amount": 1_000_000_000, "method": "sandbox_card", "token": "tok_approve"});
        let paid = town.ask(Some(ANA), Method::PUT, &path, Some(body)).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
    }
    let before = balance(&town).await;
    let (path, _) = link(&town, false).await;
    let id = nonce(&get(&town, &path, "en").await.text);
    for step in ["", "&step=pay"] {
        let form = format!("payment={id}&amount=25&card=tok_approve{step}");
        let page = post(&town, &path, &form).await;
        assert_eq!(page.status, 422, "{}", page.text);
        let said = "more than can be paid for this account right now";
        assert!(page.text.contains(said), "{}", page.text);
        assert!(!page.text.contains("2,0"), "what others paid is not told");
    }
    assert_eq!(balance(&town).await, before);
}

#[tokio::test]
async fn a_link_that_was_taken_back_and_one_that_never_was_look_the_same() {
    let town = Town::new().await;
    let (path, made) = link(&town, false).await;
    let one = format!(
        "/api/accounts/{}/links/{}",
        HOME_A.account,
        made["id"].as_str().unwrap()
    );
    for _ in 0..2 {
        let ended = town.ask(Some(ANA), Method::DELETE, &one, None).await;
        assert_eq!(
            (ended.status.as_u16(), &ended.json()["open"]),
            (200, &json!(false))
        );
    }
    let over = get(&town, &path, "en").await;
    let never = get(&town, &format!("/p/{}", "a".repeat(64)), "en").await;
    assert_eq!(over.status, 404);
    assert_eq!(over.text, never.text);
    let id = "1".repeat(32);
    assert_eq!(pay(&town, &path, &id, "tok_approve").await.status, 404);
    assert_eq!(balance(&town).await, Money::dollars(20));
    // Whoever guesses is stopped.
    for _ in 0..20 {
        get(&town, "/p/guess", "en").await;
    }
    assert_eq!(get(&town, &path, "en").await.status, 429);
}

#[tokio::test]
async fn stolen_cards_are_not_tried_at_a_link() {
    let town = Town::new().await;
    let (path, _) = link(&town, false).await;
    for n in 0..10 {
        place(&pay(&town, &path, &format!("{n:032x}"), "tok_decline").await);
    }
    let id = format!("{:032x}", 99);
    let held = pay(&town, &path, &id, "tok_approve").await;
    assert_eq!(held.status, 429);
    assert_eq!(balance(&town).await, Money::dollars(20));
}

#[tokio::test]
async fn a_form_that_another_site_sent_is_refused() {
    let town = Town::new().await;
    let (path, _) = link(&town, false).await;
    let form = format!(
        "payment={}&amount=25&card=tok_approve&step=pay",
        "1".repeat(32)
    );
    let request = Request::builder()
        .method(Method::POST)
        .uri(&path)
        .header(header::HOST, HOST)
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = town.send(request.body(Body::from(form)).unwrap()).await;
    assert_eq!(answer.status, 404);
    assert_eq!(balance(&town).await, Money::dollars(20));
}

#[tokio::test]
async fn both_languages_come_by_the_browser_and_by_the_switch() {
    let town = Town::new().await;
    let (path, _) = link(&town, false).await;
    let english = get(&town, &path, "en-US").await.text;
    let spanish = get(&town, &path, "es-MX,es;q=0.9").await.text;
    assert!(english.contains("<html lang=en-US>") && english.contains("?lang=es-US"));
    assert!(spanish.contains("<html lang=es-US>") && spanish.contains("Pagar la electricidad"));
    let switched = get(&town, &format!("{path}?lang=es-US"), "en-US")
        .await
        .text;
    assert!(switched.contains("<html lang=es-US>"));
}
