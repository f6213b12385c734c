//! Each debt with its plan, the caps over all of them, and asking a second person to give one up.

use super::Desk;
use super::plan::named;
use crate::backend::Trouble;
use crate::browser;
use crate::i18n::{say, t, t_with, usd};
use crate::part::choose::{Label, choose};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::shell::{more, shell};
use ami_domain::debt::{DebtKind, Every, Recovery};
use ami_domain::id::{DebtId, WriteOffId};
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::{AskWriteOff, OwedDebt, Owing};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

const AMOUNT: &str = "write-off-amount";
const WHY: &str = "write-off-why";

/// Where a debt comes from.
pub(super) const fn kind(kind: DebtKind) -> &'static str {
    match kind {
        DebtKind::Arrears => "owing-kind-arrears",
        DebtKind::Overdrawn => "owing-kind-overdrawn",
    }
}

/// Every debt, and what is taken at most.
pub(super) fn debts(owing: &Owing) -> impl IntoView + use<> {
    let (day, week, month) = (owing.day_max, owing.week_max, owing.month_max);
    let rows = owing.debts.iter().map(row).collect_view();
    let caps = t_with(
        "owing-caps",
        move || args!["day" => usd(day), "week" => usd(week), "rest" => usd(month)],
    );
    view! {
        <section class="panel" aria-labelledby="debts-title">
            <h2 id="debts-title">{t("owing-plan-heading")}</h2>
            <p class="hint" data-testid="debt-caps">{caps}</p>
            <ul class="confirmations" data-testid="debts">{rows}</ul>
        </section>
    }
}

fn row(debt: &OwedDebt) -> impl IntoView + use<> {
    let missed = debt.missed;
    let missed = missed.is_positive().then(|| {
        let text = t_with("owing-missed", move || args!["amount" => usd(missed)]);
        view! { <p data-testid="debt-missed">{text}</p> }
    });
    view! {
        <li class="confirmation" data-testid="debt">
            <p class="row-name">{named(debt)}</p>
            <p data-testid="debt-plan">{recovery(debt.recovery)}</p>
            {missed}
        </li>
    }
}

fn recovery(recovery: Recovery) -> impl Fn() -> String {
    let (id, amount, permille) = match recovery {
        Recovery::Share { permille } => ("owing-by-share", Money::ZERO, permille),
        Recovery::Time { amount, every } => match every {
            Every::Day => ("owing-by-time-day", amount, 0),
            Every::Week => ("owing-by-time-week", amount, 0),
        },
        Recovery::CatchUp {
            amount,
            every,
            permille,
        } => match every {
            Every::Day => ("owing-by-catch-up-day", amount, permille),
            Every::Week => ("owing-by-catch-up-week", amount, permille),
        },
    };
    let percent = i64::from(permille / 10);
    t_with(
        id,
        move || args!["amount" => usd(amount), "percent" => percent],
    )
}

/// What is typed in to ask for a debt to be given up.
#[derive(Clone, Copy)]
pub(super) struct Form {
    of: RwSignal<String>,
    amount: RwSignal<String>,
    why: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
    asked: RwSignal<bool>,
    /// The same for each try, so that two clicks ask once.
    id: RwSignal<Option<WriteOffId>>,
}

fn fresh() -> Option<WriteOffId> {
    browser::new_payment_id().map(|id| WriteOffId::from_bytes(id.to_bytes()))
}

impl Form {
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            of: text(),
            amount: text(),
            why: text(),
            faults: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            asked: RwSignal::new(false),
            id: RwSignal::new(fresh()),
        }
    }
    /// The wish; `None` when a field cannot be read, which it says itself.
    fn read(self, first: DebtId) -> Option<AskWriteOff> {
        let amount = self.amount.with_untracked(|text| Money::parse(text)).ok();
        let amount = amount.filter(|amount| amount.is_positive());
        let why = self.why.get_untracked().trim().to_owned();
        let missing = [
            (AMOUNT, "owing-amount-missing", amount.is_none()),
            (WHY, "error-grant-why", why.is_empty()),
        ];
        let missing = missing.into_iter().filter(|(.., missing)| *missing);
        self.faults.set(
            missing
                .map(|(field, text, _)| Fault::new(field, text))
                .collect(),
        );
        let debt = self.of.with_untracked(|of| of.parse()).unwrap_or(first);
        let amount = amount.filter(|_| !why.is_empty())?;
        Some(AskWriteOff { debt, amount, why })
    }
}

/// Asks a second person to give a debt up; nothing where none was set aside.
pub(super) fn give_up(desk: Desk, form: Form, owing: &Owing) -> Option<AnyView> {
    let first = owing.debts.first()?.id;
    let choices = owing.debts.iter().map(|debt| {
        let label: Label = Box::new(named(debt));
        (debt.id.to_string(), label)
    });
    let choices = choices.collect();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(wish), Some(id)) = (form.read(first), form.id.get_untracked()) else {
            return;
        };
        form.asked.set(false);
        form.trouble.set(None);
        spawn_local(async move {
            match more().ask_write_off(desk.id, id, wish).await {
                Ok(_) => {
                    form.amount.try_set(String::new());
                    form.why.try_set(String::new());
                    form.id.try_set(fresh());
                    form.asked.try_set(true);
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(why) => {
                    form.trouble.try_set(Some(why));
                }
            }
        });
    };
    let amount = line(AMOUNT, "decimal", 12);
    let view = view! {
        <form class="form panel" novalidate on:submit=send data-testid="write-off-form">
            <h2>{t("write-off-ask-heading")}</h2>
            {error_summary(form.faults)}
            {move || form.trouble.get().map(trouble_box)}
            <p role="status" data-testid="write-off-asked">
                {move || form.asked.get().then(|| say("write-off-asked", &Args::new()))}
            </p>
            {choose("write-off-of", t("owing-for"), choices, form.of)}
            {field(amount, t("write-off-ask-amount"), None, form.amount, form.faults)}
            {field(line(WHY, "text", 500), t("write-off-ask-why"), None, form.why, form.faults)}
            <button class="button" data-testid="write-off-ask" disabled=desk.busy>
                {t("write-off-ask-button")}
            </button>
            <p>
                <A href="/write-offs" attr:data-testid="write-offs-link">{t("write-off-see")}</A>
            </p>
        </form>
    };
    Some(view.into_any())
}
