//! Words for people: Fluent texts in every locale, and the small crate that reads them.
//!
//! Used by ui, app, server (mail, SMS, errors) and by the meter and display texts. It depends on
//! no other crate of ours: money, energy and time come in as plain integers inside [`Arg`].
//!
//! ```
//! use ami_locales::{Locale, arg::{money, wh}, args, tr};
//! let left = args!["balance" => money(23_400_000), "kwh" => wh(98_760)];
//! assert_eq!(tr(Locale::EnUs, "home-balance-summary", &left), "$23.40 or 98.7 kWh left");
//! assert_eq!(tr(Locale::EsUs, "home-balance-summary", &left), "Le quedan $23.40 o 98.7 kWh");
//! ```
//!
//! # How to add a text
//! 1. Pick the file: `screen.ftl` (anything drawn on a screen), `alert.ftl` (utility and prepayment
//!    alerts), `meter.ftl` (the meter's own display, at most [`METER_TEXT_MAX`] characters),
//!    `error.ftl` (what went wrong; needs the attribute `.next` with the next step),
//!    `notify.ftl` (SMS and mail).
//! 2. Pick the id: kebab-case, at least two words, the screen or code first: `pay-amount-label`,
//!    `alert-outage-area`, `error-rate-limited`. A new meaning gets a new id, so that an old
//!    translation never says the wrong thing. A widget's other texts are attributes of the same
//!    message (`.label`, `.hint`, `.next`) and are asked for as `"pay-button.hint"`.
//! 3. Write whole sentences. Plurals are chosen inside the message (`[one]`, `*[other]`).
//!    Values pass through `MONEY`, `RATE`, `KWH`, `KW`, `DURATION` or `WHEN`, never formatted
//!    before. Never end a sentence with a `WHEN(..)`, because Spanish times end in `p.m.`, and
//!    never write "a las" before one, because one o'clock is "a la".
//! 4. Write it in **every** locale with the same variables and attributes. US Spanish, *usted*.
//! 5. New variable name? Add its sample to `tests/texts/sample.rs`; the tests name what is missing.
//!
//! # How to add a locale
//! A folder `xx-YY/` with the five files, a [`Locale`] variant, its words in `format/words.rs`
//! and one line in [`LOCALES`]. The tests then compare it with en-US.

pub mod arg;
pub mod format;
mod locale;
mod translator;

pub use arg::{Arg, Args, Currency};
pub use locale::{Locale, LocaleRow, NEGOTIATE_MAX, negotiate};
pub use translator::{
    TextError, Translator, Why, has_text, provide, speaks, tr, translator, try_tr,
};

/// The longest text a meter display is sure to show in one line, in characters.
pub const METER_TEXT_MAX: usize = 32;

/// The longest notification, in characters: two SMS segments in UCS-2, because Spanish accents
/// leave the GSM alphabet.
pub const NOTIFY_SMS_MAX: usize = 134;

/// The texts of the files, or, where they are not compiled in, their names alone.
#[cfg(feature = "embedded")]
macro_rules! embedded {
    ($($file:expr),* $(,)?) => { [$($file),*] };
}
#[cfg(not(feature = "embedded"))]
macro_rules! embedded {
    ($(($name:literal, $text:expr $(,)?)),* $(,)?) => { [$(($name, "")),*] };
}

/// Reads one locale's five files into the binary, so that a display needs no file system.
macro_rules! row {
    ($locale:ident, $tag:literal, $own_name:literal, $switch:literal, $words:ident) => {
        LocaleRow::new(
            Locale::$locale,
            $tag,
            $own_name,
            $switch,
            &format::words::$words,
            embedded![
                (
                    "screen.ftl",
                    include_str!(concat!("../", $tag, "/screen.ftl")),
                ),
                (
                    "alert.ftl",
                    include_str!(concat!("../", $tag, "/alert.ftl")),
                ),
                (
                    "books.ftl",
                    include_str!(concat!("../", $tag, "/books.ftl")),
                ),
                ("desk.ftl", include_str!(concat!("../", $tag, "/desk.ftl")),),
                (
                    "settlement.ftl",
                    include_str!(concat!("../", $tag, "/settlement.ftl")),
                ),
                (
                    "utility.ftl",
                    include_str!(concat!("../", $tag, "/utility.ftl")),
                ),
                (
                    "program.ftl",
                    include_str!(concat!("../", $tag, "/program.ftl")),
                ),
                (
                    "meter.ftl",
                    include_str!(concat!("../", $tag, "/meter.ftl")),
                ),
                (
                    "error.ftl",
                    include_str!(concat!("../", $tag, "/error.ftl")),
                ),
                (
                    "borrow.ftl",
                    include_str!(concat!("../", $tag, "/borrow.ftl")),
                ),
                (
                    "credit.ftl",
                    include_str!(concat!("../", $tag, "/credit.ftl")),
                ),
                (
                    "conformance.ftl",
                    include_str!(concat!("../", $tag, "/conformance.ftl")),
                ),
                (
                    "regulator.ftl",
                    include_str!(concat!("../", $tag, "/regulator.ftl")),
                ),
                (
                    "service.ftl",
                    include_str!(concat!("../", $tag, "/service.ftl")),
                ),
                (
                    "event.ftl",
                    include_str!(concat!("../", $tag, "/event.ftl")),
                ),
                (
                    "supply.ftl",
                    include_str!(concat!("../", $tag, "/supply.ftl")),
                ),
                (
                    "ledger.ftl",
                    include_str!(concat!("../", $tag, "/ledger.ftl")),
                ),
                (
                    "convert.ftl",
                    include_str!(concat!("../", $tag, "/convert.ftl")),
                ),
                ("debt.ftl", include_str!(concat!("../", $tag, "/debt.ftl"))),
                (
                    "forecast.ftl",
                    include_str!(concat!("../", $tag, "/forecast.ftl")),
                ),
                (
                    "decision.ftl",
                    include_str!(concat!("../", $tag, "/decision.ftl")),
                ),
                (
                    "enrol.ftl",
                    include_str!(concat!("../", $tag, "/enrol.ftl")),
                ),
                (
                    "move-out.ftl",
                    include_str!(concat!("../", $tag, "/move-out.ftl")),
                ),
                (
                    "pairing.ftl",
                    include_str!(concat!("../", $tag, "/pairing.ftl")),
                ),
                (
                    "protect.ftl",
                    include_str!(concat!("../", $tag, "/protect.ftl")),
                ),
                ("card.ftl", include_str!(concat!("../", $tag, "/card.ftl"))),
                ("care.ftl", include_str!(concat!("../", $tag, "/care.ftl"))),
                (
                    "leave.ftl",
                    include_str!(concat!("../", $tag, "/leave.ftl")),
                ),
                (
                    "doubt.ftl",
                    include_str!(concat!("../", $tag, "/doubt.ftl")),
                ),
                (
                    "places.ftl",
                    include_str!(concat!("../", $tag, "/places.ftl")),
                ),
                (
                    "password.ftl",
                    include_str!(concat!("../", $tag, "/password.ftl")),
                ),
                ("pay.ftl", include_str!(concat!("../", $tag, "/pay.ftl"))),
                (
                    "statement.ftl",
                    include_str!(concat!("../", $tag, "/statement.ftl")),
                ),
                (
                    "explain.ftl",
                    include_str!(concat!("../", $tag, "/explain.ftl")),
                ),
                (
                    "behind.ftl",
                    include_str!(concat!("../", $tag, "/behind.ftl")),
                ),
                (
                    "notify.ftl",
                    include_str!(concat!("../", $tag, "/notify.ftl")),
                ),
            ],
        )
    };
}

/// Every locale, the reference (en-US) first, in the order of [`Locale`].
pub static LOCALES: [LocaleRow; 2] = [
    row!(
        EnUs,
        "en-US",
        "English",
        "Change language to English",
        EN_US
    ),
    row!(
        EsUs,
        "es-US",
        "Español",
        "Cambiar el idioma a Español",
        ES_US
    ),
];
