//! The main job in a browser: the customer pays, the meter switches on, the representative sees
//! the meter's confirmation (SC1.1 to SC1.13).

use crate::browser::Browser;
use crate::house::{House, PASSWORD, Wish};
use crate::page::Page;
use crate::{pay, places};
use ami_domain::money::Money;
use ami_domain::receipt::Switch;
use ami_locales::{Args, Locale, tr};
use thirtyfour::Key;

/// What the test card does, and the sentence that the customer reads then.
static REFUSALS: [(&str, &str); 3] = [
    ("tok_decline", "pay-refused-declined"),
    ("tok_insufficient", "pay-refused-insufficient"),
    ("tok_timeout", "pay-refused-timeout"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn website_pays_and_the_meter_switches_on() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        website: true,
        ..Wish::default()
    })
    .await;
    let display = house.display(1).await;
    let dark = display
        .shows("the meter", |view| view.meter_link)
        .await
        .supply;
    assert_eq!((dark.switch, dark.credit.get()), (Switch::Off, 0));
    let page = &browser.page;

    page.open(&house.website()).await;
    sign_in(page, "ana").await;
    at_home_before_the_first_payment(page).await;
    the_least_payment_is_enforced(page).await;
    refusals_leave_the_balance(page, Locale::EnUs).await;

    let payment = pay_by_mouse(page, "20").await;
    follow_the_chain(page, "$20.00").await;
    let view = display
        .shows("$20", |view| pay::balance(view) == Some(Money::dollars(20)))
        .await;
    assert_eq!(view.supply.switch, Switch::On);
    assert!(view.supply.credit.get() > 50_000, "{:?}", view.supply);
    at_home_after_it(page).await;
    the_history_has_every_payment(page).await;
    the_usage_is_there(page).await;

    in_spanish_by_keyboard_only(page).await;
    let balance = Some(Money::dollars(35));
    let view = display
        .shows("$35", |view| pay::balance(view) == balance)
        .await;
    assert_eq!(view.supply.switch, Switch::On);

    the_representative_acknowledges(page, &payment).await;
    let rosa = house.sign_in("rosa").await;
    let all = rosa.confirmations().await;
    assert_eq!(
        all.iter().filter(|row| row.acknowledged.is_some()).count(),
        1
    );
    assert!(
        all.iter()
            .all(|row| !row.refused && row.meter == house.home(1).meter)
    );
    house.check();
    browser.close().await;
}

pub(crate) async fn sign_in(page: &Page, login: &str) {
    page.fill("login", login).await;
    page.fill("password", PASSWORD).await;
    page.click("sign-in").await;
    page.text("signed-in-as").await;
}

async fn at_home_before_the_first_payment(page: &Page) {
    page.shows("balance", |text| text == "$0.00").await;
    page.shows("credit", |text| text.contains("0 kWh")).await;
    page.becomes("supply", "data-supply", "account-supply-off")
        .await;
    page.text("time-left").await;
    page.text("updated").await;
    // The first view went out before the gateway has handed in what the meter recorded.
    page.shows("daily-average", |text| {
        text == "No meter data yet" || is_an_average(text)
    })
    .await;
}

fn is_an_average(text: &str) -> bool {
    text.contains("kWh") && !text.starts_with("0.0")
}

async fn the_least_payment_is_enforced(page: &Page) {
    page.click("pay-now").await;
    page.shows("suggested", |text| text.contains('$')).await;
    page.shows("estimate-likely", |text| text.contains("kWh"))
        .await;
    page.fill("amount", "1").await;
    page.choose("consent").await;
    page.click("review").await;
    page.shows("error-summary", |text| text.contains("$10.00"))
        .await;
    assert!(
        !page.is_there("pay").await,
        "one dollar must not reach the review"
    );
}

async fn refusals_leave_the_balance(page: &Page, locale: Locale) {
    for (token, sentence) in REFUSALS {
        page.click("menu-pay").await;
        page.fill("amount", "20").await;
        page.choose(&format!("card-{token}")).await;
        review_and_pay(page).await;
        page.becomes("refused", "data-why", sentence).await;
        let words = tr(locale, sentence, &Args::new());
        page.shows("refused", |text| text.contains(&words)).await;
        page.click("go-home").await;
        page.shows("balance", |text| text == "$0.00").await;
        page.becomes("supply", "data-supply", "account-supply-off")
            .await;
    }
}

pub(crate) async fn review_and_pay(page: &Page) {
    page.choose("consent").await;
    page.click("review").await;
    page.shows("review-amount", |text| text.contains("20"))
        .await;
    page.click("pay").await;
}

async fn pay_by_mouse(page: &Page, amount: &str) -> String {
    page.click("menu-pay").await;
    page.fill("amount", amount).await;
    review_and_pay(page).await;
    page.text("chain").await;
    let path = page.path().await;
    path.strip_prefix("/payments/")
        .expect("the payment has a page of its own")
        .to_owned()
}

async fn follow_the_chain(page: &Page, amount: &str) {
    for step in ["chain-paid", "chain-sent", "chain-confirmed"] {
        page.becomes(step, "data-mark", "done").await;
    }
    // Meter confirmed at, by the meter's own clock (FR-15).
    page.shows("chain-confirmed", |text| text.contains(':'))
        .await;
    page.shows("payment-balance-after", |text| text == amount)
        .await;
    page.text("payment-message").await;
    page.text("payment-done").await;
}

async fn at_home_after_it(page: &Page) {
    page.click("go-home").await;
    page.shows("balance", |text| text == "$20.00").await;
    page.becomes("supply", "data-supply", "account-supply-on")
        .await;
    page.shows("time-left", |text| text.contains("day")).await;
    page.text("zero-at").await;
    page.shows("daily-average", is_an_average).await;
    if let Some(folder) = places::screenshots() {
        std::fs::create_dir_all(&folder).unwrap();
        // High enough for all of it.
        page.resize(1280, 900).await;
        page.picture(&folder.join("website.png")).await;
    }
}

async fn the_history_has_every_payment(page: &Page) {
    page.click("menu-payments").await;
    page.shows("payments-table", |text| text.contains("$20.00"))
        .await;
    let rows = "return document.querySelectorAll('[data-testid=payment-row]').length;";
    assert_eq!(page.script(rows).await, 4, "three refused and one applied");
}

async fn the_usage_is_there(page: &Page) {
    page.click("menu-usage").await;
    page.click("usage-month").await;
    page.shows("usage-total", |text| text.contains("kWh")).await;
    page.shows("usage-average", |text| text.contains("kWh"))
        .await;
    page.click("usage-toggle").await;
    page.shows("usage-table", |text| text.contains("kWh")).await;
}

/// The whole way without a mouse, in the other language.
async fn in_spanish_by_keyboard_only(page: &Page) {
    page.tab_to("language-toggle").await;
    page.press(Key::Enter).await;
    page.until("the page is in Spanish", async || {
        let lang = page.script("return document.documentElement.lang;").await;
        (lang == "es-US").then_some(())
    })
    .await;
    page.tab_to("menu-pay").await;
    page.press(Key::Enter).await;
    page.shows("title", |text| {
        text == tr(Locale::EsUs, "pay-title", &Args::new())
    })
    .await;
    page.tab_to("amount").await;
    page.press("15").await;
    page.tab_to("consent").await;
    page.press(" ").await;
    page.tab_to("review").await;
    page.press(Key::Enter).await;
    page.shows("review-amount", |text| text.contains("15"))
        .await;
    page.tab_to("pay").await;
    page.press(Key::Enter).await;
    follow_the_chain(page, "$35.00").await;
    let thanks = tr(Locale::EsUs, "pay-done-title", &Args::new());
    page.shows("payment-done", |text| text.contains(&thanks))
        .await;
    page.tab_to("sign-out").await;
    page.press(Key::Enter).await;
    page.text("sign-in").await;
}

async fn the_representative_acknowledges(page: &Page, payment: &str) {
    sign_in(page, "rosa").await;
    page.click("menu-confirmations").await;
    page.text("confirmations-waiting").await;
    let card = format!("document.querySelector('[data-payment=\"{payment}\"]')");
    let words = page.script(&format!("return {card}.textContent;")).await;
    let words = words.as_str().unwrap_or_default();
    assert!(
        words.contains("$20.00") && words.contains("Ana Rivera"),
        "{words}"
    );
    page.script(&format!(
        "{card}.querySelector('[data-testid=acknowledge]').click();"
    ))
    .await;
    page.shows("acknowledged", |text| text.contains("Rosa Diaz"))
        .await;
}
