//! What one rule looked at and what it says: the record that a person reads, years later if need
//! be, and that a replay compares word for word.

use super::Hold;
use crate::money::Money;
use crate::time::{Day, Span, Timestamp};

/// One rule's word.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Verdict {
    /// Which rule.
    pub rule: Hold,
    /// What it says.
    pub says: Says,
    /// The facts that it looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saw: Vec<Seen>,
    /// What the rules' text asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<Seen>,
}

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It does not stand in the way.
    Passes,
    /// It keeps supply on.
    Holds,
    /// The rules' text does not ask for it here.
    NotAsked,
}

/// One thing and its value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Seen {
    /// What.
    pub what: What,
    /// Its value.
    pub value: Value,
}

/// A value; unknown is one too.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nobody knows.
    Unknown,
    /// Yes or no.
    Is(bool),
    /// A number of things or hours.
    Count(u32),
    /// An amount.
    Money(Money),
    /// A moment.
    Moment(Timestamp),
    /// How long.
    Span(Span),
    /// Tenths of a degree Celsius.
    Temperature(i32),
    /// Minutes since local midnight.
    Minute(u16),
    /// A local day.
    Day(Day),
    /// Weekdays, 0 Monday to 6 Sunday.
    Weekdays(Vec<u8>),
    /// Stored words, each of which has a text (`seen-word-..`).
    Words(Vec<String>),
    /// A name or a text as it was given.
    Name(String),
}

macro_rules! whats {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// What a value is of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum What {
            $($(#[$doc])* $name,)*
        }

        impl What {
            /// Every one.
            pub const ALL: &[What] = &[$(What::$name,)*];

            /// The stored word, and the end of its text's id in `locales` (`seen-..`).
            pub const fn word(self) -> &'static str {
                match self {
                    $(What::$name => $word,)*
                }
            }
        }
    };
}

whats! {
    /// The meter can switch.
    HasSwitch "has_switch",
    /// Customer class.
    Class "class",
    /// Classes that may be cut at all.
    Classes "classes",
    /// Protections that hold now.
    Protections "protections",
    /// When the last of them ends.
    ProtectedUntil "protected_until",
    /// How the account pays.
    Mode "mode",
    /// What the customer chose for zero.
    AtZero "at_zero",
    /// The prepaid balance.
    Balance "balance",
    /// What is owed.
    Owed "owed",
    /// The least for which anybody is cut.
    OwedMin "owed_min",
    /// Nothing was left since then.
    BelowSince "below_since",
    /// So long it must be.
    BelowFor "below_for",
    /// Use is charged up to here.
    ChargedUntil "charged_until",
    /// End of the last interval from the meter.
    UsageUntil "usage_until",
    /// Oldest data on which a cut may rest.
    AgeMax "age_max",
    /// When the decision was taken.
    DecidedAt "decided_at",
    /// The newest moment of which anything tells.
    Newest "newest",
    /// So far clocks may differ.
    AheadMax "ahead_max",
    /// The gateway is connected.
    Online "online",
    /// Payments under way.
    PaymentsOpen "payments_open",
    /// Those that wait for their payer.
    PaymentsWaiting "payments_waiting",
    /// So long others waited, and nobody paid.
    InVain "in_vain",
    /// From then on one that waits keeps supply on no more.
    InVainMax "in_vain_max",
    /// The first warning was at the meter or display.
    WarnedAt "warned_at",
    /// So long before a cut.
    NoticeFor "notice_for",
    /// Warnings that were there.
    Notices "notices",
    /// So many there must be.
    NoticesMin "notices_min",
    /// A person has read a warning.
    ReadAt "read_at",
    /// Who.
    ReadBy "read_by",
    /// The customer was told of a hold.
    HoldTold "hold_told",
    /// The customer was told of its end.
    HoldEndTold "hold_end_told",
    /// So long before a cut.
    AfterHold "after_hold",
    /// Time zone of the site.
    Zone "zone",
    /// The day there.
    Day "day",
    /// The weekday there.
    Weekday "weekday",
    /// The time of day there.
    Minute "minute",
    /// Cuts may happen from here.
    FromMinute "from_minute",
    /// Cuts may happen until here.
    UntilMinute "until_minute",
    /// Cuts may happen on these weekdays.
    Weekdays "weekdays",
    /// It is a holiday or the day before one.
    Holiday "holiday",
    /// Seasons in which nobody is cut.
    Seasons "seasons",
    /// Friendly hours hold now.
    Friendly "friendly",
    /// Temperature now.
    Observed "observed",
    /// Of when it is.
    ObservedAt "observed_at",
    /// Who says so.
    ObservedBy "observed_by",
    /// Highest that is forecast.
    High "high",
    /// Lowest that is forecast.
    Low "low",
    /// Hours that the forecast reaches.
    Hours "hours",
    /// Hours that it must reach.
    HoursMin "hours_min",
    /// When it was made.
    ForecastAt "forecast_at",
    /// Who made it.
    ForecastBy "forecast_by",
    /// Warnings of the weather service.
    Advisories "advisories",
    /// Warnings in force not long ago.
    Lately "lately",
    /// Of when they are.
    AlertsAt "alerts_at",
    /// Who says so.
    AlertsBy "alerts_by",
    /// So long they count afterwards.
    Linger "linger",
    /// Too hot from here.
    HotFrom "hot_from",
    /// Too cold from here.
    ColdFrom "cold_from",
    /// A prepayment event is running.
    Event "event",
    /// Another supply command is on its way.
    Command "command",
}

impl Seen {
    pub(super) fn new(what: What, value: impl Into<Value>) -> Self {
        Self {
            what,
            value: value.into(),
        }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Unknown, Into::into)
    }
}

macro_rules! values {
    ($($type:ty => $value:ident,)*) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Value::$value(value)
            }
        })*
    };
}

values! {
    bool => Is,
    u32 => Count,
    Money => Money,
    i32 => Temperature,
    Timestamp => Moment,
    Span => Span,
    Day => Day,
    Vec<u8> => Weekdays,
    Vec<String> => Words,
    String => Name,
}
