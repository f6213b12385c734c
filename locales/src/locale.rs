//! Which languages there are, and which one a reader gets.

use std::sync::OnceLock;

use crate::LOCALES;
use crate::format::words::Words;
use crate::translator::Translator;

/// The most languages read from one `Accept-Language` header; the rest is ignored.
pub const NEGOTIATE_MAX: usize = 16;

/// A locale this build speaks. `es-US`, never bare `es`: the United States write `$1,234.50`
/// and `3:05 p.m.` in Spanish where Spain writes `1234,50 US$` and `15:05`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Locale {
    /// English of the United States, the reference.
    #[default]
    EnUs,
    /// Spanish of the United States.
    EsUs,
}

impl Locale {
    /// BCP 47 tag, also for `<html lang>`: `en-US` or `es-US`.
    pub fn tag(self) -> &'static str {
        self.row().tag
    }

    /// The locale with exactly this tag (letter case does not matter), or `None`.
    /// For a tag from outside that should always find something use [`negotiate`].
    pub fn from_tag(tag: &str) -> Option<Self> {
        LOCALES
            .iter()
            .find(|row| row.tag.eq_ignore_ascii_case(tag))
            .map(|row| row.locale)
    }

    /// Its name in its own language, for the language switch: `English`, `Español`.
    pub fn own_name(self) -> &'static str {
        self.row().own_name
    }

    /// The label of the switch that leads to it, in its own language: its reader may know no other.
    pub fn switch_label(self) -> &'static str {
        self.row().switch_label
    }

    /// All locales, the reference first.
    pub fn all() -> impl Iterator<Item = Self> {
        LOCALES.iter().map(|row| row.locale)
    }

    pub(crate) fn row(self) -> &'static LocaleRow {
        match self {
            Self::EnUs => &LOCALES[0],
            Self::EsUs => &LOCALES[1],
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        self.row().words
    }
}

/// One line of [`LOCALES`]: a locale, its names, its words and its files.
#[derive(Debug)]
pub struct LocaleRow {
    /// The locale itself.
    pub locale: Locale,
    /// BCP 47 tag, which is also the name of its folder.
    pub tag: &'static str,
    /// Name in its own language.
    pub own_name: &'static str,
    /// Label of the switch that leads to it, in its own language.
    pub switch_label: &'static str,
    /// File name and Fluent text of each file.
    pub files: [(&'static str, &'static str); 36],
    words: &'static Words,
    pub(crate) translator: OnceLock<Translator>,
}

impl LocaleRow {
    pub(crate) const fn new(
        locale: Locale,
        tag: &'static str,
        own_name: &'static str,
        switch_label: &'static str,
        words: &'static Words,
        files: [(&'static str, &'static str); 36],
    ) -> Self {
        Self {
            locale,
            tag,
            own_name,
            switch_label,
            files,
            words,
            translator: OnceLock::new(),
        }
    }
}

/// Chooses the locale for a tag (`es-MX`) or a whole `Accept-Language` header
/// (`fr, es;q=0.8, en;q=0.5`): any `es-*` is es-US, any `en-*` is en-US, the highest quality
/// wins and the first of equals. Nothing known, nothing at all or nonsense: en-US.
///
/// Reads at most [`NEGOTIATE_MAX`] languages. Never fails.
pub fn negotiate(requested: &str) -> Locale {
    let mut best: Option<(u16, Locale)> = None;
    for entry in requested.split(',').take(NEGOTIATE_MAX) {
        let mut parts = entry.split(';').map(str::trim);
        let Some(locale) = parts.next().and_then(by_language) else {
            continue;
        };
        let quality = parts.find_map(quality_in_thousandths).unwrap_or(1000);
        if quality > 0 && best.is_none_or(|(highest, _)| quality > highest) {
            best = Some((quality, locale));
        }
    }
    best.map_or(Locale::EnUs, |(_, locale)| locale)
}

/// Language part only, because every Spanish reader is better off with es-US than with English.
fn by_language(tag: &str) -> Option<Locale> {
    let language = tag.split(['-', '_']).next().unwrap_or(tag);
    let same = |row: &&crate::LocaleRow| {
        row.tag
            .split('-')
            .next()
            .is_some_and(|own| own.eq_ignore_ascii_case(language))
    };
    LOCALES.iter().find(same).map(|row| row.locale)
}

/// `q=0.8` is 800. RFC 9110 12.4.2 allows at most three decimals and nothing above one.
fn quality_in_thousandths(parameter: &str) -> Option<u16> {
    let value = parameter
        .strip_prefix("q=")
        .or_else(|| parameter.strip_prefix("Q="))?;
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" => Some(1000),
        _ => None,
    }
}
