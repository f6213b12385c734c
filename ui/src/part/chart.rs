//! Usage as bars, with the same numbers as a table (SC1.12).

use crate::i18n::{at, energy, say, t, usd};
use crate::model::chart::{Chart, Kind, chart, kind, label_every, percent};
use crate::part::why::why;
use ami_domain::energy::WattHours;
use ami_domain::time::Timestamp;
use ami_locales::{Args, args};
use ami_wire::api::{Step, Usage, UsageRow};
use leptos::prelude::*;

/// The bars. The sentence in the label says what a sighted reader gets from them at a glance.
pub(crate) fn bars(usage: Usage, now: Timestamp) -> impl IntoView {
    let drawing = chart(&usage.rows, now);
    let count = drawing.bars.len();
    let total = usage.total;
    let label = move || {
        say(
            "usage-chart-label",
            &args!["count" => count, "kwh" => energy(total)],
        )
    };
    let top = WattHours::new(drawing.top_wh);
    let half = WattHours::new(drawing.top_wh / 2);
    view! {
        <figure class="chart" data-testid="usage-chart">
            <div class="plot-box">
            <svg class="levels" aria-hidden="true">
                {level("0.5%", "0.8em", top)}
                {level("50%", "0.3em", half)}
                {level("100%", "0em", WattHours::ZERO)}
            </svg>
            <svg class="plot" role="img" aria-label=label>
                <defs>
                    <pattern
                        id="hatch"
                        width="8"
                        height="8"
                        patternUnits="userSpaceOnUse"
                        patternTransform="rotate(45)"
                    >
                        <rect class="hatch-ground" width="8" height="8"></rect>
                        <line class="hatch-line" x1="0" y1="0" x2="0" y2="8"></line>
                    </pattern>
                </defs>
                {grid_line("0.5%")}
                {grid_line("50%")}
                <line class="axis" x1="0" x2="100%" y1="100%" y2="100%"></line>
                {bar_shapes(&drawing, &usage)}
            </svg>
            <svg class="ticks" aria-hidden="true">{labels(&drawing, &usage)}</svg>
            </div>
            {legend(&drawing)}
        </figure>
    }
}

fn grid_line(height: &'static str) -> impl IntoView {
    view! { <line class="grid" x1="0" x2="100%" y1=height y2=height></line> }
}

/// What a height stands for, in a column of its own beside the bars.
fn level(height: &'static str, down: &'static str, value: WattHours) -> impl IntoView {
    view! {
        <text class="tick" x="100%" y=height dy=down text-anchor="end">
            {move || say("home-kwh-value", &args!["kwh" => energy(value)])}
        </text>
    }
}

fn bar_shapes(drawing: &Chart, usage: &Usage) -> impl IntoView + use<> {
    let step = usage.step;
    drawing
        .bars
        .iter()
        .zip(&usage.rows)
        .map(|(bar, row)| {
            let row = row.clone();
            view! {
                <rect
                    class=format!("bar {}", bar.kind.word())
                    x=percent(bar.left)
                    width=percent(bar.width)
                    y=percent(bar.top)
                    height=percent(bar.height)
                >
                    <title>{move || spoken(&row, step)}</title>
                </rect>
            }
        })
        .collect_view()
}

fn spoken(row: &UsageRow, step: Step) -> String {
    let when = row_time(row, step);
    match row.energy {
        None => format!("{when}: {}", say(Kind::Missing.text(), &Args::new())),
        Some(used) => {
            let kwh = say("home-kwh-value", &args!["kwh" => energy(used)]);
            let cost = say("home-balance-value", &args!["balance" => usd(row.cost)]);
            format!("{when}: {kwh}, {cost}")
        }
    }
}

fn row_time(row: &UsageRow, step: Step) -> String {
    let values = args!["at" => at(row.start)];
    match step {
        Step::Hour => say("usage-row-hour", &values),
        Step::Day => say("usage-row-day", &values),
        Step::Month => say("usage-row-month", &values),
    }
}

fn labels(drawing: &Chart, usage: &Usage) -> impl IntoView + use<> {
    let step = usage.step;
    drawing
        .bars
        .iter()
        .zip(&usage.rows)
        .step_by(label_every(drawing.bars.len()))
        .map(|(bar, row)| {
            let values = args!["at" => at(row.start)];
            let id = if step == Step::Hour {
                "usage-row-hour"
            } else {
                "usage-tick-day"
            };
            view! {
                <text class="tick" x=percent(bar.left) y="1em">
                    {move || say(id, &values)}
                </text>
            }
        })
        .collect_view()
}

fn legend(drawing: &Chart) -> impl IntoView + use<> {
    let kinds = [Kind::Measured, Kind::Estimated, Kind::Missing];
    let shown = kinds
        .into_iter()
        .filter(|k| drawing.bars.iter().any(|bar| bar.kind == *k));
    let lines = shown
        .map(|k| {
            view! {
                <li>
                    <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
                        <rect class=format!("bar {}", k.word()) x="1" y="1" width="14" height="14">
                        </rect>
                    </svg>
                    <span>{t(k.text())}</span>
                </li>
            }
        })
        .collect_view();
    view! { <figcaption><ul class="legend">{lines}</ul></figcaption> }
}

/// The same numbers in rows.
pub(crate) fn table(usage: Usage, now: Timestamp) -> impl IntoView {
    let step = usage.step;
    let head = if step == Step::Hour {
        "usage-table-time"
    } else {
        "usage-table-date"
    };
    let rows = usage
        .rows
        .into_iter()
        .map(|row| {
            let missing = row.energy.is_none();
            let lineage = row.lineage;
            let (used, cost, quality) = (row.energy.unwrap_or_default(), row.cost, kind(&row, now));
            view! {
                <tr>
                    <th scope="row">{move || row_time(&row, step)}</th>
                    <td class="number">
                        {move || {
                            cell(missing, say("home-kwh-value", &args!["kwh" => energy(used)]))
                        }}
                    </td>
                    <td class="number">
                        {move || {
                            cell(missing, say("home-balance-value", &args!["balance" => usd(cost)]))
                        }}
                    </td>
                    <td>{t(quality.text())}</td>
                    <td>{lineage.map(|lineage| why(lineage, "usage-table-cost"))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=t("usage-table-caption")>
            <table data-testid="usage-table">
                <caption>{t("usage-table-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(head)}</th>
                        <th scope="col" class="number">{t("usage-table-kwh")}</th>
                        <th scope="col" class="number">{t("usage-table-cost")}</th>
                        <th scope="col">{t("usage-table-quality")}</th>
                        <th scope="col"><span class="unseen">{t("explain-title")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// A number that is not known is not a zero.
fn cell(missing: bool, text: String) -> String {
    if missing { "–".to_owned() } else { text }
}
