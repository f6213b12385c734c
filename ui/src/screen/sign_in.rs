//! Sign-in: name and password, pasting allowed, no puzzle (WCAG 3.3.8).

use super::heading;
use crate::backend::{Host, Trouble};
use crate::i18n::{say, t};
use crate::part::field::{Field, field, reveal, secret};
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::shell::{backend, shell};
use ami_locales::Args;
use ami_wire::api::SignIn;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

const LOGIN: &str = "login";
const PASSWORD: &str = "password";

/// What has been typed, and where it stands.
#[derive(Clone, Copy)]
struct Entry {
    login: RwSignal<String>,
    password: RwSignal<String>,
    /// The password can be read.
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
}

pub(super) fn view() -> AnyView {
    let entry = Entry {
        login: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        shown: RwSignal::new(false),
        busy: RwSignal::new(false),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
    };
    let button = move || {
        let id = if entry.busy.get() {
            "sign-in-button.busy"
        } else {
            "sign-in-button"
        };
        say(id, &Args::new())
    };
    view! {
        <div class="narrow panel">
            {heading(t("sign-in-title"))}
            {move || shell().note.get().map(|id| note("calm", "ok", "sign-in-note", t(id)))}
            {move || {
                let told = t("leave-not-heard");
                shell().not_heard.get().then(|| note("alarm", "critical", "not-signed-out", told))
            }}
            {error_summary(entry.faults)}
            {move || entry.trouble.get().map(trouble_box)}
            <form
                novalidate
                data-testid="sign-in-form"
                on:submit=move |event| submit(entry, &event)
            >
                {fields(entry)}
                <button class="button primary wide" data-testid="sign-in">
                    {button}
                </button>
            </form>
            <p>
                <A href="/new-password" attr:data-testid="forgotten-link">{t("forgotten-link")}</A>
            </p>
            {(backend().host() == Host::Mock)
                .then(|| view! { <p class="hint">{t("sign-in-demo-hint")}</p> })}
        </div>
    }
    .into_any()
}

fn submit(entry: Entry, event: &SubmitEvent) {
    event.prevent_default();
    if entry.busy.get_untracked() {
        return;
    }
    entry.trouble.set(None);
    let who = SignIn {
        login: entry.login.get_untracked(),
        password: entry.password.get_untracked(),
    };
    let found = missing(&who);
    let complete = found.is_empty();
    entry.faults.set(found);
    if !complete {
        return;
    }
    entry.busy.set(true);
    spawn_local(async move {
        match backend().sign_in(who).await {
            Ok(session) => shell().enter(session),
            Err(why) => {
                entry.trouble.set(Some(why));
                entry.busy.set(false);
            }
        }
    });
}

fn fields(entry: Entry) -> impl IntoView {
    let shown = entry.shown;
    let name = Field {
        id: LOGIN,
        kind: Signal::stored("text"),
        autocomplete: "username",
        inputmode: "email",
        max: 254,
    };
    let password = secret(PASSWORD, "current-password", shown);
    let (login, faults) = (entry.login, entry.faults);
    view! {
        {field(name, t("sign-in-name-label"), None, login, faults)}
        {field(password, t("sign-in-password-label"), None, entry.password, faults)}
        {reveal(shown, "password-reveal")}
    }
}

fn missing(who: &SignIn) -> Vec<Fault> {
    let mut faults = Vec::new();
    if who.login.trim().is_empty() {
        let text = say("sign-in-missing-name", &Args::new());
        faults.push(Fault { field: LOGIN, text });
    }
    if who.password.is_empty() {
        let text = say("sign-in-missing-password", &Args::new());
        faults.push(Fault {
            field: PASSWORD,
            text,
        });
    }
    faults
}
