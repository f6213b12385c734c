//! What happens at zero, when to warn, and automatic top-up (PR-END, SC4.1, SC4.6).

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{say, t, t_with};
use crate::part::borrowing::borrowing;
use crate::part::debt::owing;
use crate::part::fetch::waiting;
use crate::part::field::{field, line};
use crate::part::mode::mode_box;
use crate::part::notice::{Fault, note, trouble_box};
use crate::shell::{more, shell};
use ami_domain::account::AtZero;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::program::{LowAt, NotOffered, Replenish};
use ami_domain::time::Span;
use ami_locales::{Args, args};
use ami_wire::api::{Borrow, ChangeProgram, Program, SetTopUp};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The only method that saves a reference.
const METHOD: &str = "sandbox_card";

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    at_zero: RwSignal<AtZero>,
    fallback: RwSignal<AtZero>,
    hours: RwSignal<String>,
    dollars: RwSignal<String>,
    amount: RwSignal<String>,
    weekly: RwSignal<String>,
    monthly: RwSignal<String>,
    token: RwSignal<String>,
    paused: RwSignal<bool>,
    lent_at_zero: RwSignal<bool>,
    friendly: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
    saved: RwSignal<bool>,
}

pub(super) fn view(_: String) -> AnyView {
    let program = RwSignal::new(None::<Result<Program, Trouble>>);
    Effect::new(move |_| {
        let Some(account) = shell().account.get() else {
            return;
        };
        spawn_local(async move { program.set(Some(more().program(account).await)) });
    });
    view! {
        {heading(t("program-title"))}
        <p>{t("program-intro")}</p>
        {move || match (program.get(), shell().account.get()) {
            (Some(Ok(program)), Some(account)) => {
                let mode = mode_box(&program, account);
                view! {
                    {form(program, account)}
                    {owing(true)}
                    {mode}
                }
                .into_any()
            }
            (Some(Err(trouble)), _) => trouble_box(trouble).into_any(),
            (None, _) | (_, None) => waiting().into_any(),
        }}
    }
    .into_any()
}

fn form(program: Program, account: AccountId) -> impl IntoView {
    let form = filled(&program);
    let failed = program.top_up_failed;
    let trigger = program.top_up.map(|top_up| top_up.trigger);
    let default = program.low_default;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.saved.set(false);
        let Some(change) = read(form, trigger.unwrap_or(LowAt::Time(default))) else {
            return;
        };
        spawn_local(async move {
            let answer = more().set_program(account, change).await;
            form.saved.set(answer.is_ok());
            form.trouble.set(answer.err());
        });
    };
    view! {
        <form class="form" on:submit=send data-testid="program-form">
            {move || form.trouble.get().map(trouble_box)}
            <p role="status" data-testid="program-saved">
                {move || form.saved.get().then(|| say("program-saved", &Args::new()))}
            </p>
            {failed.then(|| note("warn", "card", "top-up-failed", t("program-top-up-failed")))}
            <fieldset class="panel">
                <legend>{t("program-choice")}</legend>
                {outcomes(&program, form.at_zero, "at-zero")}
            </fieldset>
            {threshold(&program, form)}
            {top_up(&program, form)}
            {borrowing(&program, form.lent_at_zero, form.friendly)}
            <p class="hint" data-testid="consent">{t("program-consent")}</p>
            <button class="button primary" type="submit" data-testid="program-save">
                {t("program-save")}
            </button>
        </form>
    }
}

fn filled(program: &Program) -> Form {
    let top_up = program.top_up;
    let of = |pick: fn(&Replenish) -> Money| {
        RwSignal::new(top_up.as_ref().map(|t| pick(t).typed()).unwrap_or_default())
    };
    let (hours, low_dollars) = match program.low {
        Some(LowAt::Time(span)) => ((span.as_seconds() / 3600).to_string(), String::new()),
        Some(LowAt::Balance(money)) => (String::new(), money.typed()),
        None => (String::new(), String::new()),
    };
    Form {
        at_zero: RwSignal::new(program.at_zero),
        fallback: RwSignal::new(top_up.map_or(AtZero::RegularBilling, |t| t.fallback)),
        hours: RwSignal::new(hours),
        dollars: RwSignal::new(low_dollars),
        amount: of(|t| t.amount),
        weekly: of(|t| t.weekly_max),
        monthly: of(|t| t.monthly_max),
        token: RwSignal::new(String::new()),
        paused: RwSignal::new(top_up.is_some_and(|t| t.paused)),
        lent_at_zero: RwSignal::new(program.borrow.at_zero),
        friendly: RwSignal::new(program.borrow.friendly),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        saved: RwSignal::new(false),
    }
}

const fn text_of(outcome: AtZero) -> &'static str {
    match outcome {
        AtZero::Limit => "program-limit",
        AtZero::Disconnect => "program-disconnect",
        AtZero::RegularBilling => "program-regular",
        AtZero::AutoReplenish => "program-replenish",
    }
}

const fn why(refused: NotOffered) -> &'static str {
    match refused {
        NotOffered::NoSwitch => "program-not-switch",
        NotOffered::Protected => "program-not-protected",
        NotOffered::NoToken => "program-not-token",
    }
}

/// The outcomes as radio buttons; one that is not offered says why.
fn outcomes(
    program: &Program,
    chosen: RwSignal<AtZero>,
    group: &'static str,
) -> impl IntoView + use<> {
    let rows = program.offers.iter().copied().map(|offer| {
        let outcome = offer.outcome;
        // A card that is typed in below makes topping up possible.
        let refused = offer.refused.filter(|why| *why != NotOffered::NoToken);
        let hint = match offer.refused {
            Some(refused) => why(refused).to_owned(),
            None => format!("{}.hint", text_of(outcome)),
        };
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=group
                    data-testid=format!("{group}-{}", outcome.word())
                    disabled=refused.is_some()
                    prop:checked=move || chosen.get() == outcome
                    on:change=move |_| chosen.set(outcome)
                />
                <span>
                    {t(text_of(outcome))} <span class="hint">{move || say(&hint, &Args::new())}</span>
                </span>
            </label>
        }
    });
    rows.collect_view()
}

fn number(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    form: Form,
    hint: Option<Box<dyn Fn() -> String + Send + Sync>>,
) -> impl IntoView {
    let shape = line(id, "decimal", 12);
    field(shape, t(label), hint, value, form.faults)
}

fn threshold(program: &Program, form: Form) -> impl IntoView + use<> {
    let hours = |span: Span| span.as_seconds() / 3600;
    let (least, most) = (hours(program.low_min), hours(program.low_max));
    let usual = hours(program.low_default);
    let hint = t_with(
        "program-low-hours.hint",
        move || args!["least" => least, "most" => most, "number" => usual],
    );
    let either = t("program-low-dollars.hint");
    view! {
        <fieldset class="panel">
            <legend>{t("program-low")}</legend>
            {number("low-hours", "program-low-hours", form.hours, form, Some(Box::new(hint)))}
            {number("low-dollars", "program-low-dollars", form.dollars, form, Some(Box::new(either)))}
        </fieldset>
    }
}

fn top_up(program: &Program, form: Form) -> impl IntoView + use<> {
    let options = program
        .offers
        .iter()
        .map(|offer| (offer.outcome, offer.refused))
        .filter(|(outcome, why)| *outcome != AtZero::AutoReplenish && why.is_none())
        .map(|(outcome, _)| {
            let chosen = move || form.fallback.get() == outcome;
            view! { <option value=outcome.word() selected=chosen>{t(text_of(outcome))}</option> }
        })
        .collect_view();
    let card = line("top-up-token", "text", 256);
    let kept: Box<dyn Fn() -> String + Send + Sync> = Box::new(t("program-top-up-token.hint"));
    view! {
        <fieldset class="panel">
            <legend>{t("program-top-up")}</legend>
            {number("top-up-amount", "program-top-up-amount", form.amount, form, None)}
            {number("top-up-weekly", "program-top-up-weekly", form.weekly, form, None)}
            {number("top-up-monthly", "program-top-up-monthly", form.monthly, form, None)}
            {field(card, t("program-top-up-token"), Some(kept), form.token, form.faults)}
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="top-up-paused"
                    prop:checked=form.paused
                    on:change=move |event| form.paused.set(event_target_checked(&event))
                />
                <span>{t("program-top-up-paused")}</span>
            </label>
            <label class="field">
                <span>{t("program-top-up-fallback")}</span>
                <select
                    data-testid="top-up-fallback"
                    on:change=move |event| {
                        if let Some(word) = AtZero::from_word(&event_target_value(&event)) {
                            form.fallback.set(word);
                        }
                    }
                >
                    {options}
                </select>
            </label>
        </fieldset>
    }
}

/// The change that the form asks for; `None` when a field cannot be read, which it says itself.
fn read(form: Form, trigger: LowAt) -> Option<ChangeProgram> {
    let mut faults = Vec::new();
    let mut money = |id: &'static str, value: RwSignal<String>| {
        let text = value.get_untracked();
        let read = Money::parse(text.trim()).ok();
        if read.is_none() {
            faults.push(Fault::new(id, "program-bad-number"));
        }
        read
    };
    let typed = |value: RwSignal<String>| !value.get_untracked().trim().is_empty();
    let tops_up = typed(form.amount);
    let settings = if tops_up {
        let amount = money("top-up-amount", form.amount);
        let weekly = money("top-up-weekly", form.weekly);
        let monthly = money("top-up-monthly", form.monthly);
        amount.zip(weekly).zip(monthly)
    } else {
        None
    };
    let low = if typed(form.dollars) {
        money("low-dollars", form.dollars).map(LowAt::Balance)
    } else if typed(form.hours) {
        let hours = form.hours.get_untracked().trim().parse::<i64>().ok();
        let hours = hours.filter(|hours| (1..10_000).contains(hours));
        if hours.is_none() {
            faults.push(Fault::new("low-hours", "program-bad-number"));
        }
        hours.map(|hours| LowAt::Time(Span::hours(hours)))
    } else {
        None
    };
    let good = faults.is_empty();
    form.faults.set(faults);
    let token = typed(form.token).then(|| form.token.get_untracked().trim().to_owned());
    good.then(|| ChangeProgram {
        at_zero: form.at_zero.get_untracked(),
        low,
        top_up: settings.map(|((amount, weekly_max), monthly_max)| SetTopUp {
            settings: Replenish {
                amount,
                trigger,
                weekly_max,
                monthly_max,
                paused: form.paused.get_untracked(),
                fallback: form.fallback.get_untracked(),
            },
            method: METHOD.to_owned(),
            token,
        }),
        borrow: Some(Borrow {
            at_zero: form.lent_at_zero.get_untracked(),
            friendly: form.friendly.get_untracked(),
        }),
    })
}
