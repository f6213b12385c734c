//! The numbers that the utility sets while the server runs (FR-24, NFR-05).

use super::alert::{console_zone, name};
use super::error::Refused;
use super::read::Body;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_adcs::AdcsError;
use ami_adcs::settings::{self, Changes, NUMBERS, SettingRefusal, Unit};
use ami_wire::api::{self, Number, Problem, SetNumbers, Settings};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// The numbers that hold now, with their ranges and who changed them last.
#[utoipa::path(get, path = "/api/utility/settings", tag = "utility", responses(
    (status = 200, body = Settings), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn settings(State(app): State<App>, signed: Signed) -> Result<Json<Settings>, Refused> {
    signed.may(Action::SetNumbers)?;
    describe(&app, &signed).await
}

/// Changes some of them; refused when somebody else has changed them meanwhile.
#[utoipa::path(put, path = "/api/utility/settings", tag = "utility", request_body = SetNumbers,
    responses((status = 200, body = Settings), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    signed: Signed,
    Body(wanted): Body<SetNumbers>,
) -> Result<Json<Settings>, Refused> {
    signed.may(Action::SetNumbers)?;
    let (store, terms, by) = (&app.css.store, &app.css.terms, signed.person.id);
    let changes = &Changes {
        numbers: wanted.numbers,
        order: wanted.order,
    };
    let done = settings::set(store, app.now(), terms, by, wanted.version, changes).await;
    match done {
        Ok(version) => {
            tracing::info!(version, person.id = %by, "Settings changed");
            describe(&app, &signed).await
        }
        Err(why) => Err(refused(&signed, why)),
    }
}

async fn describe(app: &App, signed: &Signed) -> Result<Json<Settings>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let reloaded = settings::reload(&app.css.store, &app.css.terms).await;
    reloaded.map_err(|error| refused(signed, error.into()))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = console_zone(&mut tx).await.map_err(failed)?;
    let newest = tx.setting().await.map_err(failed)?;
    let changed = match &newest {
        Some(row) => Some(api::Signed {
            by: name(&mut tx, Some(row.by)).await.map_err(failed)?,
            at: zone.local(row.at),
        }),
        None => None,
    };
    let now = settings::numbers(&app.css.terms.policy);
    let first = settings::numbers(&app.css.terms.at_start().policy);
    let value = |from: &std::collections::BTreeMap<&str, i64>, key: &str| {
        from.get(key).copied().unwrap_or_default()
    };
    let numbers = NUMBERS.iter().map(|number| Number {
        key: number.key.to_owned(),
        unit: match number.unit {
            Unit::Micros => "micros",
            Unit::Millis => "millis",
            Unit::Permille => "permille",
        }
        .to_owned(),
        value: value(&now, number.key),
        min: number.min,
        max: number.max,
        default: value(&first, number.key),
    });
    Ok(Json(Settings {
        version: newest.map_or(0, |row| row.version),
        zone: zone.name().to_owned(),
        changed,
        numbers: numbers.collect(),
        order: app.css.terms.policy.priority_order.clone(),
    }))
}

fn refused(signed: &Signed, why: SettingRefusal) -> Refused {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let short = |key: String| key.chars().take(40).collect::<String>();
    match why {
        SettingRefusal::Unknown(key) => Refused::unreadable(signed.locale, short(key)),
        SettingRefusal::Range(key) => {
            Refused::new(signed.locale, unprocessable, "error-setting-range")
                .with("field", key.clone())
                .field(key)
        }
        SettingRefusal::Changed(_) => {
            Refused::new(signed.locale, StatusCode::CONFLICT, "error-conflict")
        }
        SettingRefusal::Adcs(AdcsError::Store(error)) => Refused::store(signed.locale, &error),
        SettingRefusal::Adcs(error) => {
            tracing::error!(%error, "Settings were not taken");
            Refused::unavailable(signed.locale)
        }
    }
}
