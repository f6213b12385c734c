//! What a customer borrows without asking each time: chosen once, and said what it means.

use crate::i18n::{t, t_with, usd};
use ami_locales::args;
use ami_wire::api::Program;
use leptos::prelude::*;

/// The choices; nothing where the utility lends nothing and there are no friendly hours.
pub(crate) fn borrowing(
    program: &Program,
    at_zero: RwSignal<bool>,
    friendly: RwSignal<bool>,
) -> impl IntoView + use<> {
    let lends = program.lends;
    let zero = lends.is_positive().then(|| {
        let hint = t_with("borrow-at-zero.hint", move || args!["amount" => usd(lends)]);
        choice("borrow-at-zero", Box::new(hint), at_zero)
    });
    let hours = if program.has_friendly {
        let hint = Box::new(t("borrow-friendly.hint"));
        choice("borrow-friendly", hint, friendly).into_any()
    } else {
        view! { <p class="hint">{t("borrow-no-friendly")}</p> }.into_any()
    };
    view! {
        <fieldset class="panel" data-testid="borrowing">
            <legend>{t("borrow-title")}</legend>
            {zero}
            {hours}
        </fieldset>
    }
}

fn choice(
    text: &'static str,
    hint: Box<dyn Fn() -> String + Send + Sync>,
    chosen: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                data-testid=text
                prop:checked=chosen
                on:change=move |event| chosen.set(event_target_checked(&event))
            />
            <span>
                {t(text)} <span class="hint">{hint}</span>
            </span>
        </label>
    }
}
