//! At the desk: since when a customer lives at the place. From the moment at which it is saved they
//! see no use of before, and nothing is expected of them by it.

use super::Page;
use crate::i18n::{t, t_with};
use crate::part::field::{day, field, line};
use crate::part::notice::{Fault, error_summary};
use crate::shell::more;
use ami_domain::time::Day;
use ami_locales::args;
use ami_wire::api::protect::{Protections, SetHome};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const SINCE: &str = "home-since";
const PROOF: &str = "home-proof";
/// Characters of a proof, as the server asks for.
const PROOF_MIN: usize = 3;

/// What is typed in.
#[derive(Clone, Copy)]
pub(super) struct Form {
    since: RwSignal<String>,
    proof: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            since: RwSignal::new(String::new()),
            proof: RwSignal::new(String::new()),
            faults: RwSignal::new(Vec::new()),
        }
    }
    /// What is typed, or nothing where the form now says what is missing.
    fn read(self) -> Option<SetHome> {
        let (since, proof) = (self.since.get_untracked(), self.proof.get_untracked());
        let wrong = [
            (
                SINCE,
                "home-since-missing",
                Day::from_text(&since).is_none(),
            ),
            (
                PROOF,
                "error-protect-proof",
                proof.trim().chars().count() < PROOF_MIN,
            ),
        ];
        let wrong = wrong.into_iter().filter(|(.., wrong)| *wrong);
        let faults: Vec<_> = wrong.map(|(id, text, _)| Fault::new(id, text)).collect();
        let good = faults.is_empty();
        self.faults.set(faults);
        good.then_some(SetHome { since, proof })
    }
}

/// What holds, and another day with its reason; nothing once the account is closed.
pub(super) fn form(page: Page, known: &Protections) -> Option<impl IntoView + use<>> {
    let form = page.home;
    let since = known.lives_since?.to_string();
    let opened = known.opened_on.to_string();
    let now = t_with(
        "home-since-now",
        move || args!["begin" => since.clone(), "end_day" => opened.clone()],
    );
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        page.done.set(None);
        let Some(home) = form.read() else { return };
        page.desk
            .take(more().set_home(page.desk.id, home), move |_| {
                form.since.try_set(String::new());
                form.proof.try_set(String::new());
                page.done.try_set(Some("home-saved"));
            });
    };
    let hint: Box<dyn Fn() -> String + Send + Sync> = Box::new(t("home-since-label.hint"));
    Some(view! {
        <form class="form panel" novalidate on:submit=send data-testid="home-form">
            <h2>{t("home-since-heading")}</h2>
            <p data-testid="home-now">{now}</p>
            <p class="hint">{t("home-since-means")}</p>
            {error_summary(form.faults)}
            {field(day(SINCE), t("home-since-label"), Some(hint), form.since, form.faults)}
            {field(line(PROOF, "text", 300), t("home-proof-label"), None, form.proof, form.faults)}
            <button class="button primary" data-testid="home-save" disabled=page.desk.busy>
                {t("home-save")}
            </button>
        </form>
    })
}
