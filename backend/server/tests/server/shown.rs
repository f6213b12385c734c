//! What every answer carries, and what none may carry.

use crate::common::{ANA, Answer, BENITO, CANARY, HOME_A, HOME_B, Town, publish};
use crate::matrix::{body, lived_in, operations, path};
use ami_wire::utility::Audience;
use axum::http::{HeaderMap, Method};

const ALWAYS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    ),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("content-security-policy", "base-uri 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
    ("strict-transport-security", "max-age=31536000"),
];

fn careful(headers: &HeaderMap, of: &str) {
    for (name, part) in ALWAYS {
        let value = headers
            .get(*name)
            .unwrap_or_else(|| panic!("{name} of {of}"));
        let value = value.to_str().unwrap();
        assert!(value.contains(part), "{name} of {of}: {value}");
        assert!(!value.contains("unsafe-inline"), "{name} of {of}: {value}");
    }
}

#[tokio::test]
async fn every_answer_keeps_the_browser_careful() {
    let town = lived_in().await;
    let account = HOME_A.account.to_string();
    for who in [None, Some(ANA)] {
        for (word, route) in operations() {
            let method: Method = word.to_uppercase().parse().unwrap();
            let path = path(&word, &route, &account, 3);
            let answer = town.ask(who, method, &path, body(&word, &route, 3)).await;
            careful(&answer.headers, &path);
            assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        }
    }
    for path in [
        "/",
        "/pay",
        "/healthz",
        "/readyz",
        "/api/nothing",
        "/api/openapi.json",
    ] {
        careful(&town.ask(None, Method::GET, path, None).await.headers, path);
        careful(
            &town.ask(None, Method::POST, path, None).await.headers,
            path,
        );
    }
}

#[tokio::test]
async fn the_pages_come_from_their_folder_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let ui = folder.path().join("ui");
    std::fs::create_dir(&ui).unwrap();
    std::fs::write(ui.join("index.html"), "<!doctype html><title>page</title>").unwrap();
    std::fs::write(ui.join("app-1a2b.js"), "plain").unwrap();
    std::fs::write(ui.join("app-1a2b.js.br"), "squeezed").unwrap();
    std::fs::write(folder.path().join("secret"), "secret").unwrap();
    let dir = ui.clone();
    let town = Town::with(move |config| config.ui_dir = Some(dir)).await;
    for path in ["/", "/pay", "/usage/month"] {
        let page = town.ask(None, Method::GET, path, None).await;
        assert_eq!(
            (page.status.as_u16(), page.text.contains("<title>page")),
            (200, true)
        );
        assert_eq!(page.headers["cache-control"], "no-cache", "{path}");
        careful(&page.headers, path);
    }
    let script = town.ask(None, Method::GET, "/app-1a2b.js", None).await;
    assert_eq!(script.text, "plain");
    assert!(
        script.headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    let request = axum::http::Request::get("/app-1a2b.js").header("accept-encoding", "br");
    let squeezed = town
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!(squeezed.text, "squeezed");
    assert_eq!(squeezed.headers["content-encoding"], "br");
    for path in [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/a/../../secret",
    ] {
        let answer = town.ask(None, Method::GET, path, None).await;
        assert_ne!(answer.text, "secret", "{path}");
    }
}

#[tokio::test]
async fn who_asked_for_the_whole_page_gets_it_and_a_copy_of_the_first_never_stands_for_it() {
    async fn page(ui: &std::path::Path, cookie: &str) -> Answer {
        let dir = ui.to_owned();
        let town = Town::with(move |config| config.ui_dir = Some(dir)).await;
        let request = axum::http::Request::get("/accounts/7")
            .header("cookie", cookie)
            .header("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT");
        town.send(request.body(axum::body::Body::empty()).unwrap())
            .await
    }
    let folder = tempfile::tempdir().unwrap();
    let ui = folder.path();
    std::fs::write(ui.join("index.html"), "first").unwrap();
    assert_eq!(
        page(ui, "ami-page=whole").await.text,
        "first",
        "it is not built"
    );
    std::fs::write(ui.join("whole.html"), "whole").unwrap();
    let whole = page(ui, "a=b; ami-page=whole").await;
    assert_eq!((whole.status.as_u16(), &*whole.text), (200, "whole"));
    assert_eq!(whole.headers["cache-control"], "no-cache");
    assert_eq!(whole.headers["vary"], "cookie");
    for cookie in ["a=b", "ami-page=wholesale", "xami-page=whole"] {
        let page = page(ui, cookie).await;
        assert_eq!(
            (page.status.as_u16(), &*page.text),
            (200, "first"),
            "{cookie}"
        );
    }
}

#[tokio::test]
async fn without_pages_the_server_says_what_is_missing() {
    let town = Town::new().await;
    let page = town.ask(None, Method::GET, "/", None).await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("ui_dir"));
}

#[tokio::test]
async fn nothing_of_benito_is_ever_told_to_ana() {
    let town = lived_in().await;
    publish(
        &town.app,
        0x99,
        "For canario only",
        Audience::List(vec![HOME_B.account]),
    )
    .await;
    let his = HOME_B.account.to_string();
    let theirs = [
        CANARY.to_owned(),
        "Canario".to_owned(),
        HOME_B.meter.to_string(),
        HOME_B.gateway.to_string(),
        HOME_B.location.to_string(),
        BENITO.to_string(),
    ];
    // He himself sees it.
    let messages = format!("/api/accounts/{his}/messages");
    assert!(town.get(BENITO, &messages).await.text.contains(CANARY));
    assert!(
        town.get(BENITO, &format!("/api/accounts/{his}"))
            .await
            .text
            .contains(CANARY)
    );
    for account in [HOME_A.account.to_string(), his] {
        for (word, route) in operations() {
            let method: Method = word.to_uppercase().parse().unwrap();
            let path = path(&word, &route, &account, 5);
            let answer = town
                .ask(Some(ANA), method, &path, body(&word, &route, 5))
                .await;
            let said = format!("{:?} {}", answer.headers, answer.text);
            for word in &theirs {
                assert!(!said.contains(word.as_str()), "{word} in {path}: {said}");
            }
        }
    }
}

#[tokio::test]
async fn operators_read_counts_and_no_names() {
    let town = lived_in().await;
    let router = ami_server::http::metrics_router(town.app.clone());
    let metrics = Town { router, ..town };
    let text = metrics.ask(None, Method::GET, "/metrics", None).await.text;
    for line in [
        "route=\"/api/accounts/{account}/payments/{payment}\",status=\"200\"} ",
        "ami_http_answers_total{",
        "ami_payments_total{state=\"applied\"} 1",
        "ami_receipts_total",
        "ami_gateways_online",
        "ami_broker_up",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    for word in [CANARY, "Ana", &HOME_A.account.to_string()] {
        assert!(!text.contains(word), "{word}");
    }
}
