//! Texts from the utility, newest first; the old ones stay (FR-11).

use super::heading;
use crate::i18n::{t, t_with};
use crate::part::fetch::{fetched, load};
use crate::part::message::{message_card, waits};
use crate::shell::{backend, shell};
use ami_locales::args;
use ami_wire::api::Message;
use leptos::prelude::*;

pub(super) fn view(_: String) -> AnyView {
    let shell = shell();
    let messages = load(move || {
        shell.home.texts.track();
        shell
            .account
            .get()
            .map(|account| backend().messages(account))
    });
    let show = move |list: Vec<Message>| {
        if list.is_empty() {
            return view! {
                <div class="empty" data-testid="messages-empty">
                    <p class="empty-title">{t("messages-empty")}</p>
                    <p>{t("messages-empty.hint")}</p>
                </div>
            }
            .into_any();
        }
        let unread = list.iter().filter(|message| waits(message)).count();
        let account = shell.account.get_untracked();
        let card = move |message: Message| {
            let again = move || messages.again();
            view! { <li>{message_card(message, account, again)}</li> }
        };
        let (over, mut now): (Vec<Message>, Vec<Message>) =
            list.into_iter().partition(|message| message.over);
        // What waits for an answer first, an emergency before all.
        now.sort_by_key(|m| (!waits(m), std::cmp::Reverse(m.importance)));
        let archive = (!over.is_empty()).then(|| {
            view! {
                <details data-testid="messages-archive">
                    <summary>{t("messages-archive")}</summary>
                    <ul class="messages">{over.into_iter().map(card).collect_view()}</ul>
                </details>
            }
        });
        let cards = now.into_iter().map(card).collect_view();
        view! {
            <p data-testid="messages-unread">
                {t_with("messages-waiting", move || args!["count" => unread])}
            </p>
            <ul class="messages">{cards}</ul>
            {archive}
        }
        .into_any()
    };
    view! { {heading(t("messages-title"))} {fetched(messages, show)} }.into_any()
}
