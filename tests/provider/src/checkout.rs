//! Its own page for a card: `checkout.session`, as documented, and the page itself with a choice of
//! test cards. Nobody types a number here either.

use crate::Provider;
use crate::answer::{change, read};
use crate::api::{invalid, metadata, missing};
use crate::book::Book;
use crate::clock::now;
use crate::saving;
use axum::extract::{Form as Posted, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A page is open for so many seconds.
pub(crate) const OPEN_S: i64 = 24 * 3_600;
/// Charges of pages carry what stands in fields of this name.
const CHARGE: &str = "payment_intent_data[metadata]";

/// `POST /v1/checkout/sessions`.
pub async fn create(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    body: String,
) -> Response {
    let address = provider.address;
    change(&provider, &headers, &uri, &body, |book, form| {
        if form.get("mode").is_some_and(|mode| mode == "setup") {
            return saving::page(book, form, address);
        }
        let item = "line_items[0][price_data]";
        let amount = form.get(&format!("{item}[unit_amount]"));
        let amount = amount.and_then(|text| text.parse::<i64>().ok());
        let right = form.get("mode").is_some_and(|mode| mode == "payment")
            && form.contains_key("success_url")
            && form.contains_key(&format!("{item}[product_data][name]"))
            && form
                .get("line_items[0][quantity]")
                .is_some_and(|count| count == "1");
        let Some(amount) = amount.filter(|cents| *cents >= 50 && right) else {
            return invalid("parameter_missing", "Not a page for one payment");
        };
        let id = book.name("cs_test");
        let session = json!({
            "id": id, "object": "checkout.session", "mode": "payment", "status": "open",
            "payment_status": "unpaid", "amount_total": amount + book.faults.amount_off,
            "currency": form.get(&format!("{item}[currency]")), "livemode": false,
            "client_reference_id": form.get("client_reference_id"), "payment_intent": null,
            "success_url": form.get("success_url"), "cancel_url": form.get("cancel_url"),
            "created": now(), "expires_at": now() + OPEN_S,
            "url": format!("http://{address}/pay/{id}"),
            "fake_metadata": metadata(form, CHARGE),
            "fake_capture": form.get("payment_intent_data[capture_method]"),
        });
        book.sessions.insert(id, session.clone());
        (200, session)
    })
    .await
}

/// `GET /v1/checkout/sessions/{id}`.
pub async fn session(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    read(&provider, &headers, &uri, |book| {
        book.sessions.get(&id).cloned()
    })
    .await
}

/// `POST /v1/checkout/sessions/{id}/expire`.
pub async fn expire(
    State(provider): State<Provider>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
    body: String,
) -> Response {
    change(&provider, &headers, &uri, &body, |book, _| {
        match book.sessions.get(&id).map(|one| one["status"] == "open") {
            None => missing(&id),
            Some(false) => invalid("resource_not_open", "Only open sessions can be expired"),
            Some(true) => (200, expired(book, &id)),
        }
    })
    .await
}

fn expired(book: &mut Book, id: &str) -> Value {
    book.set_session(id, "checkout.session.expired", |session| {
        session["status"] = json!("expired");
        session["url"] = Value::Null;
    })
}

/// Its time is over, without our asking.
pub async fn time_is_over(State(provider): State<Provider>, Path(id): Path<String>) -> StatusCode {
    let mut book = provider.book();
    if book
        .sessions
        .get(&id)
        .is_none_or(|one| one["status"] != "open")
    {
        return StatusCode::CONFLICT;
    }
    expired(&mut book, &id);
    drop(book);
    provider.wake.notify_one();
    StatusCode::NO_CONTENT
}

/// The page.
pub async fn page(State(provider): State<Provider>, Path(id): Path<String>) -> Response {
    let book = provider.book();
    match book.sessions.get(&id) {
        Some(session) if session["status"] == "open" => {
            Html(drawn(&id, session, "")).into_response()
        }
        Some(_) => (
            StatusCode::GONE,
            Html("This page is over. / Esta página terminó."),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn drawn(id: &str, session: &Value, wrong: &str) -> String {
    let saves = session["mode"] == "setup";
    let away: &[(&str, &str)] = if saves { &saving::WHILE_AWAY } else { &[] };
    let cards: String = [
        ("pm_card_visa", "Approves / Aprueba"),
        ("pm_card_chargeDeclined", "Declines / Rechaza"),
        (
            "pm_card_chargeDeclinedInsufficientFunds",
            "Not enough money / Fondos insuficientes",
        ),
        (
            "pm_card_createDispute",
            "Approves, then disputes / Aprueba y luego disputa",
        ),
    ]
    .iter()
    .chain(away)
    .map(|(card, text)| format!("<option value={card}>{text}</option>"))
    .collect();
    let what = if saves {
        "Save a card / Guardar una tarjeta".to_owned()
    } else {
        let cents = session["amount_total"].as_i64().unwrap_or(0);
        let currency = session["currency"].as_str().unwrap_or_default();
        format!("{}.{:02} {currency}", cents / 100, cents % 100)
    };
    let pay = if saves {
        "Save / Guardar"
    } else {
        "Pay / Pagar"
    };
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width\"><title>Test payment company</title>\
         <h1>Test payment company</h1><p>{what}</p>\
         <p>This is a sandbox. No money moves. / Esto es una prueba. No se mueve dinero.</p>{wrong}\
         <form method=post action=\"/pay/{id}\"><label for=card>Test card / Tarjeta de prueba\
         </label> <select id=card name=card>{cards}</select> \
         <button id=pay name=word value=pay>{pay}</button> \
         <button id=leave name=word value=leave>Back / Volver</button></form>"
    )
}

/// What the payer does on it; then back to the shop. A card that is declined leaves it open.
pub async fn sent(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    Posted(form): Posted<BTreeMap<String, String>>,
) -> Response {
    let mut book = provider.book();
    let Some(session) = book.sessions.get(&id).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if session["status"] != "open" {
        return StatusCode::CONFLICT.into_response();
    }
    let to = |field: &str| Redirect::to(session[field].as_str().unwrap_or("/")).into_response();
    if form.get("word").is_some_and(|word| word == "leave") {
        return to("cancel_url");
    }
    let card = form.get("card").map_or("", String::as_str);
    let saves = session["mode"] == "setup";
    let done = match card {
        _ if saves => saving::saved(&mut book, &id, &session, card),
        "pm_card_visa" => paid(&mut book, &id, &session, false),
        "pm_card_createDispute" => paid(&mut book, &id, &session, true),
        _ => false,
    };
    drop(book);
    provider.wake.notify_one();
    if done {
        return to("success_url");
    }
    let wrong =
        "<p role=alert id=declined>Declined. Try another card. / Rechazada. Pruebe otra.</p>";
    Html(drawn(&id, &session, wrong)).into_response()
}

/// The charge of a page, held on the card.
fn paid(book: &mut Book, id: &str, session: &Value, dispute: bool) -> bool {
    let (intent, charge) = (book.name("pi"), book.name("ch"));
    let mut metadata = session["fake_metadata"].clone();
    if dispute {
        metadata["fake_dispute"] = json!("yes");
    }
    let held = json!({
        "id": intent, "object": "payment_intent", "amount": session["amount_total"],
        "amount_received": 0, "currency": session["currency"], "status": "requires_capture",
        "created": now(), "capture_method": session["fake_capture"], "livemode": false,
        "payment_method_types": ["card"], "metadata": metadata, "next_action": null,
        "last_payment_error": null, "latest_charge": charge,
    });
    book.intents.insert(intent.clone(), held.clone());
    // In the order in which the real one tells them: the charge before its page.
    book.tell("payment_intent.amount_capturable_updated", &held);
    book.set_session(id, "checkout.session.completed", |session| {
        session["status"] = json!("complete");
        session["payment_intent"] = json!(intent);
        session["url"] = Value::Null;
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Form;

    #[test]
    fn the_charge_of_a_page_carries_what_its_form_says() {
        let field = format!("{CHARGE}[payment]");
        let form = Form::from([(field, "9a".to_owned()), ("mode".into(), "payment".into())]);
        assert_eq!(metadata(&form, CHARGE), json!({"payment": "9a"}));
    }
}
