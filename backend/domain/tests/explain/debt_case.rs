//! A home that pays debt back for some weeks by chance: plans of every kind, pauses, caps, days
//! that are made up after an outage, and payments between them, as the back office does it.

use crate::case::{ACCOUNT, pick};
use ami_domain::chance::Seeded;
use ami_domain::debt::{
    Debt, DebtKind, DebtPolicy, Every, Recovery, Split, Taken, allocate, caps_since, day,
};
use ami_domain::explain::{
    Counted, DebtBehind, DebtDecision, DebtGrounds, DebtStep, LineageId, PaymentSubject,
    RecoverySubject, Subject,
};
use ami_domain::id::{DebtId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::payment::lines;
use ami_domain::time::{Day, Span, Timestamp, Zone};

const HOME: Book = Book::Prepaid(ACCOUNT);
const OWED: Book = Book::Debt(ACCOUNT);
const LENT: Book = Book::Emergency(ACCOUNT);

pub(crate) struct DebtCase {
    zone: Zone,
    policy: DebtPolicy,
    pub(crate) debts: Vec<Debt>,
    pub(crate) held_until: Option<Timestamp>,
    balance: Money,
    lent: Money,
    entries: Vec<Transfer>,
    /// What can be explained, with its name.
    pub(crate) told: Vec<(LineageId, Subject)>,
}

fn cents(dice: &mut Seeded, n: u64) -> Money {
    Money::cents(i64::try_from(dice.below(n)).unwrap())
}

fn recovery(dice: &mut Seeded) -> Recovery {
    let every = [Every::Day, Every::Week][pick(dice, 2)];
    let amount = Money::micros(10_000 + i64::try_from(dice.below(9_000_000)).unwrap());
    let permille = u16::try_from(1 + dice.below(250)).unwrap();
    match dice.below(3) {
        0 => Recovery::Time { amount, every },
        1 => Recovery::Share { permille },
        _ => Recovery::CatchUp {
            amount,
            every,
            permille,
        },
    }
}

impl DebtCase {
    pub(crate) fn new(dice: &mut Seeded) -> Self {
        let zone = ["America/Los_Angeles", "Asia/Kolkata"][pick(dice, 2)];
        let first = Day {
            year: 2026,
            month: 10,
            day: 20,
        };
        let zone = Zone::named(zone).unwrap();
        let since = zone.start_of(first);
        let debts = (0..1 + dice.below(3)).map(|n| {
            let amount = Money::cents(100) + cents(dice, 9_000);
            Debt {
                id: DebtId::from_number(u128::from(n)),
                kind: DebtKind::Arrears,
                amount,
                owed: amount,
                recovery: recovery(dice),
                missed: Money::ZERO,
                rank: i64::try_from(n).unwrap(),
                since,
            }
        });
        let debts = debts.collect();
        let mut case = Self {
            zone,
            policy: DebtPolicy {
                day_max: Money::dollars(10),
                week_max: Money::dollars([12, 40][pick(dice, 2)]),
                month_max: Money::dollars([45, 90][pick(dice, 2)]),
                ..DebtPolicy::default()
            },
            debts,
            held_until: None,
            balance: cents(dice, 3_000),
            lent: Money::dollars([0, 10][pick(dice, 2)]),
            entries: Vec::new(),
            told: Vec::new(),
        };
        case.live(dice, first);
        case
    }

    /// Three weeks; a day that nobody ran is made up later, after payments with a later time.
    fn live(&mut self, dice: &mut Seeded, first: Day) {
        let mut next = 1;
        for n in 1..22 {
            let at = self.zone.start_of(first.plus(n));
            if dice.below(12) == 0 {
                self.held_until = Some(at + Span::days(4) + Span::hours(5));
            }
            if dice.below(3) == 0 {
                let paid = Money::micros(i64::try_from(dice.below(40_000_000)).unwrap() + 1);
                self.pay(at + Span::hours(2), u128::try_from(n).unwrap(), paid);
            }
            // What the home uses.
            self.balance -= cents(dice, 400);
            if dice.below(5) > 0 {
                for day in next..=n {
                    self.day(first.plus(day));
                }
                next = n + 1;
            }
        }
    }

    fn grounds(&self, at: Timestamp) -> (DebtGrounds, Vec<Transfer>) {
        let since = caps_since(&self.zone, at);
        let counts = |one: &&Transfer| {
            matches!(one.reason, Reason::DebtDay(_) | Reason::DebtShare(_)) && one.at >= since[2]
        };
        let counted: Vec<Transfer> = self.entries.iter().filter(counts).copied().collect();
        let sum = |at| {
            let inside = counted.iter().filter(|one| one.at >= at);
            inside.map(|one| one.amount).sum()
        };
        let of_day = |one: &&Transfer| matches!(one.reason, Reason::DebtDay(_));
        let days = u32::try_from(counted.iter().filter(of_day).count()).unwrap();
        let shares = u32::try_from(counted.len()).unwrap() - days;
        let [day, week, month] = since.map(sum);
        let grounds = DebtGrounds {
            at,
            prepaid: self.balance,
            emergency: self.lent,
            debts: self.debts.clone(),
            taken: Taken { day, week, month },
            counted: Counted { days, shares },
            held_until: self.held_until,
            policy: self.policy.clone(),
        };
        (grounds, counted)
    }

    fn post(&mut self, books: (Book, Book), amount: Money, reason: Reason, at: Timestamp) {
        let id = TransferId::from_number(self.entries.len() as u128 + 1);
        if amount.is_positive() {
            self.entries
                .push(Transfer::posted(id, books, amount, reason, at));
        }
    }

    fn owe_less(&mut self, debt: DebtId, taken: Money, missed: Money) {
        let debt = self.debts.iter_mut().find(|one| one.id == debt).unwrap();
        debt.owed -= taken;
        debt.missed = (debt.missed + missed).max(Money::ZERO).min(debt.owed);
        self.balance -= taken;
        self.debts.retain(|one| one.owed.is_positive());
    }

    fn day(&mut self, which: Day) {
        let at = self.zone.start_of(which);
        let (grounds, counted) = self.grounds(at);
        let parts = day(&grounds.state());
        let known = self.entries.len();
        for part in &parts {
            self.post((HOME, OWED), part.taken, Reason::DebtDay(at), at);
            self.owe_less(part.debt, part.taken, part.missed);
        }
        let entries = self.entries[known..].to_vec();
        let decision = DebtDecision::new(grounds, DebtStep::Day(parts));
        let named = entries.last().map(|one| LineageId::Entry(one.id));
        let subject = Subject::Recovery(Box::new(RecoverySubject {
            account: ACCOUNT,
            zone: self.zone.name().to_owned(),
            behind: DebtBehind { decision, counted },
            entries,
        }));
        let account = ACCOUNT;
        let day = LineageId::Recovery {
            account,
            day: which,
        };
        self.told.push((named.unwrap_or(day), subject));
    }

    fn pay(&mut self, at: Timestamp, id: u128, amount: Money) {
        let (grounds, counted) = self.grounds(at);
        let split: Split = allocate(amount, &grounds.state());
        let payment = PaymentId::from_number(id);
        let known = self.entries.len();
        self.post((Book::Clearing, HOME), amount, Reason::Payment(payment), at);
        let back = Reason::LentBack(payment);
        self.post((HOME, LENT), split.emergency, back, at);
        self.lent -= split.emergency;
        self.balance += amount - split.emergency;
        for (debt, part) in &split.debts {
            self.post((HOME, OWED), *part, Reason::DebtShare(payment), at);
            self.owe_less(*debt, *part, -*part);
        }
        let entries = self.entries[known..].to_vec();
        let decision = DebtDecision::new(grounds, DebtStep::Payment(amount));
        let subject = Subject::Payment(Box::new(PaymentSubject {
            account: ACCOUNT,
            payment,
            amount,
            zone: self.zone.name().to_owned(),
            lines: lines(&entries),
            entries,
            split: Some(DebtBehind { decision, counted }),
            credit: None,
        }));
        self.told.push((LineageId::Payment(payment), subject));
    }
}
