//! A new text to many: audience, both languages with a counter and a preview as a display draws
//! it, importance, and how long it is valid (FR-11, FR-29).

mod draft;
mod list;

use super::heading;
use crate::i18n::{say, t, t_with};
use crate::part::fetch::{Fetch, fetched, load};
use crate::part::field::{Field, field};
use crate::part::funnel::program_text;
use crate::part::icon::icon;
use crate::part::message::looks;
use crate::part::notice::{error_summary, note, trouble_box};
use crate::shell::more;
use ami_domain::audience::Program;
use ami_domain::id::AlertId;
use ami_domain::message::{Importance, Notice};
use ami_locales::args;
use ami_wire::api::Alert;
use draft::{Draft, EN, ES, FROM, NAME, UNTIL};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

pub(super) fn view(_: String) -> AnyView {
    form("alerts-new", Draft::new()).into_any()
}

/// A text that takes the place of an earlier one: begun with what that one said.
pub(super) fn replace(id: String) -> AnyView {
    let Ok(id) = id.parse::<AlertId>() else {
        return super::missing::view();
    };
    let old = load(move || Some(more().alert(id)));
    fetched(old, |old: Alert| {
        form("utility-replace-title", Draft::after(&old))
    })
    .into_any()
}

fn form(title: &'static str, draft: Draft) -> impl IntoView {
    let go = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        draft.send(go.clone());
    };
    let replaced = draft.replace.map(|_| {
        let text = t("utility-replace-hint");
        note("note", "info", "alert-replaces", text)
    });
    view! {
        {heading(t(title))}
        <p><a href="/alerts">{t("utility-alerts-back")}</a></p>
        {replaced}
        {error_summary(draft.faults)}
        {move || draft.trouble.get().map(trouble_box)}
        <form novalidate data-testid="alert-form" on:submit=submit>
            {audience(draft)}
            {importance(draft)}
            {texts(draft)}
            {valid(draft)}
            <button
                class="button primary"
                data-testid="alert-publish"
                disabled=move || draft.busy.get()
            >
                {t("alerts-publish")}
            </button>
        </form>
    }
}

fn option(value: &'static str, text: &'static str) -> impl IntoView {
    view! { <option value=value>{t(text)}</option> }
}

fn audience(draft: Draft) -> impl IntoView {
    let named = move || ["feeder", "postal"].contains(&draft.kind.get().as_str());
    let name = move || {
        named().then(|| {
            field(
                input(NAME, "text", 32),
                t("utility-audience-name"),
                None,
                draft.name,
                draft.faults,
            )
        })
    };
    let programs = Program::ALL
        .map(|program| option(program.word(), program_text(program.word())))
        .into_iter()
        .collect_view();
    let program = move || draft.kind.get() == "program";
    let listed = move || (draft.kind.get() == "list").then(|| list::field(draft));
    view! {
        <div class="field">
            <label for="alert-audience">{t("alerts-audience")}</label>
            <select
                id="alert-audience"
                data-testid="alert-audience"
                prop:value=draft.kind
                on:change=move |event| draft.kind.set(event_target_value(&event))
            >
                {option("all", "alerts-audience-all")}
                {option("feeder", "utility-audience-feeder")}
                {option("postal", "utility-audience-postal")}
                {option("program", "utility-audience-program")}
                {option("list", "utility-audience-list")}
            </select>
        </div>
        {name}
        {listed}
        <div class="field" hidden=move || !program()>
            <label for="alert-program">{t("utility-audience-program")}</label>
            <select
                id="alert-program"
                data-testid="alert-program"
                prop:value=draft.program
                on:change=move |event| draft.program.set(event_target_value(&event))
            >
                {programs}
            </select>
        </div>
    }
}

fn importance(draft: Draft) -> impl IntoView {
    let choices = Importance::ALL
        .map(|level| {
            let word = level.word();
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="alert-importance"
                        data-testid=format!("alert-importance-{word}")
                        prop:checked=move || draft.importance.get() == level
                        on:change=move |_| draft.importance.set(level)
                    />
                    {icon(looks(level).1)}
                    <span>{t(looks(level).0)}</span>
                </label>
            }
        })
        .into_iter()
        .collect_view();
    let second = move || {
        (draft.importance.get() == Importance::Emergency)
            .then(|| note("note", "info", "alert-second", t("utility-second-needed")))
    };
    view! {
        <fieldset class="panel">
            <legend>{t("alerts-priority")}</legend>
            {choices}
            {second}
        </fieldset>
    }
}

fn input(id: &'static str, kind: &'static str, max: u16) -> Field {
    Field {
        id,
        kind: Signal::stored(kind),
        autocomplete: "off",
        inputmode: "text",
        max,
    }
}

fn texts(draft: Draft) -> impl IntoView {
    let one = |id, label, lang: &'static str, value: RwSignal<String>| {
        let left = move || {
            let used = value.with(|text| text.chars().count());
            Notice::MAX_CHARS.saturating_sub(used)
        };
        let preview = move || {
            let (word, shape, tone) = looks(draft.importance.get());
            view! {
                <div class="preview" data-tone=tone lang=lang data-testid=format!("{id}-preview")>
                    <p class="message-kind">{icon(shape)} <span>{t(word)}</span></p>
                    <p class="message-text">{value}</p>
                </div>
            }
        };
        view! {
            {field(input(id, "text", 160), t(label), None, value, draft.faults)}
            <p class="hint" data-testid=format!("{id}-left")>
                {t_with("alerts-text-left", move || args!["count" => left()])}
            </p>
            {preview}
        }
    };
    view! {
        {one(EN, "alerts-text-en", "en-US", draft.en)}
        {one(ES, "alerts-text-es", "es-US", draft.es)}
    }
}

fn valid(draft: Draft) -> impl IntoView {
    // Times are those of the utility's clock, whatever this browser's is.
    let numbers = load(move || Some(more().numbers()));
    let hint = move |id: &'static str| -> Option<Box<dyn Fn() -> String + Send + Sync>> {
        Some(Box::new(move || match numbers.state.get() {
            Fetch::Ready(found) => say(id, &args!["name" => found.zone.replace('_', " ")]),
            Fetch::Waiting | Fetch::Failed(_) => String::new(),
        }))
    };
    view! {
        {field(
            input(FROM, "datetime-local", 32),
            t("alerts-start"),
            hint("utility-from-hint"),
            draft.from,
            draft.faults,
        )}
        {field(
            input(UNTIL, "datetime-local", 32),
            t("alerts-end"),
            hint("utility-until-hint"),
            draft.until,
            draft.faults,
        )}
        <label class="choice">
            <input
                type="checkbox"
                data-testid="alert-confirm"
                prop:checked=draft.confirm
                on:change=move |event| draft.confirm.set(event_target_checked(&event))
            />
            <span>{t("alerts-confirm-wanted")}</span>
        </label>
    }
}
