//! The language switch: each language by its own name, in its own language.

use crate::part::icon::icon;
use crate::shell::shell;
use ami_locales::{Args, Locale, tr};
use leptos::prelude::*;

/// One button that changes to the other language; on every screen, sign-in and display too.
pub(crate) fn language_toggle() -> impl IntoView {
    let shell = shell();
    let other = move || {
        let now = shell.locale.get();
        Locale::all().find(|locale| *locale != now).unwrap_or(now)
    };
    // The label is read in the language it leads to: its reader may know no other.
    let label = move || {
        let to = other();
        let own = ami_locales::args!["name" => to.own_name()];
        tr(to, "app-language-switch", &own)
    };
    view! {
        <button
            class="button quiet language"
            data-testid="language-toggle"
            lang=move || other().tag()
            aria-label=label
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
                    <span>{tr(locale, name_of(locale), &Args::new())}</span>
                </label>
            }
        })
        .collect_view()
}

const fn name_of(locale: Locale) -> &'static str {
    match locale {
        Locale::EnUs => "app-language-en-us",
        Locale::EsUs => "app-language-es-us",
    }
}
