//! Behind the figures of a text to a customer: the balance and the time left as they stood then.

use super::view::{is_of_its_class, learnt};
use crate::i18n::{at, energy, say, side, span, t, t_with, usd};
use crate::model::explain::LINES_MAX;
use crate::part::ledger::{book_table, sum_line};
use crate::part::why::why;
use ami_domain::explain::{AlertSubject, gather};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::Zone;
use ami_locales::{Args, args};
use leptos::prelude::*;

pub(super) fn told(subject: AlertSubject) -> impl IntoView {
    let grounds = &subject.grounds;
    let zone = Zone::named(&grounds.zone).unwrap_or_else(|_| Zone::utc());
    let (said, text, least) = (zone.local(grounds.at), subject.text.clone(), grounds.least);
    let about = grounds.about;
    view! {
        <h2>{t("behind-alert-title")}</h2>
        <p class="more">{t_with("messages-sent", move || args!["at" => at(said)])}</p>
        <p class="message-text" data-testid="behind-alert-text">{move || side(&text)}</p>
        {about
            .map(|of| {
                view! { <p>{t("behind-alert-amount")} " " {why(of, "behind-alert-amount")}</p> }
            })}
        <p class="more">{t_with("behind-alert-least", move || args!["minimum" => usd(least)])}</p>
        {balance(&subject, &zone)}
        {time(&subject, &zone)}
    }
}

fn balance(subject: &AlertSubject, zone: &Zone) -> impl IntoView + use<> {
    let grounds = &subject.grounds;
    let (total, help) = (grounds.balance, grounds.help);
    let book = Book::Prepaid(subject.account);
    let none = subject.entries.is_empty();
    let before = subject.brought_forward;
    let part = gather(book, before, &subject.entries, zone, LINES_MAX);
    let lines = if none {
        let text = t("behind-alert-again");
        view! { <p class="more" data-testid="behind-alert-again">{text}</p> }.into_any()
    } else {
        book_table(part, None, Vec::new()).into_any()
    };
    view! {
        <h2>{t("explain-balance-title")}</h2>
        <p class="sentence" data-testid="behind-alert-balance">
            {t_with("behind-alert-balance", move || args!["balance" => usd(total)])}
        </p>
        {lines}
        {(help != Money::ZERO).then(|| sum_line("explain-help-line", "explain-help", help))}
        {sum_line("explain-sum", "explain-balance", total)}
    }
}

fn time(subject: &AlertSubject, zone: &Zone) -> impl IntoView + use<> {
    let grounds = &subject.grounds;
    let known = grounds.remaining.map(|left| {
        let likely = move || args!["left" => span(left.likely), "zero" => at(left.zero_at)];
        let band = move || args!["earliest" => span(left.early), "latest" => span(left.late)];
        view! {
            <p data-testid="explain-zero">{t_with("explain-zero", likely)}</p>
            <p data-testid="explain-band">{t_with("explain-band", band)}</p>
        }
        .into_any()
    });
    let known = known.unwrap_or_else(|| view! { <p>{t("explain-no-time")}</p> }.into_any());
    let rests_on = if subject.history.is_empty() {
        // Corrected readings, or none at all: what was learnt stays what it was.
        let usual = grounds.profile.daily_average();
        let unknown = is_of_its_class(&grounds.profile);
        let text = move || match unknown {
            true => say("explain-usual-class", &Args::new()),
            false => say("behind-alert-usual", &args!["kwh" => energy(usual)]),
        };
        view! { <p data-testid="explain-usual">{text}</p> }.into_any()
    } else {
        learnt(&subject.history, &grounds.profile, &grounds.tariff, zone).into_any()
    };
    view! {
        <h2>{t("behind-alert-time")}</h2>
        {known}
        {rests_on}
    }
}
