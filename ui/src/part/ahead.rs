//! The line about zero, on the home screen and on the display.

use crate::i18n::{at, power, t_with, usd};
use crate::model::ahead::ahead_text;
use crate::model::glance::Level;
use crate::part::why::why;
use crate::shell::shell;
use ami_domain::display::{DisplayView, Held};
use ami_domain::explain::LineageId;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_locales::args;
use leptos::prelude::*;

/// What happens at zero, or why service is still on; nothing while the balance is fine. With the
/// account the date leads to what is behind it.
pub(crate) fn ahead_line(
    view: &DisplayView,
    level: Level,
    account: Option<AccountId>,
) -> Option<AnyView> {
    let (text, cap, percent) = ahead_text(view, level)?;
    let held = text.starts_with("zero-held").to_string();
    let values = move || args!["cap" => power(cap), "percent" => percent];
    let more = (held == "true").then(|| owed(view, account));
    Some(
        view! {
            <p class="more" data-testid="ahead" data-held=held>{t_with(text, values)}</p>
            {more}
        }
        .into_any(),
    )
}

/// While service is held on: what is owed, and before when nothing is turned off.
fn owed(view: &DisplayView, account: Option<AccountId>) -> impl IntoView + use<> {
    let debt = (Money::ZERO - view.balance).max(Money::ZERO);
    let owed = (debt > Money::ZERO).then(|| {
        let values = move || args!["debt" => usd(debt)];
        view! { <span>{t_with("hold-owed", values)}</span> }
    });
    // Who is sent, or is looked at first in a moment, has no date that was computed.
    let computed = !matches!(
        view.ahead.and_then(|ahead| ahead.held),
        None | Some(Held::Pending | Held::FieldOrder)
    );
    let account = account.filter(|_| computed);
    // Between that moment and the next decision there is no promise left to show.
    let earliest = view.ahead.and_then(|ahead| ahead.earliest);
    let ahead = earliest.filter(|from| from.at > shell().now.get());
    let from = ahead.map(|from| {
        let values = move || args!["from" => at(from)];
        let behind = account.map(|account| why(LineageId::Hold(account), "care-held-title"));
        view! { <span>{t_with("hold-not-before", values)} " " {behind}</span> }
    });
    view! { <p class="more" data-testid="owed">{owed} " " {from}</p> }
}
