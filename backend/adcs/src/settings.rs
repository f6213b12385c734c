//! The numbers that a utility changes while the server runs (FR-24, NFR-05): what a person set
//! lies over what the configuration says, versioned, with who and when.

use crate::{AdcsError, LiveTerms, Terms};
use ami_domain::clock::Now;
use ami_domain::command::Priority;
use ami_domain::id::UserId;
use ami_domain::policy::Policy;
use ami_store::{SettingRow, Store};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Millionths of money.
    Micros,
    /// Milliseconds.
    Millis,
    /// Thousandths of a whole.
    Permille,
}

/// A number that may change while the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its field of [`Policy`]; `debt.` goes before one of the policy of debt.
    pub key: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// Least value; [`Policy::check`] may ask for more, by the other numbers.
    pub min: i64,
    /// Largest value.
    pub max: i64,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const DOLLAR: i64 = 1_000_000;

const fn number(key: &'static str, unit: Unit, min: i64, max: i64) -> Number {
    Number {
        key,
        unit,
        min,
        max,
    }
}

/// Every such number; its text is `setting-KEY` in the locales.
pub static NUMBERS: &[Number] = &[
    number("payment_min", Unit::Micros, DOLLAR / 100, 1_000 * DOLLAR),
    number("payment_max", Unit::Micros, DOLLAR, 1_000_000 * DOLLAR),
    number(
        "payments_day_max",
        Unit::Micros,
        DOLLAR,
        10_000_000 * DOLLAR,
    ),
    number(
        "payments_week_max",
        Unit::Micros,
        DOLLAR,
        100_000_000 * DOLLAR,
    ),
    number("low_threshold", Unit::Millis, HOUR, 30 * DAY),
    number("refresh_every", Unit::Millis, 5 * MINUTE, DAY),
    number("retry_after", Unit::Millis, 1_000, 60_000),
    number("receipt_deadline", Unit::Millis, 1_000, HOUR),
    number("retry_max", Unit::Millis, 1_000, DAY),
    number("starve_after", Unit::Millis, MINUTE, DAY),
    number("debt.least_credit", Unit::Micros, 0, 1_000 * DOLLAR),
    number("debt.share_max", Unit::Permille, 0, 1_000),
    number("debt.day_max", Unit::Micros, 0, 10_000 * DOLLAR),
    number("debt.week_max", Unit::Micros, 0, 10_000 * DOLLAR),
    number("debt.month_max", Unit::Micros, 0, 10_000 * DOLLAR),
    number("debt.hold_max", Unit::Millis, 0, 366 * DAY),
    number("debt.emergency", Unit::Micros, 0, 1_000 * DOLLAR),
    number("debt.emergency_below", Unit::Micros, 0, 1_000 * DOLLAR),
    number("debt.grant_max", Unit::Micros, 0, 100_000 * DOLLAR),
    number("debt.grant_for_max", Unit::Millis, DAY, 5 * 366 * DAY),
];

/// Where a number lies in a policy that is written down, and below which name there.
fn place<'a, 'k>(
    all: &'a mut serde_json::Map<String, Value>,
    key: &'k str,
) -> Option<(&'a mut serde_json::Map<String, Value>, &'k str)> {
    match key.split_once('.') {
        None => Some((all, key)),
        Some((part, rest)) => Some((all.get_mut(part)?.as_object_mut()?, rest)),
    }
}

/// What changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Changes {
    /// Numbers by their names.
    #[serde(default)]
    pub numbers: BTreeMap<String, i64>,
    /// In which order commands go out (NFR-05); `None` leaves it.
    #[serde(default)]
    pub order: Option<Vec<Priority>>,
}

/// Why numbers do not change.
#[derive(Debug, thiserror::Error)]
pub enum SettingRefusal {
    /// No such number, or one that only the configuration sets.
    #[error("{0} is no number that can be set while the server runs")]
    Unknown(String),
    /// Outside its range, by itself or beside the others.
    #[error("{0} is outside its range")]
    Range(String),
    /// Somebody else was faster.
    #[error("the numbers have version {0} by now, load them again")]
    Changed(u64),
    /// The change is not taken.
    #[error(transparent)]
    Adcs(#[from] AdcsError),
}

impl From<ami_store::StoreError> for SettingRefusal {
    fn from(error: ami_store::StoreError) -> Self {
        SettingRefusal::Adcs(error.into())
    }
}

/// The numbers of a policy by their names.
pub fn numbers(policy: &Policy) -> BTreeMap<&'static str, i64> {
    let all = serde_json::to_value(policy).unwrap_or_default();
    let path = |key: &str| format!("/{}", key.replace('.', "/"));
    let value = |number: &Number| all.pointer(&path(number.key)).and_then(Value::as_i64);
    NUMBERS
        .iter()
        .filter_map(|number| Some((number.key, value(number)?)))
        .collect()
}

/// A policy with some numbers changed.
///
/// # Errors
/// [`SettingRefusal::Unknown`] or [`SettingRefusal::Range`], with the name of the number.
pub fn with(policy: &Policy, changes: &Changes) -> Result<Policy, SettingRefusal> {
    let Ok(Value::Object(mut all)) = serde_json::to_value(policy) else {
        return Ok(policy.clone());
    };
    for (key, value) in &changes.numbers {
        let known = NUMBERS.iter().find(|number| number.key == key);
        let Some(number) = known else {
            return Err(SettingRefusal::Unknown(key.clone()));
        };
        if !(number.min..=number.max).contains(value) {
            return Err(SettingRefusal::Range(key.clone()));
        }
        if let Some((part, name)) = place(&mut all, key) {
            part.insert(name.to_owned(), Value::from(*value));
        }
    }
    let first = changes.numbers.keys().next().cloned().unwrap_or_default();
    let mut changed: Policy =
        serde_json::from_value(Value::Object(all)).map_err(|_| SettingRefusal::Range(first))?;
    if let Some(order) = &changes.order {
        // Reconnecting outranks everything, whatever somebody presses.
        if order.first() != Some(&Priority::Restore) {
            return Err(SettingRefusal::Range("priority_order".into()));
        }
        changed.priority_order.clone_from(order);
    }
    match changed.check() {
        Ok(()) => Ok(changed),
        Err(error) => Err(SettingRefusal::Range(error.field.to_owned())),
    }
}

/// Changes numbers on behalf of a person who saw this version; they hold from now on. Gives the
/// new version.
///
/// # Errors
/// [`SettingRefusal`]; nothing has changed then.
pub async fn set(
    store: &Store,
    now: Now,
    terms: &LiveTerms,
    by: UserId,
    seen: u64,
    changes: &Changes,
) -> Result<u64, SettingRefusal> {
    let mut tx = store.begin().await?;
    let newest = tx.setting().await?;
    let version = newest.as_ref().map_or(0, |row| row.version);
    if version != seen {
        return Err(SettingRefusal::Changed(version));
    }
    let mut all = newest.map_or_else(Changes::default, |row| read(&row));
    let numbers = changes.numbers.iter();
    all.numbers
        .extend(numbers.map(|(key, value)| (key.clone(), *value)));
    all.order = changes.order.clone().or(all.order);
    with(&terms.at_start().policy, &all)?;
    let row = SettingRow {
        version: version + 1,
        at: now.business,
        by,
        body: serde_json::to_string(&all).unwrap_or_default(),
    };
    if !tx.put_setting(&row).await? {
        return Err(SettingRefusal::Changed(version + 1));
    }
    tx.commit().await?;
    apply(terms, &row);
    Ok(row.version)
}

/// Takes over what this or another instance has stored: at the start, and as a duty.
///
/// # Errors
/// When the store fails.
pub async fn reload(store: &Store, terms: &LiveTerms) -> Result<(), AdcsError> {
    if let Some(row) = store.read().await?.setting().await? {
        apply(terms, &row);
    }
    Ok(())
}

/// What was stored lies over what the configuration says. Numbers that a newer configuration does
/// not allow any more are left out with a word in the log: a server that does not start helps
/// nobody.
fn apply(terms: &LiveTerms, row: &SettingRow) {
    match with(&terms.at_start().policy, &read(row)) {
        Ok(policy) if policy == terms.policy => {}
        Ok(policy) => {
            let rest = Terms::clone(terms);
            if !terms.change(Terms { policy, ..rest }) {
                tracing::error!(
                    version = row.version,
                    "Too many changes: start the server again"
                );
            }
        }
        Err(error) => tracing::error!(version = row.version, %error, "Settings do not hold"),
    }
}

fn read(row: &SettingRow) -> Changes {
    serde_json::from_str(&row.body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_one_of_the_policy_and_its_default_is_in_range() {
        let found = numbers(&Policy::default());
        assert_eq!(found.len(), NUMBERS.len(), "{found:?}");
        for number in NUMBERS {
            let value = found[number.key];
            assert!((number.min..=number.max).contains(&value), "{number:?}");
        }
    }

    #[test]
    fn fr24_numbers_change_alone_and_within_their_range() {
        let one = |key: &str, value| Changes {
            numbers: BTreeMap::from([(key.to_owned(), value)]),
            order: None,
        };
        let policy = Policy::default();
        let two_days = 2 * DAY + HOUR;
        let changed = with(&policy, &one("low_threshold", two_days)).ok();
        let expected = Policy {
            low_threshold: ami_domain::time::Span::millis(two_days),
            ..policy.clone()
        };
        assert_eq!(changed, Some(expected));
        let changed = with(&policy, &one("debt.emergency", 20 * DOLLAR));
        let lends = changed.map(|policy| policy.debt.emergency).ok();
        assert_eq!(lends, Some(ami_domain::money::Money::dollars(20)));
        let refused = [
            ("low_threshold", HOUR - 1, "low_threshold is outside"),
            ("low_threshold", 31 * DAY, "low_threshold is outside"),
            // A day takes no more for debt than a week.
            ("debt.day_max", 5_000 * DOLLAR, "debt is outside"),
            ("debt.least", 1, "debt.least is no number"),
            // In its own range, and not beside the deadline of a receipt.
            ("receipt_deadline", 2_000, "retry_after is outside"),
            ("show_valid", 1, "show_valid is no number"),
        ];
        for (key, value, why) in refused {
            let said = with(&policy, &one(key, value)).err();
            let said = said.map(|error| error.to_string()).unwrap_or_default();
            assert!(said.starts_with(why), "{said}");
        }
    }

    #[test]
    fn nfr05_the_order_holds_every_priority_once() {
        let order = |order: Vec<Priority>| Changes {
            order: Some(order),
            ..Changes::default()
        };
        let policy = Policy::default();
        let mut swapped: Vec<Priority> = Priority::ALL.into();
        swapped.swap(5, 6);
        let changed = with(&policy, &order(swapped.clone())).ok();
        assert_eq!(changed.map(|policy| policy.priority_order), Some(swapped));
        let short = with(&policy, &order(vec![Priority::Restore])).err();
        let said = short.map(|error| error.to_string()).unwrap_or_default();
        assert!(said.starts_with("priority_order"), "{said}");
    }
}
