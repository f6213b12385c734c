//! The last look before paying, and the payment that was never answered.

use super::{Entry, KEY_DRAFT, leads, send};
use crate::browser::{self, Keep};
use crate::i18n::{say, t, t_with, usd};
use crate::model::pay::{Draft, choice_text, method_text};
use crate::part::debt::{for_power, split_ahead, split_list};
use crate::part::notice::{note, trouble_box};
use crate::shell::shell;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::{Pay, SplitLine};
use leptos::prelude::*;

pub(super) fn view(entry: Entry, account: AccountId, amount: Money) -> impl IntoView {
    let split = split_ahead(account, amount);
    view! {
        <section class="panel" aria-labelledby="review-title">
            <h2 id="review-title" tabindex="-1">{t("pay-review-title")}</h2>
            {move || entry.trouble.get().map(trouble_box)}
            <p class="review-amount" data-testid="review-amount">
                {t_with("pay-review-amount", move || args!["amount" => usd(amount)])}
            </p>
            {facts(entry, amount, split)}
            {move || split_list(amount, split.get())}
            {buttons(entry, account, amount)}
        </section>
    }
}

fn facts(entry: Entry, amount: Money, split: RwSignal<Vec<SplitLine>>) -> impl IntoView {
    let home = shell().home;
    let number = move || home.account.get().map(|a| a.number).unwrap_or_default();
    let after = move || {
        let balance = home.account.get().map_or(Money::ZERO, |a| a.view.balance);
        balance + for_power(amount, &split.get())
    };
    let chosen = move || entry.choice.get().unwrap_or_default();
    let card = move || say(choice_text(chosen().1), &Args::new());
    let method = move || say(method_text(&chosen().0), &Args::new());
    let later = move || {
        let later = chosen().0 == "bank_transfer";
        later.then(|| {
            note(
                "note",
                "clock",
                "pay-clears-later",
                t("settlement-clears-later"),
            )
        })
    };
    view! {
        <ul class="plain-list">
            <li data-testid="review-account">
                {move || say("pay-review-account", &args!["account" => number()])}
            </li>
            <li data-testid="review-method">{method} ": " {card}</li>
            <li data-testid="review-after">
                {move || say("pay-review-after", &args!["balance" => usd(after())])}
            </li>
        </ul>
        {later}
    }
}

fn buttons(entry: Entry, account: AccountId, amount: Money) -> impl IntoView {
    let go = leads();
    let pay = move |_| {
        if entry.busy.get_untracked() {
            return;
        }
        // Without a source of chance there is no safe id, and so no payment.
        let Some(payment) = browser::new_payment_id() else {
            return;
        };
        let Some((method, token)) = entry.choice.get_untracked() else {
            return;
        };
        let token = token.to_owned();
        let pay = Pay {
            amount,
            method,
            token,
        };
        send(
            entry,
            Draft {
                account,
                payment,
                pay,
            },
            go.clone(),
        );
    };
    let label = move || {
        let busy = entry.busy.get();
        let id = if busy {
            "pay-confirm-button.busy"
        } else {
            "pay-confirm-button"
        };
        say(id, &args!["amount" => usd(amount)])
    };
    view! {
        <div class="actions">
            <button
                class="button primary"
                data-testid="pay"
                disabled=move || entry.busy.get()
                on:click=pay
            >
                {label}
            </button>
            <button
                class="button"
                data-testid="change"
                disabled=move || entry.busy.get()
                on:click=move |_| entry.reviewed.set(None)
            >
                {t("pay-review-change")}
            </button>
        </div>
    }
}

/// The server did not answer, or the page was loaded again before it did. The same payment is
/// sent again; giving it up forgets its id, so the reader is told what that means.
pub(super) fn unanswered(entry: Entry, draft: Draft) -> impl IntoView {
    let go = leads();
    let amount = draft.pay.amount;
    let payment = draft.payment.to_string();
    let again = move |_| send(entry, draft.clone(), go.clone());
    let give_up = move |_| {
        browser::forget(Keep::Tab, KEY_DRAFT);
        entry.trouble.set(None);
        entry.reviewed.set(None);
        entry.draft.set(None);
    };
    view! {
        {move || entry.trouble.get().map(trouble_box)}
        <section class="panel" data-testid="unanswered" data-payment=payment>
            {note("warn", "clock", "unanswered-note", t_with("pay-unanswered", move || {
                args!["amount" => usd(amount)]
            }))}
            <div class="actions">
                <button
                    class="button primary"
                    data-testid="send-again"
                    disabled=move || entry.busy.get()
                    on:click=again
                >
                    {t("pay-unanswered-again")}
                </button>
                <button
                    class="button"
                    data-testid="give-up"
                    disabled=move || entry.busy.get()
                    on:click=give_up
                >
                    {t("pay-unanswered-drop")}
                </button>
            </div>
        </section>
    }
}
