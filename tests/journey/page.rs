//! A page in a real browser engine, driven by WebDriver: Chromium for the website, WebKit for the
//! window. What a journey touches has a `data-testid`.

use crate::wait::{seconds, until};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use thirtyfour::prelude::*;

/// How long a page may take to show what it must.
const LIMIT: Duration = seconds(20);
/// How long a driver may take to end a session.
const END_LIMIT: Duration = seconds(10);
/// More stops than any screen has between its start and a control.
const TABS_MAX: usize = 60;

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    driver: WebDriver,
    /// The driver's address, for what WebDriver's client does not know.
    server: String,
    /// Made once: the certificates that it reads would take longer than what it asks.
    client: reqwest::Client,
}

fn testid(id: &str) -> By {
    By::Css(format!("[data-testid=\"{id}\"]"))
}

impl Page {
    /// Opens a session.
    pub(crate) async fn new(server: &str, capabilities: Capabilities) -> Self {
        let driver = WebDriver::new(server, capabilities).await.unwrap();
        let server = server.to_owned();
        let client = reqwest::Client::new();
        Self {
            driver,
            server,
            client,
        }
    }

    pub(crate) async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// The path that the page is at.
    pub(crate) async fn path(&self) -> String {
        self.driver.current_url().await.unwrap().path().to_owned()
    }

    pub(crate) async fn is_there(&self, id: &str) -> bool {
        !self.driver.find_all(testid(id)).await.unwrap().is_empty()
    }

    /// Waits for an element and gives its text, which may be hidden from eyes but not from ears.
    pub(crate) async fn text(&self, id: &str) -> String {
        self.shows(id, |text| !text.trim().is_empty()).await
    }

    /// Waits until an element's text is like this.
    pub(crate) async fn shows(&self, id: &str, is: impl Fn(&str) -> bool) -> String {
        let mut last = None;
        let seen = async {
            loop {
                // A page that is drawn anew loses its elements; the next look finds them.
                if let Ok(element) = self.driver.find(testid(id)).await
                    && let Ok(Some(text)) = element.prop("textContent").await
                {
                    if is(&text) {
                        return text;
                    }
                    last = Some(text);
                }
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
        };
        match tokio::time::timeout(LIMIT, seen).await {
            Ok(text) => text,
            Err(_) => panic!("{id} does not show it; {last:?} in\n{}", self.words().await),
        }
    }

    /// Waits until an attribute has this value.
    pub(crate) async fn becomes(&self, id: &str, name: &str, value: &str) {
        self.until(&format!("{id} has {name}={value}"), async || {
            let element = self.driver.find(testid(id)).await.ok()?;
            (element.attr(name.to_owned()).await.ok()??.as_str() == value).then_some(())
        })
        .await;
    }

    /// Waits for what the page must do; the page's words help whoever reads the failure.
    pub(crate) async fn until<T>(&self, what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
        match tokio::time::timeout(LIMIT, until(what, LIMIT * 2, ask)).await {
            Ok(answer) => answer,
            Err(_) => panic!(
                "not within {LIMIT:?}: {what}; the page says\n{}",
                self.words().await
            ),
        }
    }

    async fn words(&self) -> String {
        let words = self
            .script("return location.href + '\\n' + document.body.innerText;")
            .await;
        words.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks as soon as it can be clicked.
    pub(crate) async fn click(&self, id: &str) {
        self.until(&format!("click on {id}"), async || {
            let found = self.driver.find(testid(id)).await.ok()?;
            if id.starts_with("menu-") {
                self.unfold(&found).await;
            }
            found.click().await.ok()
        })
        .await;
    }

    /// Opens the group of the menu in which a line lies folded.
    async fn unfold(&self, line: &WebElement) -> Option<()> {
        let group = By::XPath("./ancestor::ul[@hidden]/preceding-sibling::button");
        line.find(group).await.ok()?.click().await.ok()
    }

    /// Chooses a radio button or a check box by its label, as a finger does, if it is not chosen.
    pub(crate) async fn choose(&self, id: &str) {
        self.until(&format!("choose {id}"), async || {
            let input = self.driver.find(testid(id)).await.ok()?;
            if input.is_selected().await.ok()? {
                return Some(());
            }
            let label = input.find(By::XPath("./ancestor::label")).await.ok()?;
            label.click().await.ok()
        })
        .await;
    }

    /// Writes into a field.
    pub(crate) async fn fill(&self, id: &str, text: &str) {
        self.until(&format!("write into {id}"), async || {
            let field = self.driver.find(testid(id)).await.ok()?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
    }

    /// Keys for whatever has the focus.
    pub(crate) async fn press(&self, keys: impl Into<TypingData>) {
        let keys: TypingData = keys.into();
        self.driver
            .action_chain()
            .send_keys(keys.to_string())
            .perform()
            .await
            .unwrap();
    }

    /// Presses the tabulator until the element has the focus, which must be seen there.
    pub(crate) async fn tab_to(&self, id: &str) {
        self.until(&format!("{id} is there"), async || {
            self.is_there(id).await.then_some(())
        })
        .await;
        for _ in 0..TABS_MAX {
            self.press(Key::Tab).await;
            let focus = self
                .script(
                    "const e = document.activeElement, s = getComputedStyle(e); return \
                     [e.dataset.testid, s.outlineStyle !== 'none' || s.boxShadow !== 'none'];",
                )
                .await;
            if focus[0] == id {
                let label = "const e = document.activeElement.closest('label'); return e !== null \
                             && getComputedStyle(e).outlineStyle !== 'none';";
                let seen = focus[1] == true || self.script(label).await == true;
                assert!(seen, "the focus on {id} cannot be seen");
                return;
            }
        }
        panic!("the tabulator does not lead to {id}");
    }

    /// Runs JavaScript and gives what it returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        self.driver
            .execute(script, Vec::new())
            .await
            .unwrap()
            .json()
            .clone()
    }

    /// Visible controls for which assistive technology has no name to read, as the engine computes
    /// it.
    pub(crate) async fn unnamed_controls(&self) -> Vec<String> {
        let all = By::Css("a[href], button, input, select, textarea, summary, [role=button]");
        let mut unnamed = Vec::new();
        for element in self.driver.find_all(all).await.unwrap() {
            let Ok(true) = element.is_displayed().await else {
                continue;
            };
            let path = format!("element/{}/computedlabel", element.element_id());
            let name = self.driver_get(&path).await;
            if name.as_str().is_none_or(|name| name.trim().is_empty()) {
                unnamed.push(element.outer_html().await.unwrap_or_default());
            }
        }
        unnamed
    }

    async fn driver_get(&self, path: &str) -> Value {
        let url = format!(
            "{}/session/{}/{path}",
            self.server,
            self.driver.session_id()
        );
        let asked = self.client.get(url).send().await.unwrap();
        let answer = asked.json::<Value>().await.unwrap();
        answer["value"].clone()
    }

    async fn driver_post(&self, path: &str, body: &Value) -> Value {
        let url = format!(
            "{}/session/{}/{path}",
            self.server,
            self.driver.session_id()
        );
        let asked = self.client.post(url).json(body).send().await.unwrap();
        let answer = asked.json::<Value>().await.unwrap();
        answer["value"].clone()
    }

    /// The size of the page in CSS pixels; narrower than any window can be. Chromium only.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let params = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
        });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": params });
        self.driver_post("goog/cdp/execute", &command).await;
    }

    /// What the console has said since the last call: level and text. Chromium only.
    pub(crate) async fn console(&self) -> Vec<(String, String)> {
        let said = self
            .driver_post("se/log", &json!({ "type": "browser" }))
            .await;
        let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let lines = said.as_array().expect("the browser keeps its log");
        lines
            .iter()
            .map(|line| (text(line, "level"), text(line, "message")))
            .collect()
    }

    /// A picture of it.
    pub(crate) async fn picture(&self, path: &Path) {
        self.driver.screenshot(path).await.unwrap();
    }

    /// Ends the session; says whether the driver did so. WebKit's now and then answers that it
    /// could not, when the window closes before the answer is written.
    pub(crate) async fn ended(&self) -> bool {
        let quit = self.driver.clone().quit();
        tokio::time::timeout(END_LIMIT, quit)
            .await
            .is_ok_and(|ended| ended.is_ok())
    }
}
