//! "Enough through this day": what to pay so that the balance lasts, likely and for sure.

use super::Entry;
use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::fetch::{Fetch, load, waiting};
use crate::part::field::{day, field};
use crate::part::notice::{Fault, note, trouble_box};
use crate::part::why::why;
use crate::shell::backend;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::Estimate;
use leptos::prelude::*;

const DAY: &str = "through-day";

pub(super) fn view(entry: Entry, account: AccountId) -> impl IntoView {
    let (typed_day, asked) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::new());
    let answer = load(move || {
        let day = asked.get();
        (!day.is_empty()).then(|| backend().estimate_through(account, &day))
    });
    let ask = move |_| {
        let day = typed_day.get_untracked();
        let missing = day
            .trim()
            .is_empty()
            .then(|| Fault::new(DAY, "forecast-day-missing"));
        faults.set(missing.into_iter().collect());
        asked.set(day.trim().to_owned());
        answer.again();
    };
    let hint = Box::new(move || say("forecast-day-label.hint", &Args::new()));
    let label = t("forecast-day-label");
    view! {
        <section class="panel estimate" aria-labelledby="through-title" data-testid="through">
            <h2 id="through-title">{t("forecast-through-title")}</h2>
            {field(day(DAY), label, Some(hint), typed_day, faults)}
            <button type="button" class="button" data-testid="through-ask" on:click=ask>
                {t("forecast-through-button")}
            </button>
            <div role="status">
                {move || match (asked.get().is_empty(), answer.state.get()) {
                    (true, _) => ().into_any(),
                    (false, Fetch::Waiting) => waiting().into_any(),
                    (false, Fetch::Ready(estimate)) => found(entry, estimate).into_any(),
                    (false, Fetch::Failed(Trouble::Refused(_))) => {
                        note("note", "info", "no-through", t("forecast-day-refused")).into_any()
                    }
                    (false, Fetch::Failed(trouble)) => trouble_box(trouble).into_any(),
                }}
            </div>
        </section>
    }
}

fn found(entry: Entry, estimate: Estimate) -> impl IntoView {
    let (likely, safe) = (estimate.pay_likely, estimate.pay_safe);
    // The answer ends with the first moment after the day; an hour before it is that day still.
    let mut until = estimate.until;
    until.at = until.at - ami_domain::time::Span::hours(1);
    let lineage = estimate.lineage;
    let behind = move || lineage.map(|of| why(of, "forecast-through-title"));
    if !safe.is_positive() {
        return view! {
            <p class="suggested" data-testid="through-nothing">
                {t_with("forecast-through-nothing", move || args!["until" => at(until)])} " "
                {behind()}
            </p>
        }
        .into_any();
    }
    view! {
        <p class="suggested" data-testid="through-safe">
            {t_with("forecast-through-safe", move || {
                args!["suggested" => usd(safe), "until" => at(until)]
            })} " " {behind()}
        </p>
        <p class="more" data-testid="through-likely">
            {t_with("forecast-through-likely", move || args!["amount" => usd(likely)])}
        </p>
        {take(entry, safe)}
    }
    .into_any()
}

fn take(entry: Entry, amount: Money) -> impl IntoView {
    let take = move |_| entry.amount.set(amount.typed());
    view! {
        <button type="button" class="button" data-testid="take-through" on:click=take>
            {t_with("pay-suggested-take", move || args!["suggested" => usd(amount)])}
        </button>
    }
}
