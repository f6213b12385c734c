//! The use case's numbers, live from receipts, for the utility.

use super::alert::console_zone;
use super::error::Refused;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_adcs::{AdcsError, conformance as live};
use ami_wire::api::{Conformance, Figure, Problem};
use axum::Json;
use axum::extract::State;

/// What the receipts of the last thirty days say.
#[utoipa::path(get, path = "/api/conformance", tag = "utility", responses(
    (status = 200, body = Conformance), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn conformance(
    State(app): State<App>,
    signed: Signed,
) -> Result<Json<Conformance>, Refused> {
    signed.may(Action::SeeConformance)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let store = &app.css.store;
    let now = live::live(store, app.now(), app.clock.business.factor).await;
    let now = now.map_err(|error| match error {
        AdcsError::Store(error) => failed(error),
        other => {
            tracing::error!(error = %other, "Figures of conformance failed");
            Refused::unavailable(signed.locale)
        }
    })?;
    let mut tx = store.read().await.map_err(failed)?;
    let zone = console_zone(&mut tx).await.map_err(failed)?;
    let figures = now.figures.into_iter().map(|figure| Figure {
        id: figure.id.to_owned(),
        part: figure.share.part,
        whole: figure.share.whole,
        wanted_ppm: figure.wanted_ppm,
        times: figure.times.map(Vec::from).unwrap_or_default(),
        rest: figure.rest.map(|rest| [rest.part, rest.whole]),
        pass: figure.pass,
    });
    Ok(Json(Conformance {
        from: zone.local(now.from),
        until: zone.local(now.until),
        figures: figures.collect(),
    }))
}
