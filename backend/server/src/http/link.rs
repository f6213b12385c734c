//! Links through which anybody may pay for an account, as the customer keeps them.

use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::{Signed, digest};
use crate::authorise::Action;
use crate::chance;
use crate::state::App;
use crate::tries::hex;
use ami_css::pay_link::LinkWish;
use ami_domain::id::LinkId;
use ami_domain::time::{Timestamp, Zone};
use ami_store::{AccountRow, PayLinkRow};
use ami_wire::api::Problem;
use ami_wire::api::link::{MadeLink, MakeLink, PayLink};
use axum::Json;
use axum::extract::State;

/// The links of an account, newest first, at most 100.
#[utoipa::path(get, path = "/api/accounts/{account}/links", tag = "payments",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Vec<PayLink>), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn links(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Vec<PayLink>>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let found = app.css.links(account.id).await;
    let found = found.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let zone = zone_of(&app, &signed, &account).await?;
    let now = app.now().business;
    Ok(Json(
        found
            .into_iter()
            .map(|link| shape(&zone, now, link))
            .collect(),
    ))
}

/// Makes a link; the answer holds the path that opens it, this once.
#[utoipa::path(post, path = "/api/accounts/{account}/links", tag = "payments",
    params(("account" = String, Path, description = "Account id")), request_body = MakeLink,
    responses((status = 200, body = MadeLink), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn make(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<MakeLink>,
) -> Result<Json<MadeLink>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let token = hex(&chance::token());
    let wish = LinkWish {
        own: body.own,
        nickname: body.nickname,
        amount: body.amount,
        days: body.days,
    };
    let (css, now, by) = (&app.css, app.now(), signed.person.id);
    let digest = digest(token.as_bytes());
    let mut chance = app.chance();
    let made = css.make_link(now, &mut chance, by, account.id, &wish, digest);
    let made = made.await;
    let link = made.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let zone = zone_of(&app, &signed, &account).await?;
    Ok(Json(MadeLink {
        link: shape(&zone, now.business, link),
        path: format!("/p/{token}"),
    }))
}

/// Takes a link back.
#[utoipa::path(delete, path = "/api/accounts/{account}/links/{link}", tag = "payments",
    params(("account" = String, Path, description = "Account id"),
        ("link" = String, Path, description = "Link id")), responses(
    (status = 200, body = PayLink), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn revoke(
    State(app): State<App>,
    signed: Signed,
    Path((account, link)): Path<(String, String)>,
) -> Result<Json<PayLink>, Refused> {
    let account = signed.account(&app, Action::Pay, &account).await?;
    let link: LinkId = link
        .parse()
        .map_err(|_| Refused::not_found(signed.locale))?;
    let now = app.now();
    let link = app.css.revoke_link(now, account.id, link).await;
    let link = link.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let zone = zone_of(&app, &signed, &account).await?;
    Ok(Json(shape(&zone, now.business, link)))
}

async fn zone_of(app: &App, signed: &Signed, account: &AccountRow) -> Result<Zone, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    zone(&mut tx, account).await.map_err(failed)
}

fn shape(zone: &Zone, now: Timestamp, link: PayLinkRow) -> PayLink {
    PayLink {
        id: link.id,
        open: link.opens(now),
        own: link.own,
        nickname: link.nickname,
        amount: link.amount,
        made_at: zone.local(link.made_at),
        expires_at: zone.local(link.expires_at),
        uses: link.uses,
    }
}
