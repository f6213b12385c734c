//! A labelled field with its hint and its error.

use crate::i18n::say;
use crate::part::notice::Fault;
use ami_locales::Args;
use leptos::prelude::*;

/// What a text field is.
pub(crate) struct Field {
    /// Its id, name and test id.
    pub(crate) id: &'static str,
    /// `text`, `password` ..
    pub(crate) kind: Signal<&'static str>,
    /// What browsers may fill in.
    pub(crate) autocomplete: &'static str,
    /// Which keys a phone shows.
    pub(crate) inputmode: &'static str,
    /// Longest text.
    pub(crate) max: u16,
}

/// A field for a line of text that no browser fills in.
pub(crate) fn line(id: &'static str, inputmode: &'static str, max: u16) -> Field {
    Field {
        id,
        kind: Signal::stored("text"),
        autocomplete: "off",
        inputmode,
        max,
    }
}

/// A field for a date and a time, by the clock of the place that it is about and not by the
/// browser's: what is typed is sent as it stands.
pub(crate) fn moment(id: &'static str) -> Field {
    Field {
        id,
        kind: Signal::stored("datetime-local"),
        autocomplete: "off",
        inputmode: "text",
        max: 19,
    }
}

/// A field for a day, by the calendar of the place that it is about.
pub(crate) fn day(id: &'static str) -> Field {
    Field {
        id,
        kind: Signal::stored("date"),
        autocomplete: "off",
        inputmode: "text",
        max: 10,
    }
}

/// A field for a password, which can be read while it is `shown`.
pub(crate) fn secret(id: &'static str, autocomplete: &'static str, shown: RwSignal<bool>) -> Field {
    Field {
        id,
        kind: Signal::derive(move || if shown.get() { "text" } else { "password" }),
        autocomplete,
        inputmode: "text",
        max: 128,
    }
}

/// The button that shows the passwords of a form, or hides them.
pub(crate) fn reveal(shown: RwSignal<bool>, testid: &'static str) -> impl IntoView {
    let text = move || {
        let id = if shown.get() {
            "sign-in-password-hide"
        } else {
            "sign-in-password-show"
        };
        say(id, &Args::new())
    };
    view! {
        <button
            type="button"
            class="button quiet"
            data-testid=testid
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {text}
        </button>
    }
}

/// The field. `faults` holds the errors of its whole form.
pub(crate) fn field(
    field: Field,
    label: impl Fn() -> String + Send + Sync + 'static,
    hint: Option<Box<dyn Fn() -> String + Send + Sync>>,
    value: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
) -> impl IntoView {
    let id = field.id;
    let error_of =
        move || faults.with(|all| all.iter().find(|f| f.field == id).map(|f| f.text.clone()));
    let has_hint = hint.is_some();
    let described = move || {
        let hint = if has_hint {
            format!("{id}-hint")
        } else {
            String::new()
        };
        let error = error_of().map_or(String::new(), |_| format!("{id}-error"));
        format!("{hint} {error}").trim().to_owned()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            {move || {
                error_of()
                    .map(|text| view! { <p class="error" id=format!("{id}-error")>{text}</p> })
            }}
            <input
                id=id
                name=id
                data-testid=id
                type=field.kind
                autocomplete=field.autocomplete
                inputmode=field.inputmode
                maxlength=field.max.to_string()
                aria-describedby=described
                aria-invalid=move || error_of().is_some().to_string()
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}
