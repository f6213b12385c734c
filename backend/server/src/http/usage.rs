//! Historical use over HTTP (SC1.12, FR-31).

use super::error::Refused;
use super::read::{Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::explain::WINDOW_MAX;
use ami_css::usage::Step as CssStep;
use ami_domain::explain::LineageId;
use ami_domain::id::AccountId;
use ami_domain::time::{Timestamp, Window};
use ami_wire::api::{Problem, Step, Usage, UsageRow};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;

/// Which use.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// First moment, milliseconds since 1970 UTC.
    from: i64,
    /// First moment after.
    until: i64,
    /// `hour` (at most 31 days), `day` (400) or `month` (800).
    #[param(inline)]
    step: Step,
}

/// Use of an account in a window, in steps of the site's civil time.
#[utoipa::path(get, path = "/api/accounts/{account}/usage", tag = "accounts",
    params(("account" = String, Path, description = "Account id"), Asked), responses(
    (status = 200, body = Usage), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn usage(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Usage>, Refused> {
    let row = signed.account(&app, Action::SeeAccount, &account).await?;
    let (start, end) = (
        Timestamp::from_millis(asked.from),
        Timestamp::from_millis(asked.until),
    );
    let step = match asked.step {
        Step::Hour => CssStep::Hour,
        Step::Day => CssStep::Day,
        Step::Month => CssStep::Month,
    };
    let used = app
        .css
        .usage(app.now(), row.id, Window { start, end }, step)
        .await;
    let used = used.map_err(|e| Refused::css(signed.locale, row.id, &e))?;
    let account = row.id;
    let rows = used.rows.iter().map(|row| UsageRow {
        start: used.zone.local(row.start),
        length: row.length,
        energy: row.energy,
        cost: row.cost,
        estimated: row.estimated,
        lineage: row.energy.and_then(|_| {
            let end = row.start + row.length;
            behind(
                account,
                Window {
                    start: row.start,
                    end,
                },
            )
        }),
    });
    Ok(Json(Usage {
        step: asked.step,
        rows: rows.collect(),
        total: used.total,
        cost: used.cost,
        daily_average: used.daily_average,
        lineage: behind(account, Window { start, end }),
    }))
}

/// What is behind the use of a window; so much of it is explained at once.
fn behind(account: AccountId, window: Window) -> Option<LineageId> {
    (window.length() <= WINDOW_MAX).then_some(LineageId::Charges { account, window })
}
