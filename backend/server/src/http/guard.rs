//! What holds for every request: it comes from our own pages, it is counted, and the answer
//! carries the headers that keep a browser careful.

use super::error::Refused;
use super::session::reader;
use crate::gauges::Answer;
use crate::state::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Only our own files, our own API, and WebAssembly.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A request that changes something must come from our own pages and carry JSON (CSRF).
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if safe {
        return next.run(request).await;
    }
    let locale = reader(request.headers());
    if !ours(request.headers()) {
        return Refused::forbidden(locale).into_response();
    }
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.split(';').next().unwrap_or("").trim() == "application/json");
    if !json && request.method() != Method::DELETE {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Refused::new(locale, status, "error-invalid-request")
            .with("field", "content-type")
            .field("content-type")
            .into_response();
    }
    next.run(request).await
}

/// The origin is the host that was asked. A request without origin is nobody's page.
fn ours(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else {
        return false;
    };
    let Some(host) = text(header::HOST) else {
        return false;
    };
    let same = |scheme: &str| origin.strip_prefix(scheme) == Some(host);
    same("https://") || same("http://")
}

/// Counts answers by route pattern and status.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "files".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    app.gauges
        .answers
        .get_or_create(&Answer { route, status })
        .inc();
    response
}

/// Headers on every answer.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=()",
    );
    if api {
        set(header::CACHE_CONTROL, "no-store");
    }
    if app.cookie_secure {
        set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    response
}
