//! Requests that a foreign page makes in the name of whoever is signed in (CSRF).

use crate::common::{ANA, HOME_A, HOST, ORIGIN, Town};
use crate::matrix::{body, lived_in, operations, path};
use axum::body::Body;
use axum::http::{Method, Request, header};

/// Origin, Sec-Fetch-Site, content type, and the answer.
const FORGED: &[(Option<&str>, Option<&str>, &str, u16)] = &[
    (None, None, "application/json", 403),
    (None, Some("cross-site"), "application/json", 403),
    (None, Some("same-site"), "application/json", 403),
    (Some("null"), None, "application/json", 403),
    (Some("https://evil.example"), None, "application/json", 403),
    (
        Some("https://utility.example.evil.example"),
        None,
        "application/json",
        403,
    ),
    (
        Some("https://utility.example:444"),
        None,
        "application/json",
        403,
    ),
    (
        Some("http://utility.example"),
        None,
        "application/json",
        403,
    ),
    // A foreign origin is not outweighed.
    (
        Some("https://evil.example"),
        Some("same-origin"),
        "application/json",
        403,
    ),
    (Some(ORIGIN), None, "application/x-www-form-urlencoded", 415),
    (Some(ORIGIN), None, "multipart/form-data; boundary=x", 415),
    (Some(ORIGIN), None, "text/plain", 415),
    (Some(ORIGIN), None, "application/jsonx", 415),
];

async fn forged(town: &Town, method: &str, path: &str, row: usize) -> Option<(u16, u16)> {
    let (origin, site, kind, status) = FORGED[row];
    // A body is not needed to sign out, so its type says nothing.
    if method == "delete" && status == 415 {
        return None;
    }
    let cookie = town.signed(ANA).await;
    let mut request = Request::builder()
        .method(method.to_uppercase().as_str())
        .uri(self::path(method, path, &HOME_A.account.to_string(), row))
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, kind)
        .header(header::COOKIE, &cookie);
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    let text = body(method, path, row).map_or_else(String::new, |body| body.to_string());
    let answer = town.send(request.body(Body::from(text)).unwrap()).await;
    // Whoever was signed in still is.
    let still = Request::get("/api/session").header(header::COOKIE, cookie);
    let still = town.send(still.body(Body::empty()).unwrap()).await;
    assert_eq!(still.status, 200, "{method} {path}");
    Some((answer.status.as_u16(), status))
}

#[tokio::test]
async fn nothing_changes_when_a_foreign_page_asks() {
    let town = lived_in().await;
    let before = town
        .app
        .css
        .store
        .read()
        .await
        .unwrap()
        .payments_of(HOME_A.account, 99)
        .await;
    let mut asked = 0;
    // What machines send is believed for its seal alone, which no page can make (`work_order.rs`).
    let machines = ["/api/work-orders/", "/api/processor/"];
    let sealed = |path: &str| machines.iter().any(|word| path.starts_with(word));
    let all = operations();
    let changing = |(method, path): &&(String, String)| method != "get" && !sealed(path);
    for (method, path) in all.iter().filter(changing) {
        for (row, forgery) in FORGED.iter().enumerate() {
            let Some((status, expected)) = forged(&town, method, path, row).await else {
                continue;
            };
            assert_eq!(status, expected, "{method} {path} {forgery:?}");
            asked += 1;
        }
    }
    assert!(asked > 70, "{asked}");
    let after = town
        .app
        .css
        .store
        .read()
        .await
        .unwrap()
        .payments_of(HOME_A.account, 99)
        .await;
    assert_eq!(before.unwrap(), after.unwrap());
}

#[tokio::test]
async fn our_own_page_is_known_by_its_origin_or_by_the_browsers_word() {
    let town = Town::new().await;
    for (name, value) in [("origin", ORIGIN), ("sec-fetch-site", "same-origin")] {
        let request = Request::put("/api/session/locale")
            .header(header::HOST, HOST)
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header(header::COOKIE, town.signed(ANA).await)
            .header(name, value);
        let body = Body::from(r#"{"locale": "es-US"}"#);
        let answer = town.send(request.body(body).unwrap()).await;
        assert_eq!(answer.status, 200, "{name}");
    }
    // Whatever the method, a route that does not exist changes nothing either.
    let answer = town
        .ask(Some(ANA), Method::PATCH, "/api/session", None)
        .await;
    assert_eq!(answer.status, 405);
}
