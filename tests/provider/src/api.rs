//! The part of the API that we speak, with its status codes, error objects and test tokens.

use crate::Provider;
use crate::answer::{Form, change, read};
use crate::book::Book;
use crate::clock::now;
use crate::saving;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Value, json};

/// `POST /v1/payment_intents`.
pub async fn create(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    body: String,
) -> Response {
    change(&provider, &headers, &uri, &body, |book, form| {
        let amount = form.get("amount").and_then(|text| text.parse::<i64>().ok());
        let Some(amount) = amount.filter(|cents| *cents >= 50) else {
            return invalid("amount_too_small", "Amount must be at least 50 cents");
        };
        let id = book.name("pi");
        let off = book.faults.amount_off;
        let currency = if book.faults.other_currency {
            "mxn"
        } else {
            form.get("currency").map_or("usd", String::as_str)
        };
        let intent = json!({
            "id": id, "object": "payment_intent", "amount": amount + off, "amount_received": 0,
            "currency": currency, "status": "requires_payment_method", "created": now(),
            "capture_method": form.get("capture_method"), "livemode": false,
            "payment_method_types": [form.get("payment_method_types[]")],
            "metadata": metadata(form, "metadata"), "next_action": null, "last_payment_error": null,
            "latest_charge": null,
        });
        book.intents.insert(id, intent.clone());
        (200, intent)
    })
    .await
}

/// `GET /v1/payment_intents/{id}`.
pub async fn intent(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    read(&provider, &headers, &uri, |book| {
        book.intents.get(&id).cloned()
    })
    .await
}

/// `GET /v1/payment_intents/search`, by one field of the metadata.
pub async fn search(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Query(query): Query<Form>,
) -> Response {
    read(&provider, &headers, &uri, |book| {
        let asked = query.get("query")?.strip_prefix("metadata['")?;
        let (field, value) = asked.strip_suffix('\'')?.split_once("']:'")?;
        let is = |one: &&Value| one["metadata"][field] == value;
        let found: Vec<Value> = book.intents.values().filter(is).cloned().collect();
        Some(page(&found, &query))
    })
    .await
}

/// `POST /v1/payment_intents/{id}/confirm`, `/capture` and `/cancel`.
pub async fn step(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path((id, step)): Path<(String, String)>,
    body: String,
) -> Response {
    let bank = format!("http://{}/bank/{id}", provider.address);
    let clears = provider.config.clears_after_s;
    change(&provider, &headers, &uri, &body, |book, form| {
        let Some(intent) = book.intents.get(&id).cloned() else {
            return missing(&id);
        };
        let status = intent["status"].as_str().unwrap_or_default();
        let open = ["requires_payment_method", "requires_confirmation"].contains(&status);
        match step.as_str() {
            "confirm" if open => confirm(book, &id, form, &bank, clears),
            "capture" if status == "requires_capture" => {
                let taken = book.set_intent(&id, "payment_intent.succeeded", |intent| {
                    intent["status"] = json!("succeeded");
                    intent["amount_received"] = intent["amount"].clone();
                });
                book.came(&id);
                if taken["metadata"]["fake_dispute"] == "yes" {
                    book.open_dispute(&id, "needs_response", "fraudulent");
                }
                (200, taken)
            }
            "cancel" if open || ["requires_capture", "requires_action"].contains(&status) => {
                let gone = book.set_intent(&id, "payment_intent.canceled", |intent| {
                    intent["status"] = json!("canceled");
                });
                (200, gone)
            }
            _ => unexpected(&intent),
        }
    })
    .await
}

/// What the issuer says to a test token.
fn confirm(
    book: &mut Book,
    id: &str,
    form: &Form,
    bank: &str,
    clears: Option<u64>,
) -> (u16, Value) {
    let token = form.get("payment_method").map_or("", String::as_str);
    let token = match saving::behind(book, id, token, form) {
        Ok(card) => card,
        Err(refused) => return refused,
    };
    let charge = book.name("ch");
    let held = |intent: &mut Value| {
        intent["status"] = json!("requires_capture");
        intent["latest_charge"] = json!(charge);
    };
    let capturable = "payment_intent.amount_capturable_updated";
    match token.as_str() {
        "pm_card_visa" | "pm_card_mastercard" => (200, book.set_intent(id, capturable, held)),
        "pm_card_createDispute" => {
            let intent = book.set_intent(id, capturable, |intent| {
                held(intent);
                intent["metadata"]["fake_dispute"] = json!("yes");
            });
            (200, intent)
        }
        "pm_card_authenticationRequired" => {
            let back = form.get("return_url").cloned();
            let intent = book.set_intent(id, "payment_intent.requires_action", |intent| {
                intent["status"] = json!("requires_action");
                intent["latest_charge"] = json!(charge);
                intent["next_action"] = json!({"type": "redirect_to_url",
                    "redirect_to_url": {"url": bank, "return_url": back}});
            });
            (200, intent)
        }
        // Its bank asks in a program of its own, for which there is no page.
        "pm_card_authenticationInApp" => {
            let intent = book.set_intent(id, "payment_intent.requires_action", |intent| {
                intent["status"] = json!("requires_action");
                intent["next_action"] = json!({"type": "use_stripe_sdk", "use_stripe_sdk": {}});
            });
            (200, intent)
        }
        "pm_card_chargeDeclined" | "pm_card_visa_chargeDeclined" => {
            declined(book, id, "card_declined", "generic_decline")
        }
        "pm_card_chargeDeclinedInsufficientFunds"
        | "pm_card_visa_chargeDeclinedInsufficientFunds" => {
            declined(book, id, "card_declined", "insufficient_funds")
        }
        "pm_card_chargeDeclinedExpiredCard" | "pm_card_visa_chargeDeclinedExpiredCard" => {
            declined(book, id, "expired_card", "expired_card")
        }
        "pm_usBankAccount_success" | "pm_usBankAccount" => {
            let intent = book.set_intent(id, "payment_intent.processing", |intent| {
                intent["status"] = json!("processing");
                intent["latest_charge"] = json!(charge.replacen("ch", "py", 1));
            });
            let wait = clears.and_then(|s| i64::try_from(s).ok());
            book.clearing
                .extend(wait.map(|s| (now() + s, id.to_owned())));
            (200, intent)
        }
        other => missing(other),
    }
}

pub(crate) fn declined(book: &mut Book, id: &str, code: &str, issuer: &str) -> (u16, Value) {
    let mut why = json!({"type": "card_error", "code": code, "decline_code": issuer,
        "message": "Your card was declined."});
    let intent = book.set_intent(id, "payment_intent.payment_failed", |intent| {
        intent["status"] = json!("requires_payment_method");
        intent["last_payment_error"] = why.clone();
    });
    why["payment_intent"] = intent;
    (402, json!({ "error": why }))
}

/// `POST /v1/refunds`.
pub async fn refund(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    body: String,
) -> Response {
    change(&provider, &headers, &uri, &body, |book, form| {
        let id = form.get("payment_intent").cloned().unwrap_or_default();
        let Some(intent) = book.intents.get(&id).cloned() else {
            return missing(&id);
        };
        let given: i64 = book
            .refunds
            .values()
            .filter(|one| one["payment_intent"] == id.as_str() && one["status"] == "succeeded")
            .filter_map(|one| one["amount"].as_i64())
            .sum();
        let rest = intent["amount_received"].as_i64().unwrap_or(0) - given;
        let amount = form.get("amount").and_then(|text| text.parse().ok());
        let Some(amount) = amount.filter(|cents| (1..=rest).contains(cents)) else {
            return invalid("charge_already_refunded", "Nothing of it is left");
        };
        let name = book.name("re");
        let refund = json!({"id": name, "object": "refund", "amount": amount,
            "currency": intent["currency"], "status": "succeeded", "created": now(),
            "payment_intent": id, "metadata": metadata(form, "metadata")});
        book.refunds.insert(name.clone(), refund.clone());
        let card = intent["payment_method_types"][0] == "card";
        let kind = if card { "refund" } else { "payment_refund" };
        let source = json!({"id": name, "object": "refund", "payment_intent": id});
        book.line(kind, -amount, 0, &intent["currency"], source);
        book.tell("refund.created", &refund);
        (200, refund)
    })
    .await
}

/// `GET /v1/refunds`, those of a charge.
pub async fn refunds(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Query(query): Query<Form>,
) -> Response {
    read(&provider, &headers, &uri, |book| {
        let of = query.get("payment_intent").map(String::as_str);
        let mine = |one: &&Value| of.is_none_or(|of| one["payment_intent"] == of);
        let found: Vec<Value> = book.refunds.values().filter(mine).cloned().collect();
        Some(page(&found, &query))
    })
    .await
}

/// `GET /v1/refunds/{id}`.
pub async fn seen_refund(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    read(&provider, &headers, &uri, |book| {
        book.refunds.get(&id).cloned()
    })
    .await
}

/// `GET /v1/disputes/{id}`.
pub async fn dispute(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    read(&provider, &headers, &uri, |book| {
        book.disputes.get(&id).cloned()
    })
    .await
}

/// `GET /v1/events`.
pub async fn events(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Query(query): Query<Form>,
) -> Response {
    read(&provider, &headers, &uri, |book| {
        Some(page(&book.events, &query))
    })
    .await
}

/// `GET /v1/balance_transactions`.
pub async fn lines(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Query(query): Query<Form>,
) -> Response {
    let bound = |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let from = bound("created[gte]").unwrap_or(i64::MIN);
    let until = bound("created[lt]").unwrap_or(i64::MAX);
    let expand = query.get("expand[]").map(String::as_str) == Some("data.source");
    read(&provider, &headers, &uri, |book| {
        let inside = |line: &&Value| {
            let at = line["created"].as_i64().unwrap_or(0);
            (from..until).contains(&at)
        };
        let mut lines: Vec<Value> = book.lines.iter().filter(inside).cloned().collect();
        if !expand {
            for line in &mut lines {
                line["source"] = line["source"]["id"].clone();
            }
        }
        Some(page(&lines, &query))
    })
    .await
}

/// Newest first, after the one that `starting_after` names.
fn page(all: &[Value], query: &Form) -> Value {
    let limit = query.get("limit").and_then(|text| text.parse().ok());
    let limit: usize = limit.unwrap_or(10);
    let after = query.get("starting_after");
    let newest = all.iter().rev();
    let rest: Vec<&Value> = match after {
        Some(id) => newest
            .skip_while(|one| one["id"] != id.as_str())
            .skip(1)
            .collect(),
        None => newest.collect(),
    };
    let data: Vec<&Value> = rest.iter().take(limit).copied().collect();
    json!({"object": "list", "has_more": rest.len() > data.len(), "data": data})
}

/// Fields of a form that stand inside this one, as an object.
pub(crate) fn metadata(form: &Form, field: &str) -> Value {
    let inside = |(key, value): (&String, &String)| {
        let key = key
            .strip_prefix(field)?
            .strip_prefix('[')?
            .strip_suffix(']')?;
        Some((key.to_owned(), json!(value)))
    };
    Value::Object(form.iter().filter_map(inside).collect())
}

pub(crate) fn invalid(code: &str, message: &str) -> (u16, Value) {
    let why = json!({"type": "invalid_request_error", "code": code, "message": message});
    (400, json!({ "error": why }))
}

pub(crate) fn missing(id: &str) -> (u16, Value) {
    let (_, body) = invalid("resource_missing", &format!("No such object: '{id}'"));
    (404, body)
}

fn unexpected(intent: &Value) -> (u16, Value) {
    let (_, mut body) = invalid("payment_intent_unexpected_state", "Not in this state");
    body["error"]["payment_intent"] = intent.clone();
    (400, body)
}
