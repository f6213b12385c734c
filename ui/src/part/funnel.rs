//! How many have a text, step by step, as words and as bars; to whom it goes; where it stands.

use crate::i18n::{say, span, t, t_with};
use ami_domain::audience::AlertState;
use ami_locales::{Args, args};
use ami_wire::api::{Alert, AlertFunnel};
use leptos::prelude::*;

/// The steps from the utility to the reader.
pub(crate) fn funnel(funnel: &AlertFunnel) -> impl IntoView + use<> {
    let all = funnel.accounts.max(1);
    let steps = [
        ("accounts", "utility-step-accounts", funnel.accounts),
        ("queued", "utility-step-queued", funnel.queued),
        ("sent", "utility-step-sent", funnel.sent),
        ("meter", "utility-step-meter", funnel.at_meter),
        ("shown", "utility-step-shown", funnel.shown),
        ("confirmed", "utility-step-confirmed", funnel.confirmed),
    ];
    let rows = steps
        .map(|(word, text, count)| {
            view! {
                <div class="funnel-step">
                    <dt>{t(text)}</dt>
                    <dd data-testid=format!("funnel-{word}")>{count.to_string()}</dd>
                    <meter min="0" max=all.to_string() value=count.to_string() aria-hidden="true">
                    </meter>
                </div>
            }
        })
        .into_iter()
        .collect_view();
    let slowest = funnel.slowest;
    view! {
        <dl class="funnel">{rows}</dl>
        {slowest
            .map(|slowest| {
                view! {
                    <p class="more" data-testid="funnel-slowest">
                        {t_with("utility-slowest", move || args!["wait" => span(slowest)])}
                    </p>
                }
            })}
    }
}

/// Text id of where a text stands.
pub(crate) const fn state_text(state: AlertState) -> &'static str {
    match state {
        AlertState::Proposed => "utility-state-proposed",
        AlertState::Sending => "utility-state-sending",
        AlertState::Sent => "utility-state-sent",
        AlertState::Cancelling => "utility-state-cancelling",
        AlertState::Cancelled => "utility-state-cancelled",
        AlertState::Over => "utility-state-over",
    }
}

/// Text id of a program.
pub(crate) fn program_text(word: &str) -> &'static str {
    match word {
        "regular" => "utility-program-regular",
        "limit" => "utility-program-limit",
        "disconnect" => "utility-program-disconnect",
        "regular_billing" => "utility-program-regular-billing",
        "auto_replenish" => "utility-program-auto-replenish",
        _ => "utility-program-prepaid",
    }
}

/// To whom it goes.
pub(crate) fn whom(alert: &Alert) -> impl Fn() -> String + Send + Sync + use<> {
    let (kind, name) = (alert.audience.clone(), alert.audience_name.clone());
    let count = usize::try_from(alert.funnel.accounts).unwrap_or(usize::MAX);
    move || match kind.as_str() {
        "feeder" => say("utility-to-feeder", &args!["name" => name.clone()]),
        "postal" => say("utility-to-postal", &args!["name" => name.clone()]),
        "program" => say(program_text(&name), &Args::new()),
        "list" => say("utility-to-list", &args!["count" => count]),
        _ => say("alerts-audience-all", &Args::new()),
    }
}
