//! Moving out: what it would do now, the day that is asked for or taken back, and what it has done.

mod cheque;

use super::heading;
use super::shape::{CUSTOMER, STAFF, Screen, at_desk, screen};
use crate::i18n::{at, t, t_with, usd};
use crate::part::desk::{Desk, own};
use crate::part::field::{field, moment};
use crate::part::notice::{Fault, note};
use crate::part::why::why;
use crate::shell::more;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::move_out::Stands;
use ami_locales::args;
use ami_wire::api::{AskMoveOut, MoveOut};
use leptos::prelude::*;

/// What is typed in on this page.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk<MoveOut>,
    day: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    cheque: cheque::Form,
}

/// The customer's own.
pub(super) const OWN: Screen = screen(
    "move-out",
    "/move-out",
    "move-out-title",
    Some(("move-out-menu", "right")),
    CUSTOMER,
    view,
);

/// The representative's, of one account.
pub(super) const AT_DESK: Screen = screen(
    "move-out-of",
    "/move-out/:account",
    "move-out-title",
    None,
    STAFF,
    for_account,
);

/// For the customer's own account.
pub(super) fn view(_: String) -> AnyView {
    view! {
        {heading(t("move-out-title"))}
        {own(|id| page(id, None))}
    }
    .into_any()
}

/// For an account at the representative's desk.
pub(super) fn for_account(part: String) -> AnyView {
    at_desk("move-out-title", &part, |id| page(id, Some(cheque::enter)))
}

fn page(id: AccountId, enter: Option<cheque::Enter>) -> impl IntoView {
    let form = Form {
        desk: Desk::new(id),
        day: RwSignal::new(String::new()),
        faults: RwSignal::new(Vec::new()),
        cheque: cheque::Form::new(enter),
    };
    form.desk.take(more().move_out(id), |_| ());
    form.desk.shown(move |known| stands(form, &known))
}

fn stands(form: Form, known: &MoveOut) -> AnyView {
    if let Some(closed) = known.closed {
        let refund = known.refund;
        let said = t_with(
            "move-out-closed",
            move || args!["at" => at(closed), "amount" => usd(refund)],
        );
        return view! {
            {note("calm", "ok", "move-out-closed", said)}
            {figures(known)}
            {cheque::cheques(form.desk, form.cheque, known)}
        }
        .into_any();
    }
    let asked = known.at.map(|day| {
        let said = t_with("move-out-asked", move || args!["at" => at(day)]);
        let stay = move |_| form.desk.take(more().stay(form.desk.id), |_| ());
        view! {
            {note("note", "clock", "move-out-asked", said)}
            <button
                class="button"
                data-testid="move-out-stay"
                disabled=form.desk.busy
                on:click=stay
            >
                {t("move-out-stay")}
            </button>
        }
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let at = form.day.get_untracked();
        let answer = more().ask_move_out(form.desk.id, AskMoveOut { at });
        form.desk.take(answer, |_| ());
    };
    view! {
        <p>{t("move-out-intro")}</p>
        {asked}
        <section class="panel" aria-labelledby="move-out-preview">
            <h2 id="move-out-preview">{t("move-out-preview")}</h2>
            {figures(known)}
            {booked(known.booked)}
            {first(&known.stands)}
        </section>
        <form class="form panel" on:submit=send data-testid="move-out-form">
            {field(moment("move-out-day"), t("move-out-day"), None, form.day, form.faults)}
            <button class="button primary" data-testid="move-out-ask" disabled=form.desk.busy>
                {t("move-out-ask")}
            </button>
        </form>
    }
    .into_any()
}

/// What is paid back and how, and what is still owed.
fn figures(known: &MoveOut) -> impl IntoView {
    let line = |id: &'static str, amount: Money| {
        let said = t_with(id, move || args!["amount" => usd(amount)]);
        view! { <li data-testid=id>{said}</li> }
    };
    let some = |id, amount: Money| amount.is_positive().then(|| line(id, amount));
    let lineage = known.lineage;
    view! {
        <ul>
            {line("move-out-refund", known.returns + known.cheque)}
            {some("move-out-held", known.held)}
            {some("move-out-returns", known.returns)}
            {some("move-out-cheque", known.cheque)}
            {some("move-out-owed", known.owed)}
        </ul>
        {lineage.map(|of| view! { <p>{why(of, "move-out-preview")}</p> })}
    }
}

fn booked(count: u32) -> impl IntoView {
    let said = t_with(
        "move-out-booked",
        move || args!["count" => i64::from(count)],
    );
    view! { <p data-testid="move-out-booked">{said}</p> }
}

/// What has to end first; nothing where nothing stands against it.
fn first(stands: &[Stands]) -> impl IntoView {
    let lines: Vec<_> = stands
        .iter()
        .map(|what| view! { <li data-testid="move-out-stands">{t(reason(*what))}</li> })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <h3>{t("move-out-stands")}</h3>
            <ul>{lines}</ul>
        }
    })
}

const fn reason(what: Stands) -> &'static str {
    match what {
        Stands::Use => "move-out-stands-use",
        Stands::Event => "move-out-stands-event",
        Stands::Payment => "move-out-stands-payment",
        Stands::Dispute => "move-out-stands-dispute",
    }
}
