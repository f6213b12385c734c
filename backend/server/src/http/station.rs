//! What a pay station's machine asks (BR-03). Each request carries the station's own key, so no
//! page can send one; a wrong key learns nothing, and a right one learns no more of a customer
//! than a masked name.

pub mod key;
mod shape;
mod slip;

use self::key::Counter;
use super::error::Refused;
use super::read::{Body, Path, Query};
use crate::state::App;
use crate::station_tries::{match_failed, may_match};
use ami_css::CssError;
use ami_css::station::{StationError, StationPayment, StationWish};
use ami_domain::id::{AccountId, PaymentId};
use ami_domain::time::Day;
use ami_locales::Locale;
use ami_wire::api::Problem;
use ami_wire::api::station::{AgentStatement, StationPaid, StationPay};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

pub use shape::statement as statement_of;

/// Takes a payment from a station: at once and for good, or not at all. The same request again
/// gets the same answer and charges nothing.
#[utoipa::path(post, path = "/api/station/payments", tag = "station", request_body = StationPay,
    params(("authorization" = String, Header, description = "Bearer and the station's key")),
    responses((status = 200, body = StationPaid), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn pay(
    State(app): State<App>,
    counter: Counter,
    Body(body): Body<StationPay>,
) -> Result<Json<StationPaid>, Refused> {
    let locale = counter.locale;
    let agent = counter.agent.id;
    let broken = |error| Refused::store(locale, &error);
    if !may_match(&app, agent).await.map_err(broken)? {
        return Err(Refused::too_many(locale));
    }
    let wish = StationWish {
        payment: body.payment,
        account: body.account,
        check: body.check,
        amount: body.amount,
    };
    // The station's line may break: what was begun is finished all the same.
    let task = app.clone();
    let work = tokio::spawn(async move {
        let mut chance = task.chance();
        let paid = task
            .css
            .station_pay(task.now(), &mut chance, agent, &wish)
            .await;
        task.wake.notify_one();
        paid
    });
    let paid = match work.await {
        Ok(paid) => paid,
        Err(error) => {
            tracing::error!(%error, "A station's payment broke");
            return Err(Refused::unavailable(locale));
        }
    };
    if let Err(CssError::Station(StationError::NoMatch)) = &paid {
        match_failed(&app, agent).await.map_err(broken)?;
    }
    let paid = paid.map_err(|error| failed(locale, &error))?;
    Ok(Json(shape::paid(&counter.zone(), &paid)))
}

/// Where a payment of this station stands.
#[utoipa::path(get, path = "/api/station/payments/{payment}", tag = "station",
    params(("payment" = String, Path, description = "Payment id"),
        ("authorization" = String, Header, description = "Bearer and the station's key")),
    responses((status = 200, body = StationPaid), (status = 401, body = Problem),
        (status = 404, body = Problem)))]
pub async fn payment(
    State(app): State<App>,
    counter: Counter,
    Path(payment): Path<String>,
) -> Result<Json<StationPaid>, Refused> {
    let found = find(&app, &counter, &payment).await?;
    Ok(Json(shape::paid(&counter.zone(), &found)))
}

/// Ends the doubt about a payment whose answer never came: when it has not arrived it never will.
/// One that has arrived is on its way to the meter and stays; then 409.
#[utoipa::path(delete, path = "/api/station/payments/{payment}", tag = "station",
    params(("payment" = String, Path, description = "Payment id"),
        ("authorization" = String, Header, description = "Bearer and the station's key")),
    responses((status = 204, description = "It will never be taken"),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub async fn forget(
    State(app): State<App>,
    counter: Counter,
    Path(payment): Path<String>,
) -> Result<StatusCode, Refused> {
    let locale = counter.locale;
    let payment: PaymentId = payment.parse().map_err(|_| Refused::not_found(locale))?;
    let agent = counter.agent.id;
    let done = app.css.station_forget(app.now(), agent, payment).await;
    done.map_err(|error| failed(locale, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a slip is printed in.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipQuery {
    /// `en-US` or `es-US`; else what `Accept-Language` says.
    lang: Option<String>,
    /// `text` (default) or `html`.
    form: Option<String>,
}

/// The slip that the customer takes home, 32 columns wide, as text or as a page to print.
#[utoipa::path(get, path = "/api/station/payments/{payment}/slip", tag = "station",
    params(("payment" = String, Path, description = "Payment id"),
        ("lang" = Option<String>, Query, description = "en-US or es-US"),
        ("form" = Option<String>, Query, description = "text or html"),
        ("authorization" = String, Header, description = "Bearer and the station's key")),
    responses((status = 200, body = String, content_type = "text/plain"),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn slip(
    State(app): State<App>,
    counter: Counter,
    Path(payment): Path<String>,
    Query(query): Query<SlipQuery>,
) -> Result<Response, Refused> {
    let found = find(&app, &counter, &payment).await?;
    let asked = query.lang.as_deref().map(ami_locales::negotiate);
    let locale = asked.unwrap_or(counter.locale);
    let paid = shape::paid(&counter.zone(), &found);
    let text = slip::text(locale, &counter.agent.name, &paid);
    Ok(match query.form.as_deref() {
        None | Some("text") => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (kind, text).into_response()
        }
        Some("html") => {
            let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (kind, slip::page(locale, &text)).into_response()
        }
        Some(_) => return Err(Refused::unreadable(locale, "form")),
    })
}

/// Which day.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayQuery {
    /// `YYYY-MM-DD` in the station's zone; else the running one.
    day: Option<String>,
}

impl DayQuery {
    /// The day that is meant.
    ///
    /// # Errors
    /// The refusal, when it cannot be read.
    pub fn read(&self, locale: Locale) -> Result<Option<Day>, Refused> {
        let Some(text) = &self.day else {
            return Ok(None);
        };
        let day = super::civil::day(text);
        day.map(Some)
            .ok_or_else(|| Refused::unreadable(locale, "day"))
    }
}

/// A day of this station.
#[utoipa::path(get, path = "/api/station/statement", tag = "station",
    params(("day" = Option<String>, Query, description = "YYYY-MM-DD in the station's zone"),
        ("authorization" = String, Header, description = "Bearer and the station's key")),
    responses((status = 200, body = AgentStatement), (status = 401, body = Problem),
        (status = 422, body = Problem)))]
pub async fn statement(
    State(app): State<App>,
    counter: Counter,
    Query(query): Query<DayQuery>,
) -> Result<Json<AgentStatement>, Refused> {
    let day = query.read(counter.locale)?;
    let found = app.css.agent_statement(app.now(), counter.agent.id, day);
    let found = found
        .await
        .map_err(|error| failed(counter.locale, &error))?;
    Ok(Json(shape::statement(found)))
}

async fn find(app: &App, counter: &Counter, payment: &str) -> Result<StationPayment, Refused> {
    let missing = || Refused::not_found(counter.locale);
    let payment: PaymentId = payment.parse().map_err(|_| missing())?;
    let found = app.css.station_payment(counter.agent.id, payment).await;
    let found = found.map_err(|error| failed(counter.locale, &error))?;
    found.ok_or_else(missing)
}

/// Nothing that a station is refused for names an account.
fn failed(locale: Locale, error: &CssError) -> Refused {
    Refused::css(locale, AccountId::from_number(0), error)
}
