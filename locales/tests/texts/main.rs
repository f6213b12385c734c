//! Every text of every locale: the same shape everywhere, every one can be written, and short
//! places stay short.
#![expect(clippy::unwrap_used, reason = "tests")]

mod sample;
mod shape;
mod spanish;

use std::collections::BTreeMap;

use ami_locales::{
    Arg, Args, Locale, METER_TEXT_MAX, NOTIFY_SMS_MAX, Why, args, has_text, tr, translator, try_tr,
};
use sample::sample;
use shape::{Shape, shapes};

type Shapes = BTreeMap<(String, String), Shape>;

fn every_text() -> Vec<(Locale, Shapes)> {
    Locale::all()
        .map(|locale| (locale, shapes(locale)))
        .collect()
}

#[test]
fn every_locale_has_the_same_ids_attributes_and_variables_in_the_same_files() {
    let reference = shapes(Locale::EnUs);
    for (locale, found) in every_text() {
        for key in reference.keys() {
            assert!(
                found.contains_key(key),
                "{key:?} is missing in {}",
                locale.tag()
            );
        }
        for (key, shape) in &found {
            let Some(original) = reference.get(key) else {
                panic!("{key:?} of {} is not in en-US", locale.tag());
            };
            assert_eq!(
                shape.variables,
                original.variables,
                "{key:?} in {}",
                locale.tag()
            );
        }
    }
    assert!(
        reference.len() > 400,
        "the reference was read: {} texts",
        reference.len()
    );
}

#[test]
fn no_entry_of_any_locale_is_refused_by_the_reader() {
    for locale in Locale::all() {
        assert_eq!(translator(locale).trouble(), &[] as &[String]);
        assert_eq!(translator(locale).locale(), locale);
    }
}

#[test]
fn every_selector_has_a_default_and_only_categories_that_exist() {
    for (locale, found) in every_text() {
        for (key, shape) in found {
            assert_eq!(shape.without_default, 0, "{key:?} in {}", locale.tag());
            for category in &shape.keys {
                let known = ["one", "many", "other"].contains(&category.as_str());
                let exact = category.parse::<u32>().is_ok();
                assert!(known || exact, "{key:?} in {}: [{category}]", locale.tag());
            }
        }
    }
}

#[test]
fn only_counts_and_words_are_written_without_a_function() {
    for (locale, found) in every_text() {
        for (key, shape) in found {
            for name in &shape.bare {
                let (_, value) = sample(name).unwrap_or_else(|| panic!("no sample for ${name}"));
                assert!(
                    matches!(value, Arg::Int(_) | Arg::Text(_)),
                    "${name} of {key:?} in {} needs MONEY, RATE, KWH, KW, DURATION or WHEN",
                    locale.tag()
                );
            }
        }
    }
}

#[test]
fn ids_are_kebab_case_of_two_words_or_more() {
    for (file, id) in shapes(Locale::EnUs).into_keys() {
        let name = id.split('.').next().unwrap();
        assert!(name.contains('-'), "{id} in {file}");
        assert!(
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        );
        let scope = match file.as_str() {
            "alert.ftl" => "alert-",
            "meter.ftl" => "meter-",
            "error.ftl" => "error-",
            "notify.ftl" => "notify-",
            _ => "",
        };
        assert!(name.starts_with(scope), "{id} in {file}");
    }
}

#[test]
fn every_text_can_be_written_in_every_locale() {
    for (locale, found) in every_text() {
        for ((file, id), shape) in &found {
            for count in [0, 1, 2, 1_000_000] {
                let text = try_tr(locale, id, &arguments(shape, count));
                let text = text.unwrap_or_else(|error| panic!("{file}: {error}"));
                assert!(!text.is_empty(), "{id} in {} is empty", locale.tag());
                for ugly in ["  ", "..", "{", "}", " .", "\u{2068}", "\n"] {
                    assert!(!text.contains(ugly), "{id} in {}: {text:?}", locale.tag());
                }
                assert_eq!(text.trim(), text, "{id} in {}", locale.tag());
            }
        }
    }
}

#[test]
fn a_text_tells_which_argument_it_lacks() {
    for (locale, found) in every_text() {
        for ((_, id), shape) in found
            .iter()
            .filter(|(_, shape)| !shape.variables.is_empty())
        {
            let error = try_tr(locale, id, &args![]).unwrap_err();
            assert!(
                matches!(error.why, Why::MissingArgument(_)),
                "{id}: {error}"
            );
            assert_eq!(tr(locale, id, &args![]), *id);
            assert!(!shape.variables.is_empty());
        }
    }
}

#[test]
fn meter_texts_fit_the_meter_display() {
    for_file("meter.ftl", |locale, id, text| {
        let length = text.chars().count();
        assert!(
            length <= METER_TEXT_MAX,
            "{id} in {}: {length}: {text}",
            locale.tag()
        );
    });
}

/// A display knows only the code of the meter's last message, not its amounts (FR-05).
#[test]
fn texts_of_message_codes_take_no_values() {
    for code in [
        "low-credit",
        "no-credit",
        "credit-added",
        "duplicate",
        "balance-update",
        "info-text",
        "supply-on",
        "supply-off",
        "limit-set",
        "limit-trip",
        "interval",
        "refused",
        "unknown",
    ] {
        for locale in Locale::all() {
            assert!(
                try_tr(locale, &format!("meter-{code}"), &args![]).is_ok(),
                "{code}"
            );
        }
    }
}

#[test]
fn notifications_fit_two_sms() {
    for_file("notify.ftl", |locale, id, text| {
        let units = text.encode_utf16().count();
        let short = id.contains('.') || units <= NOTIFY_SMS_MAX;
        assert!(short, "{id} in {}: {units}: {text}", locale.tag());
    });
}

#[test]
fn alerts_fit_a_display_message() {
    for_file("alert.ftl", |locale, id, text| {
        let length = text.chars().count();
        assert!(length <= 160, "{id} in {}: {length}: {text}", locale.tag());
    });
}

#[test]
fn every_error_says_the_next_step_and_every_alert_has_a_title() {
    for locale in Locale::all() {
        for (file, id) in shapes(locale)
            .into_keys()
            .filter(|(_, id)| !id.contains('.'))
        {
            match file.as_str() {
                "error.ftl" => assert!(has_text(locale, &format!("{id}.next")), "{id}"),
                "alert.ftl" => {
                    assert!(has_text(locale, &format!("{id}.next")), "{id}");
                    assert!(has_text(locale, &format!("{id}.title")), "{id}");
                }
                "notify.ftl" => {
                    assert!(has_text(locale, &format!("{id}.subject")), "{id}");
                    assert!(has_text(locale, &format!("{id}.body")), "{id}");
                }
                _ => {}
            }
        }
    }
}

/// Calls `check` with each text of one file, filled with the samples.
fn for_file(wanted: &str, check: impl Fn(Locale, &str, &str)) {
    for (locale, found) in every_text() {
        for ((_, id), shape) in found.iter().filter(|((file, _), _)| file == wanted) {
            check(
                locale,
                id,
                &try_tr(locale, id, &arguments(shape, 2)).unwrap(),
            );
        }
    }
}

/// The samples of the variables that a text uses, with `count` for every number.
pub(crate) fn arguments(shape: &Shape, count: i64) -> Args {
    let mut filled = Args::new();
    for name in &shape.variables {
        let (name, value) = sample(name).unwrap_or_else(|| panic!("no sample for ${name}"));
        match value {
            Arg::Int(_) => filled.set(name, count),
            other => filled.set(name, other),
        }
    }
    filled
}
