//! A payment given back, for representatives: which one, how much, why; then a second look at what
//! it does to the balance, before money moves.

mod look;

use super::heading;
use crate::backend::Trouble;
use crate::browser;
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::fetch::{Load, fetched, load};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::part::order::word;
use crate::part::why::why;
use crate::shell::{backend, more};
use ami_domain::id::{AccountId, RefundId};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_locales::{Args, args};
use ami_wire::api::{GiveBack, Payment, RefundEntry, Refunds};
use leptos::prelude::*;
use leptos_router::components::A;

const AMOUNT: &str = "refund-amount";
const REASON: &str = "refund-reason";
/// Longest reason, in characters.
const REASON_MAX: u16 = 500;

/// What is about to be given back. Its id is made with it, so that a second press and a lost answer
/// give back once.
#[derive(Clone)]
struct Wish {
    id: RefundId,
    payment: Payment,
    body: GiveBack,
    balance: Money,
}

/// What the screen works on.
#[derive(Clone, Copy)]
struct Desk {
    account: AccountId,
    chosen: RwSignal<Option<Payment>>,
    left: Load<Refunds>,
    amount: RwSignal<String>,
    reason: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    wish: RwSignal<Option<Wish>>,
    /// The state that the last one ended in.
    ended: RwSignal<Option<(String, Money)>>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

pub(super) fn view(part: String) -> AnyView {
    let Ok(account) = part.parse::<AccountId>() else {
        return super::missing::view();
    };
    let chosen = RwSignal::new(None::<Payment>);
    let payments = load(move || Some(backend().payments(account)));
    let desk = Desk {
        account,
        chosen,
        left: load(move || {
            let payment = chosen.with(|chosen| chosen.as_ref().map(|one| one.id))?;
            Some(more().refunds(account, payment))
        }),
        amount: RwSignal::new(String::new()),
        reason: RwSignal::new(String::new()),
        faults: RwSignal::new(Vec::new()),
        wish: RwSignal::new(None),
        ended: RwSignal::new(None),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    view! {
        {heading(t("refund-title"))}
        <p>{t("refund-intro")}</p>
        {move || desk.trouble.get().map(trouble_box)}
        {move || desk.ended.get().map(look::ended)}
        {move || match desk.wish.get() {
            Some(wish) => look::view(desk, wish).into_any(),
            None => view! {
                {fetched(payments, move |all| which(desk, all.payments))}
                {move || desk.chosen.get().map(|one| about(desk, one))}
            }
            .into_any(),
        }}
        <p>
            <A href=format!("/accounts/{account}")>{t("service-account-link")}</A>
        </p>
    }
    .into_any()
}

/// The payments that were credited, newest first.
fn which(desk: Desk, all: Vec<Payment>) -> AnyView {
    let rows: Vec<_> = all
        .into_iter()
        .filter(|one| matches!(one.state, PaymentState::Applied { .. }))
        .map(|one| choice(desk, one))
        .collect();
    if rows.is_empty() {
        return view! { <p class="empty" data-testid="refund-none">{t("refund-none")}</p> }
            .into_any();
    }
    view! {
        <fieldset class="panel">
            <legend>{t("refund-which")}</legend>
            {rows}
        </fieldset>
    }
    .into_any()
}

fn choice(desk: Desk, one: Payment) -> impl IntoView {
    let (id, amount, offered) = (one.id, one.amount, one.offered_at);
    let method = crate::model::pay::method_text(&one.method);
    let chosen = move || {
        desk.chosen
            .with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == id))
    };
    let choose = move |_| {
        desk.ended.set(None);
        desk.faults.set(Vec::new());
        desk.chosen.set(Some(one.clone()));
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                name="refund-payment"
                data-testid="refund-payment"
                prop:checked=chosen
                on:change=choose
            />
            <span>
                {move || say("history-when", &args!["at" => at(offered)])} " · "
                {move || say("home-balance-value", &args!["balance" => usd(amount)])} " · "
                {t(method)}
            </span>
        </label>
    }
}

/// What is left of the chosen one, and the form.
fn about(desk: Desk, payment: Payment) -> impl IntoView {
    fetched(desk.left, move |left| {
        let (most, lineage) = (left.most, payment.lineage);
        let form = most
            .is_positive()
            .then(|| form(desk, payment.clone(), most, left.balance));
        let none = (!most.is_positive()).then(|| {
            let text = move || {
                let why = say("refund-why-none", &Args::new());
                format!("{why} {}", say("refund-why-none.next", &Args::new()))
            };
            note("warn", "info", "refund-why-none", text)
        });
        view! {
            <section class="panel" aria-labelledby="refund-left">
                <h2 id="refund-left">{t("refund-state")}</h2>
                <dl class="facts">
                    {fact("refund-rest", left.rest)}
                    {fact("refund-unused", left.unused)}
                    {fact("refund-most", most)}
                </dl>
                {lineage.map(|of| view! { <p>{why(of, "refund-state")}</p> })}
                {before(left.refunds)}
                {none}
            </section>
            {form}
        }
    })
}

fn fact(id: &'static str, amount: Money) -> impl IntoView {
    view! {
        <div>
            <dt>{t(id)}</dt>
            <dd data-testid=id>
                {t_with("home-balance-value", move || args!["balance" => usd(amount)])}
            </dd>
        </div>
    }
}

fn before(all: Vec<RefundEntry>) -> Option<impl IntoView> {
    if all.is_empty() {
        return None;
    }
    let rows = all.into_iter().map(|one| {
        let (when, amount, why) = (one.asked_at, one.amount, one.note);
        let text = t_with(
            "refund-entry",
            move || args!["at" => at(when), "amount" => usd(amount), "note" => why.clone()],
        );
        view! {
            <li data-testid="refund-before">
                {text} " " <span class="tag">{word("refund-state", &one.state)}</span>
            </li>
        }
    });
    Some(view! {
        <h3>{t("refund-before")}</h3>
        <ul class="plain-list">{rows.collect_view()}</ul>
    })
}

fn form(desk: Desk, payment: Payment, most: Money, balance: Money) -> impl IntoView {
    let look = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.trouble.set(None);
        let (Some(body), Some(id)) = (read(desk, most), browser::new_payment_id()) else {
            return;
        };
        desk.wish.set(Some(Wish {
            id: RefundId::from_bytes(id.to_bytes()),
            payment: payment.clone(),
            body,
            balance,
        }));
        browser::focus("#look-title");
    };
    let hint: Box<dyn Fn() -> String + Send + Sync> = Box::new(t("refund-reason.hint"));
    view! {
        <form class="form panel" novalidate on:submit=look data-testid="refund-form">
            {error_summary(desk.faults)}
            {field(line(AMOUNT, "decimal", 14), t(AMOUNT), None, desk.amount, desk.faults)}
            {field(
                line(REASON, "text", REASON_MAX),
                t(REASON),
                Some(hint),
                desk.reason,
                desk.faults,
            )}
            <button class="button primary" type="submit" data-testid="refund-look">
                {t("refund-look")}
            </button>
        </form>
    }
}

/// What the form asks for; `None` when a field cannot be read, which it says itself.
fn read(desk: Desk, most: Money) -> Option<GiveBack> {
    let amount = Money::parse(desk.amount.get_untracked().trim()).ok();
    let amount = amount.filter(|one| one.is_positive() && one.is_whole_cents() && *one <= most);
    let note = desk.reason.get_untracked().trim().to_owned();
    let good = !note.is_empty() && note.chars().count() <= usize::from(REASON_MAX);
    let mut faults = Vec::new();
    if amount.is_none() {
        faults.push(Fault {
            field: AMOUNT,
            text: say("refund-amount-wrong", &args!["maximum" => usd(most)]),
        });
    }
    if !good {
        faults.push(Fault::new(REASON, "refund-reason-missing"));
    }
    desk.faults.set(faults);
    let amount = amount?;
    good.then_some(GiveBack { amount, note })
}
