//! The form of automatic payment: what is typed, and what is read from it.

use crate::i18n::{say, t};
use crate::model::auto_pay::{clock, day, days, days_text, minute};
use crate::model::pay::CARD_PAGE_METHOD;
use crate::part::fetch::{fetched, load};
use crate::part::field::{Field, day as day_field, field};
use crate::part::notice::{Fault, note};
use crate::part::saved_card::on_file;
use crate::part::ways::ways;
use crate::screen::program::text_of;
use crate::shell::{backend, shell};
use ami_domain::account::AtZero;
use ami_domain::money::Money;
use ami_domain::payday::Payday;
use ami_domain::program::{LowAt, Replenish};
use ami_domain::time::Span;
use ami_locales::{Args, args};
use ami_wire::api::PaymentWay;
use ami_wire::api::auto_pay::{AutoPay, SetAutoPay};
use leptos::prelude::*;

const AMOUNT: &str = "auto-amount";
const WEEKLY: &str = "auto-weekly";
const MONTHLY: &str = "auto-monthly";
const HOURS: &str = "auto-hours";
const DOLLARS: &str = "auto-dollars";
const FROM: &str = "auto-from";
const DAYS: &str = "auto-days";
const TIME: &str = "auto-time";
const RESUME: &str = "auto-resume";
const CARD: &str = "auto-card";
/// Nine in the morning, when nobody said otherwise.
const NINE: u16 = 540;
/// Most weeks between two paydays that the form offers.
const WEEKS: u8 = 4;

/// What the form holds.
#[derive(Clone, Copy)]
pub(super) struct Form {
    amount: RwSignal<String>,
    weekly: RwSignal<String>,
    monthly: RwSignal<String>,
    hours: RwSignal<String>,
    dollars: RwSignal<String>,
    /// 0 for no calendar or days of the month, else every so many weeks.
    weeks: RwSignal<u8>,
    from: RwSignal<String>,
    days: RwSignal<String>,
    time: RwSignal<String>,
    paused: RwSignal<bool>,
    resume: RwSignal<String>,
    /// The method of the saved card.
    saved: RwSignal<Option<String>>,
    /// Another card than the saved one.
    other: RwSignal<bool>,
    choice: RwSignal<Option<(String, &'static str)>>,
    fallback: RwSignal<AtZero>,
    pub(super) faults: RwSignal<Vec<Fault>>,
}

/// The form as the account stands.
pub(super) fn filled(now: &AutoPay) -> Form {
    let settings = now.settings.as_ref();
    let text = |text: String| RwSignal::new(text);
    let dollars = |pick: fn(&Replenish) -> Money| {
        text(settings.map_or_else(String::new, |s| pick(s).typed()))
    };
    let (hours, low) = match settings.map(|settings| settings.trigger) {
        Some(LowAt::Time(span)) => ((span.as_seconds() / 3_600).to_string(), String::new()),
        Some(LowAt::Balance(money)) => (String::new(), money.typed()),
        None => ("48".to_owned(), String::new()),
    };
    let (weeks, from, days, minute) = match now.payday {
        Some(Payday::Weeks {
            every,
            from,
            minute,
        }) => (every, from.to_string(), String::new(), minute),
        Some(Payday::Month { days, minute }) => (0, String::new(), days_text(days), minute),
        None => (0, String::new(), String::new(), NINE),
    };
    Form {
        amount: dollars(|s| s.amount),
        weekly: dollars(|s| s.weekly_max),
        monthly: dollars(|s| s.monthly_max),
        hours: text(hours),
        dollars: text(low),
        weeks: RwSignal::new(weeks),
        from: text(from),
        days: text(days),
        time: text(clock(minute)),
        paused: RwSignal::new(settings.is_some_and(|settings| settings.paused)),
        resume: text(String::new()),
        saved: RwSignal::new(now.method.clone()),
        other: RwSignal::new(now.method.is_none()),
        choice: RwSignal::new(None),
        fallback: RwSignal::new(
            settings.map_or(AtZero::RegularBilling, |settings| settings.fallback),
        ),
        faults: RwSignal::new(Vec::new()),
    }
}

/// Its fields.
pub(super) fn view(form: Form, by_balance: bool) -> impl IntoView {
    view! {
        <fieldset class="panel">
            <legend>{t("auto-how-much")}</legend>
            {typed(form, AMOUNT, "decimal", form.amount)}
            {typed(form, WEEKLY, "decimal", form.weekly)}
            {typed(form, MONTHLY, "decimal", form.monthly)}
        </fieldset>
        {card(form)}
        {(!by_balance).then(|| note("info", "card", "auto-program", t("auto-program")))}
        <fieldset class="panel">
            <legend>{t("auto-when-low")}</legend>
            {typed(form, HOURS, "numeric", form.hours)}
            {typed(form, DOLLARS, "decimal", form.dollars)}
            {fallback(form)}
        </fieldset>
        {calendar(form)}
        {pause(form)}
    }
}

fn typed(
    form: Form,
    id: &'static str,
    inputmode: &'static str,
    value: RwSignal<String>,
) -> impl IntoView {
    let shape = Field {
        id,
        kind: Signal::stored(if id == TIME { "time" } else { "text" }),
        autocomplete: "off",
        inputmode,
        max: 64,
    };
    field(shape, t(id), None, value, form.faults)
}

/// The saved card, or another one: no card is ever typed here.
fn card(form: Form) -> impl IntoView {
    let options = load(move || {
        let account = shell().account.get()?;
        form.other.get().then(|| backend().payment_options(account))
    });
    let keep = form.saved.with_untracked(Option::is_some).then(|| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="auto-other"
                    prop:checked=form.other
                    on:change=move |event| form.other.set(event_target_checked(&event))
                />
                <span>{t("auto-other-card")}</span>
            </label>
        }
    });
    view! {
        <fieldset class="panel" id=CARD tabindex="-1">
            <legend>{t("auto-card")}</legend>
            {on_file(move || options.again())}
            {keep}
            {move || {
                form.other
                    .get()
                    .then(|| {
                        fetched(options, move |all| {
                            // Money that takes days tops nothing up in time.
                            let soon = all.methods.into_iter().filter(charges_alone);
                            ways(soon.collect(), form.choice)
                        })
                    })
            }}
        </fieldset>
    }
}

/// What happens at zero when the card cannot be charged.
fn fallback(form: Form) -> impl IntoView {
    let instead = [AtZero::Limit, AtZero::Disconnect, AtZero::RegularBilling];
    let options = instead
        .into_iter()
        .map(|outcome| {
            let chosen = move || form.fallback.get() == outcome;
            let text = t(text_of(outcome));
            view! { <option value=outcome.word() selected=chosen>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="auto-fallback">{t("auto-fallback")}</label>
            <select
                id="auto-fallback"
                data-testid="auto-fallback"
                on:change=move |event| {
                    if let Some(word) = AtZero::from_word(&event_target_value(&event)) {
                        form.fallback.set(word);
                    }
                }
            >
                {options}
            </select>
        </div>
    }
}

fn calendar(form: Form) -> impl IntoView {
    let weeks = (0..=WEEKS)
        .map(|weeks| {
            let label = move || match weeks {
                0 => say("auto-weeks-never", &Args::new()),
                weeks => say("auto-weeks", &args!["count" => i64::from(weeks)]),
            };
            let chosen = move || form.weeks.get() == weeks;
            view! { <option value=weeks.to_string() selected=chosen>{label}</option> }
        })
        .collect_view();
    view! {
        <fieldset class="panel">
            <legend>{t("auto-calendar")}</legend>
            <p class="hint">{t("auto-calendar-hint")}</p>
            <div class="field">
                <label for="auto-weeks">{t("auto-weeks-label")}</label>
                <select
                    id="auto-weeks"
                    data-testid="auto-weeks"
                    on:change=move |event| {
                        form.weeks.set(event_target_value(&event).parse().unwrap_or(0));
                    }
                >
                    {weeks}
                </select>
            </div>
            {field(day_field(FROM), t(FROM), None, form.from, form.faults)}
            {typed(form, DAYS, "text", form.days)}
            {typed(form, TIME, "text", form.time)}
        </fieldset>
    }
}

fn pause(form: Form) -> impl IntoView {
    view! {
        <fieldset class="panel">
            <legend>{t("auto-pause")}</legend>
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="auto-paused"
                    prop:checked=form.paused
                    on:change=move |event| form.paused.set(event_target_checked(&event))
                />
                <span>{t("auto-paused")}</span>
            </label>
            {field(day_field(RESUME), t(RESUME), None, form.resume, form.faults)}
        </fieldset>
    }
}

/// What the form asks for; `None` when a field cannot be read, which it says itself.
pub(super) fn read(form: Form) -> Option<SetAutoPay> {
    let mut wrong = Vec::new();
    let mut keep = |field: &'static str, id: &str| {
        wrong.push(Fault::new(field, id));
    };
    let money = |text: RwSignal<String>| Money::parse(text.get_untracked().trim()).ok();
    let [amount, weekly, monthly] = [form.amount, form.weekly, form.monthly].map(money);
    for (field, read) in [(AMOUNT, amount), (WEEKLY, weekly), (MONTHLY, monthly)] {
        if read.is_none() {
            keep(field, "pay-amount-not-a-number");
        }
    }
    let trigger = trigger(form);
    if let Err(field) = trigger {
        keep(field, "program-bad-number");
    }
    let payday = payday(form);
    if let Err(field) = payday {
        keep(field, "auto-bad-day");
    }
    let typed = form.resume.get_untracked();
    let resume_on = day(&typed).filter(|_| form.paused.get_untracked());
    if !typed.is_empty() && day(&typed).is_none() {
        keep(RESUME, "auto-bad-day");
    }
    let chosen = if form.other.get_untracked() {
        let choice = form.choice.get_untracked();
        choice.map(|(method, token)| (method, Some(token.to_owned())))
    } else {
        form.saved.get_untracked().map(|method| (method, None))
    };
    if chosen.is_none() {
        keep(CARD, "auto-no-card");
    }
    let good = wrong.is_empty();
    form.faults.set(wrong);
    good.then_some(())?;
    let (method, token) = chosen?;
    Some(SetAutoPay {
        settings: Replenish {
            amount: amount?,
            trigger: trigger.ok()?,
            weekly_max: weekly?,
            monthly_max: monthly?,
            paused: form.paused.get_untracked(),
            fallback: form.fallback.get_untracked(),
        },
        method,
        token,
        payday: payday.ok()?,
        resume_on,
    })
}

/// Dollars where some are typed, else hours; else the field that cannot be read.
fn trigger(form: Form) -> Result<LowAt, &'static str> {
    let dollars = form.dollars.get_untracked();
    if !dollars.trim().is_empty() {
        let low = Money::parse(dollars.trim()).map_err(|_| DOLLARS)?;
        return Ok(LowAt::Balance(low));
    }
    let hours = form.hours.get_untracked().trim().parse::<i64>();
    let hours = hours.ok().filter(|hours| (1..10_000).contains(hours));
    hours
        .map(|hours| LowAt::Time(Span::hours(hours)))
        .ok_or(HOURS)
}

/// The paydays, if any; else the field that cannot be read.
fn payday(form: Form) -> Result<Option<Payday>, &'static str> {
    let minute = minute(&form.time.get_untracked()).ok_or(TIME)?;
    let every = form.weeks.get_untracked();
    if every > 0 {
        let from = day(&form.from.get_untracked()).ok_or(FROM)?;
        return Ok(Some(Payday::Weeks {
            every,
            from,
            minute,
        }));
    }
    let typed = form.days.get_untracked();
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let days = days(&typed).ok_or(DAYS)?;
    Ok(Some(Payday::Month { days, minute }))
}

/// Nobody is there to type a card, and what clears days later tops nothing up.
fn charges_alone(way: &PaymentWay) -> bool {
    !way.clears_later && way.name != CARD_PAGE_METHOD
}
