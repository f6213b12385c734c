//! Changes of how an account pays that there were, each with the way to its receipt.

use crate::i18n::{at, t, t_with};
use crate::part::fetch::{Load, fetched};
use ami_domain::account::Mode;
use ami_domain::id::AccountId;
use ami_domain::time::Timestamp;
use ami_locales::args;
use ami_wire::api::converted::Converted;
use leptos::prelude::*;
use leptos_router::components::A;

/// The address of a receipt.
pub(crate) fn path(account: AccountId, change: Timestamp) -> String {
    format!("/changed/{account}.{}", change.as_millis())
}

/// What changed, in a few words.
pub(crate) const fn what(to: Mode) -> &'static str {
    match to {
        Mode::Regular => "changed-to-regular",
        Mode::Prepaid => "changed-to-prepaid",
    }
}

/// The list; nothing where nothing has changed.
pub(crate) fn changes(account: AccountId, all: Load<Vec<Converted>>) -> impl IntoView {
    fetched(all, move |all| {
        let row = |one: Converted| {
            let when = t_with("history-when", move || args!["at" => at(one.at)]);
            view! {
                <li>
                    <A href=path(account, one.at.at) attr:data-testid="changed-link">
                        {when} " · " {t(what(one.to))}
                    </A>
                </li>
            }
        };
        (!all.is_empty()).then(|| {
            view! {
                <h3>{t("changed-before")}</h3>
                <ul class="plain-list" data-testid="changes">
                    {all.into_iter().map(row).collect_view()}
                </ul>
            }
        })
    })
}
