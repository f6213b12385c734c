//! The rules for turning off: every pack with its days, its figures, and where they come from.

use super::heading;
use super::shape::{OFFICE, Screen, screen};
use crate::i18n::{say, t, t_with};
use crate::part::decision::asks;
use crate::part::fetch::{fetched, load};
use crate::part::notice::note;
use crate::part::order::word;
use crate::shell::more;
use ami_locales::args;
use ami_wire::api::protect::{RulePack, RuleSheet, RuleSource};
use leptos::prelude::*;

/// The screen.
pub(super) const SCREEN: Screen = screen(
    "rules",
    "/rules",
    "rules-title",
    Some(("rules-menu", "list")),
    OFFICE,
    view,
);

pub(super) fn view(_: String) -> AnyView {
    let packs = load(move || Some(more().rules()));
    view! {
        {heading(t("rules-title"))}
        <p>{t("rules-intro")}</p>
        {fetched(packs, |all| all.into_iter().map(pack).collect_view())}
    }
    .into_any()
}

fn pack(pack: RulePack) -> impl IntoView {
    let (title, jurisdiction, version) = (pack.title, pack.jurisdiction.clone(), pack.version);
    let titled = t_with("rules-of", move || {
        args!["title" => title.clone(), "jurisdiction" => jurisdiction.clone(),
            "version" => version.clone()]
    });
    let (from, until) = (pack.from, pack.until);
    let days = move || {
        let from = say("rules-from", &args!["begin" => from.to_string()]);
        let until = until.map(|day| say("rules-until", &args!["begin" => day.to_string()]));
        format!("{from} {}", until.unwrap_or_default())
    };
    let certify = pack.certify_days;
    let certify = move || match certify {
        Some(days) => say("rules-certify", &args!["days" => i64::from(days)]),
        None => say("rules-no-certify", &args![]),
    };
    let doubtful = pack.sources.iter().any(|source| !source.verified);
    let holidays: Vec<String> = pack.holidays.iter().map(ToString::to_string).collect();
    let holidays = (!holidays.is_empty()).then(|| {
        view! { <p>{t("rules-holidays")} ": " {holidays.join(", ")}</p> }
    });
    let sheets = pack.sheets.into_iter().map(sheet).collect_view();
    let sources = pack.sources.into_iter().map(source).collect_view();
    view! {
        <details class="panel" data-testid="rule-pack" data-pack=pack.jurisdiction>
            <summary>{titled}</summary>
            <p>{days}</p>
            {doubtful
                .then(|| note("warn", "unknown", "not-verified", t("rules-not-verified")))}
            <p>{certify}</p>
            {holidays}
            {sheets}
            <p class="hint">{t("rules-never")}</p>
            <h3>{t("rules-sources")}</h3>
            <ul class="confirmations">{sources}</ul>
        </details>
    }
}

fn sheet(sheet: RuleSheet) -> impl IntoView {
    let class = word("value", sheet.class.word());
    let id = if sheet.limits {
        "rules-sheet-limit"
    } else {
        "rules-sheet-off"
    };
    let rows = sheet.rules.into_iter().map(|rule| {
        view! {
            <div data-testid="rule" data-rule=rule.rule.word()>
                <dt>{word("rule", rule.rule.word())}</dt>
                <dd>{asks(rule.asks)}</dd>
            </div>
        }
    });
    view! {
        <h3>{t_with(id, move || args!["class" => class()])}</h3>
        <dl class="facts">{rows.collect_view()}</dl>
    }
}

fn source(source: RuleSource) -> impl IntoView {
    let (figures, named) = (source.figures.join(", "), source.source);
    let verified = if source.verified {
        "rules-verified"
    } else {
        "rules-not-verified"
    };
    view! {
        <li class="confirmation" data-testid="rule-source" data-verified=source.verified.to_string()>
            <p>{source.says}</p>
            <p class="more">
                {t_with("rules-figures", move || args!["figures" => figures.clone()])}
            </p>
            <p class="more">{t_with("rules-source", move || args!["source" => named.clone()])}</p>
            <p><span class="tag">{t(verified)}</span></p>
        </li>
    }
}
