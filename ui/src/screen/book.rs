//! Booking a time: where, when, what follows, what it costs, and paying for it (SC2.2 to SC2.9,
//! SC3.1 to SC3.8).
//!
//! Both ids are made here and kept in the tab until the server has answered, so that a second try
//! or a reload sends the same booking and nobody pays twice.

mod offer;
mod wish;

use super::heading;
use crate::backend::Trouble;
use crate::browser::{self, Keep};
use crate::i18n::t;
use crate::model::event::tomorrow;
use crate::part::fetch::{Load, load, waiting};
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::shell::{backend, more, shell};
use ami_domain::event::AfterEvent;
use ami_domain::id::{AccountId, EventId, LocationId};
use ami_domain::money::Money;
use ami_wire::api::PaymentOptions;
use ami_wire::api::event::{Book, EventCheck, Facility};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde::{Deserialize, Serialize};

const KEY_DRAFT: &str = "ami-event";

/// A booking on its way to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Draft {
    account: AccountId,
    event: EventId,
    book: Book,
}

/// What the server said to a window, and which window that was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Checked {
    location: LocationId,
    start: String,
    end: String,
    answer: EventCheck,
}

/// What has been chosen and typed.
#[derive(Clone, Copy)]
struct Form {
    account: AccountId,
    least: Money,
    largest: Money,
    /// The account's own site, if it has one; `None` until the server has said so.
    site: RwSignal<Option<Option<LocationId>>>,
    /// At another place.
    other: RwSignal<bool>,
    search: RwSignal<String>,
    found: RwSignal<Option<Vec<Facility>>>,
    place: RwSignal<Option<LocationId>>,
    start: RwSignal<String>,
    end: RwSignal<String>,
    after: RwSignal<AfterEvent>,
    checked: RwSignal<Option<Checked>>,
    amount: RwSignal<String>,
    /// How a time may be paid here.
    options: Load<PaymentOptions>,
    /// The way to pay, and the token; `None` until the reader or the first answer has chosen.
    choice: RwSignal<Option<(String, &'static str)>>,
    consent: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
    draft: RwSignal<Option<Draft>>,
}

pub(super) fn view(_: String) -> AnyView {
    let home = shell().home;
    let known = Memo::new(move |_| {
        home.account.with(|account| {
            let account = account.as_ref()?;
            let offset = account.view.as_of.offset_minutes;
            Some((account.id, account.payment_min, account.payment_max, offset))
        })
    });
    view! {
        {heading(t("event-book-title"))}
        {move || match known.get() {
            None => match home.trouble.get() {
                Some(trouble) => trouble_box(trouble).into_any(),
                None => waiting().into_any(),
            },
            Some((account, least, largest, offset)) => {
                form(empty(account, least, largest, offset)).into_any()
            }
        }}
    }
    .into_any()
}

fn empty(account: AccountId, least: Money, largest: Money, offset: i16) -> Form {
    let (start, end) = tomorrow(shell().now.get_untracked(), offset);
    let form = Form {
        account,
        least,
        largest,
        site: RwSignal::new(None),
        other: RwSignal::new(false),
        search: RwSignal::new(String::new()),
        found: RwSignal::new(None),
        place: RwSignal::new(None),
        start: RwSignal::new(start),
        end: RwSignal::new(end),
        after: RwSignal::new(AfterEvent::Limit),
        checked: RwSignal::new(None),
        amount: RwSignal::new(String::new()),
        options: load(move || Some(backend().payment_options(account))),
        choice: RwSignal::new(None),
        consent: RwSignal::new(false),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
        draft: RwSignal::new(kept(account)),
    };
    spawn_local(async move {
        match own_site(form).await {
            Ok(_) => {}
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                form.trouble.try_set(Some(why));
            }
        }
    });
    form
}

/// The account's own site. Whoever is quicker than the first answer, or had none, asks again.
async fn own_site(form: Form) -> Result<Option<LocationId>, Trouble> {
    if let Some(Some(site)) = form.site.try_get_untracked() {
        return Ok(site);
    }
    let site = more().events(form.account).await?.site;
    form.site.try_set(Some(site));
    Ok(site)
}

/// A booking that this tab sent and that was never answered.
fn kept(account: AccountId) -> Option<Draft> {
    let text = browser::kept(Keep::Tab, KEY_DRAFT)?;
    let draft: Option<Draft> = serde_json::from_str(&text).ok();
    draft.filter(|draft| draft.account == account)
}

fn form(form: Form) -> impl IntoView {
    view! {
        {error_summary(form.faults)}
        {move || form.trouble.get().map(trouble_box)}
        {move || match form.draft.get() {
            Some(draft) => offer::unanswered(form, draft).into_any(),
            None => view! {
                {wish::view(form)}
                {offer::view(form)}
            }
            .into_any(),
        }}
    }
}

/// Sends the booking, and again with the same ids each time the reader asks for it.
fn send(form: Form, draft: Draft, go: impl Fn(&str) + 'static) {
    if let Ok(text) = serde_json::to_string(&draft) {
        browser::keep(Keep::Tab, KEY_DRAFT, &text);
    }
    form.busy.set(true);
    form.trouble.set(None);
    spawn_local(async move {
        let answer = more().book_event(draft.account, draft.event, draft.book.clone());
        match answer.await {
            Ok(event) => {
                browser::forget(Keep::Tab, KEY_DRAFT);
                go(&format!("/events/{}", event.id));
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why @ Trouble::Refused(_)) => {
                // The server read it and took nothing: the next try is another booking.
                browser::forget(Keep::Tab, KEY_DRAFT);
                form.draft.try_set(None);
                form.checked.try_set(None);
                form.trouble.try_set(Some(why));
                browser::focus("[data-testid=trouble]");
            }
            Err(why @ (Trouble::Away | Trouble::NotHere)) => {
                form.draft.try_set(Some(draft));
                form.trouble.try_set(Some(why));
            }
        }
        form.busy.try_set(false);
    });
}

/// Leads to a path.
fn leads() -> impl Fn(&str) + Clone + 'static {
    let go = use_navigate();
    move |path: &str| go(path, leptos_router::NavigateOptions::default())
}
