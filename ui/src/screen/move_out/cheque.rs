//! What no card or bank takes back is sent as a cheque: the representative enters its number and
//! day, and everybody sees which cheque it was and what became of it, as the bank or the desk says.

mod end;

use crate::browser;
use crate::i18n::{say, t, t_with, usd};
use crate::part::desk::Desk;
use crate::part::field::{day, field, line};
use crate::part::notice::{Fault, error_summary, note};
use crate::shell::more;
use ami_domain::id::TransferId;
use ami_domain::money::Money;
use ami_domain::move_out::Unpaid;
use ami_locales::{Args, args};
use ami_wire::api::{Cheque, ChequeSent, ChequeState, MoveOut};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const NUMBER: &str = "cheque-number";
const DAY: &str = "cheque-day";

/// The form at the desk; a customer's program does not even carry it.
pub(super) type Enter = fn(Desk<MoveOut>, Form, Money) -> AnyView;

/// What is typed in.
#[derive(Clone, Copy)]
pub(super) struct Form {
    enter: Option<Enter>,
    number: RwSignal<String>,
    day: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    entered: RwSignal<bool>,
    /// The same for each try, so that two clicks enter one cheque.
    id: RwSignal<Option<TransferId>>,
    /// What became of a cheque, as it is said at the desk.
    end: end::Form,
}

impl Form {
    pub(super) fn new(enter: Option<Enter>) -> Self {
        let id = browser::new_payment_id().map(|id| TransferId::from_bytes(id.to_bytes()));
        Self {
            enter,
            number: RwSignal::new(String::new()),
            day: RwSignal::new(String::new()),
            faults: RwSignal::new(Vec::new()),
            entered: RwSignal::new(false),
            id: RwSignal::new(id),
            end: end::Form::new(),
        }
    }
}

impl Form {
    /// The next cheque is another one.
    fn afresh(self) {
        let next = browser::new_payment_id().map(|id| TransferId::from_bytes(id.to_bytes()));
        self.id.try_set(next);
        self.number.try_set(String::new());
        self.day.try_set(String::new());
        self.entered.try_set(false);
    }
}

/// The cheques that were sent, and at the desk the way to enter the one that is due.
pub(super) fn cheques(
    desk: Desk<MoveOut>,
    form: Form,
    known: &MoveOut,
) -> Option<impl IntoView + use<>> {
    let due = known.cheque.whole_cents();
    let owed = due.is_positive();
    if known.cheques.is_empty() && !owed {
        return None;
    }
    let row = |cheque: Cheque| row(desk, form, cheque);
    let rows = known.cheques.iter().cloned().map(row).collect_view();
    let may = known.may_send;
    let waits = (owed && !may).then(|| view! { <p class="hint">{t("cheque-wait")}</p> });
    Some(view! {
        <section class="panel" aria-labelledby="cheque-title">
            <h2 id="cheque-title">{t("cheque-heading")}</h2>
            <p role="status" data-testid="cheque-entered">
                {move || form.entered.get().then(|| say("cheque-entered", &Args::new()))}
                {move || form.end.done.get().map(|id| say(id, &Args::new()))}
            </p>
            <ul data-testid="cheques">{rows}</ul>
            {owed
                .then(|| {
                    let due = t_with("cheque-due", move || args!["amount" => usd(due)]);
                    view! { <p data-testid="cheque-due">{due}</p> }
                })}
            {waits}
            {form.enter.filter(|_| owed && may).map(|enter| enter(desk, form, due))}
        </section>
    })
}

fn row(desk: Desk<MoveOut>, form: Form, cheque: Cheque) -> impl IntoView {
    let state = state(&cheque);
    // What a person has called cashed may still come back; the bank's word stands.
    let open = matches!(cheque.state, ChequeState::Open | ChequeState::Stale) || cheque.by_hand;
    let end = (form.enter.is_some() && open).then(|| end::end(desk, form, &cheque));
    let why = cheque.why.map(|why| {
        let why = t_with(
            "cheque-cancelled-why",
            move || args!["reason" => why.clone()],
        );
        view! { <p class="more">{why}</p> }
    });
    let paid = cheque.paid.map(|paid| {
        let said = t_with("cheque-differs", move || args!["amount" => usd(paid)]);
        note("warn", "info", "cheque-differs", said)
    });
    let (number, amount, day) = (cheque.number, cheque.amount, cheque.sent_on.to_string());
    let sent = t_with(
        "cheque-sent",
        move || args!["digits" => number.clone(), "amount" => usd(amount), "begin" => day.clone()],
    );
    let by = cheque.by.map(|name| {
        let by = t_with("cheque-by", move || args!["name" => name.clone()]);
        view! { <p class="more">{by}</p> }
    });
    view! {
        <li data-testid="cheque">
            <p>{sent}</p>
            {by}
            {state}
            {why}
            {paid}
            {end}
        </li>
    }
}

/// Whether it was cashed, and what follows when not.
fn state(cheque: &Cheque) -> impl IntoView + use<> {
    let text = match (cheque.state, cheque.how) {
        (ChequeState::Open, _) => "cheque-state-open",
        (ChequeState::Stale, _) => "cheque-state-stale",
        (ChequeState::Cashed, _) if cheque.by_hand => "cheque-cashed-by-hand",
        (ChequeState::Cashed, _) => "cheque-state-cashed",
        (ChequeState::Cancelled, Some(Unpaid::Stopped)) => "cheque-stopped",
        (ChequeState::Cancelled, Some(Unpaid::Returned)) => "cheque-returned",
        (ChequeState::Cancelled, None) => "cheque-state-cancelled",
    };
    let day = cheque.ended_on.map(|day| day.to_string());
    let said = t_with(
        text,
        move || args!["begin" => day.clone().unwrap_or_default()],
    );
    let state = format!("{:?}", cheque.state);
    view! { <p data-testid="cheque-state" data-state=state>{said}</p> }
}

/// Enters the cheque that is due.
pub(super) fn enter(desk: Desk<MoveOut>, form: Form, due: Money) -> AnyView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (number, day) = (form.number.get_untracked(), form.day.get_untracked());
        let missing = [
            (NUMBER, "error-cheque-number", number.trim().is_empty()),
            (DAY, "error-cheque-day.next", day.is_empty()),
        ];
        let missing = missing.into_iter().filter(|(.., missing)| *missing);
        let faults: Vec<Fault> = missing
            .map(|(field, text, _)| Fault::new(field, text))
            .collect();
        let good = faults.is_empty();
        form.faults.set(faults);
        let Some(id) = form.id.get_untracked().filter(|_| good) else {
            return;
        };
        let sent = ChequeSent {
            number,
            sent_on: day,
            amount: due,
        };
        form.entered.set(false);
        desk.take(more().cheque_sent(desk.id, id, sent), move |_| {
            form.entered.try_set(true);
        });
    };
    view! {
        <form class="form" novalidate on:submit=send data-testid="cheque-form">
            {error_summary(form.faults)}
            {field(line(NUMBER, "text", 40), t("cheque-number-label"), None, form.number, form.faults)}
            {field(day(DAY), t("cheque-day-label"), None, form.day, form.faults)}
            <button class="button primary" data-testid="cheque-enter" disabled=desk.busy>
                {t_with("cheque-enter", move || args!["amount" => usd(due)])}
            </button>
        </form>
    }
    .into_any()
}
