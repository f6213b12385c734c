//! What a stretch of time will cost and what to pay for it, from ledger, intervals, pattern of use
//! and tariff as they were when it was asked.

use super::learnt::Learnt;
use super::view::is_nothing;
use super::{Differs, LineageId};
use crate::estimate::{Enough, Estimate, amount_until, estimate};
use crate::forecast::Basis;
use crate::id::AccountId;
use crate::ledger::{Book, Transfer};
use crate::money::Money;
use crate::tariff::{Meterage, Tariff};
use crate::time::{Timestamp, Window, Zone};
use crate::usage::{Interval, Profile};

/// An estimate as it was shown, and what it was computed from besides intervals, tariff and
/// ledger; kept together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EstimateGrounds {
    /// From the moment of asking to the end.
    pub window: Window,
    /// The balance that is spent first, help for energy included.
    pub balance: Money,
    /// What help for energy had left then; in no entry of the customer's own.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub help: Money,
    /// The least payment.
    pub least: Money,
    /// Where the meter stood at `charged_until`.
    pub meterage: Meterage,
    /// Up to when use was charged.
    pub charged_until: Timestamp,
    /// The intervals begin here.
    pub history_from: Timestamp,
    /// So many there were.
    pub intervals: u64,
    /// Their [`super::fingerprint`].
    pub mark: u64,
    /// What was said it will cost.
    pub estimate: Estimate,
    /// What was said is enough.
    pub enough: Enough,
}

/// An estimate and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EstimateSubject {
    /// Whose.
    pub account: AccountId,
    /// The tariff, resolved for this home, with all its versions.
    pub tariff: Tariff,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// Day of the month of the bill.
    pub bill_day: i8,
    /// Nothing before this was the account's, or is known.
    pub opened_at: Timestamp,
    /// The intervals, oldest first.
    pub history: Vec<Interval>,
    /// The pattern that was learnt from them.
    pub profile: Profile,
    /// The rest, and what was said.
    pub grounds: EstimateGrounds,
    /// The sum of the entries that are too many to be listed.
    pub brought_forward: Money,
    /// The entries behind the balance, newest first.
    pub entries: Vec<Transfer>,
}

impl EstimateSubject {
    /// The balance by the entries, and by the help that was left.
    pub fn balance(&self) -> Money {
        let book = Book::Prepaid(self.account);
        let own: Money = self.entries.iter().map(|one| one.effect_on(book)).sum();
        own + self.brought_forward + self.grounds.help
    }

    /// What it will cost and what is enough, by what it rests on.
    pub fn compute(&self, zone: &Zone, profile: &Profile) -> (Estimate, Enough) {
        let (window, least) = (self.grounds.window, self.grounds.least);
        let basis = Basis {
            zone,
            tariff: &self.tariff,
            profile,
            meterage: self.grounds.meterage,
            charged_until: self.grounds.charged_until,
            now: window.start,
        };
        let balance = self.balance();
        let enough = amount_until(&basis, window.end, balance, least);
        (estimate(&basis, window, balance, least), enough)
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let (account, grounds) = (self.account, &self.grounds);
        let window = grounds.window;
        let mut found = Vec::new();
        if lineage != (LineageId::Estimate { account, window }) {
            found.push(Differs::Subject(lineage));
        }
        let Ok(zone) = Zone::named(&self.zone) else {
            found.push(Differs::Zone(self.zone.clone()));
            return found;
        };
        let learnt = Learnt {
            tariff: &self.tariff,
            zone: &zone,
            history: &self.history,
            profile: &self.profile,
            at: window.start,
            meterage: grounds.meterage,
            charged_until: grounds.charged_until,
            known: (grounds.intervals, grounds.mark),
            opened_at: self.opened_at,
            bill_day: self.bill_day,
        };
        let (profile, differs) = learnt.again();
        found.extend(differs);
        let what = "the balance";
        found.extend(Differs::figure(what, &grounds.balance, &self.balance()));
        let (estimate, enough) = self.compute(&zone, &profile);
        let (said, until) = (&grounds.estimate, &grounds.enough);
        for (what, stated, computed) in [
            ("the likely cost", said.p50, estimate.p50),
            ("the cost four times in five", said.p80, estimate.p80),
            ("the fixed charges", said.fixed, estimate.fixed),
            ("the suggested payment", said.suggested, estimate.suggested),
            ("what is likely enough", until.likely, enough.likely),
            ("what is enough for sure", until.safe, enough.safe),
        ] {
            found.extend(Differs::figure(what, &stated, &computed));
        }
        if found.is_empty() {
            found.extend(Differs::figure("the estimate", said, &estimate));
            found.extend(Differs::figure("what is enough", until, &enough));
        }
        found
    }
}
