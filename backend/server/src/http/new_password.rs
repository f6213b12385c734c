//! A new password, by whoever knows the old one.

use super::error::Refused;
use super::read::Body;
use super::session::Signed;
use super::sign_in::{Caller, count_try};
use crate::authorise::Action;
use crate::password::{fits, hash};
use crate::state::App;
use ami_locales::Locale;
use ami_wire::api::{ChangePassword, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Changes the password of whoever is signed in; every other session of theirs ends. Tries count
/// as those of signing in do.
#[utoipa::path(put, path = "/api/session/password", tag = "session", request_body = ChangePassword,
    responses((status = 204, description = "Changed"), (status = 401, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    signed: Signed,
    Caller(from): Caller,
    Body(body): Body<ChangePassword>,
) -> Result<StatusCode, Refused> {
    signed.may(Action::OwnSession)?;
    let locale = signed.locale;
    let failed = |error| Refused::store(locale, &error);
    let refused = |id, field: &'static str| {
        Err(Refused::new(locale, StatusCode::UNPROCESSABLE_ENTITY, id).field(field))
    };
    if !fits(&body.new) || body.new == body.old {
        return refused("error-password-new", "new");
    }
    count_try(&app, locale, &signed.person.login, &from).await?;
    let stored = Some(signed.person.password_hash.clone());
    if !app.passwords.check(body.old, stored).await {
        app.gauges.sign_in_refused.inc();
        return refused("error-password-old", "old");
    }
    let new = hashed(body.new, locale).await?;
    let (person, mut tx) = (
        signed.person.id,
        app.css.store.begin().await.map_err(failed)?,
    );
    tx.set_password_hash(person, &new).await.map_err(failed)?;
    let own = signed.session.token_hash;
    tx.delete_other_sessions(person, &own)
        .await
        .map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    tracing::info!(person.id = %person, "A password was changed");
    Ok(StatusCode::NO_CONTENT)
}

/// Hashes a secret beside the requests that need no such work.
pub(super) async fn hashed(secret: String, locale: Locale) -> Result<String, Refused> {
    match tokio::task::spawn_blocking(move || hash(&secret)).await {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(_)) | Err(_) => Err(Refused::unavailable(locale)),
    }
}
