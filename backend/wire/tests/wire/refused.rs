//! Bytes from outside that are not of this contract.

use crate::sample::{METER, alert, downs, intervals, receipt, up, ups};
use ami_domain::id::MeterId;
use ami_domain::receipt::Outcome;
use ami_domain::time::Span;
use ami_wire::down::{Ack, Down};
use ami_wire::ihd::{IhdConfirm, IhdMessage, IhdView};
use ami_wire::topic::Topic;
use ami_wire::up::{IntervalRow, Intervals, LogRow, Up, UpBody};
use ami_wire::utility::{Audience, UtilityAlert, UtilityReply};
use ami_wire::{BODY_MAX, WireError};
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use proptest::sample::Index;
use serde_json::{Value, json};

fn with(bytes: &[u8], field: &str, value: Value) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(bytes).unwrap();
    body[field] = value;
    serde_json::to_vec(&body).unwrap()
}

fn why(body: UpBody) -> String {
    Up::from_bytes(&up(body).to_bytes())
        .unwrap_err()
        .to_string()
}

#[test]
fn a_body_that_is_too_large_is_not_even_read() {
    let large = vec![b' '; BODY_MAX + 1];
    for error in [
        Up::from_bytes(&large).unwrap_err(),
        Down::from_bytes(&large).unwrap_err(),
        UtilityAlert::from_bytes(&large).unwrap_err(),
    ] {
        assert!(matches!(error, WireError::TooLarge(n) if n == BODY_MAX + 1));
    }
}

#[test]
fn another_version_is_refused_by_its_number() {
    for v in [0, 2, 255] {
        let errors = [
            Up::from_bytes(&with(&ups()[0].to_bytes(), "v", json!(v))).err(),
            Down::from_bytes(&with(&downs()[0].to_bytes(), "v", json!(v))).err(),
            Ack::from_bytes(&with(&Ack::new(vec![]).to_bytes(), "v", json!(v))).err(),
            UtilityAlert::from_bytes(&with(&alert(Audience::All).to_bytes(), "v", json!(v))).err(),
        ];
        for error in errors {
            assert!(
                matches!(error, Some(WireError::Version(got)) if got == v),
                "{error:?}"
            );
        }
    }
}

#[test]
fn a_receipt_of_another_meter_is_refused() {
    let mut other = receipt(Outcome::Done);
    other.meter = MeterId::from_number(99);
    assert!(why(UpBody::Receipt(other)).contains("another meter"));
    assert_eq!(up(UpBody::Receipt(receipt(Outcome::Done))).meter, METER);
}

#[test]
fn fr_19_an_interval_is_longer_than_zero_and_at_most_an_hour() {
    for length in [
        Span::ZERO,
        Span::millis(-1),
        Span::hours(1) + Span::millis(1),
    ] {
        assert!(why(intervals(length, 1)).contains("FR-19"), "{length:?}");
    }
}

#[test]
fn energy_that_no_meter_counts_is_refused() {
    for energy in [-1, i64::MIN, i64::MAX, ami_domain::energy::MAX.get() + 1] {
        assert!(
            why(intervals(Span::hours(1), energy)).contains("energy"),
            "{energy}"
        );
    }
}

#[test]
fn lists_are_bounded() {
    let UpBody::Interval(some) = intervals(Span::hours(1), 1) else {
        panic!("intervals");
    };
    let rows: Vec<IntervalRow> = vec![some.rows[0]; Intervals::MAX + 1];
    let length = some.length;
    assert!(why(UpBody::Interval(Intervals { length, rows })).contains("too many"));
    let UpBody::Log(log) = &ups()[4].body else {
        panic!("log rows");
    };
    let rows: Vec<LogRow> = vec![log[0].clone(); Intervals::MAX + 1];
    assert!(why(UpBody::Log(rows)).contains("too many"));
}

#[test]
fn a_utility_system_that_misspells_a_field_is_told_which() {
    let body = with(&alert(Audience::All).to_bytes(), "untill", json!(5));
    let error = UtilityAlert::from_bytes(&body).unwrap_err().to_string();
    assert!(error.contains("untill"), "{error}");
    let body = with(
        &alert(Audience::All).to_bytes(),
        "importance",
        json!("huge"),
    );
    let error = UtilityAlert::from_bytes(&body).unwrap_err().to_string();
    assert!(error.contains("huge"), "{error}");
}

/// None of these may panic, whatever it is given.
fn read_all(bytes: &[u8]) {
    Up::from_bytes(bytes).ok();
    Down::from_bytes(bytes).ok();
    Ack::from_bytes(bytes).ok();
    UtilityAlert::from_bytes(bytes).ok();
    UtilityReply::from_bytes(bytes).ok();
    IhdView::from_bytes(bytes).ok();
    IhdMessage::from_bytes(bytes).ok();
    IhdConfirm::from_bytes(bytes).ok();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        read_all(&bytes);
    }

    #[test]
    fn a_message_with_a_broken_byte_is_read_or_refused(
        which: Index, at: Index, byte: u8, cut: Index,
    ) {
        let mut all: Vec<Vec<u8>> = ups().iter().map(Up::to_bytes).collect();
        all.extend(downs().iter().map(Down::to_bytes));
        let mut bytes = which.get(&all).clone();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        read_all(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        read_all(&bytes);
    }

    #[test]
    fn numbers_beyond_all_bounds_are_read_or_refused(field: Index, number in any::<i64>()) {
        for bytes in ups().iter().map(Up::to_bytes) {
            let mut body: Value = serde_json::from_slice(&bytes).unwrap();
            let mut numbers = Vec::new();
            numbers_in(&mut body, &mut numbers);
            let place = field.index(numbers.len());
            *numbers[place] = json!(number);
            read_all(&serde_json::to_vec(&body).unwrap());
        }
    }

    #[test]
    fn any_text_is_a_topic_of_ours_or_none(text: String) {
        let of_ours = Topic::parse(&text).is_some();
        prop_assert_eq!(of_ours, of_ours && text.starts_with("ami/1/"));
    }
}

fn numbers_in<'a>(value: &'a mut Value, found: &mut Vec<&'a mut Value>) {
    if value.is_number() {
        found.push(value);
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| numbers_in(item, found)),
        Value::Object(fields) => fields.values_mut().for_each(|item| numbers_in(item, found)),
        _ => {}
    }
}
