//! An installer pairs a display with a home, and whoever tends the home takes it out again.

use super::error::Refused;
use super::read::{Body, Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_adcs::pair::{self, PairError, Wish, last4};
use ami_domain::id::PairingId;
use ami_domain::pairing::{DISPLAYS_MAX, PairCode, PairState, VALID};
use ami_domain::time::{Span, Zone};
use ami_locales::Locale;
use ami_store::{Meter, PairingRow, StoreError, Tx};
use ami_wire::api::Problem;
use ami_wire::api::pairing::{AskPairing, ConfirmPairing, HomeDisplays, Pairing};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Longest serial number that is looked for.
const SERIAL_MAX: usize = 64;
/// Pairings that are shown of a home.
const SHOWN: u32 = 20;

/// Of which home.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// The meter's serial number.
    serial: String,
}

/// How it ends.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Ends {
    /// The display shows another number.
    #[serde(default)]
    differs: bool,
}

/// The home of a meter, and its displays.
#[utoipa::path(get, path = "/api/displays", tag = "installer", params(Asked), responses(
    (status = 200, body = HomeDisplays), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn displays(
    State(app): State<App>,
    signed: Signed,
    Query(Asked { serial }): Query<Asked>,
) -> Result<Json<HomeDisplays>, Refused> {
    signed.may(Action::SeeDisplays)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let serial = serial.trim();
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let meter = match serial.len() {
        0..=SERIAL_MAX => pair::home(&mut tx, serial).await.map_err(failed)?,
        _ => None,
    };
    let meter = meter.ok_or_else(|| refused(signed.locale, &PairError::NoMeter))?;
    let rows = tx.pairings_of(meter.id, SHOWN).await.map_err(failed)?;
    let (_, address) = place(&mut tx, &meter).await.map_err(failed)?;
    let here = pair::is_here(&mut tx, &meter).await.map_err(failed)?;
    let mut pairings = Vec::with_capacity(rows.len());
    for row in rows {
        let one = shape(&app, &mut tx, &meter, row).await;
        pairings.push(one.map_err(failed)?);
    }
    Ok(Json(HomeDisplays {
        serial: meter.serial,
        address,
        gateway_here: here,
        pairings,
    }))
}

/// Begins a pairing. The same again is answered with where it stands.
#[utoipa::path(put, path = "/api/pairings/{pairing}", tag = "installer",
    params(("pairing" = String, Path, description = "Pairing id, made by who asks")),
    request_body = AskPairing, responses((status = 200, body = Pairing),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn ask(
    State(app): State<App>,
    signed: Signed,
    Path(pairing): Path<String>,
    Body(body): Body<AskPairing>,
) -> Result<Json<Pairing>, Refused> {
    signed.may(Action::PairDisplays)?;
    let id = id(&signed, &pairing)?;
    let code = PairCode::read(&body.code);
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let shape = || Refused::new(signed.locale, unprocessable, "error-pair-code").field("code");
    let code = code.ok_or_else(shape)?;
    let serial = body.serial.trim();
    if serial.len() > SERIAL_MAX {
        return Err(refused(signed.locale, &PairError::NoMeter));
    }
    let wish = Wish { id, serial, code };
    let row = pair::ask(&app.css.store, app.now(), signed.person.id, &wish).await;
    let row = row.map_err(|error| refused(signed.locale, &error))?;
    app.wake.notify_one();
    show(&app, &signed, row).await
}

/// How it stands.
#[utoipa::path(get, path = "/api/pairings/{pairing}", tag = "installer",
    params(("pairing" = String, Path, description = "Pairing id")), responses(
    (status = 200, body = Pairing), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn pairing(
    State(app): State<App>,
    signed: Signed,
    Path(pairing): Path<String>,
) -> Result<Json<Pairing>, Refused> {
    signed.may(Action::SeeDisplays)?;
    let id = id(&signed, &pairing)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let row = tx.pairing(id).await.map_err(failed)?;
    drop(tx);
    let row = row.ok_or_else(|| refused(signed.locale, &PairError::Unknown(id)))?;
    show(&app, &signed, row).await
}

/// Website and display show the same number. A second time changes nothing.
#[utoipa::path(put, path = "/api/pairings/{pairing}/confirmed", tag = "installer",
    params(("pairing" = String, Path, description = "Pairing id")),
    request_body = ConfirmPairing, responses((status = 200, body = Pairing),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn confirm(
    State(app): State<App>,
    signed: Signed,
    Path(pairing): Path<String>,
    Body(body): Body<ConfirmPairing>,
) -> Result<Json<Pairing>, Refused> {
    signed.may(Action::PairDisplays)?;
    let id = id(&signed, &pairing)?;
    let (now, by) = (app.now(), signed.person.id);
    let row = pair::confirm(&app.css.store, now, by, id, body.check).await;
    let row = row.map_err(|error| refused(signed.locale, &error))?;
    app.wake.notify_one();
    show(&app, &signed, row).await
}

/// Stops it, or takes the display out again. A second time changes nothing.
#[utoipa::path(delete, path = "/api/pairings/{pairing}", tag = "installer",
    params(("pairing" = String, Path, description = "Pairing id"), Ends), responses(
    (status = 200, body = Pairing), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    signed: Signed,
    Path(pairing): Path<String>,
    Query(Ends { differs }): Query<Ends>,
) -> Result<Json<Pairing>, Refused> {
    signed.may(Action::SeeDisplays)?;
    let id = id(&signed, &pairing)?;
    let (now, by) = (app.now(), signed.person.id);
    let row = pair::end(&app.css.store, now, by, id, differs).await;
    let row = row.map_err(|error| refused(signed.locale, &error))?;
    app.wake.notify_one();
    show(&app, &signed, row).await
}

fn id(signed: &Signed, pairing: &str) -> Result<PairingId, Refused> {
    let missing = |_| Refused::new(signed.locale, StatusCode::NOT_FOUND, "error-pair-unknown");
    pairing.parse().map_err(missing)
}

fn refused(locale: Locale, error: &PairError) -> Refused {
    let conflict = |id| Refused::new(locale, StatusCode::CONFLICT, id);
    match error {
        PairError::Store(error) => Refused::store(locale, error),
        PairError::NoMeter => {
            Refused::new(locale, StatusCode::NOT_FOUND, "error-pair-serial").field("serial")
        }
        PairError::Unknown(_) => Refused::new(locale, StatusCode::NOT_FOUND, "error-pair-unknown"),
        PairError::Taken(_) => conflict("error-pair-taken"),
        PairError::Away(_) => conflict("error-pair-away"),
        PairError::Busy(_) => conflict("error-pair-busy"),
        PairError::Tries(_) => {
            let wait = u32::try_from(VALID.as_millis() / 1_000).unwrap_or(0);
            Refused::new(locale, StatusCode::TOO_MANY_REQUESTS, "error-pair-tries")
                .retry_after(wait)
        }
        PairError::Full(_) => conflict("error-pair-full").with("count", i64::from(DISPLAYS_MAX)),
        PairError::OtherNumber(_) => conflict("error-pair-number"),
        PairError::NotNow(_) => conflict("error-pair-over"),
    }
}

async fn show(app: &App, signed: &Signed, row: PairingRow) -> Result<Json<Pairing>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let meter = tx.meter(row.meter).await.map_err(failed)?;
    let meter = meter.ok_or_else(|| refused(signed.locale, &PairError::NoMeter))?;
    let shown = shape(app, &mut tx, &meter, row).await.map_err(failed)?;
    Ok(Json(shown))
}

async fn place(tx: &mut Tx, meter: &Meter) -> Result<(Zone, String), StoreError> {
    let place = tx.location(meter.location).await?;
    let zone = place
        .as_ref()
        .and_then(|place| Zone::named(&place.zone).ok());
    let address = place.map(|place| place.address).unwrap_or_default();
    Ok((zone.unwrap_or_else(Zone::utc), address))
}

async fn shape(
    app: &App,
    tx: &mut Tx,
    meter: &Meter,
    row: PairingRow,
) -> Result<Pairing, StoreError> {
    let (zone, address) = place(tx, meter).await?;
    let by = tx.person(row.asked.1).await?;
    let left = (row.asked.0 + VALID).since(app.now().real);
    let left = if row.state.is_open() {
        left
    } else {
        Span::ZERO
    };
    // The number counts only while there is something to compare, or was.
    let check = row.check.filter(|_| row.state != PairState::Lost);
    Ok(Pairing {
        id: row.id,
        serial: meter.serial.clone(),
        address,
        state: row.state,
        strangers: row.strangers,
        check,
        last4: last4(&meter.serial),
        gateway_here: pair::is_here(tx, meter).await?,
        left_ms: left.as_millis().max(0),
        asked_at: zone.local(row.asked.0),
        asked_by: by.map(|person| person.name).unwrap_or_default(),
        ended_at: row.ended.map(|(at, _)| zone.local(at)),
    })
}
