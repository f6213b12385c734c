//! The balance and the time left that a text to one customer named, as they stood then.

use super::learnt::Learnt;
use super::view::is_nothing;
use super::{Differs, LineageId};
use crate::account::Mode;
use crate::display::Remaining;
use crate::forecast::{Basis, forecast};
use crate::id::{AccountId, AlertId};
use crate::ledger::{Book, Transfer};
use crate::message::Bilingual;
use crate::money::Money;
use crate::tariff::{Meterage, Tariff};
use crate::time::{Timestamp, Zone};
use crate::usage::{Interval, Profile};

/// What is kept with such a text. Prices and pattern are in it: both may be others later, and what
/// was said stays what it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AlertGrounds {
    /// When it was said.
    pub at: Timestamp,
    /// To whom.
    pub account: AccountId,
    /// How the account paid then.
    pub mode: Mode,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// The balance by which it was said, help for energy included.
    pub balance: Money,
    /// What help for energy had left then; in no entry of the customer's own.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub help: Money,
    /// The least payment then.
    pub least: Money,
    /// The time that was left, with its edges; none where it was not known.
    pub remaining: Option<Remaining>,
    /// What explains the amount that is named beside them, such as a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<LineageId>,
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

/// A text and what its figures rest on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AlertSubject {
    /// To whom.
    pub account: AccountId,
    /// Which text.
    pub alert: AlertId,
    /// What it said.
    pub text: Bilingual,
    /// What was kept with it.
    pub grounds: AlertGrounds,
    /// The intervals, oldest first; none when they were corrected since or are gone.
    pub history: Vec<Interval>,
    /// How the book of the balance stood before the entries that are listed.
    pub brought_forward: Money,
    /// The entries behind the balance, newest first; none when use of that time was charged anew
    /// since, or so much has been posted since that they are not listed any more.
    pub entries: Vec<Transfer>,
}

impl AlertSubject {
    /// The balance by the entries, and by the help that was left.
    pub fn balance(&self) -> Money {
        let book = Book::Prepaid(self.account);
        let own: Money = self.entries.iter().map(|one| one.effect_on(book)).sum();
        self.brought_forward + own + self.grounds.help
    }

    /// Entries that do not come to what was said are those of another time: they go, and the
    /// balance is stated as it was.
    #[must_use]
    pub fn as_it_stood(mut self) -> Self {
        if self.balance() != self.grounds.balance {
            self.entries.clear();
            self.brought_forward = self.grounds.balance - self.grounds.help;
        }
        self
    }

    /// The time left by what it rests on.
    fn remaining(&self, zone: &Zone) -> Option<Remaining> {
        let grounds = &self.grounds;
        let basis = Basis {
            zone,
            tariff: &grounds.tariff,
            profile: &grounds.profile,
            meterage: grounds.meterage,
            charged_until: grounds.charged_until,
            now: grounds.at,
        };
        match grounds.mode {
            Mode::Prepaid => forecast(&basis, grounds.balance, Money::ZERO),
            Mode::Regular => None,
        }
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let grounds = &self.grounds;
        let mut found = Vec::new();
        if lineage != LineageId::Alert(self.alert) || self.account != grounds.account {
            found.push(Differs::Subject(lineage));
        }
        let broken = self.entries.iter().filter(|one| one.check().is_err());
        found.extend(broken.map(|one| Differs::Entry(one.id)));
        let Ok(zone) = Zone::named(&grounds.zone) else {
            found.push(Differs::Zone(grounds.zone.clone()));
            return found;
        };
        if !self.history.is_empty() {
            let learnt = Learnt {
                tariff: &grounds.tariff,
                zone: &zone,
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
        let what = "the balance";
        found.extend(Differs::figure(what, &grounds.balance, &self.balance()));
        let again = self.remaining(&zone);
        let what = "the time left";
        found.extend(Differs::figure(what, &grounds.remaining, &again));
        found
    }
}
