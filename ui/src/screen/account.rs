//! One account for representatives: what its customer sees, and its payments.

use super::heading;
use crate::i18n::{say, t};
use crate::part::fetch::{fetched, load, waiting};
use crate::part::glance::{account_glance, minute};
use crate::part::notice::trouble_box;
use crate::part::payments::payment_table;
use crate::part::watch::Watch;
use crate::shell::backend;
use ami_domain::id::AccountId;
use ami_locales::{Args, args};
use ami_wire::api::Account;
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    let watch = Watch::new(RwSignal::new(Some(id)));
    watch.follow();
    let now = minute();
    let payments = load(move || {
        watch.payment.track();
        Some(backend().payments(id))
    });
    let title = move || match watch.account.get() {
        Some(account) => say("account-title", &args!["account" => account.number]),
        None => say("account-title-plain", &Args::new()),
    };
    view! {
        {heading(title)}
        <p>
            <A href=format!("/no-power/{id}") attr:data-testid="no-power-link">
                {t("service-link")}
            </A>
            " · "
            <A href=format!("/supply/{id}") attr:data-testid="supply-link">{t("supply-link")}</A>
            " · "
            <A href=format!("/enrol/{id}") attr:data-testid="enrol-link">
                {t("enrol-account-link")}
            </A>
            " · "
            <A href=format!("/contacts/{id}") attr:data-testid="contacts-link">
                {t("contacts-menu")}
            </A>
            " · "
            <A href=format!("/protection/{id}") attr:data-testid="protection-link">
                {t("protect-menu")}
            </A>
            " · "
            <A href=format!("/baseline/{id}") attr:data-testid="baseline-link">
                {t("baseline-menu")}
            </A>
            " · "
            <A href=format!("/help/{id}") attr:data-testid="help-link">{t("help-menu")}</A>
            " · "
            <A href=format!("/owing/{id}") attr:data-testid="owing-link">{t("debt-link")}</A>
            " · "
            <A href=format!("/refund/{id}") attr:data-testid="refund-link">{t("refund-link")}</A>
            " · "
            <A href=format!("/move-out/{id}") attr:data-testid="move-out-link">
                {t("move-out-menu")}
            </A>
            " · "
            <A href=format!("/log/{id}") attr:data-testid="log-link">{t("service-log-link")}</A>
        </p>
        {move || match (watch.account.get(), watch.trouble.get()) {
            (Some(account), _) => view! {
                {person(&account)}
                <h2>{t("account-display")}</h2>
                {account_glance(account, now, true, ())}
            }
            .into_any(),
            (None, Some(trouble)) => trouble_box(trouble).into_any(),
            (None, None) => waiting().into_any(),
        }}
        <h2>{t("account-payments")}</h2>
        {fetched(payments, |list| payment_table(list.payments, false))}
    }
    .into_any()
}

fn person(account: &Account) -> impl IntoView + use<> {
    let (name, address) = (account.name.clone(), account.address.clone());
    view! {
        <dl class="facts panel">
            <div>
                <dt>{t("account-customer")}</dt>
                <dd data-testid="account-name">{name}</dd>
            </div>
            <div>
                <dt>{t("account-address")}</dt>
                <dd>{address}</dd>
            </div>
        </dl>
    }
}
