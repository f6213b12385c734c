//! Back in without the old password: nobody is signed in here. Whoever has a code from us sets a
//! new password with it.

mod desk;

pub(super) use desk::AT_DESK;

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{say, t, t_with};
use crate::part::field::{Field, field, line, reveal, secret};
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::shell::{more, shell};
use ami_domain::password_code::PasswordCode;
use ami_locales::{Args, args};
use ami_wire::api::{PASSWORD_MIN, SetPassword};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

const LOGIN: &str = "new-password-login";
const CODE: &str = "new-password-code";
const NEW: &str = "new-password-new";

type Hint = Option<Box<dyn Fn() -> String + Send + Sync>>;

/// What has been typed, and where it stands.
#[derive(Clone, Copy)]
struct Entry {
    login: RwSignal<String>,
    code: RwSignal<String>,
    new: RwSignal<String>,
    /// The password can be read.
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
}

pub(crate) fn view() -> AnyView {
    shell().note.set(None);
    let entry = Entry {
        login: RwSignal::new(String::new()),
        code: RwSignal::new(String::new()),
        new: RwSignal::new(String::new()),
        shown: RwSignal::new(false),
        busy: RwSignal::new(false),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
    };
    let button = move || {
        let id = if entry.busy.get() {
            "forgotten-save.busy"
        } else {
            "forgotten-save"
        };
        say(id, &Args::new())
    };
    let go = use_navigate();
    let done = move || {
        let shell = shell();
        shell.leave();
        shell.note.set(Some("forgotten-done"));
        shell.announced.set(say("forgotten-done", &Args::new()));
        go("/sign-in", leptos_router::NavigateOptions::default());
    };
    view! {
        <div class="narrow panel">
            {heading(t("forgotten-title"))}
            <p>{t("forgotten-call")}</p>
            <p>{t("forgotten-enter")}</p>
            {error_summary(entry.faults)}
            {move || entry.trouble.get().map(trouble_box)}
            <form
                novalidate
                data-testid="new-password-form"
                on:submit=move |event| submit(entry, &event, done.clone())
            >
                {fields(entry)}
                <button class="button primary wide" data-testid="new-password-save">
                    {button}
                </button>
            </form>
            <p>
                <A href="/sign-in" attr:data-testid="new-password-back">{t("forgotten-back")}</A>
            </p>
        </div>
    }
    .into_any()
}

fn fields(entry: Entry) -> impl IntoView {
    let shown = entry.shown;
    let text = |id, autocomplete, max| Field {
        autocomplete,
        ..line(id, "text", max)
    };
    let login = text(LOGIN, "username", 254);
    let code = text(CODE, "one-time-code", 40);
    let new = secret(NEW, "new-password", shown);
    let code_hint: Hint = Some(Box::new(t("forgotten-code.hint")));
    let new_hint: Hint = Some(Box::new(t_with("forgotten-new.hint", least)));
    view! {
        {field(login, t("sign-in-name-label"), None, entry.login, entry.faults)}
        {field(code, t("forgotten-code"), code_hint, entry.code, entry.faults)}
        {field(new, t("forgotten-new"), new_hint, entry.new, entry.faults)}
        {reveal(shown, "new-password-reveal")}
    }
}

/// The shortest password, for texts.
fn least() -> Args {
    args!["least" => PASSWORD_MIN]
}

fn submit(entry: Entry, event: &SubmitEvent, done: impl FnOnce() + 'static) {
    event.prevent_default();
    if entry.busy.get_untracked() {
        return;
    }
    entry.trouble.set(None);
    let wish = SetPassword {
        login: entry.login.get_untracked().trim().to_owned(),
        code: entry.code.get_untracked(),
        new: entry.new.get_untracked(),
    };
    let short = wish.new.chars().count() < PASSWORD_MIN;
    let wrong = [
        (LOGIN, "sign-in-missing-name", wish.login.is_empty()),
        (
            CODE,
            "forgotten-code-missing",
            PasswordCode::read(&wish.code).is_none(),
        ),
        (NEW, "forgotten-short", short),
    ];
    let faults = wrong.into_iter().filter(|(.., wrong)| *wrong);
    let faults = faults.map(|(field, text, _)| Fault {
        field,
        text: say(text, &least()),
    });
    let faults: Vec<Fault> = faults.collect();
    let complete = faults.is_empty();
    entry.faults.set(faults);
    if !complete {
        return;
    }
    entry.busy.set(true);
    spawn_local(async move {
        match more().set_password(wish).await {
            Ok(()) => done(),
            Err(why) => {
                entry.trouble.try_set(Some(why));
                entry.busy.try_set(false);
            }
        }
    });
}
