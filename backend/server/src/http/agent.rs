//! Pay stations as the utility keeps them (BR-03).

use super::error::Refused;
use super::read::{Body, Path, Query};
use super::session::{Signed, digest};
use super::station::{DayQuery, statement_of};
use crate::authorise::Action;
use crate::chance;
use crate::state::App;
use crate::tries::hex;
use ami_css::CssError;
use ami_css::agent::AgentWish;
use ami_domain::id::{AccountId, AgentId, TransferId};
use ami_domain::time::{Timestamp, Zone};
use ami_store::AgentRow;
use ami_wire::api::Problem;
use ami_wire::api::station::{Agent, AgentKey, AgentStatement, Remit, SetAgent};
use axum::Json;
use axum::extract::State;

/// Every pay station, by name.
#[utoipa::path(get, path = "/api/utility/agents", tag = "utility", responses(
    (status = 200, body = Vec<Agent>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn agents(State(app): State<App>, signed: Signed) -> Result<Json<Vec<Agent>>, Refused> {
    signed.may(Action::KeepAgents)?;
    let found = app.css.agents().await.map_err(|e| failed(&signed, &e))?;
    let all = found.into_iter().map(|(row, key)| shape(row, key));
    Ok(Json(all.collect()))
}

/// Adds a pay station or changes it.
#[utoipa::path(put, path = "/api/utility/agents/{agent}", tag = "utility",
    params(("agent" = String, Path, description = "Agent id, made by the caller")),
    request_body = SetAgent, responses((status = 200, body = Agent),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    signed: Signed,
    Path(agent): Path<String>,
    Body(body): Body<SetAgent>,
) -> Result<Json<Agent>, Refused> {
    signed.may(Action::KeepAgents)?;
    let agent = id(&signed, &agent)?;
    let wish = AgentWish {
        name: body.name,
        zone: body.zone,
        float_max: body.float_max,
        active: body.active,
    };
    let row = app.css.set_agent(app.now(), agent, &wish).await;
    let row = row.map_err(|e| failed(&signed, &e))?;
    tracing::info!(agent.id = %agent, active = row.active, "A pay station was set");
    with_key(&app, &signed, row).await
}

/// Gives a station a new key, which is shown this once; the one before holds for an hour more.
#[utoipa::path(put, path = "/api/utility/agents/{agent}/key", tag = "utility",
    params(("agent" = String, Path, description = "Agent id")),
    responses((status = 200, body = AgentKey), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn new_key(
    State(app): State<App>,
    signed: Signed,
    Path(agent): Path<String>,
) -> Result<Json<AgentKey>, Refused> {
    signed.may(Action::KeepAgents)?;
    let agent = id(&signed, &agent)?;
    let key = hex(&chance::token());
    let by = signed.person.id;
    let made = app
        .css
        .new_agent_key(app.now(), by, agent, digest(key.as_bytes()))
        .await;
    made.map_err(|e| failed(&signed, &e))?;
    tracing::info!(agent.id = %agent, "A pay station has a new key");
    Ok(Json(AgentKey { key }))
}

/// Ends every key of a station at once.
#[utoipa::path(delete, path = "/api/utility/agents/{agent}/key", tag = "utility",
    params(("agent" = String, Path, description = "Agent id")),
    responses((status = 200, body = Agent), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn revoke(
    State(app): State<App>,
    signed: Signed,
    Path(agent): Path<String>,
) -> Result<Json<Agent>, Refused> {
    signed.may(Action::KeepAgents)?;
    let agent = id(&signed, &agent)?;
    let row = app.css.revoke_agent_keys(app.now(), agent).await;
    let row = row.map_err(|e| failed(&signed, &e))?;
    tracing::info!(agent.id = %agent, "A pay station's keys were ended");
    with_key(&app, &signed, row).await
}

/// Records that a station has handed money over. The same again changes nothing.
#[utoipa::path(put, path = "/api/utility/agents/{agent}/remittances/{transfer}", tag = "utility",
    params(("agent" = String, Path, description = "Agent id"),
        ("transfer" = String, Path, description = "Its name, made by the caller")),
    request_body = Remit, responses((status = 200, body = Agent),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn remit(
    State(app): State<App>,
    signed: Signed,
    Path((agent, transfer)): Path<(String, String)>,
    Body(body): Body<Remit>,
) -> Result<Json<Agent>, Refused> {
    signed.may(Action::KeepAgents)?;
    let agent = id(&signed, &agent)?;
    let transfer: TransferId = transfer
        .parse()
        .map_err(|_| Refused::not_found(signed.locale))?;
    let (css, by) = (&app.css, signed.person.id);
    let now = app.now();
    let row = css.remit(now, by, agent, transfer, body.amount, &body.note);
    let row = row.await.map_err(|e| failed(&signed, &e))?;
    with_key(&app, &signed, row).await
}

/// A day of a station.
#[utoipa::path(get, path = "/api/utility/agents/{agent}/statement", tag = "utility",
    params(("agent" = String, Path, description = "Agent id"),
        ("day" = Option<String>, Query, description = "YYYY-MM-DD in the station's zone")),
    responses((status = 200, body = AgentStatement), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn statement(
    State(app): State<App>,
    signed: Signed,
    Path(agent): Path<String>,
    Query(query): Query<DayQuery>,
) -> Result<Json<AgentStatement>, Refused> {
    signed.may(Action::KeepAgents)?;
    let agent = id(&signed, &agent)?;
    let day = query.read(signed.locale)?;
    let found = app.css.agent_statement(app.now(), agent, day).await;
    let found = found.map_err(|e| failed(&signed, &e))?;
    Ok(Json(statement_of(found)))
}

fn id(signed: &Signed, agent: &str) -> Result<AgentId, Refused> {
    agent.parse().map_err(|_| Refused::not_found(signed.locale))
}

async fn with_key(app: &App, signed: &Signed, row: AgentRow) -> Result<Json<Agent>, Refused> {
    let broken = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(broken)?;
    let key = tx.agent_key_made(row.id).await.map_err(broken)?;
    Ok(Json(shape(row, key)))
}

fn shape(row: AgentRow, key: Option<Timestamp>) -> Agent {
    let zone = Zone::named(&row.zone).unwrap_or_else(|_| Zone::utc());
    Agent {
        id: row.id,
        left: row.left(),
        owes: -row.balance,
        name: row.name,
        zone: row.zone,
        float_max: row.float_max,
        active: row.active,
        key_made_at: key.map(|at| zone.local(at)),
    }
}

/// Nothing that a station is refused for names an account.
fn failed(signed: &Signed, error: &CssError) -> Refused {
    Refused::css(signed.locale, AccountId::from_number(0), error)
}
