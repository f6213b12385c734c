//! The page around the UI: clock, storage, chance, focus, the `<html>` element. The only file
//! that asks the browser for these.

use ami_domain::id::PaymentId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlDocument, HtmlElement, HtmlInputElement, Storage, Window};

/// The cookie by which the server sends the whole page.
const WHOLE: &str = "ami-page=whole";

/// How long this browser loads the whole page from now on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// For a customer, who will often need no more than the first one.
    Tomorrow,
    /// For staff.
    NextYear,
}

/// Where something is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keep {
    /// On this device, until it is removed.
    Device,
    /// In this tab, also over a reload.
    Tab,
}

pub(crate) fn window() -> Window {
    web_sys::window().expect("the UI runs in a page")
}

pub(crate) fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Real milliseconds since 1970 by the device's clock.
pub(crate) fn real_ms() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit"
    )]
    let ms = js_sys::Date::now() as i64;
    ms
}

fn storage(keep: Keep) -> Option<Storage> {
    match keep {
        Keep::Device => window().local_storage().ok().flatten(),
        Keep::Tab => window().session_storage().ok().flatten(),
    }
}

/// What is kept under this key; `None` also where a browser forbids storage.
pub(crate) fn kept(keep: Keep, key: &str) -> Option<String> {
    storage(keep)?.get_item(key).ok().flatten()
}

/// Keeps a text; silently not where a browser forbids storage.
pub(crate) fn keep(place: Keep, key: &str, text: &str) {
    if let Some(storage) = storage(place) {
        let _ = storage.set_item(key, text);
    }
}

/// Removes what is kept.
pub(crate) fn forget(place: Keep, key: &str) {
    if let Some(storage) = storage(place) {
        let _ = storage.remove_item(key);
    }
}

/// Scheme, host and port of this page.
pub(crate) fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Puts a text where the reader can paste it from; whether it is there.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    // Browsers have no clipboard on a page that did not come over TLS.
    if !has(&navigator, "clipboard") || !window().is_secure_context() {
        return false;
    }
    let put = navigator.clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(put).await.is_ok()
}

/// A new payment id from the browser's cryptographic source of chance; `None` without one,
/// because a guessable id could meet another payment's.
pub(crate) fn new_payment_id() -> Option<PaymentId> {
    let mut bytes = [0_u8; 16];
    window()
        .crypto()
        .ok()?
        .get_random_values_with_u8_array(&mut bytes)
        .ok()?;
    Some(PaymentId::from_bytes(bytes))
}

/// What the page was loaded with under this name.
pub(crate) fn given(name: &str) -> String {
    let get = |from: &JsValue, key| js_sys::Reflect::get(from, &JsValue::from_str(key)).ok();
    let all = get(&window(), "amiTexts");
    let one = all.and_then(|all| get(&all, name));
    one.and_then(|one| one.as_string()).unwrap_or_default()
}

/// What the page's head says under this name.
pub(crate) fn meta(name: &str) -> Option<String> {
    let found = document().query_selector(&format!("meta[name=\"{name}\"]"));
    found.ok()??.get_attribute("content")
}

/// The query of the address, with its question mark.
pub(crate) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The path of the address with its query.
pub(crate) fn path() -> String {
    window().location().pathname().unwrap_or_default() + &query()
}

/// Sets an attribute of `<html>`.
pub(crate) fn set_root(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// Loads the whole page at this path in the place of this one; `false` where that was tried and
/// this page came again.
pub(crate) fn open_whole(until: Until, path: &str) -> bool {
    let page = document().unchecked_into::<HtmlDocument>();
    let asked = |page: &HtmlDocument| page.cookie().is_ok_and(|all| all.contains(WHOLE));
    if asked(&page) {
        return false;
    }
    let seconds = match until {
        Until::Tomorrow => 86_400,
        Until::NextYear => 31_536_000,
    };
    // Read by the server, which then sends the other page. It says nothing about anybody.
    let _ = page.set_cookie(&format!(
        "{WHOLE}; Path=/; Max-Age={seconds}; SameSite=Strict"
    ));
    asked(&page) && window().location().assign(path).is_ok()
}

/// Leaves for another page; `false` when the browser stays.
pub(crate) fn go(url: &str) -> bool {
    window().location().assign(url).is_ok()
}

/// Removes the splash that the page shows until the UI draws.
pub(crate) fn remove_splash() {
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
}

/// The text of the file that was chosen in the field of this event; `None` without one, for one
/// longer than `max` bytes, and where it cannot be read.
pub(crate) async fn file_text(event: &web_sys::Event, max: u32) -> Option<String> {
    let field = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let file = field.files()?.get(0)?;
    if file.size() > f64::from(max) {
        return None;
    }
    let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
    text.ok()?.as_string()
}

/// Moves the focus to the first element of this selector, after the screen has been drawn.
pub(crate) fn focus(selector: impl Into<String>) {
    let selector = selector.into();
    leptos::task::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(0).await;
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(element) = found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

/// Brings the first element of this selector onto the screen, if it is not there, after the screen
/// has been drawn; the focus stays where it is.
pub(crate) fn into_view(selector: &'static str) {
    leptos::task::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(0).await;
        if let Some(element) = document().query_selector(selector).ok().flatten() {
            let how = web_sys::ScrollIntoViewOptions::new();
            how.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&how);
        }
    });
}

fn has(object: &JsValue, key: &str) -> bool {
    js_sys::Reflect::has(object, &JsValue::from_str(key)).unwrap_or(false)
}
