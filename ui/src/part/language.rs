//! The language switch: each language by its own name, in its own language.

use crate::part::icon::icon;
use crate::shell::shell;
use ami_locales::Locale;
use leptos::prelude::*;

/// One button that changes to the other language; on every screen, sign-in and display too.
pub(crate) fn language_toggle() -> impl IntoView {
    let shell = shell();
    let other = move || {
        let now = shell.locale.get();
        Locale::all().find(|locale| *locale != now).unwrap_or(now)
    };
    view! {
        <button
            class="button quiet language"
            data-testid="language-toggle"
            lang=move || other().tag()
            aria-label=move || other().switch_label()
            on:click=move |_| shell.set_locale(other())
        >
            {icon("globe")}
            <span>{move || other().own_name()}</span>
        </button>
    }
}

/// One choice for each language, for the settings.
pub(crate) fn language_choice() -> impl IntoView {
    let shell = shell();
    Locale::all()
        .map(|locale| {
            let id = format!("language-{}", locale.tag());
            let chosen = move || shell.locale.get() == locale;
            view! {
                <label class="choice" lang=locale.tag()>
                    <input
                        type="radio"
                        name="language"
                        data-testid=id
                        prop:checked=chosen
                        on:change=move |_| shell.set_locale(locale)
                    />
                    <span>{locale.own_name()}</span>
                </label>
            }
        })
        .collect_view()
}
