//! One payment with its chain; the page that follows a payment, and that a row of the history
//! leads to.

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{say, span, t, t_with, usd};
use crate::model::glance::left_at;
use crate::model::pay::is_over;
use crate::part::chain::payment_chain;
use crate::part::debt::split_list;
use crate::part::fetch::waiting;
use crate::part::glance::minute;
use crate::part::icon::icon;
use crate::part::lineage::lineage_line;
use crate::part::notice::trouble_box;
use crate::part::payments::by_link;
use crate::part::receipt::{next_step, split, what_became};
use crate::part::why::why;
use crate::shell::{backend, shell};
use ami_domain::id::{AccountId, PaymentId};
use ami_locales::args;
use ami_wire::api::Payment;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// Asked again at this pace while it is not over, for browsers whose stream is blocked.
const ASK_EVERY_MS: u32 = 4_000;

pub(super) fn view(part: String) -> AnyView {
    let Ok(id) = part.parse::<PaymentId>() else {
        return super::missing::view();
    };
    let shell = shell();
    let payment = RwSignal::new(None::<Payment>);
    let trouble = RwSignal::new(None::<Trouble>);
    Effect::new(move |_| {
        if let Some(account) = shell.account.get() {
            spawn_local(follow(account, id, payment, trouble));
        }
    });
    Effect::new(move |_| {
        if let Some(news) = shell.home.payment.get().filter(|p| p.id == id) {
            payment.set(Some(news));
        }
    });
    let now = minute();
    view! {
        {heading(t("payment-title"))}
        {move || trouble.get().map(trouble_box)}
        {move || match payment.get() {
            Some(payment) => {
                view! {
                    {next_step(&payment)}
                    {payment_chain(payment.clone(), now)}
                    {what_became(&payment)}
                    {summary(&payment)}
                    {split(&payment)}
                }
                .into_any()
            }
            None => waiting().into_any(),
        }}
        <div class="actions">
            <A href="/" attr:class="button primary" attr:data-testid="go-home">
                {t("app-menu-home")}
            </A>
            <A href="/pay" attr:class="button" attr:data-testid="pay-again">
                {t("pay-again-button")}
            </A>
        </div>
    }
    .into_any()
}

async fn follow(
    account: AccountId,
    id: PaymentId,
    payment: RwSignal<Option<Payment>>,
    trouble: RwSignal<Option<Trouble>>,
) {
    loop {
        match backend().payment(account, id).await {
            Ok(answer) => {
                trouble.set(None);
                payment.set(Some(answer));
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => trouble.set(Some(why)),
        }
        TimeoutFuture::new(ASK_EVERY_MS).await;
        // `None` means that the screen is gone.
        match payment.try_get_untracked() {
            None => return,
            Some(Some(known)) if is_over(&known) => return,
            Some(Some(_) | None) => {}
        }
    }
}

fn summary(payment: &Payment) -> impl IntoView + use<> {
    let delivery = payment.delivery.as_ref();
    let done = delivery.is_some_and(|d| d.confirmed_at.is_some() && !d.refused);
    let number = delivery.map(|d| d.message.to_string());
    let amount = payment.amount;
    let balance = payment.balance_after;
    let split = split_list(amount, payment.split.clone());
    let lineage = payment.lineage;
    view! {
        {done.then(thanks)}
        {payment.money.by_link.clone().map(|name| view! { <p>{by_link(name)}</p> })}
        {split}
        <dl class="facts">
            <div>
                <dt>{t("history-amount")}</dt>
                <dd data-testid="payment-amount">
                    {t_with("home-balance-value", move || args!["balance" => usd(amount)])}
                </dd>
                {lineage.map(|lineage| view! { <dd>{why(lineage, "history-amount")}</dd> })}
            </div>
            {balance
                .map(|balance| {
                    view! {
                        <div>
                            <dt>{t("payment-balance-after")}</dt>
                            <dd data-testid="payment-balance-after">
                                {t_with("home-balance-value", move || {
                                    args!["balance" => usd(balance)]
                                })}
                            </dd>
                        </div>
                    }
                })}
            {number
                .map(|number| {
                    view! {
                        <div>
                            <dt>{t("history-number")}</dt>
                            <dd class="code" data-testid="payment-message">{number}</dd>
                        </div>
                    }
                })}
        </dl>
        {lineage.map(lineage_line)}
    }
}

fn thanks() -> impl IntoView {
    let home = shell().home;
    let now = shell().now;
    let left = move || {
        let account = home.account.get()?;
        let remaining = account.view.remaining?;
        let left = left_at(&remaining, now.get());
        let values = args!["balance" => usd(account.view.balance), "left" => span(left)];
        Some(say("pay-done-left", &values))
    };
    view! {
        <div class="notice" data-tone="calm" data-testid="payment-done">
            {icon("ok")}
            <div>
                <h2>{t("pay-done-title")}</h2>
                <p>{left}</p>
            </div>
        </div>
    }
}
