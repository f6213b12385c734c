//! Plans: what there is, and a new one (FR-14).

use super::Desk;
use crate::browser;
use crate::i18n::{at, power, say, t, t_with};
use crate::model::civil::written;
use crate::model::event::read;
use crate::part::field::{field, line, moment};
use crate::part::notice::{Fault, error_summary};
use crate::part::order::word;
use crate::shell::more;
use ami_domain::energy::Watts;
use ami_domain::id::PlanId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::{MovePlan, PlanStands, PlanSupply, PlanWhat, SupplyPlan};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const AT: &str = "plan-at";
const LIMIT: &str = "plan-cap";

const fn name_of(what: PlanWhat) -> &'static str {
    match what {
        PlanWhat::Connect => "connect",
        PlanWhat::Disconnect => "disconnect",
        PlanWhat::Limit => "limit",
        PlanWhat::Restore => "restore",
    }
}

const fn state_of(state: PlanStands) -> &'static str {
    match state {
        PlanStands::Waiting => "waiting",
        PlanStands::Done => "done",
        PlanStands::Held => "held",
        PlanStands::Cancelled => "cancelled",
    }
}

pub(super) fn view(desk: Desk) -> impl IntoView {
    let plans = Memo::new(move |_| {
        let plans = |known: &Option<_>| {
            let known: &ami_wire::api::SupplyNow = known.as_ref()?;
            Some(known.plans.clone())
        };
        desk.known.with(plans)
    });
    view! {
        <h2>{t("supply-plans")}</h2>
        {move || {
            let list = plans.get()?;
            if list.is_empty() {
                let none = view! { <p data-testid="plans-none">{t("supply-plans-none")}</p> };
                return Some(none.into_any());
            }
            let rows = list.into_iter().map(|plan| row(desk, plan)).collect_view();
            Some(view! { <ul class="confirmations" data-testid="plans">{rows}</ul> }.into_any())
        }}
        {form(desk)}
    }
}

fn row(desk: Desk, plan: SupplyPlan) -> impl IntoView {
    let (id, due, version, by) = (plan.id, plan.at, plan.version, plan.by);
    let cap = plan.limit.map(|cap| {
        let values = move || args!["cap" => power(cap)];
        view! { " · " {t_with("supply-limit-value", values)} }
    });
    let waits = plan.state == PlanStands::Waiting;
    let to = RwSignal::new(written(due));
    let faults = RwSignal::new(Vec::<Fault>::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(at) = read(&to.get_untracked()) {
            let wanted = MovePlan { version, at };
            desk.step(more().move_plan(desk.id, id, wanted), || ());
        }
    };
    let change = waits.then(|| {
        view! {
            <details>
                <summary>{t("supply-plan-move")}</summary>
                <form class="form" novalidate on:submit=submit>
                    {field(moment("move-at"), t("supply-plan-at"), None, to, faults)}
                    <button class="button" data-testid="plan-move" disabled=desk.busy>
                        {t("supply-plan-move")}
                    </button>
                </form>
            </details>
            <button
                class="button"
                data-testid="plan-cancel"
                disabled=desk.busy
                on:click=move |_| desk.step(more().cancel_plan(desk.id, id), || ())
            >
                {t("supply-plan-cancel")}
            </button>
        }
    });
    view! {
        <li class="confirmation" data-testid="plan-row" data-state=state_of(plan.state)>
            <p class="message-kind">
                <span>{word("supply-what", name_of(plan.what))} {cap}</span>
                <span class="tag">{word("supply-state", state_of(plan.state))}</span>
            </p>
            <p>{t_with("supply-plan-due", move || args!["at" => at(due)])}</p>
            <p class="more">{move || say("supply-plan-by", &args!["name" => by.clone()])}</p>
            {change}
        </li>
    }
}

fn form(desk: Desk) -> impl IntoView {
    let what = RwSignal::new(PlanWhat::Connect);
    let (due, limit) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::<Fault>::new());
    let saved = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        saved.set(false);
        let at = read(&due.get_untracked());
        let limits = what.get_untracked() == PlanWhat::Limit;
        // Kilowatts with a point, read as amounts are: exact, and never through a float.
        let cap = Money::parse(limit.get_untracked().trim()).ok();
        let cap = cap
            .map(|kw| kw.as_micros() / 1_000)
            .filter(|w| *w > 0 && limits);
        let missing = [
            (AT, "event-time-missing", at.is_none()),
            (LIMIT, "supply-plan-limit-missing", limits && cap.is_none()),
        ];
        let list = missing.into_iter().filter(|(.., missing)| *missing);
        let list: Vec<Fault> = list
            .map(|(field, text, _)| Fault::new(field, text))
            .collect();
        let good = list.is_empty();
        faults.set(list);
        let id = browser::new_payment_id().map(|id| PlanId::from_bytes(id.to_bytes()));
        if let (true, Some(at), Some(id)) = (good, at, id) {
            let wanted = PlanSupply {
                what: what.get_untracked(),
                limit: cap.map(Watts::new),
                at,
            };
            desk.step(more().plan(desk.id, id, wanted), move || {
                saved.try_set(true);
            });
        }
    };
    let kinds = [
        PlanWhat::Connect,
        PlanWhat::Disconnect,
        PlanWhat::Limit,
        PlanWhat::Restore,
    ];
    let rows = kinds
        .into_iter()
        .map(|kind| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="plan-what"
                        data-testid=format!("plan-{}", name_of(kind))
                        prop:checked=move || what.get() == kind
                        on:change=move |_| what.set(kind)
                    />
                    <span>{word("supply-what", name_of(kind))}</span>
                </label>
            }
        })
        .collect_view();
    let cap = line(LIMIT, "decimal", 8);
    view! {
        <details class="panel" data-testid="plan-new">
            <summary>{t("supply-plan-new")}</summary>
            {error_summary(faults)}
            <form class="form" novalidate data-testid="plan-form" on:submit=submit>
                <fieldset class="plain">
                    <legend>{t("supply-plan-what")}</legend>
                    {rows}
                </fieldset>
                <div hidden=move || what.get() != PlanWhat::Limit>
                    {field(cap, t("supply-plan-limit"), None, limit, faults)}
                </div>
                {field(moment(AT), t("supply-plan-at"), None, due, faults)}
                <button class="button primary" data-testid="plan-save" disabled=desk.busy>
                    {t("supply-plan-save")}
                </button>
            </form>
        </details>
        <p role="status" data-testid="plan-saved">
            {move || saved.get().then(|| say("supply-plan-saved", &Args::new()))}
        </p>
    }
}
