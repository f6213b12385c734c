//! Topping up by a calendar (SC4.6), as the customer keeps it.

use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::program::TopUp;
use ami_domain::account::AtZero;
use ami_domain::payday::TRIES_MAX;
use ami_store::AccountRow;
use ami_wire::api::Problem;
use ami_wire::api::auto_pay::{AutoPay, AutoPayAhead, SetAutoPay};
use axum::Json;
use axum::extract::State;

/// How an account tops itself up, and what comes.
#[utoipa::path(get, path = "/api/accounts/{account}/auto-pay", tag = "accounts",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = AutoPay), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn auto_pay(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<AutoPay>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    show(&app, &signed, &account).await
}

/// Keeps it. Tries that failed are forgotten: whoever saves has looked.
#[utoipa::path(put, path = "/api/accounts/{account}/auto-pay", tag = "accounts",
    params(("account" = String, Path, description = "Account id")), request_body = SetAutoPay,
    responses((status = 200, body = AutoPay), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<SetAutoPay>,
) -> Result<Json<AutoPay>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let failed = |e: ami_css::CssError| Refused::css(signed.locale, account.id, &e);
    let resume_at = match body.resume_on {
        Some(day) => {
            let lost = |error| Refused::store(signed.locale, &error);
            let mut tx = app.css.store.read().await.map_err(lost)?;
            let zone = zone(&mut tx, &account).await.map_err(lost)?;
            let moment = zone.moment(day, 0, false);
            Some(moment.ok_or_else(|| Refused::unreadable(signed.locale, "resume_on"))?)
        }
        None => None,
    };
    let change = TopUp {
        settings: body.settings,
        method: body.method,
        token: body.token,
    };
    let (now, by) = (app.now(), signed.person.id);
    let kept = app
        .css
        .set_auto_pay(now, by, account.id, &change, body.payday, resume_at)
        .await;
    kept.map_err(failed)?;
    show(&app, &signed, &account).await
}

async fn show(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<AutoPay>, Refused> {
    let found = app.css.auto_pay(app.now(), account.id).await;
    let found = found.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let (calendar, zone) = (found.calendar, &found.zone);
    let policy = &app.css.terms.policy;
    Ok(Json(AutoPay {
        in_doubt: found.row.as_ref().is_some_and(|row| row.open.is_some()),
        method: found.row.as_ref().map(|row| row.method.clone()),
        settings: found.row.map(|row| row.settings),
        payday: calendar.payday,
        resume_at: calendar.resume_at.map(|at| zone.local(at)),
        by_balance: account.at_zero == AtZero::AutoReplenish,
        tries: calendar.tries,
        stopped: calendar.tries >= TRIES_MAX,
        ahead: found
            .ahead
            .into_iter()
            .map(|(at, would)| AutoPayAhead {
                at: zone.local(at),
                would,
            })
            .collect(),
        payment_min: policy.payment_min,
        payment_max: policy.payment_max,
    }))
}
