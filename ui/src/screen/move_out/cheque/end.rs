//! What became of a cheque, said at the desk: cashed, stopped or come back, with a second look at
//! what that does to the money.

use super::Form as Cheques;
use crate::browser;
use crate::i18n::{t, t_with, usd};
use crate::part::choose::{Label, choose};
use crate::part::desk::Desk;
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary};
use crate::shell::more;
use ami_domain::id::TransferId;
use ami_domain::money::Money;
use ami_domain::move_out::Unpaid;
use ami_locales::args;
use ami_wire::api::{CancelCheque, Cheque, MoveOut, SawChequeCashed};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const REASON: &str = "cheque-reason";
/// Characters of a reason, as the server asks for.
const REASON_MIN: usize = 10;
/// The word of a cheque that was paid.
const CASHED: &str = "cashed";

/// What is typed in; one cheque at a time.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// The cheque that is spoken of.
    which: RwSignal<Option<TransferId>>,
    what: RwSignal<String>,
    reason: RwSignal<String>,
    faults: RwSignal<Vec<Fault>>,
    /// It is looked at once more.
    looks: RwSignal<bool>,
    /// Text id of how the last one ended.
    pub(super) done: RwSignal<Option<&'static str>>,
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            which: RwSignal::new(None),
            what: RwSignal::new(CASHED.to_owned()),
            reason: RwSignal::new(String::new()),
            faults: RwSignal::new(Vec::new()),
            looks: RwSignal::new(false),
            done: RwSignal::new(None),
        }
    }

    fn unpaid(self) -> Option<Unpaid> {
        self.what.with(|what| Unpaid::from_word(what))
    }
}

/// The way to say it, under one cheque.
pub(super) fn end(desk: Desk<MoveOut>, all: Cheques, cheque: &Cheque) -> impl IntoView + use<> {
    let (form, id, amount, seen) = (all.end, cheque.id, cheque.amount, cheque.by_hand);
    let ask = move |_| {
        form.done.set(None);
        form.reason.set(String::new());
        form.faults.set(Vec::new());
        form.looks.set(false);
        let first = if seen {
            Unpaid::Returned.word()
        } else {
            CASHED
        };
        form.what.set(first.to_owned());
        form.which.set(Some(id));
        browser::focus("#cheque-choice");
    };
    move || {
        if form.which.get() != Some(id) {
            return view! {
                <button type="button" class="button" data-testid="cheque-end" on:click=ask>
                    {t("cheque-end")}
                </button>
            }
            .into_any();
        }
        if form.looks.get() {
            look(desk, all, id, amount).into_any()
        } else {
            fields(form, seen).into_any()
        }
    }
}

fn fields(form: Form, seen: bool) -> impl IntoView {
    let look = move |event: SubmitEvent| {
        event.prevent_default();
        let reason = form.reason.get_untracked();
        let short = reason.trim().chars().count() < REASON_MIN;
        let fault = short.then(|| Fault::new(REASON, "error-reason-needed"));
        form.faults.set(fault.into_iter().collect());
        if !short {
            form.looks.set(true);
            browser::focus("#cheque-end-title");
        }
    };
    let choices = [
        (CASHED, "cheque-choice-cashed"),
        (Unpaid::Stopped.word(), "cheque-choice-stopped"),
        (Unpaid::Returned.word(), "cheque-choice-returned"),
    ];
    // What was called cashed is not called so once more.
    let choices = choices
        .into_iter()
        .filter(|(word, _)| !seen || *word != CASHED);
    let choices = choices.map(|(word, text)| {
        let label: Label = Box::new(t(text));
        (word.to_owned(), label)
    });
    view! {
        <form class="form" novalidate on:submit=look data-testid="cheque-end-form">
            {error_summary(form.faults)}
            {choose("cheque-choice", t("cheque-choice"), choices.collect(), form.what)}
            {field(line(REASON, "text", 500), t("cheque-end-why"), None, form.reason, form.faults)}
            <div class="actions">
                <button class="button primary" data-testid="cheque-end-look">
                    {t("cheque-end-look")}
                </button>
                <button type="button" class="button" on:click=move |_| form.which.set(None)>
                    {t("cheque-cancel-no")}
                </button>
            </div>
        </form>
    }
}

/// What it does to the money, and yes or no.
fn look(desk: Desk<MoveOut>, all: Cheques, id: TransferId, amount: Money) -> impl IntoView {
    let form = all.end;
    let unpaid = form.unpaid();
    let (means, yes) = match unpaid {
        None => ("cheque-means-cashed", "cheque-end-yes-cashed"),
        Some(Unpaid::Stopped) => ("cheque-means-stopped", "cheque-end-yes"),
        Some(Unpaid::Returned) => ("cheque-means-returned", "cheque-end-yes"),
    };
    let send = move |_| {
        let reason = form.reason.get_untracked();
        let answer = match unpaid {
            None => more().cheque_cashed(desk.id, id, SawChequeCashed { reason }),
            Some(_) => {
                let how = unpaid;
                more().cancel_cheque(desk.id, id, CancelCheque { reason, how })
            }
        };
        desk.take(answer, move |_| {
            form.which.try_set(None);
            let done = match unpaid {
                None => "cheque-end-done",
                Some(_) => "cheque-cancel-done",
            };
            form.done.try_set(Some(done));
            // What is owed again is sent by another cheque.
            all.afresh();
        });
    };
    view! {
        <section aria-labelledby="cheque-end-title" data-testid="cheque-review">
            <h3 id="cheque-end-title" tabindex="-1">{t("deposit-look-title")}</h3>
            <p>{t_with(means, move || args!["amount" => usd(amount)])}</p>
            <div class="actions">
                <button
                    class="button primary"
                    data-testid="cheque-end-yes"
                    disabled=desk.busy
                    on:click=send
                >
                    {t(yes)}
                </button>
                <button
                    type="button"
                    class="button"
                    disabled=desk.busy
                    on:click=move |_| form.looks.set(false)
                >
                    {t("deposit-no")}
                </button>
            </div>
        </section>
    }
}
