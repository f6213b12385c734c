//! The window: 800 by 480, the page inside it, and the four commands that the page may call.

use crate::bridge::Known;
use crate::cache::Cache;
use crate::clock::Clock;
use crate::config::Config;
use crate::mqtt::{self, Link, News};
use ami_domain::id::AlertId;
use ami_locales::{Args, negotiate, tr};
use ami_wire::api::ServerTime;
use ami_wire::ihd::{IhdMessage, IhdShown};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::{AppHandle, Emitter, Manager, State, WebviewUrl, WebviewWindowBuilder};
use tracing::warn;

/// Size of the panel in pixels.
const PANEL: (f64, f64) = (800.0, 480.0);
/// Texts begin and end with time; so often it is looked at.
const TEXTS_EVERY: Duration = Duration::from_secs(1);
/// Event with an [`IhdShown`].
const EVENT_VIEW: &str = "ihd-view";
/// Event with a list of [`IhdMessage`].
const EVENT_TEXTS: &str = "ihd-messages";

/// What commands and the broker's news share.
struct Shared {
    known: Mutex<Known>,
    link: Link,
    clock: Clock,
    cache: Cache,
}

impl Shared {
    /// A panic elsewhere leaves the figures as they were, which is what a display should show.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the window and runs it until it is closed.
///
/// # Errors
/// When the window system or the web view is missing.
pub(crate) fn run(config: Config) -> anyhow::Result<()> {
    let cache = Cache::new(&config.state);
    let (link, events) = mqtt::prepare(&config)?;
    let shared = Arc::new(Shared {
        known: Mutex::new(Known::new(config.meter, cache.load())),
        link: link.clone(),
        clock: config.clock,
        cache,
    });
    let managed = Arc::clone(&shared);
    tauri::Builder::default()
        .manage(managed)
        .invoke_handler(tauri::generate_handler![now, current_view, messages, confirm_message])
        .setup(move |app| {
            let title = tr(negotiate("en-US"), "display-title", &Args::new());
            WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
                .title(title)
                .inner_size(PANEL.0, PANEL.1)
                .build()?;
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(watch_texts(handle.clone(), Arc::clone(&shared)));
            let hear = move |news| take(&handle, &shared, news);
            tauri::async_runtime::spawn(mqtt::follow(link, events, hear));
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Keeps what arrived and tells the page.
fn take(app: &AppHandle, shared: &Shared, news: News) {
    let mut known = shared.known();
    let shown = match news {
        News::Connected(up) => known.connect(up),
        News::View(view) => known.take_view(*view),
        News::Text(alert, text) => {
            // The texts themselves are told by `watch_texts`.
            known.take_text(alert, text.map(|text| *text));
            false
        }
    };
    if !shown {
        return;
    }
    let last = known.view().cloned();
    let told = known.shown();
    drop(known);
    tell(app, EVENT_VIEW, &told);
    if let Some(Err(error)) = last.map(|view| shared.cache.store(&view)) {
        warn!(%error, "The last view cannot be kept");
    }
}

/// Tells the page which texts are shown now, each time that they are others than before.
async fn watch_texts(app: AppHandle, shared: Arc<Shared>) {
    let mut before: Option<Vec<IhdMessage>> = None;
    loop {
        let texts = shared.known().texts(shared.clock.now());
        if before.as_ref() != Some(&texts) {
            tell(&app, EVENT_TEXTS, &texts);
            before = Some(texts);
        }
        tokio::time::sleep(TEXTS_EVERY).await;
    }
}

fn tell<T: serde::Serialize + Clone>(app: &AppHandle, event: &str, body: &T) {
    if let Err(error) = app.emit_to("main", event, body.clone()) {
        warn!(%error, event, "The page cannot be told");
    }
}

/// Business time and how fast it runs.
#[tauri::command]
fn now(shared: State<'_, Arc<Shared>>) -> ServerTime {
    ServerTime { now: shared.clock.now(), factor: shared.clock.factor }
}

/// The last view, also from the disk.
#[tauri::command]
fn current_view(shared: State<'_, Arc<Shared>>) -> IhdShown {
    shared.known().shown()
}

/// Texts of now that wait for the reader.
#[tauri::command]
fn messages(shared: State<'_, Arc<Shared>>) -> Vec<IhdMessage> {
    shared.known().texts(shared.clock.now())
}

/// The reader has confirmed a text. The error is a text id.
#[tauri::command]
fn confirm_message(app: AppHandle, alert: String) -> Result<(), &'static str> {
    let shared = app.state::<Arc<Shared>>();
    let alert: AlertId = alert.parse().map_err(|_| "error-invalid-request")?;
    if !shared.known().confirm(alert) {
        return Err("error-not-found");
    }
    shared.link.confirm(alert).map_err(|error| {
        warn!(%error, "A confirmation cannot be sent");
        "error-unavailable"
    })
}
