//! Our own window around the page: it reads the gateway's broker and hands on what it says.
//! It has no accounts and takes no payments (seed: a display takes none).

use super::{Answer, Backend, DisplayFeed, Feed, Guard, Host, Sink, Trouble, ready};
use crate::browser;
use crate::model::glance::Glance;
use crate::model::pay::Draft;
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, AlertId, PaymentId};
use ami_domain::time::{LocalMoment, Timestamp};
use ami_wire::api::{
    Account, Estimate, Message, Payment, Payments, ServerTime, Session, SetLocale, SignIn, Step,
    Usage,
};
use ami_wire::ihd::{IhdMessage, IhdShown};
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Answers from the window.
pub(super) struct TauriBackend;

/// `window.__TAURI__.<area>.<name>(..)`, waited for.
async fn call(area: &str, name: &str, args: &[JsValue]) -> Result<JsValue, Trouble> {
    let here = |_| Trouble::NotHere;
    let tauri = js_sys::Reflect::get(&browser::window(), &"__TAURI__".into()).map_err(here)?;
    let area = js_sys::Reflect::get(&tauri, &area.into()).map_err(here)?;
    let function = js_sys::Reflect::get(&area, &name.into()).map_err(here)?;
    let function: js_sys::Function = function.dyn_into().map_err(here)?;
    let list = js_sys::Array::new();
    for arg in args {
        list.push(arg);
    }
    let promise = js_sys::Reflect::apply(&function, &area, &list).map_err(here)?;
    let promise: js_sys::Promise = promise.dyn_into().map_err(here)?;
    JsFuture::from(promise).await.map_err(|_| Trouble::Away)
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Result<T, Trouble> {
    let text = js_sys::JSON::stringify(value).map_err(|_| Trouble::Away)?;
    serde_json::from_str(&String::from(text)).map_err(|_| Trouble::Away)
}

fn command<T: DeserializeOwned + 'static>(
    name: &'static str,
    args: Vec<(&'static str, JsValue)>,
) -> Answer<T> {
    Box::pin(async move {
        let object = js_sys::Object::new();
        for (key, value) in args {
            let set = js_sys::Reflect::set(&object, &key.into(), &value);
            set.map_err(|_| Trouble::NotHere)?;
        }
        let answer = call("core", "invoke", &[name.into(), object.into()]).await?;
        read(&answer)
    })
}

/// A listener that is told no more after the guard is gone, and the window's word that it listens.
/// The closure itself stays: a window has two of them in its life.
fn listen(
    event: &'static str,
    heard: impl Fn(&JsValue) + 'static,
) -> (Guard, impl Future<Output = ()>) {
    struct Quiet(Rc<Cell<bool>>);
    impl Drop for Quiet {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    let quiet = Rc::new(Cell::new(false));
    let guard = Quiet(Rc::clone(&quiet));
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        if !quiet.get() {
            let payload = js_sys::Reflect::get(&event, &"payload".into());
            heard(&payload.unwrap_or(JsValue::UNDEFINED));
        }
    });
    let listening = async move {
        let function = listener.into_js_value();
        let _ = call("event", "listen", &[event.into(), function]).await;
    };
    (Box::new(guard), listening)
}

fn hand_on(shown: Result<IhdShown, Trouble>, sink: &Sink<DisplayFeed>) {
    let Ok(shown) = shown else { return };
    sink(DisplayFeed::Connected(shown.connected));
    if shown.unpaired {
        sink(DisplayFeed::Unpaired(shown.pairing));
    } else if let Some(view) = &shown.view {
        let kept = shown.kept;
        let glance = Glance {
            kept,
            ..Glance::from(view)
        };
        sink(DisplayFeed::Glance(Box::new(glance)));
        sink(DisplayFeed::Anew(shown.pairing));
    } else {
        sink(DisplayFeed::Starting);
        sink(DisplayFeed::Anew(shown.pairing));
    }
}

fn hand_on_texts(texts: Result<Vec<IhdMessage>, Trouble>, sink: &Sink<DisplayFeed>) {
    if let Ok(texts) = texts {
        sink(DisplayFeed::Messages(
            texts.into_iter().map(message).collect(),
        ));
    }
}

fn message(text: IhdMessage) -> Message {
    let notice = text.notice;
    let at = |at: Timestamp| LocalMoment {
        at,
        offset_minutes: 0,
    };
    Message {
        id: notice.id,
        importance: notice.importance,
        text: notice.text,
        from: at(notice.valid.start),
        until: at(notice.valid.end),
        over: false,
        confirm: notice.confirm,
        confirmed_at: None,
        lineage: notice.figures.then_some(LineageId::Alert(notice.id)),
    }
}

impl Backend for TauriBackend {
    fn host(&self) -> Host {
        Host::Window
    }
    fn time(&self) -> Answer<ServerTime> {
        command("now", Vec::new())
    }
    fn session(&self) -> Answer<Session> {
        ready(Err(Trouble::SignedOut))
    }
    fn sign_in(&self, _: SignIn) -> Answer<Session> {
        ready(Err(Trouble::NotHere))
    }
    fn sign_out(&self) -> Answer<()> {
        ready(Err(Trouble::NotHere))
    }
    fn set_locale(&self, _: SetLocale) -> Answer<()> {
        ready(Err(Trouble::NotHere))
    }
    fn account(&self, _: AccountId) -> Answer<Account> {
        ready(Err(Trouble::NotHere))
    }
    fn estimate(&self, _: AccountId) -> Answer<Estimate> {
        ready(Err(Trouble::NotHere))
    }
    fn estimate_through(&self, _: AccountId, _: &str) -> Answer<Estimate> {
        ready(Err(Trouble::NotHere))
    }
    fn usage(&self, _: AccountId, _: Timestamp, _: Timestamp, _: Step) -> Answer<Usage> {
        ready(Err(Trouble::NotHere))
    }
    fn pay(&self, _: &Draft) -> Answer<Payment> {
        ready(Err(Trouble::NotHere))
    }
    fn payment(&self, _: AccountId, _: PaymentId) -> Answer<Payment> {
        ready(Err(Trouble::NotHere))
    }
    fn payments(&self, _: AccountId) -> Answer<Payments> {
        ready(Err(Trouble::NotHere))
    }
    fn messages(&self, _: AccountId) -> Answer<Vec<Message>> {
        ready(Err(Trouble::NotHere))
    }
    fn confirm_message(&self, _: Option<AccountId>, alert: AlertId) -> Answer<()> {
        command("confirm_message", vec![("alert", alert.to_string().into())])
    }
    fn message_seen(&self, alert: AlertId) -> Answer<()> {
        command("message_seen", vec![("alert", alert.to_string().into())])
    }
    fn live(&self, _: AccountId, _: Sink<Feed>) -> Guard {
        Box::new(())
    }
    fn display(&self, _: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
        let (views, texts) = (Rc::clone(&sink), Rc::clone(&sink));
        let heard = Rc::new(Cell::new((false, false)));
        let (told, said) = (Rc::clone(&heard), Rc::clone(&heard));
        let (views, viewing) = listen("ihd-view", move |payload| {
            told.set((true, told.get().1));
            hand_on(read(payload), &views);
        });
        let (texts, texting) = listen("ihd-messages", move |payload| {
            said.set((said.get().0, true));
            hand_on_texts(read(payload), &texts);
        });
        // What was said before this page listened; asked afterwards, so that nothing falls between.
        // An answer may come behind news that is newer than it, and news come whole: with any
        // heard the answer is old. Else a text that was taken back would stand there for good.
        spawn_local(async move {
            viewing.await;
            texting.await;
            let view = command("current_view", Vec::new()).await;
            if !heard.get().0 {
                hand_on(view, &sink);
            }
            let texts = command("messages", Vec::new()).await;
            if !heard.get().1 {
                hand_on_texts(texts, &sink);
            }
        });
        Box::new((views, texts))
    }
}
