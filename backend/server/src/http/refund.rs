//! Payments given back by a representative.

use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::refund::Asked;
use ami_domain::id::{AccountId, PaymentId, RefundId};
use ami_wire::api::{GiveBack, Problem, Refund, RefundEntry, Refunds};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Most refunds in one list.
const REFUNDS_MAX: u32 = 100;

/// What could be given back of a payment now, why not more, and what was given back before.
#[utoipa::path(get, path = "/api/accounts/{account}/payments/{payment}/refunds",
    tag = "payments", params(("account" = String, Path, description = "Account id"),
        ("payment" = String, Path, description = "Payment id")),
    responses((status = 200, body = Refunds), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn refunds(
    State(app): State<App>,
    signed: Signed,
    Path((account, payment)): Path<(String, String)>,
) -> Result<Json<Refunds>, Refused> {
    let account = signed.account(&app, Action::Refund, &account).await?;
    let payment = mine(&app, &signed, account.id, &payment).await?;
    let left = app.css.refundable(payment).await;
    let left = left.map_err(|error| Refused::css(signed.locale, account.id, &error))?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    let rows = tx.refunds_of(payment, REFUNDS_MAX).await.map_err(failed)?;
    let refunds = rows.into_iter().map(|row| RefundEntry {
        amount: row.amount,
        note: row.note,
        asked_at: zone.local(row.asked_at),
        state: row.state.word().to_owned(),
    });
    Ok(Json(Refunds {
        rest: left.rest,
        unused: left.unused,
        most: left.most(),
        balance: left.balance,
        refunds: refunds.collect(),
    }))
}

/// Gives a payment back, whole or in part. The same refund id again changes nothing and gets the
/// same answer.
#[utoipa::path(put, path = "/api/accounts/{account}/payments/{payment}/refunds/{refund}",
    tag = "payments", params(("account" = String, Path, description = "Account id"),
        ("payment" = String, Path, description = "Payment id"),
        ("refund" = String, Path, description = "Refund id, made by the caller")),
    request_body = GiveBack, responses((status = 200, body = Refund),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn refund(
    State(app): State<App>,
    signed: Signed,
    Path((account, payment, refund)): Path<(String, String, String)>,
    Body(body): Body<GiveBack>,
) -> Result<Json<Refund>, Refused> {
    let account = signed.account(&app, Action::Refund, &account).await?;
    let missing = || Refused::not_found(signed.locale);
    let refund: RefundId = refund.parse().map_err(|_| missing())?;
    let payment = mine(&app, &signed, account.id, &payment).await?;
    let asked = Asked {
        refund,
        payment,
        amount: body.amount,
        note: body.note,
        by: signed.person.id,
    };
    // The browser may go away: what was begun is finished all the same.
    let task = app.clone();
    let work = tokio::spawn(async move {
        let mut chance = task.chance();
        let done = task.css.refund(&task.clock, &mut chance, &asked).await;
        task.wake.notify_one();
        done
    });
    let done = work.await.map_err(|error| {
        tracing::error!(%error, "A refund's task broke; settling will end it");
        Refused::unavailable(signed.locale)
    })?;
    let row = done.map_err(|error| Refused::css(signed.locale, account.id, &error))?;
    Ok(Json(Refund {
        id: row.id,
        payment: row.payment,
        amount: row.amount,
        state: row.state.word().to_owned(),
    }))
}

/// A payment of this account; another one is not there.
async fn mine(
    app: &App,
    signed: &Signed,
    account: AccountId,
    payment: &str,
) -> Result<PaymentId, Refused> {
    let missing = || {
        let status = StatusCode::NOT_FOUND;
        Refused::new(signed.locale, status, "error-payment-not-found")
    };
    let payment: PaymentId = payment.parse().map_err(|_| missing())?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let row = tx.payment(payment).await.map_err(failed)?;
    row.filter(|row| row.account == account)
        .ok_or_else(missing)?;
    Ok(payment)
}
