//! Paid, but no power, at the representative's desk (SC6): who is calling, the meter's test, the
//! people who are sent, and after the repair the power.

use crate::browser::Browser;
use crate::house::{House, Wish};
use crate::page::Page;
use crate::website::sign_in;
use crate::{pay, wait};
use ami_domain::money::Money;
use ami_domain::receipt::Switch;

/// How many of something the page has.
async fn count(page: &Page, id: &str) -> i64 {
    let script = format!("return document.querySelectorAll('[data-testid={id}]').length");
    page.script(&script).await.as_i64().unwrap()
}

async fn one_order_of_each(page: &Page) {
    page.text("order-trouble").await;
    page.text("order-field").await;
    assert_eq!(count(page, "order-field").await, 1);
    assert_eq!(count(page, "order-trouble").await, 1);
}

/// Finds the customer and proves who is calling, after a guess that proves nothing.
async fn find_and_identify(page: &Page) {
    page.click("menu-search").await;
    page.fill("search", "alder").await;
    page.click("search-button").await;
    page.click("account-row").await;
    page.click("no-power-link").await;
    page.fill("fact-number", "999999").await;
    page.fill("fact-name", "Somebody Else").await;
    page.click("identity-check").await;
    page.text("identity-wrong").await;
    assert!(
        !page.is_there("test-run").await,
        "nobody has proved a thing"
    );
    page.fill("fact-number", "100001").await;
    page.fill("fact-name", "Ana Rivera").await;
    page.click("identity-check").await;
    page.text("identity-done").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_power_after_paying_ends_in_orders_and_then_in_power() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        website: true,
        ..Wish::default()
    })
    .await;
    let display = house.display(1).await;
    house.fault("switch_stuck").await;
    let ana = house.sign_in("ana").await;
    pay::applied(&ana, house.home(1).account, Money::dollars(20)).await;
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "rosa").await;
    find_and_identify(page).await;
    page.shows("no-power-payment", |text| text.contains("$20.00"))
        .await;

    page.click("test-run").await;
    wait::until("the verdict", wait::seconds(60), async || {
        page.is_there("verdict").await.then_some(())
    })
    .await;
    page.becomes("verdict", "data-verdict", "switch_fault")
        .await;
    page.becomes("case-state", "data-state", "ordered").await;
    one_order_of_each(page).await;
    // The same page again makes no second ones, and the list has them, too.
    let guide = page.path().await;
    page.open(&format!("{}{guide}", house.website())).await;
    one_order_of_each(page).await;
    page.click("menu-orders").await;
    one_order_of_each(page).await;
    page.open(&format!(
        "{}{}",
        house.website(),
        guide.replace("no-power", "log")
    ))
    .await;
    page.text("command-log").await;
    page.text("meter-log").await;

    // Somebody came and mended it: the next test passes, and power is switched on from the desk.
    house.fault("none").await;
    page.open(&format!("{}{guide}", house.website())).await;
    page.click("test-run").await;
    wait::until("another verdict", wait::seconds(60), async || {
        page.is_there("activate").await.then_some(())
    })
    .await;
    page.becomes("verdict", "data-verdict", "passed").await;
    page.click("activate").await;
    display
        .shows("power", |view| view.supply.switch == Switch::On)
        .await;
    page.becomes("case-state", "data-state", "restored").await;
    house.check();
    browser.close().await;
}
