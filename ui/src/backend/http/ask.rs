//! One request and its answer.

use crate::backend::{Answer, Trouble};
use crate::shell::shell;
use ami_domain::id::{AccountId, AgentId, EventId};
use ami_wire::api::Problem;
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An answer that takes longer is given up; a payment is then asked for again with its id.
const TIMEOUT_MS: u32 = 30_000;

/// No body.
pub(super) const NOTHING: Option<&()> = None;

/// Asks the server, and reads its answer or its refusal.
pub(super) fn ask<T: DeserializeOwned + 'static>(
    method: Method,
    path: String,
    body: Option<&impl Serialize>,
) -> Answer<T> {
    let answer = text(method, path, body.map(serde_json::to_string));
    Box::pin(async move { serde_json::from_str(&answer.await?).map_err(|_| Trouble::Away) })
}

/// What is the same for every question, so that it is compiled once.
fn text(
    method: Method,
    path: String,
    body: Option<Result<String, serde_json::Error>>,
) -> Answer<String> {
    let language = shell().locale.get_untracked().tag();
    Box::pin(async move {
        let response = send(method, &path, body, language).await?;
        let status = response.status();
        let text = response.text().await.map_err(|_| Trouble::Away)?;
        if (200..300).contains(&status) {
            // Nothing is a fine answer where nothing is expected.
            let nothing = text.is_empty();
            return Ok(if nothing { "null".to_owned() } else { text });
        }
        match serde_json::from_str::<Problem>(&text) {
            Ok(problem) if status == 401 && problem.code == "error-unauthorized" => {
                Err(Trouble::SignedOut)
            }
            Ok(problem) => Err(Trouble::Refused(problem)),
            Err(_) if status == 401 => Err(Trouble::SignedOut),
            Err(_) => Err(Trouble::Away),
        }
    })
}

async fn send(
    method: Method,
    path: &str,
    body: Option<Result<String, serde_json::Error>>,
    language: &str,
) -> Result<Response, Trouble> {
    let abort = web_sys::AbortController::new().map_err(|_| Trouble::Away)?;
    let signal = abort.signal();
    let _timer = gloo_timers::callback::Timeout::new(TIMEOUT_MS, move || abort.abort());
    let changes = method == Method::PUT;
    let builder = RequestBuilder::new(path)
        .method(method)
        .abort_signal(Some(&signal))
        .header("Accept", "application/json")
        .header("Accept-Language", language);
    let request = match body {
        // The server takes changes only in a form that no foreign page can send (CSRF).
        None if changes => builder.header("Content-Type", "application/json").build(),
        None => builder.build(),
        Some(Ok(json)) => builder
            .header("Content-Type", "application/json")
            .body(json),
        Some(Err(_)) => return Err(Trouble::Away),
    };
    let request = request.map_err(|_| Trouble::Away)?;
    request.send().await.map_err(|_| Trouble::Away)
}

/// Asks for what is there.
pub(super) fn get<T: DeserializeOwned + 'static>(path: String) -> Answer<T> {
    ask(Method::GET, path, NOTHING)
}

/// For requests whose answer says nothing more than yes.
pub(super) fn done(answer: Answer<serde_json::Value>) -> Answer<()> {
    Box::pin(async move { answer.await.map(drop) })
}

/// A path below an account.
pub(super) fn of(account: AccountId, rest: &str) -> String {
    format!("/api/accounts/{account}{rest}")
}

/// A path below one of its events.
pub(super) fn one(account: AccountId, event: EventId, rest: &str) -> String {
    of(account, &format!("/events/{event}{rest}"))
}

/// A path below a pay station.
pub(super) fn station(agent: AgentId, rest: &str) -> String {
    format!("/api/utility/agents/{agent}{rest}")
}
