//! The rules that hold supply on, by name. What each of them looks at is in `look.rs`.

/// A rule that holds supply on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The meter has no switch (AS-2): a field order instead.
    NoSwitch,
    /// Nobody has said what kind of customer this is, or the class is never cut.
    Class,
    /// Somebody there is protected.
    Protected,
    /// The account does not pay before use.
    NotPrepaid,
    /// The customer chose something else for zero.
    NotChosen,
    /// There is money.
    Balance,
    /// Less is owed than the least for which anybody is cut.
    Debt,
    /// The balance has been at zero for too short a time.
    Below,
    /// The balance is older than it may be.
    BalanceOld,
    /// The meter's usage is older than it may be.
    UsageOld,
    /// Something that was looked at is of a moment that has not come: a clock is wrong.
    Clock,
    /// The gateway is not connected.
    Link,
    /// A payment is under way.
    Payment,
    /// No warning was at the meter or display for long enough.
    Notice,
    /// Too few warnings were at the meter or display.
    Notices,
    /// No person has said that they have read a warning.
    Acknowledge,
    /// The end of a hold was not told, or too short a time ago.
    AfterHold,
    /// Not at this hour, or the local hour is not known.
    Hour,
    /// Friendly hours of the account or of its rules.
    Friendly,
    /// Not on this weekday.
    Weekday,
    /// A holiday, the day before one, or a year whose holidays nobody has listed.
    Holiday,
    /// The season in which nobody is cut.
    Season,
    /// The weather is not known.
    WeatherUnknown,
    /// The weather is older than it may be.
    WeatherOld,
    /// There is no forecast, or it does not reach far enough.
    ForecastUnknown,
    /// The forecast is older than it may be.
    ForecastOld,
    /// Too hot.
    Hot,
    /// Too cold.
    Cold,
    /// A warning of the weather service.
    Advisory,
    /// A prepayment event is running.
    Event,
    /// Another supply command is on its way.
    Command,
    /// Too many cuts at once (DESIGN 7.12): waits for two people. Counted outside [`Facts`].
    Quarantined,
    /// A person has stopped all cuts, or a backup was put back. Looked up outside [`Facts`].
    Stopped,
}

impl Hold {
    /// Every rule, in the order in which they are looked at and named.
    pub const ALL: [Hold; 33] = [
        Hold::NoSwitch,
        Hold::Class,
        Hold::Protected,
        Hold::NotPrepaid,
        Hold::NotChosen,
        Hold::Balance,
        Hold::Debt,
        Hold::Below,
        Hold::BalanceOld,
        Hold::UsageOld,
        Hold::Clock,
        Hold::Link,
        Hold::Payment,
        Hold::Notice,
        Hold::Notices,
        Hold::Acknowledge,
        Hold::AfterHold,
        Hold::Hour,
        Hold::Friendly,
        Hold::Weekday,
        Hold::Holiday,
        Hold::Season,
        Hold::WeatherUnknown,
        Hold::WeatherOld,
        Hold::ForecastUnknown,
        Hold::ForecastOld,
        Hold::Hot,
        Hold::Cold,
        Hold::Advisory,
        Hold::Event,
        Hold::Command,
        Hold::Quarantined,
        Hold::Stopped,
    ];

    /// The stored word, and the end of its text's id in `locales` (`supply-rule-..`).
    pub const fn word(self) -> &'static str {
        match self {
            Hold::NoSwitch => "no_switch",
            Hold::Class => "class",
            Hold::Protected => "protected",
            Hold::NotPrepaid => "not_prepaid",
            Hold::NotChosen => "not_chosen",
            Hold::Balance => "balance",
            Hold::Debt => "debt",
            Hold::Below => "below",
            Hold::BalanceOld => "balance_old",
            Hold::UsageOld => "usage_old",
            Hold::Clock => "clock",
            Hold::Link => "link",
            Hold::Payment => "payment",
            Hold::Notice => "notice",
            Hold::Notices => "notices",
            Hold::Acknowledge => "acknowledge",
            Hold::AfterHold => "after_hold",
            Hold::Hour => "hour",
            Hold::Friendly => "friendly",
            Hold::Weekday => "weekday",
            Hold::Holiday => "holiday",
            Hold::Season => "season",
            Hold::WeatherUnknown => "weather_unknown",
            Hold::WeatherOld => "weather_old",
            Hold::ForecastUnknown => "forecast_unknown",
            Hold::ForecastOld => "forecast_old",
            Hold::Hot => "hot",
            Hold::Cold => "cold",
            Hold::Advisory => "advisory",
            Hold::Event => "event",
            Hold::Command => "command",
            Hold::Quarantined => "quarantined",
            Hold::Stopped => "stopped",
        }
    }
    /// Whether it is looked up beside the facts of a home, for all homes at once.
    pub const fn is_for_all(self) -> bool {
        matches!(self, Hold::Quarantined | Hold::Stopped)
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hold| hold.word() == word)
    }
}
