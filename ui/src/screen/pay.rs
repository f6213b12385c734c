//! Paying ahead: estimate, amount, card, review; then the payment's own page (SC1.3 to SC1.6).
//!
//! The payment's id is made here and kept in the tab until the server has answered, so that a
//! second try or a reload sends the same payment and nobody pays twice.

use super::heading;
use crate::backend::Trouble;
use crate::browser::{self, Keep};
use crate::i18n::t;
use crate::model::pay::Draft;
use crate::part::fetch::{fetched, load, waiting};
use crate::part::notice::{Fault, trouble_box};
use crate::shell::{backend, shell};
use ami_domain::money::Money;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

mod form;
mod review;
mod until;

const KEY_DRAFT: &str = "ami-payment";

/// What has been entered so far.
#[derive(Clone, Copy)]
struct Entry {
    /// As typed.
    amount: RwSignal<String>,
    /// The way to pay, and the token; `None` until the reader or the first answer has chosen.
    choice: RwSignal<Option<(String, &'static str)>>,
    /// The box under the consent text.
    consent: RwSignal<bool>,
    /// What is wrong.
    faults: RwSignal<Vec<Fault>>,
    /// Read and inside the bounds: then the review is shown.
    reviewed: RwSignal<Option<Money>>,
    /// The payment is on its way.
    busy: RwSignal<bool>,
    /// Why it did not arrive.
    trouble: RwSignal<Option<Trouble>>,
    /// Kept while it is not answered.
    draft: RwSignal<Option<Draft>>,
}

pub(super) fn view(_: String) -> AnyView {
    let home = shell().home;
    let entry = Entry {
        amount: RwSignal::new(String::new()),
        choice: RwSignal::new(None),
        consent: RwSignal::new(false),
        faults: RwSignal::new(Vec::new()),
        reviewed: RwSignal::new(None),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        draft: RwSignal::new(kept()),
    };
    let known = Memo::new(move |_| home.account.with(|account| account.as_ref().map(|a| a.id)));
    view! {
        {heading(t("pay-title"))}
        {move || match (known.get(), entry.draft.get(), entry.reviewed.get()) {
            (None, _, _) => match home.trouble.get() {
                Some(trouble) => trouble_box(trouble).into_any(),
                None => waiting().into_any(),
            },
            (Some(_), Some(draft), _) => review::unanswered(entry, draft).into_any(),
            (Some(account), None, Some(amount)) => {
                review::view(entry, account, amount).into_any()
            }
            (Some(account), None, None) => {
                let options = load(move || Some(backend().payment_options(account)));
                fetched(options, move |options| form::view(entry, account, options)).into_any()
            }
        }}
    }
    .into_any()
}

/// A payment that this tab sent and that was never answered.
fn kept() -> Option<Draft> {
    let text = browser::kept(Keep::Tab, KEY_DRAFT)?;
    let draft: Option<Draft> = serde_json::from_str(&text).ok();
    draft.filter(|draft| shell().account.get_untracked() == Some(draft.account))
}

/// Sends the draft, and again with the same id each time the reader asks for it.
fn send(entry: Entry, draft: Draft, go: impl Fn(&str) + 'static) {
    if let Ok(text) = serde_json::to_string(&draft) {
        browser::keep(Keep::Tab, KEY_DRAFT, &text);
    }
    entry.busy.set(true);
    entry.trouble.set(None);
    spawn_local(async move {
        match backend().pay(&draft).await {
            Ok(payment) => {
                browser::forget(Keep::Tab, KEY_DRAFT);
                go(&format!("/payments/{}", payment.id));
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(Trouble::Refused(problem)) => {
                // The server read it and took nothing: the next try is another payment.
                browser::forget(Keep::Tab, KEY_DRAFT);
                entry.draft.set(None);
                entry.trouble.set(Some(Trouble::Refused(problem)));
            }
            Err(why @ (Trouble::Away | Trouble::NotHere)) => {
                entry.draft.set(Some(draft));
                entry.trouble.set(Some(why));
            }
        }
        entry.busy.set(false);
    });
}

/// Leads to a path.
fn leads() -> impl Fn(&str) + Clone + 'static {
    let go = use_navigate();
    move |path: &str| go(path, leptos_router::NavigateOptions::default())
}
