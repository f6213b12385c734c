//! The energy that a payment bought: a look ahead with the balance after it less one with the
//! balance before it, by the prices and the pattern of use of that moment.

use super::Differs;
use super::learnt::Learnt;
use crate::energy::WattHours;
use crate::forecast::{Basis, energy_for};
use crate::money::{Money, Round};
use crate::tariff::{Meterage, Tariff};
use crate::time::{Timestamp, Zone};
use crate::usage::{Interval, Profile};

/// What is kept with a payment. Prices and pattern are in it: both may be others later, and the
/// receipt stays what it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CreditGrounds {
    /// When it was credited.
    pub at: Timestamp,
    /// What could be spent before it.
    pub before: Money,
    /// And after it.
    pub after: Money,
    /// Where the meter stood at `charged_until`.
    pub meterage: Meterage,
    /// Up to when use was charged.
    pub charged_until: Timestamp,
    /// The intervals begin here.
    pub history_from: Timestamp,
    /// Nothing before this was the account's, or is known.
    pub opened_at: Timestamp,
    /// Day of the month of the bill.
    pub bill_day: i8,
    /// So many intervals there were.
    pub intervals: u64,
    /// Their [`super::fingerprint`].
    pub mark: u64,
    /// The tariff, resolved for this home, with all its versions.
    pub tariff: Tariff,
    /// The pattern that was learnt from the intervals.
    pub profile: Profile,
}

/// The same in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CreditBehind {
    /// What was kept.
    pub grounds: CreditGrounds,
    /// The intervals, oldest first; none when they were corrected since or are gone.
    pub history: Vec<Interval>,
    /// What the receipt says.
    pub said: WattHours,
}

impl CreditGrounds {
    /// The energy that was bought.
    pub fn energy(&self, zone: &Zone) -> WattHours {
        let basis = Basis {
            zone,
            tariff: &self.tariff,
            profile: &self.profile,
            meterage: self.meterage,
            charged_until: self.charged_until,
            now: self.at,
        };
        let buys = |money| energy_for(&basis, money, Round::InUtilitysFavour);
        buys(self.after) - buys(self.before)
    }
}

impl CreditBehind {
    pub(super) fn differences(&self, zone: &Zone) -> Vec<Differs> {
        let grounds = &self.grounds;
        let mut found = Vec::new();
        if !self.history.is_empty() {
            let learnt = Learnt {
                tariff: &grounds.tariff,
                zone,
                history: &self.history,
                profile: &grounds.profile,
                at: grounds.at,
                meterage: grounds.meterage,
                charged_until: grounds.charged_until,
                known: (grounds.intervals, grounds.mark),
                opened_at: grounds.opened_at,
                bill_day: grounds.bill_day,
            };
            found.extend(learnt.again().1);
        }
        let what = "the energy that was bought";
        found.extend(Differs::figure(what, &self.said, &grounds.energy(zone)));
        found
    }
}
