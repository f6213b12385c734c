//! What a customer owes and borrows. Customers see it and may take emergency credit; plans and
//! pauses are made by representatives.

use super::civil::minute;
use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::CssError;
use ami_domain::debt::Line;
use ami_domain::explain::LineageId;
use ami_domain::id::DebtId;
use ami_domain::money::{self, Money};
use ami_domain::time::Zone;
use ami_store::AccountRow;
use ami_wire::api::{
    DebtPlan, DebtPreview, OwedDebt, Owing, PauseDebt, Problem, SplitLine, SplitPreview,
};
use axum::Json;
use axum::extract::State;

/// What is asked about.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Amount {
    /// Micro-units.
    amount: i64,
}

/// What is owed, how it is paid back, and what could be borrowed.
#[utoipa::path(get, path = "/api/accounts/{account}/debt", tag = "debt",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Owing), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn debt(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Owing>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    show(&app, &signed, &account).await
}

/// What a payment would be split into now, before any money moves.
#[utoipa::path(get, path = "/api/accounts/{account}/split", tag = "debt",
    params(("account" = String, Path, description = "Account id"), Amount), responses(
    (status = 200, body = SplitPreview), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn split(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Amount>,
) -> Result<Json<SplitPreview>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let amount = Money::micros(asked.amount);
    if !amount.is_positive() || amount > money::MAX {
        return Err(Refused::unreadable(signed.locale, "amount"));
    }
    let lines = app.css.split(app.now(), account.id, amount).await;
    let lines = lines.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    Ok(Json(SplitPreview {
        split: shown(lines),
    }))
}

/// Takes emergency credit: a deliberate act, once until it is paid back.
#[utoipa::path(put, path = "/api/accounts/{account}/emergency", tag = "debt",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Owing), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn lend(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Owing>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let (by, chance) = (signed.person.id, &mut app.chance());
    let lent = app.css.lend(&app.clock, chance, by, account.id).await;
    done(&app, &signed, &account, lent.map(drop)).await
}

/// Sets aside what is owed for energy, with a plan to pay it back.
#[utoipa::path(put, path = "/api/accounts/{account}/debt", tag = "debt",
    params(("account" = String, Path, description = "Account id")), request_body = DebtPlan,
    responses((status = 200, body = Owing), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set_aside(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(plan): Body<DebtPlan>,
) -> Result<Json<Owing>, Refused> {
    let account = signed.account(&app, Action::TendDebt, &account).await?;
    let (by, chance) = (signed.person.id, &mut app.chance());
    let set = app
        .css
        .set_aside(&app.clock, chance, by, account.id, plan.recovery)
        .await;
    done(&app, &signed, &account, set).await
}

/// Says what a plan would cost a usual week, and when all is paid back. Changes nothing.
#[utoipa::path(post, path = "/api/accounts/{account}/debt/preview", tag = "debt",
    params(("account" = String, Path, description = "Account id")), request_body = DebtPlan,
    responses((status = 200, body = DebtPreview), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(plan): Body<DebtPlan>,
) -> Result<Json<DebtPreview>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let seen = app
        .css
        .preview_debt(app.now(), account.id, plan.recovery)
        .await;
    let seen = seen.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let zone = zone_of(&app, &signed, &account).await?;
    Ok(Json(DebtPreview {
        owed: seen.owed,
        weekly: seen.weekly,
        a_week: seen.outlook.a_week,
        until: seen.until.map(|at| zone.local(at)),
    }))
}

/// Changes how one debt is paid back.
#[utoipa::path(put, path = "/api/accounts/{account}/debt/{debt}", tag = "debt",
    params(("account" = String, Path, description = "Account id"),
        ("debt" = String, Path, description = "Debt id")), request_body = DebtPlan,
    responses((status = 200, body = Owing), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    signed: Signed,
    Path((account, debt)): Path<(String, String)>,
    Body(plan): Body<DebtPlan>,
) -> Result<Json<Owing>, Refused> {
    let account = signed.account(&app, Action::TendDebt, &account).await?;
    let debt: DebtId = debt
        .parse()
        .map_err(|_| Refused::not_found(signed.locale))?;
    let by = signed.person.id;
    let changed = app
        .css
        .change_recovery(&app.clock, by, account.id, debt, plan.recovery)
        .await;
    done(&app, &signed, &account, changed).await
}

/// Pauses paying back for hardship, or ends the pause.
#[utoipa::path(put, path = "/api/accounts/{account}/debt-pause", tag = "debt",
    params(("account" = String, Path, description = "Account id")), request_body = PauseDebt,
    responses((status = 200, body = Owing), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn pause(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<PauseDebt>,
) -> Result<Json<Owing>, Refused> {
    let account = signed.account(&app, Action::TendDebt, &account).await?;
    let zone = zone_of(&app, &signed, &account).await?;
    let hold = match body.until {
        None => None,
        Some(text) => {
            let until = minute(&zone, &text, true);
            let until = until.ok_or_else(|| Refused::unreadable(signed.locale, "until"))?;
            Some((until, body.reason))
        }
    };
    let by = signed.person.id;
    let held = app.css.hold_debt(&app.clock, by, account.id, hold).await;
    done(&app, &signed, &account, held).await
}

/// The lines of a split, as people see them.
pub fn shown(lines: Vec<(Line, Money)>) -> Vec<SplitLine> {
    let shape = |(line, amount)| SplitLine { line, amount };
    lines.into_iter().map(shape).collect()
}

async fn done(
    app: &App,
    signed: &Signed,
    account: &AccountRow,
    done: Result<(), CssError>,
) -> Result<Json<Owing>, Refused> {
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(app, signed, account).await
}

async fn show(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<Owing>, Refused> {
    let standing = app.css.debt(app.now(), account.id).await;
    let standing = standing.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let zone = zone_of(app, signed, account).await?;
    let owed = standing.owed;
    let policy = &app.css.terms.policy.debt;
    let held = owed.owing.filter(|_| owed.held).and_then(|row| row.held);
    Ok(Json(Owing {
        currency: account.currency.clone(),
        debts: owed
            .debts
            .into_iter()
            .map(|debt| OwedDebt {
                id: debt.id,
                kind: debt.kind,
                amount: debt.amount,
                owed: debt.owed,
                missed: debt.missed,
                recovery: debt.recovery,
            })
            .collect(),
        held_until: held.map(|(until, _)| zone.local(until)),
        emergency: owed.emergency,
        friendly: owed.friendly,
        offer: standing.offer.unwrap_or(Money::ZERO),
        day_max: policy.day_max,
        week_max: policy.week_max,
        month_max: policy.month_max,
        not_lent: standing.offer.err(),
        lineage: LineageId::Owed(account.id),
    }))
}

async fn zone_of(app: &App, signed: &Signed, account: &AccountRow) -> Result<Zone, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    zone(&mut tx, account).await.map_err(failed)
}
