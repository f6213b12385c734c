//! The tripped limit on a display: the countdown to the one automatic closing, then what to do at
//! the meter (FR-22, FR-23).

use crate::i18n::{power, say, span, t, t_with};
use crate::model::trip::{closes_in, said};
use crate::shell::shell;
use ami_domain::receipt::Supply;
use ami_domain::time::{Span, Timestamp};
use ami_locales::args;
use leptos::prelude::*;

/// The lines below the state. `heard` is when this device heard of the supply, by its own clock;
/// nothing while no limit has opened the switch.
pub(crate) fn trip_lines(supply: Option<Supply>, heard: Timestamp) -> Option<AnyView> {
    let supply = supply?;
    let trip = supply.trip?;
    Some(if trip.closes_at.is_some() {
        waits(supply, heard).into_any()
    } else {
        steps(supply).into_any()
    })
}

fn waits(supply: Supply, heard: Timestamp) -> impl IntoView {
    let now = shell().now;
    let left = Memo::new(move |_| closes_in(&supply, now.get().since(heard)).unwrap_or_default());
    let told = Memo::new(move |_| said(left.get()));
    let shown = move || {
        if left.get() > Span::ZERO {
            say(
                "home-state-tripped.hint",
                &args!["left" => span(left.get())],
            )
        } else {
            say("display-trip-checking", &args![])
        }
    };
    let aloud = move || {
        told.get()
            .map(|seconds| say("display-trip-soon", &args!["count" => seconds]))
    };
    view! {
        <div class="trip" data-testid="trip">
            <p class="trip-left" role="timer" aria-live="off" data-testid="trip-left">{shown}</p>
            <p class="unseen" aria-live="polite" data-testid="trip-aloud">{aloud}</p>
        </div>
    }
}

fn steps(supply: Supply) -> impl IntoView {
    let cap = supply.limit.unwrap_or_default();
    view! {
        <ol class="trip trip-steps" data-testid="trip-steps">
            <li>{t("display-trip-step-off")}</li>
            <li>{t("display-trip-step-button")}</li>
            <li>{t_with("display-trip-step-limit", move || args!["cap" => power(cap)])}</li>
        </ol>
    }
}
