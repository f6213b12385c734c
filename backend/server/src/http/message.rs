//! Texts to a customer over HTTP, and the proof that they were read.

use super::error::Refused;
use super::payment::zone;
use super::read::Path;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::clock::Now;
use ami_domain::explain::LineageId;
use ami_domain::id::AlertId;
use ami_domain::message::Notice;
use ami_domain::time::{Span, Timestamp, Zone};
use ami_mdms::feed::{self, Change};
use ami_wire::api::{Message, Problem};
use axum::Json;
use axum::extract::State;

/// What is over stays in a customer's archive for so long.
pub const ARCHIVE: Span = Span::days(90);

/// Most texts in one list.
pub const LIST_MAX: u32 = 100;

/// The account's texts, newest first, at most 100; those that are over or taken back for 90 days.
#[utoipa::path(get, path = "/api/accounts/{account}/messages", tag = "messages",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Vec<Message>), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn messages(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Vec<Message>>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    let now = app.now();
    let rows = tx.notices_of(account.id, LIST_MAX).await.map_err(failed)?;
    let begun = |notice: &Notice| notice.valid.start <= now.business;
    let kept = |notice: &Notice| now.business < notice.valid.end + ARCHIVE;
    let mut list = Vec::with_capacity(rows.len());
    for (notice, _, confirmed) in rows {
        if begun(&notice) && kept(&notice) {
            let cancelled = tx.notice_cancelled(notice.id).await.map_err(failed)?;
            let mut shaped = shape(now, &zone, notice, confirmed);
            shaped.over |= cancelled.is_some();
            list.push(shaped);
        }
    }
    Ok(Json(list))
}

/// The reader confirms a text; again changes nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/messages/{message}/confirmation",
    tag = "messages", params(("account" = String, Path, description = "Account id"),
        ("message" = String, Path, description = "Message id")), responses(
    (status = 200, body = Message), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn confirm(
    State(app): State<App>,
    signed: Signed,
    Path((account, message)): Path<(String, String)>,
) -> Result<Json<Message>, Refused> {
    let account = signed
        .account(&app, Action::ConfirmMessage, &account)
        .await?;
    let missing = || Refused::not_found(signed.locale);
    let alert: AlertId = message.parse().map_err(|_| missing())?;
    let failed = |error| Refused::store(signed.locale, &error);
    let now = app.now();
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    if tx
        .confirm_notice(alert, account.id, now.business, Some(signed.person.id))
        .await
        .map_err(failed)?
    {
        feed::tell(&mut tx, now, account.id, Change::Message)
            .await
            .map_err(failed)?;
    }
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    let rows = tx.notices_of(account.id, LIST_MAX).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    let found = rows
        .into_iter()
        .find(|(notice, ..)| notice.id == alert)
        .ok_or_else(missing)?;
    Ok(Json(shape(now, &zone, found.0, found.2)))
}

/// A text as people see it.
pub fn shape(now: Now, zone: &Zone, notice: Notice, confirmed: Option<Timestamp>) -> Message {
    Message {
        id: notice.id,
        importance: notice.importance,
        text: notice.text,
        from: zone.local(notice.valid.start),
        until: zone.local(notice.valid.end),
        over: notice.valid.end <= now.business,
        confirm: notice.confirm,
        confirmed_at: confirmed.map(|at| zone.local(at)),
        lineage: notice.figures.then_some(LineageId::Alert(notice.id)),
    }
}
