//! Chromium with a fresh profile, through its own driver.

use crate::house::free_ports;
use crate::page::Page;
use crate::process::{End, Part};
use crate::wait::{seconds, until};
use serde_json::json;
use std::process::Command;
use tempfile::TempDir;
use thirtyfour::Capabilities;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Two journeys with an engine at a time: each waits for hours of its house most of the time, and
/// three on two cores would make each other late.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The right to have a browser or a window.
pub(crate) type Turn = SemaphorePermit<'static>;

/// Waits until fewer than two other journeys have a browser or a window. It is waited for before
/// the house begins, whose clock would otherwise run on meanwhile: at an hour in ten seconds a
/// dollar is gone before anybody has chosen what happens then, and at any pace it texts that
/// nothing is left.
pub(crate) async fn turn() -> Turn {
    TURNS.acquire().await.expect("nobody closes it")
}

/// The browser. The session ends before its driver, and that before its folder.
pub(crate) struct Browser {
    pub(crate) page: Page,
    _driver: Part,
    _dir: TempDir,
    pub(crate) turn: Turn,
}

impl Browser {
    /// Waits for its turn and starts it; its first language is the one of the tag. A journey does
    /// so before its house begins, as [`turn`] says.
    pub(crate) async fn start(language: &str) -> Self {
        let turn = turn().await;
        let dir = tempfile::Builder::new()
            .prefix("ami-browser-")
            .tempdir()
            .unwrap();
        let [port] = free_ports();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let mut driver = Part::start("chromedriver", command, dir.path(), End::Kill);
        let server = format!("http://127.0.0.1:{port}");
        answers(&server, &mut driver).await;
        let profile = dir.path().join("profile");
        let options = json!({
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-dev-shm-usage", "--window-size=1280,900",
                format!("--lang={language}"), format!("--accept-lang={language}"),
                format!("--user-data-dir={}", profile.display()),
            ]
        });
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "chrome").unwrap();
        capabilities.set("goog:chromeOptions", options).unwrap();
        capabilities
            .set("goog:loggingPrefs", json!({ "browser": "ALL" }))
            .unwrap();
        Self {
            page: Page::new(&server, capabilities).await,
            _driver: driver,
            _dir: dir,
            turn,
        }
    }

    /// Ends it.
    pub(crate) async fn close(self) {
        assert!(self.page.ended().await);
    }
}

/// Waits until a driver takes sessions.
pub(crate) async fn answers(server: &str, driver: &mut Part) {
    until("the driver takes a session", seconds(20), async || {
        driver.check();
        let status = reqwest::get(format!("{server}/status")).await.ok()?;
        let status = status.json::<serde_json::Value>().await.ok()?;
        (status["value"]["ready"] == true).then_some(())
    })
    .await;
}
