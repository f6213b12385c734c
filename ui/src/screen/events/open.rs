//! Whether others may book time at the customer's own place: no, until its customer says yes.

use crate::backend::Trouble;
use crate::i18n::t;
use crate::part::fetch::{Load, fetched, load};
use crate::part::notice::trouble_box;
use crate::shell::{more, shell};
use ami_wire::api::event::OpenToOthers;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub(super) fn view() -> impl IntoView {
    let now = load(move || {
        let account = shell().account.get()?;
        Some(more().facility(account))
    });
    view! {
        <section class="panel" aria-labelledby="open-title">
            <h2 id="open-title">{t("event-open-title")}</h2>
            {fetched(now, move |is| state(now, is))}
        </section>
    }
}

fn state(now: Load<OpenToOthers>, is: OpenToOthers) -> impl IntoView {
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let turn = move |_| {
        let Some(account) = shell().account.get_untracked() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let wish = OpenToOthers { open: !is.open };
        spawn_local(async move {
            match more().set_facility(account, wish).await {
                Ok(_) => now.again(),
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    let [stands, asks] = if is.open {
        ["event-open-yes", "event-open-end"]
    } else {
        ["event-open-no", "event-open-begin"]
    };
    view! {
        {move || trouble.get().map(trouble_box)}
        <p role="status" data-testid="event-open">{t(stands)}</p>
        <p class="hint">{t("event-open-hint")}</p>
        <button
            class="button"
            type="button"
            data-testid="event-open-turn"
            disabled=move || busy.get()
            on:click=turn
        >
            {t(asks)}
        </button>
    }
}
