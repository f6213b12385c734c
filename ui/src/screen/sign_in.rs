//! Sign-in: name and password, pasting allowed, no puzzle (WCAG 3.3.8).

use super::heading;
use crate::backend::{Host, Trouble};
use crate::i18n::{say, t};
use crate::part::field::{Field, field};
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::shell::{backend, shell};
use ami_locales::Args;
use ami_wire::api::SignIn;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

const LOGIN: &str = "login";
const PASSWORD: &str = "password";

pub(super) fn view() -> AnyView {
    let login = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let shown = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let faults = RwSignal::new(Vec::<Fault>::new());
    let trouble = RwSignal::new(None::<Trouble>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        trouble.set(None);
        let who = SignIn {
            login: login.get_untracked(),
            password: password.get_untracked(),
        };
        let found = missing(&who);
        let complete = found.is_empty();
        faults.set(found);
        if !complete {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match backend().sign_in(who).await {
                Ok(session) => shell().enter(session),
                Err(why) => {
                    trouble.set(Some(why));
                    busy.set(false);
                }
            }
        });
    };
    let name_field = Field {
        id: LOGIN,
        kind: Signal::stored("text"),
        autocomplete: "username",
        inputmode: "email",
        max: 254,
    };
    let kind = Signal::derive(move || if shown.get() { "text" } else { "password" });
    let password_field = Field {
        id: PASSWORD,
        kind,
        autocomplete: "current-password",
        inputmode: "text",
        max: 128,
    };
    let button = move || {
        say(
            if busy.get() {
                "sign-in-button.busy"
            } else {
                "sign-in-button"
            },
            &Args::new(),
        )
    };
    let reveal = move || {
        let id = if shown.get() {
            "sign-in-password-hide"
        } else {
            "sign-in-password-show"
        };
        say(id, &Args::new())
    };
    view! {
        <div class="narrow panel">
            {heading(t("sign-in-title"))}
            {error_summary(faults)}
            {move || trouble.get().map(trouble_box)}
            <form novalidate data-testid="sign-in-form" on:submit=submit>
                {field(name_field, t("sign-in-name-label"), None, login, faults)}
                {field(password_field, t("sign-in-password-label"), None, password, faults)}
                <button
                    type="button"
                    class="button quiet"
                    data-testid="password-reveal"
                    on:click=move |_| shown.update(|s| *s = !*s)
                >
                    {reveal}
                </button>
                <button class="button primary wide" data-testid="sign-in">{button}</button>
            </form>
            {(backend().host() == Host::Mock)
                .then(|| view! { <p class="hint">{t("sign-in-demo-hint")}</p> })}
        </div>
    }
    .into_any()
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
