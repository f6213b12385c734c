//! Every screen for every reader: one heading, a language, names for all controls, no sideways
//! scrolling on narrow pages and with large text, and nothing bad in the browser's console.

use crate::api::Api;
use crate::browser::Browser;
use crate::event::in_hours;
use crate::house::{House, Wish, new_alert};
use crate::page::Page;
use crate::wait::{seconds, until};
use crate::website::sign_in;
use crate::{alert, pay};
use ami_domain::account::Mode;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_wire::api::converted::Converted;
use ami_wire::api::{AskMoveOut, MoveOut, Program, SetMode};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::Key;

/// Width and height in CSS pixels, and text in percent: WCAG 1.4.10 and 1.4.4.
static SIZES: [(u32, u32, u32); 3] = [(1280, 900, 100), (320, 640, 100), (1280, 900, 200)];
static BOTH: [&str; 2] = ["en-US", "es-US"];
/// A change of how an account pays holds from the end of an hour: here a minute.
const FACTOR: u32 = 60;
const LIMIT: Duration = seconds(240);
/// An element that holds nothing but the id of a text: two words or more with dashes between. A
/// text that is missing is shown so, and a page carries only the texts that its program names.
const NAKED: &str = "return [...document.querySelectorAll('body *')].filter(e => \
                     !e.children.length && /^[a-z]+(-[a-z]+)+$/.test(e.textContent.trim()))\
                     .map(e => e.outerHTML.slice(0, 120));";
/// The console keeps quiet but for this: the first question of a page is who is signed in, and
/// the answer "nobody" is a 401, which browsers log.
const NOBODY: &str = "/api/session - Failed to load resource: the server responded with a status \
                      of 401";

/// Screens of a customer that need nothing to have happened.
static CUSTOMER: &[&str] = &[
    "/",
    "/pay",
    "/usage",
    "/payments",
    "/messages",
    "/protection",
    "/help",
    "/program",
    "/auto-pay",
    "/deposit",
    "/statements",
    "/links",
    "/events",
    "/book",
    "/enrol",
    "/contacts",
    "/move-out",
    "/settings",
    "/password",
    "/nowhere",
];
/// Screens at the desk that belong to one account.
static OF_ACCOUNT: &[&str] = &[
    "accounts",
    "protection",
    "baseline",
    "help",
    "deposit",
    "owing",
    "enrol",
    "contacts",
    "move-out",
    "supply",
    "no-power",
    "log",
    "password-code",
    "refund",
];
static DESK: &[&str] = &[
    "/accounts",
    "/rules",
    "/write-offs",
    "/confirmations",
    "/orders",
    "/pair",
];
static UTILITY: &[&str] = &[
    "/rules",
    "/write-offs",
    "/utility-settings",
    "/closes",
    "/holds",
    "/payment-questions",
    "/alerts",
    "/alerts/new",
    "/agents",
    "/conformance",
    "/regulator",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screen_is_for_every_reader_in_both_languages() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        homes: 3,
        factor: FACTOR,
        website: true,
        ..Wish::default()
    })
    .await;
    let account = house.home(1).account;
    let ana = house.sign_in("ana").await;
    let id = pay::applied(&ana, account, Money::dollars(20)).await;
    pay::confirmed(&ana, account, id).await;
    alert::publish_notice(house.broker_port(), new_alert());
    let benito = house.sign_in("benito").await;
    converts(&benito, house.home(2).account).await;
    let carol = house.sign_in("carol").await;
    moves_out(&carol, house.home(3).account).await;

    let page = &browser.page;
    let mut faults = Vec::new();
    page.open(&house.website()).await;
    for language in BOTH {
        speak(page, language).await;
        look(page, "/sign-in", language, &mut faults).await;
    }
    // The last page is the first one of who signs in next: it must not be a payment of somebody.
    let mut paths = vec![format!("/payments/{id}")];
    paths.extend(CUSTOMER.iter().map(|path| (*path).to_owned()));
    walk(page, "ana", &paths, &mut faults).await;
    let changed = receipt_of_change(&benito, house.home(2).account).await;
    let paths = [changed.clone(), "/program".to_owned()];
    walk(page, "benito", &paths, &mut faults).await;
    // Who has moved out still reads what was; only the desk sees where the cheque is.
    let rosa = house.sign_in("rosa").await;
    closed(&rosa, house.home(3).account).await;
    let paths = ["/", "/payments", "/statements"].map(str::to_owned);
    walk(page, "carol", &paths, &mut faults).await;

    let mut paths: Vec<String> = DESK.iter().map(|path| (*path).to_owned()).collect();
    paths.extend(OF_ACCOUNT.iter().map(|of| format!("/{of}/{account}")));
    paths.push(format!("/move-out/{}", house.home(3).account));
    paths.push(changed);
    walk(page, "rosa", &paths, &mut faults).await;
    let paths: Vec<String> = UTILITY.iter().map(|path| (*path).to_owned()).collect();
    walk(page, "uma", &paths, &mut faults).await;
    go(page, "/new-password").await;
    for language in BOTH {
        speak(page, language).await;
        look(page, "/new-password", language, &mut faults).await;
    }

    let bad = |(level, text): &(String, String)| {
        let bad = level == "SEVERE" || text.contains("Content Security Policy");
        bad && !text.contains(NOBODY)
    };
    let said = page.console().await.into_iter().filter(bad);
    faults.extend(said.map(|(level, text)| format!("console: {level} {text}")));
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    house.check();
    browser.close().await;
}

/// A customer asks for a bill once a month; it holds from the end of the running hour.
async fn converts(api: &Api, account: AccountId) {
    let wish = SetMode {
        mode: Mode::Regular,
    };
    let path = format!("accounts/{account}/mode");
    let _: Program = api.put(&path, &wish).await.unwrap();
}

/// The page of the receipt of that, once there is one.
async fn receipt_of_change(api: &Api, account: AccountId) -> String {
    let path = format!("accounts/{account}/conversions");
    until("the change holds", LIMIT, async || {
        let all: Vec<Converted> = api.get(&path).await.ok()?;
        let first = all.first()?;
        Some(format!("/changed/{account}.{}", first.at.at.as_millis()))
    })
    .await
}

/// A customer moves out now. What is left came from no card, so it is owed by cheque.
async fn moves_out(api: &Api, account: AccountId) {
    let offset = api.account(account).await.view.as_of.offset_minutes;
    let at = in_hours(api, offset, 0).await;
    let path = format!("accounts/{account}/move-out");
    let _: MoveOut = api.put(&path, &AskMoveOut { at }).await.unwrap();
}

async fn closed(api: &Api, account: AccountId) {
    let path = format!("accounts/{account}/move-out");
    let known = until("the account is closed", LIMIT, async || {
        let known: MoveOut = api.get(&path).await.ok()?;
        known.closed.is_some().then_some(known)
    })
    .await;
    assert!(known.cheque.is_positive(), "{known:?}");
}

/// Looks at each of these paths in both languages, and at the menu, as somebody signed in.
async fn walk(page: &Page, login: &str, paths: &[String], faults: &mut Vec<String>) {
    sign_in(page, login).await;
    for path in paths {
        go(page, path).await;
        for language in BOTH {
            speak(page, language).await;
            look(page, path, language, faults).await;
        }
    }
    for language in BOTH {
        speak(page, language).await;
        menu(page, login, language, faults).await;
    }
    page.click("sign-out").await;
    page.text("sign-in").await;
}

/// The menu of a narrow page, with each of its groups opened by a key.
async fn menu(page: &Page, login: &str, language: &str, faults: &mut Vec<String>) {
    let mut fault = |what: String| faults.push(format!("menu of {login} in {language}: {what}"));
    let (width, height, percent) = SIZES[1];
    page.resize(width, height).await;
    let is_open = |id: &str| {
        let of = format!("document.querySelector('[data-testid={id}]')");
        format!("return {of}.ariaExpanded === 'true';")
    };
    if page.script(&is_open("menu-button")).await != true {
        page.click("menu-button").await;
    }
    let groups = page
        .script("return [...document.querySelectorAll('.menu-group')].map(e => e.dataset.testid);")
        .await;
    for group in groups.as_array().into_iter().flatten() {
        let group = group.as_str().unwrap_or_default();
        let button = format!("document.querySelector('[data-testid={group}]')");
        if page.script(&is_open(group)).await != true {
            page.script(&format!("{button}.focus();")).await;
            page.press(Key::Enter).await;
            page.becomes(group, "aria-expanded", "true").await;
        }
        let lines = page
            .script(&format!(
                "const list = document.getElementById({button}.getAttribute('aria-controls'));\
                 return list.querySelectorAll('a').length * (list.hidden ? 0 : 1);"
            ))
            .await;
        if lines.as_u64().is_none_or(|lines| lines == 0) {
            fault(format!("{group} opens nothing"));
        }
        for html in page.unnamed_controls().await {
            fault(format!("a control without a name: {html}"));
        }
        if let Some(beyond) = beyond(page, percent).await {
            fault(format!("{group} is too wide: {beyond}"));
        }
    }
    let (width, height, _) = SIZES[0];
    page.resize(width, height).await;
}

/// Goes there as a link in the page does, without loading the page again.
async fn go(page: &Page, path: &str) {
    page.script(&format!(
        "const a = document.createElement('a'); a.href = '{path}'; document.body.append(a); \
         a.click(); a.remove();"
    ))
    .await;
    page.until(&format!("the page is at {path}"), async || {
        (page.path().await == path).then_some(())
    })
    .await;
}

async fn speak(page: &Page, language: &str) {
    let lang = || page.script("return document.documentElement.lang;");
    page.text("language-toggle").await;
    if lang().await != language {
        page.click("language-toggle").await;
    }
    let what = format!("the page is in {language}");
    page.until(&what, async || (lang().await == language).then_some(()))
        .await;
}

async fn look(page: &Page, path: &str, language: &str, faults: &mut Vec<String>) {
    page.until(&format!("{path} has loaded"), async || {
        let waiting = page.is_there("waiting").await;
        let titled = page.is_there("title").await;
        (titled && !waiting).then_some(())
    })
    .await;
    let mut fault = |what: String| faults.push(format!("{path} in {language}: {what}"));
    let headings = page
        .script("return document.querySelectorAll('h1').length;")
        .await;
    if headings != 1 {
        fault(format!("{headings} first headings"));
    }
    let title = page.script("return document.title;").await;
    if title.as_str().is_none_or(str::is_empty) {
        fault("no title".to_owned());
    }
    for html in page.unnamed_controls().await {
        fault(format!("a control without a name: {html}"));
    }
    for (width, height, percent) in SIZES {
        page.resize(width, height).await;
        if let Some(beyond) = beyond(page, percent).await {
            fault(format!(
                "scrolls sideways at {width} px with {percent} % text: {beyond}"
            ));
        }
    }
    let ids = page.script(NAKED).await;
    if ids.as_array().is_none_or(|ids| !ids.is_empty()) {
        fault(format!("ids in the place of texts: {ids}"));
    }
    let (width, height, _) = SIZES[0];
    page.resize(width, height).await;
}

/// What reaches beyond the page with text of this size.
async fn beyond(page: &Page, percent: u32) -> Option<Value> {
    let beyond = page
        .script(&format!(
            "const root = document.documentElement; root.style.fontSize = '{percent}%';\
             const wide = root.scrollWidth - root.clientWidth;\
             const far = wide <= 0 ? [] : [...document.querySelectorAll('main *, header *')]\
             .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1)\
             .slice(0, 3).map(e => e.outerHTML.slice(0, 120));\
             root.style.fontSize = ''; return [wide, far];"
        ))
        .await;
    let wide = beyond[0].as_i64().is_none_or(|wide| wide > 0);
    wide.then_some(beyond)
}
