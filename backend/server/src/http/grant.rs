//! Help for a customer: seen by whoever sees the account, granted by representatives and the
//! utility, with a reason.

use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::explain::LineageId;
use ami_domain::grant::Grant;
use ami_domain::id::GrantId;
use ami_domain::role::Role;
use ami_store::AccountRow;
use ami_wire::api::{self, EndGrant, GiveGrant, Grants, Problem};
use axum::Json;
use axum::extract::State;

/// Longest time of help that is asked for, in days; the policy may allow less.
const DAYS_MAX: u16 = 5 * 366;

/// The help of an account, each with what is left of it and until when.
#[utoipa::path(get, path = "/api/accounts/{account}/grants", tag = "debt",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Grants), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn grants(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Grants>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    show(&app, &signed, &account).await
}

/// Grants help; the same id and wish again change nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/grants/{grant}", tag = "debt",
    params(("account" = String, Path, description = "Account id"),
        ("grant" = String, Path, description = "Grant id, made by who grants")),
    request_body = GiveGrant, responses((status = 200, body = Grants),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn give(
    State(app): State<App>,
    signed: Signed,
    Path((account, grant)): Path<(String, String)>,
    Body(body): Body<GiveGrant>,
) -> Result<Json<Grants>, Refused> {
    let account = signed.account(&app, Action::Grant, &account).await?;
    let id: GrantId = grant
        .parse()
        .map_err(|_| Refused::not_found(signed.locale))?;
    if body.days > DAYS_MAX {
        return Err(Refused::unreadable(signed.locale, "days"));
    }
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    drop(tx);
    let now = app.now().business;
    let end = zone.civil(now).day.plus(i32::from(body.days) + 1);
    let wish = Grant {
        id,
        purpose: body.purpose,
        amount: body.amount,
        unspent: body.amount,
        expires_at: zone.start_of(end),
        granted_at: now,
        granted_by: signed.person.id,
        why: body.why.trim().to_owned(),
        expired_at: None,
    };
    let chance = &mut app.chance();
    let given = app.css.grant(&app.clock, chance, account.id, &wish).await;
    given.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

/// Takes back what is left of a grant before its time; again changes nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/grants/{grant}/end", tag = "debt",
    params(("account" = String, Path, description = "Account id"),
        ("grant" = String, Path, description = "Grant id")),
    request_body = EndGrant, responses((status = 200, body = Grants),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    signed: Signed,
    Path((account, grant)): Path<(String, String)>,
    Body(body): Body<EndGrant>,
) -> Result<Json<Grants>, Refused> {
    let account = signed.account(&app, Action::Grant, &account).await?;
    let missing = || Refused::not_found(signed.locale);
    let id: GrantId = grant.parse().map_err(|_| missing())?;
    let (now, by, chance) = (app.now(), signed.person.id, &mut app.chance());
    let css = &app.css;
    let ended = css.take_back_help(now, chance, by, account.id, id, &body.why);
    let ended = ended.await;
    if !ended.map_err(|e| Refused::css(signed.locale, account.id, &e))? {
        return Err(missing());
    }
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

async fn show(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<Grants>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let refused = |e| Refused::css(signed.locale, account.id, &e);
    let mut all = Vec::new();
    for grant in app.css.grants(account.id).await.map_err(refused)? {
        let returned = app.css.returned_help(&grant).await.map_err(refused)?;
        all.push((grant, returned));
    }
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let staff = signed.person.role != Role::Customer;
    let mut grants = Vec::new();
    for (grant, returned) in all {
        // Who has granted it is nothing for the customer; why is.
        let by = if staff {
            tx.person(grant.granted_by).await.map_err(failed)?
        } else {
            None
        };
        grants.push(api::Grant {
            returned,
            id: grant.id,
            purpose: grant.purpose,
            amount: grant.amount,
            unspent: grant.unspent,
            expires_at: zone.local(grant.expires_at),
            over: grant.expired_at.is_some(),
            by: by.map(|person| person.name).unwrap_or_default(),
            why: grant.why,
        });
    }
    Ok(Json(Grants {
        currency: account.currency.clone(),
        lineage: Some(LineageId::Books(account.id)),
        grants,
    }))
}
