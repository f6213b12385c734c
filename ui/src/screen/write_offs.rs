//! Debt that somebody wants to be given up: a second person decides about each wish.

use super::heading;
use super::shape::{OFFICE, Screen, screen};
use crate::backend::Trouble;
use crate::i18n::{t, t_with, usd};
use crate::part::fetch::{Load, fetched, load};
use crate::part::notice::{note, trouble_box};
use crate::shell::{more, shell};
use ami_domain::id::WriteOffId;
use ami_locales::args;
use ami_wire::api::{DecideWriteOff, WriteOff};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The screen.
pub(super) const SCREEN: Screen = screen(
    "write-offs",
    "/write-offs",
    "write-off-title",
    Some(("write-off-menu", "ok")),
    OFFICE,
    view,
);

/// What the page knows.
#[derive(Clone, Copy)]
struct Page {
    open: Load<Vec<WriteOff>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl Page {
    fn decide(self, id: WriteOffId, approve: bool) {
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            match more()
                .decide_write_off(id, DecideWriteOff { approve })
                .await
            {
                Ok(_) => self.open.again(),
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    self.trouble.try_set(Some(why));
                }
            }
            self.busy.try_set(false);
        });
    }
}

fn view(_: String) -> AnyView {
    let page = Page {
        open: load(move || Some(more().write_offs())),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    view! {
        {heading(t("write-off-title"))}
        <p>{t("write-off-intro")}</p>
        {move || page.trouble.get().map(trouble_box)}
        {fetched(page.open, move |all| list(page, all))}
    }
    .into_any()
}

fn list(page: Page, all: Vec<WriteOff>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="empty" data-testid="write-offs-none">{t("write-off-none")}</p> }
            .into_any();
    }
    let rows = all.into_iter().map(|one| row(page, one)).collect_view();
    view! { <ul class="confirmations" data-testid="write-offs">{rows}</ul> }.into_any()
}

fn row(page: Page, one: WriteOff) -> impl IntoView {
    let (id, amount, own) = (one.id, one.amount, one.own);
    let (number, by, why) = (one.number, one.by, one.why);
    let button = move |class: &'static str, text: &'static str, approve: bool| {
        view! {
            <button
                class=class
                data-testid=text
                disabled=page.busy
                on:click=move |_| page.decide(id, approve)
            >
                {t(text)}
            </button>
        }
    };
    view! {
        <li class="confirmation" data-testid="write-off" data-own=own.to_string()>
            <p class="row-name">
                {t_with("write-off-amount", move || {
                    args!["amount" => usd(amount), "account" => number.clone()]
                })}
            </p>
            <p>{t_with("help-why", move || args!["what" => why.clone()])}</p>
            <p class="more">{t_with("write-off-by", move || args!["name" => by.clone()])}</p>
            {own.then(|| note("note", "unknown", "write-off-own", t("write-off-own")))}
            {(!own)
                .then(|| {
                    view! {
                        <p class="actions">
                            {button("button primary", "write-off-approve", true)}
                            {button("button", "write-off-refuse", false)}
                        </p>
                    }
                })}
        </li>
    }
}
