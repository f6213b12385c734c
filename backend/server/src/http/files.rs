//! The built UI: precompressed files, and a page for every path of the app: `index.html`, or
//! `whole.html` for a browser that has asked for all of the UI.

use crate::state::App;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use std::path::Path;
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

/// Hashed files never change; the page that names them is asked for each time.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK: &str = "no-cache";
/// Set by the page that comes first when more is needed; it says nothing about anybody.
const WHOLE: &str = "ami-page=whole";

/// Serves the folder, or says what is missing.
pub fn router(folder: Option<&Path>) -> Router<App> {
    let Some(folder) = folder else {
        return Router::new().fallback(missing);
    };
    let page = |name| ServeFile::new(folder.join(name)).precompressed_br();
    let (first, whole) = (page("index.html"), page("whole.html"));
    let has_whole = folder.join("whole.html").is_file();
    let page = tower::service_fn(move |mut request: Request| {
        let wanted = has_whole && asks_whole(request.headers());
        let file = if wanted { &whole } else { &first };
        // One address, two pages: that a browser's copy is as old as the file says nothing.
        request.headers_mut().remove(header::IF_MODIFIED_SINCE);
        file.clone().oneshot(request)
    });
    let files = ServeDir::new(folder)
        .precompressed_br()
        .append_index_html_on_directories(false)
        .fallback(page);
    Router::new()
        .fallback_service(files)
        .layer(axum::middleware::map_response(cache))
}

fn asks_whole(headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut cookies = cookies.filter_map(|line| line.to_str().ok());
    cookies.any(|line| line.split(';').any(|cookie| cookie.trim() == WHOLE))
}

async fn cache(mut response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let page = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/html"));
    let value = if page { ASK } else { FOREVER };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    if page {
        headers.append(header::VARY, HeaderValue::from_static("cookie"));
    }
    response
}

async fn missing() -> Response {
    let page = "<!doctype html><html lang=\"en\"><title>No UI</title><h1>The UI is not built</h1>\
        <p>Set <code>ui_dir</code> to the folder of the built UI. The API answers at \
        <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>";
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}
