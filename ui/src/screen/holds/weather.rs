//! The weather that the rules ask for, with its age, and a report of somebody who knows.

use super::sent;
use crate::backend::Trouble;
use crate::i18n::{span, t, t_with};
use crate::model::weather::{degrees, typed};
use crate::part::fetch::{Load, fetched, load};
use crate::part::field::{field, line};
use crate::part::notice::{Fault, error_summary, note, trouble_box};
use crate::shell::more;
use ami_domain::weather::Advisory;
use ami_locales::args;
use ami_wire::api::{AlertsAt, ForecastAt, ObservedAt, ReportWeather, SaidAt, WeatherAt};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

const PLACE: &str = "weather-place";
const NOW: &str = "weather-now";
const HIGH: &str = "weather-high";
const LOW: &str = "weather-low";
const SOURCE: &str = "weather-source";
const HOURS: &str = "weather-hours";
/// Hours that a forecast may reach.
const HOURS_MAX: u16 = 240;

const ADVISORIES: [Advisory; 3] = [Advisory::Heat, Advisory::Cold, Advisory::Storm];

const fn text_of(advisory: Advisory) -> &'static str {
    match advisory {
        Advisory::Heat => "supply-advisory-heat",
        Advisory::Cold => "supply-advisory-cold",
        Advisory::Storm => "supply-advisory-storm",
    }
}

pub(super) fn view() -> impl IntoView {
    let weather = load(move || Some(more().weather()));
    view! {
        <h2>{t("supply-weather")}</h2>
        {fetched(weather, list)}
        {form(weather)}
    }
}

fn list(places: Vec<WeatherAt>) -> AnyView {
    if places.is_empty() {
        return note("warn", "info", "weather-none", t("supply-weather-none")).into_any();
    }
    let rows = places.into_iter().map(row).collect_view();
    view! { <ul class="confirmations" data-testid="weather">{rows}</ul> }.into_any()
}

fn row(place: WeatherAt) -> impl IntoView {
    view! {
        <li class="confirmation" data-testid="weather-row">
            <p class="message-kind"><span>{place.place}</span></p>
            {match place.observed {
                Some(is) => observed(is),
                None => unknown("weather-unknown-observed"),
            }}
            {match place.forecast {
                Some(is) => forecast(is),
                None => unknown("weather-unknown-forecast"),
            }}
            {match place.alerts {
                Some(is) => alerts(is),
                None => unknown("weather-unknown-alerts"),
            }}
        </li>
    }
}

fn unknown(text: &'static str) -> AnyView {
    note("warn", "info", "weather-unknown", t(text)).into_any()
}

fn observed(is: ObservedAt) -> AnyView {
    let values = move || args!["degrees" => degrees(is.now_c10)];
    view! { <p>{t_with("weather-observed", values)}</p> {said(is.said)} }.into_any()
}

fn forecast(is: ForecastAt) -> AnyView {
    let (high, low, hours) = (is.high_c10, is.low_c10, i64::from(is.hours));
    let values = move || args!["high" => degrees(high), "low" => degrees(low), "hours" => hours];
    view! { <p>{t_with("weather-forecast", values)}</p> {said(is.said)} }.into_any()
}

fn alerts(is: AlertsAt) -> AnyView {
    let none = is.advisories.is_empty();
    let tag = |one: Advisory| view! { <span class="tag">{t(text_of(one))}</span> };
    let tags = is.advisories.into_iter().map(tag).collect_view();
    let text = if none {
        "weather-alerts-none"
    } else {
        "weather-alerts"
    };
    view! { <p class="message-kind"><span>{t(text)}</span> {tags}</p> {said(is.said)} }.into_any()
}

/// Who says it, how old it is, and whether it is too old.
fn said(said: SaidAt) -> impl IntoView {
    let (source, age) = (said.source, said.age);
    let values = move || args!["source" => source.clone(), "age" => span(age)];
    let stale = said
        .stale
        .then(|| note("warn", "clock", "weather-stale", t("supply-weather-stale")));
    view! { <p class="more">{t_with("weather-said", values)}</p> {stale} }
}

/// The form's fields.
#[derive(Clone, Copy)]
struct Report {
    place: RwSignal<String>,
    now: RwSignal<String>,
    high: RwSignal<String>,
    low: RwSignal<String>,
    source: RwSignal<String>,
    hours: RwSignal<String>,
    warns: RwSignal<Vec<Advisory>>,
    faults: RwSignal<Vec<Fault>>,
    trouble: RwSignal<Option<Trouble>>,
}

fn form(weather: Load<Vec<WeatherAt>>) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let report = Report {
        place: text(),
        now: text(),
        high: text(),
        low: text(),
        source: text(),
        hours: RwSignal::new("24".to_owned()),
        warns: RwSignal::new(Vec::new()),
        faults: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(wanted) = read(report) else { return };
        report.trouble.set(None);
        spawn_local(async move {
            sent(more().report_weather(wanted).await, weather, report.trouble);
        });
    };
    let one = move |id, label, max, value| {
        let shape = line(id, "text", max);
        field(shape, t(label), None, value, report.faults)
    };
    // What was typed is said in both units before it counts.
    let unit = t("weather-unit");
    let warm = move |id, label, value: RwSignal<String>| {
        let means = move || value.with(|text| typed(text)).map(degrees);
        let hint = move || means().unwrap_or_else(unit);
        let hint: Box<dyn Fn() -> String + Send + Sync> = Box::new(hint);
        field(
            line(id, "text", 8),
            t(label),
            Some(hint),
            value,
            report.faults,
        )
    };
    let warnings = ADVISORIES
        .map(|kind| warning(report, kind))
        .into_iter()
        .collect_view();
    view! {
        <details class="panel" data-testid="weather-report">
            <summary>{t("supply-weather-report")}</summary>
            {error_summary(report.faults)}
            {move || report.trouble.get().map(trouble_box)}
            <form class="form" novalidate data-testid="weather-form" on:submit=submit>
                {one(PLACE, "supply-weather-place", 64, report.place)}
                {warm(NOW, "supply-weather-now-label", report.now)}
                {warm(HIGH, "supply-weather-high-label", report.high)}
                {warm(LOW, "supply-weather-low-label", report.low)}
                {one(HOURS, "weather-hours-label", 3, report.hours)}
                {one(SOURCE, "weather-source-label", 64, report.source)}
                {warnings}
                <button class="button primary" data-testid="weather-save">
                    {t("supply-weather-save")}
                </button>
            </form>
        </details>
    }
}

fn warning(report: Report, kind: Advisory) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || report.warns.with(|all| all.contains(&kind))
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    report.warns.update(|all| {
                        all.retain(|one| *one != kind);
                        if on {
                            all.push(kind);
                        }
                    });
                }
            />
            <span>{t(text_of(kind))}</span>
        </label>
    }
}

/// What was typed, where it makes sense; else the form says what does not.
fn read(report: Report) -> Option<ReportWeather> {
    let place = report.place.get_untracked().trim().to_owned();
    let at = |value: RwSignal<String>| typed(&value.get_untracked());
    let (now, high, low) = (at(report.now), at(report.high), at(report.low));
    let source = report.source.get_untracked().trim().to_owned();
    let hours = report.hours.get_untracked().trim().parse::<u16>().ok();
    let hours = hours.filter(|hours| (1..=HOURS_MAX).contains(hours));
    let missing = [
        (PLACE, "supply-weather-place-missing", place.is_empty()),
        (NOW, "supply-weather-bad", now.is_none()),
        (HIGH, "supply-weather-bad", high.is_none()),
        (LOW, "supply-weather-bad", low.is_none()),
        (HOURS, "weather-hours-bad", hours.is_none()),
        (SOURCE, "weather-source-missing", source.is_empty()),
    ];
    let faults = missing.into_iter().filter(|(.., missing)| *missing);
    let faults = faults.map(|(field, text, _)| Fault::new(field, text));
    let faults: Vec<Fault> = faults.collect();
    let complete = faults.is_empty();
    report.faults.set(faults);
    complete.then_some(())?;
    Some(ReportWeather {
        place,
        source: Some(source),
        as_of: None,
        now_c10: Some(now?),
        high_c10: Some(high?),
        low_c10: Some(low?),
        hours: Some(hours?),
        advisories: Some(report.warns.get_untracked()),
    })
}
