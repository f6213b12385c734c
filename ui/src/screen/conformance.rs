//! What receipts say about the numbers of the use case, for the utility (NFR-02, NFR-08 to
//! NFR-14): one row a promise, with what is wanted beside it, in words.

use super::heading;
use super::shape::{Screen, UTILITY, screen};
use crate::i18n::{at, say, t, t_with};
use crate::part::fetch::{fetched, load};
use crate::part::icon::icon;
use crate::shell::more;
use ami_locales::{Args, args};
use ami_wire::api::{Conformance, Figure};
use leptos::prelude::*;

/// The texts of the promises, by their ids.
static PROMISES: &[(&str, &str)] = &[
    ("FR-09", "conformance-fr-09"),
    ("FR-20", "conformance-fr-20"),
    ("NFR-02", "conformance-nfr-02"),
    ("NFR-09", "conformance-nfr-09"),
    ("NFR-10", "conformance-nfr-10"),
    ("NFR-12", "conformance-nfr-12"),
    ("NFR-13", "conformance-nfr-13"),
    ("NFR-14", "conformance-nfr-14"),
];

/// The screen.
pub(super) const SCREEN: Screen = screen(
    "conformance",
    "/conformance",
    "conformance-title",
    Some(("app-menu-conformance", "chart")),
    UTILITY,
    view,
);

fn view(_: String) -> AnyView {
    let asked = load(move || Some(more().conformance()));
    view! {
        {heading(t("conformance-title"))}
        {fetched(asked, whole)}
    }
    .into_any()
}

fn whole(all: Conformance) -> impl IntoView {
    let (from, until) = (all.from, all.until);
    let known = all.figures.iter().filter(|one| one.whole > 0).count();
    let failed = all.figures.iter().filter(|one| fails(one)).count();
    let (id, count) = if failed == 0 {
        ("conformance-all", known)
    } else {
        ("conformance-some", failed)
    };
    let rows = all.figures.into_iter().map(row).collect_view();
    view! {
        <p data-testid="conformance-period">
            {t_with("conformance-period", move || args!["from" => at(from), "until" => at(until)])}
        </p>
        <p role="status" data-testid="conformance-verdict">
            {t_with(id, move || args!["count" => count])}
        </p>
        <div
            class="table-scroll"
            tabindex="0"
            role="region"
            aria-label=t("conformance-caption")
        >
            <table class="stacked" data-testid="conformance-table">
                <caption>{t("conformance-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("conformance-promise")}</th>
                        <th scope="col">{t("conformance-measured")}</th>
                        <th scope="col">{t("conformance-wanted")}</th>
                        <th scope="col">{t("conformance-verdict")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn fails(figure: &Figure) -> bool {
    figure.whole > 0 && !figure.pass
}

fn row(figure: Figure) -> impl IntoView {
    let text = PROMISES
        .iter()
        .find(|(id, _)| *id == figure.id)
        .map(|(_, text)| *text);
    let id = figure.id.clone();
    let promise = move || match text {
        Some(text) => format!("{id} · {}", say(text, &Args::new())),
        None => id.clone(),
    };
    let wanted = percent(figure.wanted_ppm);
    let (mark, verdict) = match (figure.whole, figure.pass) {
        (0, _) => ("clock", "conformance-nothing"),
        (_, true) => ("ok", "conformance-holds"),
        (_, false) => ("critical", "conformance-fails"),
    };
    let testid = format!("conformance-{}", figure.id);
    let tone = if fails(&figure) { "alarm" } else { "calm" };
    view! {
        <tr data-testid=testid data-tone=tone>
            <th scope="row">{promise}</th>
            <td>{move || measured(&figure)}</td>
            <td>{t_with("conformance-at-least", move || args!["percent" => wanted.clone()])}</td>
            <td>{icon(mark)} <span>{t(verdict)}</span></td>
        </tr>
    }
}

fn measured(figure: &Figure) -> String {
    if figure.whole == 0 {
        return "–".to_owned();
    }
    let share = percent(ppm(figure.part, figure.whole));
    let whole = i64::try_from(figure.whole).unwrap_or(i64::MAX);
    let mut words = vec![say(
        "conformance-share",
        &args!["percent" => share, "whole" => whole],
    )];
    if let [p50, p95, p99, max] = figure.times.as_slice() {
        let second = |span: &ami_domain::time::Span| {
            let millis = span.as_millis();
            format!("{}.{}", millis / 1_000, millis % 1_000 / 100)
        };
        words.push(say(
            "conformance-times",
            &args![
                "p50" => second(p50),
                "p95" => second(p95),
                "p99" => second(p99),
                "max" => second(max),
            ],
        ));
    }
    if let Some([part, whole]) = figure.rest
        && whole > 0
    {
        let rest = percent(ppm(part, whole));
        words.push(say("conformance-rest", &args!["percent" => rest]));
    }
    words.join("; ")
}

/// Parts of a million, rounded down: what is not reached is never shown as reached.
fn ppm(part: u64, whole: u64) -> u64 {
    let ppm = u128::from(part) * 1_000_000 / u128::from(whole.max(1));
    u64::try_from(ppm).unwrap_or(u64::MAX)
}

fn percent(ppm: u64) -> String {
    match (ppm / 10_000, ppm % 10_000 / 10) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:03}"),
    }
}
