//! Texts that lie over the figures of the display.

use super::Feed;
use crate::i18n::t;
use crate::part::lineage::lineage_line;
use crate::part::message::{looks, message_card, waits};
use crate::shell::{backend, shell};
use leptos::prelude::*;

/// What lies over the figures, below the state of the supply, which nothing hides: the list that
/// the reader opened, else the most important text that waits for an answer. It never goes away
/// by itself (WCAG 2.2.1).
pub(super) fn overlay(feed: Feed, state: impl FnOnce() -> AnyView) -> Option<AnyView> {
    let messages = feed.messages.get();
    let waiting = messages
        .iter()
        .filter(|m| waits(m) || feed.read.with(|read| !m.confirm && !read.contains(&m.id)))
        .max_by_key(|m| m.importance)
        .cloned();
    let open = feed.open.get();
    let shown = if open {
        let mut all = messages;
        let read = feed.read.get();
        all.sort_by_key(|m| {
            (
                !waits(m) && read.contains(&m.id),
                std::cmp::Reverse(m.importance),
            )
        });
        all
    } else {
        waiting.into_iter().collect::<Vec<_>>()
    };
    if shown.is_empty() && !open {
        return None;
    }
    let tone = shown.first().map_or("calm", |m| looks(m.importance).2);
    let account = shell().account.get_untracked();
    let empty = shown.is_empty();
    // A text that asks for no answer is put away by the reader; it never goes by itself.
    let away = shown
        .first()
        .filter(|text| !open && !waits(text))
        .map(|text| text.id);
    let cards = shown
        .into_iter()
        .map(|message| {
            let id = message.id;
            let gone = move || feed.messages.update(|all| all.retain(|m| m.id != id));
            // Drawn is seen: the utility counts it (NFR-09).
            Effect::new(move |_| {
                leptos::task::spawn_local(async move {
                    let _ = backend().message_seen(id).await;
                });
            });
            let lineage = message.lineage;
            view! { {message_card(message, account, gone)} {lineage.map(lineage_line)} }
        })
        .collect_view();
    let role = if open { "dialog" } else { "alertdialog" };
    Some(
        view! {
            <div
                class="display-over"
                role=role
                aria-modal="true"
                aria-label=t("messages-title")
                data-tone=tone
                data-testid="messages-overlay"
            >
                {state()}
                {empty.then(|| view! { <p class="message-text">{t("messages-empty")}</p> })}
                {cards}
                {away
                    .map(|id| {
                        view! {
                            <button
                                class="button"
                                data-testid="message-put-away"
                                on:click=move |_| feed.read.update(|read| read.push(id))
                            >
                                {t("app-close")}
                            </button>
                        }
                    })}
                {open
                    .then(|| {
                        view! {
                            <button
                                class="button"
                                data-testid="messages-close"
                                on:click=move |_| feed.open.set(false)
                            >
                                {t("app-close")}
                            </button>
                        }
                    })}
            </div>
        }
        .into_any(),
    )
}
