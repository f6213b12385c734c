//! The live feed: what is, then what changes, until the session ends (SC4.5).

use crate::common::{ANA, HOME_A, HOST, ORIGIN, Town, publish};
use ami_domain::energy::WattHours;
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Window};
use ami_server::live::SEATS_EACH;
use ami_store::{MoveOutRow, TenancyRow};
use ami_wire::utility::Audience;
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request, header};
use futures::StreamExt;
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt;

const PATIENCE: Duration = Duration::from_secs(5);

/// An open page.
struct Page(BodyDataStream);

impl Page {
    async fn open(town: &Town, cookie: &str) -> Result<Self, u16> {
        let path = format!("/api/accounts/{}/live", HOME_A.account);
        let request = Request::get(path).header(header::COOKIE, cookie);
        let request = request.body(Body::empty()).unwrap();
        let response = town.router.clone().oneshot(request).await.unwrap();
        if response.status() != 200 {
            return Err(response.status().as_u16());
        }
        let kind = &response.headers()[header::CONTENT_TYPE];
        assert_eq!(kind, "text/event-stream");
        Ok(Self(response.into_body().into_data_stream()))
    }

    /// The next event; `None` when the feed has ended.
    async fn next(&mut self) -> Option<(String, Value)> {
        let chunk = tokio::time::timeout(PATIENCE, self.0.next())
            .await
            .unwrap()?;
        let text = String::from_utf8(chunk.unwrap().to_vec()).unwrap();
        let line = |name: &str| {
            let found = text.lines().find_map(|line| line.strip_prefix(name));
            found
                .unwrap_or_else(|| panic!("{name} in {text}"))
                .trim()
                .to_owned()
        };
        Some((
            line("event:"),
            serde_json::from_str(&line("data:")).unwrap(),
        ))
    }
}

async fn poll(town: &Town) -> usize {
    let real = town.app.now().real;
    town.app.live.poll(&town.app.css.store, real).await.unwrap()
}

#[tokio::test]
async fn a_payment_brings_a_view_to_the_open_page() {
    let town = Town::new().await;
    let cookie = town.signed(ANA).await;
    let mut page = Page::open(&town, &cookie).await.unwrap();
    let (name, first) = page.next().await.unwrap();
    assert_eq!((name.as_str(), &first["event"]), ("view", &json!("view")));
    assert_eq!(first["data"]["balance"], 20_000_000);
    // What happened before the page came is not told again.
    poll(&town).await;
    let path = format!("/api/accounts/{}/payments/{:032x}", HOME_A.account, 1);
    let body = json!({"amount": 25_000_000, "method": "sandbox_card", "token": "tok_approve"});
    assert_eq!(
        town.ask(Some(ANA), Method::PUT, &path, Some(body))
            .await
            .status,
        200
    );
    assert!(poll(&town).await >= 2);
    let (mut view, mut payment) = (None, None);
    while view.is_none() || payment.is_none() {
        let (name, event) = page.next().await.unwrap();
        match name.as_str() {
            "view" if event["data"]["balance"] == 45_000_000 => view = Some(event),
            "payment" => payment = Some(event),
            _ => {}
        }
    }
    let state = payment.unwrap()["data"]["state"]["state"].clone();
    assert_eq!(state, "applied");
    // The same value as the website's and the meter's.
    let shown = town
        .get(ANA, &format!("/api/accounts/{}", HOME_A.account))
        .await
        .json();
    assert_eq!(shown["view"], view.unwrap()["data"]);
    assert_eq!(poll(&town).await, 0);
}

#[tokio::test]
async fn a_text_to_everybody_comes_and_after_signing_out_nothing_does() {
    let town = Town::new().await;
    let cookie = town.signed(ANA).await;
    let mut page = Page::open(&town, &cookie).await.unwrap();
    page.next().await.unwrap();
    publish(&town.app, 7, "Storm", Audience::All).await;
    poll(&town).await;
    loop {
        let (name, event) = page.next().await.unwrap();
        if name == "message" {
            assert_eq!(event["data"]["text"]["en"], "Storm");
            break;
        }
    }
    let out = Request::delete("/api/session")
        .header(header::HOST, HOST)
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, &cookie);
    town.send(out.body(Body::empty()).unwrap()).await;
    publish(&town.app, 8, "Secret", Audience::All).await;
    poll(&town).await;
    assert_eq!(page.next().await, None);
}

#[tokio::test]
async fn one_person_cannot_take_every_seat() {
    let town = Town::new().await;
    let cookie = town.signed(ANA).await;
    let mut pages = Vec::new();
    for _ in 0..SEATS_EACH {
        pages.push(Page::open(&town, &cookie).await.unwrap());
    }
    assert_eq!(Page::open(&town, &cookie).await.err(), Some(429));
    drop(pages);
    // A page that went away gives its seat back.
    let mut opened = Err(429);
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        opened = Page::open(&town, &cookie).await;
        if opened.is_ok() {
            break;
        }
    }
    assert!(opened.is_ok());
}

/// The account of a home is closed, and its customer has another one: they stay signed in.
async fn moved_out(town: &Town) {
    let now = town.app.now().business;
    let mut tx = town.app.css.store.begin().await.unwrap();
    let wish = MoveOutRow {
        account: HOME_A.account,
        at: now,
        asked_by: ANA,
        asked_at: now,
        next_at: Some(now),
        closed_at: None,
        refund: Money::ZERO,
    };
    assert!(tx.ask_move_out(&wish).await.unwrap());
    let meter = tx.meter(HOME_A.meter).await.unwrap().unwrap();
    let window = Window::new(now - Span::days(9), now).unwrap();
    let tenancy = TenancyRow {
        meter: meter.id,
        window,
        seq: 1,
    };
    let closed = tx.close_account(HOME_A.account, &meter, tenancy, (now, Money::ZERO));
    closed.await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_has_moved_out_hears_nothing_of_the_next_customers_meter() {
    let town = Town::new().await;
    let cookie = town.signed(ANA).await;
    let mut page = Page::open(&town, &cookie).await.unwrap();
    page.next().await.unwrap();
    moved_out(&town).await;
    // The next customer's switch and credit.
    let said = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::kilo(77),
        at: town.app.now().business,
        trip: None,
    };
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.set_supply(HOME_A.meter, &said).await.unwrap();
    let real = town.app.now().real;
    tx.tell(HOME_A.account, "supply", real).await.unwrap();
    tx.commit().await.unwrap();
    poll(&town).await;
    publish(&town.app, 9, "Storm", Audience::All).await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.tell(HOME_A.account, "event", real).await.unwrap();
    tx.commit().await.unwrap();
    poll(&town).await;
    let (name, event) = page.next().await.unwrap();
    assert_ne!(name, "supply", "{event}");
}
