//! What holds for every request: it comes from our own pages, it is counted, and the answer
//! carries the headers that keep a browser careful.

use super::error::Refused;
use super::session::reader;
use crate::gauges::Answer;
use crate::state::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Only our own files, our own API, and WebAssembly.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A request that changes something must come from our own pages and carry JSON (CSRF).
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if safe {
        return next.run(request).await;
    }
    let locale = reader(request.headers());
    if !ours(&request, app.cookie_secure) {
        return Refused::forbidden(locale).into_response();
    }
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.split(';').next().unwrap_or("").trim() == "application/json");
    if !json && request.method() != Method::DELETE {
        return Refused::not_json(locale).into_response();
    }
    next.run(request).await
}

/// The origin is the host that was asked. Without an origin only a header that no page can set
/// vouches for the request.
fn ours(request: &Request, secure: bool) -> bool {
    let headers = request.headers();
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else {
        return text(HeaderName::from_static("sec-fetch-site")) == Some("same-origin");
    };
    let authority = request
        .uri()
        .authority()
        .map(|authority| authority.as_str());
    let Some(host) = text(header::HOST).or(authority) else {
        return false;
    };
    if origin.strip_prefix("https://") == Some(host) {
        return true;
    }
    // A page without TLS may have been written by whoever sits between; only this machine has
    // nobody between.
    origin.strip_prefix("http://") == Some(host) && (!secure || loopback(host))
}

/// Whether a host with or without port is this machine.
pub(crate) fn loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let address = name.parse::<std::net::IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
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
    // A page that says so itself may do less.
    let csp = HeaderValue::from_static(CSP);
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(csp);
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_a_loopback() {
        for host in [
            "localhost",
            "localhost:80",
            "127.0.0.1:8080",
            "[::1]:80",
            "127.9.9.9",
        ] {
            assert!(loopback(host), "{host}");
        }
        for host in [
            "localhost.evil.example",
            "10.0.0.1:80",
            "[2001:db8::1]:80",
            "",
        ] {
            assert!(!loopback(host), "{host}");
        }
    }
}
