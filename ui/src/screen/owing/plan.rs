//! A plan to pay debt back, by a share of payments, by time, or both, after a look at what it would
//! mean: for what is owed and not set aside yet, or in the place of a debt's old plan.

use super::Desk;
use crate::backend::Answer;
use crate::i18n::{at, t, t_with, usd};
use crate::part::choose::{Label, choose};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary};
use crate::shell::more;
use ami_domain::debt::{Every, Recovery};
use ami_domain::id::DebtId;
use ami_domain::money::Money;
use ami_locales::args;
use ami_wire::api::{DebtPlan, DebtPreview, OwedDebt, Owing};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const SHARE: &str = "debt-share";
const AMOUNT: &str = "debt-amount";

/// The ways, as the list has them.
const WAYS: [(&str, &str); 3] = [
    ("share", "owing-way-share"),
    ("time", "owing-way-time"),
    ("catch_up", "owing-way-catch-up"),
];
const EVERY: [(&str, &str); 2] = [("day", "owing-every-day"), ("week", "owing-every-week")];

/// What is typed in.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// A debt's id; empty for what is owed and not set aside.
    of: RwSignal<String>,
    way: RwSignal<String>,
    share: RwSignal<String>,
    amount: RwSignal<String>,
    every: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
}

impl Form {
    pub(super) fn new() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            of: text(""),
            way: text("share"),
            share: text(""),
            amount: text(""),
            every: text("day"),
            faults: RwSignal::new(Vec::new()),
        }
    }
    fn by_time(self) -> bool {
        self.way.with(|way| way != "share")
    }
    fn by_share(self) -> bool {
        self.way.with(|way| way != "time")
    }
    /// The plan; `None` when a field cannot be read, which it says itself.
    fn read(self) -> Option<DebtPlan> {
        let (by_time, by_share) = untrack(|| (self.by_time(), self.by_share()));
        let percent = self.share.with_untracked(|text| text.trim().parse::<u16>());
        let percent = percent.ok().filter(|percent| (1..=100).contains(percent));
        let permille = percent.map(|percent| percent * 10);
        let amount = self.amount.with_untracked(|text| Money::parse(text)).ok();
        let amount = amount.filter(|amount| amount.is_positive());
        let every = self.every.with_untracked(|every| match every.as_str() {
            "week" => Every::Week,
            _ => Every::Day,
        });
        let missing = [
            (SHARE, "debt-share-missing", by_share && permille.is_none()),
            (AMOUNT, "owing-amount-missing", by_time && amount.is_none()),
        ];
        let missing = missing.into_iter().filter(|(.., missing)| *missing);
        self.faults.set(
            missing
                .map(|(field, text, _)| Fault::new(field, text))
                .collect(),
        );
        let recovery = match (by_time, by_share) {
            (false, _) => Recovery::Share {
                permille: permille?,
            },
            (true, false) => Recovery::Time {
                amount: amount?,
                every,
            },
            (true, true) => Recovery::CatchUp {
                amount: amount?,
                every,
                permille: permille?,
            },
        };
        Some(DebtPlan { recovery })
    }
}

pub(super) fn plan(desk: Desk, form: Form) -> impl IntoView {
    let look = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(plan) = form.read() {
            desk.take(more().preview_debt(desk.id, plan), desk.seen);
        }
    };
    let set = move |_| {
        if let Some(plan) = form.read() {
            desk.take(put(desk, form, plan), desk.known);
        }
    };
    // What was looked at holds for what was typed then.
    Effect::new(move |_| {
        for typed in [form.of, form.way, form.share, form.amount, form.every] {
            typed.track();
        }
        desk.seen.set(None);
    });
    let of = line(SHARE, "numeric", 3);
    let hint: Label = Box::new(t("debt-share-label.hint"));
    let share = field(
        of,
        t("debt-share-label"),
        Some(hint),
        form.share,
        form.faults,
    );
    let amount = line(AMOUNT, "decimal", 12);
    let amount = field(
        amount,
        t("owing-amount-label"),
        None,
        form.amount,
        form.faults,
    );
    view! {
        <section class="panel" aria-labelledby="plan-title">
            <h2 id="plan-title">{t("debt-plan-title")}</h2>
            {move || error_summary(form.faults)}
            <form class="form" novalidate on:submit=look>
                {move || which(form, desk.known.get())}
                {choose("debt-way", t("owing-way"), labelled(&WAYS), form.way)}
                <div hidden=move || !form.by_time()>
                    {amount} {choose("debt-every", t("owing-every"), labelled(&EVERY), form.every)}
                </div>
                <div hidden=move || !form.by_share()>{share}</div>
                <button class="button" data-testid="debt-look" disabled=desk.busy>
                    {t("debt-look")}
                </button>
            </form>
            {move || desk.seen.get().map(preview)}
            <button
                class="button primary"
                data-testid="debt-set"
                disabled=move || desk.busy.get() || desk.seen.get().is_none()
                on:click=set
            >
                {move || {
                    if form.of.with(String::is_empty) { t("debt-set")() } else { t("owing-change")() }
                }}
            </button>
        </section>
    }
}

/// Sets aside what is owed, or changes the plan of the debt that was chosen.
fn put(desk: Desk, form: Form, plan: DebtPlan) -> Answer<Owing> {
    let of = form.of.with_untracked(|of| of.parse::<DebtId>());
    match of {
        Ok(debt) => more().change_recovery(desk.id, debt, plan),
        Err(_) => more().set_aside(desk.id, plan),
    }
}

/// For which debt the plan is; nothing to choose while none was set aside.
fn which(form: Form, known: Option<Owing>) -> Option<impl IntoView> {
    let debts = known
        .map(|owing| owing.debts)
        .filter(|debts| !debts.is_empty())?;
    let new: Label = Box::new(t("owing-for-new"));
    let all = debts.into_iter().map(|debt| {
        let label: Label = Box::new(named(&debt));
        (debt.id.to_string(), label)
    });
    let all = std::iter::once((String::new(), new)).chain(all).collect();
    Some(choose("debt-for", t("owing-for"), all, form.of))
}

/// A debt by its kind and by what is owed of it.
pub(super) fn named(debt: &OwedDebt) -> impl Fn() -> String + Clone + Send + Sync + use<> {
    let (kind, owed, amount) = (debt.kind, debt.owed, debt.amount);
    let kind = t(super::list::kind(kind));
    let of = t_with(
        "owing-of",
        move || args!["amount" => usd(owed), "cost" => usd(amount)],
    );
    move || format!("{}: {}", kind(), of())
}

fn labelled(all: &'static [(&'static str, &'static str)]) -> Vec<(String, Label)> {
    let one = |(word, text): &(&'static str, &'static str)| {
        let label: Label = Box::new(t(text));
        ((*word).to_owned(), label)
    };
    all.iter().map(one).collect()
}

fn preview(seen: DebtPreview) -> impl IntoView {
    let (owed, week) = (seen.owed, seen.a_week);
    view! {
        <div role="status" data-testid="debt-preview">
            <p>
                {t_with("debt-preview", move || args!["amount" => usd(owed), "cost" => usd(week)])}
            </p>
            <p>
                {match seen.until {
                    Some(until) => {
                        t_with("debt-preview-until", move || args!["at" => at(until)]).into_any()
                    }
                    None => t("debt-preview-never").into_any(),
                }}
            </p>
        </div>
    }
}
