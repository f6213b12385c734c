//! Stopping all cuts, and letting them begin again (DESIGN 7.12).

use super::sent;
use crate::backend::Trouble;
use crate::i18n::{say, t, t_with};
use crate::part::fetch::{Load, fetched, load};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::shell::more;
use ami_domain::identity::REASON;
use ami_locales::{arg, args};
use ami_wire::api::{CutsStopped, StopCuts};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

const WHY: &str = "stop-why";

pub(super) fn view() -> impl IntoView {
    let stop = load(move || Some(more().cut_stop()));
    let trouble = RwSignal::new(None::<Trouble>);
    view! {
        <h2>{t("stop-title")}</h2>
        <p>{t("stop-intro")}</p>
        {move || trouble.get().map(trouble_box)}
        {fetched(stop, move |now| match now {
            Some(now) => stopped(stop, trouble, now).into_any(),
            None => form(stop, trouble).into_any(),
        })}
    }
}

type Stop = Load<Option<CutsStopped>>;

fn stopped(stop: Stop, trouble: RwSignal<Option<Trouble>>, now: CutsStopped) -> impl IntoView {
    let lift = move |_| {
        trouble.set(None);
        spawn_local(async move {
            sent(more().lift_cut_stop().await, stop, trouble);
        });
    };
    // The utility's homes may lie in several zones: its page writes UTC.
    let since = move || args!["at" => arg::moment(now.since.as_millis(), 0)];
    let by = move || match &now.by {
        Some(name) => say("stop-by", &args!["name" => name.clone()]),
        None => say("stop-by-backup", &args![]),
    };
    let agreed = now.lifted_by.map(|name| {
        let name = move || args!["name" => name.clone()];
        view! { <p data-testid="stop-agreed">{t_with("stop-agreed", name)}</p> }
    });
    view! {
        {note("warn", "low", "cuts-stopped", t_with("stop-on", since))}
        <p>{by}</p>
        <p data-testid="stop-reason">{now.why}</p>
        {agreed}
        <p class="more">{t("stop-two")}</p>
        <button class="button" data-testid="stop-lift" on:click=lift>
            {t("stop-lift")}
        </button>
    }
}

fn form(stop: Stop, trouble: RwSignal<Option<Trouble>>) -> impl IntoView {
    let (why, faults) = (RwSignal::new(String::new()), RwSignal::new(Vec::new()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        trouble.set(None);
        let said = why.get_untracked().trim().to_owned();
        let fits = REASON.contains(&said.chars().count());
        let fault = (!fits).then(|| Fault::new(WHY, "stop-why-missing"));
        faults.set(fault.into_iter().collect());
        if !fits {
            return;
        }
        spawn_local(async move {
            sent(
                more().stop_cuts(StopCuts { why: said }).await,
                stop,
                trouble,
            );
        });
    };
    let shape = line(WHY, "text", 500);
    view! {
        {error_summary(faults)}
        <form class="form" novalidate data-testid="stop-form" on:submit=submit>
            {field(shape, t("stop-why"), None, why, faults)}
            <button class="button" data-testid="stop-cuts">
                {t("stop-button")}
            </button>
        </form>
    }
}
