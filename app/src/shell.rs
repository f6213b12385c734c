//! The window: 800 by 480, the page inside it, and the four commands that the page may call.

use crate::bridge::{Known, News};
use crate::cache::{self, Cache};
use crate::clock;
use crate::config::Config;
use crate::limits::TICK;
use crate::mqtt::Link;
use crate::pair;
use crate::pass::Passes;
use crate::stop;
use ami_domain::clock::BusinessClock;
use ami_domain::id::{AlertId, MeterId};
use ami_locales::{Args, Locale, tr};
use ami_wire::api::ServerTime;
use ami_wire::ihd::{IhdMessage, IhdShown};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tauri::{App, AppHandle, Emitter, RunEvent, State, Url, WebviewUrl, WebviewWindowBuilder};
use tracing::{info, warn};

/// Size of the panel in pixels.
const PANEL: (f64, f64) = (800.0, 480.0);
/// The one window.
const WINDOW: &str = "main";
/// Event with an [`IhdShown`].
const EVENT_VIEW: &str = "ihd-view";
/// Event with a list of [`IhdMessage`].
const EVENT_TEXTS: &str = "ihd-messages";

/// The home of a display that has none.
const NO_HOME: MeterId = MeterId::from_number(0);

/// What commands and the broker's news share.
struct Shared {
    known: Mutex<Known>,
    /// `None` until an installer has paired the display.
    link: Mutex<Option<Link>>,
    clock: BusinessClock,
    cache: Cache,
    /// The texts that the page was told last. It is answered with these and not with those of this
    /// moment: what it has and does not know to have changed would stay on its screen for good.
    told: Mutex<Vec<IhdMessage>>,
}

impl Shared {
    /// A panic elsewhere leaves the figures as they were, which is what a display should show.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what waits to be said, if nothing is under way.
    fn send_next(&self) {
        let Some(word) = self.known().next_to_send() else {
            return;
        };
        let link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        if !link.as_ref().is_some_and(|link| link.say(word)) {
            drop(link);
            self.known().take(News::NotAnswered);
        }
    }

    /// Speaks through this connection from now on.
    fn join(&self, link: Link) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some(link);
    }

    fn told(&self) -> MutexGuard<'_, Vec<IhdMessage>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The texts of now, when they are other ones than the page was told last.
    fn other_texts(&self) -> Option<Vec<IhdMessage>> {
        let texts = self.known().texts(clock::now(self.clock));
        let mut told = self.told();
        if *told == texts {
            return None;
        }
        told.clone_from(&texts);
        Some(texts)
    }
}

/// Opens the window and runs it until it is closed or asked to end; with `with_parent` also until
/// stdin ends. Prints `ready` when the window is there.
///
/// # Errors
/// When the window system or the web view is missing.
pub fn run(config: Config, with_parent: bool) -> anyhow::Result<()> {
    let cache = Cache::new(&config.state);
    let passes = Passes::new(&config.state);
    let meter = match &config.home {
        Some(home) => home.meter,
        None => passes.load().map_or(NO_HOME, |pass| pass.meter),
    };
    let shared = Arc::new(Shared {
        known: Mutex::new(Known::new(meter, cache.load())),
        link: Mutex::default(),
        clock: config.clock,
        cache,
        told: Mutex::default(),
    });
    let ours = Arc::clone(&shared);
    let app = tauri::Builder::default()
        .manage(Arc::clone(&shared))
        .invoke_handler(tauri::generate_handler![
            now,
            current_view,
            messages,
            confirm_message,
            message_seen
        ])
        .setup(move |app| {
            open(app, &config)?;
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(watch(handle.clone(), Arc::clone(&shared)));
            tauri::async_runtime::spawn(end(handle.clone(), with_parent));
            let (joined, hearing) = (Arc::clone(&shared), Arc::clone(&shared));
            let join = move |link| joined.join(link);
            let hear = move |news| take(&handle, &hearing, news);
            tauri::async_runtime::spawn(pair::live(config, passes, join, hear));
            // Nobody may listen to stdout: that is no reason to stop.
            let mut out = std::io::stdout();
            writeln!(out, "ready").and_then(|()| out.flush()).ok();
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(move |_, event| {
        if let RunEvent::Exit = event {
            let kept = ours.known().kept();
            if let Err(error) = ours.cache.store(&kept) {
                warn!(%error, "The last view cannot be kept");
            }
        }
    });
    Ok(())
}

fn open(app: &App, config: &Config) -> tauri::Result<()> {
    let title = tr(config.locale, "display-title", &Args::new());
    WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("index.html".into()))
        .title(title)
        .inner_size(PANEL.0, PANEL.1)
        .fullscreen(config.full_screen)
        .devtools(false)
        .data_directory(web_data(&config.state))
        .initialization_script(before_page(config.locale))
        .on_navigation(ours)
        .build()?;
    Ok(())
}

/// Each display has its own: two on one machine do not share the reader's choices.
fn web_data(state: &Path) -> std::path::PathBuf {
    state.join("web")
}

/// The page asks its browser for the language until the reader chooses one; and a long touch must
/// not offer to reload the page or to open links.
fn before_page(locale: Locale) -> String {
    format!(
        "Object.defineProperty(navigator, 'language', {{ get: () => '{tag}' }});\n\
         Object.defineProperty(navigator, 'languages', {{ get: () => ['{tag}'] }});\n\
         addEventListener('contextmenu', (event) => event.preventDefault());",
        tag = locale.tag()
    )
}

/// Only the page that is compiled in; nothing on it may lead elsewhere.
fn ours(url: &Url) -> bool {
    url.scheme() == "tauri" && url.host_str() == Some("localhost")
}

/// Ends the window when the system or the parent asks.
async fn end(app: AppHandle, with_parent: bool) {
    match stop::asked(with_parent).await {
        Ok(()) => {
            info!("Stopping");
            app.exit(0);
        }
        Err(error) => warn!(%error, "Signals cannot be heard"),
    }
}

/// Keeps what arrived and tells the page.
fn take(app: &AppHandle, shared: &Shared, news: News) {
    let mut known = shared.known();
    let told = known.take(news).then(|| known.shown());
    let unpaired = known.unpaired();
    drop(known);
    if unpaired {
        // At once and not with the next writing: whoever lives here next must find nothing.
        if let Err(error) = shared.cache.wipe() {
            warn!(%error, "What was kept of the last customer cannot be removed");
        }
    }
    if let Some(shown) = told {
        tell(app, EVENT_VIEW, &shown);
    }
    shared.send_next();
}

/// What time alone brings: texts begin and end, and what is known goes to the disk.
async fn watch(app: AppHandle, shared: Arc<Shared>) {
    let mut stored = shared.cache.load();
    let mut since = 0_u32;
    loop {
        shared.known().tick();
        if let Some(texts) = shared.other_texts() {
            tell(&app, EVENT_TEXTS, &texts);
        }
        shared.send_next();
        let (kept, connected) = {
            let known = shared.known();
            (known.kept(), known.connected())
        };
        since = since.saturating_add(1);
        if cache::due(stored.as_ref(), &kept, connected, since) {
            let (cache, next) = (shared.cache.clone(), kept.clone());
            match tauri::async_runtime::spawn_blocking(move || cache.store(&next)).await {
                Ok(Ok(())) => stored = Some(kept),
                Ok(Err(error)) => warn!(%error, "The last view cannot be kept"),
                Err(error) => warn!(%error, "The last view cannot be kept"),
            }
            since = 0;
        }
        tokio::time::sleep(TICK).await;
    }
}

fn tell<T: serde::Serialize + Clone>(app: &AppHandle, event: &str, body: &T) {
    if let Err(error) = app.emit_to(WINDOW, event, body.clone()) {
        warn!(%error, event, "The page cannot be told");
    }
}

/// Business time and how fast it runs.
#[tauri::command]
fn now(shared: State<'_, Arc<Shared>>) -> ServerTime {
    ServerTime {
        now: clock::now(shared.clock),
        factor: shared.clock.factor,
    }
}

/// The last view, also from the disk.
#[tauri::command]
fn current_view(shared: State<'_, Arc<Shared>>) -> IhdShown {
    shared.known().shown()
}

/// Texts that wait for the reader, as the page was told last.
#[tauri::command]
fn messages(shared: State<'_, Arc<Shared>>) -> Vec<IhdMessage> {
    shared.told().clone()
}

/// The reader has confirmed a text. It is kept and sent when the gateway can be reached. The error
/// is a text id.
#[tauri::command]
fn confirm_message(shared: State<'_, Arc<Shared>>, alert: String) -> Result<(), &'static str> {
    let alert: AlertId = alert.parse().map_err(|_| "error-invalid-request")?;
    if !shared.known().confirm(alert) {
        return Err("error-not-found");
    }
    shared.send_next();
    Ok(())
}

/// A text stands on the screen. It is kept and said when the gateway can be reached. The error is
/// a text id.
#[tauri::command]
fn message_seen(shared: State<'_, Arc<Shared>>, alert: String) -> Result<(), &'static str> {
    let alert: AlertId = alert.parse().map_err(|_| "error-invalid-request")?;
    shared.known().see(alert);
    shared.send_next();
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_page_cannot_be_led_elsewhere() {
        assert!(ours(&Url::parse("tauri://localhost/display").unwrap()));
        for elsewhere in [
            "https://example.com/",
            "http://localhost/",
            "tauri://evil/",
            "file:///etc/passwd",
            "data:text/html,x",
        ] {
            assert!(!ours(&Url::parse(elsewhere).unwrap()), "{elsewhere}");
        }
    }

    #[test]
    fn the_page_starts_in_the_language_of_the_configuration() {
        assert!(before_page(Locale::EsUs).contains("'es-US'"));
    }
}
