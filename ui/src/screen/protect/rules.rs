//! At the desk: whose rules hold for a customer, and in which hours of their own they are never
//! turned off.

use super::Page;
use crate::i18n::{say, t, t_with};
use crate::part::choose::{Label, choose, tick};
use crate::part::field::{Field, field, line};
use crate::part::notice::Fault;
use crate::part::order::word;
use crate::shell::more;
use ami_domain::protection::{Class, Friendly, Standing};
use ami_locales::{Args, args};
use ami_wire::api::protect::{Protections, SetRulesOf};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

const FROM: &str = "hours-from";
const UNTIL: &str = "hours-until";
const PLACE: &str = "weather-place";
const PROOF: &str = "rules-proof";
/// Minutes of a day.
const DAY: u16 = 1_440;

/// What is typed in.
#[derive(Clone, Copy)]
pub(super) struct Form {
    class: RwSignal<String>,
    place: RwSignal<String>,
    jurisdiction: RwSignal<String>,
    friendly: RwSignal<Vec<Friendly>>,
    proof: RwSignal<String>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    days: [RwSignal<bool>; 7],
    faults: RwSignal<Vec<Fault>>,
}

impl Form {
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            class: text(),
            place: text(),
            jurisdiction: text(),
            friendly: RwSignal::new(Vec::new()),
            proof: text(),
            from: text(),
            until: text(),
            days: [(); 7].map(|()| RwSignal::new(true)),
            faults: RwSignal::new(Vec::new()),
        }
    }
    /// Begins with what holds.
    pub(super) fn fill(self, known: &Protections) {
        let class = known.class.map(Class::word).unwrap_or_default();
        self.class.try_set(class.to_owned());
        self.place.try_set(known.place.clone());
        let named = known.jurisdiction.clone().unwrap_or_default();
        self.jurisdiction.try_set(named);
        self.friendly.try_set(known.friendly.clone());
    }
    /// Takes the typed hours among the others, or says what is wrong with them.
    fn add(self) {
        let read = |text: RwSignal<String>| text.with_untracked(|text| minute(text));
        let days = (0..).zip(self.days).filter(|(_, yes)| yes.get_untracked());
        let hours = read(self.from)
            .zip(read(self.until))
            .map(|(from, until)| Friendly {
                weekdays: days.map(|(day, _)| day).collect(),
                from_minute: from,
                // Midnight as an end is the end of the day.
                until_minute: if until == 0 { DAY } else { until },
            });
        let good = hours.filter(|hours| hours.is_meant() && !hours.weekdays.is_empty());
        let full = self.friendly.with_untracked(Vec::len) >= Standing::FRIENDLY_MAX;
        match good {
            Some(hours) if !full => {
                self.faults.set(Vec::new());
                self.friendly.update(|all| all.push(hours));
            }
            Some(_) => self
                .faults
                .set(vec![Fault::new(FROM, "error-protect-many")]),
            None => self
                .faults
                .set(vec![Fault::new(FROM, "error-protect-hours.next")]),
        }
    }
}

/// Minutes since midnight of `HH:MM`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Rules and hours, saved together with a reason.
pub(super) fn form(page: Page, known: &Protections) -> impl IntoView + use<> {
    let form = page.rules;
    let now = match &known.rules {
        Some(rules) => {
            let title = rules.title.clone();
            t_with("protect-rules-now", move || args!["title" => title.clone()])().into_any()
        }
        None => t("protect-rules-own").into_any(),
    };
    let base: Label = Box::new(t("protect-rules-base"));
    let choices = known.choices.iter().map(|one| {
        let title = one.title.clone();
        let label: Label = Box::new(move || title.clone());
        (one.jurisdiction.clone(), label)
    });
    let choices = std::iter::once((String::new(), base))
        .chain(choices)
        .collect();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let named = form.jurisdiction.get_untracked();
        let rules = SetRulesOf {
            class: form.class.with_untracked(|word| Class::from_word(word)),
            place: Some(form.place.get_untracked()),
            jurisdiction: (!named.is_empty()).then_some(named),
            friendly: form.friendly.get_untracked(),
            proof: form.proof.get_untracked(),
        };
        page.done.set(None);
        page.desk
            .take(more().set_rules_of(page.desk.id, rules), move |known| {
                form.fill(known);
                form.proof.try_set(String::new());
                page.done.try_set(Some("protect-saved"));
            });
    };
    let classes = known.class.is_none().then(|| {
        let unsaid: Label = Box::new(t("protect-class-unsaid"));
        (String::new(), unsaid)
    });
    let classes = classes.into_iter().chain(Class::ALL.map(|class| {
        let label: Label = Box::new(word("value", class.word()));
        (class.word().to_owned(), label)
    }));
    let proof = line(PROOF, "text", 300);
    let place = line(PLACE, "text", 80);
    let hint: Label = Box::new(t("protect-place-hint"));
    view! {
        <form class="form panel" novalidate on:submit=send data-testid="rules-form">
            <h2>{t("protect-rules-heading")}</h2>
            <p data-testid="rules-now">{now}</p>
            <p><A href="/rules" attr:data-testid="rules-link">{t("protect-rules-see")}</A></p>
            {choose("class-of", t("protect-class"), classes.collect(), form.class)}
            {field(place, t("protect-place"), Some(hint), form.place, form.faults)}
            {choose("rules-of", t("protect-rules-choose"), choices, form.jurisdiction)}
            {hours(form)}
            {field(proof, t("protect-rules-proof"), None, form.proof, form.faults)}
            <button class="button primary" data-testid="rules-save" disabled=page.desk.busy>
                {t("protect-rules-save")}
            </button>
        </form>
    }
}

fn hours(form: Form) -> impl IntoView {
    let days = (0..7_u8).zip(form.days).map(|(day, yes)| {
        tick(
            format!("hours-day-{day}"),
            word("value-day", &day.to_string()),
            yes,
        )
    });
    view! {
        <fieldset>
            <legend>{t("protect-rules-hours")}</legend>
            {move || {
                let all = form.friendly.get();
                if all.is_empty() {
                    return view! { <p class="hint">{t("protect-rules-hours-none")}</p> }.into_any();
                }
                let all = all.into_iter().enumerate();
                let rows = all.map(|(place, hours)| one(form, place, hours));
                view! { <ul data-testid="hours">{rows.collect_view()}</ul> }.into_any()
            }}
            {field(time(FROM), t("protect-hours-from"), None, form.from, form.faults)}
            {field(time(UNTIL), t("protect-hours-until"), None, form.until, form.faults)}
            <fieldset>
                <legend>{t("protect-hours-days")}</legend>
                {days.collect_view()}
            </fieldset>
            <button class="button" type="button" data-testid="hours-add" on:click=move |_| form.add()>
                {t("protect-hours-add")}
            </button>
        </fieldset>
    }
}

/// Hours that hold, with the way to remove them.
fn one(form: Form, place: usize, hours: Friendly) -> impl IntoView {
    let what = move || written(&hours);
    let remove = t_with("protect-hours-remove", {
        let what = what.clone();
        move || args!["what" => what()]
    });
    let gone = move |_| {
        form.friendly.update(|all| {
            all.remove(place);
        });
    };
    view! {
        <li>
            <span>{what}</span>
            " "
            <button class="button" type="button" data-testid="hours-remove" on:click=gone>
                {remove}
            </button>
        </li>
    }
}

/// As `18:00–24:00, Monday, Sunday`.
fn written(hours: &Friendly) -> String {
    let clock = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
    let days = hours.weekdays.iter();
    let days: Vec<String> = days
        .map(|day| say(&format!("value-day-{day}"), &Args::new()))
        .collect();
    let (from, until) = (clock(hours.from_minute), clock(hours.until_minute));
    format!("{from}–{until}, {}", days.join(", "))
}

/// A field for a time of the day.
fn time(id: &'static str) -> Field {
    Field {
        kind: Signal::stored("time"),
        ..line(id, "text", 8)
    }
}
