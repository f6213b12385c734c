//! A prepaid event, wherever it stands: a card in a list, the block on home and display, and the
//! chain of what has happened (SC2.15, SC3).

use crate::i18n::{at, energy, say, span, t, t_with, usd};
use crate::model::event::{Steps, state_text, steps};
use crate::model::pay::Mark;
use crate::part::chain::line;
use crate::part::icon::icon;
use ami_domain::display::{DisplayView, EventScope, EventShown};
use ami_domain::event::AfterEvent;
use ami_domain::time::{Span, Timestamp};
use ami_locales::{Args, args};
use ami_wire::api::event::Event;
use leptos::prelude::*;
use leptos_router::components::A;

/// Text id of what happens at the end; with `.hint` what that means.
pub(crate) const fn after_text(after: AfterEvent) -> &'static str {
    match after {
        AfterEvent::Limit => "event-after-limit",
        AfterEvent::Disconnect => "event-after-disconnect",
        AfterEvent::NotAffected => "event-after-not-affected",
    }
}

/// A row of the list, leading to the event's own page.
pub(crate) fn event_card(event: Event) -> impl IntoView {
    let (start, end) = (event.start, event.end);
    let state = state_text(event.state);
    view! {
        <li
            class="confirmation"
            data-testid="event-row"
            data-event=event.id.to_string()
            data-state=event.state.word()
        >
            <p class="message-kind">
                <A href=format!("/events/{}", event.id)>
                    {t_with("event-from", move || args!["start" => at(start)])}
                </A>
                <span class="tag">{t(state)}</span>
            </p>
            <p>{t_with("event-until", move || args!["end" => at(end)])}</p>
            <p class="more">{event.address}</p>
        </li>
    }
}

/// What has happened to an event so far, read out politely when a step is done.
pub(crate) fn event_chain(event: &Event) -> impl IntoView + use<> {
    let event = event.clone();
    let marks = steps(&event);
    view! {
        <section class="chain-box" aria-labelledby="event-chain-title">
            <h2 id="event-chain-title">{t("event-chain-title")}</h2>
            <ol class="chain" role="status" aria-live="polite" data-testid="event-chain">
                {move || {
                    let lines = lines(&event, marks);
                    let draw = |(name, mark, text)| line(name, mark, text);
                    lines.into_iter().map(draw).collect_view()
                }}
            </ol>
        </section>
    }
}

fn lines(event: &Event, marks: Steps) -> Vec<(&'static str, Mark, String)> {
    let none = Args::new;
    let way = event.delivery.as_ref();
    let amount = event.payment.as_ref().map(|payment| payment.amount);
    let paid = match (marks.paid, amount) {
        (Mark::Done, Some(amount)) => say("event-step-paid", &args!["amount" => usd(amount)]),
        (Mark::Failed, _) => say("event-step-refused", &none()),
        _ => say("event-step-paying", &none()),
    };
    let mut all = vec![("paid", marks.paid, paid)];
    let cancelled = event.state == ami_domain::event::EventState::Cancelled;
    if !cancelled && marks.paid != Mark::Failed {
        let sent = match way.and_then(|way| way.sent_at) {
            Some(when) => say("event-step-sent", &args!["at" => at(when)]),
            None => say("event-step-sending", &none()),
        };
        all.push(("sent", marks.sent, sent));
        let stored = match (marks.stored, way.and_then(|way| way.confirmed_at)) {
            (Mark::Failed, _) => say("event-step-stored-refused", &none()),
            (_, Some(when)) => say("event-step-stored", &args!["at" => at(when)]),
            (_, None) => say("event-step-storing", &none()),
        };
        all.push(("confirmed", marks.stored, stored));
        if let Some(mark) = marks.verified {
            let verified = match event.verified_at {
                Some(when) => say("event-step-verified", &args!["at" => at(when)]),
                None => say("event-step-verify", &none()),
            };
            all.push(("verified", mark, verified));
        }
        let (start, end) = (at(event.start), event.closes.map(at));
        let done = |mark, yes, no| if mark == Mark::Done { yes } else { no };
        let began = done(marks.started, "event-step-started", "event-step-start");
        all.push((
            "started",
            marks.started,
            say(began, &args!["start" => start]),
        ));
        let ended = match end {
            Some(end) => {
                let id = done(marks.ended, "event-step-ended", "event-step-end");
                say(id, &args!["end" => end])
            }
            None => say("event-step-end-open", &none()),
        };
        all.push(("ended", marks.ended, ended));
    }
    if marks.paid == Mark::Done {
        let returned = match marks.returned {
            Mark::Done => say(
                "event-step-returned",
                &args!["amount" => usd(event.returned)],
            ),
            Mark::Now | Mark::Later | Mark::Failed => say("event-step-return", &none()),
        };
        all.push(("returned", marks.returned, returned));
    }
    all
}

/// The event that runs or begins within a day, on the home screen and on the display; nothing
/// without one.
pub(crate) fn event_block(view: &DisplayView, now: Memo<Timestamp>) -> Option<AnyView> {
    let event = view.event?;
    let text = block_text(&event);
    let window = move || args!["start" => at(event.start), "end" => at(event.end)];
    let left = event.left.map(|left| {
        let values = move || args!["amount" => usd(left.balance), "kwh" => energy(left.energy)];
        view! { <p class="more" data-testid="event-left">{t_with("event-block-left", values)}</p> }
    });
    let time = move || {
        let left = event.end.at.since(now.get());
        let runs = event.running && left > Span::ZERO;
        runs.then(|| say("event-block-time", &args!["left" => span(left)]))
    };
    Some(
        view! {
            <section class="notice event-block" data-tone="note" data-testid="event-block">
                {icon("clock")}
                <div>
                    <p>{t_with(text, window)}</p>
                    {left}
                    <p class="more" data-testid="event-time">{time}</p>
                </div>
            </section>
        }
        .into_any(),
    )
}

const fn block_text(event: &EventShown) -> &'static str {
    match (event.running, event.scope) {
        (_, EventScope::Taken) => "event-block-taken",
        (_, EventScope::Elsewhere) => "event-block-elsewhere",
        (true, EventScope::Own | EventScope::Guest) => "event-block-running",
        (false, EventScope::Own | EventScope::Guest) => "event-block-soon",
    }
}
