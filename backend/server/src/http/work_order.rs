//! How orders end: by a representative's hand, or by the sealed word of the work-order system.

use super::error::Refused;
use super::read::{Body, Path};
use super::service::shape;
use super::session::{Reader, Signed};
use crate::authorise::Action;
use crate::state::App;
use crate::work_order::seal::{self, fresh};
use ami_css::CssError;
use ami_domain::id::{AccountId, OrderId};
use ami_domain::order::OrderState;
use ami_locales::Locale;
use ami_store::OrderRow;
use ami_wire::api::Problem;
use ami_wire::api::service::{EndOrder, Order};
use ami_wire::api::work_order::WorkOrderStatus;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// Longest header of a seal in bytes.
const HEADER_MAX: usize = 512;

/// Ends an order by hand. The same end again changes nothing.
#[utoipa::path(put, path = "/api/orders/{order}", tag = "service",
    params(("order" = String, Path, description = "Order id")),
    request_body = EndOrder, responses((status = 200, body = Order),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    signed: Signed,
    Path(order): Path<String>,
    Body(body): Body<EndOrder>,
) -> Result<Json<Order>, Refused> {
    signed.may(Action::EndOrder)?;
    let order = order.parse();
    let order = order.map_err(|_| missing(signed.locale))?;
    let row = ended(&app, signed.locale, order, body.state, &body.note).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let shown = shape::order(&mut tx, row).await.map_err(failed)?;
    shown.map(Json).ok_or_else(|| missing(signed.locale))
}

/// How the work went, from the work-order system: sealed as the orders are that it was handed, at
/// most five minutes old. The same word again is answered as the first was.
#[utoipa::path(post, path = "/api/work-orders/status", tag = "service",
    params(("webhook-id" = String, Header, description = "The message's name"),
        ("webhook-timestamp" = String, Header, description = "Seconds since 1970 UTC"),
        ("webhook-signature" = String, Header,
            description = "v1, a comma, and the base64 of HMAC-SHA256 over id.timestamp.body")),
    request_body = WorkOrderStatus, responses((status = 200, body = WorkOrderStatus),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn status(
    State(app): State<App>,
    Reader(locale): Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<WorkOrderStatus>, Refused> {
    let Some(system) = &app.work_orders else {
        return Err(Refused::not_found(locale));
    };
    let header = |name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value
            .filter(|value| value.len() <= HEADER_MAX)
            .unwrap_or("")
    };
    let (id, at) = (header(seal::ID), header(seal::AT));
    let ours = system.seal().opens(id, at, header(seal::SIGNATURE), &body);
    if id.is_empty() || !ours || !fresh(at, app.now().real) {
        return Err(Refused::new(
            locale,
            StatusCode::UNAUTHORIZED,
            "error-seal-wrong",
        ));
    }
    let said: WorkOrderStatus =
        serde_json::from_slice(&body).map_err(|_| Refused::unreadable(locale, "body"))?;
    let row = ended(&app, locale, said.order, said.state, &said.note).await?;
    Ok(Json(WorkOrderStatus {
        order: row.id,
        state: row.state,
        note: row.note,
    }))
}

fn missing(locale: Locale) -> Refused {
    Refused::new(locale, StatusCode::NOT_FOUND, "error-order-not-found")
}

/// The order as it ended; one that had ended in another way stays so.
async fn ended(
    app: &App,
    locale: Locale,
    id: OrderId,
    state: OrderState,
    note: &str,
) -> Result<OrderRow, Refused> {
    if state.is_open() {
        return Err(Refused::unreadable(locale, "state"));
    }
    // Nothing that an order can be refused for names an account.
    let nobody = AccountId::from_number(0);
    let failed = |error: CssError| Refused::css(locale, nobody, &error);
    let done = app
        .css
        .end_order(app.now(), &mut app.chance(), id, state, note)
        .await;
    done.map_err(failed)?;
    let store = |error| Refused::store(locale, &error);
    let mut tx = app.css.store.read().await.map_err(store)?;
    let row = tx.order(id).await.map_err(store)?;
    let row = row.ok_or_else(|| missing(locale))?;
    if row.state != state {
        let conflict = StatusCode::CONFLICT;
        return Err(Refused::new(locale, conflict, "error-order-ended"));
    }
    Ok(row)
}
