//! Where a figure comes from, over HTTP.

use super::error::Refused;
use super::read::Path;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::AccountId;
use ami_wire::api::{CodedFigure, Explained, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

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
    let broken = |error| Refused::css(signed.locale, row.id, &error);
    let bundle = app.css.explain(lineage).await.map_err(broken)?;
    let explained = Explained::of(bundle.ok_or_else(hidden)?);
    keep_codes(&app, row.id, &[explained.lineage]).await;
    if !explained.agrees {
        let differences = explained.differences.len();
        tracing::warn!(lineage = %explained.lineage, differences, "A figure comes out otherwise");
    }
    Ok(Json(explained))
}

/// Keeps the codes of figures that an account is shown now. What is shown does not wait for it: a
/// code that could not be kept is kept when it is shown again.
pub(super) async fn keep_codes(app: &App, account: AccountId, shown: &[LineageId]) {
    if let Err(error) = app.css.keep_codes(app.now(), account, shown).await {
        tracing::warn!(%account, %error, "Codes of figures were not kept");
    }
}

/// The figure under which a customer was shown this code, for whoever is read it: eight letters and
/// digits as under "Why?", in any case and with or without the hyphen. Codes are kept of the figures
/// that an account was shown last.
#[utoipa::path(get, path = "/api/figures/{code}", tag = "accounts",
    params(("code" = String, Path, description = "Code of the figure")), responses(
    (status = 200, body = Vec<CodedFigure>), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn figures(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Json<Vec<CodedFigure>>, Refused> {
    let unread = |_| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Refused::new(signed.locale, status, "error-figure-misheard").field("code")
    };
    let code = FigureCode::read(&code).map_err(unread)?;
    let failed = |error| Refused::css(signed.locale, AccountId::from_number(0), &error);
    let mut found = Vec::new();
    for (owner, lineage) in app.css.figures_of_code(code).await.map_err(failed)? {
        let owner = owner.to_string();
        // A code of somebody else's figure looks like one that nobody was shown.
        match signed.account(&app, Action::SeeAccount, &owner).await {
            Ok(row) => found.push(CodedFigure {
                lineage,
                account: row.id,
                number: row.number,
            }),
            Err(refused) if refused.is_not_found() => {}
            Err(refused) => return Err(refused),
        }
    }
    if found.is_empty() {
        let missing = Refused::new(signed.locale, StatusCode::NOT_FOUND, "error-figure-code");
        return Err(missing);
    }
    Ok(Json(found))
}
