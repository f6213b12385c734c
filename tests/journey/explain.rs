//! "Why?" beside the balance, in a browser and in both languages: the lines that are shown add up to
//! the balance that is shown, and the browser computes it again.

use crate::browser::Browser;
use crate::house::{House, Wish};
use crate::page::Page;
use crate::pay;
use crate::wait::seconds;
use crate::website::sign_in;
use ami_domain::money::Money;
use ami_locales::arg::money;
use ami_locales::{Args, Locale, args, tr};
use serde_json::Value;

/// What the page says: the first line, every line, and what they come to.
const LINES: &str = "const all = id => [...document.querySelectorAll(`[data-testid=${id}]`)];
    const sum = all('explain-balance')[0];
    return [all('ledger-opening')[0].children[3].textContent,
        all('ledger-amount').map(cell => cell.textContent), sum.dataset.exact, sum.textContent];";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lines_behind_the_balance_add_up_to_what_is_shown_in_both_languages() {
    let browser = Browser::start("en-US").await;
    let house = House::start(Wish {
        website: true,
        // An hour a second: a balance that is not low is charged once a day (FR-09).
        factor: 3_600,
        cents: Some(700),
        ..Wish::default()
    })
    .await;
    let ana = house.sign_in("ana").await;
    let account = house.home(1).account;
    pay::applied(&ana, account, Money::dollars(20)).await;
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "ana").await;
    // So long that a day was used and charged: each day's use is a line of its own.
    tokio::time::sleep(seconds(30)).await;
    adds_up(page, Locale::EnUs).await;
    page.click("language-toggle").await;
    page.click("menu-home").await;
    adds_up(page, Locale::EsUs).await;
    what_a_day_cost_is_behind_its_line(page).await;
    let code = read_out(page).await;
    page.click("sign-out").await;
    sign_in(page, "rosa").await;
    the_desk_finds_it(page, &code).await;
    page.open(&format!("{}/accounts/{account}", house.website()))
        .await;
    adds_up(page, Locale::EsUs).await;
    browser.close().await;
}

/// From the home page, or the representative's page of the account.
async fn adds_up(page: &Page, locale: Locale) {
    page.text("balance").await;
    page.click("why-home-balance-label").await;
    let title = tr(locale, "explain-title", &Args::new());
    page.shows("title", |text| text == title).await;
    let agrees = tr(locale, "explain-agrees", &Args::new());
    page.shows("explain-agrees", |text| text == agrees).await;
    page.text("explain-balance").await;
    let said = page.script(LINES).await;
    let lines: Vec<Money> = said[1].as_array().unwrap().iter().map(micros).collect();
    assert!(
        lines.iter().any(|line| line.is_negative()),
        "use is in it: {said}"
    );
    assert!(
        lines.contains(&Money::dollars(20)),
        "the payment is in it: {said}"
    );
    let sum = lines.iter().fold(micros(&said[0]), |sum, line| sum + *line);
    assert_eq!(sum, micros(&said[2]), "{said}");
    let shown = args!["balance" => money(sum.as_micros())];
    assert_eq!(said[3], tr(locale, "home-balance-value", &shown), "{said}");
    page.text("explain-zero").await;
}

/// An amount as tables write it, exact: `-0.123456`, `20.00`.
fn micros(value: &Value) -> Money {
    let text = value.as_str().unwrap();
    let (whole, part) = text.trim_start_matches('-').split_once('.').unwrap();
    let amount: i64 = format!("{whole}{part:0<6}").parse().unwrap();
    Money::micros(if text.starts_with('-') {
        -amount
    } else {
        amount
    })
}

async fn what_a_day_cost_is_behind_its_line(page: &Page) {
    page.click("why-statement-kind-energy").await;
    page.text("tariff-lines").await;
    page.shows("explain-total", |text| text.contains('$')).await;
    page.becomes("explain-agrees", "data-tone", "calm").await;
}

/// The code as the eye has it, and sign by sign for ears.
async fn read_out(page: &Page) -> String {
    page.text("lineage").await;
    let signs = "const [eye, ears] = document.querySelectorAll('[data-testid=lineage] > span');
        return [eye.textContent.trim(), ears.textContent.replaceAll(',', '-').replaceAll(' ', '')]";
    let said = page.script(signs).await;
    assert_eq!(said[0], said[1], "{said}");
    said[0].as_str().unwrap().to_owned()
}

/// One letter is misheard at first, and then the code is typed as nobody shows it.
async fn the_desk_finds_it(page: &Page, code: &str) {
    page.click("menu-search").await;
    let other = if code.starts_with('D') { 'T' } else { 'D' };
    page.fill("figure", &format!("{other}{}", &code[1..])).await;
    page.click("figure-button").await;
    let misheard = tr(Locale::EsUs, "behind-find-misheard", &Args::new());
    page.shows("error-summary", |text| text.contains(&misheard))
        .await;
    page.fill("figure", &code.to_lowercase().replace('-', ""))
        .await;
    page.click("figure-button").await;
    page.text("tariff-lines").await;
    page.becomes("explain-agrees", "data-tone", "calm").await;
    page.text("explain-account").await;
}
