//! Home: balance, time left, today, supply, last update; kept up to date by the live stream
//! (SC1.12, FR-01).

use super::heading;
use crate::i18n::t;
use crate::part::debt::owing;
use crate::part::fetch::waiting;
use crate::part::glance::{account_glance, minute};
use crate::part::notice::{note, trouble_box};
use crate::shell::shell;
use ami_wire::api::Account;
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) fn view(_: String) -> AnyView {
    let shell = shell();
    let home = shell.home;
    let now = minute();
    let closed = move |account: &Option<Account>| {
        account
            .as_ref()
            .is_some_and(|account| account.closed.is_some())
    };
    let lives = Memo::new(move |_| !home.account.with(closed));
    view! {
        {heading(t("home-title"))}
        {account_choice()}
        {move || {
            (!home.up.get())
                .then(|| note("note", "link-down", "offline-note", t("home-not-live")))
        }}
        {move || match (home.account.get(), home.trouble.get()) {
            (Some(account), _) => account_glance(account, now, false, actions()),
            (None, Some(trouble)) => view! {
                {trouble_box(trouble)}
                <p>
                    <button class="button" data-testid="retry" on:click=move |_| home.refresh()>
                        {t("app-retry")}
                    </button>
                </p>
            }
            .into_any(),
            (None, None) => waiting().into_any(),
        }}
        {move || lives.get().then(|| owing(false))}
        <details class="explain">
            <summary data-testid="estimate-how">{t("home-estimate-title")}</summary>
            <p>{t("home-estimate-body")}</p>
        </details>
    }
    .into_any()
}

fn actions() -> impl IntoView {
    view! {
        <div class="actions">
            <A href="/pay" attr:class="button primary" attr:data-testid="pay-now">
                {t("home-pay-button")}
            </A>
            <A href="/usage" attr:class="button" attr:data-testid="see-usage">
                {t("home-usage-button")}
            </A>
        </div>
    }
}

/// A choice among several accounts of one customer; nothing for one.
fn account_choice() -> impl IntoView {
    let shell = shell();
    move || {
        let accounts = shell.who.with(|who| match who {
            crate::shell::Who::Somebody(session) => session.accounts.clone(),
            crate::shell::Who::Nobody | crate::shell::Who::Asking => Vec::new(),
        });
        (accounts.len() > 1).then(|| {
            let options = accounts
                .into_iter()
                .zip(1_usize..)
                .map(|(id, number)| {
                    let chosen = move || shell.account.get() == Some(id);
                    view! {
                        <option value=id.to_string() selected=chosen>
                            {crate::i18n::t_with("home-account-number", move || {
                                ami_locales::args!["number" => number]
                            })}
                        </option>
                    }
                })
                .collect_view();
            view! {
                <label class="field">
                    <span>{t("home-account-label")}</span>
                    <select
                        data-testid="account-choice"
                        on:change=move |event| {
                            shell.account.set(event_target_value(&event).parse().ok());
                        }
                    >
                        {options}
                    </select>
                </label>
            }
        })
    }
}
