//! Payments over HTTP: the caller names the payment, so a retry is the same payment.

mod money;

use super::debt::shown;
use super::error::Refused;
use super::explain::keep_codes;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::gauges::Ended;
use crate::state::App;
use ami_css::confirm::delivery;
use ami_css::split::lines;
use ami_css::{CssError, Offer};
use ami_domain::explain::LineageId;
use ami_domain::id::PaymentId;
use ami_domain::payment::PaymentState;
use ami_domain::time::Zone;
use ami_store::{AccountRow, PaymentRow, Tx};
use ami_wire::api::{Delivery, Pay, Payment, Payments, Problem};
use axum::Json;
use axum::extract::State;

/// Most payments in one list.
const LIST_MAX: u32 = 100;

/// Pays. The same payment id with the same content gets the same answer and changes nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/payments/{payment}", tag = "payments",
    params(("account" = String, Path, description = "Account id"),
        ("payment" = String, Path, description = "Payment id, made by the caller")),
    request_body = Pay, responses((status = 200, body = Payment),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)))]
pub async fn pay(
    State(app): State<App>,
    signed: Signed,
    Path((account, payment)): Path<(String, String)>,
    Body(body): Body<Pay>,
) -> Result<Json<Payment>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let payment = payment
        .parse()
        .map_err(|_| Refused::not_found(signed.locale))?;
    let offer = Offer {
        amount: body.amount,
        method: body.method,
        token: body.token,
    };
    // The browser may go away: what was begun is finished all the same.
    let (task, by, id) = (app.clone(), signed.person.id, account.id);
    let work = tokio::spawn(async move {
        let mut chance = task.chance();
        let paid = task
            .css
            .pay(&task.clock, &mut chance, by, id, payment, &offer)
            .await;
        task.wake.notify_one();
        paid
    });
    let failed = |e: &CssError| Refused::css(signed.locale, account.id, e);
    let row = match work.await {
        Ok(paid) => paid.map_err(|e| failed(&e))?,
        Err(error) => {
            tracing::error!(%error, "A payment's task broke; settling will end it");
            return Err(Refused::unavailable(signed.locale));
        }
    };
    let state = row.state.word();
    app.gauges.payments.get_or_create(&Ended { state }).inc();
    show(&app, &signed, &account, &row).await.map(Json)
}

/// Where a payment stands.
#[utoipa::path(get, path = "/api/accounts/{account}/payments/{payment}", tag = "payments",
    params(("account" = String, Path, description = "Account id"),
        ("payment" = String, Path, description = "Payment id")), responses(
    (status = 200, body = Payment), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn payment(
    State(app): State<App>,
    signed: Signed,
    Path((account, payment)): Path<(String, String)>,
) -> Result<Json<Payment>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let missing = || Refused::not_found(signed.locale);
    let payment: PaymentId = payment.parse().map_err(|_| missing())?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let row = tx.payment(payment).await.map_err(failed)?;
    drop(tx);
    let row = row
        .filter(|row| row.account == account.id)
        .ok_or_else(missing)?;
    show(&app, &signed, &account, &row).await.map(Json)
}

/// The account's payments, newest first, at most 100.
#[utoipa::path(get, path = "/api/accounts/{account}/payments", tag = "payments",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Payments), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn payments(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Payments>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let failed = |e: CssError| Refused::css(signed.locale, account.id, &e);
    let broken = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(broken)?;
    let zone = zone(&mut tx, &account).await.map_err(broken)?;
    let mut payments = Vec::new();
    for row in tx.payments_of(account.id, LIST_MAX).await.map_err(broken)? {
        payments.push(shape(&mut tx, &zone, &row).await.map_err(failed)?);
    }
    Ok(Json(Payments { payments }))
}

async fn show(
    app: &App,
    signed: &Signed,
    account: &AccountRow,
    row: &PaymentRow,
) -> Result<Payment, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let broken = |e| Refused::css(signed.locale, account.id, &e);
    let shaped = whole(app, &mut tx, &zone, row).await.map_err(broken)?;
    drop(tx);
    keep_codes(app, account.id, shaped.lineage.as_slice()).await;
    Ok(shaped)
}

/// The zone of an account's site.
pub async fn zone(tx: &mut Tx, account: &AccountRow) -> Result<Zone, ami_store::StoreError> {
    let place = tx.location(account.location).await?;
    Ok(place
        .and_then(|place| Zone::named(&place.zone).ok())
        .unwrap_or_else(Zone::utc))
}

/// A payment as people see it, with the honest chain behind it.
pub async fn shape(tx: &mut Tx, zone: &Zone, row: &PaymentRow) -> Result<Payment, CssError> {
    let applied = matches!(row.state, PaymentState::Applied { .. });
    let chain = if applied {
        delivery(tx, row).await?
    } else {
        None
    };
    let split = if applied {
        lines(tx, row.id, row.amount).await?
    } else {
        Vec::new()
    };
    Ok(Payment {
        id: row.id,
        account: row.account,
        amount: row.amount,
        currency: row.currency.clone(),
        method: row.method.clone(),
        offered_at: zone.local(row.offered_at),
        state: row.state,
        credit: row.credit,
        balance_after: row.balance_after,
        split: shown(split),
        delivery: chain.map(|chain| Delivery {
            message: chain.message,
            sent_at: chain.sent_at.map(|at| zone.local(at)),
            attempts: chain.attempts,
            confirmed_at: chain.confirmed_at.map(|at| zone.local(at)),
            refused: chain.refused,
            late: chain.late,
        }),
        money: money::of(tx, row).await?,
        lineage: applied.then_some(LineageId::Payment(row.id)),
    })
}

/// The same with its split line by line, and what the payer does next.
async fn whole(app: &App, tx: &mut Tx, zone: &Zone, row: &PaymentRow) -> Result<Payment, CssError> {
    let mut shaped = shape(tx, zone, row).await?;
    shaped.money.lines = money::lines(tx, row).await?;
    if let PaymentState::Pending { .. } = row.state {
        shaped.money.send_to = app.bank_account.clone();
    }
    Ok(shaped)
}
