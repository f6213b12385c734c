//! Behind balance, energy left and time left.

use crate::i18n::{at, energy, name_of, price, say, span, t, t_with, usd};
use crate::model::explain::LINES_MAX;
use crate::part::ledger::{book_table, sum_line};
use ami_domain::display::Confidence;
use ami_domain::energy::WattHours;
use ami_domain::explain::{LineageId, ViewSubject, gather};
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::statement::{Entry, Kind};
use ami_domain::tariff::Tariff;
use ami_domain::time::{Window, Zone};
use ami_domain::usage::{Interval, Profile};
use ami_locales::{Args, args};
use leptos::prelude::*;

pub(super) fn told(subject: ViewSubject) -> impl IntoView {
    let zone = Zone::named(&subject.zone).unwrap_or_else(|_| Zone::utc());
    view! {
        {balance(&subject, &zone)}
        {time(&subject, &zone)}
        {today(&subject)}
    }
}

fn balance(subject: &ViewSubject, zone: &Zone) -> impl IntoView + use<> {
    let (account, shown) = (subject.account, &subject.shown);
    let (total, borrowed, as_of) = (shown.balance, shown.borrowed, shown.as_of);
    let help = subject.grounds.help;
    let book = Book::Prepaid(account);
    let before = subject.brought_forward;
    let part = gather(book, before, &subject.entries, zone, LINES_MAX);
    let paths = part
        .entries
        .iter()
        .map(|one| day_behind(account, zone, one));
    let paths = paths.collect();
    view! {
        <h2>{t("explain-balance-title")}</h2>
        <p class="sentence" data-testid="explain-balance-body">
            {t_with("explain-balance-body", move || args!["balance" => usd(total)])}
        </p>
        <p class="more">{t_with("explain-as-of", move || args!["at" => at(as_of)])}</p>
        {crate::part::debt::borrowed_line(borrowed)}
        {book_table(part, None, paths)}
        {(help != Money::ZERO).then(|| sum_line("explain-help-line", "explain-help", help))}
        {sum_line("explain-sum", "explain-balance", total)}
        <p class="hint">{t_with("explain-exact", move || args!["balance" => usd(total)])}</p>
    }
}

/// What a day cost is behind each line about that day's energy and charges.
fn day_behind(account: AccountId, zone: &Zone, entry: &Entry) -> Option<String> {
    // What was given back stands in the day's charges with its own entry.
    let of_day = entry.kind.is_charge() && entry.kind != Kind::Reversal;
    let day = entry.about.filter(|_| of_day)?;
    let window = Window::new(zone.start_of(day), zone.start_of(day.plus(1)))?;
    let lineage = LineageId::Charges { account, window };
    Some(format!("/explain/{lineage}"))
}

fn time(subject: &ViewSubject, zone: &Zone) -> impl IntoView + use<> {
    let shown = &subject.shown;
    let (credit, rate) = (shown.credit, shown.rate_now);
    let left = shown.remaining.map(|left| {
        let likely = move || args!["left" => span(left.likely), "zero" => at(left.zero_at)];
        let band = move || args!["earliest" => span(left.early), "latest" => span(left.late)];
        view! {
            <p data-testid="explain-zero">{t_with("explain-zero", likely)}</p>
            <p data-testid="explain-band">{t_with("explain-band", band)}</p>
        }
    });
    let none = left
        .is_none()
        .then(|| view! { <p>{t("explain-no-time")}</p> });
    view! {
        <h2>{t("explain-time-title")}</h2>
        <p data-testid="explain-energy">
            {t_with("explain-energy-body", move || args!["kwh" => energy(credit)])}
        </p>
        {left}
        {none}
        {learnt(&subject.history, &subject.profile, &subject.tariff, zone)}
        <p class="more">{t_with("home-rate-now", move || args!["rate" => price(rate)])}</p>
    }
}

/// Nothing is known of the home itself: the estimate is that of homes like it.
pub(super) fn is_of_its_class(profile: &Profile) -> bool {
    profile.confidence() == Confidence::Class && profile.daily_average() == WattHours::ZERO
}

/// The readings, what was learnt from them, and the tariff.
pub(super) fn learnt(
    history: &[Interval],
    profile: &Profile,
    tariff: &Tariff,
    zone: &Zone,
) -> impl IntoView + use<> {
    let (count, usual) = (history.len(), profile.daily_average());
    let edges = history.first().zip(history.last());
    let edges = edges.map(|(first, last)| (zone.local(first.start), zone.local(last.end())));
    let unknown = is_of_its_class(profile);
    let values = move || args!["kwh" => energy(usual), "count" => count];
    let usual = move || match unknown {
        true => say("explain-usual-class", &Args::new()),
        false => say("explain-usual", &values()),
    };
    view! {
        <p data-testid="explain-usual">{usual}</p>
        {edges
            .map(|(first, last)| {
                let values = move || args!["start" => at(first), "end" => at(last)];
                view! { <p class="more">{t_with("explain-readings", values)}</p> }
            })}
        {tariff_line(tariff)}
    }
}

/// What the tariff is called.
pub(super) fn tariff_line(tariff: &Tariff) -> impl IntoView + use<> {
    let (name, name_es) = (tariff.name.clone(), tariff.name_es.clone());
    let name = move || args!["name" => name_of(&name, name_es.as_deref())];
    view! { <p class="more">{t_with("explain-tariff", name)}</p> }
}

fn today(subject: &ViewSubject) -> impl IntoView + use<> {
    let (used, cost) = (subject.shown.used_today, subject.shown.cost_today);
    let values = move || args!["kwh" => energy(used), "cost" => usd(cost)];
    view! {
        <h2>{t("explain-today-title")}</h2>
        <p>{t_with("explain-today-body", values)}</p>
    }
}
