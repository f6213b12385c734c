//! What no card or bank takes back is sent as a cheque: the representative enters its number and
//! day, and everybody sees which cheque it was.

use crate::browser;
use crate::i18n::{say, t, t_with, usd};
use crate::part::desk::Desk;
use crate::part::field::{day, field, line};
use crate::part::notice::{Fault, error_summary};
use crate::shell::more;
use ami_domain::id::TransferId;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::{Cheque, ChequeSent, MoveOut};
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
        }
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
    let rows = known.cheques.iter().cloned().map(row).collect_view();
    let may = known.may_send;
    let waits = (owed && !may).then(|| view! { <p class="hint">{t("cheque-wait")}</p> });
    Some(view! {
        <section class="panel" aria-labelledby="cheque-title">
            <h2 id="cheque-title">{t("cheque-heading")}</h2>
            <p role="status" data-testid="cheque-entered">
                {move || form.entered.get().then(|| say("cheque-entered", &Args::new()))}
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

fn row(cheque: Cheque) -> impl IntoView {
    let (number, amount, day) = (cheque.number, cheque.amount, cheque.sent_on.to_string());
    let sent = t_with(
        "cheque-sent",
        move || args!["digits" => number.clone(), "amount" => usd(amount), "begin" => day.clone()],
    );
    let by = cheque.by.map(|name| {
        let by = t_with("cheque-by", move || args!["name" => name.clone()]);
        view! { <p class="more">{by}</p> }
    });
    view! { <li data-testid="cheque"><p>{sent}</p> {by}</li> }
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
