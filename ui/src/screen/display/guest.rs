//! What a guest at a hall sees: the event that they paid for, and nothing of the owner (SC3).

use crate::i18n::{at, energy, say, span, t, t_with, usd};
use ami_domain::display::EventShown;
use ami_domain::time::{Span, Timestamp};
use ami_locales::args;
use leptos::prelude::*;

/// Money, energy and time that are left of the event.
pub(super) fn figures(event: EventShown, now: Memo<Timestamp>) -> impl IntoView {
    let money = event.left.map(|left| {
        let values = move || args!["kwh" => energy(left.energy)];
        view! {
            <div class="d-figure d-big">
                <p class="label">{t("event-fact-left")}</p>
                <p class="value" data-testid="event-balance">
                    {t_with("home-balance-value", move || args!["balance" => usd(left.balance)])}
                </p>
                <p class="more">{t_with("home-kwh-value", values)}</p>
            </div>
        }
    });
    let left = move || event.end.at.since(now.get()).max(Span::ZERO);
    view! {
        {money}
        <div class="d-figure">
            <p class="label">{t("event-one-title")}</p>
            <p class="value" data-testid="event-time">
                {move || say("home-time-short", &args!["left" => span(left())])}
            </p>
            <p class="more">{t_with("event-until", move || args!["end" => at(event.end)])}</p>
        </div>
    }
}
