//! Signing in and out. Limited by login and by address, the same answer and the same work whether
//! the login exists or not.

use super::error::Refused;
use super::read::Body;
use super::session::{ABSOLUTE, Reader, Signed, cookie, cookie_name, describe, digest};
use crate::chance;
use crate::proxies::place;
use crate::state::App;
use crate::tries::{self, Try, hex, may_try};
use ami_locales::Locale;
use ami_store::{Person, SessionRow};
use ami_wire::api::{Problem, Session, SignIn};
use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::net::SocketAddr;

/// Longest login name, in bytes.
pub(super) const LOGIN_MAX: usize = 254;

/// The header in which proxies write whose request they hand on.
const FORWARDED: &str = "x-forwarded-for";

/// The place that a request comes from, for limits only.
#[derive(Debug, Clone)]
pub struct Caller(pub String);

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Ok(Self("unknown".into()));
        };
        let values = parts.headers.get_all(FORWARDED).iter();
        let values = values.map(|value| value.to_str().unwrap_or_default());
        Ok(Self(place(app.proxies.caller(peer.ip(), values))))
    }
}

/// Signs in: a session cookie and who it is.
#[utoipa::path(post, path = "/api/session", tag = "session", request_body = SignIn, responses(
    (status = 200, body = Session), (status = 401, body = Problem),
    (status = 429, body = Problem)))]
pub async fn sign_in(
    State(app): State<App>,
    Reader(locale): Reader,
    Caller(from): Caller,
    headers: HeaderMap,
    Body(body): Body<SignIn>,
) -> Result<Response, Refused> {
    let failed = |error| Refused::store(locale, &error);
    let login = body.login.trim().to_lowercase();
    count_try(&app, locale, &login, &from).await?;
    let person = known(&app, locale, &login, body.password).await?;
    let token = hex(&chance::token());
    let real = app.now().real;
    let session = SessionRow {
        token_hash: digest(token.as_bytes()),
        user: person.id,
        created_at: real,
        last_seen_at: real,
        expires_at: real + ABSOLUTE,
    };
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    // Whoever signs in leaves the session before: its token ends here (rotation).
    if let Some(before) = cookie(&headers, app.cookie_secure) {
        tx.delete_session(&before).await.map_err(failed)?;
    }
    tx.insert_session(&session).await.map_err(failed)?;
    let known = tries::signed_in(&mut tx, &app, person.id, &from).await;
    known.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    let locale = Locale::from_tag(&person.locale).unwrap_or(locale);
    let signed = Signed {
        person,
        session,
        locale,
    };
    let body = describe(&app, &signed).await?;
    let set = set_cookie(app.cookie_secure, &token, ABSOLUTE.as_seconds());
    Ok(([(header::SET_COOKIE, set)], Json(body)).into_response())
}

/// Signs out. Without a session it does nothing, and says so by doing nothing.
#[utoipa::path(delete, path = "/api/session", tag = "session",
    responses((status = 204, description = "Signed out")))]
pub async fn sign_out(
    State(app): State<App>,
    Reader(locale): Reader,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let failed = |error| Refused::store(locale, &error);
    if let Some(token) = cookie(&headers, app.cookie_secure) {
        let mut tx = app.css.store.begin().await.map_err(failed)?;
        tx.delete_session(&token).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
    }
    let set = set_cookie(app.cookie_secure, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, set)]).into_response())
}

/// Counts a try to give somebody's password, before any work is done for it.
pub(super) async fn count_try(
    app: &App,
    locale: Locale,
    login: &str,
    from: &str,
) -> Result<(), Refused> {
    let tried = may_try(app, login, Some(from)).await;
    if let Try::Wait(wait) = tried.map_err(|error| Refused::store(locale, &error))? {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let seconds = u32::try_from(wait.as_seconds()).unwrap_or(60);
        return Err(Refused::new(locale, status, "error-too-many-tries").retry_after(seconds));
    }
    Ok(())
}

/// The person with this login and password. The same work is done when there is none.
async fn known(
    app: &App,
    locale: Locale,
    login: &str,
    password: String,
) -> Result<Person, Refused> {
    let failed = |error| Refused::store(locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let person = if login.len() <= LOGIN_MAX {
        tx.person_by_login(login)
            .await
            .map_err(failed)?
            .filter(|person| person.active)
    } else {
        None
    };
    drop(tx);
    let stored = person.as_ref().map(|person| person.password_hash.clone());
    let right = app.passwords.check(password, stored).await;
    person.filter(|_| right).ok_or_else(|| {
        app.gauges.sign_in_refused.inc();
        Refused::new(locale, StatusCode::UNAUTHORIZED, "error-wrong-password")
    })
}

fn set_cookie(secure: bool, token: &str, seconds: i64) -> HeaderValue {
    let name = cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
