//! Pay stations of the utility (BR-03): who takes money over the counter, how much of it they may
//! hold, their keys, and what they have handed over.

mod form;
mod one;

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{say, t, usd};
use crate::part::fetch::{Load, fetched, load};
use crate::part::notice::trouble_box;
use crate::part::table::{head, number, table};
use crate::shell::{more, shell};
use ami_domain::id::AgentId;
use ami_locales::{Args, args};
use ami_wire::api::station::Agent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// What the page works on.
#[derive(Clone, Copy)]
struct Page {
    all: Load<Vec<Agent>>,
    /// Whose details are open.
    chosen: RwSignal<Option<AgentId>>,
    trouble: RwSignal<Option<Trouble>>,
    saved: RwSignal<bool>,
}

impl Page {
    /// Does something and reads the list anew, or says what went wrong.
    fn run<T: 'static>(
        self,
        answer: impl Future<Output = Result<T, Trouble>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.trouble.set(None);
        self.saved.set(false);
        spawn_local(async move {
            match answer.await {
                Ok(value) => {
                    then(value);
                    self.saved.try_set(true);
                    self.all.again();
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    self.trouble.try_set(Some(why));
                }
            }
        });
    }
}

pub(super) fn view(_: String) -> AnyView {
    let page = Page {
        all: load(move || Some(more().agents())),
        chosen: RwSignal::new(None),
        trouble: RwSignal::new(None),
        saved: RwSignal::new(false),
    };
    view! {
        {heading(t("agents-title"))}
        <p>{t("agents-intro")}</p>
        {move || page.trouble.get().map(trouble_box)}
        <p role="status" data-testid="agents-saved">
            {move || page.saved.get().then(|| say("agents-saved", &Args::new()))}
        </p>
        {fetched(page.all, move |all| listed(page, all))}
        {move || page.chosen.get().map(|id| one::details(page, id))}
        {form::add(page)}
    }
    .into_any()
}

fn listed(page: Page, all: Vec<Agent>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="empty" data-testid="agents-none">{t("agents-none")}</p> }
            .into_any();
    }
    let rows = all.into_iter().map(|one| row(page, one)).collect_view();
    view! {
        {table(
            "agents",
            t("agents-title"),
            (
                head(t("agents-name")),
                number(t("agents-owes")),
                number(t("agents-left")),
                head(t("agents-key")),
                head(t("agents-state")),
            ),
            rows,
        )}
    }
    .into_any()
}

fn row(page: Page, one: Agent) -> impl IntoView {
    let (id, owes, left, active) = (one.id, one.owes, one.left, one.active);
    let (name, label) = (one.name.clone(), one.name.clone());
    let key = one.key_made_at;
    let key = move || match key {
        Some(made) => say("agents-key-made", &args!["at" => crate::i18n::at(made)]),
        None => say("agents-key-none", &Args::new()),
    };
    let state = if active {
        "agents-active"
    } else {
        "agents-closed"
    };
    view! {
        <tr data-testid="agent-row">
            <th scope="row">
                <button
                    type="button"
                    class="button quiet"
                    data-testid="agent-choose"
                    aria-label=move || say("agents-choose", &args!["name" => label.clone()])
                    aria-expanded=move || (page.chosen.get() == Some(id)).to_string()
                    on:click=move |_| page.chosen.set(Some(id))
                >
                    {name}
                </button>
            </th>
            <td class="number" data-testid="agent-owes" data-label=t("agents-owes")>
                {dollars(owes)}
            </td>
            <td class="number" data-label=t("agents-left")>{dollars(left)}</td>
            <td>{key}</td>
            <td>
                <span class="tag" data-testid="agent-state">{t(state)}</span>
            </td>
        </tr>
    }
}

/// An amount in the reader's way of writing.
fn dollars(amount: ami_domain::money::Money) -> impl Fn() -> String + Send + Sync + Clone {
    move || say("slip-money", &args!["amount" => usd(amount)])
}
