//! What is owed and borrowed, and what a payment pays, line by line: before money moves and on the
//! receipt.

use crate::backend::Trouble;
use crate::i18n::{at, t, t_with, usd};
use crate::part::notice::trouble_box;
use crate::part::why::why;
use crate::shell::{backend, shell};
use ami_domain::debt::{Line, NotLent};
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::args;
use ami_wire::api::{Owing, SplitLine};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a payment will pay, asked of the server before money moves.
pub(crate) fn split_ahead(account: AccountId, amount: Money) -> RwSignal<Vec<SplitLine>> {
    let split = RwSignal::new(Vec::<SplitLine>::new());
    spawn_local(async move {
        // Without an answer nothing is claimed; the receipt shows the lines.
        if let Ok(answer) = backend().split(account, amount).await {
            split.set(answer.split);
        }
    });
    split
}

/// What of a payment is for power; all of it while the lines are not known.
pub(crate) fn for_power(amount: Money, split: &[SplitLine]) -> Money {
    let power = split.iter().filter(|line| line.line == Line::Energy);
    if split.is_empty() {
        amount
    } else {
        power.map(|line| line.amount).sum()
    }
}

/// The lines of a payment. One that is all for power needs no list.
pub(crate) fn split_list(amount: Money, split: Vec<SplitLine>) -> impl IntoView + use<> {
    let whole = split.iter().all(|line| line.line == Line::Energy);
    let rows = split
        .into_iter()
        .map(|SplitLine { line, amount }| {
            view! {
                <div data-testid="split-line">
                    <dt>{t(word(line))}</dt>
                    <dd>{t_with("home-balance-value", move || args!["balance" => usd(amount)])}</dd>
                </div>
            }
        })
        .collect_view();
    (!whole).then(|| {
        view! {
            <h3>{t_with("debt-split-title", move || args!["amount" => usd(amount)])}</h3>
            <dl class="facts" data-testid="split">
                {rows}
            </dl>
        }
    })
}

const fn word(line: Line) -> &'static str {
    match line {
        Line::Fee => "debt-line-fee",
        Line::Emergency => "debt-line-emergency",
        Line::Debt => "debt-line-debt",
        Line::Energy => "debt-line-energy",
    }
}

/// What of a balance is borrowed, under it, wherever a balance is shown.
pub(crate) fn borrowed_line(borrowed: Money) -> impl IntoView {
    borrowed.is_positive().then(|| {
        view! {
            <p class="more" data-testid="borrowed">
                {t_with("debt-borrowed", move || args!["amount" => usd(borrowed)])}
            </p>
        }
    })
}

/// What the customer owes and may borrow; without either nothing, or why nothing is lent where
/// `reasons` asks for that.
pub(crate) fn owing(reasons: bool) -> impl IntoView {
    let home = shell().home;
    let known = RwSignal::new(None::<Owing>);
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    // Again with each new view: a payment or a charge has changed what is owed.
    let seen = Memo::new(move |_| {
        let account = home.account.get();
        account.map(|account| (account.id, account.view.seq))
    });
    Effect::new(move |_| {
        let Some((account, _)) = seen.get() else {
            return;
        };
        spawn_local(async move {
            if let Ok(answer) = backend().owing(account).await {
                known.set(Some(answer));
            }
        });
    });
    let borrow = move |_| {
        let Some((account, _)) = seen.get_untracked() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match backend().lend(account).await {
                Ok(answer) => {
                    trouble.set(None);
                    known.set(Some(answer));
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => trouble.set(Some(why)),
            }
            busy.set(false);
        });
    };
    view! {
        {move || trouble.get().map(trouble_box)}
        {move || known.get().map(|owing| owed(&owing))}
        {move || {
            let why = known.get().filter(|_| reasons).and_then(|owing| owing.not_lent);
            why.map(|why| view! { <p class="hint" data-testid="not-lent">{t(not_lent(why))}</p> })
        }}
        {move || {
            let offer = known.get().map_or(Money::ZERO, |owing| owing.offer);
            offer
                .is_positive()
                .then(|| {
                    view! {
                        <section class="panel" aria-labelledby="lend-title" data-testid="lend">
                            <h2 id="lend-title">{t("debt-lend-title")}</h2>
                            <p>
                                {t_with("debt-lend-hint", move || args!["amount" => usd(offer)])}
                            </p>
                            <button
                                class="button"
                                data-testid="lend-now"
                                disabled=move || busy.get()
                                on:click=borrow
                            >
                                {t_with("debt-lend-button", move || args!["amount" => usd(offer)])}
                            </button>
                        </section>
                    }
                })
        }}
    }
}

/// Why nothing is lent.
const fn not_lent(why: NotLent) -> &'static str {
    match why {
        NotLent::NotOffered => "owing-not-lent-not-offered",
        NotLent::NotYet => "owing-not-lent-not-yet",
        NotLent::Owed => "owing-not-lent-owed",
    }
}

/// What is owed, and a pause that runs; nothing when nothing is owed.
pub(crate) fn owed(owing: &Owing) -> impl IntoView + use<> {
    let debt: Money = owing.debts.iter().map(|debt| debt.owed).sum();
    let emergency = owing.emergency;
    let friendly = owing.friendly;
    let held = owing.held_until;
    let lineage = owing.lineage;
    let row = |id: &'static str, test: &'static str, amount: Money| {
        amount.is_positive().then(|| {
            view! {
                <div>
                    <dt>{t(id)}</dt>
                    <dd data-testid=test>
                        {t_with("home-balance-value", move || args!["balance" => usd(amount)])}
                    </dd>
                </div>
            }
        })
    };
    (debt + emergency).is_positive().then(|| {
        view! {
            <section class="panel" aria-labelledby="owed-title" data-testid="owed">
                <h2 id="owed-title">{t("debt-title")}</h2>
                <dl class="facts">
                    {row("debt-emergency", "owed-emergency", emergency)}
                    {row("debt-owed", "owed-debt", debt)}
                </dl>
                {why(lineage, "debt-title")}
                {emergency.is_positive().then(|| view! { <p>{t("debt-emergency-hint")}</p> })}
                {friendly
                    .is_positive()
                    .then(|| {
                        let values = move || args!["amount" => usd(friendly)];
                        view! {
                            <p data-testid="owed-friendly">
                                {t_with("borrow-owed-friendly", values)}
                            </p>
                        }
                    })}
                {held
                    .map(|until| {
                        view! {
                            <p data-testid="owed-held">
                                {t_with("debt-held", move || args!["at" => at(until)])}
                            </p>
                        }
                    })}
            </section>
        }
    })
}
