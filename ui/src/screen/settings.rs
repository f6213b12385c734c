//! Language, size of text, contrast; they apply at once and stay on this device.

use super::heading;
use crate::i18n::t;
use crate::model::prefs::{Contrast, TextSize};
use crate::part::language::language_choice;
use crate::shell::shell;
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) fn view(_: String) -> AnyView {
    let prefs = shell().prefs;
    let sizes = TextSize::ALL.map(|size| {
        let chosen = move || prefs.get().text == size;
        let choose = move |_| prefs.update(|p| p.text = size);
        choice("text-size", size.word(), size.text(), chosen, choose)
    });
    let contrasts = Contrast::ALL.map(|contrast| {
        let chosen = move || prefs.get().contrast == contrast;
        let choose = move |_| prefs.update(|p| p.contrast = contrast);
        choice("contrast", contrast.word(), contrast.text(), chosen, choose)
    });
    view! {
        {heading(t("settings-title"))}
        <fieldset class="panel">
            <legend>{t("settings-language")}</legend>
            {language_choice()}
        </fieldset>
        <fieldset class="panel">
            <legend>{t("settings-text-size")}</legend>
            {sizes.into_iter().collect_view()}
        </fieldset>
        <fieldset class="panel">
            <legend>{t("settings-contrast")}</legend>
            {contrasts.into_iter().collect_view()}
        </fieldset>
        <p class="hint">{t("settings-kept")}</p>
        <p>
            <A href="/password" attr:data-testid="password-link">{t("settings-password")}</A>
        </p>
        {move || {
            shell().account.get().map(|_| {
                view! {
                    <p>
                        <A href="/links" attr:data-testid="bad-line">{t("settings-bad-line")}</A>
                        " "
                        <span class="hint">{t("settings-bad-line.hint")}</span>
                    </p>
                }
            })
        }}
    }
    .into_any()
}

fn choice(
    group: &'static str,
    word: &'static str,
    text: &'static str,
    chosen: impl Fn() -> bool + Send + Sync + 'static,
    choose: impl Fn(leptos::ev::Event) + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name=group
                data-testid=format!("{group}-{word}")
                prop:checked=chosen
                on:change=choose
            />
            <span>{t(text)}</span>
        </label>
    }
}
