//! Automatic payment (SC4.6): when, how much, how much at most, and what comes.

mod form;

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with};
use crate::part::fetch::{Load, fetched, load};
use crate::part::notice::{error_summary, note, trouble_box};
use crate::shell::{more, shell};
use ami_domain::payday::Would;
use ami_locales::{Args, args};
use ami_wire::api::auto_pay::{AutoPay, AutoPayAhead};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Whether the settings that are shown have just been saved.
type Saved = RwSignal<bool>;

pub(super) fn view(_: String) -> AnyView {
    let found = load(move || {
        shell()
            .account
            .get()
            .map(|account| more().auto_pay(account))
    });
    let saved = RwSignal::new(false);
    view! {
        {heading(t("auto-title"))}
        <p>{t("auto-intro")}</p>
        <p role="status" data-testid="auto-saved">
            {move || saved.get().then(|| say("auto-saved", &Args::new()))}
        </p>
        {fetched(found, move |now| page(found, saved, now))}
    }
    .into_any()
}

fn page(found: Load<AutoPay>, saved: Saved, now: AutoPay) -> impl IntoView {
    let form = form::filled(&now);
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        saved.set(false);
        trouble.set(None);
        if busy.get_untracked() {
            return;
        }
        let (Some(account), Some(wish)) = (shell().account.get_untracked(), form::read(form))
        else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            match more().set_auto_pay(account, wish).await {
                Ok(_) => {
                    saved.try_set(true);
                    found.again();
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        {state(&now)}
        {ahead(now.ahead)}
        <form class="form" novalidate on:submit=send data-testid="auto-form">
            {move || trouble.get().map(trouble_box)}
            {error_summary(form.faults)}
            {form::view(form, now.by_balance)}
            <button
                class="button primary"
                type="submit"
                data-testid="auto-save"
                disabled=move || busy.get()
            >
                {t("auto-save")}
            </button>
        </form>
    }
}

/// What keeps it from charging now.
fn state(now: &AutoPay) -> impl IntoView + use<> {
    let paused = now.settings.is_some_and(|settings| settings.paused);
    let resume = now.resume_at;
    let pause = paused.then(|| match resume {
        Some(resume) => {
            let text = t_with("auto-paused-until", move || args!["at" => at(resume)]);
            note("warn", "clock", "auto-is-paused", text).into_any()
        }
        None => note("warn", "clock", "auto-is-paused", t("auto-paused-open")).into_any(),
    });
    view! {
        {now.stopped.then(|| note("alarm", "critical", "auto-stopped", t("auto-stopped")))}
        {now.in_doubt.then(|| note("warn", "card", "auto-doubt", t("auto-doubt")))}
        {pause}
    }
}

/// What the next paydays would do.
fn ahead(all: Vec<AutoPayAhead>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="empty" data-testid="auto-none">{t("auto-none")}</p> }.into_any();
    }
    let rows = all
        .into_iter()
        .map(|one| {
            let when = move || say("history-when", &args!["at" => at(one.at)]);
            view! {
                <li data-testid="auto-ahead" data-would=format!("{:?}", one.would)>
                    {when} " " <span class="tag">{t(would_text(one.would))}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>{t("auto-ahead")}</h2>
            <ul class="plain-list">{rows}</ul>
        </section>
    }
    .into_any()
}

const fn would_text(would: Would) -> &'static str {
    match would {
        Would::Pay => "auto-would-pay",
        Would::WeekCap => "auto-would-week-cap",
        Would::MonthCap => "auto-would-month-cap",
        Would::Paused => "auto-would-paused",
    }
}
