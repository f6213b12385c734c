//! The numbers that the utility sets while the server runs: each with unit, range and default
//! (FR-24).

mod order;

use super::heading;
use crate::backend::Trouble;
use crate::i18n::{at, say, t, t_with, usd};
use crate::part::fetch::{Load, fetched, load};
use crate::part::field::{field, line};
use crate::part::icon::icon;
use crate::part::notice::{Fault, error_summary, trouble_box};
use crate::shell::more;
use ami_domain::money::Money;
use ami_locales::{Args, args};
use ami_wire::api::{Number, SetNumbers, Settings};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// Every number that this screen knows, with its text; a newer server's others wait for a newer
/// page.
const KNOWN: [(&str, &str); 20] = [
    ("payment_min", "setting-payment-min"),
    ("payment_max", "setting-payment-max"),
    ("low_threshold", "setting-low-threshold"),
    ("refresh_every", "setting-refresh-every"),
    ("retry_after", "setting-retry-after"),
    ("receipt_deadline", "setting-receipt-deadline"),
    ("retry_max", "setting-retry-max"),
    ("starve_after", "setting-starve-after"),
    ("payments_day_max", "setting-payments-day-max"),
    ("payments_week_max", "setting-payments-week-max"),
    ("debt.least_credit", "setting-debt-least-credit"),
    ("debt.share_max", "setting-debt-share-max"),
    ("debt.day_max", "setting-debt-day-max"),
    ("debt.week_max", "setting-debt-week-max"),
    ("debt.month_max", "setting-debt-month-max"),
    ("debt.hold_max", "setting-debt-hold-max"),
    ("debt.emergency", "setting-debt-emergency"),
    ("debt.emergency_below", "setting-debt-emergency-below"),
    ("debt.grant_max", "setting-debt-grant-max"),
    ("debt.grant_for_max", "setting-debt-grant-for-max"),
];

pub(super) fn view(_: String) -> AnyView {
    let settings = load(move || Some(more().numbers()));
    let trouble = RwSignal::new(None::<Trouble>);
    let saved = RwSignal::new(false);
    view! {
        {heading(t("utility-settings-title"))}
        {move || trouble.get().map(trouble_box)}
        {move || {
            saved
                .get()
                .then(|| {
                    view! {
                        <p class="confirmed" role="status" data-testid="numbers-saved">
                            {icon("check")} <span>{t("settings-saved")}</span>
                        </p>
                    }
                })
        }}
        {fetched(settings, move |found| form(found, settings, trouble, saved))}
    }
    .into_any()
}

/// Longest time that a person writes in hours; a longer one they write in days.
const HOURS_MAX: i64 = 60 * 86_400_000;

/// The unit in which a person writes a number: dollars, percent, or a unit of time.
fn scale(number: &Number) -> (i64, &'static str) {
    if number.unit == "micros" {
        (1_000_000, "setting-unit-dollars")
    } else if number.unit == "permille" {
        (10, "setting-unit-percent")
    } else if number.max <= 3_600_000 {
        (1_000, "setting-unit-seconds")
    } else if number.max <= 86_400_000 {
        (60_000, "setting-unit-minutes")
    } else if number.max <= HOURS_MAX {
        (3_600_000, "setting-unit-hours")
    } else {
        (86_400_000, "setting-unit-days")
    }
}

/// A value in that unit, with decimals where it has some.
fn written(value: i64, by: i64) -> String {
    let rest = value % by;
    if rest == 0 {
        return (value / by).to_string();
    }
    let digits = by.to_string().len() - 1;
    let text = format!(
        "{}.{:0digits$}",
        value / by,
        rest.abs() * power(digits) / by
    );
    text.trim_end_matches('0').to_owned()
}

fn power(digits: usize) -> i64 {
    (0..digits).fold(1, |all, _| all * 10)
}

/// The value that somebody wrote; `None` for what is no number.
fn read(text: &str, by: i64) -> Option<i64> {
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if rest.len() > 6 || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|n: &i64| *n >= 0)?;
    let part: i64 = if rest.is_empty() {
        0
    } else {
        rest.parse().ok()?
    };
    let part = part.checked_mul(by)? / power(rest.len());
    whole.checked_mul(by)?.checked_add(part)
}

type Row = (Number, &'static str, RwSignal<String>);

fn form(
    found: Settings,
    load: Load<Settings>,
    trouble: RwSignal<Option<Trouble>>,
    saved: RwSignal<bool>,
) -> impl IntoView {
    let faults = RwSignal::new(Vec::<Fault>::new());
    let rows: Vec<Row> = found
        .numbers
        .into_iter()
        .filter_map(|number| {
            let (_, text) = KNOWN.iter().find(|(key, _)| *key == number.key)?;
            let value = RwSignal::new(written(number.value, scale(&number).0));
            Some((number, *text, value))
        })
        .collect();
    let fields = rows.iter().map(|row| one(row, faults)).collect_view();
    let version = found.version;
    let order = RwSignal::new(found.order.clone());
    let before = found.order;
    let rows = StoredValue::new(rows);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let changes = match rows.with_value(|rows| changes(rows)) {
            Ok(changes) => changes,
            Err(wrong) => return faults.set(wrong),
        };
        faults.set(Vec::new());
        let chosen = order.get_untracked();
        let set = SetNumbers {
            version,
            numbers: changes,
            order: (chosen != before).then_some(chosen),
        };
        spawn_local(async move {
            let done = more().set_numbers(set).await;
            saved.set(done.is_ok());
            trouble.set(done.err());
            load.again();
        });
    };
    let changed = found.changed.map(|who| {
        let when = who.at;
        let name = who.by.unwrap_or_default();
        view! {
            <p class="hint" data-testid="numbers-changed">
                {t_with("setting-changed", move || {
                    args!["name" => name.clone(), "at" => at(when)]
                })}
            </p>
        }
    });
    view! {
        {changed}
        {error_summary(faults)}
        <form novalidate data-testid="numbers-form" on:submit=submit>
            {fields}
            {order::priorities(order)}
            <button class="button primary" data-testid="numbers-save">{t("app-save")}</button>
        </form>
    }
}

fn changes(rows: &[Row]) -> Result<BTreeMap<String, i64>, Vec<Fault>> {
    let (mut changes, mut wrong) = (BTreeMap::new(), Vec::new());
    for (number, text, value) in rows {
        let read = read(&value.get_untracked(), scale(number).0);
        match read.filter(|value| (number.min..=number.max).contains(value)) {
            Some(value) if value == number.value => {}
            Some(value) => {
                changes.insert(number.key.clone(), value);
            }
            None => {
                let field = text;
                let name = say(text, &Args::new());
                let text = say("setting-out-of-range", &args!["name" => name]);
                wrong.push(Fault { field, text });
            }
        }
    }
    if wrong.is_empty() {
        Ok(changes)
    } else {
        Err(wrong)
    }
}

fn one((number, text, value): &Row, faults: RwSignal<Vec<Fault>>) -> impl IntoView + use<> {
    let (by, unit) = scale(number);
    let text = *text;
    let money = number.unit == "micros";
    let (min, max, default) = (number.min, number.max, number.default);
    let hint = move || {
        let unit = say(unit, &Args::new());
        if money {
            let [min, max, default] = [min, max, default].map(|value| usd(Money::micros(value)));
            let values = args!["minimum" => min, "maximum" => max, "amount" => default,
                "name" => unit];
            return say("setting-range-money", &values);
        }
        // In the unit that is typed: seconds would be rounded to minutes otherwise.
        let [min, max, default] = [min, max, default].map(|value| written(value, by));
        let values = args!["least" => min, "most" => max, "usual" => default, "name" => unit];
        say("setting-range", &values)
    };
    let input = line(text, "decimal", 16);

    field(input, t(text), Some(Box::new(hint)), *value, faults)
}
