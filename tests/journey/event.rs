//! Prepaid events in a browser: a window at one's own site, and one at a place that somebody else
//! owns (SC2, SC3).

use crate::api::Api;
use crate::browser::Browser;
use crate::desk::set;
use crate::display::Display;
use crate::house::{House, Wish};
use crate::page::Page;
use crate::wait::{seconds, until};
use crate::website::sign_in;
use ami_domain::display::EventScope;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_locales::format::Civil;
use std::time::Duration;

/// An hour of the house takes so long.
const HOUR: Duration = seconds(8);
const FACTOR: u32 = 480;

/// A whole hour at the site, so many hours from now, as a field for date and time holds it.
pub(crate) async fn in_hours(api: &Api, offset_minutes: i16, hours: i64) -> String {
    let now: Timestamp = api.time().await.now;
    let at = now.floor_to(Span::hours(1)) + Span::hours(hours);
    let civil = Civil::from_unix_ms(at.as_millis(), offset_minutes);
    format!(
        "{:04}-{:02}-{:02}T{:02}:00",
        civil.year, civil.month, civil.day, civil.hour
    )
}

async fn check(page: &Page, start: &str, end: &str, answer: &str) {
    set(page, "event-start", start).await;
    set(page, "event-end", end).await;
    page.click("check-event").await;
    page.becomes("offer", "data-answer", answer).await;
}

/// Books what was checked; the page of the event.
async fn book(page: &Page) -> String {
    page.fill("amount", "12").await;
    page.choose("consent").await;
    page.click("book").await;
    page.text("event-chain").await;
    for step in ["chain-paid", "chain-sent", "chain-confirmed"] {
        page.becomes(step, "data-mark", "done").await;
    }
    page.path().await
}

/// Waits until the event's page says that it stands so.
async fn stands(page: &Page, state: &str, limit: Duration) {
    until(&format!("the event is {state}"), limit, async || {
        let script = "return document.querySelector('[data-testid=event-facts]')?.dataset.state";
        (page.script(script).await.as_str() == Some(state)).then_some(())
    })
    .await;
}

async fn house(homes: usize) -> House {
    House::start(Wish {
        homes,
        website: true,
        factor: FACTOR,
        scale_percent: 100,
        ..Wish::default()
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn event_at_ones_own_site_is_booked_runs_and_gives_back() {
    let browser = Browser::start("en-US").await;
    let mut house = house(1).await;
    let display: Display = house.display(1).await;
    let api = house.sign_in("ana").await;
    let account = house.home(1).account;
    let offset = api.account(account).await.view.as_of.offset_minutes;
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "ana").await;
    page.click("menu-events").await;
    page.text("events-empty").await;
    page.click("book-link").await;

    // What cannot be is said in words, with the next step.
    let start = in_hours(&api, offset, -2).await;
    let end = in_hours(&api, offset, 4).await;
    set(page, "event-start", &start).await;
    set(page, "event-end", &end).await;
    page.click("check-event").await;
    page.shows("trouble", |text| text.contains("in the past"))
        .await;

    let start = in_hours(&api, offset, 5).await;
    let end = in_hours(&api, offset, 6).await;
    check(page, &start, &end, "available").await;
    page.text("offer-length").await;
    let path = book(page).await;
    assert!(path.starts_with("/events/"), "{path}");
    let view = display
        .shows("the event", |view| {
            view.view.as_ref().is_some_and(|view| view.event.is_some())
        })
        .await;
    let shown = view.view.unwrap().event.unwrap();
    assert_eq!((shown.scope, shown.running), (EventScope::Own, false));

    // The same time again is taken; a free one nearby is one press away.
    page.click("menu-events").await;
    page.click("book-link").await;
    check(page, &start, &end, "scheduled").await;
    page.text("free-window").await;
    page.click("free-window").await;
    page.click("check-event").await;
    page.becomes("offer", "data-answer", "available").await;

    page.click("menu-events").await;
    page.becomes("event-row", "data-state", "booked").await;
    page.open(&format!("{}{path}", house.website())).await;
    stands(page, "running", HOUR * 12).await;
    let view = display
        .shows("the event running", |view| {
            let event = view.view.as_ref().and_then(|view| view.event);
            event.is_some_and(|event| event.running) && view.supply.switch == Switch::On
        })
        .await;
    assert!(view.view.unwrap().event.unwrap().left.is_some());
    stands(page, "settled", HOUR * 10).await;
    page.becomes("chain-returned", "data-mark", "done").await;
    let event = &api.events(account).await.events[0];
    assert_eq!(event.used_money + event.returned, Money::dollars(12));
    assert!(event.used.get() > 0, "{event:?}");
    house.check();
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn event_at_anothers_place_tells_neither_of_the_other() {
    let browser = Browser::start("es-US").await;
    let mut house = house(3).await;
    let display = house.display(3).await;
    let api = house.sign_in("benito").await;
    let owner = house.sign_in("carol").await;
    let (guest, hall) = (house.home(2).account, house.home(3).account);
    let offset = api.account(guest).await.view.as_of.offset_minutes;
    let payments = owner.payments(hall).await.len();
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "benito").await;
    page.click("menu-events").await;
    page.click("book-link").await;
    page.choose("place-other").await;
    page.fill("place-search", "16 Alder").await;
    page.click("find-place").await;
    page.shows("places", |text| {
        text.contains("16 Alder Street") && !text.contains("Carol")
    })
    .await;
    page.choose("facility").await;
    page.choose("after-not_affected").await;
    let start = in_hours(&api, offset, 4).await;
    let end = in_hours(&api, offset, 5).await;
    check(page, &start, &end, "available").await;
    let path = book(page).await;

    stands(page, "running", HOUR * 12).await;
    let view = display
        .shows("a guest", |view| {
            view.view.as_ref().is_some_and(|view| view.is_guest())
        })
        .await;
    let view = view.view.unwrap();
    assert_eq!((view.balance, view.used_today.get()), (Money::ZERO, 0));
    assert!(view.event.unwrap().left.is_some());
    let seen = owner.account(hall).await.view.event.unwrap();
    assert_eq!((seen.scope, seen.left), (EventScope::Taken, None));
    assert!(owner.events(hall).await.events.is_empty());

    // It goes on past its end until the guest ends it.
    until("the window is over", HOUR * 8, async || {
        let event = &api.events(guest).await.events[0];
        (api.time().await.now > event.end.at + Span::minutes(30)).then_some(())
    })
    .await;
    stands(page, "running", HOUR).await;
    page.click("end-event").await;
    stands(page, "settled", HOUR * 10).await;
    let event = &api.events(guest).await.events[0];
    assert_eq!(event.used_money + event.returned, Money::dollars(12));
    assert_eq!(format!("/events/{}", event.id), path);
    assert_eq!(owner.payments(hall).await.len(), payments);
    house.check();
    browser.close().await;
}
