//! An event by chance, charged as the back office does: in order, again from an hour that comes
//! late or is corrected, with what is left going back each time the window is done.

use crate::case::{ACCOUNT, pick};
use crate::{computed, travelled};
use ami_domain::chance::Seeded;
use ami_domain::energy::WattHours;
use ami_domain::explain::{
    Differs, EventCharge, EventMoney, EventSubject, LineageId, Subject, differences_of,
};
use ami_domain::id::{EventId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Tariff, Walk};
use ami_domain::time::{Day, Span, Timestamp, Window, Zone};
use ami_domain::usage::Interval;
use std::collections::BTreeMap;

const EVENT: EventId = EventId::from_number(5);
const OWN: Book = Book::Event(EVENT);
const HOUR: Span = Span::hours(1);
const NAME: LineageId = LineageId::Event(EVENT);

struct Life {
    subject: EventSubject,
    zone: Zone,
    /// What stands of each hour: the event's part and its payer's.
    entries: BTreeMap<Timestamp, Vec<Transfer>>,
    count: u128,
}

impl Life {
    fn new(dice: &mut Seeded, tariffs: &[Tariff]) -> Self {
        let tariff = tariffs[pick(dice, tariffs.len() as u64)].for_event();
        let zone = Zone::named(["America/Los_Angeles", "Asia/Kolkata"][pick(dice, 2)]).unwrap();
        let first = Day {
            year: 2026,
            month: 1,
            day: 1,
        };
        let first = first.plus(i32::try_from(dice.below(700)).unwrap());
        let start = zone.start_of(first).floor_to(HOUR) + Span::hours(small(dice, 24));
        let end = start + Span::hours(1 + small(dice, 40));
        let mut life = Self {
            subject: EventSubject {
                account: ACCOUNT,
                event: EVENT,
                window: Window { start, end },
                tariff,
                zone: zone.name().to_owned(),
                bill_day: i8::try_from(1 + dice.below(28)).unwrap(),
                charged_until: start,
                history: Vec::new(),
                never_charged: Vec::new(),
                moves: Vec::new(),
                charges: Vec::new(),
                bought: None,
                bought_there: None,
                said: EventMoney {
                    used: WattHours::ZERO,
                    own: Money::ZERO,
                    over: Money::ZERO,
                    returned: Money::ZERO,
                    left: Money::ZERO,
                },
            },
            zone,
            entries: BTreeMap::new(),
            count: 0,
        };
        let paid = Money::cents(100 + small(dice, 3_000));
        let reason = Reason::Payment(PaymentId::from_number(1));
        let entry = life.made((Book::Clearing, OWN), paid, reason);
        life.subject.moves.push(entry);
        life.live(dice);
        life.told();
        life
    }

    fn live(&mut self, dice: &mut Seeded) {
        let scale = [50, 2_000, 30_000][pick(dice, 3)];
        let start = self.subject.window.start;
        let hours = self.subject.window.end.since(start).as_millis() / HOUR.as_millis();
        let hours = hours + [0, 3][pick(dice, 2)];
        for hour in 0..hours {
            if dice.below(12) > 0 {
                self.read(start + Span::hours(hour), small(dice, scale));
            }
            if dice.below(3) > 0 {
                self.charge();
            }
        }
        self.charge();
        self.give_back();
        for _ in 0..dice.below(4) {
            self.read(
                start + Span::hours(small(dice, hours as u64)),
                small(dice, scale),
            );
            // Sometimes the file is asked for before the duty has come by.
            if dice.below(5) > 0 {
                self.charge();
                self.give_back();
            }
        }
    }

    fn read(&mut self, start: Timestamp, energy: i64) {
        let one = Interval::measured(start, HOUR, WattHours::new(energy));
        let history = &mut self.subject.history;
        match history.binary_search_by_key(&start, |one| one.start) {
            Ok(place) => history[place] = one,
            Err(place) => history.insert(place, one),
        }
        self.subject.charged_until = self.subject.charged_until.min(start);
    }

    /// With nothing but the balance of its book and what stands of the hours that are looked at.
    fn charge(&mut self) {
        let (tariff, zone) = (self.subject.tariff.clone(), self.zone.clone());
        let begins = self.subject.window.start;
        let stands = Meterage::starting(zone.civil(begins).day, self.subject.bill_day);
        let mut walk = Walk::new(&tariff, &zone, stands);
        let from = self.subject.charged_until;
        let again = self.entries.range(from..).flat_map(|(_, all)| all);
        let mut left = self.balance() - again.map(|one| one.effect_on(OWN)).sum::<Money>();
        let mut used = WattHours::ZERO;
        for interval in self.subject.history.clone() {
            let cost = walk.step(&interval, Round::InCustomersFavour).energy;
            used += interval.energy;
            if interval.start < from {
                continue;
            }
            let inside = interval.start < self.subject.window.end;
            let own = if inside { cost.min(left) } else { Money::ZERO };
            left -= own;
            self.stand(interval.start, OWN, own);
            self.stand(interval.start, Book::Prepaid(ACCOUNT), cost - own);
            self.subject.charged_until = interval.end();
        }
        self.subject.said.used = used;
    }

    /// Another amount takes the place of the one that stands.
    fn stand(&mut self, at: Timestamp, book: Book, due: Money) {
        let before = self.entries.entry(at).or_default().iter();
        let stands: Money = before.map(|one| -one.effect_on(book)).sum();
        if stands == due {
            return;
        }
        let reason = Reason::EventUsage { event: EVENT, at };
        for (books, amount) in [
            ((Book::Revenue, book), stands),
            ((book, Book::Revenue), due),
        ] {
            if amount.is_positive() {
                let entry = self.made(books, amount, reason);
                self.entries.entry(at).or_default().push(entry);
            }
        }
    }

    fn give_back(&mut self) {
        let left = self.balance();
        if left.is_positive() {
            let reason = Reason::EventReturn(EVENT);
            let entry = self.made((OWN, Book::Prepaid(ACCOUNT)), left, reason);
            self.subject.moves.push(entry);
            self.subject.said.returned += left;
        }
    }

    fn made(&mut self, books: (Book, Book), amount: Money, reason: Reason) -> Transfer {
        self.count += 1;
        let at = self.subject.window.start;
        Transfer::posted(
            TransferId::from_number(self.count),
            books,
            amount,
            reason,
            at,
        )
    }

    fn balance(&self) -> Money {
        let used = self.entries.values().flatten();
        let all = self.subject.moves.iter().chain(used);
        all.map(|one| one.effect_on(OWN)).sum()
    }

    /// The file as it is handed out.
    fn told(&mut self) {
        let taken = |book| -> Money {
            let all = self.entries.values().flatten();
            all.map(|one| -one.effect_on(book)).sum()
        };
        let (own, over) = (taken(OWN), taken(Book::Prepaid(ACCOUNT)));
        let said = &mut self.subject.said;
        (said.own, said.over) = (own, over);
        self.subject.said.left = self.balance();
        let costs = self.subject.costs(&self.zone);
        self.subject.charges = costs
            .into_iter()
            .map(|(start, lines, own, over)| EventCharge {
                start,
                lines,
                own,
                over,
                entries: self.entries.remove(&start).unwrap_or_default(),
            })
            .collect();
    }
}

fn small(dice: &mut Seeded, n: u64) -> i64 {
    i64::try_from(dice.below(n)).unwrap()
}

/// An event's life, computed again.
pub(crate) fn agree(dice: &mut Seeded, tariffs: &[Tariff], seed: u64) {
    let subject = Subject::Event(Box::new(Life::new(dice, tariffs).subject));
    assert_eq!(computed(NAME, subject), [""; 0], "event {seed}");
}

/// One whose money was used up, and one that was charged again after its money went back.
fn found(is: impl Fn(&EventSubject) -> bool) -> EventSubject {
    let tariffs = crate::tariffs();
    let mut lives = (0..5_000).map(|seed| Life::new(&mut Seeded::new(seed), &tariffs).subject);
    lives.find(is).unwrap()
}

fn said(subject: &EventSubject) -> Vec<String> {
    computed(NAME, Subject::Event(Box::new(subject.clone())))
}

#[test]
fn an_event_that_was_changed_is_refused_with_what_was_changed_named() {
    type Change = fn(&mut EventSubject);
    let changes: [(Change, &str); 9] = [
        (
            |it| it.said.own += Money::micros(1),
            "what the event's money paid",
        ),
        (
            |it| it.said.over += Money::micros(1),
            "what its payer's account paid",
        ),
        (|it| it.said.returned += Money::micros(1), "what went back"),
        (|it| it.said.left += Money::micros(1), "what is left"),
        (|it| it.said.used += WattHours::new(1), "the energy"),
        (
            |it| it.charges[0].own += Money::micros(1),
            "what the event paid of the interval",
        ),
        (
            |it| it.charges[0].over += Money::micros(1),
            "what its payer paid of the interval",
        ),
        (
            |it| it.charges[0].lines[0].amount += Money::micros(1),
            "line 1 of the interval",
        ),
        (|it| it.history.truncate(1), "the intervals of the event"),
    ];
    let good = found(|it| {
        let whole = it.charges.iter().all(|one| one.start < it.charged_until);
        whole && it.said.over.is_positive() && it.moves.len() > 1 && it.charges.len() > 5
    });
    assert_eq!(said(&good), [""; 0]);
    for (change, named) in changes {
        let mut altered = good.clone();
        change(&mut altered);
        let found = said(&altered);
        assert!(
            found.iter().any(|one| one.starts_with(named)),
            "{named}: {found:?}"
        );
    }
    // The prices, the readings, the payment and one entry.
    let mut altered = good.clone();
    altered.history[1].energy += WattHours::new(700);
    assert_ne!(said(&altered), [""; 0]);
    let mut altered = good.clone();
    altered.moves[0].amount += Money::micros(1);
    assert_ne!(said(&altered), [""; 0]);
    let mut altered = good.clone();
    let with = altered
        .charges
        .iter_mut()
        .find(|one| !one.entries.is_empty());
    with.unwrap().entries[0].amount += Money::micros(1);
    let differs = travelled(NAME, Subject::Event(Box::new(altered))).differences();
    let charge = |one: &Differs| matches!(one, Differs::Charge { .. });
    assert!(differs.iter().any(charge), "{:?}", differences_of(&differs));
}

#[test]
fn an_entry_of_an_event_is_explained_by_it_and_no_other_entry_is() {
    let good = found(|it| it.moves.len() > 1 && !it.charges.is_empty());
    let mut own: Vec<TransferId> = good.moves.iter().map(|one| one.id).collect();
    own.extend(
        good.charges
            .iter()
            .flat_map(|one| &one.entries)
            .map(|one| one.id),
    );
    for id in own {
        let subject = Subject::Event(Box::new(good.clone()));
        assert_eq!(computed(LineageId::Entry(id), subject), [""; 0]);
    }
    for other in [
        LineageId::Entry(TransferId::from_number(9_999)),
        LineageId::Owed(ACCOUNT),
    ] {
        let subject = Subject::Event(Box::new(good.clone()));
        assert_eq!(
            travelled(other, subject).differences(),
            [Differs::Subject(other)]
        );
    }
}
