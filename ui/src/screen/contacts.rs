//! Second contacts: whom the customer has named, for what, and how they are removed.

use super::heading;
use crate::backend::Answer;
use crate::browser;
use crate::i18n::{at, say, t, t_with};
use crate::part::desk::{Desk, own};
use crate::part::field::{Field, field};
use crate::part::notice::Fault;
use crate::shell::more;
use ami_domain::enrol::Scope;
use ami_domain::id::{AccountId, ContactId};
use ami_locales::{Args, args};
use ami_wire::api::enrol::{Contact, Contacts, NameContact};
use leptos::prelude::*;

/// What is typed in on this page.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk<Contacts>,
    saved: RwSignal<bool>,
    name: RwSignal<String>,
    reach: RwSignal<String>,
    scope: [(Scope, RwSignal<bool>); 3],
    consent: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    /// The same for each try, so that two clicks name one person.
    contact: RwSignal<Option<ContactId>>,
}

impl Form {
    fn new(id: AccountId) -> Self {
        Self {
            desk: Desk::new(id),
            saved: RwSignal::new(false),
            name: RwSignal::new(String::new()),
            reach: RwSignal::new(String::new()),
            scope: Scope::ALL.map(|scope| (scope, RwSignal::new(scope == Scope::Warnings))),
            consent: RwSignal::new(false),
            faults: RwSignal::new(Vec::new()),
            contact: RwSignal::new(fresh()),
        }
    }
    /// Waits for an answer; `named` empties the form when it is good.
    fn take(self, answer: Answer<Contacts>, named: bool) {
        self.saved.set(false);
        self.desk.take(answer, move |_| {
            if named {
                self.name.try_set(String::new());
                self.reach.try_set(String::new());
                self.consent.try_set(false);
                self.contact.try_set(fresh());
                self.saved.try_set(true);
            }
        });
    }
}

fn fresh() -> Option<ContactId> {
    browser::new_payment_id().map(|id| ContactId::from_bytes(id.to_bytes()))
}

/// For the customer's own account.
pub(super) fn view(_: String) -> AnyView {
    view! {
        {heading(t("contacts-title"))}
        {own(page)}
    }
    .into_any()
}

/// For an account at the representative's desk.
pub(super) fn for_account(part: String) -> AnyView {
    let Ok(id) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    view! {
        {heading(t("contacts-title"))}
        {page(id)}
    }
    .into_any()
}

fn page(id: AccountId) -> impl IntoView {
    let form = Form::new(id);
    form.take(more().contacts(id), false);
    form.desk.shown(move |known| list(form, known))
}

fn list(form: Form, known: Contacts) -> impl IntoView {
    let max = known.max;
    let full = known.contacts.len() >= max;
    let none = known.contacts.is_empty();
    let rows = known.contacts.into_iter().map(|contact| row(form, contact));
    view! {
        <p>{t_with("contacts-intro", move || args!["most" => max])}</p>
        {none.then(|| view! { <p data-testid="contacts-none">{t("contacts-none")}</p> })}
        <ul class="confirmations" data-testid="contacts">{rows.collect_view()}</ul>
        {(!full).then(|| naming(form))}
        <p role="status" data-testid="contact-saved">
            {move || form.saved.get().then(|| say("contacts-saved", &Args::new()))}
        </p>
    }
}

const fn scope_text(scope: Scope) -> &'static str {
    match scope {
        Scope::Warnings => "contacts-scope-warnings",
        Scope::Balance => "contacts-scope-balance",
        Scope::Speak => "contacts-scope-speak",
    }
}

fn row(form: Form, contact: Contact) -> impl IntoView {
    let (id, since, name) = (contact.id, contact.since, contact.name.clone());
    let scope = contact.scope.into_iter().map(|scope| {
        view! { <li>{t(scope_text(scope))}</li> }
    });
    let remove = t_with("contacts-remove", move || args!["name" => name.clone()]);
    view! {
        <li class="panel" data-testid="contact">
            <p><strong>{contact.name}</strong> " · " {contact.reach}</p>
            <p>{t("contacts-scope")}</p>
            <ul>{scope.collect_view()}</ul>
            <p class="hint">{t_with("contacts-since", move || args!["at" => at(since)])}</p>
            <button
                class="button"
                data-testid="contact-remove"
                disabled=form.desk.busy
                on:click=move |_| form.take(more().remove_contact(form.desk.id, id), false)
            >
                {remove}
            </button>
        </li>
    }
}

fn naming(form: Form) -> impl IntoView {
    let shape = |id, autocomplete| Field {
        id,
        kind: Signal::stored("text"),
        autocomplete,
        inputmode: "text",
        max: 120,
    };
    let boxes = form.scope.map(|(scope, yes)| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid=format!("scope-{}", scope.word())
                    prop:checked=yes
                    on:change=move |event| yes.set(event_target_checked(&event))
                />
                <span>{t(scope_text(scope))}</span>
            </label>
        }
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(contact) = form.contact.get_untracked() else {
            return;
        };
        let scope = form.scope.iter().filter(|(_, yes)| yes.get_untracked());
        let wanted = NameContact {
            name: form.name.get_untracked(),
            reach: form.reach.get_untracked(),
            scope: scope.map(|(scope, _)| *scope).collect(),
            consent: form.consent.get_untracked(),
        };
        form.take(more().name_contact(form.desk.id, contact, wanted), true);
    };
    view! {
        <form class="form panel" on:submit=send data-testid="contact-form">
            <h2>{t("contacts-new")}</h2>
            {field(shape("contact-name", "off"), t("contacts-name"), None, form.name, form.faults)}
            {field(
                shape("contact-reach", "off"),
                t("contacts-reach"),
                None,
                form.reach,
                form.faults,
            )}
            <fieldset>
                <legend>{t("contacts-scope")}</legend>
                {boxes.into_iter().collect_view()}
            </fieldset>
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="contact-consent"
                    prop:checked=form.consent
                    on:change=move |event| form.consent.set(event_target_checked(&event))
                />
                <span>{t("contacts-consent")}</span>
            </label>
            <button class="button primary" data-testid="contact-save" disabled=form.desk.busy>
                {t("contacts-save")}
            </button>
        </form>
    }
}
