//! Behind what a time for an event was expected to cost: the use of each hour, and its prices.

use super::charges::tariff_lines;
use super::view::tariff_line;
use crate::i18n::{at, energy, say, t, t_with, usd};
use crate::model::explain::sums;
use crate::part::ledger::sum_line;
use crate::part::table::{head, number, table};
use ami_domain::explain::CostSubject;
use ami_domain::time::Zone;
use ami_locales::args;
use leptos::prelude::*;

pub(super) fn told(subject: CostSubject, zone: Zone) -> impl IntoView {
    let (said, asked) = (subject.said, zone.local(subject.at));
    let window = said.window;
    let (start, end) = (zone.local(window.start), zone.local(window.end));
    let lines = subject.lines(&zone);
    let hours = hours(&subject, &zone);
    let elsewhere = subject.profile.is_none();
    let tariff = tariff_line(&subject.tariff);
    let likely = move || args!["amount" => usd(said.p50), "kwh" => energy(said.energy_p50)];
    let safe = move || args!["cost" => usd(said.p80), "energy" => energy(said.energy_p80)];
    view! {
        <h2>{t("behind-cost-title")}</h2>
        <p>{t_with("explain-window", move || args!["start" => at(start), "end" => at(end)])}</p>
        <p class="more">{t_with("behind-asked", move || args!["at" => at(asked)])}</p>
        <p class="sentence" data-testid="behind-cost">{t_with("behind-cost-body", likely)}</p>
        <p class="sentence" data-testid="behind-cost-safe">{t_with("behind-cost-safe", safe)}</p>
        <p>
            {t_with("behind-estimate-suggested", move || args!["suggested" => usd(said.suggested)])}
        </p>
        <p class="more">{t("behind-estimate-walk")}</p>
        {tariff}
        {elsewhere.then(|| view! { <p class="hint">{t("behind-cost-other")}</p> })}
        {tariff_lines(sums(lines.iter()))}
        {sum_line("behind-cost-likely", "explain-total", said.p50)}
        {sum_line("behind-cost-ample", "explain-safe", said.p80)}
        {hours}
    }
}

fn hours(subject: &CostSubject, zone: &Zone) -> impl IntoView + use<> {
    let rows = subject.likely.iter().zip(&subject.ample);
    let rows = rows.map(|(likely, ample)| {
        let when = zone.local(likely.start);
        let of = |kwh| move || say("home-kwh-value", &args!["kwh" => energy(kwh)]);
        view! {
            <tr>
                <th scope="row">{move || say("explain-interval", &args!["at" => at(when)])}</th>
                <td class="number">{of(likely.energy)}</td>
                <td class="number">{of(ample.energy)}</td>
            </tr>
        }
    });
    let heads = (
        head(t("statement-day")),
        number(t("behind-cost-likely")),
        number(t("behind-cost-ample")),
    );
    let rows = rows.collect_view();
    view! {
        <details class="explain">
            <summary data-testid="behind-cost-hours">{t("behind-cost-hours")}</summary>
            {table("behind-cost-table", t("behind-cost-hours"), heads, rows)}
        </details>
    }
}
