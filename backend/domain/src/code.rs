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
