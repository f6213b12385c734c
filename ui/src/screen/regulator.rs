//! The report for the regulator, for the utility: some days to look at, and as files.

use super::heading;
use super::shape::{Screen, UTILITY, screen};
use crate::backend::Host;
use crate::i18n::{at, say, t, t_with};
use crate::model::day::on;
use crate::part::fetch::{fetched, load};
use crate::part::field::{day, field};
use crate::part::notice::{Fault, error_summary};
use crate::shell::{backend, more};
use ami_domain::time::Day;
use ami_locales::{Args, args};
use ami_wire::api::{RegulatorLine, RegulatorReport};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const FROM: &str = "regulator-from";
const THROUGH: &str = "regulator-through";
/// One report spans so many days at most.
const DAYS_MAX: i32 = 366;

/// The screen.
pub(super) const SCREEN: Screen = screen(
    "regulator",
    "/regulator",
    "regulator-title",
    Some(("regulator-menu", "chart")),
    UTILITY,
    view,
);

fn view(_: String) -> AnyView {
    let from = RwSignal::new(String::new());
    let through = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::<Fault>::new());
    let days = RwSignal::new(None::<(Day, Day)>);
    let asked = load(move || {
        let (from, until) = days.get()?;
        Some(more().regulator(from, until))
    });
    let show = move |event: SubmitEvent| {
        event.prevent_default();
        match read(&from.get_untracked(), &through.get_untracked()) {
            Ok(wanted) => {
                faults.set(Vec::new());
                days.set(Some(wanted));
                asked.again();
            }
            Err(wrong) => faults.set(wrong),
        }
    };
    view! {
        {heading(t("regulator-title"))}
        <p>{t("regulator-intro")}</p>
        {error_summary(faults)}
        <form class="form" novalidate on:submit=show>
            {field(
                day(FROM),
                t("regulator-from"),
                Some(Box::new(t("regulator-from.hint"))),
                from,
                faults,
            )}
            {field(
                day(THROUGH),
                t("regulator-through"),
                Some(Box::new(t("regulator-through.hint"))),
                through,
                faults,
            )}
            <button class="button primary" data-testid="regulator-show">
                {t("regulator-show")}
            </button>
        </form>
        {move || days.get().map(|_| fetched(asked, whole))}
    }
    .into_any()
}

/// The days that were typed, as the first one and the first one after.
fn read(from: &str, through: &str) -> Result<(Day, Day), Vec<Fault>> {
    let typed = [(FROM, from), (THROUGH, through)].map(|(id, text)| (id, Day::from_text(text)));
    let [(_, Some(from)), (_, Some(through))] = typed else {
        let missing = typed.iter().filter(|(_, day)| day.is_none());
        return Err(missing
            .map(|(id, _)| Fault::new(id, "regulator-day-missing"))
            .collect());
    };
    let until = through.plus(1);
    if until <= from || until > from.plus(DAYS_MAX) {
        return Err(vec![Fault::new(THROUGH, "regulator-days-wrong")]);
    }
    Ok((from, until))
}

fn whole(report: RegulatorReport) -> impl IntoView {
    let made = args![
        "begins" => on(report.from),
        "ends" => on(report.until.plus(-1)),
        "at" => at(report.made_at),
    ];
    let files = files(&report);
    let tables = figures(report.lines).into_iter().map(figure);
    view! {
        <p role="status" data-testid="regulator-made">
            {move || say("regulator-made", &made)}
        </p>
        {files}
        {tables.collect_view()}
    }
}

/// Links to the files; only where there is a server to hand them out.
fn files(report: &RegulatorReport) -> impl IntoView + use<> {
    let days = format!("from={}&until={}", report.from, report.until);
    let name = format!("regulator-{}-{}.json", report.from, report.until);
    (backend().host() == Host::Web).then(|| {
        view! {
            <ul class="actions">
                <li>
                    <a
                        class="button"
                        download=""
                        rel="external"
                        href=format!("/api/report/regulator.csv?{days}")
                        data-testid="regulator-csv"
                    >
                        {t("regulator-csv")}
                    </a>
                </li>
                <li>
                    <a
                        class="button"
                        download=name
                        rel="external"
                        href=format!("/api/report/regulator?{days}")
                        data-testid="regulator-json"
                    >
                        {t("regulator-json")}
                    </a>
                </li>
            </ul>
        }
    })
}

/// The lines of each figure, in their order.
fn figures(lines: Vec<RegulatorLine>) -> Vec<Vec<RegulatorLine>> {
    let mut figures: Vec<Vec<RegulatorLine>> = Vec::new();
    for line in lines {
        match figures.last_mut() {
            Some(last) if last.iter().all(|one| one.figure == line.figure) => last.push(line),
            Some(_) | None => figures.push(vec![line]),
        }
    }
    figures
}

/// Each name once, in its order.
fn names(lines: &[RegulatorLine], name: fn(&RegulatorLine) -> &String) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in lines.iter().map(name) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn figure(lines: Vec<RegulatorLine>) -> impl IntoView {
    let Some(first) = lines.first() else {
        return ().into_any();
    };
    let name = id("figure", &first.figure);
    let (title, heading) = (name.clone(), format!("{name}-title"));
    let (region, table) = (heading.clone(), heading.clone());
    let parts = names(&lines, |line| &line.part);
    let head = parts.iter().map(|part| {
        let part = id("part", part);
        view! { <th scope="col" class="number">{move || say(&part, &Args::new())}</th> }
    });
    let head = head.collect_view();
    let rows = names(&lines, |line| &line.group)
        .into_iter()
        .map(|group| row(&lines, &group, &parts))
        .collect_view();
    view! {
        <section class="panel" data-testid=name>
            <h2 id=heading>{move || say(&title, &Args::new())}</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby=region>
                <table aria-labelledby=table>
                    <thead>
                        <tr>
                            <th scope="col">{t("regulator-group")}</th>
                            {head}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(lines: &[RegulatorLine], group: &str, parts: &[String]) -> impl IntoView + use<> {
    let is_rule = lines.iter().any(|line| line.figure == "hold_by_rule");
    let name = if is_rule {
        format!("supply-rule-{}", group.replace('_', "-"))
    } else {
        id("group", group)
    };
    let cells = parts.iter().map(|part| {
        let line = lines
            .iter()
            .find(|line| line.group == group && line.part == *part);
        cell(line.cloned())
    });
    let cells = cells.collect_view();
    view! {
        <tr>
            <th scope="row">{move || say(&name, &Args::new())}</th>
            {cells}
        </tr>
    }
}

fn cell(line: Option<RegulatorLine>) -> AnyView {
    let said = line.as_ref().and_then(|line| line.value);
    let Some(value) = said else {
        let id = match line {
            Some(line) if line.withheld => "regulator-withheld",
            Some(_) | None => "regulator-nothing",
        };
        return view! { <td class="number">{t(id)}</td> }.into_any();
    };
    let is_time = line.is_some_and(|line| line.unit == "ms");
    let digits = if is_time {
        format!("{}.{}", value / 1_000, value % 1_000 / 100)
    } else {
        value.to_string()
    };
    if is_time {
        let text = t_with(
            "regulator-seconds",
            move || args!["digits" => digits.clone()],
        );
        view! { <td class="number">{text}</td> }.into_any()
    } else {
        view! { <td class="number">{digits}</td> }.into_any()
    }
}

/// The text of a word of the report.
fn id(kind: &str, word: &str) -> String {
    format!("regulator-{kind}-{}", word.replace('_', "-"))
}
