//! Balance, energy left and time left, from ledger, intervals, pattern of use and tariff.

use super::learnt::Learnt;
use super::{Differs, LineageId};
use crate::behind::Behind;
use crate::display::{Ahead, DisplayView, Standing};
use crate::id::AccountId;
use crate::ledger::{Book, Transfer};
use crate::money::Money;
use crate::policy::Policy;
use crate::program::LowAt;
use crate::tariff::{Meterage, Tariff};
use crate::time::{Timestamp, Zone};
use crate::usage::{Interval, Profile, Quality};
use crate::view::{Inputs, view_with};

/// What a view was computed from besides intervals, tariff and ledger; kept with the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Grounds {
    /// How the balance stood in the view before.
    pub previous: Option<Standing>,
    /// What help for energy had left then; it is in the balance that is shown, and in no entry of
    /// the customer's own.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub help: Money,
    /// When the balance counts as low.
    pub low: LowAt,
    /// What lies ahead at zero.
    pub ahead: Ahead,
    /// Where the meter stood at `charged_until`.
    pub meterage: Meterage,
    /// Up to when use was charged.
    pub charged_until: Timestamp,
    /// The intervals begin here.
    pub history_from: Timestamp,
    /// So many there were.
    pub intervals: u64,
    /// Their [`fingerprint`].
    pub mark: u64,
}

/// A view and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ViewSubject {
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
    /// The rest.
    pub grounds: Grounds,
    /// The sum of the entries that are too many to be listed.
    pub brought_forward: Money,
    /// The same for what is borrowed.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub borrowed_before: Money,
    /// The entries behind the balance and behind what is borrowed, newest first.
    pub entries: Vec<Transfer>,
    /// What was shown, without the event of the day.
    pub shown: DisplayView,
}

pub(super) fn is_nothing(money: &Money) -> bool {
    *money == Money::ZERO
}

/// A mark of intervals that changes with each of their numbers: 64-bit FNV-1a over whole numbers
/// (draft-eastlake-fnv). It finds what was mistaken or corrected since, and is no seal: who makes a
/// bundle can make its mark.
pub fn fingerprint(history: &[Interval]) -> u64 {
    let mut mark = Mark::new();
    for interval in history {
        mark.take(interval.start.as_millis());
        mark.take(interval.length.as_millis());
        mark.take(interval.energy.get());
        mark.take(match interval.quality {
            Quality::Measured => 0,
            Quality::Estimated => 1,
            Quality::Missing => 2,
        });
    }
    mark.get()
}

/// The mark of numbers, one after the other.
pub(super) struct Mark(u64);

impl Mark {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) const fn take(&mut self, number: i64) {
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        self.0 = (self.0 ^ number.cast_unsigned()).wrapping_mul(PRIME);
    }

    pub(super) const fn get(self) -> u64 {
        self.0
    }
}

impl ViewSubject {
    /// The balance by the entries, and by the help that was left.
    pub fn balance(&self) -> Money {
        let own = self.effects_on(Book::Prepaid(self.account)) + self.brought_forward;
        own + self.grounds.help
    }

    /// The view by what it rests on.
    pub fn compute(&self, zone: &Zone, profile: &Profile) -> DisplayView {
        let (grounds, shown) = (&self.grounds, &self.shown);
        let inputs = Inputs {
            seq: shown.seq,
            mode: shown.mode,
            at_zero: shown.at_zero,
            balance: self.balance(),
            cut_off: Money::ZERO,
            tariff: &self.tariff,
            zone,
            history: &self.history,
            meterage: grounds.meterage,
            charged_until: grounds.charged_until,
            low: grounds.low,
            ahead: Some(grounds.ahead),
            policy: &Policy::default(),
            previous: grounds.previous,
            now: shown.as_of.at,
        };
        let borrowed = -(self.effects_on(Book::Emergency(self.account)) + self.borrowed_before);
        // What a day takes for debt is explained by what is owed.
        let behind = shown.behind.as_ref();
        let behind = behind.map(|was| Box::new(Behind::new(self.account, &inputs, was.debt)));
        DisplayView {
            borrowed,
            behind,
            ..view_with(&inputs, profile)
        }
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let (account, seq) = (self.account, self.shown.seq);
        let mut found = Vec::new();
        if lineage != (LineageId::View { account, seq }) {
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
            at: self.shown.as_of.at,
            meterage: self.grounds.meterage,
            charged_until: self.grounds.charged_until,
            known: (self.grounds.intervals, self.grounds.mark),
            opened_at: self.opened_at,
            bill_day: self.bill_day,
        };
        let (profile, differs) = learnt.again();
        found.extend(differs);
        let again = self.compute(&zone, &profile);
        found.extend(compare(&self.shown, &again));
        found
    }

    fn effects_on(&self, book: Book) -> Money {
        self.entries.iter().map(|one| one.effect_on(book)).sum()
    }
}

/// Each figure that a person sees, by its name; the whole when only something else differs.
fn compare(shown: &DisplayView, again: &DisplayView) -> Vec<Differs> {
    let mut found = Vec::new();
    let mut note = |difference: Option<Differs>| found.extend(difference);
    note(Differs::figure(
        "the balance",
        &shown.balance,
        &again.balance,
    ));
    note(Differs::figure(
        "what is borrowed",
        &shown.borrowed,
        &again.borrowed,
    ));
    note(Differs::figure(
        "the energy left",
        &shown.credit,
        &again.credit,
    ));
    note(Differs::figure(
        "the time left",
        &shown.remaining,
        &again.remaining,
    ));
    note(Differs::figure(
        "how the balance stands",
        &shown.standing,
        &again.standing,
    ));
    note(Differs::figure(
        "the price now",
        &shown.rate_now,
        &again.rate_now,
    ));
    note(Differs::figure(
        "the use of today",
        &shown.used_today,
        &again.used_today,
    ));
    note(Differs::figure(
        "the cost of today",
        &shown.cost_today,
        &again.cost_today,
    ));
    note(Differs::figure(
        "the daily average",
        &shown.daily_average,
        &again.daily_average,
    ));
    if found.is_empty() {
        found.extend(Differs::figure("the view", shown, again));
    }
    found
}
