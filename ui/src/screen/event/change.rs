//! Moving, cancelling and ending an event (FR-16, FR-17, PR-ENDB).

use super::Page;
use crate::backend::{Answer, Trouble};
use crate::browser;
use crate::i18n::{say, t, t_with, usd};
use crate::model::civil::written;
use crate::model::event::read;
use crate::part::field::{field, moment};
use crate::part::notice::{Fault, error_summary};
use crate::shell::{more, shell};
use ami_domain::event::EventState;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::event::{Event, Reschedule};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What may be done now, apart from figures that change by themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
struct May {
    change: bool,
    end: bool,
    held: bool,
    waits: bool,
    version: u32,
    left: Money,
}

pub(super) fn view(page: Page) -> impl IntoView {
    let may = Memo::new(move |_| {
        page.event.with(|event| {
            event.as_ref().map(|event| May {
                change: event.may_change,
                end: event.may_end,
                held: event.held_until.is_some(),
                waits: event.state == EventState::Booked,
                version: event.version,
                left: event.left,
            })
        })
    });
    let moved = RwSignal::new(false);
    view! {
        <p role="status" data-testid="event-moved">
            {move || moved.get().then(|| say("event-moved", &Args::new()))}
        </p>
        {move || {
            let may = may.get()?;
            Some(view! {
                {may.change.then(|| mover(page, may, moved))}
                {may.change.then(|| cancel(page, may))}
                {(may.waits && !may.change)
                    .then(|| view! { <p class="hint">{t("event-fixed")}</p> })}
                {may.end.then(|| press(page, &END))}
                {may.held.then(|| press(page, &LET_GO))}
            })
        }}
    }
}

/// Takes a step, once at a time.
fn step(page: Page, answer: Answer<Event>, done: impl FnOnce() + 'static) {
    page.busy.set(true);
    page.trouble.set(None);
    spawn_local(async move {
        match answer.await {
            Ok(event) => {
                page.event.try_set(Some(event));
                done();
            }
            Err(Trouble::SignedOut) => shell().leave(),
            Err(why) => {
                page.trouble.try_set(Some(why));
                browser::focus("[data-testid=trouble]");
            }
        }
        page.busy.try_set(false);
    });
}

fn mover(page: Page, may: May, moved: RwSignal<bool>) -> impl IntoView {
    let of = |pick: fn(&Event) -> String| {
        RwSignal::new(
            page.event
                .with_untracked(|e| e.as_ref().map(pick))
                .unwrap_or_default(),
        )
    };
    let (start, end) = (
        of(|event| written(event.start)),
        of(|event| written(event.end)),
    );
    let faults = RwSignal::new(Vec::<Fault>::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (from, until) = (read(&start.get_untracked()), read(&end.get_untracked()));
        let missing = [("event-start", &from), ("event-end", &until)];
        let list = missing.into_iter().filter(|(_, value)| value.is_none());
        let list = list.map(|(field, _)| Fault::new(field, "event-time-missing"));
        faults.set(list.collect());
        let known = page.event.get_untracked();
        if let (Some(start), Some(end), Some(known)) = (from, until, known) {
            let wanted = Reschedule {
                start,
                end,
                version: may.version,
            };
            let answer = more().move_event(known.account, known.id, wanted);
            step(page, answer, move || moved.set(true));
        }
    };
    view! {
        <details class="panel" data-testid="move-box">
            <summary>{t("event-move")}</summary>
            {error_summary(faults)}
            <form novalidate on:submit=submit>
                <p class="hint">{t("event-when-hint")}</p>
                {field(moment("event-start"), t("event-start-label"), None, start, faults)}
                {field(moment("event-end"), t("event-end-label"), None, end, faults)}
                <button class="button primary" data-testid="move" disabled=page.busy>
                    {t("event-move-button")}
                </button>
            </form>
        </details>
    }
}

fn cancel(page: Page, may: May) -> impl IntoView {
    let asked = RwSignal::new(false);
    let left = may.left;
    let sure = move |_| {
        if let Some(known) = page.event.get_untracked() {
            step(page, more().cancel_event(known.account, known.id), || ());
        }
    };
    let ask = move |_| {
        asked.set(true);
        browser::focus("[data-testid=cancel-yes]");
    };
    view! {
        <Show
            when=move || asked.get()
            fallback=move || view! {
                <p>
                    <button class="button" data-testid="cancel" on:click=ask>
                        {t("event-cancel")}
                    </button>
                </p>
            }
        >
            <div class="panel" role="group" aria-labelledby="cancel-ask">
                <p id="cancel-ask">
                    {t_with("event-cancel-ask", move || args!["amount" => usd(left)])}
                </p>
                <div class="actions">
                    <button
                        class="button primary"
                        data-testid="cancel-yes"
                        disabled=page.busy
                        on:click=sure
                    >
                        {t("event-cancel-yes")}
                    </button>
                    <button class="button" data-testid="cancel-no" on:click=move |_| asked.set(false)>
                        {t("event-cancel-no")}
                    </button>
                </div>
            </div>
        </Show>
    }
}

/// A step of one press, with what it does said below it.
struct Press {
    id: &'static str,
    class: &'static str,
    label: &'static str,
    hint: &'static str,
    act: fn(&Event) -> Answer<Event>,
}

/// Lets a time go that is held and not paid.
static LET_GO: Press = Press {
    id: "let-go",
    class: "button",
    label: "event-held-go",
    hint: "event-held-go-hint",
    act: |event| more().cancel_event(event.account, event.id),
};

static END: Press = Press {
    id: "end-event",
    class: "button primary",
    label: "event-end",
    hint: "event-end-hint",
    act: |event| more().end_event(event.account, event.id),
};

fn press(page: Page, press: &'static Press) -> impl IntoView {
    let go = move |_| {
        if let Some(known) = page.event.get_untracked() {
            step(page, (press.act)(&known), || ());
        }
    };
    let hint = format!("{}-hint", press.id);
    view! {
        <div class="panel">
            <button
                class=press.class
                data-testid=press.id
                aria-describedby=hint.clone()
                disabled=page.busy
                on:click=go
            >
                {t(press.label)}
            </button>
            <p class="hint" id=hint>{t(press.hint)}</p>
        </div>
    }
}
