//! The mirrors in `schema.rs` have exactly the fields and words of the domain's JSON.

use crate::sample::{local, notice, states, supply, view};
use ami_domain::account::{AtZero, Mode};
use ami_domain::display::{Confidence, Standing};
use ami_domain::message::Importance;
use ami_domain::payment::LineKind;
use ami_domain::receipt::Switch;
use ami_domain::role::Role;
use ami_wire::schema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::{PartialSchema, ToSchema};

fn described<T: PartialSchema>() -> Value {
    serde_json::to_value(T::schema()).unwrap()
}

/// Fields of the mirror, and those that it calls required.
fn fields<T: PartialSchema>() -> (BTreeSet<String>, BTreeSet<String>) {
    let schema = described::<T>();
    let names = schema["properties"].as_object().unwrap().keys().cloned();
    let required = schema["required"].as_array().into_iter().flatten();
    let required = required.map(|name| name.as_str().unwrap().to_owned());
    (names.collect(), required.collect())
}

fn written(value: &impl Serialize) -> BTreeSet<String> {
    let value = serde_json::to_value(value).unwrap();
    value.as_object().unwrap().keys().cloned().collect()
}

fn same<T: ToSchema>(value: &impl Serialize) {
    // What is not always written may be missing here, and must not be required.
    let ((names, required), written) = (fields::<T>(), written(value));
    let name = T::name();
    assert!(written.is_subset(&names), "{name}: {written:?} {names:?}");
    assert!(required.is_subset(&written), "{name}: {required:?}");
}

fn same_words<T: ToSchema>(values: &[impl Serialize]) {
    let words = values
        .iter()
        .map(|value| serde_json::to_value(value).unwrap());
    let words: Vec<Value> = words.collect();
    assert_eq!(
        described::<T>()["enum"],
        Value::Array(words),
        "{}",
        T::name()
    );
}

#[test]
fn every_mirror_has_the_fields_that_are_written() {
    same::<schema::LocalMoment>(&local(0));
    same::<schema::DisplayView>(&view());
    same::<schema::Remaining>(&view().remaining.unwrap());
    same::<schema::Supply>(&supply());
    same::<schema::Bilingual>(&notice().text);
}

#[test]
fn a_payments_state_has_the_fields_of_all_its_forms_and_requires_those_of_each() {
    let (names, required) = fields::<schema::PaymentState>();
    let forms: Vec<_> = states().iter().map(written).collect();
    let all: BTreeSet<_> = forms.iter().flatten().cloned().collect();
    assert_eq!(names, all);
    for form in forms {
        assert!(required.is_subset(&form), "{required:?} {form:?}");
    }
}

#[test]
fn every_mirror_has_the_words_that_are_written() {
    same_words::<schema::Mode>(&[Mode::Prepaid, Mode::Regular]);
    same_words::<schema::AtZero>(&AtZero::ALL);
    same_words::<schema::Confidence>(&[Confidence::Own, Confidence::Class]);
    let standings = [
        Standing::Ok,
        Standing::Low,
        Standing::Zero,
        Standing::Regular,
        Standing::Vacant,
    ];
    same_words::<schema::Standing>(&standings);
    same_words::<schema::PaymentLineKind>(&LineKind::ALL);
    same_words::<schema::Importance>(&Importance::ALL);
    same_words::<schema::Role>(&Role::ALL);
    same_words::<schema::Switch>(&[Switch::On, Switch::Off, Switch::Ready]);
}
