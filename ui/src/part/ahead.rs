//! The line about zero, on the home screen and on the display.

use crate::i18n::{at, power, t_with, usd};
use crate::model::ahead::ahead_text;
use crate::model::glance::Level;
use crate::shell::shell;
use ami_domain::display::DisplayView;
use ami_domain::money::Money;
use ami_locales::args;
use leptos::prelude::*;

/// What happens at zero, or why service is still on; nothing while the balance is fine.
pub(crate) fn ahead_line(view: &DisplayView, level: Level) -> Option<AnyView> {
    let (text, cap, percent) = ahead_text(view, level)?;
    let held = text.starts_with("zero-held").to_string();
    let values = move || args!["cap" => power(cap), "percent" => percent];
    let more = (held == "true").then(|| owed(view));
    Some(
        view! {
            <p class="more" data-testid="ahead" data-held=held>{t_with(text, values)}</p>
            {more}
        }
        .into_any(),
    )
}

/// While service is held on: what is owed, and before when nothing is turned off.
fn owed(view: &DisplayView) -> impl IntoView + use<> {
    let debt = (Money::ZERO - view.balance).max(Money::ZERO);
    let owed = (debt > Money::ZERO).then(|| {
        let values = move || args!["debt" => usd(debt)];
        view! { <span>{t_with("hold-owed", values)}</span> }
    });
    // Between that moment and the next decision there is no promise left to show.
    let earliest = view.ahead.and_then(|ahead| ahead.earliest);
    let ahead = earliest.filter(|from| from.at > shell().now.get());
    let from = ahead.map(|from| {
        let values = move || args!["from" => at(from)];
        view! { <span>{t_with("hold-not-before", values)}</span> }
    });
    view! { <p class="more" data-testid="owed">{owed} " " {from}</p> }
}
