//! One text to many: what it says, how far it has come while one looks, approving it and taking
//! it back.

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with};
use crate::part::fetch::{Fetch, Load, fetched, load};
use crate::part::funnel::{funnel, state_text, whom};
use crate::part::icon::icon;
use crate::part::message::looks;
use crate::part::notice::{note, trouble_box};
use crate::shell::more;
use ami_domain::audience::AlertState;
use ami_domain::id::AlertId;
use ami_domain::time::LocalMoment;
use ami_locales::{Args, args};
use ami_wire::api::{Alert, Signed};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The funnel grows while somebody looks at it.
const ASK_EVERY_MS: u32 = 1_000;

pub(super) fn view(id: String) -> AnyView {
    let Ok(id) = id.parse::<AlertId>() else {
        return super::missing::view();
    };
    let alert = load(move || Some(more().alert(id)));
    let trouble = RwSignal::new(None::<Trouble>);
    // Buttons are drawn anew only when something changed: the figures around them move every
    // second, and whoever is on a button with the keyboard stays there.
    let standing = Memo::new(move |_| match alert.state.get() {
        Fetch::Ready(found) => Some((found.state, found.mine)),
        Fetch::Waiting | Fetch::Failed(_) => None,
    });
    // Taking back is asked twice.
    let sure = RwSignal::new(false);
    spawn_local(async move {
        while trouble.try_get_untracked().is_some() {
            gloo_timers::future::TimeoutFuture::new(ASK_EVERY_MS).await;
            if trouble.try_get_untracked().is_some() {
                alert.again();
            }
        }
    });
    view! {
        {heading(t("utility-alert-title"))}
        <p><a href="/alerts" data-testid="alerts-back">{t("utility-alerts-back")}</a></p>
        {move || trouble.get().map(trouble_box)}
        {fetched(alert, show)}
        {move || {
            standing.get().map(|(state, mine)| actions(id, state, mine, alert, trouble, sure))
        }}
    }
    .into_any()
}

fn show(found: Alert) -> impl IntoView {
    let (word, shape, tone) = looks(found.importance);
    let (from, until) = (found.from, found.until);
    let (state, to) = (state_text(found.state), whom(&found));
    let texts = [
        ("en-US", found.text.en.clone()),
        ("es-US", found.text.es.clone()),
    ]
    .map(|(lang, text)| {
        view! { <p class="message-text" lang=lang>{text}</p> }
    })
    .into_iter()
    .collect_view();
    let by = found.by.clone();
    let by = move || match &by {
        Some(name) => name.clone(),
        None => say("utility-by-system", &Args::new()),
    };
    view! {
        <article class="message" data-tone=tone>
            <p class="message-kind">
                {icon(shape)} <span>{move || say(word, &Args::new())}</span>
                <span class="tag" data-testid="alert-state" data-state=found.state.word()>
                    {t(state)}
                </span>
            </p>
            {texts}
            <dl class="facts">
                <div><dt>{t("alerts-audience")}</dt><dd data-testid="alert-whom">{to}</dd></div>
                <div><dt>{t("utility-by")}</dt><dd data-testid="alert-by">{by}</dd></div>
                {moment("alerts-start", from)}
                {moment("alerts-end", until)}
                {found.replaces.map(replaced)}
                {signed("utility-approved", found.approved.clone())}
                {signed("utility-cancelled", found.cancelled.clone())}
            </dl>
        </article>
        <section class="panel" aria-live="polite">
            <h2>{t("utility-funnel-title")}</h2>
            {funnel(&found.funnel)}
        </section>
    }
}

/// The text whose place it took.
fn replaced(old: AlertId) -> impl IntoView {
    view! {
        <div>
            <dt>{t("utility-replaces")}</dt>
            <dd>
                <a href=format!("/alerts/{old}") data-testid="alert-old">
                    {t("utility-replaces-show")}
                </a>
            </dd>
        </div>
    }
}

fn moment(label: &'static str, when: LocalMoment) -> impl IntoView {
    view! {
        <div>
            <dt>{t(label)}</dt>
            <dd>{t_with("history-when", move || args!["at" => at(when)])}</dd>
        </div>
    }
}

fn signed(label: &'static str, who: Option<Signed>) -> Option<impl IntoView> {
    let Signed { by, at: when } = who?;
    let by = move || match &by {
        Some(name) => name.clone(),
        None => say("utility-by-system", &Args::new()),
    };
    Some(view! {
        <div>
            <dt>{t(label)}</dt>
            <dd>{by} " · " {t_with("history-when", move || args!["at" => at(when)])}</dd>
        </div>
    })
}

fn actions(
    id: AlertId,
    state: AlertState,
    mine: bool,
    load: Load<Alert>,
    trouble: RwSignal<Option<Trouble>>,
    sure: RwSignal<bool>,
) -> impl IntoView {
    let decide = move |what: &'static str| {
        spawn_local(async move {
            trouble.set(more().decide_alert(id, what).await.err());
            sure.set(false);
            load.again();
        });
    };
    let proposed = state == AlertState::Proposed;
    let waits = (proposed && mine)
        .then(|| note("note", "info", "alert-waits", t("utility-waits-for-second")));
    let approve = (proposed && !mine).then(|| {
        view! {
            <button
                class="button primary"
                data-testid="alert-approve"
                on:click=move |_| decide("approval")
            >
                {t("utility-approve")}
            </button>
        }
    });
    let withdraw = state.may_cancel().then(|| {
        let label = move || {
            let id = if sure.get() {
                "utility-withdraw-sure"
            } else {
                "alerts-withdraw"
            };
            say(id, &Args::new())
        };
        let press = move |_| {
            if sure.get_untracked() {
                decide("cancellation");
            } else {
                sure.set(true);
            }
        };
        view! {
            <button class="button" data-testid="alert-withdraw" on:click=press>{label}</button>
        }
    });
    let replace = state.may_cancel().then(|| {
        view! {
            <a class="button" href=format!("/alerts/{id}/replace") data-testid="alert-replace">
                {t("utility-replace")}
            </a>
        }
    });
    view! { {waits} <p class="actions">{approve} " " {replace} " " {withdraw}</p> }
}
