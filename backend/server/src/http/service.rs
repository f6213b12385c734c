//! Paid, but no power (SC6), at the desk: who is calling, the meter's test, switching on, the
//! people who are sent, and both logs. Representatives only.

pub(super) mod shape;

use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::CssError;
use ami_domain::clock::BusinessClock;
use ami_domain::no_power::TEST_WITHIN;
use ami_domain::order::OrderState;
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::AccountRow;
use ami_wire::api::Problem;
use ami_wire::api::service::{
    CallerChecked, CheckCaller, CommandEntry, MeterEntry, NoPower, Order,
};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;

/// Facts in one check.
const FACTS_MAX: usize = 5;
/// Characters of one fact.
const SAID_MAX: usize = 200;
/// Rows of a log in one answer.
const LOG_MAX: u32 = 200;

/// Which orders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// Only those that are not ended.
    #[serde(default)]
    open: bool,
}

/// Checks who is calling, or opens the account in an emergency (SC6.2). A check holds for 15
/// minutes, for this representative and this account.
#[utoipa::path(put, path = "/api/accounts/{account}/identity", tag = "service",
    params(("account" = String, Path, description = "Account id")),
    request_body = CheckCaller, responses((status = 200, body = CallerChecked),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)))]
pub async fn identity(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<CheckCaller>,
) -> Result<Json<CallerChecked>, Refused> {
    let account = signed.account(&app, Action::Serve, &account).await?;
    let failed = |e: CssError| Refused::css(signed.locale, account.id, &e);
    let (now, by) = (app.now(), signed.person.id);
    if let Some(reason) = body.emergency {
        let opened = app.css.break_glass(now, by, account.id, &reason).await;
        opened.map_err(failed)?;
        return Ok(Json(CallerChecked { verified: true }));
    }
    let short = |said: &str| said.chars().count() <= SAID_MAX;
    if body.facts.len() > FACTS_MAX || !body.facts.iter().all(|one| short(&one.said)) {
        return Err(Refused::unreadable(signed.locale, "facts"));
    }
    let said: Vec<_> = body.facts.into_iter().map(|s| (s.fact, s.said)).collect();
    let verified = app.css.verify(now, by, account.id, &said).await;
    let verified = verified.map_err(failed)?.is_some();
    Ok(Json(CallerChecked { verified }))
}

/// What is known about the report, its test and its orders.
#[utoipa::path(get, path = "/api/accounts/{account}/no-power", tag = "service",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = NoPower), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn no_power(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<NoPower>, Refused> {
    let account = signed.account(&app, Action::Serve, &account).await?;
    show(&app, &signed, &account).await
}

/// Takes the report and asks the meter to test itself (SC6.4). A report that is open goes on.
#[utoipa::path(put, path = "/api/accounts/{account}/no-power", tag = "service",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = NoPower), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn report(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<NoPower>, Refused> {
    let account = signed.account(&app, Action::Serve, &account).await?;
    let within = business(&app.clock.business, TEST_WITHIN);
    let (now, by) = (app.now(), signed.person.id);
    let taken = app
        .css
        .report_no_power(now, &mut app.chance(), by, account.id, within)
        .await;
    taken.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

/// Tells the meter to switch on, after a test that passed (SC6.9).
#[utoipa::path(put, path = "/api/accounts/{account}/no-power/activation", tag = "service",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = NoPower), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub async fn activate(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<NoPower>, Refused> {
    let account = signed.account(&app, Action::Serve, &account).await?;
    let (now, by) = (app.now(), signed.person.id);
    let done = app
        .css
        .activate(now, &mut app.chance(), by, account.id)
        .await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

/// The customer says that there is still no power: people are sent at once (SC6.10).
#[utoipa::path(put, path = "/api/accounts/{account}/no-power/still-off", tag = "service",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = NoPower), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub async fn still_off(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<NoPower>, Refused> {
    let account = signed.account(&app, Action::Serve, &account).await?;
    let (now, by) = (app.now(), signed.person.id);
    let done = app
        .css
        .still_no_power(now, &mut app.chance(), by, account.id)
        .await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

/// Field orders and trouble orders, open ones first, then newest first, at most 200.
#[utoipa::path(get, path = "/api/orders", tag = "service", params(Asked), responses(
    (status = 200, body = Vec<Order>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn orders(
    State(app): State<App>,
    signed: Signed,
    Query(Asked { open }): Query<Asked>,
) -> Result<Json<Vec<Order>>, Refused> {
    signed.may(Action::SeeOrders)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let max = ami_css::order::LIST_MAX;
    let mut rows = tx.orders(true, max).await.map_err(failed)?;
    if !open {
        let ended = tx.orders(false, max).await.map_err(failed)?;
        rows.extend(
            ended
                .into_iter()
                .filter(|row| !OrderState::is_open(row.state)),
        );
        rows.truncate(max as usize);
    }
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.extend(shape::order(&mut tx, row).await.map_err(failed)?);
    }
    Ok(Json(list))
}

/// What the account's meter was told, each with its receipt, newest first, at most 200 (FR-25).
#[utoipa::path(get, path = "/api/accounts/{account}/command-log", tag = "service",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Vec<CommandEntry>), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn command_log(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Vec<CommandEntry>>, Refused> {
    let account = signed.account(&app, Action::Serve, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    let window = Window {
        start: Timestamp::from_millis(0),
        end: app.now().business + Span::millis(1),
    };
    let rows = tx.commands_of(account.meter, window, LOG_MAX).await;
    let mut list = Vec::new();
    for row in rows.map_err(failed)? {
        list.push(shape::entry(&mut tx, &zone, row).await.map_err(failed)?);
    }
    Ok(Json(list))
}

/// The meter's own log as it sent it, newest first, at most 200 (FR-26).
#[utoipa::path(get, path = "/api/accounts/{account}/meter-log", tag = "service",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Vec<MeterEntry>), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn meter_log(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Vec<MeterEntry>>, Refused> {
    let account = signed.account(&app, Action::Serve, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    let rows = tx.meter_log_newest(account.meter, LOG_MAX).await;
    let list = rows.map_err(failed)?.into_iter().map(|row| MeterEntry {
        seq: row.seq,
        at: zone.local(row.at),
        code: row.code,
        message: row.message,
        inbound: row.inbound,
    });
    Ok(Json(list.collect()))
}

/// A length of real time in business time: the meter's clock runs as business time does.
fn business(clock: &BusinessClock, real: Span) -> Span {
    let factor = clock.factor.clamp(1, BusinessClock::MAX_FACTOR);
    Span::millis(real.as_millis().saturating_mul(factor))
}

async fn show(app: &App, signed: &Signed, row: &AccountRow) -> Result<Json<NoPower>, Refused> {
    let shown = shape::no_power(app, signed.person.id, row).await;
    shown
        .map(Json)
        .map_err(|e| Refused::css(signed.locale, row.id, &e))
}
