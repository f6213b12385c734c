//! What customers take with them: their ledger and their intervals as CSV, and their intervals as
//! Green Button. Files are streamed page by page; each page is one short look at the store.

pub mod csv;
pub mod espi;
mod local_time;

use self::csv::{Cell, Csv};
use super::error::Refused;
use super::read::{Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::CssError;
use ami_css::export::{Export, Reading};
use ami_domain::ledger::{Book, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::time::{Timestamp, Window, Zone};
use ami_domain::usage::Quality;
use ami_store::LedgerMark;
use ami_wire::api::Problem;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::Deserialize;

/// Longest part of an account's number in the name of a file, in characters.
const NUMBER_MAX: usize = 32;

/// Which part.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// First moment, milliseconds since 1970 UTC.
    from: i64,
    /// First moment after; at most 800 days later.
    until: i64,
}

/// The movements of the account's books as CSV, oldest first.
#[utoipa::path(get, path = "/api/accounts/{account}/ledger.csv", tag = "export",
    params(("account" = String, Path, description = "Account id"), Asked), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn ledger(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refused> {
    let export = open(&app, &signed, &account, &asked).await?;
    let name = file_name(&export, "ledger", "csv");
    let mut head = Csv::default();
    head.head(&[
        "time_utc",
        "time_local",
        "book",
        "reason",
        "amount",
        "currency",
        "state",
        "interval_start_utc",
        "payment",
        "event",
        "transfer",
    ]);
    let pages = stream::try_unfold(Some(None::<LedgerMark>), move |at| {
        let (app, export) = (app.clone(), export.clone());
        async move {
            let Some(after) = at else {
                return Ok(None);
            };
            let page = app.css.moves(&export, after).await.map_err(broke)?;
            let mut csv = Csv::default();
            for one in &page {
                moves(&mut csv, &export, one);
            }
            let next = page.last().map(|last| Some((last.at, last.id)));
            Ok(page.last().map(|_| (csv.into_text(), next)))
        }
    });
    Ok(file(
        "text/csv; charset=utf-8; header=present",
        &name,
        head.into_text(),
        pages,
        "",
    ))
}

/// The account's intervals as CSV, oldest first.
#[utoipa::path(get, path = "/api/accounts/{account}/intervals.csv", tag = "export",
    params(("account" = String, Path, description = "Account id"), Asked), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn intervals(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refused> {
    let export = open(&app, &signed, &account, &asked).await?;
    let name = file_name(&export, "intervals", "csv");
    let mut head = Csv::default();
    head.head(&[
        "start_utc",
        "start_local",
        "duration_s",
        "energy_wh",
        "cost",
        "currency",
        "quality",
    ]);
    let pages = readings(app, export, |export, page| {
        let mut csv = Csv::default();
        for one in page {
            interval(&mut csv, export, one);
        }
        csv.into_text()
    });
    Ok(file(
        "text/csv; charset=utf-8; header=present",
        &name,
        head.into_text(),
        pages,
        "",
    ))
}

/// The account's intervals as Green Button: an Atom feed of ESPI.
#[utoipa::path(get, path = "/api/accounts/{account}/green-button.xml", tag = "export",
    params(("account" = String, Path, description = "Account id"), Asked), responses(
    (status = 200, body = String, content_type = "application/atom+xml"),
    (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn green_button(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refused> {
    let export = open(&app, &signed, &account, &asked).await?;
    let name = file_name(&export, "green-button", "xml");
    let head = espi::head(&export);
    let pages = readings(app, export, espi::block);
    Ok(file("application/atom+xml", &name, head, pages, espi::TAIL))
}

async fn open(app: &App, signed: &Signed, account: &str, asked: &Asked) -> Result<Export, Refused> {
    let row = signed.account(app, Action::SeeAccount, account).await?;
    let window = Window {
        start: Timestamp::from_millis(asked.from),
        end: Timestamp::from_millis(asked.until),
    };
    let export = app.css.export(app.now(), row.id, window).await;
    export.map_err(|e| Refused::css(signed.locale, row.id, &e))
}

/// The pages of the intervals, each written by `write`.
fn readings(
    app: App,
    export: Export,
    write: fn(&Export, &[Reading]) -> String,
) -> impl futures::Stream<Item = Result<String, std::io::Error>> + Send + 'static {
    let first = Some(export.window.start);
    stream::try_unfold(first, move |at| {
        let (app, export) = (app.clone(), export.clone());
        async move {
            let Some(from) = at else {
                return Ok(None);
            };
            let (page, next) = app.css.readings(&export, from).await.map_err(broke)?;
            Ok(Some((write(&export, &page), next)))
        }
    })
}

/// The file breaks off: a reader sees that it is not whole.
fn broke(error: CssError) -> std::io::Error {
    tracing::error!(%error, "A file broke off while it was written");
    std::io::Error::other("the store failed")
}

fn file(
    kind: &'static str,
    name: &str,
    head: String,
    pages: impl futures::Stream<Item = Result<String, std::io::Error>> + Send + 'static,
    tail: &'static str,
) -> Response {
    use futures::StreamExt as _;
    let whole = stream::iter([Ok(head)])
        .chain(pages)
        .chain(stream::iter([Ok(tail.to_owned())]));
    let mut response = Body::from_stream(whole).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let plain = HeaderValue::from_static("attachment");
    headers.insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(plain));
    response
}

/// Letters, digits and lines only, whatever the account's number holds.
fn file_name(export: &Export, what: &str, kind: &str) -> String {
    let number: String = export
        .account
        .number
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(NUMBER_MAX)
        .collect();
    let day = |at| export.zone.civil(at).day;
    format!(
        "{what}-{number}-{}-{}.{kind}",
        day(export.window.start),
        day(export.window.end)
    )
}

/// A line for each of the account's books that the movement touches.
fn moves(csv: &mut Csv, export: &Export, transfer: &Transfer) {
    let account = export.account.id;
    let events = [transfer.from, transfer.to].into_iter();
    let events = events.filter(|book| book.event().is_some());
    for book in Book::of_account(account).into_iter().chain(events) {
        let amount = if transfer.to == book {
            transfer.amount
        } else if transfer.from == book {
            Money::ZERO - transfer.amount
        } else {
            continue;
        };
        let why = transfer.reason.parts();
        csv.line([
            Cell::text(transfer.at.to_string()),
            Cell::text(clock(&export.zone, transfer.at)),
            Cell::text(word(book)),
            Cell::text(why.word),
            Cell::money(amount),
            Cell::text(export.account.currency.as_str()),
            Cell::text(match transfer.state {
                TransferState::Pending => "pending",
                TransferState::Posted => "posted",
                TransferState::Voided => "voided",
            }),
            Cell::maybe(why.at, |at| Cell::text(at.to_string())),
            Cell::maybe(why.payment, |id| Cell::text(id.to_string())),
            Cell::maybe(why.event, |id| Cell::text(id.to_string())),
            Cell::text(transfer.id.to_string()),
        ]);
    }
}

/// The word of a book of an account or of one of its events.
const fn word(book: Book) -> &'static str {
    match (book.account(), book.event()) {
        (None, None) => "utility",
        (Some(_), _) | (_, Some(_)) => book.word(),
    }
}

fn interval(csv: &mut Csv, export: &Export, reading: &Reading) {
    let one = &reading.interval;
    csv.line([
        Cell::text(one.start.to_string()),
        Cell::text(clock(&export.zone, one.start)),
        Cell::number(one.length.as_seconds()),
        Cell::number(one.energy.get()),
        Cell::maybe(reading.cost, Cell::money),
        Cell::text(export.account.currency.as_str()),
        Cell::text(match one.quality {
            Quality::Measured => "measured",
            Quality::Estimated => "estimated",
            Quality::Missing => "missing",
        }),
    ]);
}

/// The clock of the place with its offset, as RFC 3339 writes it.
fn clock(zone: &Zone, at: Timestamp) -> String {
    let civil = zone.civil(at);
    let day = civil.day;
    let (hours, minutes) = (civil.minute / 60, civil.minute % 60);
    let seconds = at.as_millis().div_euclid(1_000).rem_euclid(60);
    let sign = if civil.offset_minutes < 0 { '-' } else { '+' };
    let offset = civil.offset_minutes.unsigned_abs();
    format!(
        "{day}T{hours:02}:{minutes:02}:{seconds:02}{sign}{:02}:{:02}",
        offset / 60,
        offset % 60
    )
}
