//! A representative switches service on, and plans what is to happen to it (FR-14). Nobody
//! switches off from here: a planned cut is decided when its time comes, by every rule.

use super::civil::minute;
use super::error::Refused;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_adcs::supply::Reduce;
use ami_adcs::{AdcsError, plans};
use ami_css::book_event::place_of;
use ami_domain::energy::Watts;
use ami_domain::id::PlanId;
use ami_domain::time::{Timestamp, Zone};
use ami_store::{AccountRow, PlanRow, PlanState, Planned, StoreError, Tx};
use ami_wire::api::{MovePlan, PlanStands, PlanSupply, PlanWhat, Problem, SupplyNow, SupplyPlan};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// What the meter said last of its supply, and what is planned.
#[utoipa::path(get, path = "/api/accounts/{account}/supply", tag = "representative",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = SupplyNow), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn supply(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<SupplyNow>, Refused> {
    let account = signed.account(&app, Action::MoveSupply, &account).await?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &signed, &account).await?;
    let seen = now(&mut tx, &account, &zone).await;
    seen.map_err(failed).map(Json)
}

/// Switches service on now: what would cut it for want of money is ended first.
#[utoipa::path(put, path = "/api/accounts/{account}/supply/connect", tag = "representative",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = SupplyNow), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn connect(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<SupplyNow>, Refused> {
    let account = signed.account(&app, Action::MoveSupply, &account).await?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    plans::connect(&mut tx, app.now(), &mut app.chance(), account.meter)
        .await
        .map_err(|error| refuse(&signed, &error))?;
    let zone = zone(&mut tx, &signed, &account).await?;
    let seen = now(&mut tx, &account, &zone).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    app.wake.notify_one();
    let by = signed.person.id;
    tracing::info!(meter.id = %account.meter, person.id = %by, "Service is switched on by hand");
    Ok(Json(seen))
}

/// Plans. The same id with the same content a second time changes nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/plans/{plan}", tag = "representative",
    params(("account" = String, Path, description = "Account id"),
        ("plan" = String, Path, description = "Plan id, made by the caller")),
    request_body = PlanSupply, responses((status = 200, body = SupplyPlan),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn schedule(
    State(app): State<App>,
    signed: Signed,
    Path((account, plan)): Path<(String, String)>,
    Body(body): Body<PlanSupply>,
) -> Result<Json<SupplyPlan>, Refused> {
    let account = signed.account(&app, Action::MoveSupply, &account).await?;
    let id = read(&signed, &plan)?;
    let what = planned(&body).ok_or_else(|| Refused::unreadable(signed.locale, "limit"))?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    let by = signed.person.id;
    let zone = zone(&mut tx, &signed, &account).await?;
    let at = when(&signed, &zone, &body.at)?;
    let row = plans::schedule(&mut tx, app.now(), id, account.meter, what, at, by)
        .await
        .map_err(|error| refuse(&signed, &error))?;
    let shown = shape(&mut tx, row, &zone).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    Ok(Json(shown))
}

/// Moves a plan that waits.
#[utoipa::path(put, path = "/api/accounts/{account}/plans/{plan}/time", tag = "representative",
    params(("account" = String, Path, description = "Account id"),
        ("plan" = String, Path, description = "Plan id")),
    request_body = MovePlan, responses((status = 200, body = SupplyPlan),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn reschedule(
    State(app): State<App>,
    signed: Signed,
    Path((account, plan)): Path<(String, String)>,
    Body(body): Body<MovePlan>,
) -> Result<Json<SupplyPlan>, Refused> {
    let account = signed.account(&app, Action::MoveSupply, &account).await?;
    let id = read(&signed, &plan)?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    of(&mut tx, &signed, &account, id).await?;
    let zone = zone(&mut tx, &signed, &account).await?;
    let at = when(&signed, &zone, &body.at)?;
    plans::reschedule(&mut tx, app.now(), id, body.version, at)
        .await
        .map_err(|error| refuse(&signed, &error))?;
    let row = of(&mut tx, &signed, &account, id).await?;
    let shown = shape(&mut tx, row, &zone).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    Ok(Json(shown))
}

/// Takes a plan back, also when its command is on its way.
#[utoipa::path(delete, path = "/api/accounts/{account}/plans/{plan}", tag = "representative",
    params(("account" = String, Path, description = "Account id"),
        ("plan" = String, Path, description = "Plan id")), responses(
    (status = 200, body = SupplyPlan), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub async fn cancel(
    State(app): State<App>,
    signed: Signed,
    Path((account, plan)): Path<(String, String)>,
) -> Result<Json<SupplyPlan>, Refused> {
    let account = signed.account(&app, Action::MoveSupply, &account).await?;
    let id = read(&signed, &plan)?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    of(&mut tx, &signed, &account, id).await?;
    let zone = zone(&mut tx, &signed, &account).await?;
    plans::cancel(&mut tx, app.now(), &mut app.chance(), id)
        .await
        .map_err(|error| refuse(&signed, &error))?;
    let row = of(&mut tx, &signed, &account, id).await?;
    let shown = shape(&mut tx, row, &zone).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    app.wake.notify_one();
    Ok(Json(shown))
}

fn read(signed: &Signed, plan: &str) -> Result<PlanId, Refused> {
    plan.parse().map_err(|_| Refused::not_found(signed.locale))
}

/// The plan, when it is one of this account's meter.
async fn of(
    tx: &mut Tx,
    signed: &Signed,
    account: &AccountRow,
    id: PlanId,
) -> Result<PlanRow, Refused> {
    let row = tx.plan(id).await;
    row.map_err(|error| Refused::store(signed.locale, &error))?
        .filter(|row| row.meter == account.meter)
        .ok_or_else(|| Refused::not_found(signed.locale))
}

/// The clock of the account's site.
async fn zone(tx: &mut Tx, signed: &Signed, account: &AccountRow) -> Result<Zone, Refused> {
    let place = place_of(tx, account.location).await;
    let (zone, _) = place.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    Ok(zone)
}

fn when(signed: &Signed, zone: &Zone, text: &str) -> Result<Timestamp, Refused> {
    minute(zone, text, false).ok_or_else(|| Refused::unreadable(signed.locale, "at"))
}

fn planned(body: &PlanSupply) -> Option<Planned> {
    match (body.what, body.limit) {
        (PlanWhat::Connect, None) => Some(Planned::Connect),
        (PlanWhat::Restore, None) => Some(Planned::Restore),
        (PlanWhat::Disconnect, None) => Some(Planned::Reduce(Reduce::Disconnect)),
        (PlanWhat::Limit, Some(limit)) if limit > Watts::new(0) => {
            Some(Planned::Reduce(Reduce::Limit(limit)))
        }
        (PlanWhat::Connect | PlanWhat::Restore | PlanWhat::Disconnect, Some(_))
        | (PlanWhat::Limit, _) => None,
    }
}

async fn now(tx: &mut Tx, account: &AccountRow, zone: &Zone) -> Result<SupplyNow, StoreError> {
    let seen = tx.supply(account.meter).await?;
    let open = tx.open_commands(account.meter).await?;
    let mut plans = Vec::new();
    for row in tx.plans_of(account.meter, plans::PLANS_MAX).await? {
        plans.push(shape(tx, row, zone).await?);
    }
    Ok(SupplyNow {
        switch: seen.map(|seen| seen.switch),
        limit: seen.and_then(|seen| seen.limit),
        at: seen.map(|seen| zone.local(seen.at)),
        on_its_way: open.iter().any(|row| row.command.kind.moves_supply()),
        plans,
    })
}

async fn shape(tx: &mut Tx, row: PlanRow, zone: &Zone) -> Result<SupplyPlan, StoreError> {
    let by = tx.person(row.made_by).await?;
    let (what, limit) = match row.what {
        Planned::Connect => (PlanWhat::Connect, None),
        Planned::Restore => (PlanWhat::Restore, None),
        Planned::Reduce(Reduce::Disconnect) => (PlanWhat::Disconnect, None),
        Planned::Reduce(Reduce::Limit(limit)) => (PlanWhat::Limit, Some(limit)),
    };
    Ok(SupplyPlan {
        id: row.id,
        what,
        limit,
        at: zone.local(row.at),
        version: row.version,
        state: match row.state {
            PlanState::Waiting => PlanStands::Waiting,
            PlanState::Done => PlanStands::Done,
            PlanState::Held => PlanStands::Held,
            PlanState::Cancelled => PlanStands::Cancelled,
        },
        by: by.map_or_else(String::new, |person| person.name),
    })
}

fn refuse(signed: &Signed, error: &AdcsError) -> Refused {
    let say = |status, id| Refused::new(signed.locale, status, id);
    match error {
        AdcsError::Store(error) => Refused::store(signed.locale, error),
        AdcsError::PlanPast => say(StatusCode::UNPROCESSABLE_ENTITY, "error-plan-past").field("at"),
        AdcsError::PlanTaken(_) => say(StatusCode::CONFLICT, "error-plan-taken"),
        AdcsError::PlanChanged(_) => say(StatusCode::CONFLICT, "error-plan-changed"),
        AdcsError::PlanMany => say(StatusCode::CONFLICT, "error-plan-many"),
        AdcsError::NotItsMeter { .. }
        | AdcsError::Unknown { .. }
        | AdcsError::Notice(_)
        | AdcsError::Audience(_)
        | AdcsError::Alert(_)
        | AdcsError::NoClearance(_)
        | AdcsError::RulesChanged(_)
        | AdcsError::Weather(_) => {
            tracing::error!(%error, "A plan failed in ADCS");
            Refused::unavailable(signed.locale)
        }
    }
}
