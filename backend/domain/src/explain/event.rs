//! What the use of a prepaid event cost, who paid it, and what became of the event's money: inside
//! the window its own money goes first, all else is its payer's (PR-ENDB).

use super::{CreditBehind, Differs, HoursBought, LineageId};
use crate::energy::WattHours;
use crate::id::{AccountId, EventId, TransferId};
use crate::ledger::{Book, Reason, Transfer};
use crate::money::{Money, Round};
use crate::tariff::{Line, Meterage, Tariff, Walk};
use crate::time::{Span, Timestamp, Window, Zone};
use crate::usage::Interval;

/// An event and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventSubject {
    /// Who pays.
    pub account: AccountId,
    /// Which event.
    pub event: EventId,
    /// What was booked.
    pub window: Window,
    /// The prices at the site, without the charges of each day, with all their versions.
    pub tariff: Tariff,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// Day of the month of the site's bill.
    pub bill_day: i8,
    /// Use before this is charged; what begins later may be charged anew just now.
    pub charged_until: Timestamp,
    /// The intervals from the first moment of the window on, oldest first.
    pub history: Vec<Interval>,
    /// Those that came after it was settled and were never charged: events were not charged anew
    /// once. They are in no figure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never_charged: Vec<Interval>,
    /// What was paid in and what went back.
    pub moves: Vec<Transfer>,
    /// Each interval.
    pub charges: Vec<EventCharge>,
    /// The energy that it was booked with; none at somebody else's place, and for an event from
    /// before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bought: Option<Box<CreditBehind>>,
    /// The same at somebody else's place, whose pattern of use is not its payer's to see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bought_there: Option<Box<HoursBought>>,
    /// What the event's page says.
    pub said: EventMoney,
}

/// What one interval of an event cost, and who paid it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventCharge {
    /// Its start.
    pub start: Timestamp,
    /// The lines of the tariff.
    pub lines: Vec<Line>,
    /// Of it, the event's own money paid.
    pub own: Money,
    /// Of it, its payer's account paid.
    pub over: Money,
    /// The entries of the ledger, with those that were taken back and what took them back.
    pub entries: Vec<Transfer>,
}

/// The figures of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventMoney {
    /// Energy that was charged.
    pub used: WattHours,
    /// Charged to the event's own money.
    pub own: Money,
    /// Charged to its payer's account.
    pub over: Money,
    /// Gone back to its payer.
    pub returned: Money,
    /// Left of its own money.
    pub left: Money,
}

/// What an interval costs: its lines, and who pays so much of them.
type Costs = (Timestamp, Vec<Line>, Money, Money);

impl EventSubject {
    /// So long after its start the use of an event is explained; an event that stays open is its
    /// payer's account's after its window, and so are the later hours.
    pub const REACH: Span = Span::days(64);

    /// Where the meter of an event stands at its start: at zero, whatever was used before.
    pub fn meterage(&self, zone: &Zone) -> Meterage {
        Meterage::starting(zone.civil(self.window.start).day, self.bill_day)
    }

    /// What each interval costs, with the part that the event's money pays and the part of its
    /// payer's account.
    pub fn costs(&self, zone: &Zone) -> Vec<Costs> {
        let mut walk = Walk::new(&self.tariff, zone, self.meterage(zone));
        let own_book = Book::Event(self.event);
        let mut left: Money = self.moves.iter().map(|one| one.effect_on(own_book)).sum();
        let costs = self.history.iter().map(|interval| {
            let (_, lines) = walk.step_lines(interval, Round::InCustomersFavour);
            let cost: Money = lines.iter().map(|line| line.amount).sum();
            let own = if interval.start < self.window.end {
                cost.min(left.max(Money::ZERO))
            } else {
                Money::ZERO
            };
            left -= own;
            (interval.start, lines, own, cost - own)
        });
        costs.collect()
    }

    /// What an entry takes from the event's own money, and from its payer's account.
    pub fn taken_by(&self, entry: &Transfer) -> (Money, Money) {
        let own = entry.effect_on(Book::Event(self.event));
        let books = [Book::Prepaid(self.account), Book::Receivable(self.account)];
        let over: Money = books.iter().map(|book| entry.effect_on(*book)).sum();
        (-own, -over)
    }

    /// What was paid in.
    pub fn paid(&self) -> Money {
        let book = Book::Event(self.event);
        let paid = self.moves.iter().filter(|one| one.to == book);
        paid.map(|one| one.effect_on(book)).sum()
    }

    /// All of its use is listed, and none is being charged anew.
    fn is_whole(&self) -> bool {
        let far = self.window.start + Self::REACH;
        let after = self
            .charges
            .iter()
            .any(|one| one.start >= self.charged_until);
        self.charged_until <= far && !after
    }

    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        if !self.is_named(lineage) {
            found.push(Differs::Subject(lineage));
        }
        let broken = self.entries().filter(|one| one.check().is_err());
        found.extend(broken.map(|one| Differs::Entry(one.id)));
        let Ok(zone) = Zone::named(&self.zone) else {
            found.push(Differs::Zone(self.zone.clone()));
            return found;
        };
        let again = self.costs(&zone);
        let stated: Vec<Timestamp> = self.charges.iter().map(|charge| charge.start).collect();
        let computed: Vec<Timestamp> = again.iter().map(|(start, ..)| *start).collect();
        if stated != computed {
            let what = "the intervals of the event";
            found.extend(Differs::figure(what, &stated, &computed));
            return found;
        }
        for (charge, again) in self.charges.iter().zip(&again) {
            self.compare(charge, again, &mut found);
        }
        self.compare_sums(&mut found);
        if let Some(bought) = &self.bought {
            found.extend(bought.differences(&zone));
        }
        if let Some(bought) = &self.bought_there {
            found.extend(bought.differences(&zone));
        }
        found
    }

    fn compare(&self, charge: &EventCharge, again: &Costs, found: &mut Vec<Differs>) {
        let (start, lines, own, over) = again;
        for at in 0..charge.lines.len().max(lines.len()) {
            let (stated, computed) = (charge.lines.get(at), lines.get(at));
            let what = format!("line {} of the interval of {start}", at + 1);
            found.extend(Differs::figure(what, &stated, &computed));
        }
        let what = format!("what the event paid of the interval of {start}");
        found.extend(Differs::figure(what, &charge.own, own));
        let what = format!("what its payer paid of the interval of {start}");
        found.extend(Differs::figure(what, &charge.over, over));
        let taken = charge.entries.iter().map(|one| self.taken_by(one));
        let (by_event, by_payer) = both(taken);
        if *start < self.charged_until {
            for (lines, entries) in [(*own, by_event), (*over, by_payer)] {
                let differs = Differs::Charge {
                    start: *start,
                    lines,
                    entries,
                };
                found.extend((lines != entries).then_some(differs));
            }
        }
    }

    /// The figures of the page, by the ledger.
    fn compare_sums(&self, found: &mut Vec<Differs>) {
        let taken = self.charges.iter().flat_map(|one| &one.entries);
        let (own, over) = both(taken.map(|one| self.taken_by(one)));
        let book = Book::Event(self.event);
        let back = |one: &&Transfer| one.reason == Reason::EventReturn(self.event);
        let back = self.moves.iter().filter(back);
        let returned: Money = back.map(|one| -one.effect_on(book)).sum();
        let moved: Money = self.moves.iter().map(|one| one.effect_on(book)).sum();
        let said = &self.said;
        for (what, stated, computed) in [
            ("what the event's money paid", said.own, own),
            ("what went back", said.returned, returned),
            ("what is left", said.left, moved - own),
        ] {
            found.extend(Differs::figure(what, &stated, &computed));
        }
        if self.is_whole() {
            let what = "what its payer's account paid";
            found.extend(Differs::figure(what, &said.over, &over));
            let used: WattHours = self.history.iter().map(|one| one.energy).sum();
            found.extend(Differs::figure("the energy", &said.used, &used));
        }
    }

    /// Whether this entry is of it.
    pub fn has(&self, id: TransferId) -> bool {
        self.entries().any(|entry| entry.id == id)
    }

    fn entries(&self) -> impl Iterator<Item = &Transfer> {
        let charged = self.charges.iter().flat_map(|one| &one.entries);
        self.moves.iter().chain(charged)
    }

    /// An entry is explained by its event.
    fn is_named(&self, lineage: LineageId) -> bool {
        match lineage {
            LineageId::Event(event) => event == self.event,
            LineageId::Entry(id) => self.has(id),
            LineageId::View { .. }
            | LineageId::Estimate { .. }
            | LineageId::Charges { .. }
            | LineageId::Alert(_)
            | LineageId::Cost(_)
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

fn both(taken: impl Iterator<Item = (Money, Money)>) -> (Money, Money) {
    taken.fold((Money::ZERO, Money::ZERO), |sum, one| {
        (sum.0 + one.0, sum.1 + one.1)
    })
}
