//! Coming to prepayment: who may, which outcomes of zero are open to them, and why others are not.
//! Nobody whose life depends on power comes to a program that may cut it (16 TAC 25.498; Ofgem's
//! list of homes without prepayment).

use crate::account::AtZero;
use crate::money::Money;
use crate::program;
use crate::protection::{Class, Flag};
use crate::time::Span;

/// What the customer says of themselves protects for so long; a certificate may follow.
pub const SELF_CERTIFIED: Span = Span::days(90);
/// Answers to the medical questions hold for one enrolment in this time.
pub const SCREENED_FOR: Span = Span::days(1);
/// Who owes more than this on the monthly bill is not switched off at zero: prepaid supply is no
/// lever for an old debt. The amount is Arizona's floor for disconnection (A.A.C. R14-2-211).
pub const OWED_MAX: Money = Money::dollars(300);
/// So many second contacts one account has.
pub const CONTACTS_MAX: usize = 3;
/// Characters of a contact's name, and of a number or address.
pub const CONTACT_CHARS: std::ops::RangeInclusive<usize> = 2..=120;

/// A need that is asked for before prepayment.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Medical equipment in the home needs power.
    MedicalEquipment,
    /// Somebody is seriously or chronically ill.
    Illness,
    /// A small child, high age, a disability.
    Vulnerable,
}

/// Why something is not open to an account.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    /// A hospital, a water works: prepayment is not for them.
    Critical,
    /// The account is being closed or was.
    Leaving,
    /// The meter has nothing to open (AS-2).
    NoSwitch,
    /// A medical or other need protects the customer.
    Protected,
    /// The monthly bill is open with more than [`OWED_MAX`].
    Owes,
    /// No payment token is saved.
    NoToken,
}

/// What a second contact may be told, and may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Warnings before supply is reduced.
    Warnings,
    /// The balance and how long it will last.
    Balance,
    /// To speak for the customer with a representative.
    Speak,
}

/// What decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What decides in any program.
    pub program: program::Facts,
    /// Customer class; `None` when nobody has said.
    pub class: Option<Class>,
    /// What the monthly bill is open with.
    pub owed: Money,
    /// The account is being closed or was.
    pub leaving: bool,
}

impl Facts {
    /// Why the account does not come to prepayment at all; empty when it may.
    pub fn bars(&self) -> Vec<Bar> {
        let critical = self.class == Some(Class::Critical);
        [(critical, Bar::Critical), (self.leaving, Bar::Leaving)]
            .into_iter()
            .filter_map(|(holds, bar)| holds.then_some(bar))
            .collect()
    }

    /// Every reason why this outcome of zero is not open; empty when it is.
    pub fn bars_to(&self, outcome: AtZero) -> Vec<Bar> {
        let facts = self.program;
        let reasons: &[(bool, Bar)] = match outcome {
            AtZero::Disconnect => &[
                (!facts.has_switch, Bar::NoSwitch),
                (facts.protected, Bar::Protected),
                (self.owed > OWED_MAX, Bar::Owes),
            ],
            AtZero::Limit => &[
                (!facts.has_switch, Bar::NoSwitch),
                (facts.protected, Bar::Protected),
            ],
            AtZero::AutoReplenish => &[(!facts.can_replenish, Bar::NoToken)],
            AtZero::RegularBilling => &[],
        };
        let holds = |(holds, bar): &(bool, Bar)| holds.then_some(*bar);
        reasons.iter().filter_map(holds).collect()
    }
}

impl Need {
    /// Every need, in the order of the questions.
    pub const ALL: [Need; 3] = [Need::MedicalEquipment, Need::Illness, Need::Vulnerable];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Need::MedicalEquipment => "medical_equipment",
            Need::Illness => "illness",
            Need::Vulnerable => "vulnerable",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.word() == word)
    }
    /// The protection that it gives.
    pub const fn flag(self) -> Flag {
        match self {
            Need::MedicalEquipment => Flag::MedicalEquipment,
            Need::Illness => Flag::CriticalCare,
            Need::Vulnerable => Flag::Vulnerable,
        }
    }
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 3] = [Scope::Warnings, Scope::Balance, Scope::Speak];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Scope::Warnings => "warnings",
            Scope::Balance => "balance",
            Scope::Speak => "speak",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Facts = Facts {
        program: program::Facts {
            has_switch: true,
            protected: false,
            can_replenish: true,
        },
        class: Some(Class::Residential),
        owed: Money::ZERO,
        leaving: false,
    };

    #[test]
    fn the_matrix_of_options_and_who_may_have_them() {
        use AtZero::{AutoReplenish, Disconnect, Limit, RegularBilling};
        let with = |change: fn(&mut Facts)| {
            let mut facts = PLAIN;
            change(&mut facts);
            facts
        };
        let rows: [(Facts, [&[Bar]; 4]); 5] = [
            (PLAIN, [&[], &[], &[], &[]]),
            (
                with(|f| f.program.has_switch = false),
                [&[Bar::NoSwitch], &[Bar::NoSwitch], &[], &[]],
            ),
            (
                with(|f| f.program.protected = true),
                [&[Bar::Protected], &[Bar::Protected], &[], &[]],
            ),
            (
                with(|f| f.owed = OWED_MAX + Money::cents(1)),
                [&[Bar::Owes], &[], &[], &[]],
            ),
            (
                with(|f| f.program.can_replenish = false),
                [&[], &[], &[], &[Bar::NoToken]],
            ),
        ];
        for (facts, expected) in rows {
            let found = [Disconnect, Limit, RegularBilling, AutoReplenish];
            let found = found.map(|outcome| facts.bars_to(outcome));
            assert_eq!(found, expected.map(<[Bar]>::to_vec), "{facts:?}");
        }
        assert!(with(|f| f.owed = OWED_MAX).bars_to(Disconnect).is_empty());
    }

    #[test]
    fn who_must_never_be_cut_and_who_leaves_does_not_come_at_all() {
        assert!(PLAIN.bars().is_empty());
        let critical = Facts {
            class: Some(Class::Critical),
            leaving: true,
            ..PLAIN
        };
        assert_eq!(critical.bars(), [Bar::Critical, Bar::Leaving]);
    }
}
