//! An installer with a phone pairs a display that knows nothing but where its gateway is: real
//! server, gateway and meter, a real window and a real browser. Then it is taken out again.

use crate::browser::Browser;
use crate::house::{House, Victim, Wish};
use crate::page::Page;
use crate::website::sign_in;
use crate::window::Window;
use std::path::PathBuf;
use thirtyfour::Key;

/// A narrow phone, in CSS pixels.
const PHONE: (u32, u32) = (360, 740);
const SERIAL: &str = "AMI00000001";
/// How much of the page lies beside a phone's screen, and which buttons are too small for a thumb.
const UNHANDY: &str = "const r = document.documentElement; \
    const small = [...document.querySelectorAll('main button, main input')].filter(e => { \
    const b = e.getBoundingClientRect(); return b.height > 0 && b.height < 44; }); \
    return [r.scrollWidth - r.clientWidth, small.map(e => e.outerHTML.slice(0, 90))];";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installer_pairs_a_display_by_its_code_and_takes_it_out_again() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        website: true,
        cents: Some(20_000),
        ..Wish::default()
    })
    .await;
    let config = nothing_but_the_gateway(&house);
    let window = Window::open(&browser.turn, &house, &config).await;
    let (phone, panel) = (&browser.page, &window.page);
    phone.resize(PHONE.0, PHONE.1).await;
    panel
        .becomes("display-pair-news", "data-news", "display-pair-reached")
        .await;
    let first = panel.text("display-pair-code").await;
    assert_eq!(first.len(), "123 456 789".len(), "{first}");
    window.picture("display-pairing.png");

    phone.open(&house.website()).await;
    sign_in(phone, "ines").await;
    find(phone, SERIAL).await;
    // A typing error: the display is seen, and not let in.
    let wrong = if first.starts_with('9') { "1" } else { "9" };
    type_code(phone, &format!("{wrong}{}", &first[1..])).await;
    phone.text("pair-stranger").await;
    handy(phone).await;
    phone.click("pair-stop").await;
    phone.becomes("pair-step", "data-state", "cancelled").await;
    phone.click("pair-again").await;

    let code = panel.text("display-pair-code").await;
    assert_eq!(code, first, "the code is still good");
    type_code(phone, &code).await;
    let shown = panel.text("display-pair-check").await;
    assert_eq!(
        phone.text("pair-check").await,
        shown,
        "both show the same number"
    );
    panel
        .shows("display-pair-last4", |text| text.contains("0001"))
        .await;
    phone
        .shows("pair-last4", |text| text.contains("0001"))
        .await;
    handy(phone).await;
    window.picture("display-pairing-compare.png");
    phone.tab_to("pair-same").await;
    phone.press(Key::Enter).await;
    phone.becomes("pair-step", "data-state", "paired").await;
    panel
        .shows("balance", |text| text.starts_with('$') && text != "$0.00")
        .await;
    assert!(!panel.is_there("display-pair").await);

    // It comes back by itself, and so does a display that was off meanwhile.
    house.kill(Victim::Gateway);
    panel.becomes("display-link", "data-link", "down").await;
    house.revive(Victim::Gateway).await;
    panel.becomes("display-link", "data-link", "up").await;

    // The gateway has lost its own certificate: the figures stay, beside a code to pair it anew.
    house.kill(Victim::Gateway);
    let spool = house.dir().join("home-1/spool");
    std::fs::remove_file(spool.join("identity.json")).unwrap();
    house.revive(Victim::Gateway).await;
    let anew = panel.text("display-pair-anew").await;
    assert!(panel.text("balance").await.starts_with('$'));
    window.picture("display-pairing-anew.png");
    let digits: String = anew.chars().filter(char::is_ascii_digit).collect();
    phone.click("pair-again").await;
    type_code(phone, &digits).await;
    let shown = panel.text("display-pair-check").await;
    assert_eq!(phone.text("pair-check").await, shown);
    phone.click("pair-same").await;
    phone.becomes("pair-step", "data-state", "paired").await;
    panel.becomes("display-link", "data-link", "up").await;
    assert!(!panel.is_there("display-pair-anew").await);

    // Taken out, with what it was paired by before, it keeps nothing of the home and shows another
    // code.
    for _ in 0..2 {
        phone.click("pair-again").await;
        handy(phone).await;
        phone.click("pair-unpair").await;
        phone.click("pair-unpair-yes").await;
        phone.becomes("pair-step", "data-state", "unpaired").await;
    }
    let next = panel.text("display-pair-code").await;
    assert_ne!(next, first);
    assert!(!panel.is_there("balance").await);
    assert!(!house.dir().join("home-1/display/display.json").exists());
    house.check();
    window.close().await;
    browser.close().await;
}

/// The configuration of a display that was never paired.
fn nothing_but_the_gateway(house: &House) -> PathBuf {
    let path = house.display_file(1);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    for key in ["meter_id", "secret_file", "gateway_certificate_file"] {
        table.remove(key).unwrap();
    }
    std::fs::write(&path, table.to_string()).unwrap();
    path
}

async fn find(phone: &Page, serial: &str) {
    // Typed as one does on a ladder.
    phone.fill("pair-serial", &serial.to_lowercase()).await;
    handy(phone).await;
    phone.click("pair-find").await;
    phone
        .shows("pair-home", |text| text.contains("Alder Street"))
        .await;
}

async fn type_code(phone: &Page, code: &str) {
    phone.fill("pair-code", code).await;
    handy(phone).await;
    phone.click("pair-start").await;
}

/// Nothing lies beside the screen, no button is too small for a thumb, and each has a name.
async fn handy(phone: &Page) {
    let told = phone.script(UNHANDY).await;
    assert_eq!(told[0], 0, "it scrolls sideways");
    assert_eq!(told[1].as_array().unwrap().len(), 0, "{}", told[1]);
    assert_eq!(phone.unnamed_controls().await, Vec::<String>::new());
}
