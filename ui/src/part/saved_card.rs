//! The saved card: by what its owner knows it, saving another on the payment company's page, and
//! removing it. No number is ever typed or shown here.

use crate::backend::Trouble;
use crate::browser;
use crate::i18n::{say, t};
use crate::model::pay::card_args;
use crate::part::fetch::{Load, fetched, load};
use crate::part::notice::trouble_box;
use crate::shell::{more, shell};
use ami_domain::id::CardSetupId;
use ami_locales::Args;
use ami_wire::api::card::{CardFace, CardOnFile, SaveCard};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the buttons share.
#[derive(Clone, Copy)]
struct Card {
    found: Load<CardOnFile>,
    trouble: RwSignal<Option<Trouble>>,
    sure: RwSignal<bool>,
    done: RwSignal<&'static str>,
    busy: RwSignal<bool>,
    changed: StoredValue<Box<dyn Fn() + Send + Sync>>,
}

/// The saved card of the account that is shown; nothing where cards cannot be saved. `changed` is
/// called when one was removed.
pub(crate) fn on_file(changed: impl Fn() + Send + Sync + 'static) -> impl IntoView {
    let card = Card {
        found: load(move || shell().account.get().map(|account| more().card(account))),
        trouble: RwSignal::new(None),
        sure: RwSignal::new(false),
        done: RwSignal::new(""),
        busy: RwSignal::new(false),
        changed: StoredValue::new(Box::new(changed)),
    };
    view! {
        {move || card.trouble.get().map(trouble_box)}
        <p role="status" data-testid="card-done">
            {move || {
                let text = card.done.get();
                (!text.is_empty()).then(|| say(text, &Args::new()))
            }}
        </p>
        {fetched(card.found, move |now| shown(card, now))}
    }
}

fn shown(card: Card, now: CardOnFile) -> AnyView {
    if !now.offered {
        return ().into_any();
    }
    let has = now.saved.is_some();
    let save = if has { "card-change" } else { "card-save" };
    let open = now.page.map(|url| {
        view! {
            <p>{t("card-open")}</p>
            <a class="button" href=url rel="noreferrer" data-testid="card-open">
                {t("card-open-go")}
            </a>
        }
    });
    let none = (!has).then(|| view! { <p data-testid="card-none">{t("card-none")}</p> });
    view! {
        {now.saved.map(face)}
        {none}
        <p class="hint">{t("card-why")}</p>
        {open}
        <p class="actions">
            <button
                type="button"
                class="button"
                data-testid="card-save"
                disabled=move || card.busy.get()
                on:click=move |_| save_one(card)
            >
                {t(save)}
            </button>
            {has.then(|| remove(card))}
        </p>
    }
    .into_any()
}

/// By what its owner knows a card.
pub(crate) fn face(face: CardFace) -> impl IntoView {
    view! {
        <p data-testid="card-face">
            <strong>{move || say("card-face", &card_args(&face))}</strong>
        </p>
    }
}

/// Asked twice: automatic payment stops with it.
fn remove(card: Card) -> impl IntoView {
    let ask = move |sure: bool| move |_| card.sure.set(sure);
    move || {
        if card.sure.get() {
            view! {
                <span role="alert">{t("card-remove-sure")}</span>
                " "
                <button
                    type="button"
                    class="button"
                    data-testid="card-remove-yes"
                    disabled=move || card.busy.get()
                    on:click=move |_| forget(card)
                >
                    {t("card-remove-yes")}
                </button>
                " "
                <button type="button" class="button" on:click=ask(false)>
                    {t("card-remove-no")}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="button"
                    data-testid="card-remove"
                    on:click=ask(true)
                >
                    {t("card-remove")}
                </button>
            }
            .into_any()
        }
    }
}

/// Leads to the company's page.
fn save_one(card: Card) {
    let Some(account) = shell().account.get_untracked() else {
        return;
    };
    card.trouble.set(None);
    let Some(id) = browser::new_payment_id() else {
        card.done.set("card-no-chance");
        return;
    };
    let id = CardSetupId::from_bytes(id.to_bytes());
    card.busy.set(true);
    spawn_local(async move {
        match more().save_card(account, SaveCard { id }).await {
            Ok(now) => {
                // A browser that stays here still shows the way.
                let gone = now.page.is_some_and(|url| browser::go(&url));
                if !gone {
                    card.found.again();
                }
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                card.trouble.try_set(Some(why));
            }
        }
        card.busy.try_set(false);
    });
}

fn forget(card: Card) {
    let Some(account) = shell().account.get_untracked() else {
        return;
    };
    card.trouble.set(None);
    card.busy.set(true);
    spawn_local(async move {
        match more().forget_card(account).await {
            Ok(_) => {
                card.done.try_set("card-removed");
                card.sure.try_set(false);
                card.found.again();
                card.changed.with_value(|changed| changed());
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                card.trouble.try_set(Some(why));
            }
        }
        card.busy.try_set(false);
    });
}
