//! Accounts: the home screen's values, the estimate, and the representative's search.

use super::civil;
use super::error::Refused;
use super::read::{Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::explain::LineageId;
use ami_domain::time::LocalMoment;
use ami_store::{AccountRow, Tx};
use ami_wire::api::{Account, AccountRow as Found, Estimate, Problem};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;

/// Longest search text, in characters.
const SEARCH_MAX: usize = 80;
/// Most rows of a search.
const FOUND_MAX: u32 = 50;

/// What to look for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Search {
    /// Part of an account number, name, address or meter number; at most 80 characters.
    #[serde(default)]
    search: String,
}

/// Accounts that match, at most 50; for representatives.
#[utoipa::path(get, path = "/api/accounts", tag = "accounts", params(Search), responses(
    (status = 200, body = Vec<Found>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn search(
    State(app): State<App>,
    signed: Signed,
    Query(Search { search }): Query<Search>,
) -> Result<Json<Vec<Found>>, Refused> {
    signed.may(Action::SearchAccounts)?;
    if search.chars().count() > SEARCH_MAX {
        return Err(Refused::unreadable(signed.locale, "search"));
    }
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let rows = tx
        .search_accounts(search.trim(), FOUND_MAX)
        .await
        .map_err(failed)?;
    let found = rows.into_iter().map(|(account, name, address)| Found {
        id: account.id,
        number: account.number,
        name,
        address,
    });
    Ok(Json(found.collect()))
}

/// Everything that the home screen of an account shows.
#[utoipa::path(get, path = "/api/accounts/{account}", tag = "accounts",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Account), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn account(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Account>, Refused> {
    let row = signed.account(&app, Action::SeeAccount, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let found = gather(&app, &mut tx, &row).await.map_err(failed)?;
    found
        .map(Json)
        .ok_or_else(|| Refused::no_account(signed.locale, &account))
}

async fn gather(
    app: &App,
    tx: &mut Tx,
    row: &AccountRow,
) -> Result<Option<Account>, ami_store::StoreError> {
    let Some(person) = tx.person(row.customer).await? else {
        return Ok(None);
    };
    let Some(place) = tx.location(row.location).await? else {
        return Ok(None);
    };
    let Some(meter) = tx.meter(row.meter).await? else {
        return Ok(None);
    };
    let Some(view) = tx.view(row.id).await? else {
        return Ok(None);
    };
    let online = tx
        .online(meter.gateway)
        .await?
        .is_some_and(|(online, _)| online);
    Ok(Some(Account {
        id: row.id,
        number: row.number.clone(),
        name: person.name,
        address: place.address,
        mode: row.mode,
        at_zero: row.at_zero,
        meter: meter.id,
        meter_serial: meter.serial,
        lineage: LineageId::View {
            account: row.id,
            seq: view.seq,
        },
        view,
        supply: tx.supply(row.meter).await?,
        gateway_online: online,
        payment_min: app.css.terms.policy.payment_min,
        payment_max: app.css.terms.policy.payment_max,
        closed: closed_at(tx, row).await?,
    }))
}

/// When a closed account ended, by the clock of its site. One that lives asks for nothing.
async fn closed_at(
    tx: &mut Tx,
    row: &AccountRow,
) -> Result<Option<LocalMoment>, ami_store::StoreError> {
    if !row.is_closed() {
        return Ok(None);
    }
    let zone = super::payment::zone(tx, row).await?;
    let tenancy = tx.tenancy(row.id).await?;
    Ok(tenancy.map(|tenancy| zone.local(tenancy.window.end)))
}

/// How far an estimate goes.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Through {
    /// The last day of it at the site, `YYYY-MM-DD`, up to 400 days ahead; without it the day
    /// before the next bill date.
    until: Option<String>,
}

/// What the energy through a day will cost, and what to pay for it.
#[utoipa::path(get, path = "/api/accounts/{account}/estimate", tag = "accounts",
    params(("account" = String, Path, description = "Account id"), Through), responses(
    (status = 200, body = Estimate), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn estimate(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Through>,
) -> Result<Json<Estimate>, Refused> {
    let row = signed.account(&app, Action::SeeAccount, &account).await?;
    let until = match asked.until.as_deref().map(civil::day) {
        None => None,
        Some(Some(day)) => Some(day),
        Some(None) => return Err(Refused::unreadable(signed.locale, "until")),
    };
    let said = app.css.estimate(app.now(), row.id, until).await;
    let (estimate, enough, zone) = said.map_err(|e| Refused::css(signed.locale, row.id, &e))?;
    let (account, window) = (row.id, estimate.window);
    Ok(Json(Estimate {
        lineage: Some(LineageId::Estimate { account, window }),
        from: zone.local(estimate.window.start),
        until: zone.local(estimate.window.end),
        likely: estimate.p50,
        safe: estimate.p80,
        energy: estimate.energy_p50,
        fixed: estimate.fixed,
        suggested: estimate.suggested,
        pay_likely: enough.likely,
        pay_safe: enough.safe,
        confidence: estimate.confidence,
    }))
}
