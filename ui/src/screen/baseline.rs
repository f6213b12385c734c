//! At the desk: the region of a home and its medical baseline, from a day on, and who has said so.

use super::shape::{STAFF, Screen, at_desk, screen};
use crate::i18n::{at, say, t, t_with};
use crate::part::choose::{Label, choose, tick};
use crate::part::desk::Desk;
use crate::part::field::{day, field, line};
use crate::part::notice::{Fault, note};
use crate::shell::more;
use ami_domain::id::AccountId;
use ami_locales::{Args, args};
use ami_wire::api::baseline::{Baseline, BaselineSaid, EntitledFrom, SetBaseline};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const FROM: &str = "baseline-from";
const WHY: &str = "baseline-why";

/// The representative's, of one account.
pub(super) const AT_DESK: Screen = screen(
    "baseline-of",
    "/baseline/:account",
    "baseline-title",
    None,
    STAFF,
    view,
);

/// What the page knows, and what is typed in on it.
#[derive(Clone, Copy)]
struct Page {
    desk: Desk<Baseline>,
    region: RwSignal<String>,
    medical: RwSignal<bool>,
    from: RwSignal<String>,
    why: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    saved: RwSignal<bool>,
}

impl Page {
    /// Begins with what was said last.
    fn fill(self, known: &Baseline) {
        if let Some(last) = known.entitled.last() {
            self.region.try_set(last.region.clone());
            self.medical.try_set(last.medical);
        }
    }
}

fn view(part: String) -> AnyView {
    at_desk("baseline-title", &part, page)
}

fn page(id: AccountId) -> impl IntoView {
    let page = Page {
        desk: Desk::new(id),
        region: RwSignal::new(String::new()),
        medical: RwSignal::new(false),
        from: RwSignal::new(String::new()),
        why: RwSignal::new(String::new()),
        faults: RwSignal::new(Vec::new()),
        saved: RwSignal::new(false),
    };
    page.desk
        .take(more().baseline(id), move |known| page.fill(known));
    view! {
        <p>{t("baseline-intro")}</p>
        <p role="status" data-testid="baseline-saved">
            {move || page.saved.get().then(|| say("settings-saved", &Args::new()))}
        </p>
        {page.desk.shown(move |known| shown(page, known))}
    }
}

fn shown(page: Page, known: Baseline) -> impl IntoView {
    let (name, number) = (known.name.clone(), known.number.clone());
    let whose = move || args!["name" => name.clone(), "account" => number.clone()];
    let not_priced = (!known.priced).then(|| {
        note(
            "note",
            "unknown",
            "baseline-not-priced",
            t("baseline-not-priced"),
        )
    });
    let none = known.entitled.is_empty();
    let rows = known.entitled.iter().map(|one| {
        view! { <li class="confirmation" data-testid="entitled">{entitled(one.clone())}</li> }
    });
    let rows = rows.collect_view();
    let notes = known.notes.clone().into_iter().map(said).collect_view();
    view! {
        <p data-testid="baseline-for">{t_with("protect-for", whose)}</p>
        {not_priced}
        <h2>{t("baseline-now")}</h2>
        {none.then(|| view! { <p class="empty" data-testid="baseline-none">{t("baseline-none")}</p> })}
        <ul class="confirmations">{rows}</ul>
        {form(page, &known)}
        <h2>{t("baseline-notes")}</h2>
        {known.notes.is_empty().then(|| view! { <p class="empty">{t("protect-notes-none")}</p> })}
        <ul class="confirmations" data-testid="baseline-notes">{notes}</ul>
    }
}

/// From when, where, and whether equipment needs power.
fn entitled(one: EntitledFrom) -> impl IntoView {
    let (from, region) = (one.from.to_string(), one.region);
    let named = !region.is_empty();
    let place = move || {
        if named {
            say("baseline-region", &args!["title" => region.clone()])
        } else {
            say("baseline-region-none", &Args::new())
        }
    };
    let medical = if one.medical {
        "baseline-medical"
    } else {
        "baseline-medical-none"
    };
    view! {
        <p class="row-name">
            {t_with("baseline-from", move || args!["begin" => from.clone()])}
        </p>
        <p>{place} " · " {t(medical)}</p>
    }
}

fn said(one: BaselineSaid) -> impl IntoView {
    let (when, by, why) = (one.at, one.by.unwrap_or_default(), one.why);
    view! {
        <li class="confirmation" data-testid="baseline-note">
            {entitled(one.entitled)}
            <p class="more">
                {t_with("protect-note-by", move || args!["at" => at(when), "name" => by.clone()])}
            </p>
            <p>{t_with("help-why", move || args!["what" => why.clone()])}</p>
        </li>
    }
}

fn form(page: Page, known: &Baseline) -> impl IntoView + use<> {
    let none: Label = Box::new(t("baseline-region-none"));
    let choices = known.regions.iter().map(|name| {
        let region = name.clone();
        let label = t_with("baseline-region", move || args!["title" => region.clone()]);
        let label: Label = Box::new(label);
        (name.clone(), label)
    });
    let choices = std::iter::once((String::new(), none))
        .chain(choices)
        .collect();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let set = SetBaseline {
            from: page.from.get_untracked(),
            region: page.region.get_untracked(),
            medical: page.medical.get_untracked(),
            why: page.why.get_untracked(),
        };
        page.saved.set(false);
        if set.from.is_empty() {
            let missing = Fault::new(FROM, "error-baseline-day.next");
            return page.faults.set(vec![missing]);
        }
        page.faults.set(Vec::new());
        page.desk
            .take(more().set_baseline(page.desk.id, set), move |_| {
                page.why.try_set(String::new());
                page.saved.try_set(true);
            });
    };
    let hint: Label = Box::new(t("baseline-set-why-hint"));
    let why = line(WHY, "text", 300);
    view! {
        <form class="form panel" novalidate on:submit=send data-testid="baseline-form">
            <h2>{t("baseline-set-heading")}</h2>
            {choose("baseline-region", t("baseline-set-region"), choices, page.region)}
            {tick("baseline-medical", t("baseline-set-medical"), page.medical)}
            {field(day(FROM), t("baseline-set-from"), None, page.from, page.faults)}
            {field(why, t("baseline-set-why"), Some(hint), page.why, page.faults)}
            <button class="button primary" data-testid="baseline-set" disabled=page.desk.busy>
                {t("baseline-set-button")}
            </button>
        </form>
    }
}
