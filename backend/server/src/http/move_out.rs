//! Moving out: asking for it, taking it back, and what became of it.

use super::civil;
use super::enrol::actor;
use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::move_out::STALE_AFTER_DAYS;
use ami_domain::explain::LineageId;
use ami_domain::role::Role;
use ami_domain::time::Day;
use ami_store::{AccountRow, ChequeRow};
use ami_wire::api::{
    AskMoveOut, CancelCheque, Cheque, ChequeSent, ChequeState, MoveOut, Problem, SawChequeCashed,
};
use axum::Json;
use axum::extract::State;

/// Whether and when the account is closed, and what that does.
#[utoipa::path(get, path = "/api/accounts/{account}/move-out", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = MoveOut), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn move_out(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    show(&app, &signed, &account).await
}

/// Asks to close the account at a minute by the clock of the home; another replaces the first.
#[utoipa::path(put, path = "/api/accounts/{account}/move-out", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), request_body = AskMoveOut,
    responses((status = 200, body = MoveOut), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn ask(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<AskMoveOut>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    drop(tx);
    let at = civil::minute(&zone, &body.at, true);
    let at = at.ok_or_else(|| Refused::unreadable(signed.locale, "at"))?;
    let (now, by) = (app.now(), actor(&signed));
    let asked = app.css.ask_move_out(now, by, account.id, at).await;
    asked.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

/// Takes it back, until it is done.
#[utoipa::path(delete, path = "/api/accounts/{account}/move-out", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = MoveOut), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub async fn stay(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let (now, by) = (app.now(), actor(&signed));
    let done = app.css.stay(now, by, account.id).await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

/// A cheque was sent: what is owed by cheque leaves the books. The same cheque again changes
/// nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/cheques/{cheque}", tag = "enrolment",
    params(("account" = String, Path, description = "Account id"),
        ("cheque" = String, Path, description = "Transfer id, made by who enters it")),
    request_body = ChequeSent, responses((status = 200, body = MoveOut),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn cheque(
    State(app): State<App>,
    signed: Signed,
    Path((account, cheque)): Path<(String, String)>,
    Body(body): Body<ChequeSent>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Refund, &account).await?;
    let id = cheque.parse();
    let id = id.map_err(|_| Refused::not_found(signed.locale))?;
    let sent_on = Day::from_text(&body.sent_on);
    let sent_on = sent_on.ok_or_else(|| Refused::unreadable(signed.locale, "sent_on"))?;
    let now = app.now();
    let row = ChequeRow {
        id,
        account: account.id,
        number: body.number.trim().to_owned(),
        sent_on,
        amount: body.amount,
        by: signed.person.id,
        at: now.business,
        cashed: None,
        cashed_by: None,
        cancelled: None,
    };
    let sent = app.css.cheque_sent(now, &row).await;
    sent.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

/// Somebody has seen that a cheque was paid as it was sent; no money moves. The bank's file will
/// say so itself, and its word stands then. The same again changes nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/cheques/{cheque}/cashed",
    tag = "enrolment", params(("account" = String, Path, description = "Account id"),
        ("cheque" = String, Path, description = "Its id")),
    request_body = SawChequeCashed, responses((status = 200, body = MoveOut),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn cheque_cashed(
    State(app): State<App>,
    signed: Signed,
    Path((account, cheque)): Path<(String, String)>,
    Body(body): Body<SawChequeCashed>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Refund, &account).await?;
    let id = cheque.parse();
    let id = id.map_err(|_| Refused::not_found(signed.locale))?;
    let (now, by) = (app.now(), signed.person.id);
    let done = app
        .css
        .cheque_seen_cashed(now, by, (account.id, id), &body.reason)
        .await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

/// A cheque was stopped or came back: it is cancelled by a new entry, and the money is owed
/// again. The same again changes nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/cheques/{cheque}/cancelled",
    tag = "enrolment", params(("account" = String, Path, description = "Account id"),
        ("cheque" = String, Path, description = "Its id")),
    request_body = CancelCheque, responses((status = 200, body = MoveOut),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn cancel_cheque(
    State(app): State<App>,
    signed: Signed,
    Path((account, cheque)): Path<(String, String)>,
    Body(body): Body<CancelCheque>,
) -> Result<Json<MoveOut>, Refused> {
    let account = signed.account(&app, Action::Refund, &account).await?;
    let id = cheque.parse();
    let id = id.map_err(|_| Refused::not_found(signed.locale))?;
    let (now, by) = (app.now(), signed.person.id);
    let (which, why) = ((account.id, id), (body.how, body.reason.as_str()));
    let done = app.css.cancel_cheque(now, by, which, why).await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account).await
}

async fn cheques(app: &App, signed: &Signed, account: &AccountRow) -> Result<Vec<Cheque>, Refused> {
    let rows = app.css.cheques(account.id).await;
    let rows = rows.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let today = zone.civil(app.now().business).day;
    let staff = signed.person.role != Role::Customer;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let by = if staff {
            tx.person(row.by).await.map_err(failed)?
        } else {
            None
        };
        let said = row.cashed.map(|(at, _)| at);
        let ended = row.cancelled.as_ref().map(|end| end.at).or(said);
        let (amount, cancelled) = (row.amount, row.cancelled.is_some());
        let paid = row.cashed.map(|(_, paid)| paid);
        let paid = paid.filter(|paid| staff && (cancelled || *paid != amount));
        shown.push(Cheque {
            state: state_of(&row, today),
            ended_on: ended.map(|at| zone.civil(at).day),
            paid,
            how: row.cancelled.as_ref().and_then(|end| end.how),
            by_hand: row.cashed_by.is_some(),
            why: row.cancelled.map(|end| end.why).filter(|_| staff),
            id: row.id,
            number: row.number,
            sent_on: row.sent_on,
            amount: row.amount,
            by: by.map(|person| person.name),
        });
    }
    Ok(shown)
}

fn state_of(cheque: &ChequeRow, today: Day) -> ChequeState {
    if cheque.cancelled.is_some() {
        ChequeState::Cancelled
    } else if cheque.cashed.is_some() {
        ChequeState::Cashed
    } else if cheque.sent_on < today.plus(-STALE_AFTER_DAYS) {
        ChequeState::Stale
    } else {
        ChequeState::Open
    }
}

async fn show(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<MoveOut>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let outlook = app.css.outlook(app.now(), account.id).await;
    let outlook = outlook.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let cheques = cheques(app, signed, account).await?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let wish = outlook.wish.as_ref();
    let closed = wish.and_then(|wish| wish.closed_at);
    let left = outlook.ending.refund;
    Ok(Json(MoveOut {
        at: wish.map(|wish| zone.local(wish.at)),
        closed: closed.map(|at| zone.local(at)),
        refund: match (closed, wish) {
            (Some(_), Some(wish)) => wish.refund,
            (None, _) | (_, None) => left,
        },
        returns: outlook.returns,
        cheque: left - outlook.returns,
        owed: outlook.ending.owed,
        held: outlook.held,
        lineage: Some(LineageId::Books(account.id)),
        stands: outlook.stands,
        booked: outlook.booked,
        may_send: outlook.settled,
        cheques,
    }))
}
