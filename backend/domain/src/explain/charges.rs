//! What use cost, from intervals and tariff, beside what the ledger took for it.

use super::{Differs, LineageId};
use crate::id::AccountId;
use crate::ledger::{Book, Transfer};
use crate::money::{Money, Round};
use crate::tariff::{Line, Meterage, Tariff, Walk};
use crate::time::{Timestamp, Window, Zone};
use crate::usage::Interval;

/// Charges and what they rest on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChargesSubject {
    /// Whose.
    pub account: AccountId,
    /// What was asked for: the intervals that start in it.
    pub window: Window,
    /// The tariff, resolved for this home, with all its versions.
    pub tariff: Tariff,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// Day of the month of the bill.
    pub bill_day: i8,
    /// Nothing before this was the account's, or is known.
    pub opened_at: Timestamp,
    /// Use before this is charged; a later interval has no entries yet.
    pub charged_until: Timestamp,
    /// The intervals of the running billing period up to the end of the window, oldest first.
    pub history: Vec<Interval>,
    /// Each interval of the window.
    pub charges: Vec<Charge>,
}

/// What one interval cost.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Charge {
    /// Its start.
    pub start: Timestamp,
    /// The lines of the tariff.
    pub lines: Vec<Line>,
    /// Their sum.
    pub amount: Money,
    /// The entries of the ledger, with those that were taken back and what took them back.
    pub entries: Vec<Transfer>,
}

impl ChargesSubject {
    /// The lines of each interval that starts in the window and was the account's.
    pub fn lines(&self, zone: &Zone) -> Vec<(Timestamp, Vec<Line>)> {
        let from = self.window.start.max(self.opened_at);
        let when = (self.opened_at, from);
        let (tariff, history) = (&self.tariff, &self.history);
        let stands = Meterage::charged(tariff, zone, history, when, self.bill_day);
        let mut walk = Walk::new(tariff, zone, stands);
        let inside = |one: &&Interval| one.start >= from && one.start < self.window.end;
        let lines = history.iter().filter(inside).map(|interval| {
            let (_, lines) = walk.step_lines(interval, Round::InCustomersFavour);
            (interval.start, lines)
        });
        lines.collect()
    }

    /// What an entry takes from the account.
    pub fn taken_by(&self, entry: &Transfer) -> Money {
        let books = [Book::Prepaid(self.account), Book::Receivable(self.account)];
        let effects = books.iter().map(|book| entry.effect_on(*book));
        -effects.sum::<Money>()
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        if !self.is_named(lineage) {
            found.push(Differs::Subject(lineage));
        }
        let Ok(zone) = Zone::named(&self.zone) else {
            found.push(Differs::Zone(self.zone.clone()));
            return found;
        };
        let again = self.lines(&zone);
        let stated: Vec<Timestamp> = self.charges.iter().map(|charge| charge.start).collect();
        let computed: Vec<Timestamp> = again.iter().map(|(start, _)| *start).collect();
        if stated != computed {
            found.extend(Differs::figure(
                "the intervals of the window",
                &stated,
                &computed,
            ));
            return found;
        }
        for (charge, (_, lines)) in self.charges.iter().zip(&again) {
            self.compare(charge, lines, &mut found);
        }
        found
    }

    fn compare(&self, charge: &Charge, again: &[Line], found: &mut Vec<Differs>) {
        let start = charge.start;
        for at in 0..charge.lines.len().max(again.len()) {
            let (stated, computed) = (charge.lines.get(at), again.get(at));
            let what = format!("line {} of the interval of {start}", at + 1);
            found.extend(Differs::figure(what, &stated, &computed));
        }
        let lines: Money = again.iter().map(|line| line.amount).sum();
        let what = format!("the sum of the interval of {start}");
        found.extend(Differs::figure(what, &charge.amount, &lines));
        let entries = charge.entries.iter().map(|one| self.taken_by(one)).sum();
        if start < self.charged_until && entries != lines {
            found.push(Differs::Charge {
                start,
                lines,
                entries,
            });
        }
    }

    /// An entry is explained by its interval; the window of a stretch is in its name.
    fn is_named(&self, lineage: LineageId) -> bool {
        match lineage {
            LineageId::Charges { account, window } => {
                account == self.account && window == self.window
            }
            LineageId::Entry(id) => {
                let mut entries = self.charges.iter().flat_map(|charge| &charge.entries);
                entries.any(|entry| entry.id == id)
            }
            LineageId::View { .. }
            | LineageId::Estimate { .. }
            | LineageId::Alert(_)
            | LineageId::Cost(_)
            | LineageId::Event(_)
            | LineageId::Statement { .. }
            | LineageId::Payment(_)
            | LineageId::Owed(_)
            | LineageId::Books(_)
            | LineageId::Hold(_)
            | LineageId::Preview { .. }
            | LineageId::Conversion { .. }
            | LineageId::Recovery { .. } => false,
        }
    }
}
