//! The utility's view of what keeps supply on, the release from quarantine (DESIGN 7.12), and the
//! weather that its rules ask for (FR-10).

use super::error::Refused;
use super::read::{Body, Path};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_adcs::{AdcsError, weather};
use ami_domain::clearance::Cause;
use ami_domain::id::MeterId;
use ami_domain::time::{Span, Timestamp};
use ami_domain::weather::{Alerts, Forecast, Observed, Weather};
use ami_store::{HoldRow, StoreError, Tx};
use ami_wire::api::{
    AlertsAt, ForecastAt, Held, ObservedAt, Problem, ReportWeather, SaidAt, WeatherAt,
};
use axum::Json;
use axum::extract::State;

/// Holds and places on one page at most.
const LIST: u32 = 500;

/// Cuts that do not happen, and why, the oldest first; at most 500.
#[utoipa::path(get, path = "/api/utility/holds", tag = "utility", responses(
    (status = 200, body = Vec<Held>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn holds(State(app): State<App>, signed: Signed) -> Result<Json<Vec<Held>>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let rows = tx.holds(LIST).await.map_err(failed)?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.push(shape(&mut tx, row).await.map_err(failed)?);
    }
    Ok(Json(list))
}

/// Releases a cut from quarantine. One person is not enough; the same one twice is one.
#[utoipa::path(put, path = "/api/utility/holds/{meter}/{cause}/release", tag = "utility",
    params(("meter" = String, Path, description = "Meter id"),
        ("cause" = String, Path, description = "zero, event_over, plan or rule")),
    responses((status = 200, body = Held), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn release(
    State(app): State<App>,
    signed: Signed,
    Path((meter, cause)): Path<(String, String)>,
) -> Result<Json<Held>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let missing = || Refused::not_found(signed.locale);
    let meter: MeterId = meter.parse().map_err(|_| missing())?;
    let cause = Cause::from_word(&cause).ok_or_else(missing)?;
    let failed = |error: StoreError| match error {
        StoreError::Missing { .. } => missing(),
        other => Refused::store(signed.locale, &other),
    };
    let by = signed.person.id;
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    let enough = tx.release(meter, cause, by).await.map_err(failed)?;
    let row = tx.hold(meter, cause).await.map_err(failed)?;
    let held = shape(&mut tx, row.ok_or_else(missing)?)
        .await
        .map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    tracing::warn!(meter.id = %meter, person.id = %by, enough, "A quarantined cut was released");
    Ok(Json(held))
}

/// The weather at every place, with its age; at most 500.
#[utoipa::path(get, path = "/api/utility/weather", tag = "utility", responses(
    (status = 200, body = Vec<WeatherAt>), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn all_weather(
    State(app): State<App>,
    signed: Signed,
) -> Result<Json<Vec<WeatherAt>>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let rows = tx.all_weather(LIST).await.map_err(failed)?;
    Ok(Json(rows.into_iter().map(|row| at(&app, row)).collect()))
}

/// Takes a report about the weather; one that is older than what is known changes nothing.
#[utoipa::path(put, path = "/api/utility/weather", tag = "utility", request_body = ReportWeather,
    responses((status = 200, body = WeatherAt), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn report_weather(
    State(app): State<App>,
    signed: Signed,
    Body(report): Body<ReportWeather>,
) -> Result<Json<WeatherAt>, Refused> {
    signed.may(Action::ReleaseCuts)?;
    let now = app.now();
    let reports = [told(report, now.business, &signed.person.name)];
    let kept = weather::keep(&app.css.store, now, &reports).await;
    kept.map_err(|error| {
        if let AdcsError::Store(error) = &error {
            return Refused::store(signed.locale, error);
        }
        let fields = "place, source, as_of, now_c10, high_c10, low_c10, hours";
        Refused::unreadable(signed.locale, fields)
    })?;
    let [report] = reports;
    let failed = |error: StoreError| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let known = tx.weather(&report.place).await.map_err(failed)?;
    Ok(Json(at(&app, known.unwrap_or(report))))
}

/// The parts that a report has. Whoever reads it sees that a person has typed it in, and which.
fn told(report: ReportWeather, now: Timestamp, person: &str) -> Weather {
    let as_of = report.as_of.unwrap_or(now);
    let source = || report.source.clone().unwrap_or_else(|| person.to_owned());
    let range = report.high_c10.zip(report.low_c10);
    let said = Weather {
        observed: report.now_c10.map(|now_c10| Observed {
            as_of,
            source: source(),
            now_c10,
        }),
        forecast: range.map(|(high_c10, low_c10)| Forecast {
            as_of,
            source: source(),
            hours: report.hours.unwrap_or(24),
            high_c10,
            low_c10,
        }),
        alerts: report.advisories.clone().map(|advisories| Alerts {
            as_of,
            source: source(),
            advisories,
            last: Vec::new(),
        }),
        place: report.place,
    };
    match report.source {
        Some(_) => said.brought_by(person),
        None => said,
    }
}

fn at(app: &App, weather: Weather) -> WeatherAt {
    let (now, most) = (app.now().business, app.css.terms.rules.weather_max_age);
    let said = |as_of: Timestamp, source: String| {
        let age = now.since(as_of).max(Span::ZERO);
        SaidAt {
            source,
            age,
            stale: age > most,
        }
    };
    WeatherAt {
        place: weather.place,
        observed: weather.observed.map(|is| ObservedAt {
            said: said(is.as_of, is.source),
            now_c10: is.now_c10,
        }),
        forecast: weather.forecast.map(|is| ForecastAt {
            said: said(is.as_of, is.source),
            hours: is.hours,
            high_c10: is.high_c10,
            low_c10: is.low_c10,
        }),
        alerts: weather.alerts.map(|is| AlertsAt {
            said: said(is.as_of, is.source),
            advisories: is.advisories,
        }),
    }
}

async fn shape(tx: &mut Tx, row: HoldRow) -> Result<Held, StoreError> {
    let meter = tx.meter(row.meter).await?;
    Ok(Held {
        meter: row.meter,
        meter_serial: meter.map_or_else(String::new, |meter| meter.serial),
        cause: row.cause,
        decision: row.decision,
        holds: row.holds,
        since: row.since,
        at: row.at,
        quarantined: row.quarantined,
        released: u8::try_from(row.released.len()).unwrap_or(u8::MAX),
    })
}
