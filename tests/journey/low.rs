//! Running low and running out (SC4, SC5) where people see it: in a browser and in the display's
//! real window at the same time, with meters on serial ports. One customer has chosen a limit,
//! the other to be disconnected, in Spanish; a payment brings both back.

use crate::browser::Browser;
use crate::house::{House, Wish};
use crate::page::Page;
use crate::wait::{seconds, until};
use crate::website::{review_and_pay, sign_in};
use crate::window::Window;
use ami_domain::receipt::Switch;
use std::time::Duration;

/// All texts of the page: on a slow machine the one that says what is about to happen has come as
/// well, and stands above the first.
const TEXTS: &str = "const all = [...document.querySelectorAll('[data-testid=message-text]')]; \
                     return all.map(text => text.textContent).join('\\n');";
/// Business hours until a dollar is used up, at an hour in ten seconds, and room for slow machines.
const ZERO_WITHIN: Duration = seconds(240);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn low_and_empty_is_seen_in_the_browser_and_on_the_display() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        homes: 2,
        website: true,
        factor: 360,
        cents: Some(100),
        open_rules: true,
        ..Wish::default()
    })
    .await;
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "ana").await;
    chooses(page, "limit").await;

    // SC4: low, and told so with the time that is left, on every screen.
    let window = Window::open(&browser.turn, &house, &house.display_file(1)).await;
    let display = &window.page;
    becomes(display, "scr-home", &["low", "critical"]).await;
    display.text("zero-at").await;
    window.picture("display-low.png");
    page.click("menu-home").await;
    becomes(page, "state", &["low", "critical"]).await;
    page.text("zero-at").await;
    same_balance(page, display).await;
    page.click("menu-messages").await;
    page.until("a text says that little is left", async || {
        let texts = page.script(TEXTS).await;
        texts.as_str()?.contains("Pay now").then_some(())
    })
    .await;

    // SC5: at zero the meter limits, since that was chosen, and both screens say so.
    page.click("menu-home").await;
    becomes(display, "scr-home", &["limited"]).await;
    window.picture("display-limited.png");
    becomes(page, "state", &["limited"]).await;
    same_balance(page, display).await;
    let meter = house.display(1).await;
    meter
        .shows("a limit on the meter", |view| {
            view.supply.switch == Switch::On && view.supply.limit.is_some()
        })
        .await;

    // SC4.6: a payment takes the limit away.
    pays(page).await;
    becomes(display, "scr-home", &["ok", "low"]).await;
    meter
        .shows("no limit on the meter", |view| view.supply.limit.is_none())
        .await;
    window.close().await;

    // The other home has chosen to be disconnected; its customer reads Spanish.
    page.click("sign-out").await;
    sign_in(page, "benito").await;
    let window = Window::open(&browser.turn, &house, &house.display_file(2)).await;
    let display = &window.page;
    becomes(display, "scr-home", &["off"]).await;
    window.picture("display-off.png");
    becomes(page, "state", &["off"]).await;
    page.shows("state", |text| {
        text.contains("apagad") || text.contains("cortad")
    })
    .await;
    display.text("pay-hint").await;
    pays(page).await;
    becomes(display, "scr-home", &["ok", "low"]).await;
    window.picture("display-again.png");
    let meter = house.display(2).await;
    meter
        .shows("the switch", |view| view.supply.switch == Switch::On)
        .await;
    window.close().await;
    house.check();
    browser.close().await;
}

/// Chooses what happens at zero.
async fn chooses(page: &Page, outcome: &str) {
    page.click("menu-program").await;
    page.choose(&format!("at-zero-{outcome}")).await;
    page.click("program-save").await;
    page.text("program-saved").await;
}

async fn pays(page: &Page) {
    page.click("menu-pay").await;
    page.fill("amount", "20").await;
    review_and_pay(page).await;
    page.becomes("chain-confirmed", "data-mark", "done").await;
    page.click("menu-home").await;
}

/// Browser and window show the same amount, as soon as both have the newest view.
async fn same_balance(page: &Page, display: &Page) {
    until("both show the same balance", seconds(60), async || {
        let (here, there) = (page.text("balance").await, display.text("balance").await);
        (here == there && here.contains('$')).then_some(())
    })
    .await;
}

async fn state_of(page: &Page, id: &str) -> String {
    let script = format!(
        "const e = document.querySelector('[data-testid=\"{id}\"]'); \
         return e ? e.dataset.state : '';"
    );
    let state = page.script(&script).await;
    state.as_str().unwrap_or_default().to_owned()
}

/// Waits until the screen is in one of these states.
async fn becomes(page: &Page, id: &str, states: &[&str]) {
    until(&format!("{id} is {states:?}"), ZERO_WITHIN, async || {
        let state = state_of(page, id).await;
        states.contains(&state.as_str()).then_some(())
    })
    .await;
}
