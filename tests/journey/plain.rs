//! The plain page in a browser: no script runs there, and whoever touches only its buttons pays.

use crate::api::Api;
use crate::browser::Browser;
use crate::house::{House, Wish};
use crate::page::Page;
use crate::pay;
use ami_domain::money::Money;
use ami_wire::api::link::{MadeLink, MakeLink};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_page_pays_by_its_buttons_and_shows_the_meters_word() {
    let browser = Browser::start("es-US").await;
    let mut house = House::start(Wish::default()).await;
    let ana = house.sign_in("ana").await;
    let link = own_link(&ana, &house).await;
    let page = &browser.page;

    page.open(&format!("{}{link}", house.website())).await;
    says(page, "De $10.00 a $1,000.00").await;
    press(page).await;
    says(page, "Pagar $25.00").await;
    press(page).await;
    says(page, "Confirmado por el medidor").await;

    let display = house.display(1).await;
    let paid = Some(Money::dollars(25));
    display
        .shows("$25", |view| pay::balance(view) == paid)
        .await;
    house.check();
    browser.close().await;
}

async fn own_link(ana: &Api, house: &House) -> String {
    let wish = MakeLink {
        own: true,
        nickname: "Ana".into(),
        amount: Some(Money::dollars(25)),
        days: 7,
    };
    let path = format!("accounts/{}/links", house.home(1).account);
    let made: MadeLink = ana.post(&path, &wish).await.unwrap();
    made.path
}

/// Waits for words on a page that has no marks for tests: each byte of it costs a phone time.
async fn says(page: &Page, words: &str) {
    let script = "return document.body.innerText;";
    page.until(words, async || {
        let text = page.script(script).await;
        text.as_str()?.contains(words).then_some(())
    })
    .await;
}

async fn press(page: &Page) {
    page.script("document.querySelector('form button').click();")
        .await;
}
