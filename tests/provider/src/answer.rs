//! How it answers: who asks, the idempotency key, and whatever fault is due.

use crate::Provider;
use crate::api::missing;
use crate::book::Book;
use crate::fault::Fate;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// A form or a query, decoded.
pub(crate) type Form = BTreeMap<String, String>;

/// An answer that is never given takes so long.
const NEVER: Duration = Duration::from_secs(3_600);

/// A change: the key's first answer again, or the thing done, and whatever fault is due.
pub(crate) async fn change(
    provider: &Provider,
    headers: &HeaderMap,
    uri: &Uri,
    body: &str,
    act: impl FnOnce(&mut Book, &Form) -> (u16, Value),
) -> Response {
    if let Some(refused) = stranger(provider, headers) {
        return refused;
    }
    let form: Form = decoded(body);
    let key = headers.get("idempotency-key");
    let key = key.and_then(|value| value.to_str().ok()).map(str::to_owned);
    let asked = format!("{} {body}", uri.path());
    let (fate, slow, answer) = {
        let mut book = provider.book();
        let fate = book.faults.fate(uri.path());
        let before = key.as_ref().and_then(|key| book.keys.get(key).cloned());
        let answer = match (fate, before) {
            (Fate::Fails, _) => (500, json!({"error": {"type": "api_error"}})),
            (_, Some((first, status, body))) if first == asked => (status, body),
            (_, Some(_)) => (
                400,
                json!({"error": {"type": "idempotency_error",
                "message": "Keys for idempotent requests can only be used once"}}),
            ),
            (_, None) => {
                let answer = act(&mut book, &form);
                if let Some(key) = key {
                    book.keys.insert(key, (asked, answer.0, answer.1.clone()));
                }
                answer
            }
        };
        (fate, book.faults.slow(), answer)
    };
    provider.wake.notify_one();
    tokio::time::sleep(slow).await;
    if fate == Fate::Hangs {
        tokio::time::sleep(NEVER).await;
    }
    shown(answer)
}

pub(crate) async fn read(
    provider: &Provider,
    headers: &HeaderMap,
    uri: &Uri,
    find: impl FnOnce(&Book) -> Option<Value>,
) -> Response {
    if let Some(refused) = stranger(provider, headers) {
        return refused;
    }
    let (fate, slow, found) = {
        let mut book = provider.book();
        let fate = book.faults.fate(uri.path());
        (fate, book.faults.slow(), find(&book))
    };
    tokio::time::sleep(slow).await;
    match fate {
        Fate::Hangs => tokio::time::sleep(NEVER).await,
        Fate::Fails => return shown((500, json!({"error": {"type": "api_error"}}))),
        Fate::Good => {}
    }
    shown(found.map_or_else(|| missing(uri.path()), |found| (200, found)))
}

fn shown((status, body): (u16, Value)) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(body)).into_response()
}

fn stranger(provider: &Provider, headers: &HeaderMap) -> Option<Response> {
    let shown_key = headers.get("authorization").and_then(|v| v.to_str().ok());
    let right = format!("Bearer {}", provider.config.secret);
    (shown_key != Some(right.as_str())).then(|| {
        let why = json!({"type": "invalid_request_error", "message": "Invalid API Key provided"});
        shown((401, json!({ "error": why })))
    })
}

/// A form, decoded.
fn decoded(body: &str) -> Form {
    let url = reqwest::Url::parse(&format!("http://form/?{body}"));
    let pairs = url.map(|url| url.query_pairs().into_owned().collect());
    pairs.unwrap_or_default()
}
