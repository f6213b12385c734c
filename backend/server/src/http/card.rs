//! The card that a customer saves on the payment company's page.

use super::error::Refused;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::CssError;
use ami_store::SavedCardRow;
use ami_wire::api::Problem;
use ami_wire::api::card::{CardFace, CardOnFile, SaveCard};
use axum::Json;
use axum::extract::State;

/// The saved card, and what is under way.
#[utoipa::path(get, path = "/api/accounts/{account}/card", tag = "payments",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = CardOnFile), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn card(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<CardOnFile>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let found = app.css.card(app.now(), account.id).await;
    shown(found, |e| Refused::css(signed.locale, account.id, e))
}

/// Opens the company's page for saving one.
#[utoipa::path(post, path = "/api/accounts/{account}/card", tag = "payments",
    params(("account" = String, Path, description = "Account id")), request_body = SaveCard,
    responses((status = 200, body = CardOnFile), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 503, body = Problem)))]
pub async fn open(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<SaveCard>,
) -> Result<Json<CardOnFile>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let opened = app.css.open_card_page(app.now(), account.id, body.id).await;
    shown(opened, |e| Refused::css(signed.locale, account.id, e))
}

/// Forgets it, at the company and here; automatic payment by it is paused.
#[utoipa::path(delete, path = "/api/accounts/{account}/card", tag = "payments",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = CardOnFile), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn forget(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<CardOnFile>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let (now, by) = (app.now(), signed.person.id);
    let forgotten = app.css.forget_card(now, by, account.id).await;
    shown(forgotten, |e| Refused::css(signed.locale, account.id, e))
}

fn shown(
    found: Result<ami_css::save_card::CardOnFile, CssError>,
    failed: impl FnOnce(&CssError) -> Refused,
) -> Result<Json<CardOnFile>, Refused> {
    let found = found.map_err(|error| failed(&error))?;
    Ok(Json(CardOnFile {
        offered: found.offered,
        saved: found.saved.map(face),
        page: found.page,
    }))
}

/// What of a saved card is shown.
pub fn face(card: SavedCardRow) -> CardFace {
    CardFace {
        brand: card.brand,
        last4: card.last4,
        month: card.month,
        year: card.year,
    }
}
