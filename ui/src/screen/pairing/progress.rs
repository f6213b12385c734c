//! How far a pairing is, and what the installer is to do now.

use super::Work;
use crate::i18n::{say, span, t, t_with};
use crate::part::icon::icon;
use crate::part::notice::note;
use crate::shell::{more, shell};
use ami_domain::pairing::{CheckNumber, PairState};
use ami_domain::role::Role;
use ami_domain::time::Span;
use ami_locales::{Args, args};
use ami_wire::api::pairing::Pairing;
use leptos::prelude::*;

pub(super) fn progress(work: Work) -> impl IntoView {
    // Drawn anew when something has happened and not with each second: whoever works by keyboard
    // would lose their place.
    let stands = Memo::new(move |_| work.one.get().map(|one| Pairing { left_ms: 0, ..one }));
    move || stands.get().map(|one| step(work, &one))
}

/// The sentence of a state.
const fn text(state: PairState) -> &'static str {
    match state {
        PairState::Asked => "pair-asked",
        PairState::Waiting => "pair-waiting",
        PairState::Met => "pair-compare",
        PairState::Confirmed => "pair-confirmed",
        PairState::Paired => "pair-paired",
        PairState::Unpairing => "pair-unpairing",
        PairState::Unpaired => "pair-ended-unpaired",
        PairState::Differs => "pair-ended-differs",
        PairState::Cancelled => "pair-ended-cancelled",
        PairState::Expired => "pair-ended-expired",
        PairState::Crowded => "pair-ended-crowded",
        PairState::Lost => "pair-ended-lost",
    }
}

const fn shape(state: PairState) -> &'static str {
    match state {
        PairState::Asked | PairState::Waiting | PairState::Confirmed | PairState::Unpairing => {
            "clock"
        }
        PairState::Met => "link",
        PairState::Paired | PairState::Unpaired => "ok",
        PairState::Differs
        | PairState::Cancelled
        | PairState::Expired
        | PairState::Crowded
        | PairState::Lost => "low",
    }
}

fn step(work: Work, one: &Pairing) -> impl IntoView + use<> {
    let state = one.state;
    let left = move || {
        work.one
            .with(|one| one.as_ref().map_or(0, |one| one.left_ms))
    };
    let compare = one.check.filter(|_| state == PairState::Met);
    let compare = compare.map(|check| numbers(work, one, check));
    let waits = matches!(state, PairState::Asked | PairState::Waiting);
    let stranger = waits && one.strangers > 0;
    let away = state.is_open() && !one.gateway_here;
    view! {
        <section class="panel" data-testid="pair-step" data-state=state.word()>
            <p>{one.address.clone()} " · " {one.serial.clone()}</p>
            <h2 tabindex="-1" data-testid="pair-now">
                {icon(shape(state))} " " {t(text(state))}
            </h2>
            {(state == PairState::Paired).then(|| view! { <p>{t("pair-paired-look")}</p> })}
            {away.then(|| note("warn", "link-down", "pair-away", t("pair-gateway-away")))}
            {stranger.then(|| note("warn", "low", "pair-stranger", t("pair-stranger")))}
            {compare}
            {state.is_open().then(|| {
                view! {
                    <p class="more" data-testid="pair-left">
                        {t_with("pair-left", move || args!["left" => span(Span::millis(left()))])}
                    </p>
                }
            })}
            {foot(work, one)}
        </section>
    }
}

/// Big enough to be read beside a display, and one button for each answer.
fn numbers(work: Work, one: &Pairing, check: CheckNumber) -> impl IntoView + use<> {
    let (id, last4) = (one.id, one.last4.clone());
    let pairs = shell().role() == Some(Role::Installer);
    let same = move |_| {
        work.take(more().confirm_pairing(id, check), move |one| {
            work.follow(one)
        });
    };
    let differs = move |_| {
        work.take(more().end_pairing(id, true), move |one| work.follow(one));
    };
    let answers = move || {
        view! {
            <button
                type="button"
                class="button primary wide"
                data-testid="pair-same"
                disabled=work.busy
                on:click=same
            >
                {t("pair-same")}
            </button>
            <button
                type="button"
                class="button wide"
                data-testid="pair-differs"
                disabled=work.busy
                on:click=differs
            >
                {t("pair-differs")}
            </button>
        }
    };
    view! {
        <p>{t("pair-compare-how")}</p>
        <p class="pair-number" data-testid="pair-check">{check.grouped()}</p>
        <p data-testid="pair-last4">
            {t_with("pair-compare-meter", move || args!["last4" => last4.clone()])}
        </p>
        {pairs.then(answers)}
    }
}

fn foot(work: Work, one: &Pairing) -> impl IntoView + use<> {
    let (id, state) = (one.id, one.state);
    if state.is_open() {
        let stop = move |_| {
            work.take(more().end_pairing(id, false), move |one| work.follow(one));
        };
        return view! {
            <button
                type="button"
                class="button quiet wide"
                data-testid="pair-stop"
                disabled=work.busy
                on:click=stop
            >
                {t("pair-stop")}
            </button>
        }
        .into_any();
    }
    let label = if state == PairState::Paired {
        "pair-another"
    } else {
        "pair-again"
    };
    view! {
        <button
            type="button"
            class="button wide"
            data-testid="pair-again"
            disabled=work.busy
            on:click=move |_| work.again()
        >
            {move || say(label, &Args::new())}
        </button>
    }
    .into_any()
}
