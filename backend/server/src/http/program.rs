//! What a customer chose for a low and for an empty balance. A representative may change it for
//! them; who changed what is kept.

use super::error::Refused;
use super::read::{Body, Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::program::{Borrow, Change, TopUp};
use ami_domain::account::Mode;
use ami_domain::explain::LineageId;
use ami_domain::id::AccountId;
use ami_domain::time::Zone;
use ami_wire::api::{ChangeProgram, Conversion, Outcome, Problem, Program, SetMode};
use axum::Json;
use axum::extract::State;

/// What happens at zero, what may, and when the balance is low.
#[utoipa::path(get, path = "/api/accounts/{account}/program", tag = "accounts",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Program), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn program(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Program>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    show(&app, &signed, account.id).await
}

/// Changes it, for the customer or by a representative.
#[utoipa::path(put, path = "/api/accounts/{account}/program", tag = "accounts",
    params(("account" = String, Path, description = "Account id")),
    request_body = ChangeProgram, responses((status = 200, body = Program),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn change_program(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<ChangeProgram>,
) -> Result<Json<Program>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let change = Change {
        at_zero: body.at_zero,
        low: body.low,
        replenish: body.top_up.map(|top_up| TopUp {
            settings: top_up.settings,
            method: top_up.method,
            token: top_up.token,
        }),
        borrow: body.borrow.map(|chosen| Borrow {
            at_zero: chosen.at_zero,
            friendly: chosen.friendly,
        }),
    };
    let by = signed.person.id;
    let changed = app
        .css
        .change_program(&app.clock, &mut app.chance(), by, account.id, &change)
        .await;
    changed.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(&app, &signed, account.id).await
}

/// Which way of paying is looked at.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct To {
    /// `prepaid` or `regular`.
    #[param(value_type = ami_wire::schema::Mode)]
    to: Mode,
}

/// What changing how the account pays would mean by now, before anybody asks for it.
#[utoipa::path(get, path = "/api/accounts/{account}/mode", tag = "accounts",
    params(("account" = String, Path, description = "Account id"), To), responses(
    (status = 200, body = Conversion), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn preview_mode(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<To>,
) -> Result<Json<Conversion>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let now = app.now();
    let looked = app.css.preview_conversion(now, account.id, asked.to);
    let looked = looked.await;
    let seen = looked.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = super::payment::zone(&mut tx, &account).await;
    Ok(Json(Conversion {
        from: seen.from,
        to: seen.to,
        at: zone.map_err(failed)?.local(seen.at),
        balance: seen.balance,
        help: seen.help,
        borrowed: seen.borrowed,
        arrears: seen.arrears,
        debt: seen.debt,
        deposit: seen.moves.deposit,
        fee: seen.moves.fee,
        held: seen.held,
        to_bill: seen.moves.to_bill,
        to_debt: seen.moves.to_debt,
        to_balance: seen.moves.to_balance,
        lineage: Some(LineageId::Preview {
            account: account.id,
            to: seen.to,
            at: now.business,
        }),
    }))
}

/// Converts to regular billing or back, at the end of the running interval.
#[utoipa::path(put, path = "/api/accounts/{account}/mode", tag = "accounts",
    params(("account" = String, Path, description = "Account id")),
    request_body = SetMode, responses((status = 200, body = Program),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn set_mode(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<SetMode>,
) -> Result<Json<Program>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let by = signed.person.id;
    let done = app
        .css
        .convert(&app.clock, &mut app.chance(), by, account.id, body.mode)
        .await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(&app, &signed, account.id).await
}

async fn show(app: &App, signed: &Signed, account: AccountId) -> Result<Json<Program>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let found = app.css.program(app.now(), account).await;
    let found = found.map_err(|e| Refused::css(signed.locale, account, &e))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let place = tx.location(found.account.location).await.map_err(failed)?;
    let zone = place.and_then(|place| Zone::named(&place.zone).ok());
    let zone = zone.unwrap_or_else(Zone::utc);
    let policy = app.css.terms.policy.clone();
    Ok(Json(Program {
        mode: found.account.mode,
        at_zero: found.account.at_zero,
        offers: found
            .offers
            .into_iter()
            .map(|(outcome, refused)| Outcome { outcome, refused })
            .collect(),
        low: found.account.low,
        low_default: policy.low_threshold,
        low_min: policy.low_threshold_min,
        low_max: policy.low_threshold_max,
        top_up_failed: found
            .replenish
            .as_ref()
            .is_some_and(|row| row.failed_at.is_some()),
        top_up: found.replenish.map(|row| row.settings),
        borrow: ami_wire::api::Borrow {
            at_zero: found.borrow.at_zero,
            friendly: found.borrow.friendly,
        },
        lends: policy.debt.emergency,
        has_friendly: found.has_friendly,
        payment_min: policy.payment_min,
        payment_max: policy.payment_max,
        converts_at: zone.local(found.converts_at),
    }))
}
