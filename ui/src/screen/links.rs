//! Links through which others pay, and the customer's own link for a bad line.

use super::heading;
use crate::backend::Trouble;
use crate::browser;
use crate::i18n::{at, say, t};
use crate::part::fetch::{Load, fetched, load};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::part::table::{head, table};
use crate::shell::{more, shell};
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::link::{MakeLink, PayLink};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Days that a link opens when nobody says otherwise.
const DAYS: &str = "30";

/// What the page works on.
#[derive(Clone, Copy)]
struct Page {
    all: Load<Vec<PayLink>>,
    own: RwSignal<bool>,
    nickname: RwSignal<String>,
    amount: RwSignal<String>,
    days: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
    /// The whole address of a new link; shown once.
    made: RwSignal<Option<String>>,
    /// Whether it could be copied, once that was asked.
    copied: RwSignal<Option<bool>>,
}

pub(super) fn view(_: String) -> AnyView {
    let page = Page {
        all: load(move || shell().account.get().map(|account| more().links(account))),
        own: RwSignal::new(false),
        nickname: RwSignal::new(String::new()),
        amount: RwSignal::new(String::new()),
        days: RwSignal::new(DAYS.to_owned()),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        made: RwSignal::new(None),
        copied: RwSignal::new(None),
    };
    view! {
        {heading(t("links-title"))}
        <p>{t("links-intro")}</p>
        {move || page.trouble.get().map(trouble_box)}
        {made(page)}
        {form(page)}
        <h2>{t("links-table")}</h2>
        {fetched(page.all, move |all| listed(page, all))}
    }
    .into_any()
}

fn made(page: Page) -> impl IntoView {
    move || {
        let address = page.made.get()?;
        let href = address.clone();
        let text = address.clone();
        let copy = move |_| {
            let text = text.clone();
            spawn_local(async move {
                let done = browser::copy(&text).await;
                page.copied.try_set(Some(done));
            });
        };
        let told = move || {
            page.copied.get().map(|done| {
                let id = if done {
                    "links-copied"
                } else {
                    "links-copy-yourself"
                };
                say(id, &Args::new())
            })
        };
        Some(view! {
            <div class="notice" data-tone="ok" role="status">
                <p>{t("links-once")}</p>
                <p>
                    <a href=href rel="external" tabindex="0" data-testid="link-made">{address}</a>
                </p>
                <p>
                    <button type="button" class="button" data-testid="link-copy" on:click=copy>
                        {t("links-copy")}
                    </button>
                    " "
                    <span role="status" data-testid="link-copied">{told}</span>
                </p>
            </div>
        })
    }
}

fn form(page: Page) -> impl IntoView {
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        page.trouble.set(None);
        page.made.set(None);
        page.copied.set(None);
        let (Some(account), Some(wish)) = (shell().account.get_untracked(), read(page)) else {
            return;
        };
        spawn_local(async move {
            match more().make_link(account, wish).await {
                Ok(made) => {
                    let address = format!("{}{}", browser::origin(), made.path);
                    page.made.try_set(Some(address));
                    browser::focus("[data-testid=link-made]");
                    page.all.again();
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    page.trouble.try_set(Some(why));
                }
            }
        });
    };
    let hint = |id| {
        let hint: Box<dyn Fn() -> String + Send + Sync> = Box::new(t(id));
        Some(hint)
    };
    view! {
        <form class="form panel" on:submit=send data-testid="link-form">
            <h2>{t("links-make")}</h2>
            {error_summary(page.faults)}
            <fieldset>
                <legend>{t("links-kind")}</legend>
                {kind(page, false, "link-other", "links-kind-other", "links-kind-other.hint")}
                {kind(page, true, "link-own", "links-kind-own", "links-kind-own.hint")}
            </fieldset>
            {field(
                line("link-nickname", "text", 40),
                t("links-nickname"),
                hint("links-nickname.hint"),
                page.nickname,
                page.faults,
            )}
            {field(
                line("link-amount", "decimal", 12),
                t("links-amount"),
                hint("links-amount.hint"),
                page.amount,
                page.faults,
            )}
            {field(line("link-days", "numeric", 3), t("links-days"), None, page.days, page.faults)}
            <button class="button primary" type="submit" data-testid="link-make">
                {t("links-make")}
            </button>
        </form>
    }
}

fn kind(
    page: Page,
    own: bool,
    testid: &'static str,
    text: &'static str,
    hint: &'static str,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="link-kind"
                data-testid=testid
                prop:checked=move || page.own.get() == own
                on:change=move |_| page.own.set(own)
            />
            <span>{t(text)} " " <span class="hint">{t(hint)}</span></span>
        </label>
    }
}

/// The link that the form asks for; `None` when a field cannot be read, which it says itself.
fn read(page: Page) -> Option<MakeLink> {
    let mut faults = Vec::new();
    let mut fault = |field: &'static str, id: &str| {
        faults.push(Fault::new(field, id));
    };
    let typed = page.amount.get_untracked();
    let amount = match typed.trim() {
        "" => None,
        text => {
            let read = Money::parse(text).ok();
            if read.is_none() {
                fault("link-amount", "pay-amount-not-a-number");
            }
            read
        }
    };
    let days = page.days.get_untracked().trim().parse().ok();
    if days.is_none() {
        fault("link-days", "links-bad-days");
    }
    let good = faults.is_empty();
    page.faults.set(faults);
    good.then_some(())?;
    Some(MakeLink {
        own: page.own.get_untracked(),
        nickname: page.nickname.get_untracked(),
        amount,
        days: days?,
    })
}

fn listed(page: Page, all: Vec<PayLink>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="empty" data-testid="links-none">{t("links-none")}</p> }
            .into_any();
    }
    let rows = all.into_iter().map(|one| row(page, one)).collect_view();
    view! {
        {table(
            "links",
            t("links-table"),
            (
                head(t("links-nickname")),
                head(t("links-until")),
                head(t("links-uses")),
                head(t("links-state")),
            ),
            rows,
        )}
    }
    .into_any()
}

fn row(page: Page, one: PayLink) -> impl IntoView {
    let (id, until) = (one.id, one.expires_at);
    let used = i64::try_from(one.uses).unwrap_or(i64::MAX);
    let label = one.nickname.clone();
    let until = move || say("history-when", &args!["at" => at(until)]);
    let end = one.open.then(|| {
        view! {
            " "
            <button
                type="button"
                class="button quiet"
                data-testid="link-end"
                aria-label=move || say("links-end", &args!["name" => label.clone()])
                on:click=move |_| revoke(page, shell().account.get_untracked(), id)
            >
                {t("links-end-button")}
            </button>
        }
    });
    let state = if one.open { "links-open" } else { "links-over" };
    view! {
        <tr data-testid="link-row">
            <th scope="row">{one.nickname}</th>
            <td>{until}</td>
            <td data-testid="link-uses">
                {move || say("links-used", &args!["count" => used])}
            </td>
            <td>
                <span class="tag" data-testid="link-state">{t(state)}</span>
                {end}
            </td>
        </tr>
    }
}

fn revoke(page: Page, account: Option<AccountId>, id: ami_domain::id::LinkId) {
    let Some(account) = account else { return };
    page.made.set(None);
    spawn_local(async move {
        match more().revoke_link(account, id).await {
            Ok(_) => page.all.again(),
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                page.trouble.try_set(Some(why));
            }
        }
    });
}
