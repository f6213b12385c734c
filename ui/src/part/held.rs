//! What keeps an account's supply on now, and why: what is owed, before when nothing is turned
//! off, and, for staff, every rule of the newest decision.

use crate::backend::Answer;
use crate::i18n::{at, t, t_with};
use crate::model::glance::{Glance, level};
use crate::part::ahead::ahead_line;
use crate::part::fetch::{fetched, load};
use crate::part::order::word;
use crate::shell::backend;
use ami_domain::id::AccountId;
use ami_locales::args;
use ami_wire::api::{Account, Decision};
use leptos::prelude::*;
use leptos_router::components::A;

/// Asks for the newest decisions about an account.
type Decided = fn(AccountId) -> Answer<Vec<Decision>>;

/// The account as it stands, and the rules that hold where staff asks for the decisions.
pub(crate) fn held_now(id: AccountId, decided: Option<Decided>) -> impl IntoView {
    let known = load(move || Some(both(id, decided)));
    view! {
        <section class="panel" aria-labelledby="held-title" data-testid="held-now">
            <h2 id="held-title">{t("care-held-title")}</h2>
            {fetched(known, move |(account, newest)| now(id, &account, newest))}
        </section>
    }
}

/// Decisions are for staff alone; nobody else is asked for them.
fn both(id: AccountId, decided: Option<Decided>) -> Answer<(Account, Option<Decision>)> {
    let account = backend().account(id);
    let decisions = decided.map(|decided| decided(id));
    Box::pin(async move {
        let account = account.await?;
        let newest = match decisions {
            Some(decisions) => decisions.await?.into_iter().next(),
            None => None,
        };
        Ok((account, newest))
    })
}

fn now(id: AccountId, account: &Account, newest: Option<Decision>) -> impl IntoView + use<> {
    let held = account.view.ahead.is_some_and(|ahead| ahead.held.is_some());
    let line = ahead_line(&account.view, level(&Glance::from(account)), Some(id));
    let rules = newest
        .filter(|decision| held && !decision.holds.is_empty())
        .map(|decision| {
            let when = decision.at;
            let rules = decision.holds.iter();
            let rules = rules.map(|rule| view! { <li>{word("supply-rule", rule.word())}</li> });
            view! {
                <p>{t_with("care-held-rules", move || args!["at" => at(when)])}</p>
                <ul class="plain-list" data-testid="held-rules">{rules.collect_view()}</ul>
                <p>
                    <A href=format!("/supply/{id}") attr:data-testid="held-decisions">
                        {t("care-held-decisions")}
                    </A>
                </p>
            }
        });
    view! {
        {(!held).then(|| view! { <p data-testid="held-none">{t("care-held-none")}</p> })}
        {line}
        {rules}
    }
}
