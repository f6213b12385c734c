//! The second look, and how it ended.

use super::{Desk, Wish};
use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::notice::note;
use crate::shell::{more, shell};
use ami_domain::money::Money;
use ami_locales::args;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What would move, and what it does to the balance.
pub(super) fn view(desk: Desk, wish: Wish) -> impl IntoView {
    let (amount, before, why) = (wish.body.amount, wish.balance, wish.body.note.clone());
    let (paid, offered) = (wish.payment.amount, wish.payment.offered_at);
    let after = before - amount;
    let low = (!after.is_positive())
        .then(|| note("warn", "critical", "refund-low", t("refund-look-low")));
    let give = move |_| give(desk, wish.clone());
    view! {
        <section class="panel" aria-labelledby="look-title" data-testid="refund-review">
            <h2 id="look-title" tabindex="-1">{t("refund-look-title")}</h2>
            <p class="review-amount">
                {t_with("refund-look-amount", move || args!["amount" => usd(amount)])}
            </p>
            <ul class="plain-list">
                <li>
                    {t_with("refund-look-of", move || {
                        args!["amount" => usd(paid), "at" => at(offered)]
                    })}
                </li>
                <li data-testid="refund-balance">
                    {t_with("refund-look-balance", move || {
                        args!["balance" => usd(before), "after" => usd(after)]
                    })}
                </li>
                <li>{t_with("refund-look-why", move || args!["note" => why.clone()])}</li>
            </ul>
            {low}
            <div class="actions">
                <button
                    class="button primary"
                    data-testid="refund-give"
                    disabled=move || desk.busy.get()
                    on:click=give
                >
                    {t_with("refund-give", move || args!["amount" => usd(amount)])}
                </button>
                <button
                    class="button"
                    data-testid="refund-change"
                    disabled=move || desk.busy.get()
                    on:click=move |_| desk.wish.set(None)
                >
                    {t("refund-change")}
                </button>
            </div>
        </section>
    }
}

/// Sends it; the same once more after a lost answer is the same refund.
fn give(desk: Desk, wish: Wish) {
    if desk.busy.get_untracked() {
        return;
    }
    desk.busy.set(true);
    desk.trouble.set(None);
    spawn_local(async move {
        let (id, payment) = (wish.id, wish.payment.id);
        match more().refund(desk.account, payment, id, wish.body).await {
            Ok(done) => {
                desk.ended.try_set(Some((done.state, done.amount)));
                desk.amount.try_set(String::new());
                desk.reason.try_set(String::new());
                desk.wish.try_set(None);
                desk.left.again();
                crate::browser::focus("[data-testid=refund-ended]");
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(Trouble::Refused(problem)) if problem.code != "error-unavailable" => {
                // The server took nothing: the form says why, and the next one is another refund.
                desk.trouble.try_set(Some(Trouble::Refused(problem)));
                desk.wish.try_set(None);
                desk.left.again();
            }
            // Nobody knows: the same one is sent again.
            Err(why @ (Trouble::Refused(_) | Trouble::Away | Trouble::NotHere)) => {
                desk.trouble.try_set(Some(why));
            }
        }
        desk.busy.try_set(false);
    });
}

/// How the last one ended.
pub(super) fn ended((state, amount): (String, Money)) -> impl IntoView {
    let (tone, id) = match state.as_str() {
        "done" => ("calm", "refund-done"),
        "failed" => ("alarm", "refund-failed"),
        _ => ("warn", "refund-asked"),
    };
    view! {
        <div
            class="notice"
            data-tone=tone
            role="status"
            tabindex="-1"
            data-testid="refund-ended"
            data-state=state
        >
            <p>{move || say(id, &args!["amount" => usd(amount)])}</p>
        </div>
    }
}
