//! Where a payer comes back to from the payment company's page: whether it went through, and
//! nothing else of the customer. Whoever has the payment's id, which nobody can guess, may look.

use super::page::{AGAIN_S, go_on, whole};
use super::{Choice, Gone, METHOD, answer, gate, language, missed, store, words};
use crate::html::escaped;
use crate::http::sign_in::Caller;
use crate::state::App;
use ami_domain::event::EventState;
use ami_domain::id::PaymentId;
use ami_domain::payment::PaymentState;
use ami_locales::arg::money;
use ami_locales::{Args, Locale, args, tr};
use ami_store::PaymentRow;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// How a payment stands; honest while nobody knows.
pub async fn back(
    State(app): State<App>,
    Path(payment): Path<String>,
    Query(choice): Query<Choice>,
    caller: Caller,
    headers: HeaderMap,
) -> Response {
    let locale = language(&choice, &headers);
    match find(&app, &caller, &payment).await {
        Ok(found) => answer(StatusCode::OK, page(locale, &found)),
        Err(gone) => gone.answer(locale),
    }
}

/// A payment, where its payer goes on, and whether the time that it is for is still theirs.
struct Found {
    row: PaymentRow,
    next: Option<String>,
    booked: Option<bool>,
}

async fn find(app: &App, caller: &Caller, payment: &str) -> Result<Found, Gone> {
    let key = gate(app, caller).await?;
    let mut tx = app.css.store.read().await.map_err(|error| store(&error))?;
    if let Ok(id) = payment.parse::<PaymentId>() {
        let row = tx.payment(id).await.map_err(|error| store(&error))?;
        if let Some(row) = row.filter(|row| row.method == METHOD) {
            let charge = tx.charge(id).await.map_err(|error| store(&error))?;
            let event = match row.event {
                Some(event) => tx.event(event).await.map_err(|error| store(&error))?,
                None => None,
            };
            return Ok(Found {
                row,
                next: charge.and_then(|charge| charge.next_step),
                booked: event.map(|event| event.state != EventState::Cancelled),
            });
        }
    }
    drop(tx);
    Err(missed(app, &key).await)
}

fn page(locale: Locale, found: &Found) -> String {
    let (row, next) = (&found.row, found.next.as_deref());
    let say = |id: &str, values: &Args| escaped(&tr(locale, id, values));
    let plain = |id: &str| say(id, &Args::new());
    let amount = args!["amount" => money(row.amount.as_micros())];
    let (title, body, again) = match row.state {
        PaymentState::Applied { .. } => {
            let text = match found.booked {
                None => "payer-paid",
                Some(true) => "payer-booked",
                Some(false) => "payer-too-late",
            };
            let body = format!("<p id=paid>{}</p>", say(text, &amount));
            (plain("payer-thanks"), body, None)
        }
        PaymentState::Refused { .. } => {
            let id = words::refusal(row);
            let body = format!(
                "<p class=e>{} {} {}</p>",
                plain(id),
                plain(&format!("{id}.next")),
                plain("pay-refused-unpaid")
            );
            (plain("pay-refused-title"), body, None)
        }
        // The page is closed in a moment; nobody is led to it any more.
        PaymentState::Waits { .. } if found.booked == Some(false) => {
            let body = format!("<p class=e>{}</p>", plain("payer-let-go"));
            (plain("pay-chain-checking"), body, Some(AGAIN_S))
        }
        PaymentState::Waits { .. } => {
            let body = format!(
                "<p id=open>{}</p>{}",
                say("settlement-page-open", &amount),
                go_on(locale, next)
            );
            (plain("pay-chain-checking"), body, Some(AGAIN_S))
        }
        PaymentState::Offered | PaymentState::Authorised { .. } | PaymentState::Pending { .. } => {
            let body = format!("<p id=open>{}</p>", say("settlement-page-open", &amount));
            (plain("pay-chain-checking"), body, Some(AGAIN_S))
        }
    };
    let body = format!(
        "{body}<p class=h>{} <br>{id}</p><p><a href=\"/payments/{id}\">{}</a></p>",
        plain("payer-number"),
        plain("settlement-page-own"),
        id = row.id
    );
    whole(locale, &title, &body, again)
}
