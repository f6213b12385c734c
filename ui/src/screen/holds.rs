//! What keeps homes on, the release from quarantine, and the weather (FR-10, DESIGN 7.12).

mod decision;
mod stop;
mod weather;

pub(super) use decision::view as decision_view;

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{say, t, t_with};
use crate::part::fetch::{Load, fetched, load};
use crate::part::notice::{note, trouble_box};
use crate::part::order::word;
use crate::shell::{more, shell};
use ami_locales::{arg, args};
use ami_wire::api::Held;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

pub(super) fn view(_: String) -> AnyView {
    let held = load(move || Some(more().holds()));
    let trouble = RwSignal::new(None::<Trouble>);
    view! {
        {heading(t("supply-holds"))}
        {stop::view()}
        <h2>{t("stop-held")}</h2>
        <p>{t("supply-holds-intro")}</p>
        {move || trouble.get().map(trouble_box)}
        {fetched(held, move |list| rows(held, trouble, list))}
        {weather::view()}
    }
    .into_any()
}

fn rows(held: Load<Vec<Held>>, trouble: RwSignal<Option<Trouble>>, list: Vec<Held>) -> AnyView {
    if list.is_empty() {
        return view! { <p class="empty" data-testid="holds-none">{t("supply-holds-none")}</p> }
            .into_any();
    }
    let rows = list
        .into_iter()
        .map(|one| row(held, trouble, one))
        .collect_view();
    view! { <ul class="confirmations" data-testid="holds">{rows}</ul> }.into_any()
}

fn row(held: Load<Vec<Held>>, trouble: RwSignal<Option<Trouble>>, one: Held) -> impl IntoView {
    let (meter, cause, released, since) = (one.meter, one.cause, one.released, one.since);
    let (serial, decision) = (one.meter_serial.clone(), one.decision);
    let release = move |_| {
        trouble.set(None);
        spawn_local(async move {
            sent(more().release(meter, cause).await, held, trouble);
        });
    };
    let quarantine = one.quarantined.then(|| {
        let count = move || args!["count" => i64::from(released)];
        view! {
            {note("warn", "low", "quarantine", t("supply-hold-quarantine"))}
            <p data-testid="released">{t_with("supply-hold-released", count)}</p>
            <button class="button" data-testid="release" on:click=release>
                {t("supply-hold-release")}
            </button>
        }
    });
    let holds = one
        .holds
        .iter()
        .map(|hold| view! { <li>{word("supply-rule", hold.word())}</li> })
        .collect_view();
    // The utility's homes may lie in several zones: its page writes UTC.
    let since = move || args!["at" => arg::moment(since.as_millis(), 0)];
    view! {
        <li class="confirmation" data-testid="hold-row" data-cause=cause.word()>
            <p class="message-kind">
                <span>
                    {move || say("supply-hold-meter", &args!["meter" => serial.clone()])}
                </span>
                <span class="tag">{word("supply-cause", cause.word())}</span>
            </p>
            <ul class="plain-list">{holds}</ul>
            <p class="more">{t_with("supply-hold-since", since)} " UTC"</p>
            <p>
                <A href=format!("/decision/{decision}") attr:data-testid="decision-link">
                    {t("decision-of-hold")}
                </A>
            </p>
            {quarantine}
        </li>
    }
}

/// What a person has sent is done and the list is asked for anew, or it is said why not.
fn sent<T, L>(answer: Result<T, Trouble>, list: Load<L>, trouble: RwSignal<Option<Trouble>>)
where
    L: Send + Sync + 'static,
{
    match answer {
        Ok(_) => list.again(),
        Err(Trouble::SignedOut) => shell().leave(),
        Err(why) => {
            trouble.try_set(Some(why));
        }
    }
}
