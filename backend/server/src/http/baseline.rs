//! What baseline a home is entitled to: seen by whoever sees the account, said by a representative
//! with a reason, from a day on that has not begun.

use super::enrol::actor;
use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::role::Role;
use ami_domain::tariff::Entitled;
use ami_domain::time::Day;
use ami_store::{AccountRow, StoreError};
use ami_wire::api::Problem;
use ami_wire::api::baseline::{Baseline, BaselineSaid, EntitledFrom, SetBaseline};
use axum::Json;
use axum::extract::State;

/// What a home is entitled to, by the day from which on it is, and who has said so.
#[utoipa::path(get, path = "/api/accounts/{account}/baseline", tag = "protection",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Baseline), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn baseline(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Baseline>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    show(&app, &signed, &account).await
}

/// Says what a home is entitled to from a day on; the same day again changes it.
#[utoipa::path(put, path = "/api/accounts/{account}/baseline", tag = "protection",
    params(("account" = String, Path, description = "Account id")), request_body = SetBaseline,
    responses((status = 200, body = Baseline), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<SetBaseline>,
) -> Result<Json<Baseline>, Refused> {
    let account = signed.account(&app, Action::Protect, &account).await?;
    let from = Day::from_text(&body.from);
    let entitled = Entitled {
        from: from.ok_or_else(|| Refused::unreadable(signed.locale, "from"))?,
        region: body.region,
        medical: body.medical,
    };
    let (now, by, chance) = (app.now(), actor(&signed), &mut app.chance());
    let css = &app.css;
    let set = css.set_baseline(now, chance, by, account.id, &entitled, &body.why);
    set.await
        .map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    app.wake.notify_one();
    show(&app, &signed, &account).await
}

async fn show(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<Baseline>, Refused> {
    let known = app.css.baseline(app.now(), account.id).await;
    let known = known.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let customer = tx.person(account.customer).await.map_err(failed)?;
    let staff = signed.person.role != Role::Customer;
    let mut notes = Vec::with_capacity(known.notes.len());
    for note in known.notes {
        // Names of staff are for staff.
        let by = if staff {
            tx.person(note.person).await.map_err(failed)?
        } else {
            None
        };
        notes.push(BaselineSaid {
            at: zone.local(note.at),
            by: by.map(|person| person.name),
            entitled: shape(note.entitled),
            why: note.why,
        });
    }
    Ok(Json(Baseline {
        name: customer.map(|person| person.name).unwrap_or_default(),
        number: account.number.clone(),
        priced: known.priced,
        regions: known.regions,
        today: known.today,
        entitled: known.entitled.into_iter().map(shape).collect(),
        notes,
    }))
}

fn shape(entitled: Entitled) -> EntitledFrom {
    EntitledFrom {
        from: entitled.from,
        region: entitled.region,
        medical: entitled.medical,
    }
}
