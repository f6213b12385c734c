//! How an account pays, and changing it (FR-27, FR-28): from when, and what it means.

use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::converted::changes;
use crate::part::fetch::{fetched, load};
use crate::part::notice::trouble_box;
use crate::part::why::why;
use crate::shell::{more, shell};
use ami_domain::account::Mode;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::{Conversion, Program, SetMode};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Text id of a balance that somebody keeps; nothing is an amount of it, too.
const BALANCE: &str = "convert-balance";

/// The box; `program` is what is known when it is drawn.
pub(crate) fn mode_box(program: &Program, account: AccountId) -> impl IntoView + use<> {
    let (mode, when) = (program.mode, program.converts_at);
    let (now, to, button, means) = match mode {
        Mode::Prepaid => (
            "supply-mode-prepaid",
            Mode::Regular,
            "supply-mode-to-regular",
            "supply-mode-regular-means",
        ),
        Mode::Regular => (
            "supply-mode-regular",
            Mode::Prepaid,
            "supply-mode-to-prepaid",
            "supply-mode-prepaid-means",
        ),
    };
    let busy = RwSignal::new(false);
    let done = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let change = move |_| {
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match more().set_mode(account, SetMode { mode: to }).await {
                Ok(_) => {
                    done.try_set(true);
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    let values = move || args!["at" => at(when)];
    let asked = load(move || Some(more().conversion(account, to)));
    let before = load(move || {
        done.track();
        Some(more().conversions(account))
    });
    view! {
        <section class="panel" aria-labelledby="mode-title" data-testid="mode">
            <h2 id="mode-title">{t("supply-mode")}</h2>
            <p data-testid="mode-now" data-mode=format!("{mode:?}")>{t(now)}</p>
            <p class="hint" id="mode-means">
                {t_with("supply-mode-when", values)}
                <br/>
                {t(means)}
            </p>
            {fetched(asked, what_changes)}
            {move || trouble.get().map(trouble_box)}
            <p role="status" data-testid="mode-done">
                {move || done.get().then(|| say("supply-mode-done", &Args::new()))}
            </p>
            <button
                type="button"
                class="button"
                data-testid="mode-change"
                aria-describedby="mode-means"
                disabled=move || busy.get() || done.get()
                on:click=change
            >
                {t(button)}
            </button>
            {changes(account, before)}
        </section>
    }
}

/// What would change and what stays, before anybody decides: amounts that are nothing are left out,
/// but that neither deposit nor fee is asked for is said.
fn what_changes(change: Conversion) -> impl IntoView {
    let (arrears, below) = match change.to {
        Mode::Prepaid => ("convert-arrears", "convert-below-prepaid"),
        Mode::Regular => ("convert-bill", "convert-below-regular"),
    };
    // What is missing to zero is owed: it is no balance that somebody keeps, and it is said once.
    let missing = (-change.balance).max(Money::ZERO);
    let balance = if missing.is_positive() {
        (below, missing)
    } else {
        (BALANCE, change.balance)
    };
    let always = [
        balance,
        ("convert-deposit", change.deposit),
        ("convert-fee", change.fee),
    ];
    let some = [
        ("convert-help", change.help),
        ("convert-borrowed", change.borrowed),
        (arrears, change.arrears - missing),
        ("convert-debt", change.debt),
        ("convert-held", change.held),
        ("convert-to-bill", change.to_bill),
        ("convert-to-debt", change.to_debt),
        ("convert-to-balance", change.to_balance),
    ];
    let some = some.into_iter().filter(|(_, amount)| amount.is_positive());
    let rows = always.into_iter().chain(some).map(row).collect_view();
    view! {
        <h3>{t("convert-title")}</h3>
        <dl class="facts" data-testid="mode-preview">{rows}</dl>
        {change.lineage.map(|of| view! { <p>{why(of, "convert-title")}</p> })}
    }
}

fn row((text, amount): (&'static str, Money)) -> impl IntoView {
    let shown = move || {
        if text != BALANCE && amount == Money::ZERO {
            return say("convert-none", &Args::new());
        }
        say("convert-amount", &args!["amount" => usd(amount)])
    };
    view! {
        <dt>{t(text)}</dt>
        <dd>{shown}</dd>
    }
}
