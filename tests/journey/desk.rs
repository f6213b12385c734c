//! At the desk and in the utility's console: supply is switched on, planned, moved and taken back;
//! the weather is reported; a customer changes how they pay (FR-10, FR-14, FR-27).

use crate::browser::Browser;
use crate::house::{House, Wish};
use crate::page::Page;
use crate::website::sign_in;
use ami_domain::receipt::Switch;

/// What a browser does when a date and a time were chosen.
pub(crate) async fn set(page: &Page, field: &str, value: &str) {
    page.until(&format!("{field} is there"), async || {
        page.is_there(field).await.then_some(())
    })
    .await;
    page.script(&format!(
        "const e = document.querySelector('[data-testid={field}]'); e.value = '{value}'; \
         e.dispatchEvent(new Event('input', {{ bubbles: true }}));"
    ))
    .await;
}

/// Opens what is folded.
async fn unfold(page: &Page, id: &str) {
    page.until(&format!("{id} is there"), async || {
        page.is_there(id).await.then_some(())
    })
    .await;
    page.script(&format!(
        "document.querySelector('[data-testid={id}]').open = true;"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn desk_plans_for_supply_and_the_console_reports_the_weather() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        homes: 2,
        website: true,
        ..Wish::default()
    })
    .await;
    let display = house.display(1).await;
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "rosa").await;
    page.click("menu-search").await;
    page.fill("search", "100001").await;
    page.click("search-button").await;
    page.click("account-row").await;
    page.click("supply-link").await;
    page.shows("supply-switch", |text| text == "Off").await;

    // A limit without a figure is refused with words; with one it waits and can be moved.
    unfold(page, "plan-new").await;
    page.choose("plan-limit").await;
    page.click("plan-save").await;
    page.shows("error-summary", |text| text.contains("4.5"))
        .await;
    page.fill("plan-cap", "4.5").await;
    set(page, "plan-at", "2026-12-01T07:30").await;
    page.click("plan-save").await;
    page.becomes("plan-row", "data-state", "waiting").await;
    page.shows("plan-row", |text| {
        text.contains("4.5 kW") && text.contains("7:30 AM") && text.contains("Rosa Diaz")
    })
    .await;
    page.script("document.querySelector('[data-testid=plan-row] details').open = true;")
        .await;
    set(page, "move-at", "2026-12-02T08:00").await;
    page.click("plan-move").await;
    page.shows("plan-row", |text| text.contains("8:00 AM"))
        .await;
    page.click("plan-cancel").await;
    page.becomes("plan-row", "data-state", "cancelled").await;

    page.click("connect").await;
    display
        .shows("power", |view| view.supply.switch != Switch::Off)
        .await;

    page.click("sign-out").await;
    sign_in(page, "uma").await;
    page.click("menu-holds").await;
    page.text("weather-none").await;
    unfold(page, "weather-report").await;
    page.fill("weather-place", "Riverside").await;
    page.fill("weather-now", "200").await;
    page.click("weather-save").await;
    page.shows("error-summary", |text| text.contains("70.5"))
        .await;
    page.fill("weather-now", "70").await;
    page.fill("weather-high", "29 C").await;
    page.fill("weather-low", "30").await;
    page.fill("weather-source", "National Weather Service")
        .await;
    page.click("weather-save").await;
    page.shows("weather-row", |text| {
        text.contains("Riverside") && text.contains("70 °F (21.1 °C)")
    })
    .await;

    page.click("sign-out").await;
    sign_in(page, "benito").await;
    page.click("menu-program").await;
    page.becomes("mode-now", "data-mode", "Prepaid").await;
    page.click("mode-change").await;
    page.shows("mode-done", |text| text.contains("camino"))
        .await;
    house.check();
    browser.close().await;
}
