//! Words on the screen, in the language that is chosen now. A text is a closure that reads the
//! language signal, so a switch changes every text at once.

use crate::shell::shell;
use ami_domain::display::DisplayView;
use ami_domain::energy::{Rate, WattHours, Watts};
use ami_domain::message::Bilingual;
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span};
use ami_locales::{Arg, Args, Locale, arg, tr};
use leptos::prelude::*;

/// The text of this id.
pub(crate) fn t(id: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let locale = shell().locale;
    move || tr(locale.get(), id, &Args::new())
}

/// The text of this id with values; the values may come from signals.
pub(crate) fn t_with<F>(id: &'static str, values: F) -> impl Fn() -> String + Clone + Send + Sync
where
    F: Fn() -> Args + Clone + Send + Sync + 'static,
{
    let locale = shell().locale;
    move || tr(locale.get(), id, &values())
}

/// The text of this id now; inside a closure it follows the language.
pub(crate) fn say(id: &str, values: &Args) -> String {
    tr(shell().locale.get(), id, values)
}

/// The side of a text in both languages that the reader reads.
pub(crate) fn side(text: &Bilingual) -> String {
    match shell().locale.get() {
        Locale::EnUs => text.en.clone(),
        Locale::EsUs => text.es.clone(),
    }
}

/// A name from the utility's data, in Spanish where they have it so.
pub(crate) fn name_of(name: &str, name_es: Option<&str>) -> String {
    match shell().locale.get() {
        Locale::EnUs => name.to_owned(),
        Locale::EsUs => name_es.unwrap_or(name).to_owned(),
    }
}

/// Money as a value of a text.
pub(crate) fn usd(amount: Money) -> Arg {
    arg::money(amount.as_micros())
}
/// A price of a kilowatt-hour as a value of a text.
pub(crate) fn price(rate: Rate) -> Arg {
    arg::money(rate.as_micros_per_kwh())
}
/// Energy as a value of a text.
pub(crate) fn energy(energy: WattHours) -> Arg {
    arg::wh(energy.get())
}
/// Power as a value of a text.
pub(crate) fn power(power: Watts) -> Arg {
    arg::watts(power.get())
}
/// A length of time as a value of a text.
pub(crate) fn span(span: Span) -> Arg {
    arg::span(span.as_millis())
}
/// A moment as a value of a text.
pub(crate) fn at(moment: LocalMoment) -> Arg {
    arg::moment(moment.at.as_millis(), moment.offset_minutes)
}
/// A moment without its own offset, written with the offset of a view.
pub(crate) fn at_site(at: ami_domain::time::Timestamp, view: &DisplayView) -> Arg {
    arg::moment(at.as_millis(), view.as_of.offset_minutes)
}
