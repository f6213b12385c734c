//! Identities. Each is 16 bytes chosen by its maker, so a retry carries the same name.

use std::fmt;
use std::str::FromStr;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} must be 32 hexadecimal digits, got {length} characters")]
pub struct IdError {
    /// Which kind of id was expected.
    pub kind: &'static str,
    /// How long the refused text was, in characters.
    pub length: usize,
}

/// Parses exactly 32 hexadecimal digits.
fn parse(kind: &'static str, text: &str) -> Result<u128, IdError> {
    let refuse = || IdError {
        kind,
        length: text.chars().count(),
    };
    if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(refuse());
    }
    u128::from_str_radix(text, 16).map_err(|_| refuse())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u128);

        impl $name {
            /// From 16 bytes, which the maker took from a source of chance or from a digest.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(u128::from_be_bytes(bytes))
            }
            /// From a number; for tests and for ids that are derived from others.
            pub const fn from_number(number: u128) -> Self {
                Self(number)
            }
            /// The 16 bytes, as stored.
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0.to_be_bytes()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:032x})", stringify!($name), self.0)
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse(stringify!($name), text).map(Self)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A person who signs in: customer, representative, utility operator or installer.
    UserId,
    /// A customer account of CSS.
    AccountId,
    /// A service location: the place that a meter serves.
    LocationId,
    /// An AMI meter.
    MeterId,
    /// A gateway, which owns the ports of some meters.
    GatewayId,
    /// An in-home display.
    DisplayId,
    /// One pairing of a display with a home; made by who asks for it.
    PairingId,
    /// A payment; made by the one who offers it, and the same on every retry.
    PaymentId,
    /// A payment given back, whole or in part; made by who gives it back.
    RefundId,
    /// A movement between two books.
    TransferId,
    /// A message to or from a meter; made by whoever speaks (FR-15).
    MessageId,
    /// A prepayment event with start and end.
    EventId,
    /// The record that allows a disconnect or limit.
    ClearanceId,
    /// A supply command that ADCS keeps for later.
    PlanId,
    /// A field order or trouble order.
    OrderId,
    /// A customer who has paid and has no power (SC6).
    CaseId,
    /// A text to customers from the utility.
    AlertId,
    /// Somebody whom a customer has named as a second contact.
    ContactId,
    /// Somebody who takes money for the utility at a pay station (BR-03).
    AgentId,
    /// A link through which anybody may pay for an account.
    LinkId,
    /// What a time for an event was expected to cost, as somebody was shown it.
    CostId,
    /// A debt that is set aside and paid back bit by bit.
    DebtId,
    /// Help for energy that somebody was granted.
    GrantId,
    /// A wish to give debt up.
    WriteOffId,
    /// One time that a customer goes to the payment company to save a card.
    CardSetupId,
    /// What a representative did with a deposit; made by who does it.
    DepositId,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_wrote() {
        let id = PaymentId::from_number(0xfeed);
        assert_eq!(id.to_string().parse::<PaymentId>().unwrap(), id);
        assert_eq!(PaymentId::from_bytes(id.to_bytes()), id);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<PaymentId>(&json).unwrap(), id);
    }

    #[test]
    fn a_text_that_is_no_id_is_refused_with_its_length() {
        for bad in [
            "",
            "12",
            "+0000000000000000000000000000001",
            &"é".repeat(16),
            &"0".repeat(33),
        ] {
            let error = bad.parse::<MeterId>().unwrap_err();
            assert_eq!(error.length, bad.chars().count());
            assert!(error.to_string().starts_with("MeterId must be 32"));
        }
    }
}
