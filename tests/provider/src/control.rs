//! What a test tells it, and the page of its bank.

use crate::Provider;
use crate::fault::Faults;
use axum::Json;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What goes wrong from now on.
pub async fn faults(State(provider): State<Provider>, Json(faults): Json<Faults>) -> StatusCode {
    provider.book().faults = faults;
    StatusCode::NO_CONTENT
}

/// A day has passed: it answers nobody as it did the first time any more.
pub async fn forget_keys(State(provider): State<Provider>) -> StatusCode {
    provider.book().keys.clear();
    StatusCode::NO_CONTENT
}

/// Everything that it has.
pub async fn state(State(provider): State<Provider>) -> Json<Value> {
    let book = provider.book();
    Json(json!({
        "intents": book.intents, "sessions": book.sessions, "refunds": book.refunds,
        "disputes": book.disputes, "lines": book.lines, "customers": book.customers,
        "setups": book.setups, "cards": book.cards, "events": book.events,
    }))
}

/// What was kept back goes out, newest first.
pub async fn release(State(provider): State<Provider>) -> StatusCode {
    let mut book = provider.book();
    book.faults.kept = false;
    book.outgoing.reverse();
    drop(book);
    provider.wake.notify_one();
    StatusCode::NO_CONTENT
}

/// The bank's page, where a payer proves who they are.
pub async fn bank(State(provider): State<Provider>, Path(id): Path<String>) -> Response {
    if !provider.book().intents.contains_key(&id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    Html(format!(
        "<!doctype html><html lang=\"en\"><title>Test bank</title><h1>Test bank</h1>\
         <p>This is a sandbox. No money moves. / Esto es una prueba. No se mueve dinero.</p>\
         <form method=\"post\" action=\"/bank/{id}\">\
         <button name=\"word\" value=\"yes\" id=\"yes\">It is me / Soy yo</button> \
         <button name=\"word\" value=\"no\" id=\"no\">It is not me / No soy yo</button></form>"
    ))
    .into_response()
}

/// The payer's answer; then back to the shop.
pub async fn prove(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let yes = form.get("word").is_some_and(|word| word == "yes");
    match proved(&provider, &id, yes) {
        Some(back) => Redirect::to(&back).into_response(),
        None => StatusCode::CONFLICT.into_response(),
    }
}

/// The same without a page.
pub async fn prove_by_word(
    State(provider): State<Provider>,
    Path((id, word)): Path<(String, String)>,
) -> StatusCode {
    match proved(&provider, &id, word == "yes") {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::CONFLICT,
    }
}

fn proved(provider: &Provider, id: &str, yes: bool) -> Option<String> {
    let mut book = provider.book();
    let intent = book.intents.get(id)?;
    if intent["status"] != "requires_action" {
        return None;
    }
    let back = intent["next_action"]["redirect_to_url"]["return_url"].as_str();
    let back = back.unwrap_or("/").to_owned();
    if yes {
        let event = "payment_intent.amount_capturable_updated";
        book.set_intent(id, event, |intent| {
            intent["status"] = json!("requires_capture");
            intent["next_action"] = Value::Null;
        });
    } else {
        book.set_intent(id, "payment_intent.payment_failed", |intent| {
            intent["status"] = json!("requires_payment_method");
            intent["next_action"] = Value::Null;
            intent["last_payment_error"] = json!({"type": "card_error",
                "code": "payment_intent_authentication_failure"});
        });
    }
    drop(book);
    provider.wake.notify_one();
    Some(back)
}

/// A bank transfer has cleared (`yes`) or not.
pub async fn clear(
    State(provider): State<Provider>,
    Path((id, word)): Path<(String, String)>,
) -> StatusCode {
    let done = provider.book().clear(&id, word == "yes");
    provider.wake.notify_one();
    found(done)
}

/// What was held is held no longer.
pub async fn expire(State(provider): State<Provider>, Path(id): Path<String>) -> StatusCode {
    let gone = provider
        .book()
        .set_intent(&id, "payment_intent.canceled", |intent| {
            intent["status"] = json!("canceled");
        });
    provider.wake.notify_one();
    found(gone != Value::Null)
}

/// A payer goes to their bank.
pub async fn open_dispute(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    Json(how): Json<BTreeMap<String, String>>,
) -> Json<Value> {
    let status = how.get("status").map_or("needs_response", String::as_str);
    let reason = how.get("reason").map_or("fraudulent", String::as_str);
    let dispute = provider.book().open_dispute(&id, status, reason);
    provider.wake.notify_one();
    Json(dispute.unwrap_or_default())
}

/// The bank decides for us (`won`) or not (`lost`), or gives back so many cents of one that is lost
/// (`lost-500`).
pub async fn decide(
    State(provider): State<Provider>,
    Path((id, word)): Path<(String, String)>,
) -> StatusCode {
    let part = word
        .strip_prefix("lost-")
        .and_then(|part| part.parse().ok());
    let decided = provider
        .book()
        .decide(&id, word == "won", part.unwrap_or(0));
    provider.wake.notify_one();
    found(decided.is_some())
}

/// A refund comes back.
pub async fn refund_fails(State(provider): State<Provider>, Path(id): Path<String>) -> StatusCode {
    let mut book = provider.book();
    let Some(refund) = book.refunds.get_mut(&id) else {
        return StatusCode::NOT_FOUND;
    };
    refund["status"] = json!("failed");
    let refund = refund.clone();
    let cents = refund["amount"].as_i64().unwrap_or(0);
    let source = json!({"id": id, "object": "refund",
        "payment_intent": refund["payment_intent"]});
    book.line("refund_failure", cents, 0, &refund["currency"], source);
    book.tell("refund.failed", &refund);
    drop(book);
    provider.wake.notify_one();
    StatusCode::NO_CONTENT
}

/// A line of the report, as given; `created` is now where it is missing.
pub async fn stray_line(
    State(provider): State<Provider>,
    Json(mut line): Json<Value>,
) -> StatusCode {
    let mut book = provider.book();
    if line["created"].is_null() {
        line["created"] = json!(crate::clock::now());
    }
    if line["id"].is_null() {
        line["id"] = json!(book.name("txn"));
    }
    let id = line["id"].clone();
    book.lines.retain(|known| known["id"] != id);
    book.lines.push(line);
    StatusCode::NO_CONTENT
}

/// The report loses a line.
pub async fn forget_line(State(provider): State<Provider>, Path(id): Path<String>) -> StatusCode {
    let mut book = provider.book();
    let before = book.lines.len();
    book.lines.retain(|line| line["id"] != id.as_str());
    found(book.lines.len() < before)
}

const fn found(it: bool) -> StatusCode {
    if it {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}
