//! At the desk: a protection is set by a proof, or ends for a reason.

use super::{Page, flag_text};
use crate::i18n::{t, t_with};
use crate::part::choose::{Label, choose};
use crate::part::field::{day, field, line};
use crate::part::notice::Fault;
use crate::shell::more;
use ami_domain::protection::Flag;
use ami_locales::args;
use ami_wire::api::protect::{EndProtection, SetProtection};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const UNTIL: &str = "protect-until";
const PROOF: &str = "protect-proof";
/// Characters that a proof may have.
const PROOF_MAX: u16 = 300;

/// What is typed in.
#[derive(Clone, Copy)]
pub(super) struct Form {
    flag: RwSignal<String>,
    until: RwSignal<String>,
    proof: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            flag: RwSignal::new(Flag::MedicalEquipment.word().to_owned()),
            until: RwSignal::new(String::new()),
            proof: RwSignal::new(String::new()),
            faults: RwSignal::new(Vec::new()),
        }
    }
}

/// Sets one, with its last day and its proof.
pub(super) fn form(page: Page) -> impl IntoView {
    let form = page.set;
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(flag) = form.flag.with_untracked(|word| Flag::from_word(word)) else {
            return;
        };
        let until = form.until.get_untracked();
        let set = SetProtection {
            until: (!until.is_empty()).then_some(until),
            proof: form.proof.get_untracked(),
        };
        page.done.set(None);
        page.desk
            .take(more().protect(page.desk.id, flag, set), move |_| {
                form.until.try_set(String::new());
                form.proof.try_set(String::new());
                page.done.try_set(Some("protect-saved"));
            });
    };
    let choices = Flag::ALL.map(|flag| {
        let label: Label = Box::new(flag_text(flag));
        (flag.word().to_owned(), label)
    });
    let hint: Label = Box::new(t("protect-set-proof-hint"));
    let proof = line(PROOF, "text", PROOF_MAX);
    view! {
        <form class="form panel" novalidate on:submit=send data-testid="protect-form">
            <h2>{t("protect-set-heading")}</h2>
            {choose("protect-flag", t("protect-set-flag"), choices.into(), form.flag)}
            {field(day(UNTIL), t("protect-set-until"), None, form.until, form.faults)}
            {field(proof, t("protect-set-proof"), Some(hint), form.proof, form.faults)}
            <button class="button primary" data-testid="protect-set" disabled=page.desk.busy>
                {t("protect-set-button")}
            </button>
        </form>
    }
}

/// Ends one, with the reason.
pub(super) fn end(page: Page, flag: Flag) -> impl IntoView {
    let why = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let end = EndProtection {
            proof: why.get_untracked(),
        };
        page.done.set(None);
        page.desk
            .take(more().end_protection(page.desk.id, flag, end), move |_| {
                page.done.try_set(Some("settings-saved"));
            });
    };
    let what = flag_text(flag);
    let titled = move || args!["what" => what()];
    let titled = t_with("protect-end-button", titled);
    let summary = titled.clone();
    view! {
        <details data-testid="protect-end">
            <summary>{summary}</summary>
            <form class="form" novalidate on:submit=send>
                {field(line(end_field(flag), "text", PROOF_MAX), t("protect-end-proof"), None, why, faults)}
                <button class="button" data-testid="protect-end-save" disabled=page.desk.busy>
                    {titled}
                </button>
            </form>
        </details>
    }
}

/// Each flag has a field of its own, so that two of them never share an id.
const fn end_field(flag: Flag) -> &'static str {
    match flag {
        Flag::MedicalEquipment => "end-medical-equipment",
        Flag::LifeSupport => "end-life-support",
        Flag::CriticalCare => "end-critical-care",
        Flag::Elderly => "end-elderly",
        Flag::Infant => "end-infant",
        Flag::Vulnerable => "end-vulnerable",
        Flag::SelfCertified => "end-self-certified",
        Flag::Dispute => "end-dispute",
        Flag::Pledge => "end-pledge",
    }
}
