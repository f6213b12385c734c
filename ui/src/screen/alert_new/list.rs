//! The accounts of a text, by their numbers: typed, pasted or from a file.

use super::draft::{Draft, LIST};
use crate::browser;
use crate::i18n::{t, t_with};
use crate::model::list::{TEXT_MAX, numbers};
use ami_domain::audience::Audience;
use ami_locales::args;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The field, with how many accounts it holds, and the file.
pub(super) fn field(draft: Draft) -> impl IntoView {
    let error = move || {
        let found = draft
            .faults
            .with(|all| all.iter().find(|f| f.field == LIST).map(|f| f.text.clone()));
        found.map(|text| view! { <p class="error" id="alert-list-error">{text}</p> })
    };
    let count = move || draft.list.with(|text| numbers(text).len());
    let file = move |event: web_sys::Event| {
        spawn_local(async move {
            if let Some(text) = browser::file_text(&event, TEXT_MAX).await {
                draft.list.set(text);
            }
        });
    };
    view! {
        <div class="field">
            <label for=LIST>{t("utility-list")}</label>
            <p class="hint" id="alert-list-hint">
                {t_with("utility-list-hint", || args!["number" => Audience::LIST_MAX])}
            </p>
            {error}
            <textarea
                id=LIST
                data-testid=LIST
                rows="6"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="alert-list-hint alert-list-error"
                prop:value=draft.list
                on:input=move |event| draft.list.set(event_target_value(&event))
            ></textarea>
            <p class="hint" role="status" data-testid="alert-list-count">
                {t_with("utility-to-list", move || args!["count" => count()])}
            </p>
        </div>
        <div class="field">
            <label for="alert-file">{t("utility-list-file")}</label>
            <input
                id="alert-file"
                data-testid="alert-file"
                type="file"
                accept=".csv,.txt,text/csv,text/plain"
                on:change=file
            />
        </div>
    }
}
