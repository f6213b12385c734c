//! Proving to a representative who is calling (SC6.2): facts that a stranger does not know.

use crate::time::Span;

/// Something that the customer can name.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The account's number.
    Number,
    /// The customer's whole name.
    Name,
    /// The address of the home.
    Address,
    /// The amount of the last payment, in whole dollars or with cents.
    LastPayment,
    /// The last four characters of the meter's number.
    MeterSerial,
}

/// So many different facts must be right.
pub const NEEDED: usize = 2;
/// A check holds for so long, real time.
pub const VALID: Span = Span::minutes(15);
/// Wrong answers in that time after which nobody may try again.
pub const TRIES: u64 = 5;
/// Characters that a reason for breaking the glass has at least and at most.
pub const REASON: std::ops::RangeInclusive<usize> = 10..=500;

impl Fact {
    /// Every fact.
    pub const ALL: [Fact; 5] = [
        Fact::Number,
        Fact::Name,
        Fact::Address,
        Fact::LastPayment,
        Fact::MeterSerial,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Fact::Number => "number",
            Fact::Name => "name",
            Fact::Address => "address",
            Fact::LastPayment => "last_payment",
            Fact::MeterSerial => "meter_serial",
        }
    }

    /// Stands on every letter, so that whoever has one from the mailbox can say it.
    pub const fn is_on_letters(self) -> bool {
        match self {
            Fact::Number | Fact::Name | Fact::Address => true,
            Fact::LastPayment | Fact::MeterSerial => false,
        }
    }

    /// Whether what was said is the truth. Case, spaces and punctuation do not matter; a part is
    /// not enough.
    pub fn matches(self, said: &str, truth: &str) -> bool {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(|c| c.is_alphanumeric());
            kept.flat_map(char::to_lowercase).collect()
        };
        match self {
            Fact::Number | Fact::Name | Fact::Address => {
                !plain(truth).is_empty() && plain(said) == plain(truth)
            }
            Fact::MeterSerial => {
                let (said, truth) = (plain(said), plain(truth));
                said.chars().count() >= 4 && truth.ends_with(&said)
            }
            Fact::LastPayment => cents(said).is_some_and(|said| Some(said) == cents(truth)),
        }
    }
}

/// An amount as people say it: `20`, `$20`, `20.50`.
fn cents(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches('$').trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 9;
    if whole.is_empty() || part.len() != 2 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + part.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sc6_2_a_fact_is_right_however_it_is_written_and_wrong_in_part() {
        assert!(Fact::Number.matches("ami 0000-0001", "AMI00000001"));
        assert!(!Fact::Number.matches("0001", "AMI00000001"));
        assert!(Fact::Address.matches("1 orange street", "1 Orange Street"));
        assert!(!Fact::Name.matches("", ""));
        assert!(Fact::MeterSerial.matches("0042", "SN-0042"));
        assert!(!Fact::MeterSerial.matches("42", "SN-0042"));
        for said in ["20", "$20", " 20.00 "] {
            assert!(Fact::LastPayment.matches(said, "20.00"), "{said}");
        }
        for said in ["", "20.0", "2", "-20", "20.01", "9999999999", "x"] {
            assert!(!Fact::LastPayment.matches(said, "20.00"), "{said}");
        }
        assert!(!Fact::LastPayment.matches("0", ""), "nobody has paid yet");
    }
}
