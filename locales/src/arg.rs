//! Values that go into a text. Integers with their unit in the type, so that no text can show
//! watt-hours as dollars and no float ever touches money or energy.

use std::borrow::Cow;
use std::fmt;

use fluent_bundle::FluentArgs;
use fluent_bundle::types::{FluentType, FluentValue};

use crate::Locale;
use crate::format::{self, DurationStyle, WhenStyle};

/// The largest count a text shows exactly; larger ones are held at it (Fluent counts in doubles).
pub const COUNT_MAX: i64 = 9_007_199_254_740_991;

/// Currencies that can be written. One line here and one in [`Currency::code`] add another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Currency {
    /// United States dollar, two minor digits.
    #[default]
    Usd,
}

impl Currency {
    /// ISO 4217 code, `USD`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
        }
    }

    /// The currency with this ISO 4217 code, or `None` when it cannot be written yet.
    pub fn from_code(code: &str) -> Option<Self> {
        (code == "USD").then_some(Self::Usd)
    }

    /// The sign that stands before the number in both locales.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Usd => "$",
        }
    }
}

/// One value for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Money in millionths of the currency's unit; negative is owed.
    /// Fluent: `MONEY($x)`, `RATE($x)`.
    Money { micro: i64, currency: Currency },
    /// Energy in watt-hours. Fluent: `KWH($x)`.
    WattHours(i64),
    /// Power in watts. Fluent: `KW($x)`.
    Watts(i64),
    /// A length of time in milliseconds; below zero is shown as zero. Fluent: `DURATION($x)`.
    Span { ms: i64 },
    /// A moment: milliseconds since 1970 UTC, and the local zone's offset from UTC in minutes at
    /// that moment (Los Angeles in November: -480). Fluent: `WHEN($x)`.
    Moment { ms: i64, offset_minutes: i16 },
    /// A count, for plurals and plain numbers. Fluent: `{ $x }` and selectors.
    Int(i64),
    /// Words that come from outside: a name, a message id. Shown as they are.
    Text(String),
}

/// US dollars in millionths: `money(23_400_000)` is $23.40.
pub fn money(micro: i64) -> Arg {
    Arg::Money {
        micro,
        currency: Currency::Usd,
    }
}

/// Energy in watt-hours.
pub fn wh(watt_hours: i64) -> Arg {
    Arg::WattHours(watt_hours)
}

/// Power in watts.
pub fn watts(watts: i64) -> Arg {
    Arg::Watts(watts)
}

/// A length of time in milliseconds.
pub fn span(ms: i64) -> Arg {
    Arg::Span { ms }
}

/// A moment: milliseconds since 1970 UTC and the zone's offset in minutes.
pub fn moment(ms: i64, offset_minutes: i16) -> Arg {
    Arg::Moment { ms, offset_minutes }
}

macro_rules! int_from {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Arg {
            fn from(count: $kind) -> Self { Self::Int(i64::from(count)) }
        }
    )*};
}
int_from!(i64, i32, i16, u32, u16, u8);

impl From<usize> for Arg {
    /// Counts above [`COUNT_MAX`] are held at it.
    fn from(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(COUNT_MAX))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The named values of one text. Build it with [`args!`](crate::args).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args(Vec<(&'static str, Arg)>);

impl Args {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value; the name is written without `$`. A second value of a name replaces the first.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.set(name, value);
        self
    }

    /// Like [`with`](Self::with), in place.
    pub fn set(&mut self, name: &'static str, value: impl Into<Arg>) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.into()));
    }

    /// Names and values in the order given.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Arg)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(crate) fn to_fluent(&self, locale: Locale) -> FluentArgs<'_> {
        self.0
            .iter()
            .map(|(name, value)| (*name, fluent_value(value, locale)))
            .collect()
    }
}

/// Named values for a text: `args!["amount" => money(5_000_000), "count" => 3]`.
#[macro_export]
macro_rules! args {
    () => { $crate::Args::new() };
    ($($name:literal => $value:expr),+ $(,)?) => {
        $crate::Args::new()$(.with($name, $value))+
    };
}

fn fluent_value(arg: &Arg, locale: Locale) -> FluentValue<'_> {
    match arg {
        Arg::Int(count) => FluentValue::from((*count).clamp(-COUNT_MAX, COUNT_MAX)),
        Arg::Text(text) => FluentValue::from(text.as_str()),
        Arg::Money { .. }
        | Arg::WattHours(_)
        | Arg::Watts(_)
        | Arg::Span { .. }
        | Arg::Moment { .. } => FluentValue::Custom(Box::new(Quantity {
            arg: arg.clone(),
            locale,
        })),
    }
}

/// An [`Arg`] on its way through Fluent. It knows its locale, so that even a bare `{ $amount }`
/// is written properly.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantity {
    pub(crate) arg: Arg,
    pub(crate) locale: Locale,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let locale = self.locale;
        match &self.arg {
            Arg::Money { micro, currency } => {
                f.write_str(&format::money(locale, *micro, *currency))
            }
            Arg::WattHours(wh) => f.write_str(&format::kwh(locale, *wh)),
            Arg::Watts(watts) => f.write_str(&format::kw(locale, *watts)),
            Arg::Span { ms } => f.write_str(&format::duration(locale, *ms, DurationStyle::Long)),
            Arg::Moment { ms, offset_minutes } => f.write_str(&format::when(
                locale,
                *ms,
                *offset_minutes,
                WhenStyle::DateTime,
            )),
            Arg::Int(count) => write!(f, "{count}"),
            Arg::Text(text) => f.write_str(text),
        }
    }
}

impl FluentType for Quantity {
    fn duplicate(&self) -> Box<dyn FluentType + Send> {
        Box::new(self.clone())
    }

    fn as_string(&self, _: &intl_memoizer::IntlLangMemoizer) -> Cow<'static, str> {
        self.to_string().into()
    }

    fn as_string_threadsafe(
        &self,
        _: &intl_memoizer::concurrent::IntlLangMemoizer,
    ) -> Cow<'static, str> {
        self.to_string().into()
    }
}
