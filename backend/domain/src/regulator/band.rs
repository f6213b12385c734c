//! The groups of the report.

use crate::time::Span;

/// How long supply was off or limited: from the completed time in the receipt of the cut to that of
/// the meter's first receipt by which supply is whole again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lasted {
    /// Under an hour.
    UnderAnHour,
    /// From 1 h to under 6 h.
    UnderSixHours,
    /// From 6 h to under a day.
    UnderADay,
    /// From one day to under three.
    UnderThreeDays,
    /// Three days and longer.
    Longer,
    /// No receipt says that it has ended.
    Lasts,
}

/// The temperature that was observed at the customer's place when the cut was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warmth {
    /// 0 °C (32 °F) and below.
    Freezing,
    /// Above that, up to 10 °C (50 °F).
    Cold,
    /// Above that, under 29.4 °C (85 °F).
    Mild,
    /// From that on, up to 35 °C (95 °F).
    Warm,
    /// Above 35 °C (95 °F), where Arizona cuts nobody.
    Hot,
    /// Nobody had observed it.
    Unknown,
}

/// A kind of text to customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextKind {
    /// The balance is low.
    LowBalance,
    /// A cut comes near.
    BeforeCut,
    /// The balance is used up.
    Zero,
    /// A top-up by itself has failed.
    ReplenishFailed,
    /// A rule keeps supply on.
    Hold,
    /// It does so no longer.
    HoldEnd,
    /// What the utility says to many, and all other texts.
    Other,
}

impl Lasted {
    /// Every group, the shortest first.
    pub const ALL: [Lasted; 6] = [
        Lasted::UnderAnHour,
        Lasted::UnderSixHours,
        Lasted::UnderADay,
        Lasted::UnderThreeDays,
        Lasted::Longer,
        Lasted::Lasts,
    ];

    /// Of a time; `None`: it has not ended.
    pub fn of(time: Option<Span>) -> Self {
        match time {
            None => Lasted::Lasts,
            Some(time) if time < Span::hours(1) => Lasted::UnderAnHour,
            Some(time) if time < Span::hours(6) => Lasted::UnderSixHours,
            Some(time) if time < Span::days(1) => Lasted::UnderADay,
            Some(time) if time < Span::days(3) => Lasted::UnderThreeDays,
            Some(_) => Lasted::Longer,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Lasted::UnderAnHour => "under_1h",
            Lasted::UnderSixHours => "1h_to_6h",
            Lasted::UnderADay => "6h_to_24h",
            Lasted::UnderThreeDays => "1d_to_3d",
            Lasted::Longer => "3d_and_longer",
            Lasted::Lasts => "not_ended",
        }
    }
}

impl Warmth {
    /// Every group, the coldest first.
    pub const ALL: [Warmth; 6] = [
        Warmth::Freezing,
        Warmth::Cold,
        Warmth::Mild,
        Warmth::Warm,
        Warmth::Hot,
        Warmth::Unknown,
    ];

    /// Of a temperature in tenths of a degree Celsius.
    pub const fn of(observed_c10: Option<i32>) -> Self {
        match observed_c10 {
            None => Warmth::Unknown,
            Some(..=0) => Warmth::Freezing,
            Some(1..=100) => Warmth::Cold,
            Some(101..=293) => Warmth::Mild,
            Some(294..=350) => Warmth::Warm,
            Some(351..) => Warmth::Hot,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Warmth::Freezing => "freezing",
            Warmth::Cold => "cold",
            Warmth::Mild => "mild",
            Warmth::Warm => "warm",
            Warmth::Hot => "hot",
            Warmth::Unknown => "unknown",
        }
    }
}

impl TextKind {
    /// Every kind.
    pub const ALL: [TextKind; 7] = [
        TextKind::LowBalance,
        TextKind::BeforeCut,
        TextKind::Zero,
        TextKind::ReplenishFailed,
        TextKind::Hold,
        TextKind::HoldEnd,
        TextKind::Other,
    ];

    /// Of the audience word of a notice.
    pub fn of(audience: &str) -> Self {
        let own = Self::ALL.into_iter().find(|kind| kind.word() == audience);
        own.unwrap_or(TextKind::Other)
    }

    /// Its word; the audience word of the house's own notices.
    pub const fn word(self) -> &'static str {
        match self {
            TextKind::LowBalance => "low_balance",
            TextKind::BeforeCut => "before_cut",
            TextKind::Zero => "zero",
            TextKind::ReplenishFailed => "replenish_failed",
            TextKind::Hold => "hold",
            TextKind::HoldEnd => "hold_end",
            TextKind::Other => "other",
        }
    }
}
