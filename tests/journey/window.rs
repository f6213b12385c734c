//! The display's real window: the Tauri program on a screen of its own (Xvfb), driven through
//! WebKit's driver, paired with the gateway of home 1.

use crate::alert::{EN, ES, publish_notice};
use crate::api::Api;
use crate::browser::{Turn, answers, turn};
use crate::house::{House, Victim, Wish, free_ports, new_alert};
use crate::page::Page;
use crate::process::{End, Part};
use crate::wait::{seconds, until};
use crate::{pay, places};
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use thirtyfour::Capabilities;
use thirtyfour::prelude::Key;

/// From the meter's receipt to the figure on the display (SC1.13, NFR-01).
const SHOWN_WITHIN: Duration = Duration::from_secs(2);

/// The window. The session ends before its driver, and that before its screen.
pub(crate) struct Window {
    pub(crate) page: Page,
    /// The screen's name.
    display: String,
    driver: Part,
    _screen: Part,
}

impl Window {
    /// Opens it in a turn that was waited for before the house began, as [`turn`] says.
    pub(crate) async fn open(_: &Turn, house: &House, config: &Path) -> Self {
        let mut command = Command::new("Xvfb");
        // It chooses a free number and says which.
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "800x480x24",
            "-nolisten",
            "tcp",
        ]);
        let mut screen = Part::start("Xvfb", command, house.dir(), End::Kill);
        let display = format!(":{}", screen.says("").await);
        let [port] = free_ports();
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "WebKitWebDriver", &format!("--port={port}")]);
        command.env("DISPLAY", &display);
        for (name, value) in [
            ("TAURI_AUTOMATION", "true"),
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ("NO_AT_BRIDGE", "1"),
            ("GTK_USE_PORTAL", "0"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ] {
            command.env(name, value);
        }
        let mut driver = Part::start("WebKitWebDriver", command, house.dir(), End::Kill);
        let server = format!("http://127.0.0.1:{port}");
        answers(&server, &mut driver).await;
        let args = ["--config".into(), config.display().to_string()];
        let options = json!({ "binary": places::program("ami-app"), "args": args });
        let mut capabilities = Capabilities::new();
        capabilities
            .set("webkitgtk:browserOptions", options)
            .unwrap();
        Self {
            page: Page::new(&server, capabilities).await,
            display,
            driver,
            _screen: screen,
        }
    }

    /// A picture for the README, when somebody wants one. It comes from the screen: WebKit's own
    /// waits half a minute for a page that has nothing new to draw.
    pub(crate) fn picture(&self, name: &str) {
        let Some(folder) = places::screenshots() else {
            return;
        };
        std::fs::create_dir_all(&folder).unwrap();
        let mut import = Command::new("import");
        import
            .args(["-display", &self.display, "-window", "root"])
            .arg(folder.join(name));
        assert!(import.status().expect("ImageMagick is there").success());
    }

    pub(crate) async fn close(mut self) {
        if !self.page.ended().await {
            // With its group, which the window belongs to.
            self.driver.kill();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn display_window_shows_the_payment() {
    let turn = turn().await;
    let mut house = House::start(Wish::default()).await;
    let account = house.home(1).account;
    let ana = house.sign_in("ana").await;
    let config = house.display_file(1);
    let window = Window::open(&turn, &house, &config).await;
    let page = &window.page;
    page.shows("balance", |text| text == "$0.00").await;
    page.becomes("display-link", "data-link", "up").await;

    let id = pay::applied(&ana, account, Money::dollars(20)).await;
    let shown = page.shows("balance", |text| text == "$20.00");
    let late = async {
        pay::confirmed(&ana, account, id).await;
        tokio::time::sleep(SHOWN_WITHIN).await;
    };
    tokio::select! {
        _ = shown => {}
        () = late => panic!("the window shows the payment later than {SHOWN_WITHIN:?}"),
    }
    page.shows("credit", |text| {
        text.contains("kWh") && !text.starts_with("0 ")
    })
    .await;
    let beyond = "const r = document.documentElement; return [r.scrollWidth - r.clientWidth, \
                  r.scrollHeight - r.clientHeight, r.clientWidth, r.clientHeight];";
    let beyond = page.script(beyond).await;
    assert!(
        beyond[0] == 0 && beyond[1] == 0,
        "the panel would scroll: {beyond}"
    );
    window.picture("display.png");
    what_is_behind_it_is_told(page, &window, &ana, account).await;

    a_text_is_read_in_both_languages_and_confirmed(page, &house).await;

    // The disk holds what was shown and answered; without any network the window starts with it
    // and its age.
    until(
        "the last view and both answers are on the disk",
        seconds(30),
        async || on_disk(house.dir()),
    )
    .await;
    window.close().await;
    house.kill(Victim::Gateway);
    hours_later(&config, 3);
    let window = Window::open(&turn, &house, &config).await;
    let page = &window.page;
    page.shows("balance", |text| text == "$20.00").await;
    page.becomes("display-link", "data-link", "down").await;
    page.text("display-updated").await;
    page.shows("stale", |text| text.contains("hours")).await;
    assert!(
        !page.is_there("message-text").await,
        "what was answered is not asked again"
    );
    window.picture("display-without-network.png");

    // It joins again by itself.
    house.revive(Victim::Gateway).await;
    page.becomes("display-link", "data-link", "up").await;
    house.check();
    window.close().await;
}

/// By keyboard and by touch, in both languages, with the name that the website shows.
async fn what_is_behind_it_is_told(page: &Page, window: &Window, ana: &Api, account: AccountId) {
    page.tab_to("why-balance").await;
    page.press(Key::Enter).await;
    page.shows("why-balance-text", |text| text.contains("$20.00"))
        .await;
    // Either may be one view ahead for a moment.
    let read = "return document.querySelector('[data-testid=lineage]').dataset.lineage";
    page.until("display and website name the same view", async || {
        let told = page.script(read).await;
        let named = ana.account(account).await.lineage.to_string();
        (told == named).then_some(())
    })
    .await;
    page.text("why-until").await;
    window.picture("display-why.png");
    page.press(Key::Escape).await;
    let focus = "return document.activeElement.dataset.testid";
    page.until("the focus is where it was", async || {
        (page.script(focus).await == "why-balance").then_some(())
    })
    .await;
    assert!(!page.is_there("why-overlay").await);
    page.click("language-toggle").await;
    page.click("why-time").await;
    page.shows("why-balance-text", |text| text.contains("se pagó"))
        .await;
    window.picture("display-why-es.png");
    page.click("why-close").await;
    page.click("language-toggle").await;
}

async fn a_text_is_read_in_both_languages_and_confirmed(page: &Page, house: &House) {
    let ana = house.sign_in("ana").await;
    for words in [EN, ES] {
        let alert = new_alert();
        publish_notice(house.broker_port(), alert);
        page.shows("message-text", |text| text.contains(words))
            .await;
        page.click("message-confirm").await;
        until(
            "the confirmation is at the utility",
            seconds(30),
            async || {
                let all = ana.messages(house.home(1).account).await;
                all.into_iter()
                    .find(|m| m.id == alert && m.confirmed_at.is_some())
            },
        )
        .await;
        // The other language for the next text, and back again.
        page.click("language-toggle").await;
    }
}

/// Moves the window's clock on, as if it had been off for so long.
fn hours_later(config: &Path, hours: i64) {
    let text = std::fs::read_to_string(config).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    let origin = &mut table["clock"]["business_origin_ms"];
    *origin = (origin.as_integer().unwrap() + hours * 3_600_000).into();
    std::fs::write(config, table.to_string()).unwrap();
}

/// Whether the window of home 1 has kept the balance and two answers.
fn on_disk(dir: &Path) -> Option<()> {
    let text = std::fs::read_to_string(dir.join("home-1/display/display.json")).ok()?;
    let kept: serde_json::Value = serde_json::from_str(&text).ok()?;
    let paid = kept["view"]["view"]["balance"].as_i64() == Some(Money::dollars(20).as_micros());
    (paid && kept["answered"].as_array()?.len() == 2).then_some(())
}
