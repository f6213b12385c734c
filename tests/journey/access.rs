//! Every screen for every reader: one heading, a language, names for all controls, no sideways
//! scrolling on narrow pages and with large text, and nothing bad in the browser's console.

use crate::browser::Browser;
use crate::house::{House, Wish, new_alert};
use crate::page::Page;
use crate::website::sign_in;
use crate::{alert, pay};
use ami_domain::money::Money;

/// Width and height in CSS pixels, and text in percent: WCAG 1.4.10 and 1.4.4.
static SIZES: [(u32, u32, u32); 3] = [(1280, 900, 100), (320, 640, 100), (1280, 900, 200)];
/// The console keeps quiet but for this: the first question of a page is who is signed in, and
/// the answer "nobody" is a 401, which browsers log.
const NOBODY: &str = "/api/session - Failed to load resource: the server responded with a status \
                      of 401";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screen_is_for_every_reader_in_both_languages() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        website: true,
        ..Wish::default()
    })
    .await;
    let account = house.home(1).account;
    let ana = house.sign_in("ana").await;
    let id = pay::applied(&ana, account, Money::dollars(20)).await;
    pay::confirmed(&ana, account, id).await;
    alert::publish_notice(house.broker_port(), new_alert());
    let payment = format!("/payments/{id}");
    let of = |screen: &str| format!("/{screen}/{account}");
    let (account, protection) = (of("accounts"), of("protection"));
    let (baseline, help, owing) = (of("baseline"), of("help"), of("owing"));
    let (enrol, contacts, move_out) = (of("enrol"), of("contacts"), of("move-out"));
    let code = of("password-code");
    let customer = [
        "/",
        "/pay",
        "/usage",
        "/payments",
        &payment,
        "/messages",
        "/protection",
        "/help",
        "/program",
        "/contacts",
        "/move-out",
        "/settings",
        "/nowhere",
    ];
    let staff = [
        "/accounts",
        &account,
        &protection,
        &baseline,
        &help,
        &owing,
        &enrol,
        &contacts,
        &move_out,
        &code,
        "/rules",
        "/write-offs",
        "/confirmations",
    ];

    let page = &browser.page;
    let mut faults = Vec::new();
    page.open(&house.website()).await;
    let both = ["en-US", "es-US"];
    for language in both {
        speak(page, language).await;
        look(page, "/sign-in", language, &mut faults).await;
    }
    let utility = ["/rules", "/write-offs", "/utility-settings"];
    for (login, paths) in [
        ("ana", customer.as_slice()),
        ("rosa", staff.as_slice()),
        ("uma", utility.as_slice()),
    ] {
        sign_in(page, login).await;
        for path in paths {
            go(page, path).await;
            for language in both {
                speak(page, language).await;
                look(page, path, language, &mut faults).await;
            }
        }
        page.click("sign-out").await;
        page.text("sign-in").await;
    }
    go(page, "/new-password").await;
    for language in both {
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
        if beyond[0].as_i64().is_none_or(|wide| wide > 0) {
            fault(format!(
                "scrolls sideways at {width} px with {percent} % text: {beyond}"
            ));
        }
    }
    let (width, height, _) = SIZES[0];
    page.resize(width, height).await;
}
