//! Debt that nobody will pay: a representative asks for it to be given up, a second person decides.

use super::error::Refused;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::id::{AccountId, WriteOffId};
use ami_domain::write_off::{WriteOff, WriteOffState};
use ami_wire::api::{self, AskWriteOff, DecideWriteOff, Problem};
use axum::Json;
use axum::extract::State;

/// Asks for debt to be given up; nothing moves until a second person agrees.
#[utoipa::path(put, path = "/api/accounts/{account}/write-offs/{write_off}", tag = "debt",
    params(("account" = String, Path, description = "Account id"),
        ("write_off" = String, Path, description = "Write-off id, made by who asks")),
    request_body = AskWriteOff, responses((status = 200, body = api::WriteOff),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn ask(
    State(app): State<App>,
    signed: Signed,
    Path((account, write_off)): Path<(String, String)>,
    Body(body): Body<AskWriteOff>,
) -> Result<Json<api::WriteOff>, Refused> {
    let account = signed.account(&app, Action::TendDebt, &account).await?;
    let wish = WriteOff {
        id: id(&signed, &write_off)?,
        account: account.id,
        debt: body.debt,
        amount: body.amount,
        why: body.why.trim().to_owned(),
        asked_by: signed.person.id,
        asked_at: app.now().business,
        state: WriteOffState::Asked,
    };
    let asked = app.css.ask_write_off(&wish).await;
    let asked = asked.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    shape(&app, &signed, asked).await.map(Json)
}

/// What waits for a second person, oldest first.
#[utoipa::path(get, path = "/api/write-offs", tag = "debt", responses(
    (status = 200, body = Vec<api::WriteOff>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn open(
    State(app): State<App>,
    signed: Signed,
) -> Result<Json<Vec<api::WriteOff>>, Refused> {
    signed.may(Action::GiveUpDebt)?;
    let open = app.css.open_write_offs().await;
    let open = open.map_err(|e| Refused::css(signed.locale, nobody(), &e))?;
    let mut shown = Vec::new();
    for wish in open {
        shown.push(shape(&app, &signed, wish).await?);
    }
    Ok(Json(shown))
}

/// A second person decides; again changes nothing.
#[utoipa::path(put, path = "/api/write-offs/{write_off}/decision", tag = "debt",
    params(("write_off" = String, Path, description = "Write-off id")),
    request_body = DecideWriteOff, responses((status = 200, body = api::WriteOff),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn decide(
    State(app): State<App>,
    signed: Signed,
    Path(write_off): Path<String>,
    Body(body): Body<DecideWriteOff>,
) -> Result<Json<api::WriteOff>, Refused> {
    signed.may(Action::GiveUpDebt)?;
    let id = id(&signed, &write_off)?;
    let (by, chance) = (signed.person.id, &mut app.chance());
    let decided = app
        .css
        .decide_write_off(&app.clock, chance, by, id, body.approve)
        .await;
    let decided = decided.map_err(|e| Refused::css(signed.locale, nobody(), &e))?;
    app.wake.notify_one();
    shape(&app, &signed, decided).await.map(Json)
}

async fn shape(app: &App, signed: &Signed, wish: WriteOff) -> Result<api::WriteOff, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let account = tx.account(wish.account).await.map_err(failed)?;
    let by = tx.person(wish.asked_by).await.map_err(failed)?;
    Ok(api::WriteOff {
        id: wish.id,
        account: wish.account,
        number: account.map(|row| row.number).unwrap_or_default(),
        debt: wish.debt,
        amount: wish.amount,
        why: wish.why,
        by: by.map(|person| person.name).unwrap_or_default(),
        own: wish.asked_by == signed.person.id,
        state: wish.state.word().to_owned(),
    })
}

fn id(signed: &Signed, text: &str) -> Result<WriteOffId, Refused> {
    let id = text.parse();
    id.map_err(|_| Refused::not_found(signed.locale))
}

/// The errors of these routes name no account.
const fn nobody() -> AccountId {
    AccountId::from_number(0)
}
