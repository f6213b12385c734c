//! Texts to many, newest first, each with how far it has come (FR-11, NFR-09).

use super::heading;
use crate::i18n::{at, say, t, t_with};
use crate::part::fetch::{fetched, load};
use crate::part::funnel::{funnel, state_text, whom};
use crate::part::icon::icon;
use crate::part::message::looks;
use crate::shell::more;
use ami_locales::{Args, args};
use ami_wire::api::Alert;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// The list moves on while somebody looks at it.
const ASK_EVERY_MS: u32 = 2_000;

pub(super) fn view(_: String) -> AnyView {
    let list = load(move || Some(more().alerts()));
    let here = RwSignal::new(());
    spawn_local(async move {
        // The loop ends with the screen.
        while here.try_get_untracked().is_some() {
            gloo_timers::future::TimeoutFuture::new(ASK_EVERY_MS).await;
            if here.try_get_untracked().is_some() {
                list.again();
            }
        }
    });
    view! {
        {heading(t("alerts-title"))}
        <p>
            <a class="button primary" href="/alerts/new" data-testid="alert-new">
                {t("alerts-new")}
            </a>
        </p>
        {fetched(list, show)}
    }
    .into_any()
}

fn show(list: Vec<Alert>) -> AnyView {
    if list.is_empty() {
        return view! {
            <div class="empty" data-testid="alerts-empty">
                <p class="empty-title">{t("alerts-empty")}</p>
            </div>
        }
        .into_any();
    }
    let cards = list.into_iter().map(card).collect_view();
    view! { <ul class="confirmations" data-testid="alerts">{cards}</ul> }.into_any()
}

fn card(alert: Alert) -> impl IntoView {
    let (word, shape, tone) = looks(alert.importance);
    let (text, from, until) = (alert.text.clone(), alert.from, alert.until);
    let href = format!("/alerts/{}", alert.id);
    let (to, state) = (whom(&alert), state_text(alert.state));
    view! {
        <li class="confirmation" data-tone=tone data-testid="alert-row">
            <p class="message-kind">
                {icon(shape)} <span>{move || say(word, &Args::new())}</span>
                <span class="tag" data-testid="alert-row-state">{t(state)}</span>
            </p>
            <A href=href>{move || crate::i18n::side(&text)}</A>
            <p class="more">{to}</p>
            <p class="more">
                {t_with("messages-sent", move || args!["at" => at(from)])} " · "
                {t_with("messages-valid-until", move || args!["until" => at(until)])}
            </p>
            {funnel(&alert.funnel)}
        </li>
    }
}
