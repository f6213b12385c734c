//! Closed days of the ledger for the utility, and statements of an account, as JSON and files.

use super::error::Refused;
use super::explain::keep_codes;
use super::read::{Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use crate::statement::{csv, pdf};
use ami_domain::explain::LineageId;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::statement::Statement;
use ami_domain::time::{Day, Zone};
use ami_store::{StoreError, Tx};
use ami_wire::api::{
    Close, CloseBook, CloseCredit, CreditDifference, IssuedStatement, Problem, StatementRow,
};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// So many days are given at once.
const DAYS_MAX: u32 = 31;
/// So many differences of a day are given.
const DIFFERENCES_MAX: u32 = 1_000;
/// So many statements are listed: ten years of months.
const STATEMENTS_MAX: u32 = 120;

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// Days before this one, as 2026-11-25; the newest without it.
    before: Option<String>,
}

/// Closed days, newest first, at most 31, with what each did to each kind of book.
#[utoipa::path(get, path = "/api/closes", tag = "utility", params(Asked), responses(
    (status = 200, body = Vec<Close>), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn closes(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Close>>, Refused> {
    signed.may(Action::SeeBooks)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let before = match asked.before.as_deref() {
        Some(text) => {
            let day = Day::from_text(text);
            Some(day.ok_or_else(|| Refused::unreadable(signed.locale, "before"))?)
        }
        None => None,
    };
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = super::alert::console_zone(&mut tx).await.map_err(failed)?;
    let mut all = Vec::new();
    for row in tx.closes(before, DAYS_MAX).await.map_err(failed)? {
        let books = tx.day_books(row.day).await.map_err(failed)?;
        let credit = credit(&mut tx, &zone, row.day).await.map_err(failed)?;
        all.push(Close {
            credit,
            day: row.day,
            closed_at: row.sealed.map(|(at, _)| zone.local(at)),
            entries: row.entries,
            link: row.sealed.map(|(_, link)| hex(&link)),
            total: books.iter().map(|book| book.balance).sum::<Money>(),
            books: books
                .into_iter()
                .map(|book| CloseBook {
                    book: book.book,
                    gained: book.gained,
                    lost: book.lost,
                    balance: book.balance,
                })
                .collect(),
        });
    }
    Ok(Json(all))
}

/// How the meters' credit compared with the ledger's on a day.
async fn credit(tx: &mut Tx, zone: &Zone, day: Day) -> Result<Option<CloseCredit>, StoreError> {
    let Some(done) = tx.credit_day(day).await? else {
        return Ok(None);
    };
    let mut differences = Vec::new();
    for found in tx.credit_differences((day, day), DIFFERENCES_MAX).await? {
        let meter = tx.meter(found.meter).await?;
        let account = tx.account(found.account).await?;
        differences.push(CreditDifference {
            meter: meter.map(|meter| meter.serial).unwrap_or_default(),
            account: account.map(|account| account.number).unwrap_or_default(),
            since: zone.local(found.since),
            at: zone.local(found.at),
            counter: found.counter,
            expected: found.expected,
        });
    }
    Ok(Some(CloseCredit {
        compared: done.compared,
        waiting: done.waiting,
        differences,
    }))
}

/// The statements of an account, newest first.
#[utoipa::path(get, path = "/api/accounts/{account}/statements", tag = "accounts",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Vec<StatementRow>), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn statements(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Vec<StatementRow>>, Refused> {
    let row = signed.account(&app, Action::SeeAccount, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = super::payment::zone(&mut tx, &row).await.map_err(failed)?;
    let account = row.id;
    let rows = tx.statements(account, STATEMENTS_MAX).await;
    let rows = rows.map_err(failed)?.into_iter().map(|row| StatementRow {
        from: row.from,
        until: row.until,
        issued_at: zone.local(row.issued_at),
        digest: hex(&row.digest),
        lineage: LineageId::Statement {
            account,
            from: row.from,
        },
    });
    Ok(Json(rows.collect()))
}

/// What a statement says, exactly as it was issued.
#[utoipa::path(get, path = "/api/accounts/{account}/statements/{from}", tag = "accounts",
    params(("account" = String, Path, description = "Account id"),
        ("from" = String, Path, description = "First day, as 2026-11-15")), responses(
    (status = 200, body = IssuedStatement), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn statement(
    State(app): State<App>,
    signed: Signed,
    Path((account, from)): Path<(String, String)>,
) -> Result<Json<IssuedStatement>, Refused> {
    let row = signed.account(&app, Action::SeeAccount, &account).await?;
    let statement = issued(&app, &signed, row.id, &from).await?;
    let (account, from) = (row.id, statement.from);
    Ok(Json(IssuedStatement {
        statement,
        lineage: LineageId::Statement { account, from },
    }))
}

/// The same for programs.
#[utoipa::path(get, path = "/api/accounts/{account}/statements/{from}/csv", tag = "accounts",
    params(("account" = String, Path, description = "Account id"),
        ("from" = String, Path, description = "First day, as 2026-11-15")), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn statement_csv(
    State(app): State<App>,
    signed: Signed,
    Path((account, from)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let row = signed.account(&app, Action::SeeAccount, &account).await?;
    let statement = issued(&app, &signed, row.id, &from).await?;
    let text = csv::csv(&statement).into_bytes();
    Ok(file(&statement, "csv", "text/csv; charset=utf-8", text))
}

/// The same on paper, in the reader's language.
#[utoipa::path(get, path = "/api/accounts/{account}/statements/{from}/pdf", tag = "accounts",
    params(("account" = String, Path, description = "Account id"),
        ("from" = String, Path, description = "First day, as 2026-11-15")), responses(
    (status = 200, body = Vec<u8>, content_type = "application/pdf"),
    (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn statement_pdf(
    State(app): State<App>,
    signed: Signed,
    Path((account, from)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let row = signed.account(&app, Action::SeeAccount, &account).await?;
    let statement = issued(&app, &signed, row.id, &from).await?;
    let (account, from) = (row.id, statement.from);
    keep_codes(&app, account, &[LineageId::Statement { account, from }]).await;
    let paper = pdf::pdf(&statement, signed.locale);
    Ok(file(&statement, "pdf", "application/pdf", paper))
}

async fn issued(
    app: &App,
    signed: &Signed,
    account: AccountId,
    from: &str,
) -> Result<Statement, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let day = Day::from_text(from).ok_or_else(|| Refused::not_found(signed.locale))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let row = tx.statement(account, day).await.map_err(failed)?;
    let row = row.ok_or_else(|| Refused::not_found(signed.locale))?;
    serde_json::from_str(&row.body).map_err(|error| {
        tracing::error!(account.id = %account, %error, "A stored statement cannot be read");
        Refused::unavailable(signed.locale)
    })
}

/// A file to keep; its name has nothing of the customer.
fn file(statement: &Statement, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let name = format!(
        "attachment; filename=\"statement-{}.{ending}\"",
        statement.from
    );
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, bytes).into_response()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
