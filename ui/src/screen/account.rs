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
    let links = [
        ("no-power", "no-power-link", t("service-link")),
        ("supply", "supply-link", t("supply-link")),
        ("enrol", "enrol-link", t("enrol-account-link")),
        ("contacts", "contacts-link", t("contacts-menu")),
        ("protection", "protection-link", t("protect-menu")),
        ("baseline", "baseline-link", t("baseline-menu")),
        ("help", "help-link", t("help-menu")),
        ("owing", "owing-link", t("debt-link")),
        ("deposit", "deposit-link", t("deposit-link")),
        ("password-code", "password-code-link", t("code-link")),
        ("refund", "refund-link", t("refund-link")),
        ("move-out", "move-out-link", t("move-out-menu")),
        ("log", "log-link", t("service-log-link")),
    ];
    let links = links
        .into_iter()
        .enumerate()
        .map(|(place, (path, testid, text))| {
            let between = (place > 0).then_some(" · ");
            view! {
                {between}
                <A href=format!("/{path}/{id}") attr:data-testid=testid>{text}</A>
            }
        });
    let links = links.collect_view();
    view! {
        {heading(title)}
        <p>{links}</p>
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
