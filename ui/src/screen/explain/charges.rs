//! Behind what use cost: the lines of the tariff, what the ledger took, and each reading.

use super::view::tariff_line;
use crate::i18n::{at, energy, name_of, price, say, t, t_with};
use crate::model::day::exact;
use crate::model::explain::{Sum, measured, sums, taken, text_of};
use crate::part::ledger::sum_line;
use crate::part::table::{head, number, table};
use ami_domain::energy::WattHours;
use ami_domain::explain::{Charge, ChargesSubject};
use ami_domain::money::Money;
use ami_domain::tariff::What;
use ami_domain::time::Zone;
use ami_locales::{Args, args};
use leptos::prelude::*;

pub(super) fn told(subject: ChargesSubject, zone: Zone) -> impl IntoView {
    let window = (
        zone.local(subject.window.start),
        zone.local(subject.window.end),
    );
    let used = measured(&subject);
    let total: Money = subject.charges.iter().map(|one| one.amount).sum();
    let (took, open) = taken(&subject);
    let lines = subject.charges.iter().flat_map(|charge| &charge.lines);
    let lines = tariff_lines(sums(lines));
    let tariff = tariff_line(&subject.tariff);
    let values = move || args!["start" => at(window.0), "end" => at(window.1)];
    view! {
        <h2>{t("explain-use-title")}</h2>
        <p data-testid="explain-window">{t_with("explain-window", values)}</p>
        <p class="sentence">
            {t_with("explain-use-body", move || args!["kwh" => energy(used)])}
        </p>
        {tariff}
        {lines}
        {sum_line("explain-sum", "explain-total", total)}
        {sum_line("explain-taken", "explain-taken", took)}
        {open.then(|| view! { <p class="more">{t("explain-not-yet")}</p> })}
        <p class="hint">{t("explain-use-note")}</p>
        {intervals(&subject, &zone)}
    }
}

/// The lines of the tariff with energy and price.
pub(super) fn tariff_lines(sums: Vec<Sum>) -> impl IntoView {
    let rows = sums.into_iter().map(row).collect_view();
    table(
        "tariff-lines",
        t("explain-lines"),
        (
            head(t("explain-what")),
            number(t("explain-amount")),
            number(t("explain-energy")),
            number(t("explain-price")),
        ),
        rows,
    )
}

fn row(sum: Sum) -> impl IntoView {
    let of_energy = matches!(sum.what, What::Energy | What::Baseline | What::Rider);
    let (name, name_es, id) = (sum.name.clone(), sum.name_es, text_of(sum.what, &sum.name));
    let what = move || {
        let number = name.parse::<usize>().unwrap_or_default();
        let name = name_of(&name, name_es.as_deref());
        say(id, &args!["name" => name, "number" => number])
    };
    let (used, rate) = (sum.energy, sum.price);
    let kwh = move || say("home-kwh-value", &args!["kwh" => energy(used)]);
    let rate = move || say("explain-rate", &args!["rate" => price(rate)]);
    view! {
        <tr data-testid="tariff-line">
            <th scope="row">{what}</th>
            <td class="number">{exact(sum.amount)}</td>
            <td class="number">{of_energy.then_some(kwh)}</td>
            <td class="number">{of_energy.then_some(rate)}</td>
        </tr>
    }
}

fn intervals(subject: &ChargesSubject, zone: &Zone) -> impl IntoView + use<> {
    let used = |charge: &Charge| {
        let own = subject.history.iter().find(|one| one.start == charge.start);
        own.map_or(WattHours::ZERO, |own| own.energy)
    };
    let rows = subject.charges.iter().map(|charge| {
        let (when, used) = (zone.local(charge.start), used(charge));
        view! {
            <tr>
                <th scope="row">
                    {move || say("explain-interval", &args!["at" => at(when)])}
                </th>
                <td class="number">{exact(charge.amount)}</td>
                <td class="number">
                    {move || say("home-kwh-value", &args!["kwh" => energy(used)])}
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="explain">
            <summary data-testid="explain-intervals">
                {move || say("explain-intervals", &Args::new())}
            </summary>
            <table class="stacked">
                <thead>
                    <tr>
                        <th scope="col">{t("statement-day")}</th>
                        <th scope="col" class="number">{t("explain-amount")}</th>
                        <th scope="col" class="number">{t("explain-energy")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}
