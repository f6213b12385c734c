//! Reads a locale's Fluent files once and formats texts from them.

use std::cell::Cell;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::{ResolverError, errors::ReferenceKind};
use fluent_bundle::types::FluentValue;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::arg::{Arg, Args, Quantity};
use crate::format::{self, DurationStyle, WhenStyle};
use crate::{LOCALES, Locale};

thread_local! {
    /// The function that was given a value it cannot write. Fluent has no way for a function to
    /// report trouble, and formatting never leaves its thread.
    static WRONG: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// A text could not be written. Shown to nobody: [`tr`] puts the id in its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("text {id} in {}: {why}", locale.tag())]
pub struct TextError {
    /// The id asked for, with its attribute.
    pub id: String,
    /// In which locale.
    pub locale: Locale,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// No message has this id.
    #[error("there is no such id")]
    UnknownId,
    /// The message has no text of its own, or not this attribute.
    #[error("it has no text here, or not this attribute")]
    NoText,
    /// The text uses a variable that was not given.
    #[error("argument ${0} is missing")]
    MissingArgument(String),
    /// A function was given a value of another unit, or a style it does not know.
    #[error("{0} cannot write the value or style it was given")]
    WrongArgument(&'static str),
    /// Anything else Fluent reports, such as an unknown term or function.
    #[error("{0}")]
    Broken(String),
}

/// The texts of one locale. One per locale lives as long as the program: see [`translator`].
pub struct Translator {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
    trouble: Vec<String>,
}

impl std::fmt::Debug for Translator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Translator")
            .field("locale", &self.locale)
            .field("trouble", &self.trouble)
            .finish_non_exhaustive()
    }
}

impl Translator {
    /// Reads the locale's files. A broken entry is left out and told in
    /// [`trouble`](Self::trouble); the rest still speaks.
    pub fn new(locale: Locale) -> Self {
        Self::read(locale, &locale.row().files)
    }

    fn read(locale: Locale, files: &[(&str, &str)]) -> Self {
        let row = locale.row();
        let mut trouble = Vec::new();
        let language: LanguageIdentifier = row.tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Both scripts run left to right; the isolation marks would break copied codes and SMS.
        bundle.set_use_isolating(false);
        for (file, text) in files {
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(kept, why)| {
                    trouble.extend(
                        why.iter()
                            .map(|error| format!("{}/{file}: {error}", row.tag)),
                    );
                    kept
                });
            if let Err(why) = bundle.add_resource(resource) {
                trouble.extend(
                    why.iter()
                        .map(|error| format!("{}/{file}: {error}", row.tag)),
                );
            }
        }
        for (name, function) in FUNCTIONS {
            if let Err(error) = bundle.add_function(name, *function) {
                trouble.push(format!("{name}: {error}"));
            }
        }
        Self {
            locale,
            bundle,
            trouble,
        }
    }

    /// Its locale.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Entries that could not be read, one line each; empty in a tested build.
    pub fn trouble(&self) -> &[String] {
        &self.trouble
    }

    /// Whether `id` (or `id.attribute`) has a text here.
    pub fn has(&self, id: &str) -> bool {
        let (name, attribute) = parts(id);
        self.bundle
            .get_message(name)
            .is_some_and(|message| match attribute {
                Some(attribute) => message.get_attribute(attribute).is_some(),
                None => message.value().is_some(),
            })
    }

    /// The text of `id`, or of an attribute as `id.attribute`, with `args` filled in.
    ///
    /// # Errors
    /// [`TextError`] when the id or attribute does not exist, an argument is missing or of
    /// another unit than the text expects, or the entry itself is broken.
    pub fn text(&self, id: &str, args: &Args) -> Result<String, TextError> {
        let failed = |why| TextError {
            id: id.to_owned(),
            locale: self.locale,
            why,
        };
        let (name, attribute) = parts(id);
        let message = self
            .bundle
            .get_message(name)
            .ok_or_else(|| failed(Why::UnknownId))?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|found| found.value()),
            None => message.value(),
        };
        let pattern = pattern.ok_or_else(|| failed(Why::NoText))?;
        let args = args.to_fluent(self.locale);
        let mut errors = Vec::new();
        WRONG.set(None);
        let text = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned();
        let wrong = WRONG.take();
        if let Some(error) = errors.first() {
            return Err(failed(why(error)));
        }
        match wrong {
            Some(function) => Err(failed(Why::WrongArgument(function))),
            None => Ok(text),
        }
    }
}

/// `id.attribute` is a message and its attribute.
fn parts(id: &str) -> (&str, Option<&str>) {
    match id.split_once('.') {
        Some((name, attribute)) => (name, Some(attribute)),
        None => (id, None),
    }
}

/// Gives a locale its texts, where they are not compiled in: its files, one after the other. The
/// first ones count.
pub fn provide(locale: Locale, text: &str) {
    let given = || Translator::read(locale, &[("provided", text)]);
    let _ = locale.row().translator.get_or_init(given);
}

/// Whether this locale has its texts.
pub fn speaks(locale: Locale) -> bool {
    cfg!(feature = "embedded") || locale.row().translator.get().is_some()
}

/// The locale's translator, read on first use and kept.
pub fn translator(locale: Locale) -> &'static Translator {
    let row = match locale {
        Locale::EnUs => &LOCALES[0],
        Locale::EsUs => &LOCALES[1],
    };
    row.translator.get_or_init(|| Translator::new(locale))
}

/// The text of `id` or `id.attribute`. Whatever is wrong, the reader gets the id instead, which
/// is why ids are words; a test or a log asks [`try_tr`].
pub fn tr(locale: Locale, id: &str, args: &Args) -> String {
    if !speaks(locale) {
        return id.to_owned();
    }
    translator(locale)
        .text(id, args)
        .unwrap_or_else(|_| id.to_owned())
}

/// The text of `id` or `id.attribute`.
///
/// # Errors
/// As [`Translator::text`].
pub fn try_tr(locale: Locale, id: &str, args: &Args) -> Result<String, TextError> {
    translator(locale).text(id, args)
}

/// Whether `id` (or `id.attribute`) has a text in this locale.
pub fn has_text(locale: Locale, id: &str) -> bool {
    translator(locale).has(id)
}

fn why(error: &FluentError) -> Why {
    match error {
        FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { id })) => {
            Why::MissingArgument(id.clone())
        }
        other => Why::Broken(other.to_string()),
    }
}

type Function = for<'a> fn(&[FluentValue<'a>], &FluentArgs<'_>) -> FluentValue<'a>;

/// Our functions; Fluent's own `NUMBER` would go through floats and knows no currency.
static FUNCTIONS: &[(&str, Function)] = &[
    ("MONEY", |values, _| {
        write("MONEY", values, |locale, arg| {
            let Arg::Money { micro, currency } = arg else {
                return None;
            };
            Some(format::money(locale, *micro, *currency))
        })
    }),
    ("RATE", |values, _| {
        write("RATE", values, |locale, arg| {
            let Arg::Money { micro, currency } = arg else {
                return None;
            };
            Some(format::rate(locale, *micro, *currency))
        })
    }),
    ("KWH", |values, _| {
        write("KWH", values, |locale, arg| {
            let Arg::WattHours(watt_hours) = arg else {
                return None;
            };
            Some(format::kwh(locale, *watt_hours))
        })
    }),
    ("KW", |values, _| {
        write("KW", values, |locale, arg| {
            let Arg::Watts(watts) = arg else { return None };
            Some(format::kw(locale, *watts))
        })
    }),
    ("DURATION", |values, named| {
        write("DURATION", values, |locale, arg| {
            let Arg::Span { ms } = arg else { return None };
            Some(format::duration(locale, *ms, duration_style(named)?))
        })
    }),
    ("WHEN", |values, named| {
        write("WHEN", values, |locale, arg| {
            let Arg::Moment { ms, offset_minutes } = arg else {
                return None;
            };
            Some(format::when(
                locale,
                *ms,
                *offset_minutes,
                when_style(named)?,
            ))
        })
    }),
];

fn write<'a>(
    function: &'static str,
    values: &[FluentValue<'_>],
    as_text: impl Fn(Locale, &Arg) -> Option<String>,
) -> FluentValue<'a> {
    let text = match values {
        [FluentValue::Custom(value)] => (**value)
            .as_any()
            .downcast_ref::<Quantity>()
            .and_then(|quantity| as_text(quantity.locale, &quantity.arg)),
        _ => None,
    };
    text.map_or_else(
        || {
            WRONG.set(Some(function));
            FluentValue::Error
        },
        FluentValue::from,
    )
}

fn style<'a>(named: &'a FluentArgs<'_>) -> Option<&'a str> {
    match named.get("style") {
        Some(FluentValue::String(style)) => Some(style),
        Some(_) => Some("?"),
        None => None,
    }
}

fn duration_style(named: &FluentArgs<'_>) -> Option<DurationStyle> {
    match style(named) {
        None | Some("long") => Some(DurationStyle::Long),
        Some("short") => Some(DurationStyle::Short),
        Some("clock") => Some(DurationStyle::Clock),
        Some(_) => None,
    }
}

fn when_style(named: &FluentArgs<'_>) -> Option<WhenStyle> {
    match style(named) {
        None | Some("datetime") => Some(WhenStyle::DateTime),
        Some("date") => Some(WhenStyle::Date),
        Some("time") => Some(WhenStyle::Time),
        Some("weekday") => Some(WhenStyle::Weekday),
        Some("hour") => Some(WhenStyle::Hour),
        Some("day") => Some(WhenStyle::Day),
        Some(_) => None,
    }
}
