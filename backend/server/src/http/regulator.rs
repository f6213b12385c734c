//! The report for the regulator, for the utility: to look at, and as a file.

use super::error::Refused;
use super::read::Query;
use super::session::Signed;
use crate::authorise::Action;
use crate::regulator;
use crate::state::App;
use ami_css::CssError;
use ami_css::regulator::{DAYS_MAX, Report};
use ami_domain::id::AccountId;
use ami_domain::time::Day;
use ami_wire::api::{Problem, RegulatorLine, RegulatorReport};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Which days, by the utility's calendar.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// The first day, as 2026-01-31.
    from: String,
    /// The first day after; at most 366 days later.
    until: String,
}

/// The report of some days.
#[utoipa::path(get, path = "/api/report/regulator", tag = "utility", params(Asked), responses(
    (status = 200, body = RegulatorReport), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn report(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Json<RegulatorReport>, Refused> {
    let report = made(&app, &signed, &asked).await?;
    Ok(Json(RegulatorReport {
        from: report.from,
        until: report.until,
        made_at: report.zone.local(report.made_at),
        lines: report.lines.iter().map(RegulatorLine::from).collect(),
    }))
}

/// The same as CSV.
#[utoipa::path(get, path = "/api/report/regulator.csv", tag = "utility", params(Asked), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn report_csv(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Refused> {
    let report = made(&app, &signed, &asked).await?;
    let (from, until) = (report.from, report.until);
    let name = format!("attachment; filename=\"regulator-{from}-{until}.csv\"");
    let kind = "text/csv; charset=utf-8; header=present".to_owned();
    let head = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((head, regulator::csv(&report)).into_response())
}

async fn made(app: &App, signed: &Signed, asked: &Asked) -> Result<Report, Refused> {
    signed.may(Action::SeeConformance)?;
    let days = Day::from_text(&asked.from).zip(Day::from_text(&asked.until));
    let report = match days {
        Some((from, until)) => app.css.regulator_report(app.now(), from, until).await,
        None => Err(CssError::WindowTooLong { days: DAYS_MAX }),
    };
    let nobody = AccountId::from_number(0);
    report.map_err(|error| Refused::css(signed.locale, nobody, &error))
}
