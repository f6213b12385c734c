//! A stranger who knows a login takes no try of its owner's code.

use super::*;
use ami_domain::password_code::TRIES_STRANGE;
use axum::extract::ConnectInfo;
use std::net::SocketAddr;

const HOME: &str = "198.51.100.7";
const WRONG: &str = "0000-0000-000";

/// The same over a connection from `peer`.
async fn from(town: &Town, peer: &str, method: Method, path: &str, body: Value) -> Answer {
    let mut request = ours(method, path)
        .body(Body::from(body.to_string()))
        .unwrap();
    let peer = SocketAddr::new(peer.parse().unwrap(), 40_000);
    request.extensions_mut().insert(ConnectInfo(peer));
    town.send(request).await
}

async fn set_from(town: &Town, peer: &str, code: &str) -> Answer {
    let body = json!({"login": "ana", "code": code, "new": NEW});
    from(town, peer, Method::PUT, "/api/password", body).await
}

async fn sign_in_from(town: &Town, peer: &str, password: &str) -> u16 {
    let body = json!({"login": "ana", "password": password});
    let answer = from(town, peer, Method::POST, "/api/session", body).await;
    answer.status.as_u16()
}

/// All limits of signing in are over; those of a code are its own.
async fn later(town: &Town, peers: &[String]) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    let digest = Sha256::digest(b"ana");
    let login: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    tx.delete_attempts(&format!("login:{login}")).await.unwrap();
    for peer in peers {
        let keys = [format!("login:{login}@{peer}"), format!("address:{peer}")];
        for key in keys {
            tx.delete_attempts(&key).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_guesses_at_one_place_takes_no_try_of_another() {
    let town = Town::new().await;
    verified(&town, HOME_A, "ana").await;
    let right = code(&town).await;
    let stranger = "203.0.113.1".to_owned();
    for _ in 0..2 * TRIES {
        let wrong = set_from(&town, &stranger, WRONG).await;
        assert_eq!(wrong.json()["code"], "error-code-wrong");
        later(&town, std::slice::from_ref(&stranger)).await;
    }
    let there = set_from(&town, &stranger, &right).await;
    assert_eq!(
        there.json()["code"],
        "error-code-wrong",
        "over at that place"
    );
    assert_eq!(set_from(&town, HOME, &right).await.status, 204);
}

#[tokio::test]
async fn who_guesses_everywhere_leaves_the_tries_where_its_person_has_signed_in() {
    let town = Town::new().await;
    assert_eq!(sign_in_from(&town, HOME, PASSWORD).await, 200);
    verified(&town, HOME_A, "ana").await;
    let right = code(&town).await;
    for n in 0..TRIES_STRANGE {
        let stranger = format!("203.0.113.{n}");
        let wrong = set_from(&town, &stranger, WRONG).await;
        assert_eq!(wrong.json()["code"], "error-code-wrong");
        later(&town, &[stranger]).await;
    }
    // No more is looked at from any strange place, so that guessing stays as dear as it was.
    let strange = set_from(&town, "203.0.113.99", &right).await;
    assert_eq!(strange.json()["code"], "error-code-wrong");
    assert_eq!(set_from(&town, HOME, &right).await.status, 204);
}

#[tokio::test]
async fn who_has_set_a_password_signs_in_with_it_at_once() {
    let town = Town::new().await;
    verified(&town, HOME_A, "ana").await;
    let right = code(&town).await;
    for _ in 1..PER_LOGIN {
        assert_eq!(sign_in_from(&town, HOME, "forgotten").await, 401);
    }
    assert_eq!(set_from(&town, HOME, &right).await.status, 204);
    assert_eq!(sign_in_from(&town, HOME, NEW).await, 200);
}
