//! The stop of all cuts: what an operator reaches for when something is wrong (DESIGN 7.12).

use super::error::Refused;
use super::read::Body;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::identity::REASON;
use ami_store::{CutStop, StoreError, Tx};
use ami_wire::api::{CutsStopped, Problem, StopCuts};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// The stop that is in force; `null` when the rules decide.
#[utoipa::path(get, path = "/api/utility/cut-stop", tag = "utility", responses(
    (status = 200, body = Option<CutsStopped>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn cut_stop(
    State(app): State<App>,
    signed: Signed,
) -> Result<Json<Option<CutsStopped>>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    in_force(&mut tx).await.map_err(failed).map(Json)
}

/// Stops every cut and limit, from now on and with those that are on their way. One person is
/// enough; a second copy changes nothing.
#[utoipa::path(put, path = "/api/utility/cut-stop", tag = "utility", request_body = StopCuts,
    responses((status = 200, body = Option<CutsStopped>), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn stop(
    State(app): State<App>,
    signed: Signed,
    Body(asked): Body<StopCuts>,
) -> Result<Json<Option<CutsStopped>>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let why = asked.why.trim();
    if !REASON.contains(&why.chars().count()) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Refused::new(signed.locale, status, "error-reason-needed").field("why"));
    }
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let (at, by) = (app.now().business, signed.person.id);
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    let new = tx.stop_cuts(at, Some(by), why).await.map_err(failed)?;
    let said = in_force(&mut tx).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    tracing::warn!(person.id = %by, new, "All cuts are stopped");
    Ok(Json(said))
}

/// Agrees that cuts begin again. One person is not enough; the same one twice is one. Answers with
/// the stop that is still in force, or `null`.
#[utoipa::path(put, path = "/api/utility/cut-stop/lift", tag = "utility", responses(
    (status = 200, body = Option<CutsStopped>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn lift(
    State(app): State<App>,
    signed: Signed,
) -> Result<Json<Option<CutsStopped>>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let (at, by) = (app.now().business, signed.person.id);
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    let over = tx.lift_stop(at, by).await.map_err(failed)?;
    let said = in_force(&mut tx).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    tracing::warn!(person.id = %by, over, "Somebody agrees that cuts begin again");
    Ok(Json(said))
}

async fn in_force(tx: &mut Tx) -> Result<Option<CutsStopped>, StoreError> {
    let Some(CutStop {
        since,
        by,
        why,
        lifted_by,
    }) = tx.cut_stop().await?
    else {
        return Ok(None);
    };
    let mut names = [None, None];
    for (name, person) in names.iter_mut().zip([by, lifted_by]) {
        if let Some(person) = person {
            *name = tx.person(person).await?.map(|person| person.name);
        }
    }
    let [by, lifted_by] = names;
    Ok(Some(CutsStopped {
        since,
        by,
        why,
        lifted_by,
    }))
}
