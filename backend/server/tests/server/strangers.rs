//! Whoever guesses passwords is slowed down, and holds up nobody else: counted by login and by
//! place, behind proxies as well.

use crate::common::{Answer, PASSWORD, Town, ours};
use ami_domain::time::Span;
use ami_server::tries::{PER_ADDRESS, PER_LOGIN, PER_LOGIN_STRANGE};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, header};
use serde_json::json;
use std::net::SocketAddr;

/// The customer's home, and our proxy.
const HOME: &str = "198.51.100.7";
const PROXY: &str = "10.0.0.1";

/// Somebody signs in over a connection from `peer`, with these headers.
async fn try_from(
    town: &Town,
    peer: &str,
    login: &str,
    password: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let body = json!({"login": login, "password": password}).to_string();
    let mut request = ours(Method::POST, "/api/session");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(body)).unwrap();
    let peer = SocketAddr::new(peer.parse().unwrap(), 40_000);
    request.extensions_mut().insert(ConnectInfo(peer));
    town.send(request).await
}

async fn guess(town: &Town, peer: &str, login: &str) -> u16 {
    let answer = try_from(town, peer, login, "wrong", &[]).await;
    answer.status.as_u16()
}

#[tokio::test]
async fn a_stranger_who_guesses_everywhere_does_not_lock_a_customer_out_at_home() {
    let town = Town::new().await;
    let at_home = try_from(&town, HOME, "ana", PASSWORD, &[]).await;
    assert_eq!(at_home.status, 200, "{}", at_home.text);
    // From ever new places, until none of them gets an answer any more.
    let mut refused = 0;
    for n in 0..40 {
        let status = guess(&town, &format!("203.0.113.{n}"), "ana").await;
        refused += u64::from(status == 429);
    }
    // The customer's own sign-in came from a place that was strange then.
    assert_eq!(refused, 40 - (PER_LOGIN_STRANGE - 1));
    let strange = try_from(&town, "203.0.113.99", "ana", PASSWORD, &[]).await;
    assert_eq!(strange.status, 429, "the right one must wait there, too");
    assert_eq!(strange.headers[header::RETRY_AFTER], "900");
    let at_home = try_from(&town, HOME, "ana", PASSWORD, &[]).await;
    assert_eq!(at_home.status, 200, "{}", at_home.text);
    // Nobody else is held up at all.
    let other = try_from(&town, "203.0.113.200", "benito", PASSWORD, &[]).await;
    assert_eq!(other.status, 200, "{}", other.text);
}

#[tokio::test]
async fn a_place_that_guesses_one_login_waits_and_another_place_does_not() {
    let town = Town::new().await;
    for _ in 0..PER_LOGIN {
        assert_eq!(guess(&town, "203.0.113.1", "ana").await, 401);
    }
    assert_eq!(guess(&town, "203.0.113.1", "ana").await, 429);
    let at_home = try_from(&town, HOME, "ana", PASSWORD, &[]).await;
    assert_eq!(at_home.status, 200, "{}", at_home.text);
    // Many logins from one place are counted as well, whatever the part of an IPv6 network.
    for n in 0..PER_ADDRESS {
        let peer = format!("2001:db8:1:1::{n:x}");
        assert_eq!(guess(&town, &peer, &format!("login{n}")).await, 401);
    }
    assert_eq!(guess(&town, "2001:db8:1:1::ffff", "fresh").await, 429);
    assert_eq!(guess(&town, "2001:db8:1:2::1", "fresh").await, 401);
}

#[tokio::test]
async fn the_limits_outlive_a_restart_and_end_by_themselves() {
    let town = Town::new().await;
    for _ in 0..PER_LOGIN {
        guess(&town, HOME, "ana").await;
    }
    let config = crate::common::config(town.folder.path());
    let config = ami_server::config::Config {
        sandbox_journal: None,
        ..config
    };
    let store = ami_store::Store::open(&config.database_url).await.unwrap();
    let app = ami_server::compose::app(&config, store).unwrap();
    let router = ami_server::http::router(app.clone());
    let again = Town {
        router,
        app,
        folder: tempfile::tempdir().unwrap(),
    };
    assert_eq!(guess(&again, HOME, "ana").await, 429);
    let mut tx = again.app.css.store.begin().await.unwrap();
    let minute = again.app.now().real + Span::minutes(2);
    tx.delete_attempts_before(minute).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(guess(&again, HOME, "ana").await, 401);
}

#[tokio::test]
async fn only_a_trusted_proxy_says_whose_request_it_is() {
    let town = Town::with(|config| {
        config.trusted_proxies = "10.0.0.0/8".parse().unwrap();
    })
    .await;
    // One caller behind the proxy is slowed down, and the next caller is not.
    let behind = |caller: &'static str| [("x-forwarded-for", caller)];
    for _ in 0..PER_LOGIN {
        let answer = try_from(&town, PROXY, "ana", "wrong", &behind("203.0.113.5")).await;
        assert_eq!(answer.status, 401);
    }
    // What the caller itself sent before our proxy added its address changes nothing.
    let lying = behind("198.51.100.99, 203.0.113.5");
    let answer = try_from(&town, PROXY, "ana", "wrong", &lying).await;
    assert_eq!(answer.status, 429);
    let answer = try_from(&town, PROXY, "ana", PASSWORD, &behind(HOME)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    // Somebody who is no proxy of ours stays who they are, whatever they send.
    for n in 0..PER_LOGIN {
        let made_up = format!("192.0.2.{n}");
        let headers = [("x-forwarded-for", made_up.as_str())];
        let answer = try_from(&town, "203.0.113.8", "benito", "wrong", &headers).await;
        assert_eq!(answer.status, 401);
    }
    let headers = [("x-forwarded-for", "192.0.2.200")];
    let answer = try_from(&town, "203.0.113.8", "benito", "wrong", &headers).await;
    assert_eq!(answer.status, 429);
}

#[tokio::test]
async fn waiting_is_said_in_the_readers_language() {
    let town = Town::new().await;
    for _ in 0..PER_LOGIN {
        guess(&town, HOME, "ana").await;
    }
    let spanish = [("accept-language", "es-MX,es;q=0.9")];
    let answer = try_from(&town, HOME, "ana", "wrong", &spanish).await;
    assert_eq!(answer.status, 429);
    assert!(
        answer.text.contains("Demasiados intentos"),
        "{}",
        answer.text
    );
    let answer = try_from(&town, HOME, "ana", "wrong", &[]).await;
    assert!(answer.text.contains("Too many attempts"), "{}", answer.text);
}
