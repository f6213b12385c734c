//! What a customer reads from a display, a page or a receipt leads to what is behind it. Whose it
//! is, and whether this reader may see it, says the server as for every page of an account.

use crate::i18n::{say, t};
use crate::model::explain::heard;
use crate::part::field::{field, line};
use crate::part::notice::Fault;
use ami_locales::Args;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

const FIGURE: &str = "figure";

pub(super) fn view() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::new());
    let go = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match heard(&typed.get_untracked()) {
            Some(lineage) => go(&format!("/explain/{lineage}"), NavigateOptions::default()),
            None => faults.set(vec![Fault::new(FIGURE, "behind-find-unread")]),
        }
    };
    let hint = Box::new(move || say("behind-find-label.hint", &Args::new()));
    view! {
        <form class="panel" novalidate data-testid="figure-form" on:submit=submit>
            <h2>{t("behind-find-title")}</h2>
            {field(line(FIGURE, "text", 200), t("behind-find-label"), Some(hint), typed, faults)}
            <button class="button" data-testid="figure-button">{t("behind-find-button")}</button>
        </form>
    }
}
