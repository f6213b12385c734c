//! Message codes (FR-05): the number that both logs, the meter's text and the locales share.

/// A message code. Zigbee Smart Energy's prepay numbers where it has one, else our C3 range
/// `0xC3xx`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Code(pub u16);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $value:literal, $text:literal;)+) => {
        impl Code {
            $($(#[$doc])* pub const $name: Code = Code($value);)+

            /// Every code with the id of its text in `locales` (`meter.ftl`).
            pub const ALL: &'static [(Code, &'static str)] = &[$((Code($value), $text)),+];
        }
    };
}

codes! {
    /// Credit below the threshold.
    LOW_CREDIT = 0x0400, "meter-low-credit";
    /// No credit left.
    NO_CREDIT = 0x0401, "meter-no-credit";
    /// Prepayment credited by the back office (IX-05, IX-08).
    CREDIT_ADDED = 0x042B, "meter-credit-added";
    /// The same message a second time: nothing changed.
    DUPLICATE = 0x0429, "meter-duplicate";
    /// Balance, kWh and time remaining from the back office (FR-08, FR-09).
    BALANCE_UPDATE = 0xC301, "meter-balance-update";
    /// Text for people (FR-11).
    INFO_TEXT = 0xC30D, "meter-info-text";
    /// Service switched on.
    SUPPLY_ON = 0xC310, "meter-supply-on";
    /// Service switched off.
    SUPPLY_OFF = 0xC311, "meter-supply-off";
    /// A demand limit was set.
    LIMIT_SET = 0xC306, "meter-limit-set";
    /// The demand limit tripped the switch.
    LIMIT_TRIP = 0xC307, "meter-limit-trip";
    /// The demand limit was taken away.
    LIMIT_CLEARED = 0xC305, "meter-limit-cleared";
    /// The meter closed the switch by itself after a trip, once (FR-22).
    RECLOSED = 0xC308, "meter-reclosed";
    /// Only a hand at the meter closes the switch (FR-23).
    PRESS_BUTTON = 0xC309, "meter-press-button";
    /// A prepayment event was stored, changed or taken back (SC2.10).
    EVENT_STORED = 0xC330, "meter-event-stored";
    /// A prepayment event has begun (SC2.13).
    EVENT_STARTED = 0xC331, "meter-event-started";
    /// A prepayment event has ended.
    EVENT_ENDED = 0xC332, "meter-event-ended";
    /// Two stored events overlap (FR-18).
    EVENT_OVERLAP = 0xC333, "meter-event-overlap";
    /// The meter tested itself (FR-13).
    TESTED = 0xC340, "meter-tested";
    /// The account pays before use from now on (FR-27).
    MODE_PREPAID = 0xC350, "meter-mode-prepaid";
    /// The account gets a monthly bill from now on (FR-27).
    MODE_REGULAR = 0xC351, "meter-mode-regular";
    /// The meter's settings were changed.
    SETTINGS = 0xC360, "meter-settings";
    /// An interval was recorded (FR-19).
    INTERVAL = 0xC320, "meter-interval";
    /// A message was refused; the receipt says why.
    REFUSED = 0xC3FF, "meter-refused";
}

impl Code {
    /// Id of the text that a meter or display shows for this code; a neutral one when unknown.
    pub fn text_id(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(code, _)| *code == self)
            .map_or("meter-unknown", |(_, id)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_given_twice() {
        let mut seen: Vec<u16> = Code::ALL.iter().map(|(code, _)| code.0).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Code::ALL.len());
        assert_eq!(Code(0x1234).text_id(), "meter-unknown");
    }
}
