//! What the place answers: taken, with free times nearby, or free, with its cost; then paying.

use super::{Checked, Draft, Form, KEY_DRAFT, leads, send};
use crate::browser::{self, Keep};
use crate::i18n::{at, energy, say, span, t, t_with, usd};
use crate::model::civil::written;
use crate::model::pay::{AmountTrouble, CARD_PAGE_METHOD, amount, choices};
use crate::part::fetch::fetched;
use crate::part::field::{Field, field};
use crate::part::notice::{Fault, note};
use crate::part::ways::ways;
use crate::part::why::why;
use ami_domain::event::Answer;
use ami_domain::id::EventId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::event::{Book, EventCheck, EventEstimate, FreeWindow};
use ami_wire::api::{Pay, PaymentWay};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const AMOUNT: &str = "amount";
const CONSENT: &str = "consent";

pub(super) fn view(form: Form) -> impl IntoView {
    move || {
        let checked = form.checked.get()?;
        let (start, end) = (checked.answer.start, checked.answer.end);
        let length = checked.answer.length;
        let result = match checked.answer.answer {
            Answer::Available => free(form, checked.clone()).into_any(),
            Answer::Scheduled => taken(form, &checked.answer).into_any(),
            Answer::NotPrepay => {
                note("warn", "info", "not-prepay", t("event-not-prepay")).into_any()
            }
        };
        Some(view! {
            <section class="offer" data-testid="offer" data-answer=checked.answer.answer.word()>
                <h2 id="offer-title" tabindex="-1">
                    {t_with("event-free-window", move || args!["start" => at(start), "end" => at(end)])}
                </h2>
                <p class="more" data-testid="offer-length">
                    {t_with("event-length", move || args!["left" => span(length)])}
                </p>
                {result}
            </section>
        })
    }
}

/// Who has it is not said; which times are free nearby is (SC2.4).
fn taken(form: Form, answer: &EventCheck) -> impl IntoView + use<> {
    let row = move |free: FreeWindow| {
        let (start, end) = (free.start, free.end);
        let take = move |_| {
            form.start.set(written(start));
            form.end.set(written(end));
            browser::focus("[data-testid=check-event]");
        };
        view! {
            <li>
                <button type="button" class="button" data-testid="free-window" on:click=take>
                    {t_with("event-free-window", move || {
                        args!["start" => at(start), "end" => at(end)]
                    })}
                </button>
            </li>
        }
    };
    let none = answer.free.is_empty();
    let rows = answer.free.iter().cloned().map(row).collect_view();
    let text = if none {
        "event-taken-none"
    } else {
        "event-taken-free"
    };
    view! {
        {note("warn", "info", "taken", t("event-taken"))}
        <p>{t(text)}</p>
        <ul class="plain-list" data-testid="free-windows">{rows}</ul>
    }
}

fn free(form: Form, checked: Checked) -> impl IntoView {
    let go = leads();
    let estimate = checked.answer.estimate.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        let (Some(amount), Some((method, token)), Some(event), Some(payment)) = (
            read(form),
            form.choice.get_untracked(),
            browser::new_payment_id(),
            browser::new_payment_id(),
        ) else {
            return;
        };
        let draft = Draft {
            account: form.account,
            event: EventId::from_bytes(event.to_bytes()),
            book: Book {
                location: checked.location,
                start: checked.start.clone(),
                end: checked.end.clone(),
                after: form.after.get_untracked(),
                payment,
                pay: Pay {
                    amount,
                    method,
                    token: token.to_owned(),
                },
            },
        };
        send(form, draft, go.clone());
    };
    let shape = Field {
        id: AMOUNT,
        kind: Signal::stored("text"),
        autocomplete: "transaction-amount",
        inputmode: "decimal",
        max: 14,
    };
    let (least, largest) = (form.least, form.largest);
    let bounds = move || args!["minimum" => usd(least), "maximum" => usd(largest)];
    let hint = Box::new(move || say("pay-amount-label.hint", &bounds()));
    view! {
        {note("calm", "ok", "free", t("event-free"))}
        {cost(estimate)}
        <form novalidate data-testid="pay-form" on:submit=submit>
            <section class="panel">
                {field(shape, t("event-amount-label"), Some(hint), form.amount, form.faults)}
            </section>
            {fetched(form.options, move |options| paying(form, options.methods))}
            {consent(form)}
            <button
                class="button primary"
                data-testid="book"
                disabled=move || form.busy.get() || form.choice.with(Option::is_none)
            >
                {move || label(form)}
            </button>
        </form>
    }
}

/// The ways that pay for a time at once; where there is none, what else the reader can do.
fn paying(form: Form, all: Vec<PaymentWay>) -> impl IntoView + use<> {
    let at_once: Vec<_> = all.into_iter().filter(|way| way.for_events).collect();
    let none = !at_once.iter().any(|way| !choices(way).is_empty());
    if none {
        return note("warn", "info", "no-way", t("event-no-way")).into_any();
    }
    let page = move || {
        form.choice.with(|choice| {
            choice
                .as_ref()
                .is_some_and(|(way, _)| way == CARD_PAGE_METHOD)
        })
    };
    let hint = move || {
        page()
            .then(|| view! { <p class="hint" data-testid="page-means">{t("event-page-means")}</p> })
    };
    view! {
        {ways(at_once, form.choice)}
        {hint}
    }
    .into_any()
}

fn label(form: Form) -> String {
    if form.busy.get() {
        return say("event-pay-busy", &Args::new());
    }
    let money = Money::parse(&form.amount.get()).unwrap_or(Money::ZERO);
    say("event-pay", &args!["amount" => usd(money)])
}

/// What such a window has cost on like days (SC2.5, IX-03).
fn cost(estimate: Option<EventEstimate>) -> impl IntoView {
    let figures = match estimate {
        None => view! { <p data-testid="cost-unknown">{t("event-cost-unknown")}</p> }.into_any(),
        Some(one) => {
            let of = move |money, kwh| args!["amount" => usd(money), "kwh" => energy(kwh)];
            view! {
                <p data-testid="cost-likely">
                    {t_with("event-cost-likely", move || of(one.likely, one.energy))}
                </p>
                <p data-testid="cost-safe">
                    {t_with("event-cost-safe", move || of(one.safe, one.energy_safe))}
                </p>
                <p class="hint">{t("event-cost-hint")}</p>
                {one.lineage.map(|lineage| view! { <p>{why(lineage, "event-cost-title")}</p> })}
            }
            .into_any()
        }
    };
    view! {
        <section class="panel estimate" aria-labelledby="cost-title">
            <h3 id="cost-title">{t("event-cost-title")}</h3>
            {figures}
        </section>
    }
}

fn consent(form: Form) -> impl IntoView {
    let error = move || {
        form.faults.with(|all| {
            let one = all.iter().find(|fault| fault.field == CONSENT);
            one.map(|fault| fault.text.clone())
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
                prop:checked=form.consent
                on:change=move |event| form.consent.set(event_target_checked(&event))
            />
            <span>{t("event-consent")}</span>
        </label>
    }
}

/// The amount, where it is good and the box is checked; else the form says what is wrong.
fn read(form: Form) -> Option<Money> {
    let (least, largest) = (form.least, form.largest);
    let money = amount(&form.amount.get_untracked(), least, largest);
    let mut faults = Vec::new();
    if let Err(trouble) = money {
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
    if !form.consent.get_untracked() {
        faults.push(Fault::new(CONSENT, "pay-consent-missing"));
    }
    let good = faults.is_empty();
    form.faults.set(faults);
    money.ok().filter(|_| good)
}

/// The server did not answer, or the page was loaded again before it did: the same booking goes
/// out again.
pub(super) fn unanswered(form: Form, draft: Draft) -> impl IntoView {
    let go = leads();
    let again = move |_| send(form, draft.clone(), go.clone());
    let drop = move |_| {
        browser::forget(Keep::Tab, KEY_DRAFT);
        form.trouble.set(None);
        form.draft.set(None);
    };
    view! {
        <section class="panel" data-testid="unanswered">
            {note("warn", "clock", "unanswered-note", t("event-unanswered"))}
            <div class="actions">
                <button class="button primary" data-testid="send-again" disabled=form.busy on:click=again>
                    {t("event-unanswered-again")}
                </button>
                <button class="button" data-testid="give-up" disabled=form.busy on:click=drop>
                    {t("event-unanswered-drop")}
                </button>
            </div>
        </section>
    }
}
