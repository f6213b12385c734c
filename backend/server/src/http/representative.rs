//! The representative's list: what meters have confirmed, and who has seen it (SC1.11).

use super::error::Refused;
use super::payment::zone;
use super::read::{Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::CssError;
use ami_domain::id::PaymentId;
use ami_domain::receipt::Outcome;
use ami_store::{ConfirmationRow, StoreError, Tx};
use ami_wire::api::{Acknowledged, Confirmation, Problem};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;

/// Which confirmations.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// Only those that nobody has acknowledged.
    #[serde(default)]
    open: bool,
}

/// Confirmations of meters, newest first, at most 200.
#[utoipa::path(get, path = "/api/confirmations", tag = "representative", params(Asked), responses(
    (status = 200, body = Vec<Confirmation>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn confirmations(
    State(app): State<App>,
    signed: Signed,
    Query(Asked { open }): Query<Asked>,
) -> Result<Json<Vec<Confirmation>>, Refused> {
    signed.may(Action::SeeConfirmations)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let rows = app
        .css
        .confirmations(open)
        .await
        .map_err(|error| unexpected(&signed, &error))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.extend(shape(&mut tx, row).await.map_err(failed)?);
    }
    Ok(Json(list))
}

/// Acknowledges a confirmation. The first acknowledgement stays; another one answers with it.
#[utoipa::path(put, path = "/api/confirmations/{payment}", tag = "representative",
    params(("payment" = String, Path, description = "Payment id")), responses(
    (status = 200, body = Confirmation), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn acknowledge(
    State(app): State<App>,
    signed: Signed,
    Path(payment): Path<String>,
) -> Result<Json<Confirmation>, Refused> {
    signed.may(Action::Acknowledge)?;
    let missing = || Refused::not_found(signed.locale);
    let payment: PaymentId = payment.parse().map_err(|_| missing())?;
    let said = app
        .css
        .acknowledge(payment, signed.person.id, app.now())
        .await;
    said.map_err(|error| unexpected(&signed, &error))?;
    let failed = |error| Refused::store(signed.locale, &error);
    let row = app
        .css
        .confirmation(payment)
        .await
        .map_err(|error| unexpected(&signed, &error))?
        .ok_or_else(missing)?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    shape(&mut tx, row)
        .await
        .map_err(failed)?
        .map(Json)
        .ok_or_else(missing)
}

fn unexpected(signed: &Signed, error: &CssError) -> Refused {
    match error {
        CssError::UnknownPayment(_) => Refused::not_found(signed.locale),
        CssError::Store(error) => Refused::store(signed.locale, error),
        other => Refused::css(
            signed.locale,
            ami_domain::id::AccountId::from_number(0),
            other,
        ),
    }
}

async fn shape(tx: &mut Tx, row: ConfirmationRow) -> Result<Option<Confirmation>, StoreError> {
    let Some(account) = tx.account(row.payment.account).await? else {
        return Ok(None);
    };
    let Some(person) = tx.person(account.customer).await? else {
        return Ok(None);
    };
    let Some(meter) = tx.meter(account.meter).await? else {
        return Ok(None);
    };
    let zone = zone(tx, &account).await?;
    let acknowledged = match row.acknowledged {
        Some((by, at)) => {
            let by = tx
                .person(by)
                .await?
                .map_or_else(String::new, |person| person.name);
            Some(Acknowledged {
                by,
                at: zone.local(at),
            })
        }
        None => None,
    };
    Ok(Some(Confirmation {
        payment: row.payment.id,
        account: account.id,
        number: account.number,
        name: person.name,
        amount: row.payment.amount,
        currency: row.payment.currency,
        message: row.receipt.message,
        meter: row.receipt.meter,
        meter_serial: meter.serial,
        completed_at: zone.local(row.receipt.completed_at),
        refused: matches!(row.receipt.outcome, Outcome::Refused(_)),
        acknowledged,
    }))
}
