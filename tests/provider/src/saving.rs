//! Cards that customers save with it: `customer`, the `setup` mode of its page, `setup_intent`, and
//! `payment_method`, as documented. A saved card is a name; behind it stands one of its test cards.

use crate::Provider;
use crate::answer::{Form, change, read};
use crate::api::{declined, invalid, metadata, missing};
use crate::book::Book;
use crate::checkout::OPEN_S;
use crate::clock::now;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Cards that can be saved and that its page offers for nothing else: what becomes of them when
/// they are charged while their owner is away.
pub(crate) const WHILE_AWAY: [(&str, &str); 2] = [
    (
        "pm_card_chargeCustomerFail",
        "Is saved, then declines / Se guarda y luego rechaza",
    ),
    (
        "pm_card_authenticationRequired",
        "Is saved, its bank wants to ask / Se guarda, su banco quiere preguntar",
    ),
];

/// `POST /v1/customers`.
pub async fn customer(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    body: String,
) -> Response {
    change(&provider, &headers, &uri, &body, |book, form| {
        let id = book.name("cus");
        let made = json!({"id": id, "object": "customer", "created": now(),
            "livemode": false, "metadata": metadata(form, "metadata")});
        book.customers.insert(id, made.clone());
        (200, made)
    })
    .await
}

/// A page for saving a card.
pub(crate) fn page(book: &mut Book, form: &Form, address: SocketAddr) -> (u16, Value) {
    let customer = form.get("customer").cloned().unwrap_or_default();
    if !book.customers.contains_key(&customer) {
        return missing(&customer);
    }
    if !form.contains_key("success_url") || !form.contains_key("payment_method_types[]") {
        return invalid("parameter_missing", "Not a page for saving a card");
    }
    let id = book.name("cs_test");
    let session = json!({
        "id": id, "object": "checkout.session", "mode": "setup", "status": "open",
        "payment_status": "no_payment_required", "amount_total": null, "livemode": false,
        "currency": form.get("currency"), "customer": customer, "setup_intent": null,
        "client_reference_id": form.get("client_reference_id"), "payment_intent": null,
        "success_url": form.get("success_url"), "cancel_url": form.get("cancel_url"),
        "created": now(), "expires_at": now() + OPEN_S,
        "url": format!("http://{address}/pay/{id}"),
    });
    book.sessions.insert(id, session.clone());
    (200, session)
}

/// What the customer does on it; whether a card was saved.
pub(crate) fn saved(book: &mut Book, id: &str, session: &Value, card: &str) -> bool {
    let (brand, last4) = match card {
        "pm_card_visa" => ("visa", "4242"),
        "pm_card_createDispute" => ("visa", "0259"),
        "pm_card_chargeCustomerFail" => ("visa", "0341"),
        "pm_card_authenticationRequired" => ("visa", "3184"),
        _ => return false,
    };
    let (setup, method) = (book.name("seti"), book.name("pm"));
    let customer = if book.faults.other_customer {
        json!("cus_somebody_else")
    } else {
        session["customer"].clone()
    };
    let kept = json!({"id": method, "object": "payment_method", "type": "card",
        "customer": customer, "created": now(), "fake_card": card,
        "card": {"brand": brand, "last4": last4, "exp_month": 12, "exp_year": 2034}});
    let done = json!({"id": setup, "object": "setup_intent", "status": "succeeded",
        "customer": customer, "payment_method": method, "created": now(), "livemode": false});
    book.cards.insert(method, kept);
    book.setups.insert(setup.clone(), done.clone());
    book.tell("setup_intent.succeeded", &done);
    book.set_session(id, "checkout.session.completed", |session| {
        session["status"] = json!("complete");
        session["setup_intent"] = json!(setup);
        session["url"] = Value::Null;
    });
    true
}

/// `GET /v1/setup_intents/{id}`, with its card where that is asked for.
pub async fn setup(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let query = uri.query().unwrap_or_default();
    let whole = query.contains("payment_method");
    read(&provider, &headers, &uri, |book| {
        let mut found = book.setups.get(&id)?.clone();
        let name = found["payment_method"].as_str().unwrap_or_default();
        if let Some(card) = book.cards.get(name).filter(|_| whole) {
            found["payment_method"] = card.clone();
        }
        Some(found)
    })
    .await
}

/// `POST /v1/payment_methods/{id}/detach`.
pub async fn detach(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
    body: String,
) -> Response {
    change(&provider, &headers, &uri, &body, |book, _| {
        match book.cards.get_mut(&id) {
            Some(card) if !card["customer"].is_null() => {
                card["customer"] = Value::Null;
                (200, card.clone())
            }
            Some(_) => invalid("payment_method_not_attached", "It is not attached"),
            None => missing(&id),
        }
    })
    .await
}

/// `POST /v1/payment_intents/{id}`: whose charge it is.
pub async fn belongs(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
    body: String,
) -> Response {
    change(&provider, &headers, &uri, &body, |book, form| {
        let customer = form.get("customer").cloned().unwrap_or_default();
        if !book.customers.contains_key(&customer) {
            return missing(&customer);
        }
        match book.intents.get_mut(&id) {
            Some(intent) => {
                intent["customer"] = json!(customer);
                (200, intent.clone())
            }
            None => missing(&id),
        }
    })
    .await
}

/// The test card behind what a charge is confirmed with; else the answer that refuses it. A saved
/// card pays the charges of its own customer, and its bank has nobody to ask.
pub(crate) fn behind(
    book: &mut Book,
    intent: &str,
    token: &str,
    form: &Form,
) -> Result<String, (u16, Value)> {
    let Some(card) = book.cards.get(token).cloned() else {
        return Ok(token.to_owned());
    };
    let whose = &book.intents[intent]["customer"];
    if card["customer"].is_null() || card["customer"] != *whose {
        return Err(invalid(
            "payment_method_invalid_parameter",
            "The payment method does not belong to the Customer",
        ));
    }
    if form.get("off_session").is_none_or(|word| word != "true") {
        return Err(invalid("parameter_missing", "The owner is not there"));
    }
    match card["fake_card"].as_str().unwrap_or_default() {
        "pm_card_chargeCustomerFail" => {
            Err(declined(book, intent, "card_declined", "generic_decline"))
        }
        "pm_card_authenticationRequired" => Err(declined(
            book,
            intent,
            "authentication_required",
            "authentication_required",
        )),
        card => Ok(card.to_owned()),
    }
}
