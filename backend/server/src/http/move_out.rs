//! Moving out: asking for it, taking it back, and what became of it.

use super::civil;
use super::enrol::actor;
use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_store::AccountRow;
use ami_wire::api::{AskMoveOut, MoveOut, Problem};
use axum::Json;
use axum::extract::State;

/// Whether and when the account is closed, and what that does.
#[utoipa::path(get, path = "/api/accounts/{account}/move-out", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = MoveOut), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn move_out(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    show(&app, &signed, &account).await
}

/// Asks to close the account at a minute by the clock of the home; another replaces the first.
#[utoipa::path(put, path = "/api/accounts/{account}/move-out", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), request_body = AskMoveOut,
    responses((status = 200, body = MoveOut), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn ask(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<AskMoveOut>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    drop(tx);
    let at = civil::minute(&zone, &body.at, true);
    let at = at.ok_or_else(|| Refused::unreadable(signed.locale, "at"))?;
    let (now, by) = (app.now(), actor(&signed));
    let asked = app.css.ask_move_out(now, by, account.id, at).await;
    asked.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

/// Takes it back, until it is done.
#[utoipa::path(delete, path = "/api/accounts/{account}/move-out", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = MoveOut), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub async fn stay(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let (now, by) = (app.now(), actor(&signed));
    let done = app.css.stay(now, by, account.id).await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

async fn show(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<MoveOut>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let outlook = app.css.outlook(app.now(), account.id).await;
    let outlook = outlook.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let wish = outlook.wish.as_ref();
    let closed = wish.and_then(|wish| wish.closed_at);
    let left = outlook.ending.refund;
    Ok(Json(MoveOut {
        at: wish.map(|wish| zone.local(wish.at)),
        closed: closed.map(|at| zone.local(at)),
        refund: match (closed, wish) {
            (Some(_), Some(wish)) => wish.refund,
            (None, _) | (_, None) => left,
        },
        returns: outlook.returns,
        cheque: left - outlook.returns,
        owed: outlook.ending.owed,
        stands: outlook.stands,
        booked: outlook.booked,
    }))
}
