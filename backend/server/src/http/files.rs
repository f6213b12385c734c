//! The built UI: precompressed files, and `index.html` for every path of the app.

use crate::state::App;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use std::path::Path;
use tower_http::services::{ServeDir, ServeFile};

/// Hashed files never change; the page that names them is asked for each time.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK: &str = "no-cache";

/// Serves the folder, or says what is missing.
pub fn router(folder: Option<&Path>) -> Router<App> {
    let Some(folder) = folder else {
        return Router::new().fallback(missing);
    };
    let index = ServeFile::new(folder.join("index.html")).precompressed_br();
    let files = ServeDir::new(folder)
        .precompressed_br()
        .append_index_html_on_directories(true)
        .fallback(index);
    Router::new()
        .fallback_service(files)
        .layer(axum::middleware::map_response(cache))
}

async fn cache(mut response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let page = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/html"));
    let value = if page { ASK } else { FOREVER };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

async fn missing() -> Response {
    let page = "<!doctype html><html lang=\"en\"><title>No UI</title><h1>The UI is not built</h1>\
        <p>Set <code>ui_dir</code> to the folder of the built UI. The API answers at \
        <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>";
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}
