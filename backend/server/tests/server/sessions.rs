//! Signing in, staying so, and signing out.

use crate::common::{ANA, HOST, ORIGIN, PASSWORD, Town, ours};
use ami_domain::time::Span;
use ami_server::http::session::digest;
use ami_server::tries::{PER_ADDRESS, PER_LOGIN};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;

fn sign_in(login: &str, password: &str) -> Request<Body> {
    let body = json!({"login": login, "password": password}).to_string();
    ours(Method::POST, "/api/session")
        .body(Body::from(body))
        .unwrap()
}

async fn who(town: &Town, cookie: &str) -> StatusCode {
    let request = Request::get("/api/session").header(header::COOKIE, cookie);
    town.send(request.body(Body::empty()).unwrap()).await.status
}

/// The cookie of a `Set-Cookie` header.
fn cookie(set: &str) -> String {
    set.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_and_other_sites_never_see() {
    let town = Town::new().await;
    let answer = town.send(sign_in(" ANA ", PASSWORD)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["role"], "customer");
    assert_eq!(answer.json()["accounts"].as_array().unwrap().len(), 1);
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    let parts: Vec<_> = set.split("; ").collect();
    assert!(parts[0].starts_with("__Host-ami_session="), "{set}");
    for flag in [
        "Path=/",
        "HttpOnly",
        "SameSite=Strict",
        "Secure",
        "Max-Age=43200",
    ] {
        assert!(parts.contains(&flag), "{flag} in {set}");
    }
    let cookie = cookie(set);
    assert_eq!(who(&town, &cookie).await, 200);
    let (_, token) = cookie.split_once('=').unwrap();
    assert_eq!(token.len(), 64);
    // The store holds its digest only.
    let mut tx = town.app.css.store.read().await.unwrap();
    let row = tx.session(&digest(token.as_bytes())).await.unwrap();
    assert_eq!(row.unwrap().user, ANA);
    let file = std::fs::read(town.folder.path().join("town.sqlite")).unwrap();
    let wal = std::fs::read(town.folder.path().join("town.sqlite-wal")).unwrap_or_default();
    for bytes in [file, wal] {
        assert!(!bytes.windows(64).any(|window| window == token.as_bytes()));
    }
}

#[tokio::test]
async fn without_tls_on_this_machine_the_cookie_has_its_plain_name() {
    let town = Town::with(|config| config.cookie_secure = false).await;
    let body = json!({"login": "ana", "password": PASSWORD}).to_string();
    let request = Request::post("/api/session")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::ORIGIN, "http://127.0.0.1:8080")
        .header(header::CONTENT_TYPE, "application/json");
    let answer = town.send(request.body(Body::from(body)).unwrap()).await;
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.starts_with("ami_session="), "{set}");
    assert!(!set.contains("Secure"), "{set}");
    assert!(
        !answer
            .headers
            .contains_key(header::STRICT_TRANSPORT_SECURITY)
    );
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_before_and_signing_out_ends_the_last() {
    let town = Town::new().await;
    let old = town.signed(ANA).await;
    let mut request = sign_in("ana", PASSWORD);
    let value = old.parse().unwrap();
    request.headers_mut().insert(header::COOKIE, value);
    let answer = town.send(request).await;
    let new = cookie(answer.headers[header::SET_COOKIE].to_str().unwrap());
    assert_ne!(old, new);
    assert_eq!(who(&town, &old).await, 401);
    assert_eq!(who(&town, &new).await, 200);
    let out = Request::delete("/api/session")
        .header(header::HOST, HOST)
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, &new);
    let answer = town.send(out.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 204);
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("Max-Age=0"), "{set}");
    assert_eq!(who(&town, &new).await, 401);
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_after_twelve_hours() {
    let town = Town::new().await;
    let minutes = Span::minutes;
    for (began, used, status) in [
        (minutes(0), minutes(0), 200),
        (minutes(40), minutes(29), 200),
        (minutes(40), minutes(31), 401),
        (Span::hours(11), minutes(1), 200),
        (Span::hours(12), minutes(0), 401),
    ] {
        let cookie = town.session(ANA, began, used).await;
        assert_eq!(who(&town, &cookie).await, status, "{began:?} {used:?}");
    }
    // Used once, it lives for another half an hour.
    let cookie = town.session(ANA, minutes(40), minutes(29)).await;
    assert_eq!(who(&town, &cookie).await, 200);
    let token = cookie.split_once('=').unwrap().1;
    let mut tx = town.app.css.store.read().await.unwrap();
    let row = tx
        .session(&digest(token.as_bytes()))
        .await
        .unwrap()
        .unwrap();
    assert!(town.app.now().real < row.last_seen_at + minutes(1));
}

#[tokio::test]
async fn made_up_cookies_are_nobody() {
    let town = Town::new().await;
    let good = town.signed(ANA).await;
    let plain = good.replace("__Host-", "");
    let cut = &good[..good.len() - 1];
    for bad in [
        "",
        "x",
        "__Host-ami_session=",
        "__Host-ami_session=; a=b",
        &plain,
        cut,
    ] {
        assert_eq!(who(&town, bad).await, 401, "{bad}");
    }
    assert_eq!(who(&town, &format!("theme=dark; {good}")).await, 200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_look_the_same_and_six_tries_are_too_many() {
    let town = Town::new().await;
    let wrong = town.send(sign_in("ana", "wrong")).await;
    let unknown = town.send(sign_in("nobody at all", "wrong")).await;
    assert_eq!(wrong.status, 401);
    assert_eq!((wrong.status, &wrong.text), (unknown.status, &unknown.text));
    assert!(!wrong.headers.contains_key(header::SET_COOKIE));
    for _ in 1..PER_LOGIN {
        assert_eq!(town.send(sign_in("ana", "wrong")).await.status, 401);
    }
    // Now even the right one must wait.
    let late = town.send(sign_in("ANA", PASSWORD)).await;
    assert_eq!(late.status, 429);
    assert_eq!(late.headers[header::RETRY_AFTER], "60");
    assert_eq!(late.json()["retry_after_s"], 60);
    assert_eq!(late.json()["code"], "error-too-many-tries");
    // Somebody else is not held up, until the address has tried too often.
    let mut refused = 0;
    for n in 0..PER_ADDRESS {
        let answer = town.send(sign_in(&format!("guess{n}"), "x")).await;
        refused += u64::from(answer.status == 429);
    }
    assert_eq!(refused, PER_LOGIN + 1);
}

#[tokio::test]
async fn a_person_who_was_barred_is_signed_out_and_stays_so() {
    let town = Town::new().await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    let mut person = tx.person(ANA).await.unwrap().unwrap();
    person.id = ami_domain::id::UserId::from_number(0xf1);
    person.login = "barred".into();
    person.active = false;
    tx.insert_person(&person).await.unwrap();
    tx.commit().await.unwrap();
    let cookie = town.signed(person.id).await;
    assert_eq!(who(&town, &cookie).await, 401);
    assert_eq!(town.send(sign_in("barred", PASSWORD)).await.status, 401);
}

/// Asks for a new password.
fn change(cookie: &str, old: &str, new: &str) -> Request<Body> {
    let body = json!({"old": old, "new": new}).to_string();
    ours(Method::PUT, "/api/session/password")
        .header(header::COOKIE, cookie)
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_every_other_session() {
    let town = Town::new().await;
    let (own, other) = (town.signed(ANA).await, town.signed(ANA).await);
    let new = "three words nobody guesses";
    for (old, new, code) in [
        ("not the old one", new, "error-password-old"),
        (PASSWORD, "too short", "error-password-new"),
        (PASSWORD, PASSWORD, "error-password-new"),
        (PASSWORD, &"x".repeat(513), "error-password-new"),
    ] {
        let answer = town.send(change(&own, old, new)).await;
        assert_eq!(answer.status, 422, "{code}");
        assert_eq!(answer.json()["code"], code);
    }
    assert_eq!(who(&town, &other).await, 200, "nothing has changed");
    let answer = town.send(change(&own, PASSWORD, new)).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(who(&town, &own).await, 200);
    assert_eq!(who(&town, &other).await, 401);
    assert_eq!(town.send(sign_in("ana", PASSWORD)).await.status, 401);
    assert_eq!(town.send(sign_in("ana", new)).await.status, 200);
}

#[tokio::test]
async fn whoever_guesses_the_old_password_of_an_open_session_is_slowed_down() {
    let town = Town::new().await;
    let own = town.signed(ANA).await;
    let mut last = StatusCode::OK;
    for number in 0..=PER_LOGIN {
        let guess = format!("guess number {number}");
        last = town
            .send(change(&own, &guess, "another password"))
            .await
            .status;
    }
    assert_eq!(last, 429);
}
