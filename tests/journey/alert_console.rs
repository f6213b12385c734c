//! Texts to many: what a utility system says over MQTT and what becomes of it, and the console on
//! which people do the same (FR-11, FR-29, NFR-09).

use crate::alert::{publish, reader};
use crate::browser::Browser;
use crate::display::Display;
use crate::house::{House, Wish, new_alert};
use crate::page::Page;
use crate::process::Part;
use crate::wait::{seconds, until};
use crate::website::sign_in;
use ami_domain::audience::AlertState;
use ami_domain::id::AlertId;
use ami_wire::api::Alert;
use ami_wire::utility::UtilityReply;
use serde_json::json;

async fn said(replies: &mut Part) -> UtilityReply {
    UtilityReply::from_bytes(replies.says("reply ").await.as_bytes()).unwrap()
}

/// The body of the manual's example.
fn example() -> String {
    let manual = include_str!("../../backend/server/README.md");
    let (_, rest) = manual.split_once("-t ami/1/utility/alert -m '").unwrap();
    rest.split_once("}'").unwrap().0.to_owned() + "}"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alert_over_mqtt_goes_to_a_feeder_is_counted_and_taken_back() {
    let house = House::start(Wish {
        homes: 2,
        ..Wish::default()
    })
    .await;
    let port = house.broker_port();
    let (ana, benito) = (house.display(1).await, house.display(2).await);
    let mut replies = reader(&house, port);
    replies.says("Subscribed").await;

    publish(port, &example());
    let reply = said(&mut replies).await;
    assert_eq!((reply.accounts, reply.refused), (Some(2), None));
    for display in [&ana, &benito] {
        display.text(reply.id.unwrap()).await;
    }

    // Only the first home is behind this feeder.
    let alert = new_alert();
    let body = json!({"v": 1, "id": alert.to_string(), "audience": {"feeder": "F-1"},
        "importance": "warning", "en": "Outage", "es": "Corte de luz", "confirm": true});
    publish(port, &body.to_string());
    assert_eq!(said(&mut replies).await.accounts, Some(1));
    ana.text(alert).await;
    ana.see(alert).await;
    ana.confirm(alert).await;
    let uma = house.sign_in("uma").await;
    let counted = until("the funnel is full", seconds(30), async || {
        let found: Alert = uma.alert(alert).await;
        (found.funnel.shown == 1 && found.funnel.confirmed == 1).then_some(found)
    })
    .await;
    let funnel = counted.funnel;
    let steps = (funnel.accounts, funnel.queued, funnel.sent, funnel.at_meter);
    assert_eq!((counted.state, steps), (AlertState::Sent, (1, 1, 1, 1)));
    let slowest = funnel.slowest.unwrap();
    println!(
        "NFR-09: to the display in {} ms of business time",
        slowest.as_millis()
    );
    benito.has_not(alert).await;

    // Taken back: the display drops it, and a second copy changes nothing.
    for _ in 0..2 {
        publish(
            port,
            &json!({"v": 1, "cancel": alert.to_string()}).to_string(),
        );
        let reply = said(&mut replies).await;
        assert_eq!((reply.id, reply.cancelled), (Some(alert), true));
    }
    ana.has_not(alert).await;
    refused_with_their_fields(&mut replies, port).await;
}

async fn refused_with_their_fields(replies: &mut Part, port: u16) {
    let good = json!({"v": 1, "id": new_alert().to_string(), "audience": "all",
        "importance": "info", "en": "x", "es": "y"});
    for (field, value) in [
        ("audience", json!({"feeder": "nowhere"})),
        ("audience", json!("some")),
        ("importance", json!("loud")),
        ("es", json!("")),
        ("until", json!(1)),
        ("replace", json!(new_alert().to_string())),
        ("colour", json!("red")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        publish(port, &body.to_string());
        let reply = said(replies).await;
        assert_eq!(reply.field.as_deref(), Some(field), "{reply:?}");
        assert!(reply.refused.is_some_and(|why| why.len() > 10));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alert_console_publishes_with_two_persons_and_takes_it_back() {
    let browser = Browser::start("en-US").await;
    let house = House::start(Wish {
        website: true,
        ..Wish::default()
    })
    .await;
    let display = house.display(1).await;
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "uma").await;
    page.click("menu-alerts").await;
    page.text("alerts-empty").await;
    let alert = write_an_emergency(page).await;
    page.becomes("alert-state", "data-state", "proposed").await;
    page.text("alert-waits").await;
    assert!(!page.is_there("alert-approve").await, "not by its author");
    page.click("sign-out").await;
    page.text("sign-in").await;

    sign_in(page, "ugo").await;
    page.open(&format!("{}/alerts/{alert}", house.website()))
        .await;
    page.click("alert-approve").await;
    page.becomes("alert-state", "data-state", "sent").await;
    on_the_display(page, &display, alert).await;
    page.click("alert-withdraw").await;
    page.click("alert-withdraw").await;
    page.becomes("alert-state", "data-state", "cancelled").await;
    display.has_not(alert).await;
    a_number_is_changed(page, &house).await;
    browser.close().await;
}

/// By keyboard and mouse; what is missing is said first.
async fn write_an_emergency(page: &Page) -> AlertId {
    page.click("alert-new").await;
    page.click("alert-publish").await;
    page.text("error-summary").await;
    page.choose("alert-importance-emergency").await;
    page.text("alert-second").await;
    page.fill("alert-en", "Gas leak: leave the building").await;
    page.fill("alert-es", "Fuga de gas: salga del edificio")
        .await;
    page.shows("alert-es-preview", |text| {
        text.contains("salga del edificio")
    })
    .await;
    page.shows("alert-en-left", |text| text.contains("132"))
        .await;
    page.click("alert-publish").await;
    page.text("alert-state").await;
    let path = page.path().await;
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn on_the_display(page: &Page, display: &Display, alert: AlertId) {
    let text = display.text(alert).await.text;
    assert_eq!(text.es, "Fuga de gas: salga del edificio");
    page.shows("funnel-meter", |count| count == "1").await;
    page.shows("funnel-shown", |count| count == "0").await;
    display.see(alert).await;
    page.shows("funnel-shown", |count| count == "1").await;
}

async fn a_number_is_changed(page: &Page, house: &House) {
    page.open(&format!("{}/utility-settings", house.website()))
        .await;
    page.fill("setting-low-threshold", "24").await;
    page.click("numbers-save").await;
    page.text("numbers-saved").await;
    page.shows("numbers-changed", |text| text.contains("Ugo Ruiz"))
        .await;
}
