//! What happens at zero, and when to warn (PR-END, SC4.1).

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
use ami_domain::program::{LowAt, NotOffered};
use ami_domain::time::Span;
use ami_locales::{Args, args};
use ami_wire::api::{Borrow, ChangeProgram, Program};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    at_zero: RwSignal<AtZero>,
    hours: RwSignal<String>,
    dollars: RwSignal<String>,
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
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.saved.set(false);
        let Some(change) = read(form) else {
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
            {auto_pay(&program)}
            {borrowing(&program, form.lent_at_zero, form.friendly)}
            <p class="hint" data-testid="consent">{t("program-consent")}</p>
            <button class="button primary" type="submit" data-testid="program-save">
                {t("program-save")}
            </button>
        </form>
    }
}

fn filled(program: &Program) -> Form {
    let (hours, low_dollars) = match program.low {
        Some(LowAt::Time(span)) => ((span.as_seconds() / 3600).to_string(), String::new()),
        Some(LowAt::Balance(money)) => (String::new(), money.typed()),
        None => (String::new(), String::new()),
    };
    Form {
        at_zero: RwSignal::new(program.at_zero),
        hours: RwSignal::new(hours),
        dollars: RwSignal::new(low_dollars),
        lent_at_zero: RwSignal::new(program.borrow.at_zero),
        friendly: RwSignal::new(program.borrow.friendly),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        saved: RwSignal::new(false),
    }
}

pub(super) const fn text_of(outcome: AtZero) -> &'static str {
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
        let refused = offer.refused;
        let hint = match refused {
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

/// Where topping up by itself is set up: amount, limits, card and paydays have a page of their own.
fn auto_pay(program: &Program) -> impl IntoView + use<> {
    let go = match program.top_up {
        Some(_) => "program-auto-change",
        None => "program-auto-set-up",
    };
    view! {
        <section class="panel">
            <h2>{t("program-auto")}</h2>
            <p>{t("program-auto-text")}</p>
            <A href="/auto-pay" attr:class="button" attr:data-testid="program-auto">
                {t(go)}
            </A>
        </section>
    }
}

/// The change that the form asks for; `None` when a field cannot be read, which it says itself.
fn read(form: Form) -> Option<ChangeProgram> {
    let mut faults = Vec::new();
    let typed = |value: RwSignal<String>| !value.get_untracked().trim().is_empty();
    let low = if typed(form.dollars) {
        let read = Money::parse(form.dollars.get_untracked().trim()).ok();
        if read.is_none() {
            faults.push(Fault::new("low-dollars", "program-bad-number"));
        }
        read.map(LowAt::Balance)
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
    good.then(|| ChangeProgram {
        at_zero: form.at_zero.get_untracked(),
        low,
        top_up: None,
        borrow: Some(Borrow {
            at_zero: form.lent_at_zero.get_untracked(),
            friendly: form.friendly.get_untracked(),
        }),
    })
}
