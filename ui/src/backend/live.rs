//! News over server-sent events, opened again after a break.

use super::{DisplayFeed, Feed, Guard, Sink};
use crate::model::glance::Glance;
use crate::model::live::read;
use crate::shell::backend;
use ami_domain::id::AccountId;
use ami_domain::time::Timestamp;
use ami_wire::api::{Account, Live};
use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

/// The browser tries again by itself after a break; where it gives up, we do after this long.
const AGAIN_MS: u32 = 5_000;
/// Names that an event may carry; the body says the same once more.
const NAMES: [&str; 4] = ["message", "view", "supply", "payment"];

struct Open {
    source: EventSource,
    _listeners: Vec<Closure<dyn FnMut(MessageEvent)>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Ends the loop that keeps a stream open.
struct Stop(Rc<Cell<bool>>, Rc<RefCell<Option<Open>>>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.set(true);
        self.1.borrow_mut().take();
    }
}

/// Follows a stream until the guard is dropped.
pub(super) fn open(path: String, sink: Sink<Feed>) -> Guard {
    let stopped = Rc::new(Cell::new(false));
    let current = Rc::new(RefCell::new(None));
    let guard = Stop(Rc::clone(&stopped), Rc::clone(&current));
    spawn_local(async move {
        let mut was_open = false;
        while !stopped.get() {
            let state = current
                .borrow()
                .as_ref()
                .map(|open: &Open| open.source.ready_state());
            let is_open = state == Some(EventSource::OPEN);
            if is_open != was_open {
                sink(if is_open { Feed::Up } else { Feed::Down });
                was_open = is_open;
            }
            match state {
                None => *current.borrow_mut() = listen(&path, &sink),
                Some(EventSource::CLOSED) => {
                    sink(Feed::Down);
                    TimeoutFuture::new(AGAIN_MS).await;
                    current.borrow_mut().take();
                }
                Some(_) => {}
            }
            TimeoutFuture::new(1_000).await;
        }
    });
    Box::new(guard)
}

fn listen(path: &str, sink: &Sink<Feed>) -> Option<Open> {
    let source = EventSource::new(path).ok()?;
    let mut listeners = Vec::with_capacity(NAMES.len());
    for name in NAMES {
        let sink = Rc::clone(sink);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // A body that is not ours is left alone: the next one may be.
            let text = event.data().as_string().unwrap_or_default();
            if let Some(news) = read(&text) {
                sink(Feed::News(Box::new(news)));
            }
        });
        source
            .add_event_listener_with_callback(name, listener.as_ref().unchecked_ref())
            .ok()?;
        listeners.push(listener);
    }
    Some(Open {
        source,
        _listeners: listeners,
    })
}

/// The website's own picture of the display: the account, kept up to date by its stream.
pub(super) fn display(account: Option<AccountId>, sink: Sink<DisplayFeed>) -> Guard {
    let Some(id) = account else {
        return Box::new(());
    };
    let known: Rc<RefCell<Option<Account>>> = Rc::new(RefCell::new(None));
    let show = {
        let sink = Rc::clone(&sink);
        move |account: &Account| sink(DisplayFeed::Glance(Box::new(Glance::from(account))))
    };
    let texts = {
        let sink = Rc::clone(&sink);
        move || {
            let sink = Rc::clone(&sink);
            spawn_local(async move {
                if let Ok(messages) = backend().messages(id).await {
                    let now = messages.into_iter().filter(|m| !m.over).collect();
                    sink(DisplayFeed::Messages(now));
                }
            });
        }
    };
    let first = Rc::clone(&known);
    let show_first = show.clone();
    spawn_local(async move {
        if let Ok(account) = backend().account(id).await {
            show_first(&account);
            *first.borrow_mut() = Some(account);
        }
    });
    texts();
    let on_news = move |feed: Feed| match feed {
        Feed::Up => sink(DisplayFeed::Connected(true)),
        Feed::Down => sink(DisplayFeed::Connected(false)),
        Feed::News(news) => {
            if matches!(*news, Live::Message(_)) {
                texts();
            }
            if let Some(account) = known.borrow_mut().as_mut() {
                apply(account, *news);
                show(account);
            }
        }
    };
    backend().live(id, Rc::new(on_news))
}

/// Brings an account up to date; an older view never replaces a newer one (IS-1).
pub(crate) fn apply(account: &mut Account, news: Live) {
    match news {
        Live::View(view) => {
            if view.seq >= account.view.seq {
                account.view = *view;
            }
        }
        Live::Supply(supply) => {
            let known = account
                .supply
                .map_or(Timestamp::from_millis(i64::MIN), |s| s.at);
            if supply.at >= known {
                account.supply = Some(supply);
            }
        }
        Live::Payment(_) | Live::Message(_) | Live::Events => {}
    }
}
