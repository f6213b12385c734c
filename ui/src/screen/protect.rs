//! What protects a customer from being turned off: the customer's own page, with the word of
//! their own, and the representative's, where protections are set and ended with a proof.

mod home;
mod rules;
mod set;

use super::heading;
use super::shape::{CUSTOMER, STAFF, Screen, at_desk, screen};
use crate::backend::Answer;
use crate::i18n::{at, say, t, t_with};
use crate::part::desk::{Desk, own};
use crate::part::held::held_now;
use crate::part::notice::note;
use crate::part::order::word;
use crate::shell::more;
use ami_domain::id::AccountId;
use ami_domain::protection::Flag;
use ami_locales::{Args, args};
use ami_wire::api::Decision;
use ami_wire::api::protect::{ProtectionSaid, ProtectionSet, Protections};
use leptos::prelude::*;

/// What a representative does on the page; a customer's program does not even carry it.
#[derive(Clone, Copy)]
struct AtDesk {
    forms: fn(Page, &Protections) -> AnyView,
    end: fn(Page, Flag) -> AnyView,
    held: fn(AccountId) -> Answer<Vec<Decision>>,
}

/// What the page knows, and what is typed in on it.
#[derive(Clone, Copy)]
struct Page {
    desk: Desk<Protections>,
    at_desk: Option<AtDesk>,
    set: set::Form,
    rules: rules::Form,
    home: home::Form,
    /// What was done last, as the id of its sentence.
    done: RwSignal<Option<&'static str>>,
}

/// The customer's own.
pub(super) const OWN: Screen = screen(
    "protect",
    "/protection",
    "protect-title",
    Some(("protect-menu", "ok")),
    CUSTOMER,
    view,
);

/// The representative's, of one account.
pub(super) const AT_DESK: Screen = screen(
    "protect-of",
    "/protection/:account",
    "protect-title",
    None,
    STAFF,
    for_account,
);

/// For the customer's own account.
pub(super) fn view(_: String) -> AnyView {
    view! {
        {heading(t("protect-title"))}
        {own(|id| page(id, None))}
    }
    .into_any()
}

/// For an account at the representative's desk.
pub(super) fn for_account(part: String) -> AnyView {
    let desk = AtDesk {
        forms: |page, known| forms(page, known).into_any(),
        end: |page, flag| set::end(page, flag).into_any(),
        held: |id| more().decisions(id),
    };
    at_desk("protect-title", &part, move |id| page(id, Some(desk)))
}

fn page(id: AccountId, at_desk: Option<AtDesk>) -> impl IntoView {
    let page = Page {
        desk: Desk::new(id),
        at_desk,
        set: set::Form::new(),
        rules: rules::Form::new(),
        home: home::Form::new(),
        done: RwSignal::new(None),
    };
    let rules = page.rules;
    page.desk
        .take(more().protections(id), move |known| rules.fill(known));
    let person = page
        .desk
        .part(|known| (known.name.clone(), known.number.clone()));
    let whose = move || {
        let (name, number) = person.get().filter(|_| at_desk.is_some())?;
        let values = args!["name" => name, "account" => number];
        Some(view! { <p data-testid="protect-for">{say("protect-for", &values)}</p> })
    };
    view! {
        {whose}
        {held_now(id, at_desk.map(|desk| desk.held))}
        <p role="status" data-testid="protect-done">
            {move || page.done.get().map(|id| say(id, &Args::new()))}
        </p>
        {page.desk.shown(move |known| shown(page, known))}
    }
}

fn shown(page: Page, known: Protections) -> impl IntoView {
    let unknown = known.class.is_none();
    let none = known.protections.is_empty();
    let rows = known
        .protections
        .iter()
        .map(|one| row(page, *one))
        .collect_view();
    let desk = page.at_desk;
    view! {
        <p>{t("protect-intro")}</p>
        {unknown
            .then(|| note("note", "unknown", "protect-unknown", t("protect-unknown-class")))}
        {none.then(|| view! { <p class="empty" data-testid="protect-none">{t("protect-none")}</p> })}
        <ul class="confirmations" data-testid="protections">{rows}</ul>
        {match desk {
            Some(desk) => (desk.forms)(page, &known),
            None => certify(page, &known),
        }}
        {notes(known.notes)}
    }
}

/// What is set, ended and changed at the desk.
fn forms(page: Page, known: &Protections) -> impl IntoView + use<> {
    view! {
        {certified(known)}
        {set::form(page)}
        {rules::form(page, known)}
        {home::form(page, known)}
    }
}

/// The sentence of a protection.
fn flag_text(flag: Flag) -> impl Fn() -> String + Clone + Send + Sync {
    word("protect-flag", flag.word())
}

fn row(page: Page, one: ProtectionSet) -> impl IntoView {
    let until = move |id: &'static str, moment| t_with(id, move || args!["at" => at(moment)]);
    let end = match (one.until, one.holds) {
        (Some(moment), true) => view! { <p>{until("protect-holds-until", moment)}</p> }.into_any(),
        (Some(moment), false) => view! { <p>{until("protect-over", moment)}</p> }.into_any(),
        (None, _) => view! { <p>{t("protect-holds-open")}</p> }.into_any(),
    };
    view! {
        <li class="confirmation" data-testid="protection" data-flag=one.flag.word()>
            <p class="row-name">{flag_text(one.flag)}</p>
            {end}
            {page.at_desk.map(|desk| (desk.end)(page, one.flag))}
        </li>
    }
}

/// The customer's own word, where their rules take it.
fn certify(page: Page, known: &Protections) -> AnyView {
    let Some(days) = known.certify_days else {
        return note("note", "unknown", "certify-not", t("protect-certify-not")).into_any();
    };
    let flag = Flag::SelfCertified;
    let runs = known
        .protections
        .iter()
        .any(|one| one.flag == flag && one.holds);
    let send = move |_| {
        page.done.set(None);
        page.desk.take(more().certify(page.desk.id), move |_| {
            page.done.try_set(Some("protect-certified"));
        });
    };
    view! {
        <section class="panel" aria-labelledby="certify-title">
            <h2 id="certify-title">{t("protect-certify-heading")}</h2>
            <p>
                {t_with("protect-certify-intro", move || args!["days" => i64::from(days)])}
            </p>
            <button
                class="button primary"
                data-testid="certify"
                disabled=move || runs || page.desk.busy.get()
                on:click=send
            >
                {t("protect-certify-button")}
            </button>
        </section>
    }
    .into_any()
}

/// Whether customers may give their own word here, for the desk.
fn certified(known: &Protections) -> impl IntoView + use<> {
    let text = match known.certify_days {
        Some(days) => t_with(
            "protect-certify-days",
            move || args!["days" => i64::from(days)],
        )()
        .into_any(),
        None => t("rules-no-certify").into_any(),
    };
    view! { <p class="hint" data-testid="certify-days">{text}</p> }
}

/// Everything that was said, the newest first.
fn notes(all: Vec<ProtectionSaid>) -> impl IntoView {
    let none = all.is_empty();
    let rows = all.into_iter().map(said).collect_view();
    view! {
        <h2>{t("protect-notes")}</h2>
        {none.then(|| view! { <p class="empty">{t("protect-notes-none")}</p> })}
        <ul class="plain-list" data-testid="protect-notes">{rows}</ul>
    }
}

fn said(one: ProtectionSaid) -> impl IntoView {
    let (when, by, proof) = (one.at, one.by, one.proof);
    let what = move || match (one.flag, one.home_since) {
        (None, Some(since)) => say("protect-note-home", &args!["begin" => since.to_string()]),
        (None, None) => say("protect-note-rules", &Args::new()),
        (Some(flag), _) => {
            let id = if one.ended {
                "protect-note-end"
            } else {
                "protect-note-set"
            };
            say(id, &args!["what" => flag_text(flag)()])
        }
    };
    let who = move || match &by {
        Some(name) => say(
            "protect-note-by",
            &args!["at" => at(when), "name" => name.clone()],
        ),
        None => say("protect-note-at", &args!["at" => at(when)]),
    };
    view! {
        <li class="confirmation" data-testid="protect-note">
            <p class="row-name">{what}</p>
            <p class="more">{who}</p>
            <p>{t_with("protect-note-proof", move || args!["proof" => proof.clone()])}</p>
        </li>
    }
}
