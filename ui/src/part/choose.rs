//! One of several from a list, and boxes to tick, each with its label.

use leptos::prelude::*;

/// A text that follows the language.
pub(crate) type Label = Box<dyn Fn() -> String + Send + Sync>;

/// A labelled list to choose one of; each choice with the value that it stands for.
pub(crate) fn choose(
    id: &'static str,
    label: impl Fn() -> String + Send + Sync + 'static,
    choices: Vec<(String, Label)>,
    value: RwSignal<String>,
) -> impl IntoView {
    let choices = choices.into_iter().map(|(word, label)| {
        let chosen = word.clone();
        let chosen = move || value.with(|value| *value == chosen);
        view! { <option value=word selected=chosen>{label}</option> }
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select
                id=id
                name=id
                data-testid=id
                on:change=move |event| value.set(event_target_value(&event))
            >
                {choices.collect_view()}
            </select>
        </div>
    }
}

/// A box with its label.
pub(crate) fn tick(
    testid: impl Into<String>,
    label: impl Fn() -> String + Send + Sync + 'static,
    yes: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                data-testid=testid.into()
                prop:checked=yes
                on:change=move |event| yes.set(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
}
