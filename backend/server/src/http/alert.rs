//! The utility's console: texts to many, their approval, their taking back and their delivery
//! (FR-11, NFR-09).

use super::civil::minute;
use super::error::Refused;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_adcs::AdcsError;
use ami_adcs::alerts::{self, AlertRefusal, Publish};
use ami_domain::audience::Audience;
use ami_domain::id::{AlertId, UserId};
use ami_domain::message::{Bilingual, Notice, NoticeError};
use ami_domain::time::{Span, Timestamp, Window, Zone};
use ami_store::{AlertRow, StoreError, Tx};
use ami_wire::api::{self, Alert, AlertFunnel, Problem, PublishAlert};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Most texts in one list.
pub const LIST_MAX: u32 = 100;

/// Texts to many, newest first, at most 100.
#[utoipa::path(get, path = "/api/utility/alerts", tag = "utility", responses(
    (status = 200, body = Vec<Alert>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn alerts(State(app): State<App>, signed: Signed) -> Result<Json<Vec<Alert>>, Refused> {
    signed.may(Action::Alerts)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = console_zone(&mut tx).await.map_err(failed)?;
    let rows = tx.alerts(LIST_MAX).await.map_err(failed)?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.push(
            shape(&mut tx, &zone, signed.person.id, row)
                .await
                .map_err(failed)?,
        );
    }
    Ok(Json(list))
}

/// One text and how far it has come.
#[utoipa::path(get, path = "/api/utility/alerts/{alert}", tag = "utility",
    params(("alert" = String, Path, description = "Alert id")), responses(
    (status = 200, body = Alert), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn alert(
    State(app): State<App>,
    signed: Signed,
    Path(alert): Path<String>,
) -> Result<Json<Alert>, Refused> {
    signed.may(Action::Alerts)?;
    one(&app, &signed, id(&signed, &alert)?).await
}

/// Publishes a text. An emergency waits until a second person has approved it.
#[utoipa::path(put, path = "/api/utility/alerts/{alert}", tag = "utility",
    request_body = PublishAlert, params(("alert" = String, Path, description = "Alert id")),
    responses((status = 200, body = Alert), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn publish(
    State(app): State<App>,
    signed: Signed,
    Path(alert): Path<String>,
    Body(wanted): Body<PublishAlert>,
) -> Result<Json<Alert>, Refused> {
    signed.may(Action::Alerts)?;
    let id = id(&signed, &alert)?;
    let now = app.now();
    let (valid, audience) = said(&app, &signed, &wanted).await?;
    let notice = Notice {
        id,
        importance: wanted.importance,
        text: Bilingual {
            en: wanted.en,
            es: wanted.es,
        },
        valid,
        confirm: wanted.confirm,
        figures: false,
    };
    let publish = Publish {
        notice: &notice,
        audience: &audience,
        replaces: wanted.replace,
        by: Some(signed.person.id),
    };
    let accepted = alerts::accept(&app.css.store, now, &publish).await;
    accepted.map_err(|error| refused(&signed, &error))?;
    app.wake_alerts.notify_one();
    one(&app, &signed, id).await
}

/// When it is valid, by the utility's clock, and the audience with the accounts that were named
/// by their numbers.
async fn said(
    app: &App,
    signed: &Signed,
    wanted: &PublishAlert,
) -> Result<(Window, Audience), Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = console_zone(&mut tx).await.map_err(failed)?;
    let read = |text: &Option<String>, last, field| match text {
        Some(text) => match minute(&zone, text, last) {
            Some(at) => Ok(Some(at)),
            None => Err(Refused::unreadable(signed.locale, field)),
        },
        None => Ok(None),
    };
    let start = read(&wanted.from, false, "from")?.unwrap_or(app.now().business);
    let end = read(&wanted.until, true, "until")?.unwrap_or(start + Span::days(1));
    let mut audience = wanted.audience.clone();
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if !wanted.numbers.is_empty() {
        let Audience::List(ids) = &mut audience else {
            return Err(Refused::unreadable(signed.locale, "numbers"));
        };
        if ids.len() + wanted.numbers.len() > Audience::LIST_MAX {
            let refused = Refused::new(signed.locale, unprocessable, "error-alert-audience");
            return Err(refused.field("numbers"));
        }
        let numbers: Vec<&str> = wanted.numbers.iter().map(|text| text.trim()).collect();
        let known = tx.accounts_numbered(&numbers).await.map_err(failed)?;
        let strange = numbers.iter().find(|number| !known.contains_key(**number));
        if let Some(strange) = strange {
            let short: String = strange.chars().take(Audience::NAME_MAX).collect();
            let refused = Refused::new(signed.locale, unprocessable, "error-alert-number");
            return Err(refused.with("account", short).field("numbers"));
        }
        ids.extend(known.values());
        ids.sort_unstable();
        ids.dedup();
    }
    Ok((Window { start, end }, audience))
}

/// Approves an emergency of somebody else; it goes out from now on.
#[utoipa::path(put, path = "/api/utility/alerts/{alert}/approval", tag = "utility",
    params(("alert" = String, Path, description = "Alert id")), responses(
    (status = 200, body = Alert), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn approve(
    State(app): State<App>,
    signed: Signed,
    Path(alert): Path<String>,
) -> Result<Json<Alert>, Refused> {
    signed.may(Action::Alerts)?;
    let id = id(&signed, &alert)?;
    let approved = alerts::approve(&app.css.store, app.now(), id, signed.person.id).await;
    approved.map_err(|error| refused(&signed, &error))?;
    app.wake_alerts.notify_one();
    one(&app, &signed, id).await
}

/// Takes a text back from everybody; again changes nothing.
#[utoipa::path(put, path = "/api/utility/alerts/{alert}/cancellation", tag = "utility",
    params(("alert" = String, Path, description = "Alert id")), responses(
    (status = 200, body = Alert), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    State(app): State<App>,
    signed: Signed,
    Path(alert): Path<String>,
) -> Result<Json<Alert>, Refused> {
    signed.may(Action::Alerts)?;
    let id = id(&signed, &alert)?;
    let cancelled = alerts::cancel(&app.css.store, app.now(), id, Some(signed.person.id)).await;
    cancelled.map_err(|error| refused(&signed, &error))?;
    app.wake_alerts.notify_one();
    one(&app, &signed, id).await
}

fn id(signed: &Signed, text: &str) -> Result<AlertId, Refused> {
    text.parse().map_err(|_| Refused::not_found(signed.locale))
}

async fn one(app: &App, signed: &Signed, id: AlertId) -> Result<Json<Alert>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = console_zone(&mut tx).await.map_err(failed)?;
    let row = tx.alert(id).await.map_err(failed)?;
    let row = row.ok_or_else(|| Refused::not_found(signed.locale))?;
    let shaped = shape(&mut tx, &zone, signed.person.id, row).await;
    shaped.map(Json).map_err(failed)
}

/// Times of the console are those of the first home: a utility of several zones reads the offset.
pub(super) async fn console_zone(tx: &mut Tx) -> Result<Zone, StoreError> {
    let first = tx.all_accounts(None, 1).await?.pop();
    match first {
        Some(account) => super::payment::zone(tx, &account).await,
        None => Ok(Zone::utc()),
    }
}

pub(super) async fn name(tx: &mut Tx, who: Option<UserId>) -> Result<Option<String>, StoreError> {
    match who {
        Some(who) => Ok(tx.person(who).await?.map(|person| person.name)),
        None => Ok(None),
    }
}

async fn shape(
    tx: &mut Tx,
    zone: &Zone,
    reader: UserId,
    row: AlertRow,
) -> Result<Alert, StoreError> {
    let funnel = tx.funnel(row.notice.id).await?;
    let by = name(tx, row.published_by).await?;
    let approved = signed_by(tx, zone, row.approved.map(|(who, at)| (Some(who), at))).await?;
    let cancelled = signed_by(tx, zone, row.cancelled).await?;
    Ok(Alert {
        id: row.notice.id,
        text: row.notice.text,
        importance: row.notice.importance,
        confirm: row.notice.confirm,
        audience: row.audience,
        audience_name: row.audience_name,
        state: row.state,
        proposed_at: zone.local(row.proposed_at),
        from: zone.local(row.notice.valid.start),
        until: zone.local(row.notice.valid.end),
        by,
        mine: row.published_by == Some(reader),
        approved,
        cancelled,
        replaces: row.replaces,
        funnel: AlertFunnel {
            accounts: row.accounts,
            queued: funnel.queued,
            sent: funnel.sent,
            at_meter: funnel.at_meter,
            shown: funnel.shown,
            confirmed: funnel.confirmed,
            slowest: funnel.slowest,
        },
    })
}

async fn signed_by(
    tx: &mut Tx,
    zone: &Zone,
    what: Option<(Option<UserId>, Timestamp)>,
) -> Result<Option<api::Signed>, StoreError> {
    let Some((who, at)) = what else {
        return Ok(None);
    };
    Ok(Some(api::Signed {
        by: name(tx, who).await?,
        at: zone.local(at),
    }))
}

fn refused(signed: &Signed, error: &AdcsError) -> Refused {
    let locale = signed.locale;
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, id) = match error {
        AdcsError::Store(error) => return Refused::store(locale, error),
        AdcsError::Notice(why) => match why {
            NoticeError::Empty(_) => (unprocessable, "error-alert-empty"),
            NoticeError::TooLong { .. } => (unprocessable, "error-alert-long"),
            NoticeError::Control(_) => (unprocessable, "error-alert-control"),
            NoticeError::Over => (unprocessable, "error-alert-over"),
        },
        AdcsError::Audience(_) => (unprocessable, "error-alert-audience"),
        AdcsError::Unknown { .. } | AdcsError::Alert(AlertRefusal::Nobody(_)) => {
            (unprocessable, "error-alert-nobody")
        }
        AdcsError::Alert(AlertRefusal::Unknown(_)) => return Refused::not_found(locale),
        AdcsError::Alert(AlertRefusal::IdReused(_)) => (StatusCode::CONFLICT, "error-alert-id"),
        AdcsError::Alert(AlertRefusal::Ended(..)) => (StatusCode::CONFLICT, "error-alert-ended"),
        AdcsError::Alert(AlertRefusal::NotProposed(_)) => {
            (StatusCode::CONFLICT, "error-alert-not-proposed")
        }
        AdcsError::Alert(AlertRefusal::SamePerson(_)) => {
            (StatusCode::FORBIDDEN, "error-alert-same-person")
        }
        other => {
            tracing::error!(error = %other, "A text was not taken");
            return Refused::unavailable(locale);
        }
    };
    let refused = Refused::new(locale, status, id);
    match error.field() {
        Some(field) => refused.field(field),
        None => refused,
    }
}
