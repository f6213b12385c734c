//! Where a figure comes from, over HTTP.

use super::error::Refused;
use super::read::Path;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::explain::LineageId;
use ami_domain::id::AccountId;
use ami_wire::api::{Explained, Problem};
use axum::Json;
use axum::extract::State;

/// What is behind a figure: ledger entries, tariff lines, intervals and pattern of use, as a bundle
/// from which `ami-server explain --bundle FILE` computes it again anywhere. Ids are
/// `view.ACCOUNT.NUMBER`, `estimate.ACCOUNT.FROM.UNTIL`, `use.ACCOUNT.FROM.UNTIL` (at most 32
/// days), `alert.ID`, `cost.ID`, `event.ID`, `statement.ACCOUNT.YYYY-MM-DD`, `payment.ID`,
/// `owed.ACCOUNT`, `books.ACCOUNT`, `debt.ACCOUNT.YYYY-MM-DD`, `preview.ACCOUNT.MODE.AT`,
/// `change.ACCOUNT.AT` and `entry.ID`.
#[utoipa::path(get, path = "/api/explain/{lineage}", tag = "accounts",
    params(("lineage" = String, Path, description = "Id of the figure")), responses(
    (status = 200, body = Explained), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn explain(
    State(app): State<App>,
    signed: Signed,
    Path(lineage): Path<String>,
) -> Result<Json<Explained>, Refused> {
    // A figure of somebody else's looks like one that nobody has.
    let hidden = || Refused::not_found(signed.locale);
    let lineage: LineageId = lineage.parse().map_err(|_| hidden())?;
    let failed = |error| Refused::css(signed.locale, AccountId::from_number(0), &error);
    let owner = app.css.figure_of(lineage).await.map_err(failed)?;
    let owner = owner.ok_or_else(hidden)?.to_string();
    let row = signed.account(&app, Action::SeeAccount, &owner).await;
    // The account of an entry is not told to whoever only guessed the entry.
    let row = row.map_err(|refused| match refused.is_not_found() {
        true => hidden(),
        false => refused,
    })?;
    let bundle = app.css.explain(lineage).await;
    let bundle = bundle.map_err(|error| Refused::css(signed.locale, row.id, &error))?;
    let explained = Explained::of(bundle.ok_or_else(hidden)?);
    if !explained.agrees {
        let differences = explained.differences.len();
        tracing::warn!(lineage = %explained.lineage, differences, "A figure comes out otherwise");
    }
    Ok(Json(explained))
}
