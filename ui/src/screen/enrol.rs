//! Coming to prepayment: the medical questions, the options with the reasons why one is not open,
//! and the text that is read whole. For the customer, and for a representative who helps.

use super::heading;
use super::shape::at_desk;
use crate::backend::Answer;
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::desk::{Desk, own};
use crate::part::markdown::markdown;
use crate::part::notice::note;
use crate::shell::{more, shell};
use ami_domain::account::{AtZero, Mode};
use ami_domain::enrol::{Bar, Need, OWED_MAX};
use ami_domain::id::AccountId;
use ami_locales::{Args, LOCALES, args};
use ami_wire::api::enrol::{Disclosure, Enrol, Enrolment, OfferedOutcome, Screen};
use leptos::prelude::*;

/// What is chosen on this page.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk<Enrolment>,
    text: RwSignal<Option<Disclosure>>,
    needs: [(Need, RwSignal<bool>); 3],
    chosen: RwSignal<Option<AtZero>>,
    consent: RwSignal<bool>,
}

impl Form {
    fn new(id: AccountId) -> Self {
        Self {
            desk: Desk::new(id),
            text: RwSignal::new(None),
            needs: Need::ALL.map(|need| (need, RwSignal::new(false))),
            chosen: RwSignal::new(None),
            consent: RwSignal::new(false),
        }
    }
    /// Waits for the answer to a step; the text that is being read stays.
    fn take(self, answer: Answer<Enrolment>) {
        self.desk.take(answer, |_| ());
    }
    /// Asks for the text in this language; another text is agreed to anew.
    fn read_in(self, locale: &str) {
        let answer = more().enrolment(self.desk.id, locale);
        self.desk.take(answer, move |known| {
            self.text.try_set(Some(known.disclosure.clone()));
            self.consent.try_set(false);
        });
    }
}

/// For the customer's own account.
pub(super) fn view(_: String) -> AnyView {
    view! {
        {heading(t("enrol-title"))}
        {own(page)}
    }
    .into_any()
}

/// For an account at the representative's desk.
pub(super) fn for_account(part: String) -> AnyView {
    at_desk("enrol-title", &part, page)
}

fn page(id: AccountId) -> impl IntoView {
    let form = Form::new(id);
    form.read_in(shell().locale.get_untracked().tag());
    form.desk.shown(move |known| steps(form, known))
}

fn steps(form: Form, known: Enrolment) -> impl IntoView {
    let (name, number) = (known.name.clone(), known.number.clone());
    let starts = known.starts;
    let who = t_with(
        "enrol-for",
        move || args!["name" => name.clone(), "account" => number.clone()],
    );
    let done = known.enrolled.clone().map(|done| {
        let said = t_with(
            "enrol-done",
            move || args!["at" => at(done.at), "start" => at(starts)],
        );
        note("calm", "ok", "enrol-done", said)
    });
    let prepaid = known.mode == Mode::Prepaid;
    let barred = known.bars.clone();
    view! {
        <p data-testid="enrol-for">{who}</p>
        {prepaid.then(|| note("note", "ok", "enrol-prepaid", t("enrol-now-prepaid")))}
        {done}
        {questions(form, known.screened.is_some())}
        {if barred.is_empty() {
            view! {
                {choices(form, known.offers)}
                {text(form)}
                {agree(form, known.screened.is_some(), starts)}
            }
            .into_any()
        } else {
            view! {
                {note("warn", "limited", "enrol-barred", t("enrol-barred"))}
                <ul>{reasons(barred)}</ul>
            }
            .into_any()
        }}
    }
}

const fn question(need: Need) -> &'static str {
    match need {
        Need::MedicalEquipment => "enrol-need-medical",
        Need::Illness => "enrol-need-illness",
        Need::Vulnerable => "enrol-need-vulnerable",
    }
}

fn questions(form: Form, answered: bool) -> impl IntoView {
    let boxes = form.needs.map(|(need, yes)| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid=format!("need-{}", need.word())
                    prop:checked=yes
                    on:change=move |event| yes.set(event_target_checked(&event))
                />
                <span>{t(question(need))}</span>
            </label>
        }
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let named = form.needs.iter().filter(|(_, yes)| yes.get_untracked());
        let needs = named.map(|(need, _)| *need).collect();
        form.take(more().screen(form.desk.id, Screen { needs }));
    };
    view! {
        <form class="form" on:submit=send data-testid="screening-form">
            <fieldset class="panel">
                <legend>{t("enrol-step-needs")}</legend>
                <p>{t("enrol-needs-intro")}</p>
                {boxes.into_iter().collect_view()}
                <button class="button" data-testid="screening-save" disabled=form.desk.busy>
                    {t("enrol-needs-save")}
                </button>
                <p role="status" data-testid="screening-saved">
                    {move || answered.then(|| say("enrol-needs-saved", &Args::new()))}
                </p>
            </fieldset>
        </form>
    }
}

const fn outcome_text(outcome: AtZero) -> (&'static str, &'static str) {
    match outcome {
        AtZero::Limit => ("program-limit", "program-limit.hint"),
        AtZero::Disconnect => ("program-disconnect", "program-disconnect.hint"),
        AtZero::RegularBilling => ("program-regular", "program-regular.hint"),
        AtZero::AutoReplenish => ("program-replenish", "program-replenish.hint"),
    }
}

const fn reason(bar: Bar) -> &'static str {
    match bar {
        Bar::Critical => "enrol-bar-critical",
        Bar::Leaving => "enrol-bar-leaving",
        Bar::NoSwitch => "enrol-bar-no-switch",
        Bar::Protected => "enrol-bar-protected",
        Bar::Owes => "enrol-bar-owes",
        Bar::NoToken => "enrol-bar-no-token",
    }
}

fn reasons(bars: Vec<Bar>) -> impl IntoView {
    let lines = bars.into_iter().map(|bar| {
        let said = t_with(reason(bar), || args!["maximum" => usd(OWED_MAX)]);
        view! { <li data-testid="enrol-bar">{said}</li> }
    });
    lines.collect_view()
}

/// Every option; one that is not open says every reason.
fn choices(form: Form, offers: Vec<OfferedOutcome>) -> impl IntoView {
    let rows = offers.into_iter().map(|offer| {
        let outcome = offer.outcome;
        let open = offer.bars.is_empty();
        let (name, hint) = outcome_text(outcome);
        if !open && form.chosen.get_untracked() == Some(outcome) {
            form.chosen.set(None);
        }
        let closed = (!open).then(|| {
            view! {
                <p class="hint">{t("enrol-not-open")}</p>
                <ul class="hint">{reasons(offer.bars)}</ul>
            }
        });
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="enrol-at-zero"
                    data-testid=format!("enrol-{}", outcome.word())
                    disabled=!open
                    prop:checked=move || form.chosen.get() == Some(outcome)
                    on:change=move |_| form.chosen.set(Some(outcome))
                />
                <span>{t(name)} <span class="hint">{t(hint)}</span></span>
            </label>
            {closed}
        }
    });
    view! {
        <fieldset class="panel">
            <legend>{t("enrol-step-choice")}</legend>
            {rows.collect_view()}
        </fieldset>
    }
}

fn text(form: Form) -> impl IntoView {
    let languages = LOCALES.iter().map(|row| {
        let chosen = move || {
            form.text
                .with(|text| text.as_ref().is_some_and(|t| t.locale == row.tag))
        };
        view! { <option value=row.tag selected=chosen>{row.own_name}</option> }
    });
    view! {
        <section class="panel" aria-labelledby="enrol-text">
            <h2 id="enrol-text">{t("enrol-step-text")}</h2>
            <label class="field">
                <span>{t("enrol-text-language")}</span>
                <select
                    data-testid="enrol-language"
                    on:change=move |event| form.read_in(&event_target_value(&event))
                >
                    {languages.collect_view()}
                </select>
            </label>
            {move || {
                let text = form.text.get()?;
                let lang = text.locale.clone();
                let (name, digest) = (text.name.clone(), text.digest.clone());
                let version = text.version;
                let which = t_with(
                    "enrol-text-version",
                    move || {
                        args![
                            "name" => name.clone(), "version" => i64::from(version),
                            "digest" => digest.clone()
                        ]
                    },
                );
                Some(
                    view! {
                        <div lang=lang data-testid="enrol-text">{markdown(&text.text)}</div>
                        <p class="hint wrap">{which}</p>
                    },
                )
            }}
        </section>
    }
}

fn agree(form: Form, screened: bool, starts: ami_domain::time::LocalMoment) -> impl IntoView {
    let ready = move || {
        screened && form.consent.get() && form.chosen.get().is_some() && !form.desk.busy.get()
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = form.chosen.get_untracked();
        let text = form.text.get_untracked();
        if let (Some(at_zero), Some(text)) = (chosen, text) {
            let wanted = Enrol {
                at_zero,
                disclosure: text.digest,
                consent: form.consent.get_untracked(),
            };
            form.take(more().enrol(form.desk.id, wanted));
        }
    };
    view! {
        <form class="form" on:submit=send data-testid="enrol-form">
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="enrol-consent"
                    prop:checked=form.consent
                    on:change=move |event| form.consent.set(event_target_checked(&event))
                />
                <span>{t("enrol-consent")}</span>
            </label>
            <p>{t_with("enrol-starts", move || args!["at" => at(starts)])}</p>
            <button
                class="button primary"
                data-testid="enrol-agree"
                disabled=move || !ready()
            >
                {t("enrol-agree")}
            </button>
        </form>
    }
}
