//! Decisions about supply: each rule by name, what it looked at, and what it said, so that a
//! person can answer "why" years later.

use crate::i18n::{at, say, span, t, t_with, usd};
use crate::model::day::on;
use crate::model::weather::degrees;
use crate::part::fetch::{fetched, load};
use crate::part::order::{text_of, word};
use crate::shell::more;
use ami_domain::clearance::{Says, Seen, Value, Verdict, What};
use ami_domain::id::AccountId;
use ami_domain::time::{Day, LocalMoment, Timestamp};
use ami_locales::{Args, args};
use ami_wire::api::{Decision, Ruled};
use leptos::prelude::*;

/// Every decision about an account's supply, for the desk.
pub(crate) fn decisions_of(id: AccountId) -> impl IntoView {
    let decisions = load(move || Some(more().decisions(id)));
    view! {
        <h2>{t("decision-title")}</h2>
        <p>{t("decision-intro")}</p>
        {fetched(decisions, list)}
    }
}

fn list(all: Vec<Decision>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="empty" data-testid="decisions-none">{t("decision-none")}</p> }
            .into_any();
    }
    let cards = all.into_iter().enumerate();
    let cards = cards
        .map(|(place, one)| decision_card(one, place == 0))
        .collect_view();
    view! { <div data-testid="decisions">{cards}</div> }.into_any()
}

/// One decision, rule by rule.
pub(crate) fn decision_card(decision: Decision, open: bool) -> impl IntoView {
    let (when, version) = (decision.at, decision.rules.clone());
    let what = if decision.limits {
        "decision-what-limit"
    } else {
        "decision-what-disconnect"
    };
    let ruling = match decision.ruling {
        Ruled::Cleared => "decision-ruling-cleared",
        Ruled::Held => "decision-ruling-held",
        Ruled::Quarantined => "decision-ruling-quarantined",
    };
    let asked = decision
        .asked
        .then(|| view! { <p>{t("decision-asked")}</p> });
    let released = decision
        .released
        .then(|| view! { <p>{t("decision-released")}</p> });
    view! {
        <details class="panel" data-testid="decision" open=open>
            <summary>
                {t_with("decision-at", move || args!["at" => at(when)])} " · " {t(what)} " · "
                <span data-testid="decision-ruling">{t(ruling)}</span>
            </summary>
            <p>{word("supply-cause", decision.cause.word())}</p>
            {asked} {released}
            <p class="more">
                {t_with("decision-rules-text", move || args!["version" => version.clone()])}
            </p>
            {rules(decision)}
        </details>
    }
}

fn rules(decision: Decision) -> AnyView {
    if decision.verdicts.is_empty() {
        let holds = decision.holds.iter();
        let holds = holds.map(|one| view! { <li>{word("supply-rule", one.word())}</li> });
        return view! {
            <p>{t("decision-no-record")}</p>
            <ul>{holds.collect_view()}</ul>
        }
        .into_any();
    }
    let when = decision.at;
    let part = |says: Says, text: &'static str| {
        let all = decision.verdicts.iter().filter(move |one| one.says == says);
        let all: Vec<Verdict> = all.cloned().collect();
        (!all.is_empty()).then(|| {
            let rows = all.into_iter().map(|one| verdict(one, when)).collect_view();
            view! { <h3>{t(text)}</h3> <ul class="plain-list">{rows}</ul> }
        })
    };
    view! {
        {part(Says::Holds, "decision-holds-heading")}
        {part(Says::Passes, "decision-passes-heading")}
        {part(Says::NotAsked, "decision-others")}
    }
    .into_any()
}

/// A rule, what it said, and what it looked at.
pub(crate) fn verdict(verdict: Verdict, when: LocalMoment) -> impl IntoView {
    let says = match verdict.says {
        Says::Passes => "decision-says-passes",
        Says::Holds => "decision-says-holds",
        Says::NotAsked => "decision-says-not-asked",
    };
    let silent = verdict.says == Says::NotAsked;
    let held = (verdict.says == Says::Holds)
        .then(|| view! { <p>{word("supply-rule", verdict.rule.word())}</p> });
    let (saw, asks) = if silent {
        (Vec::new(), Vec::new())
    } else {
        (verdict.saw, verdict.asks)
    };
    let part = move |text: &'static str, all: Vec<Seen>| {
        (!all.is_empty()).then(|| {
            view! { <p class="more">{t(text)}": "{each(all, when)}</p> }
        })
    };
    view! {
        <li data-testid="verdict" data-rule=verdict.rule.word()>
            <p class="message-kind">
                <strong>{word("rule", verdict.rule.word())}</strong>
                <span class="tag">{t(says)}</span>
            </p>
            {held}
            {part("decision-saw", saw)}
            {part("decision-asks", asks)}
        </li>
    }
}

/// What a rule asks for, where no moment is among it; a dash where it asks for nothing more.
pub(crate) fn asks(all: Vec<Seen>) -> AnyView {
    let never = LocalMoment {
        at: Timestamp::from_millis(0),
        offset_minutes: 0,
    };
    if all.is_empty() {
        return "–".into_any();
    }
    each(all, never).into_any()
}

/// All of them, with a semicolon between two.
fn each(all: Vec<Seen>, when: LocalMoment) -> impl IntoView {
    let rows = all.into_iter().enumerate().map(|(place, seen)| {
        let between = (place > 0).then_some("; ");
        let Seen { what, value } = seen;
        let name = word("seen", what.word());
        let text = move || match (what, &value) {
            (What::Seasons, Value::Name(all)) => seasons(all),
            (_, value) => text(value, when),
        };
        view! { <span>{between}{name}" "<b>{text}</b></span> }
    });
    rows.collect_view()
}

/// `06-01/10-15, ..` in words; as it is where it is something else.
fn seasons(all: &str) -> String {
    let day = |text: &str| {
        let (month, day) = text.split_once('-')?;
        // A leap year, for the last of February.
        let day = Day {
            year: 2028,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        };
        (day.plus(0) == day).then_some(day)
    };
    let one = |text: &str| {
        let (first, last) = text.split_once('/')?;
        let values = args!["from" => on(day(first)?), "until" => on(day(last)?)];
        Some(say("value-season", &values))
    };
    let words: Option<Vec<_>> = all.split(", ").map(one).collect();
    words.map_or_else(|| all.to_owned(), |words| words.join(", "))
}

/// A value in words; moments by the clock at the site.
fn text(value: &Value, when: LocalMoment) -> String {
    let plain = |id: &str| say(id, &Args::new());
    let list = |all: Vec<String>| {
        if all.is_empty() {
            plain("value-none")
        } else {
            all.join(", ")
        }
    };
    match value {
        Value::Unknown => plain("value-unknown"),
        Value::Is(true) => plain("value-yes"),
        Value::Is(false) => plain("value-no"),
        Value::Count(count) => count.to_string(),
        Value::Money(money) => say("value-money", &args!["money" => usd(*money)]),
        Value::Span(length) => say("value-span", &args!["span" => span(*length)]),
        Value::Temperature(c10) => degrees(*c10),
        Value::Minute(minute) => format!("{}:{:02}", minute / 60, minute % 60),
        Value::Day(day) => say("value-date", &args!["at" => on(*day)]),
        Value::Weekdays(days) => list(
            days.iter()
                .map(|day| plain(&format!("value-day-{day}")))
                .collect(),
        ),
        Value::Words(words) => list(
            words
                .iter()
                .map(|one| plain(&text_of("value", one)))
                .collect(),
        ),
        Value::Name(name) => name.clone(),
        Value::Moment(moment) => {
            let local = LocalMoment {
                at: *moment,
                ..when
            };
            say("decision-at", &args!["at" => at(local)])
        }
    }
}
