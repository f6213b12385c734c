//! Help: what a customer has and until when; at the desk it is granted with a purpose and an end,
//! and what is left can be taken back.

use super::heading;
use super::shape::{CUSTOMER, STAFF, Screen, at_desk, screen};
use crate::browser;
use crate::i18n::{say, t};
use crate::part::choose::{Label, choose};
use crate::part::desk::{Desk, own};
use crate::part::field::{field, line};
use crate::part::help::{grant_facts, purpose};
use crate::part::notice::{Fault, error_summary};
use crate::part::why::why;
use crate::shell::more;
use ami_domain::grant::Purpose;
use ami_domain::id::{AccountId, GrantId};
use ami_domain::money::Money;
use ami_locales::Args;
use ami_wire::api::{EndGrant, GiveGrant, Grant, Grants};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const AMOUNT: &str = "help-amount";
const DAYS: &str = "help-days";
const WHY: &str = "help-why";
/// Longest time that is asked for, in days, as the server takes it.
const DAYS_MAX: u16 = 1_830;

/// The customer's own.
pub(super) const OWN: Screen = screen(
    "help",
    "/help",
    "help-own-title",
    Some(("help-menu", "ok")),
    CUSTOMER,
    view,
);

/// The representative's, of one account.
pub(super) const AT_DESK: Screen = screen(
    "help-of",
    "/help/:account",
    "help-title",
    None,
    STAFF,
    for_account,
);

/// What a representative does on the page; a customer's program does not even carry it.
#[derive(Clone, Copy)]
struct AtDesk {
    give: fn(Page) -> AnyView,
    end: fn(Page, GrantId) -> AnyView,
}

/// What the page knows, and what is typed in on it.
#[derive(Clone, Copy)]
struct Page {
    desk: Desk<Grants>,
    at_desk: Option<AtDesk>,
    purpose: RwSignal<String>,
    amount: RwSignal<String>,
    days: RwSignal<String>,
    why: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    done: RwSignal<Option<&'static str>>,
    /// The same for each try, so that two clicks grant once.
    grant: RwSignal<Option<GrantId>>,
}

fn fresh() -> Option<GrantId> {
    browser::new_payment_id().map(|id| GrantId::from_bytes(id.to_bytes()))
}

fn view(_: String) -> AnyView {
    view! {
        {heading(t("help-own-title"))}
        {own(|id| page(id, None))}
    }
    .into_any()
}

fn for_account(part: String) -> AnyView {
    let desk = AtDesk {
        give: |page| give(page).into_any(),
        end: |page, grant| end(page, grant).into_any(),
    };
    at_desk("help-title", &part, move |id| page(id, Some(desk)))
}

fn page(id: AccountId, at_desk: Option<AtDesk>) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let page = Page {
        desk: Desk::new(id),
        at_desk,
        purpose: RwSignal::new(Purpose::Energy.word().to_owned()),
        amount: text(),
        days: RwSignal::new("30".to_owned()),
        why: text(),
        faults: RwSignal::new(Vec::new()),
        done: RwSignal::new(None),
        grant: RwSignal::new(fresh()),
    };
    page.desk.take(more().grants(id), |_| ());
    view! {
        <p>{t("help-own-intro")}</p>
        <p role="status" data-testid="help-done">
            {move || page.done.get().map(|id| say(id, &Args::new()))}
        </p>
        {page.desk.shown(move |known| shown(page, known))}
    }
}

fn shown(page: Page, known: Grants) -> impl IntoView {
    let none = known.grants.is_empty();
    let lineage = known.lineage.filter(|_| !none);
    let rows = known
        .grants
        .into_iter()
        .map(|grant| row(page, grant))
        .collect_view();
    view! {
        {none.then(|| view! { <p class="empty" data-testid="help-none">{t("help-none")}</p> })}
        <ul class="confirmations" data-testid="grants">{rows}</ul>
        {lineage.map(|of| view! { <p>{why(of, "help-own-title")}</p> })}
        {page.at_desk.map(|desk| (desk.give)(page))}
    }
}

fn row(page: Page, grant: Grant) -> impl IntoView {
    let open = !grant.over && grant.unspent.is_positive();
    let desk = page.at_desk.filter(|_| open);
    let id = grant.id;
    view! {
        <li class="confirmation" data-testid="grant" data-over=grant.over.to_string()>
            {grant_facts(&grant)}
            {desk.map(|desk| (desk.end)(page, id))}
        </li>
    }
}

/// Takes back what is left of one. Each form has its own field, so its id is only used there.
fn end(page: Page, id: GrantId) -> impl IntoView {
    let why = RwSignal::new(String::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let end = EndGrant {
            why: why.get_untracked(),
        };
        page.done.set(None);
        page.desk
            .take(more().end_grant(page.desk.id, id, end), move |_| {
                page.done.try_set(Some("help-ended"));
            });
    };
    view! {
        <details data-testid="help-end">
            <summary>{t("help-end-button")}</summary>
            <form class="form" novalidate on:submit=send>
                <label class="field">
                    <span>{t("help-end-why")}</span>
                    <input
                        type="text"
                        autocomplete="off"
                        maxlength="500"
                        data-testid="help-end-why"
                        prop:value=why
                        on:input=move |event| why.set(event_target_value(&event))
                    />
                </label>
                <button class="button" data-testid="help-end-save" disabled=page.desk.busy>
                    {t("help-end-button")}
                </button>
            </form>
        </details>
    }
}

/// What the form asks for; `None` when a field cannot be read, which it says itself.
fn wanted(page: Page) -> Option<GiveGrant> {
    let amount = Money::parse(page.amount.get_untracked().trim()).ok();
    let amount = amount.filter(|amount| amount.is_positive());
    let days = page.days.get_untracked().trim().parse::<u16>().ok();
    let days = days.filter(|days| (1..=DAYS_MAX).contains(days));
    let why = page.why.get_untracked().trim().to_owned();
    let missing = [
        (AMOUNT, "program-bad-number", amount.is_none()),
        (DAYS, "help-bad-days", days.is_none()),
        (WHY, "error-grant-why", why.is_empty()),
    ];
    let missing = missing.into_iter().filter(|(.., missing)| *missing);
    page.faults.set(
        missing
            .map(|(field, text, _)| Fault::new(field, text))
            .collect(),
    );
    let purpose = page
        .purpose
        .with_untracked(|word| Purpose::from_word(word))?;
    if why.is_empty() {
        return None;
    }
    Some(GiveGrant {
        purpose,
        amount: amount?,
        days: days?,
        why,
    })
}

fn give(page: Page) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(give), Some(id)) = (wanted(page), page.grant.get_untracked()) else {
            return;
        };
        page.done.set(None);
        page.desk
            .take(more().give_grant(page.desk.id, id, give), move |_| {
                page.amount.try_set(String::new());
                page.why.try_set(String::new());
                page.grant.try_set(fresh());
                page.done.try_set(Some("help-given"));
            });
    };
    let choices = Purpose::ALL.map(|one| {
        let label: Label = Box::new(t(purpose(one)));
        (one.word().to_owned(), label)
    });
    view! {
        <form class="form panel" novalidate on:submit=send data-testid="help-form">
            <h2>{t("help-give-heading")}</h2>
            {error_summary(page.faults)}
            {choose("help-purpose", t("help-give-purpose"), choices.into(), page.purpose)}
            {field(line(AMOUNT, "decimal", 12), t("help-give-amount"), None, page.amount, page.faults)}
            {field(line(DAYS, "numeric", 4), t("help-give-days"), None, page.days, page.faults)}
            {field(line(WHY, "text", 500), t("help-give-why"), None, page.why, page.faults)}
            <button class="button primary" data-testid="help-give" disabled=page.desk.busy>
                {t("help-give-button")}
            </button>
        </form>
    }
}
