//! What the payment processor tells: believed for its seal alone, written down, and only then
//! acknowledged. What follows from it is asked for at the processor itself.

use super::error::Refused;
use super::session::Reader;
use crate::processor_seal::SIGNATURE;
use crate::state::App;
use ami_css::processor::object::Event;
use ami_domain::id::AccountId;
use ami_wire::api::Problem;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// Longest header of a seal in bytes.
const HEADER_MAX: usize = 1_024;
/// Longest name that is kept.
const NAME_MAX: usize = 255;

/// An event of the processor, sealed and at most five minutes old. The same event again changes
/// nothing.
#[utoipa::path(post, path = "/api/processor/events", tag = "payments",
    params(("stripe-signature" = String, Header,
        description = "t=SECONDS,v1=HEX of HMAC-SHA256 over SECONDS.BODY")),
    request_body(content = String, content_type = "application/json"),
    responses((status = 200), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 503, body = Problem)))]
pub async fn event(
    State(app): State<App>,
    Reader(locale): Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refused> {
    let Some(seal) = &app.processor_seal else {
        return Err(Refused::not_found(locale));
    };
    let header = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let header = header
        .filter(|value| value.len() <= HEADER_MAX)
        .unwrap_or("");
    let now = app.now();
    if !seal.opens(header, &body, now.real) {
        app.gauges.processor_forged.inc();
        let bad = StatusCode::BAD_REQUEST;
        return Err(Refused::new(locale, bad, "error-seal-wrong"));
    }
    let event: Event = serde_json::from_slice(&body)
        .map_err(|_| Refused::unreadable(locale, "body").status(StatusCode::BAD_REQUEST))?;
    let object = &event.data.object;
    let reference = object.payment_intent.as_deref().unwrap_or_default();
    let names = [&event.id, &event.kind, &object.id];
    let short = |name: &str| name.len() <= NAME_MAX;
    if !names.iter().all(|name| !name.is_empty() && short(name)) || !short(reference) {
        return Err(Refused::unreadable(locale, "body").status(StatusCode::BAD_REQUEST));
    }
    // Nothing that an event can be refused for names an account.
    let nobody = AccountId::from_number(0);
    let taken = app.css.receive_processor_event(now, &event).await;
    taken.map_err(|error| Refused::css(locale, nobody, &error))?;
    app.wake_processor.notify_one();
    Ok(StatusCode::OK)
}
