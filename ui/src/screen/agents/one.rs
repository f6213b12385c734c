//! One pay station: its numbers, its key, what it hands over, and its day.

use super::form::{amount, change, text_field};
use super::{Page, dollars};
use crate::browser;
use crate::i18n::{say, t, t_with};
use crate::part::fetch::{Fetch, fetched, load};
use crate::part::notice::error_summary;
use crate::shell::more;
use ami_domain::id::{AgentId, TransferId};
use ami_locales::args;
use ami_wire::api::station::{Agent, AgentStatement, Remit};
use leptos::prelude::*;

/// The details of a chosen station, once the list has it.
pub(super) fn details(page: Page, id: AgentId) -> impl IntoView {
    // The key is shown once and dies with this part of the page.
    let key = RwSignal::new(None::<String>);
    let found = move || match page.all.state.get() {
        Fetch::Ready(all) => all.into_iter().find(|one| one.id == id),
        Fetch::Waiting | Fetch::Failed(_) => None,
    };
    move || {
        let one = found()?;
        let name = one.name.clone();
        Some(view! {
            <section class="panel" data-testid="agent-details">
                <h2>{name}</h2>
                {change(page, &one)}
                {keys(page, &one, key)}
                {remit(page, &one)}
                {day(page, &one)}
            </section>
        })
    }
}

fn keys(page: Page, one: &Agent, key: RwSignal<Option<String>>) -> impl IntoView + use<> {
    let (id, name) = (one.id, one.name.clone());
    let make = move |_| {
        page.run(more().new_agent_key(id), move |made| {
            key.try_set(Some(made.key));
            browser::focus("[data-testid=agent-key]");
        });
    };
    let revoke = move |_| {
        key.set(None);
        page.run(more().revoke_agent_keys(id), |_| {});
    };
    let shown = move || {
        let key = key.get()?;
        let name = name.clone();
        let said = t_with("agents-key-once", move || args!["name" => name.clone()]);
        Some(view! {
            <div class="notice" data-tone="warn" role="status">
                <p>{said}</p>
                <p>
                    <code tabindex="-1" data-testid="agent-key">{key}</code>
                </p>
            </div>
        })
    };
    view! {
        <h3>{t("agents-key")}</h3>
        {shown}
        <p class="hint">{t("agents-new-key-hint")}</p>
        <p>
            <button type="button" class="button" data-testid="agent-new-key" on:click=make>
                {t("agents-new-key")}
            </button>
            " "
            <button type="button" class="button quiet" data-testid="agent-revoke" on:click=revoke>
                {t("agents-revoke")}
            </button>
        </p>
    }
}

fn remit(page: Page, one: &Agent) -> impl IntoView + use<> {
    let (id, name) = (one.id, one.name.clone());
    let value = RwSignal::new(String::new());
    let note = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::new());
    // Made with the form and kept until it was taken: a second press is the same record.
    let record = RwSignal::new(fresh());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let amount = amount("remit-amount", value, faults);
        let Some((amount, record_id)) = amount.zip(record.get_untracked()) else {
            return;
        };
        let body = Remit {
            amount,
            note: note.get_untracked(),
        };
        page.run(more().remit(id, record_id, body), move |_| {
            record.try_set(fresh());
        });
    };
    let title = t_with("agents-remit-title", move || args!["name" => name.clone()]);
    view! {
        <form class="form" on:submit=send data-testid="agent-remit">
            <h3>{title}</h3>
            {error_summary(faults)}
            {text_field("remit-amount", "decimal", 12)
                .draw("agents-remit-amount", None, value, faults)}
            {text_field("remit-note", "text", 120).draw("agents-remit-note", None, note, faults)}
            <button class="button" type="submit" data-testid="remit-save">
                {t("agents-remit")}
            </button>
        </form>
    }
}

/// A new name for a record; `None` without a source of chance.
fn fresh() -> Option<TransferId> {
    browser::new_payment_id().map(|id| TransferId::from_bytes(id.to_bytes()))
}

fn day(page: Page, one: &Agent) -> impl IntoView + use<> {
    let (id, name) = (one.id, one.name.clone());
    let found = load(move || {
        page.saved.track();
        Some(more().agent_statement(id))
    });
    let title = move || say("agents-day-title", &args!["name" => name.clone()]);
    view! {
        <h3>{title}</h3>
        {fetched(found, figures)}
    }
}

fn figures(day: AgentStatement) -> impl IntoView {
    view! {
        <dl class="facts" data-testid="agent-day">
            <dt>{t("agents-day-owed")}</dt>
            <dd>{dollars(day.owed_before)}</dd>
            <dt>{t("agents-day-taken")}</dt>
            <dd>{dollars(day.taken)}</dd>
            <dt>{t("agents-day-remitted")}</dt>
            <dd>{dollars(day.remitted)}</dd>
            <dt>{t("agents-day-owes")}</dt>
            <dd data-testid="agent-day-owes">{dollars(day.owes)}</dd>
        </dl>
    }
}
