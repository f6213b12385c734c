//! A new password, by whoever knows the old one.

use super::heading;
use super::shape::{Screen, screen};
use crate::backend::Trouble;
use crate::i18n::t;
use crate::part::field::{field, reveal, secret};
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::shell::{more, shell};
use ami_domain::role::Role;
use ami_wire::api::{ChangePassword, PASSWORD_MIN};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

const OLD: &str = "password-old";
const NEW: &str = "password-new";

/// What has been typed, and where it stands.
#[derive(Clone, Copy)]
struct Entry {
    old: RwSignal<String>,
    new: RwSignal<String>,
    /// Both can be read.
    shown: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
    done: RwSignal<bool>,
}

/// For everybody who signs in.
pub(super) const SCREEN: Screen = screen(
    "password",
    "/password",
    "password-title",
    None,
    &Role::ALL,
    view,
);

fn view(_: String) -> AnyView {
    let entry = Entry {
        old: RwSignal::new(String::new()),
        new: RwSignal::new(String::new()),
        shown: RwSignal::new(false),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        done: RwSignal::new(false),
    };
    let done = move || {
        let done = entry.done.get();
        done.then(|| note("calm", "ok", "password-changed", t("password-changed")))
    };
    view! {
        {heading(t("password-title"))}
        <p>{t("password-intro")}</p>
        <div role="status">{done}</div>
        {error_summary(entry.faults)}
        {move || entry.trouble.get().map(trouble_box)}
        <form
            class="form"
            novalidate
            data-testid="password-form"
            on:submit=move |event| submit(entry, &event)
        >
            {line(OLD, "password-old", "current-password", entry.old, entry)}
            {line(NEW, "password-new", "new-password", entry.new, entry)}
            {reveal(entry.shown, "password-reveal")}
            <button class="button primary" data-testid="password-save">
                {t("password-save")}
            </button>
        </form>
    }
    .into_any()
}

fn line(
    id: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    value: RwSignal<String>,
    entry: Entry,
) -> impl IntoView {
    let shape = secret(id, autocomplete, entry.shown);
    field(shape, t(label), None, value, entry.faults)
}

fn submit(entry: Entry, event: &SubmitEvent) {
    event.prevent_default();
    entry.trouble.set(None);
    entry.done.set(false);
    let wish = ChangePassword {
        old: entry.old.get_untracked(),
        new: entry.new.get_untracked(),
    };
    let short = wish.new.chars().count() < PASSWORD_MIN || wish.new == wish.old;
    let wrong = [
        (OLD, "password-old-missing", wish.old.is_empty()),
        (NEW, "password-new-short", short),
    ];
    let faults = wrong.into_iter().filter(|(.., wrong)| *wrong);
    let faults: Vec<Fault> = faults.map(|(id, text, _)| Fault::new(id, text)).collect();
    let complete = faults.is_empty();
    entry.faults.set(faults);
    if !complete {
        return;
    }
    spawn_local(async move {
        match more().change_password(wish).await {
            Ok(()) => {
                entry.old.try_set(String::new());
                entry.new.try_set(String::new());
                entry.done.try_set(true);
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                entry.trouble.try_set(Some(why));
            }
        }
    });
}
