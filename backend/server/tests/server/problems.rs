//! Whatever cannot be read is a Problem in the reader's language, never the framework's words.

use crate::common::{ANA, HOME_A, ROSA, Town, ours};
use axum::body::Body;
use axum::http::{Method, header};

const PAY: &str = "/api/accounts/{a}/payments/00000000000000000000000000000001";

fn of_a(path: &str) -> String {
    path.replace("{a}", &HOME_A.account.to_string())
}

#[tokio::test]
async fn bodies_that_cannot_be_read_name_their_field() {
    let town = Town::new().await;
    let cases = [
        (
            r#"{"amount":"ten","method":"m","token":"t"}"#,
            422,
            "amount",
        ),
        (r#"{"amount":1.5,"method":"m","token":"t"}"#, 422, "amount"),
        (
            r#"{"amount":99999999999999999999,"method":"m","token":"t"}"#,
            422,
            "amount",
        ),
        (r#"{"method":"m","token":"t"}"#, 422, "amount"),
        (r#"{"amount":1,"method":7,"token":"t"}"#, 422, "method"),
        (
            r#"{"amount":1,"method":"m","token":"t","tip":1}"#,
            422,
            "tip",
        ),
        (r#"{"amount":1"#, 400, "body"),
        ("", 400, "body"),
        ("[]", 422, "body"),
        ("null", 422, "body"),
        ("\u{0}", 400, "body"),
    ];
    for (body, status, field) in cases {
        let request = ours(Method::PUT, &of_a(PAY))
            .header(header::COOKIE, town.signed(ANA).await)
            .body(Body::from(body))
            .unwrap();
        let answer = town.send(request).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
        let problem = answer.json();
        assert_eq!(problem["code"], "error-invalid-request", "{body}");
        assert_eq!(problem["field"], field, "{body}: {}", answer.text);
        let kind = &answer.headers[header::CONTENT_TYPE];
        assert_eq!(kind, "application/json");
    }
}

#[tokio::test]
async fn queries_that_cannot_be_read_name_their_field() {
    let town = Town::new().await;
    let cases = [
        ("/api/accounts/{a}/usage", "from"),
        ("/api/accounts/{a}/usage?from=1", "until"),
        ("/api/accounts/{a}/usage?from=x&until=2&step=day", "from"),
        ("/api/accounts/{a}/usage?from=1&until=2&step=year", "step"),
        ("/api/accounts/{a}/usage?from=2&until=1&step=day", "until"),
        ("/api/confirmations?open=perhaps", "open"),
    ];
    for (path, field) in cases {
        let answer = town.get(ROSA, &of_a(path)).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.text);
        assert_eq!(answer.json()["field"], field, "{path}: {}", answer.text);
    }
    let long = format!("/api/accounts?search={}", "x".repeat(81));
    assert_eq!(town.get(ROSA, &long).await.json()["field"], "search");
}

#[tokio::test]
async fn too_large_wrong_method_and_no_such_route_are_problems_too() {
    let town = Town::new().await;
    let cookie = town.signed(ANA).await;
    let large = format!(r#"{{"amount":1,"method":"{}"}}"#, "x".repeat(70_000));
    let cases = [
        (
            Method::PUT,
            of_a(PAY),
            large.as_str(),
            413,
            "error-body-too-large",
        ),
        (Method::PATCH, of_a(PAY), "{}", 405, "error-not-found"),
        (
            Method::POST,
            "/api/time".into(),
            "{}",
            405,
            "error-not-found",
        ),
        (
            Method::GET,
            "/api/nothing".into(),
            "",
            404,
            "error-not-found",
        ),
        (
            Method::PUT,
            "/api/session/".into(),
            "{}",
            404,
            "error-not-found",
        ),
        (Method::GET, "/api".into(), "", 404, "error-not-found"),
        (Method::GET, "/api/".into(), "", 404, "error-not-found"),
    ];
    for (method, path, body, status, code) in cases {
        let request = ours(method.clone(), &path)
            .header(header::COOKIE, &cookie)
            .body(Body::from(body.to_owned()))
            .unwrap();
        let answer = town.send(request).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        assert_eq!(answer.json()["code"], code, "{method} {path}");
    }
}

#[tokio::test]
async fn fr_29_a_problem_speaks_the_readers_language() {
    let town = Town::new().await;
    let ask = |language: &str, cookie: Option<String>| {
        let mut request = ours(Method::PUT, "/api/session/locale");
        request = request.header(header::ACCEPT_LANGUAGE, language);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request.body(Body::from("{}")).unwrap()
    };
    // Nobody is signed in: the browser's language.
    let answer = town.send(ask("es-MX,es;q=0.9", None)).await;
    let detail = answer.json()["detail"].to_string();
    assert!(
        detail.contains("No ha iniciado sesión. Inicie sesión"),
        "{detail}"
    );
    // Signed in: the person's own.
    let signed = ask("es-MX", Some(town.signed(ANA).await));
    let detail = town.send(signed).await.json()["detail"].to_string();
    assert!(
        detail.contains("The field locale cannot be read."),
        "{detail}"
    );
    let spanish = ours(Method::PUT, "/api/session/locale")
        .header(header::COOKIE, town.signed(ANA).await)
        .body(Body::from(r#"{"locale":"es-US"}"#))
        .unwrap();
    assert_eq!(town.send(spanish).await.json()["locale"], "es-US");
    let signed = ask("en-US", Some(town.signed(ANA).await));
    let detail = town.send(signed).await.json()["detail"].to_string();
    assert!(
        detail.contains("No se puede leer el campo locale."),
        "{detail}"
    );
}
