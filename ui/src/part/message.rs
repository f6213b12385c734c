//! One text from the utility, with its importance as shape and word, and the reader's answer.

use crate::backend::{Host, Trouble};
use crate::i18n::{at, say, side, t, t_with};
use crate::part::icon::icon;
use crate::part::notice::trouble_box;
use crate::part::why::why;
use crate::shell::backend;
use ami_domain::id::AccountId;
use ami_domain::message::Importance;
use ami_locales::{Args, args};
use ami_wire::api::Message;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Text id of the word, shape, and how loud it is.
pub(crate) const fn looks(importance: Importance) -> (&'static str, &'static str, &'static str) {
    match importance {
        Importance::Info => ("messages-priority-info", "info", "calm"),
        Importance::Notice => ("messages-priority-notice", "info", "note"),
        Importance::Warning => ("messages-priority-warning", "low", "warn"),
        Importance::Emergency => ("messages-priority-emergency", "critical", "alarm"),
    }
}

/// Whether the reader is still asked to confirm it.
pub(crate) fn waits(message: &Message) -> bool {
    message.confirm && message.confirmed_at.is_none() && !message.over
}

/// The whole text. `done` is called after the server has the reader's answer.
pub(crate) fn message_card(
    message: Message,
    account: Option<AccountId>,
    done: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let (word, shape, tone) = looks(message.importance);
    let text = message.text.clone();
    let (from, until, over) = (message.from, message.until, message.over);
    // A display has no page for it: it shows the number itself.
    let web = backend().host() == Host::Web;
    let behind = message.lineage.filter(|_| web);
    let behind = behind.map(|of| view! { <p>{why(of, "messages-title")}</p> });
    let dated = from.at.as_millis() > 0 && from.offset_minutes != 0;
    view! {
        <article class="message" data-tone=tone data-over=over.to_string() data-testid="message">
            <p class="message-kind">
                {icon(shape)}
                <span>{move || say(word, &Args::new())}</span>
                {over.then(|| view! { <span class="tag">{t("messages-ended")}</span> })}
            </p>
            <p class="message-text" data-testid="message-text">{move || side(&text)}</p>
            {dated
                .then(|| {
                    view! {
                        <p class="more">
                            {t_with("messages-sent", move || args!["at" => at(from)])}
                            " · "
                            {t_with("messages-valid-until", move || args!["until" => at(until)])}
                        </p>
                    }
                })}
            {behind}
            {answer(&message, account, done)}
        </article>
    }
}

fn answer(
    message: &Message,
    account: Option<AccountId>,
    done: impl Fn() + Clone + Send + Sync + 'static,
) -> AnyView {
    if let Some(when) = message.confirmed_at {
        let text = t_with("messages-confirmed", move || args!["at" => at(when)]);
        return view! {
            <p class="confirmed" data-testid="message-confirmed">
                {icon("check")}
                <span>{text}</span>
            </p>
        }
        .into_any();
    }
    if !waits(message) {
        return ().into_any();
    }
    let id = message.id;
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let confirm = move |_| {
        let done = done.clone();
        busy.set(true);
        spawn_local(async move {
            match backend().confirm_message(account, id).await {
                Ok(()) => {
                    trouble.set(None);
                    done();
                }
                Err(why) => trouble.set(Some(why)),
            }
            busy.set(false);
        });
    };
    let label = move || {
        let id = if busy.get() {
            "messages-confirm.busy"
        } else {
            "messages-confirm"
        };
        say(id, &Args::new())
    };
    view! {
        {move || trouble.get().map(trouble_box)}
        <button
            class="button primary"
            data-testid="message-confirm"
            disabled=move || busy.get()
            on:click=confirm
        >
            {label}
        </button>
    }
    .into_any()
}
