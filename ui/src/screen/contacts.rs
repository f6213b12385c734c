//! Second contacts: whom the customer has named, for what, and how they are removed.

use super::heading;
use crate::backend::{Answer, Trouble};
use crate::browser;
use crate::i18n::{at, say, t, t_with};
use crate::part::fetch::waiting;
use crate::part::field::{Field, field};
use crate::part::notice::{Fault, trouble_box};
use crate::shell::{backend, shell};
use ami_domain::enrol::Scope;
use ami_domain::id::{AccountId, ContactId};
use ami_locales::{Args, args};
use ami_wire::api::enrol::{Contact, Contacts, NameContact};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is known on this page, and what is typed in.
#[derive(Clone, Copy)]
struct Desk {
    id: AccountId,
    known: RwSignal<Option<Contacts>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
    saved: RwSignal<bool>,
    name: RwSignal<String>,
    reach: RwSignal<String>,
    scope: [(Scope, RwSignal<bool>); 3],
    consent: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    /// The same for each try, so that two clicks name one person.
    contact: RwSignal<Option<ContactId>>,
}

impl Desk {
    fn new(id: AccountId) -> Self {
        Self {
            id,
            known: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            saved: RwSignal::new(false),
            name: RwSignal::new(String::new()),
            reach: RwSignal::new(String::new()),
            scope: Scope::ALL.map(|scope| (scope, RwSignal::new(scope == Scope::Warnings))),
            consent: RwSignal::new(false),
            faults: RwSignal::new(Vec::new()),
            contact: RwSignal::new(fresh()),
        }
    }
    /// Waits for an answer, once at a time; `named` empties the form when it is good.
    fn take(self, answer: Answer<Contacts>, named: bool) {
        self.busy.set(true);
        self.saved.set(false);
        spawn_local(async move {
            match answer.await {
                Ok(known) => {
                    self.trouble.try_set(None);
                    self.known.try_set(Some(known));
                    if named {
                        self.name.try_set(String::new());
                        self.reach.try_set(String::new());
                        self.consent.try_set(false);
                        self.contact.try_set(fresh());
                        self.saved.try_set(true);
                    }
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(trouble) => {
                    self.trouble.try_set(Some(trouble));
                }
            }
            self.busy.try_set(false);
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
        {move || match shell().account.get() {
            Some(account) => page(Desk::new(account)).into_any(),
            None => waiting().into_any(),
        }}
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
        {page(Desk::new(id))}
    }
    .into_any()
}

fn page(desk: Desk) -> impl IntoView {
    desk.take(backend().contacts(desk.id), false);
    view! {
        {move || desk.trouble.get().map(trouble_box)}
        {move || match desk.known.get() {
            Some(known) => list(desk, known).into_any(),
            None if desk.trouble.with(Option::is_some) => ().into_any(),
            None => waiting().into_any(),
        }}
    }
}

fn list(desk: Desk, known: Contacts) -> impl IntoView {
    let max = known.max;
    let full = known.contacts.len() >= max;
    let none = known.contacts.is_empty();
    let rows = known.contacts.into_iter().map(|contact| row(desk, contact));
    view! {
        <p>{t_with("contacts-intro", move || args!["most" => max])}</p>
        {none.then(|| view! { <p data-testid="contacts-none">{t("contacts-none")}</p> })}
        <ul class="confirmations" data-testid="contacts">{rows.collect_view()}</ul>
        {(!full).then(|| form(desk))}
        <p role="status" data-testid="contact-saved">
            {move || desk.saved.get().then(|| say("contacts-saved", &Args::new()))}
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

fn row(desk: Desk, contact: Contact) -> impl IntoView {
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
                disabled=desk.busy
                on:click=move |_| desk.take(backend().remove_contact(desk.id, id), false)
            >
                {remove}
            </button>
        </li>
    }
}

fn form(desk: Desk) -> impl IntoView {
    let shape = |id, autocomplete| Field {
        id,
        kind: Signal::stored("text"),
        autocomplete,
        inputmode: "text",
        max: 120,
    };
    let boxes = desk.scope.map(|(scope, yes)| {
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
        let Some(contact) = desk.contact.get_untracked() else {
            return;
        };
        let scope = desk.scope.iter().filter(|(_, yes)| yes.get_untracked());
        let wanted = NameContact {
            name: desk.name.get_untracked(),
            reach: desk.reach.get_untracked(),
            scope: scope.map(|(scope, _)| *scope).collect(),
            consent: desk.consent.get_untracked(),
        };
        desk.take(backend().name_contact(desk.id, contact, wanted), true);
    };
    view! {
        <form class="form panel" on:submit=send data-testid="contact-form">
            <h2>{t("contacts-new")}</h2>
            {field(shape("contact-name", "off"), t("contacts-name"), None, desk.name, desk.faults)}
            {field(
                shape("contact-reach", "off"),
                t("contacts-reach"),
                None,
                desk.reach,
                desk.faults,
            )}
            <fieldset>
                <legend>{t("contacts-scope")}</legend>
                {boxes.into_iter().collect_view()}
            </fieldset>
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="contact-consent"
                    prop:checked=desk.consent
                    on:change=move |event| desk.consent.set(event_target_checked(&event))
                />
                <span>{t("contacts-consent")}</span>
            </label>
            <button class="button primary" data-testid="contact-save" disabled=desk.busy>
                {t("contacts-save")}
            </button>
        </form>
    }
}
