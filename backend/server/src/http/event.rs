//! Prepayment events over HTTP (SC2, SC3). Whoever pays sees an event; the owner of the site and
//! everybody else see that the window is taken, and nothing of who took it.

mod shape;

use super::error::Refused;
use super::read::{Body, Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_css::book_event::{Booking, LIST_MAX};
use ami_css::{CssError, Offer, Wish};
use ami_domain::explain::LineageId;
use ami_domain::id::EventId;
use ami_store::{AccountRow, EventRow};
use ami_wire::api::Problem;
use ami_wire::api::event::{
    Book, Event, EventCheck, EventEstimate, Events, Facility, FreeWindow, OpenToOthers, Reschedule,
};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shape::{show, times};

/// Most facilities in one answer.
const FACILITIES_MAX: u32 = 20;

/// A text to search by.
#[derive(Debug, Deserialize)]
pub struct Search {
    search: String,
}

/// A window that is asked about.
#[derive(Debug, Deserialize)]
pub struct Asked {
    location: String,
    start: String,
    end: String,
}

/// Places that may be booked, by a part of their address of three characters or more.
#[utoipa::path(get, path = "/api/facilities", tag = "events",
    params(("search" = String, Query, description = "Part of the address")),
    responses((status = 200, body = Vec<Facility>), (status = 401, body = Problem),
        (status = 403, body = Problem)))]
pub async fn facilities(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<Search>,
) -> Result<Json<Vec<Facility>>, Refused> {
    signed.may(Action::SearchFacilities)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let found = tx.search_facilities(&query.search, FACILITIES_MAX).await;
    let row = |(location, address)| Facility { location, address };
    Ok(Json(found.map_err(failed)?.into_iter().map(row).collect()))
}

/// Whether others may book time at the place of this account.
#[utoipa::path(get, path = "/api/accounts/{account}/facility", tag = "events",
    params(("account" = String, Path, description = "Account whose place it is")),
    responses((status = 200, body = OpenToOthers), (status = 401, body = Problem),
        (status = 404, body = Problem)))]
pub async fn facility(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<OpenToOthers>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let open = app.css.lets_others_book(account.id).await;
    let open = open.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    Ok(Json(OpenToOthers { open }))
}

/// Lets others book time there, or ends that; what is booked stays.
#[utoipa::path(put, path = "/api/accounts/{account}/facility", tag = "events",
    params(("account" = String, Path, description = "Account whose place it is")),
    request_body = OpenToOthers,
    responses((status = 200, body = OpenToOthers), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn set_facility(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<OpenToOthers>,
) -> Result<Json<OpenToOthers>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let (now, by) = (app.now(), signed.person.id);
    let kept = app
        .css
        .let_others_book(now, by, account.id, body.open)
        .await;
    kept.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    Ok(Json(body))
}

/// What a place answers to a window, and what it is expected to cost.
#[utoipa::path(get, path = "/api/accounts/{account}/event-check", tag = "events",
    params(("account" = String, Path, description = "Account that would pay"),
        ("location" = String, Query, description = "Place"),
        ("start" = String, Query, description = "First minute at the site"),
        ("end" = String, Query, description = "First minute after")),
    responses((status = 200, body = EventCheck), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn check(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<EventCheck>, Refused> {
    let account = signed.account(&app, Action::Book, &account).await?;
    let location = asked.location.parse();
    let location = location.map_err(|_| Refused::unreadable(signed.locale, "location"))?;
    let edges = (asked.start.as_str(), asked.end.as_str());
    let (start, end) = times(&app, &signed, &account, location, edges, None).await?;
    let wish = Wish {
        location,
        start,
        end,
        after: ami_domain::event::AfterEvent::Limit,
    };
    let failed = |e: CssError| Refused::css(signed.locale, account.id, &e);
    let answered = app.css.ask_event(app.now(), account.id, &wish).await;
    let answered = answered.map_err(failed)?;
    let zone = &answered.zone;
    Ok(Json(EventCheck {
        start: zone.local(answered.window.start),
        end: zone.local(answered.window.end),
        length: answered.window.length(),
        answer: answered.answer,
        free: answered
            .free
            .iter()
            .map(|free| FreeWindow {
                start: zone.local(free.start),
                end: zone.local(free.end),
            })
            .collect(),
        estimate: answered.estimate.map(|estimate| EventEstimate {
            likely: estimate.p50,
            safe: estimate.p80,
            energy: estimate.energy_p50,
            energy_safe: estimate.energy_p80,
            suggested: estimate.suggested,
            confidence: estimate.confidence,
            lineage: answered.cost.map(LineageId::Cost),
        }),
    }))
}

/// Books and pays. The same ids with the same content get the same answer and change nothing.
#[utoipa::path(put, path = "/api/accounts/{account}/events/{event}", tag = "events",
    params(("account" = String, Path, description = "Account that pays"),
        ("event" = String, Path, description = "Event id, made by the caller")),
    request_body = Book, responses((status = 200, body = Event),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)))]
pub async fn book(
    State(app): State<App>,
    signed: Signed,
    Path((account, event)): Path<(String, String)>,
    Body(body): Body<Book>,
) -> Result<Json<Event>, Refused> {
    let account = signed.account(&app, Action::Book, &account).await?;
    let event = id(&signed, &event)?;
    let edges = (body.start.as_str(), body.end.as_str());
    let (start, end) = times(&app, &signed, &account, body.location, edges, None).await?;
    let wish = Wish {
        location: body.location,
        start,
        end,
        after: body.after,
    };
    let offer = Offer {
        amount: body.pay.amount,
        method: body.pay.method,
        token: body.pay.token,
    };
    let booking = Booking {
        by: signed.person.id,
        account: account.id,
        event,
        payment: body.payment,
    };
    // The browser may go away: what was begun is finished all the same.
    let task = app.clone();
    let work = tokio::spawn(async move {
        let mut chance = task.chance();
        let booked = task
            .css
            .book(&task.clock, &mut chance, booking, &wish, &offer)
            .await;
        task.wake.notify_one();
        booked
    });
    match work.await {
        Ok(booked) => {
            let (row, _) = booked.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
            show(&app, &signed, &account, &row).await.map(Json)
        }
        Err(error) => {
            tracing::error!(%error, "A booking's task broke; settling will end it");
            Err(Refused::unavailable(signed.locale))
        }
    }
}

/// The events that an account pays for, the latest start first, at most 100.
#[utoipa::path(get, path = "/api/accounts/{account}/events", tag = "events",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Events), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn events(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Events>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let rows = tx.events_of_account(account.id, LIST_MAX).await;
    drop(tx);
    let mut events = Vec::new();
    for row in rows.map_err(failed)? {
        events.push(show(&app, &signed, &account, &row).await?);
    }
    let site = Some(account.location);
    Ok(Json(Events { events, site }))
}

/// Where an event stands.
#[utoipa::path(get, path = "/api/accounts/{account}/events/{event}", tag = "events",
    params(("account" = String, Path, description = "Account id"),
        ("event" = String, Path, description = "Event id")), responses(
    (status = 200, body = Event), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn event(
    State(app): State<App>,
    signed: Signed,
    Path((account, event)): Path<(String, String)>,
) -> Result<Json<Event>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let event = id(&signed, &event)?;
    let row = app.css.event(account.id, event).await;
    let row = row.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account, &row).await.map(Json)
}

/// Moves an event to another window.
#[utoipa::path(put, path = "/api/accounts/{account}/events/{event}/window", tag = "events",
    params(("account" = String, Path, description = "Account id"),
        ("event" = String, Path, description = "Event id")),
    request_body = Reschedule, responses((status = 200, body = Event),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn reschedule(
    State(app): State<App>,
    signed: Signed,
    Path((account, event)): Path<(String, String)>,
    Body(body): Body<Reschedule>,
) -> Result<Json<Event>, Refused> {
    let account = signed.account(&app, Action::Book, &account).await?;
    let event = id(&signed, &event)?;
    let failed = |e: CssError| Refused::css(signed.locale, account.id, &e);
    let known = app.css.event(account.id, event).await.map_err(failed)?;
    let place = known.location;
    let wanted = (body.start.as_str(), body.end.as_str());
    let window = times(&app, &signed, &account, place, wanted, Some(known.window)).await?;
    let (now, mut chance) = (app.now(), app.chance());
    let css = &app.css;
    let moved = css
        .move_event(now, &mut chance, account.id, event, body.version, window)
        .await;
    changed(&app, &signed, &account, moved).await
}

/// Cancels an event before its start; its money goes back.
#[utoipa::path(delete, path = "/api/accounts/{account}/events/{event}", tag = "events",
    params(("account" = String, Path, description = "Account id"),
        ("event" = String, Path, description = "Event id")), responses(
    (status = 200, body = Event), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    State(app): State<App>,
    signed: Signed,
    Path((account, event)): Path<(String, String)>,
) -> Result<Json<Event>, Refused> {
    let account = signed.account(&app, Action::Book, &account).await?;
    let event = id(&signed, &event)?;
    let (now, mut chance) = (app.now(), app.chance());
    let done = app.css.cancel_event(now, &mut chance, account.id, event);
    let done = done.await;
    changed(&app, &signed, &account, done).await
}

/// Ends a running event with the running interval.
#[utoipa::path(put, path = "/api/accounts/{account}/events/{event}/end", tag = "events",
    params(("account" = String, Path, description = "Account id"),
        ("event" = String, Path, description = "Event id")), responses(
    (status = 200, body = Event), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn end(
    State(app): State<App>,
    signed: Signed,
    Path((account, event)): Path<(String, String)>,
) -> Result<Json<Event>, Refused> {
    let account = signed.account(&app, Action::Book, &account).await?;
    let event = id(&signed, &event)?;
    let (now, mut chance) = (app.now(), app.chance());
    let done = app.css.end_event(now, &mut chance, account.id, event).await;
    changed(&app, &signed, &account, done).await
}

/// Sends an event to its meter once more (FR-30).
#[utoipa::path(put, path = "/api/accounts/{account}/events/{event}/send", tag = "events",
    params(("account" = String, Path, description = "Account id"),
        ("event" = String, Path, description = "Event id")), responses(
    (status = 200, body = Event), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn send(
    State(app): State<App>,
    signed: Signed,
    Path((account, event)): Path<(String, String)>,
) -> Result<Json<Event>, Refused> {
    // The account first: whether it exists is nobody else's business.
    let account = signed.account(&app, Action::Book, &account).await?;
    signed.may(Action::TendEvents)?;
    let event = id(&signed, &event)?;
    let (now, mut chance) = (app.now(), app.chance());
    let done = app
        .css
        .send_event(now, &mut chance, account.id, event)
        .await;
    changed(&app, &signed, &account, done).await
}

/// Events that a person should look at (FR-18, NFR-08), the earliest start first.
#[utoipa::path(get, path = "/api/event-problems", tag = "events", responses(
    (status = 200, body = Events), (status = 401, body = Problem),
    (status = 403, body = Problem)))]
pub async fn problems(State(app): State<App>, signed: Signed) -> Result<Json<Events>, Refused> {
    signed.may(Action::TendEvents)?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let rows = tx.events_with_problem(LIST_MAX).await.map_err(failed)?;
    let mut found = Vec::new();
    for row in rows {
        if let Some(account) = tx.account(row.account).await.map_err(failed)? {
            found.push((account, row));
        }
    }
    drop(tx);
    let mut events = Vec::new();
    for (account, row) in found {
        events.push(show(&app, &signed, &account, &row).await?);
    }
    Ok(Json(Events { events, site: None }))
}

fn id(signed: &Signed, text: &str) -> Result<EventId, Refused> {
    text.parse().map_err(|_| Refused::not_found(signed.locale))
}

async fn changed(
    app: &App,
    signed: &Signed,
    account: &AccountRow,
    done: Result<EventRow, CssError>,
) -> Result<Json<Event>, Refused> {
    app.wake.notify_one();
    let row = done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(app, signed, account, &row).await.map(Json)
}
