//! Back in without the old password: a representative who has checked who is calling makes a code,
//! and whoever has it sets a new password.

use super::error::Refused;
use super::new_password::hashed;
use super::read::{Body, Path};
use super::session::{Reader, Signed};
use super::sign_in::{Caller, LOGIN_MAX, count_try};
use crate::authorise::Action;
use crate::password::fits;
use crate::state::App;
use crate::tries::{place, proved};
use ami_domain::password_code::{PasswordCode, VALID};
use ami_wire::api::{GivenPasswordCode, Problem, SetPassword};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Makes a one-time code for the account's customer, in the place of one that is open. The caller
/// must have proved who they are in the last 15 minutes; an emergency is not enough.
#[utoipa::path(put, path = "/api/accounts/{account}/password-code", tag = "service",
    params(("account" = String, Path, description = "Account id")),
    responses((status = 200, body = GivenPasswordCode), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 429, body = Problem)))]
pub async fn give(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<GivenPasswordCode>, Refused> {
    let action = Action::GivePasswordCode;
    let account = signed.account(&app, action, &account).await?.id;
    let (now, mut chance) = (app.now(), app.chance());
    let code = PasswordCode::draw(&mut chance);
    let hash = hashed(code.plain(), signed.locale).await?;
    let by = signed.person.id;
    let given = app
        .css
        .give_password_code(now, &mut chance, by, account, &hash);
    let person = given.await;
    let person = person.map_err(|error| Refused::css(signed.locale, account, &error))?;
    app.wake.notify_one();
    Ok(Json(GivenPasswordCode {
        login: person.login,
        code: code.grouped(),
        minutes: VALID.as_millis() / 60_000,
    }))
}

/// Sets a new password with a code; every session of theirs ends. Tries count as those of signing
/// in do. A login that does not exist and a code that is wrong get the same answer, after the same
/// work.
#[utoipa::path(put, path = "/api/password", tag = "session", request_body = SetPassword,
    responses((status = 204, description = "Set"), (status = 422, body = Problem),
        (status = 429, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    Reader(locale): Reader,
    Caller(from): Caller,
    Body(body): Body<SetPassword>,
) -> Result<StatusCode, Refused> {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if !fits(&body.new) {
        return Err(Refused::new(locale, unprocessable, "error-password-short").field("new"));
    }
    // What cannot be a code takes none of its tries.
    let Some(code) = PasswordCode::read(&body.code) else {
        return Err(Refused::new(locale, unprocessable, "error-code-shape").field("code"));
    };
    let wrong = || Refused::new(locale, unprocessable, "error-code-wrong").field("code");
    let login = body.login.trim().to_lowercase();
    count_try(&app, locale, &login, &from).await?;
    let login = Some(login.as_str()).filter(|login| login.len() <= LOGIN_MAX);
    let failed = |error| {
        tracing::error!(%error, "A password was not set");
        Refused::unavailable(locale)
    };
    let tried = app
        .css
        .try_password_code(app.now(), login.unwrap_or_default(), place(&app, &from))
        .await;
    let tried = tried.map_err(failed)?;
    let stored = tried.as_ref().map(|code| code.hash.clone());
    let right = app.passwords.check(code.plain(), stored).await;
    let Some(tried) = tried.filter(|_| right) else {
        app.gauges.sign_in_refused.inc();
        return Err(wrong());
    };
    let new = hashed(body.new, locale).await?;
    let mut chance = app.chance();
    let used = app
        .css
        .use_password_code(app.now(), &mut chance, &tried, &new);
    if !used.await.map_err(failed)? {
        return Err(wrong());
    }
    // Whoever has mistyped the old password all day signs in with the new one at once. That it is
    // set stands, whatever becomes of this.
    let who = tried.person.id;
    if let Some(login) = login
        && let Err(error) = proved(&app, who, login, &from).await
    {
        tracing::warn!(%error, "Tries before a new password still count");
    }
    app.wake.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
