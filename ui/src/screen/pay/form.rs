//! The estimate, the amount and the card.

use super::{Entry, until};
use crate::backend::Trouble;
use crate::i18n::{at, energy, say, t, t_with, usd};
use crate::model::pay::{AmountTrouble, amount, chips};
use crate::part::fetch::{fetched, load};
use crate::part::field::{Field, field};
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::part::ways::ways;
use crate::part::why::why;
use crate::shell::backend;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::{Estimate, PaymentOptions};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const AMOUNT: &str = "amount";
const CONSENT: &str = "consent";

pub(super) fn view(entry: Entry, account: AccountId, options: PaymentOptions) -> impl IntoView {
    let (least, largest) = (options.least, options.largest);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        entry.trouble.set(None);
        match check(entry, least, largest) {
            Ok(money) => {
                entry.faults.set(Vec::new());
                entry.reviewed.set(Some(money));
                crate::browser::focus("#review-title");
            }
            Err(faults) => entry.faults.set(faults),
        }
    };
    let amount_field = Field {
        id: AMOUNT,
        kind: Signal::stored("text"),
        autocomplete: "transaction-amount",
        inputmode: "decimal",
        max: 14,
    };
    let bounds = move || args!["minimum" => usd(least), "maximum" => usd(largest)];
    let hint = Box::new(move || say("pay-amount-label.hint", &bounds()));
    view! {
        {error_summary(entry.faults)}
        {move || entry.trouble.get().map(trouble_box)}
        {bound(&options)}
        <form novalidate data-testid="pay-form" on:submit=submit>
            {estimate(entry, account)}
            {until::view(entry, account)}
            <section class="panel">
                {amount_chips(entry, least, largest)}
                {field(amount_field, t("pay-amount-label"), Some(hint), entry.amount, entry.faults)}
            </section>
            {ways(options.methods.clone(), entry.choice)}
            {consent(entry)}
            <button class="button primary" data-testid="review">{t("pay-review-button")}</button>
        </form>
    }
}

/// Why less than usual can be paid now, before anything is typed (BR-02).
fn bound(options: &PaymentOptions) -> Option<impl IntoView + use<>> {
    let by = options.bounded_by.as_deref()?;
    let none = options.largest < options.least;
    let id = match (by, none) {
        ("day", false) => "settlement-bound-day",
        ("day", true) => "settlement-bound-day-none",
        (_, false) => "settlement-bound-week",
        (_, true) => "settlement-bound-week-none",
    };
    let (left, day, week) = (options.largest, options.day_max, options.week_max);
    let text = t_with(
        id,
        move || args!["room" => usd(left), "day" => usd(day), "week" => usd(week)],
    );
    Some(note("note", "info", "pay-bound", text))
}

fn check(entry: Entry, least: Money, largest: Money) -> Result<Money, Vec<Fault>> {
    let read = amount(&entry.amount.get_untracked(), least, largest);
    let mut faults = Vec::new();
    if let Err(trouble) = read {
        let values = match trouble {
            AmountTrouble::TooSmall => args!["minimum" => usd(least)],
            AmountTrouble::TooLarge => args!["maximum" => usd(largest)],
            AmountTrouble::Missing | AmountTrouble::NotANumber => Args::new(),
        };
        faults.push(Fault {
            field: AMOUNT,
            text: say(trouble.text(), &values),
        });
    }
    if !entry.consent.get_untracked() {
        let text = say("pay-consent-missing", &Args::new());
        faults.push(Fault {
            field: CONSENT,
            text,
        });
    }
    match read {
        Ok(money) if faults.is_empty() => Ok(money),
        Ok(_) | Err(_) => Err(faults),
    }
}

/// How much lasts until the next bill date; a button takes the suggestion (SC1.3, IX-03).
fn estimate(entry: Entry, account: AccountId) -> impl IntoView {
    let asked = load(move || Some(backend().estimate(account)));
    let failed = move || {
        matches!(
            asked.state.get(),
            crate::part::fetch::Fetch::Failed(Trouble::Refused(_))
        )
    };
    view! {
        <section class="panel estimate" aria-labelledby="estimate-title" data-testid="estimate">
            <h2 id="estimate-title">{t("pay-estimate-title")}</h2>
            {move || {
                failed().then(|| note("note", "info", "no-estimate", t("pay-suggested-unknown")))
            }}
            <Show when=move || !failed()>
                {fetched(asked, move |estimate| suggestion(entry, estimate))}
            </Show>
        </section>
    }
}

fn suggestion(entry: Entry, estimate: Estimate) -> impl IntoView {
    let (suggested, until) = (estimate.suggested, estimate.until);
    let take = move |_| entry.amount.set(suggested.typed());
    let likely = move || {
        args![
            "amount" => usd(estimate.likely),
            "kwh" => energy(estimate.energy),
        ]
    };
    let fixed = estimate.fixed.is_positive().then(|| {
        let fixed = move || args!["fee" => usd(estimate.fixed)];
        view! { <p class="more">{t_with("pay-estimate-fixed", fixed)}</p> }
    });
    // With enough on the account already there is nothing to suggest.
    let missing = estimate.pay_safe > Money::ZERO;
    let said = move || match missing {
        true => say(
            "pay-suggested",
            &args!["suggested" => usd(suggested), "until" => at(until)],
        ),
        false => say("pay-suggested-none", &args!["until" => at(until)]),
    };
    view! {
        <p class="suggested" data-testid="suggested">
            {said} " " {estimate.lineage.map(|of| why(of, "pay-estimate-title"))}
        </p>
        <p class="more" data-testid="estimate-likely">{t_with("pay-estimate-likely", likely)}</p>
        {fixed}
        <p class="more" data-testid="estimate-safe">
            {t_with("pay-estimate-safe", move || args!["amount" => usd(estimate.safe)])}
        </p>
        <p class="hint">{t("pay-suggested.hint")}</p>
        {missing
            .then(|| view! {
                <button type="button" class="button" data-testid="take-suggested" on:click=take>
                    {t_with("pay-suggested-take", move || args!["suggested" => usd(suggested)])}
                </button>
            })}
    }
}

fn amount_chips(entry: Entry, least: Money, largest: Money) -> impl IntoView {
    let buttons = chips(least, largest)
        .into_iter()
        .map(|money| {
            let text = money.typed();
            let chosen = text.clone();
            let pressed = move || (entry.amount.get() == chosen).to_string();
            let testid = format!("chip-{text}");
            view! {
                <button
                    type="button"
                    class="chip"
                    data-testid=testid
                    aria-pressed=pressed
                    on:click=move |_| entry.amount.set(text.clone())
                >
                    {t_with("home-balance-value", move || args!["balance" => usd(money)])}
                </button>
            }
        })
        .collect_view();
    view! {
        <h2>{t("pay-amount-title")}</h2>
        <div class="chips">{buttons}</div>
    }
}

fn consent(entry: Entry) -> impl IntoView {
    let error = move || {
        entry.faults.with(|all| {
            all.iter()
                .find(|f| f.field == CONSENT)
                .map(|f| f.text.clone())
        })
    };
    view! {
        {move || error().map(|text| view! { <p class="error" id="consent-error">{text}</p> })}
        <label class="choice">
            <input
                type="checkbox"
                id=CONSENT
                data-testid=CONSENT
                aria-describedby=move || error().map(|_| "consent-error")
                prop:checked=entry.consent
                on:change=move |event| entry.consent.set(event_target_checked(&event))
            />
            <span>{t("pay-consent")}</span>
        </label>
    }
}
