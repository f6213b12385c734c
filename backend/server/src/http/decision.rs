//! Decisions about supply, rule by rule: what each looked at and what it said.

use super::error::Refused;
use super::read::Path;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::clearance::{Reduce, Value, Verdict, What};
use ami_domain::id::{ClearanceId, UserId};
use ami_domain::time::{Timestamp, Zone};
use ami_store::{DecisionRow, StoreError, Tx};
use ami_wire::api::{Decision, Problem, Ruled};
use axum::Json;
use axum::extract::State;

/// Decisions on one page at most.
const LIST: u32 = 20;

/// The newest decisions about an account's supply; at most 20.
#[utoipa::path(get, path = "/api/accounts/{account}/decisions", tag = "representative",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Vec<Decision>), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn decisions(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Vec<Decision>>, Refused> {
    let account = signed.account(&app, Action::MoveSupply, &account).await?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let rows = tx.decisions_of(account.meter, LIST).await.map_err(failed)?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.push(shape(&mut tx, row).await.map_err(failed)?);
    }
    Ok(Json(list))
}

/// One decision.
#[utoipa::path(get, path = "/api/utility/decisions/{decision}", tag = "utility",
    params(("decision" = String, Path, description = "Decision id, as holds have it")), responses(
    (status = 200, body = Decision), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn decision(
    State(app): State<App>,
    signed: Signed,
    Path(decision): Path<String>,
) -> Result<Json<Decision>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let missing = || Refused::not_found(signed.locale);
    let id: ClearanceId = decision.parse().map_err(|_| missing())?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let row = tx.decision(id).await.map_err(failed)?;
    let row = row.ok_or_else(missing)?;
    shape(&mut tx, row).await.map_err(failed).map(Json)
}

async fn shape(tx: &mut Tx, row: DecisionRow) -> Result<Decision, StoreError> {
    let meter = tx.meter(row.facts.meter).await?;
    let mut verdicts = row.verdicts;
    for verdict in &mut verdicts {
        name_reader(tx, verdict).await?;
    }
    let zone = row
        .facts
        .zone
        .as_deref()
        .and_then(|name| Zone::named(name).ok());
    let zone = zone.unwrap_or_else(Zone::utc);
    let offset = |at: Timestamp| zone.local(at);
    Ok(Decision {
        id: row.id,
        meter_serial: meter.map_or_else(String::new, |meter| meter.serial),
        at: offset(row.facts.at),
        limits: matches!(row.facts.what, Reduce::Limit(_)),
        cause: row.facts.cause,
        ruling: match row.ruling {
            ami_store::Ruling::Cleared => Ruled::Cleared,
            ami_store::Ruling::Held => Ruled::Held,
            ami_store::Ruling::Quarantined => Ruled::Quarantined,
        },
        rules: row.rules,
        asked: row.asked,
        released: row.released,
        holds: row.holds,
        verdicts,
    })
}

/// People read a name, not an id.
async fn name_reader(tx: &mut Tx, verdict: &mut Verdict) -> Result<(), StoreError> {
    for seen in &mut verdict.saw {
        if seen.what == What::ReadBy
            && let Value::Name(id) = &mut seen.value
            && let Ok(person) = id.parse::<UserId>()
            && let Some(person) = tx.person(person).await?
        {
            *id = person.name;
        }
    }
    Ok(())
}
