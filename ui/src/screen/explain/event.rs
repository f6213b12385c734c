//! Behind a prepaid event: what was used and cost, who paid it, and what became of its money.

use super::charges::tariff_lines;
use super::view::tariff_line;
use crate::i18n::{at, energy, say, t, t_with, usd};
use crate::model::day::exact;
use crate::model::explain::sums;
use crate::part::ledger::{amounts_table, entries_table};
use crate::part::table::{head, number, table};
use ami_domain::energy::WattHours;
use ami_domain::explain::{EventCharge, EventSubject, HoursBought};
use ami_domain::money::Money;
use ami_domain::time::Zone;
use ami_domain::usage::Interval;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: EventSubject, zone: Zone) -> impl IntoView {
    let window = (
        zone.local(subject.window.start),
        zone.local(subject.window.end),
    );
    let (said, paid) = (subject.said, subject.paid());
    let bought = subject.bought.as_ref().map(|bought| bought.said);
    let there = subject
        .bought_there
        .as_ref()
        .map(|bought| there(bought, &zone));
    let tariff = tariff_line(&subject.tariff);
    let lines = subject.charges.iter().flat_map(|charge| &charge.lines);
    let lines = tariff_lines(sums(lines));
    let open = subject
        .charges
        .iter()
        .any(|one| one.start >= subject.charged_until);
    let charged = zone.local(subject.charged_until);
    let never = never(&subject.never_charged);
    let readings = readings(&subject, &zone);
    view! {
        <h2>{t("behind-event-title")}</h2>
        <p>
            {t_with("explain-window", move || {
                args!["start" => at(window.0), "end" => at(window.1)]
            })}
        </p>
        <p class="sentence" data-testid="behind-event">
            {t_with("behind-event-body", move || {
                args!["kwh" => energy(said.used), "rate" => usd(said.own + said.over)]
            })}
        </p>
        {tariff}
        {bought
            .map(|kwh| {
                let values = move || args!["amount" => usd(paid), "kwh" => energy(kwh)];
                view! { <p>{t_with("behind-event-bought", values)}</p> }
            })}
        {there}
        {sides(paid, &subject)}
        <p class="hint">{t("behind-event-exact")}</p>
        <p class="hint">{t("behind-event-rule")}</p>
        <p class="more">
            {t_with("behind-event-until", move || args!["at" => at(charged)])}
        </p>
        {never}
        {open.then(|| view! { <p class="more">{t("behind-event-again")}</p> })}
        {lines}
        {readings}
        {entries_table(subject.moves, zone)}
    }
}

/// An older event whose late readings were never charged.
fn never(late: &[Interval]) -> Option<impl IntoView + use<>> {
    let (count, used) = (
        late.len(),
        late.iter().map(|one| one.energy).sum::<WattHours>(),
    );
    let values = move || args!["count" => count, "kwh" => energy(used)];
    (count > 0).then(|| {
        let text = t_with("behind-event-never", values);
        view! { <p class="more" data-testid="behind-event-never">{text}</p> }
    })
}

/// What it was booked with at somebody else's place: the hours that its money reaches, no other.
fn there(bought: &HoursBought, zone: &Zone) -> impl IntoView + use<> {
    let (money, kwh) = (bought.money, bought.said);
    let values = move || args!["amount" => usd(money), "kwh" => energy(kwh)];
    let rows = bought.hours.iter().map(|hour| {
        let (when, used) = (zone.local(hour.start), hour.energy);
        view! {
            <tr>
                <th scope="row">{move || say("explain-interval", &args!["at" => at(when)])}</th>
                <td class="number">
                    {move || say("home-kwh-value", &args!["kwh" => energy(used)])}
                </td>
            </tr>
        }
    });
    let heads = (head(t("statement-day")), number(t("behind-cost-likely")));
    let rows = rows.collect_view();
    view! {
        <p data-testid="behind-event-there">{t_with("behind-event-bought-there", values)}</p>
        <details class="explain">
            <summary>{t("behind-cost-hours")}</summary>
            {table("behind-event-hours", t("behind-cost-hours"), heads, rows)}
        </details>
    }
}

/// Where its money went, and what its payer's account paid on top.
fn sides(paid: Money, subject: &EventSubject) -> impl IntoView + use<> {
    let said = subject.said;
    let rows = [
        ("behind-event-paid", paid),
        ("behind-event-own", said.own),
        ("event-fact-returned", said.returned),
        ("event-fact-left", said.left),
        ("event-fact-over", said.over),
    ];
    amounts_table("behind-event-money", "behind-event-money", rows)
}

fn readings(subject: &EventSubject, zone: &Zone) -> impl IntoView + use<> {
    let rows = subject.charges.iter().zip(&subject.history);
    let rows = rows.map(|(charge, interval)| {
        let EventCharge {
            start, own, over, ..
        } = charge;
        let (when, used, own, over) = (zone.local(*start), interval.energy, *own, *over);
        view! {
            <tr>
                <th scope="row">
                    {move || say("explain-interval", &args!["at" => at(when)])}
                </th>
                <td class="number">
                    {move || say("home-kwh-value", &args!["kwh" => energy(used)])}
                </td>
                <td class="number">{exact(own)}</td>
                <td class="number">{exact(over)}</td>
            </tr>
        }
    });
    let heads = (
        head(t("statement-day")),
        number(t("explain-energy")),
        number(t("behind-event-own")),
        number(t("event-fact-over")),
    );
    let rows = rows.collect_view();
    view! {
        <details class="explain">
            <summary data-testid="explain-intervals">{t("explain-intervals")}</summary>
            {table("behind-event-readings", t("explain-intervals"), heads, rows)}
        </details>
    }
}
