//! What operators and balancers ask.

use crate::state::App;
use ami_wire::api::ServerTime;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// It can do its work: the store answers, the broker is there and nobody has asked it to end.
pub async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.ending.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "ending\n");
    }
    let answers = match app.css.store.read().await {
        Ok(mut tx) => tx.count_accounts().await.is_ok(),
        Err(_) => false,
    };
    let missing = match (answers, app.gauges.broker_up.get() > 0) {
        (false, _) => "the database does not answer\n",
        (true, false) => "the broker cannot be reached\n",
        (true, true) => return (StatusCode::OK, "ready\n"),
    };
    (StatusCode::SERVICE_UNAVAILABLE, missing)
}

/// OpenMetrics text.
pub async fn metrics(State(app): State<App>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.gauges.text()).into_response()
}

/// The server's business time.
#[utoipa::path(get, path = "/api/time", tag = "time", responses((status = 200, body = ServerTime)))]
pub async fn time(State(app): State<App>) -> Json<ServerTime> {
    Json(ServerTime {
        now: app.now().business,
        factor: app.clock.business.factor,
    })
}
