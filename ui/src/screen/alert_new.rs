//! A new text to many: audience, both languages with a counter and a preview as a display draws
//! it, importance, and how long it is valid (FR-11, FR-29).

use super::heading;
use crate::backend::Trouble;
use crate::browser;
use crate::i18n::{say, t, t_with};
use crate::part::field::{Field, field};
use crate::part::funnel::program_text;
use crate::part::icon::icon;
use crate::part::message::looks;
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::shell::backend;
use ami_domain::audience::{Audience, Program};
use ami_domain::id::AlertId;
use ami_domain::message::{Importance, Notice};
use ami_domain::time::Timestamp;
use ami_locales::{Args, args};
use ami_wire::api::PublishAlert;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

const EN: &str = "alert-en";
const ES: &str = "alert-es";
const NAME: &str = "alert-name";
const FROM: &str = "alert-from";
const UNTIL: &str = "alert-until";

/// What has been chosen and typed.
#[derive(Clone, Copy)]
struct Draft {
    kind: RwSignal<String>,
    name: RwSignal<String>,
    program: RwSignal<String>,
    importance: RwSignal<Importance>,
    en: RwSignal<String>,
    es: RwSignal<String>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    confirm: RwSignal<bool>,
    busy: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
    /// Made once for this form, so that a second press sends the same text.
    id: StoredValue<Option<AlertId>>,
}

pub(super) fn view(_: String) -> AnyView {
    let text = || RwSignal::new(String::new());
    let draft = Draft {
        kind: RwSignal::new("all".to_owned()),
        name: text(),
        program: RwSignal::new(Program::Prepaid.word().to_owned()),
        importance: RwSignal::new(Importance::Notice),
        en: text(),
        es: text(),
        from: text(),
        until: text(),
        confirm: RwSignal::new(false),
        busy: RwSignal::new(false),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        id: StoredValue::new(
            browser::new_payment_id().map(|id| AlertId::from_bytes(id.to_bytes())),
        ),
    };
    let go = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(draft, go.clone());
    };
    view! {
        {heading(t("alerts-new"))}
        <p><a href="/alerts">{t("utility-alerts-back")}</a></p>
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
    .into_any()
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
            </select>
        </div>
        {name}
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
    let hint = |id: &'static str| -> Option<Box<dyn Fn() -> String + Send + Sync>> {
        Some(Box::new(t(id)))
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

/// A moment in the browser's own time zone; `Ok(None)` for an empty field.
fn moment(text: &str) -> Result<Option<Timestamp>, ()> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let ms = js_sys::Date::parse(text);
    if !ms.is_finite() {
        return Err(());
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a date is whole milliseconds"
    )]
    let ms = ms as i64;
    Ok(Some(Timestamp::from_millis(ms)))
}

fn wanted(draft: Draft) -> Result<PublishAlert, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault = |field, id| {
        let text = say(id, &Args::new());
        faults.push(Fault { field, text });
    };
    let name = draft.name.get_untracked().trim().to_owned();
    let audience = match draft.kind.get_untracked().as_str() {
        "feeder" => Audience::Feeder(name),
        "postal" => Audience::Postal(name),
        "program" => {
            let word = draft.program.get_untracked();
            Audience::Program(Program::from_word(&word).unwrap_or(Program::Prepaid))
        }
        _ => Audience::All,
    };
    if audience.check().is_err() {
        fault(NAME, "utility-audience-missing");
    }
    let (en, es) = (draft.en.get_untracked(), draft.es.get_untracked());
    for (field, text) in [(EN, &en), (ES, &es)] {
        if text.trim().is_empty() {
            fault(field, "alerts-text-missing");
        }
    }
    let from = moment(&draft.from.get_untracked());
    let until = moment(&draft.until.get_untracked());
    for (field, moment) in [(FROM, from), (UNTIL, until)] {
        if moment.is_err() {
            fault(field, "utility-time-unreadable");
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(PublishAlert {
        audience,
        importance: draft.importance.get_untracked(),
        en,
        es,
        from: from.unwrap_or_default(),
        until: until.unwrap_or_default(),
        confirm: draft.confirm.get_untracked(),
        replace: None,
    })
}

fn send(draft: Draft, go: impl Fn(&str, leptos_router::NavigateOptions) + 'static) {
    if draft.busy.get_untracked() {
        return;
    }
    draft.trouble.set(None);
    let wanted = match wanted(draft) {
        Ok(wanted) => {
            draft.faults.set(Vec::new());
            wanted
        }
        Err(faults) => return draft.faults.set(faults),
    };
    let Some(id) = draft.id.get_value() else {
        return draft.trouble.set(Some(Trouble::NotHere));
    };
    draft.busy.set(true);
    spawn_local(async move {
        match backend().publish_alert(id, wanted).await {
            Ok(alert) => go(&format!("/alerts/{}", alert.id), Default::default()),
            Err(why) => {
                draft.trouble.set(Some(why));
                draft.busy.set(false);
            }
        }
    });
}
