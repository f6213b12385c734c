//! Usage by day, week and month: a sentence, bars, and the same numbers as a table (SC1.12).

use super::heading;
use crate::backend::{Answer, Trouble};
use crate::i18n::{energy, say, t, t_with, usd};
use crate::model::chart::{Kind, kind};
use crate::model::range::{Period, Range, local_day, offsets_of, window_of};
use crate::part::chart::{bars, table};
use crate::part::export::{READINGS, export};
use crate::part::fetch::{Fetch, fetched, load};
use crate::part::icon::icon;
use crate::part::why::why;
use crate::shell::{backend, shell};
use ami_domain::id::AccountId;
use ami_domain::time::Timestamp;
use ami_locales::{Args, arg, args};
use ami_wire::api::{Step, Usage, UsageRow};
use leptos::prelude::*;

pub(super) fn view(_: String) -> AnyView {
    let shell = shell();
    let home = shell.home;
    let offset = Memo::new(move |_| {
        home.account
            .with(|a| a.as_ref().map(|account| account.view.as_of.offset_minutes))
    });
    let today = Memo::new(move |_| local_day(shell.now.get(), offset.get().unwrap_or(0)));
    let range = RwSignal::new(None::<Range>);
    let shown = Memo::new(move |_| {
        range
            .get()
            .unwrap_or_else(|| Range::holding(Period::Day, today.get()))
    });
    let as_table = RwSignal::new(false);
    let usage = load(move || {
        let (account, offset) = (shell.account.get()?, offset.get()?);
        Some(ask(account, shown.get(), offset))
    });
    let at_end = move || shown.get().holds(today.get());
    view! {
        {heading(t("usage-title"))}
        <div class="usage-bar">
            {tabs(range, shown, today)}
            <div class="stepper">
                <button
                    class="button quiet"
                    data-testid="usage-previous"
                    aria-label=t("usage-previous")
                    on:click=move |_| range.set(Some(shown.get_untracked().earlier()))
                >
                    {icon("left")}
                </button>
                <p class="period" role="status" data-testid="usage-period">
                    {move || period_text(shown.get())}
                </p>
                <button
                    class="button quiet"
                    data-testid="usage-next"
                    aria-label=t("usage-next")
                    disabled=at_end
                    on:click=move |_| range.set(Some(shown.get_untracked().later()))
                >
                    {icon("right")}
                </button>
            </div>
        </div>
        {fetched(usage, move |usage| answer(usage, as_table))}
        <p class="hint">{t("usage-note")}</p>
        {move || {
            let account = shell.account.get()?;
            let window = usage.state.with(|answer| match answer {
                Fetch::Ready(usage) => window_of(usage),
                Fetch::Waiting | Fetch::Failed(_) => None,
            })?;
            Some(export("export-usage-intro", READINGS, account, window))
        }}
    }
    .into_any()
}

/// Asks with the offset of today, and once more where the answer shows another one.
fn ask(account: AccountId, range: Range, offset: i16) -> Answer<Usage> {
    Box::pin(async move {
        let (from, until) = range.window(offset, offset);
        let usage: Result<Usage, Trouble> =
            backend().usage(account, from, until, range.step()).await;
        let usage = usage?;
        match offsets_of(&usage) {
            Some((first, last)) if (first, last) != (offset, offset) => {
                let (from, until) = range.window(first, last);
                backend().usage(account, from, until, range.step()).await
            }
            Some(_) | None => Ok(usage),
        }
    })
}

fn period_text(range: Range) -> String {
    let start = arg::moment(range.first_ms(), 0);
    if range.days == 1 {
        say("usage-period-day", &args!["start" => start])
    } else {
        let end = arg::moment(range.last_ms(), 0);
        say("usage-period-range", &args!["start" => start, "end" => end])
    }
}

fn tabs(range: RwSignal<Option<Range>>, shown: Memo<Range>, today: Memo<i64>) -> impl IntoView {
    let buttons = Period::ALL
        .map(|period| {
            let pressed = move || (shown.get().period == period).to_string();
            let choose = move |_| {
                // The stretch that holds what was looked at; today when it was in it.
                let before = shown.get_untracked();
                let today = today.get_untracked();
                let day = if before.holds(today) {
                    today
                } else {
                    before.first
                };
                range.set(Some(Range::holding(period, day)));
            };
            view! {
                <button
                    class="tab"
                    aria-pressed=pressed
                    data-testid=format!("usage-{}", period.word())
                    on:click=choose
                >
                    {t(period.text())}
                </button>
            }
        })
        .into_iter()
        .collect_view();
    view! { <div class="tabs" role="group" aria-label=t("usage-title")>{buttons}</div> }
}

fn answer(usage: Usage, as_table: RwSignal<bool>) -> impl IntoView {
    let now = shell().now.get_untracked();
    if usage.rows.iter().all(|row| row.energy.is_none()) {
        return view! {
            <div class="empty" data-testid="usage-empty">
                <p class="empty-title">{t("usage-empty")}</p>
                <p>{t("usage-empty.hint")}</p>
            </div>
        }
        .into_any();
    }
    let label = move || {
        let shown = as_table.get();
        let id = if shown {
            "usage-table-hide"
        } else {
            "usage-table-show"
        };
        say(id, &Args::new())
    };
    view! {
        {sentences(&usage, now)}
        {move || {
            if as_table.get() {
                table(usage.clone(), now).into_any()
            } else {
                bars(usage.clone(), now).into_any()
            }
        }}
        <button
            class="button"
            data-testid="usage-toggle"
            on:click=move |_| as_table.update(|table| *table = !*table)
        >
            {label}
        </button>
    }
    .into_any()
}

/// The numbers in words, before any drawing.
fn sentences(usage: &Usage, now: Timestamp) -> impl IntoView + use<> {
    let (total, cost, average) = (usage.total, usage.cost, usage.daily_average);
    let hours = usage.step == Step::Hour;
    let missing = |row: &&UsageRow| kind(row, now) == Kind::Missing;
    let missing = usage.rows.iter().filter(missing).count();
    view! {
        <p class="sentence" data-testid="usage-total">
            {t_with("usage-total", move || args!["kwh" => energy(total), "cost" => usd(cost)])}
        </p>
        {usage.lineage.map(|lineage| view! { <p>{why(lineage, "usage-title")}</p> })}
        {(!hours)
            .then(|| {
                view! {
                    <p class="more" data-testid="usage-average">
                        {t_with("usage-average-kwh", move || args!["kwh" => energy(average)])}
                    </p>
                }
            })}
        {(hours && missing > 0)
            .then(|| {
                view! {
                    <p class="more" data-testid="usage-gap">
                        {t_with("usage-gap", move || args!["count" => missing])}
                    </p>
                }
            })}
    }
}
