//! A home of a few days by chance, charged live as the back office does: hour by hour, with hours
//! that come late or are corrected, and with what somebody else used there before.

use ami_domain::account::{AtZero, Mode};
use ami_domain::behind::Behind;
use ami_domain::chance::Seeded;
use ami_domain::display::{Ahead, Standing};
use ami_domain::energy::WattHours;
use ami_domain::explain::{Charge, ChargesSubject, Grounds, ViewSubject, fingerprint};
use ami_domain::id::{AccountId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::{Money, Round};
use ami_domain::policy::Policy;
use ami_domain::program::{Act, LowAt};
use ami_domain::tariff::{Cost, Entitled, Meterage, Tariff, Walk};
use ami_domain::time::{Day, Span, Timestamp, Window, Zone};
use ami_domain::usage::{Interval, Profile};
use ami_domain::view::{Inputs, view_with};

pub(crate) const ACCOUNT: AccountId = AccountId::from_number(7);
const BOOK: Book = Book::Prepaid(ACCOUNT);
const HOUR: Span = Span::hours(1);
const ZONES: [&str; 4] = [
    "America/Los_Angeles",
    "America/New_York",
    "America/Phoenix",
    // Its hours do not begin with ours: intervals lie over midnight.
    "Asia/Kolkata",
];

pub(crate) fn tariffs() -> Vec<Tariff> {
    let read = |text| toml::from_str::<Tariff>(text).unwrap();
    vec![
        read(include_str!("../../../css/tariffs/demo-flat.toml")),
        read(include_str!("../../../css/tariffs/demo-time-of-use.toml")),
        read(include_str!("../../../css/tariffs/demo-tiered.toml")),
        read(include_str!(
            "../../../css/tariffs/example-tou-baseline.toml"
        )),
        read(include_str!("../../../css/tariffs/example-tiered.toml")),
        Tariff::joined(vec![
            read(include_str!("../../../css/tariffs/example-flat.toml")),
            read(include_str!(
                "../../../css/tariffs/example-flat@2027-01-01.toml"
            )),
        ])
        .unwrap(),
    ]
}

/// A number below `n`, as a place in a list or as an amount.
pub(crate) fn pick(dice: &mut Seeded, n: u64) -> usize {
    usize::try_from(dice.below(n)).unwrap()
}

fn amount(dice: &mut Seeded, n: u64) -> i64 {
    i64::try_from(dice.below(n)).unwrap()
}

pub(crate) struct Case {
    pub(crate) tariff: Tariff,
    pub(crate) zone: Zone,
    pub(crate) bill_day: i8,
    pub(crate) opened: Timestamp,
    pub(crate) now: Timestamp,
    pub(crate) charged_until: Timestamp,
    pub(crate) history: Vec<Interval>,
    pub(crate) entries: Vec<Transfer>,
}

impl Case {
    pub(crate) fn new(dice: &mut Seeded, tariffs: &[Tariff]) -> Self {
        let tariff = &tariffs[pick(dice, tariffs.len() as u64)];
        let zone = Zone::named(ZONES[pick(dice, 4)]).unwrap();
        let first = Day {
            year: 2026,
            month: 1,
            day: 1,
        };
        let first = first.plus(i32::try_from(dice.below(700)).unwrap());
        let opened = zone.start_of(first).floor_to(HOUR) + Span::hours(amount(dice, 24));
        let home = Entitled {
            from: first.plus(i32::try_from(dice.below(9)).unwrap() - 4),
            region: ["", "10", "15"][pick(dice, 3)].into(),
            medical: dice.below(2) == 0,
        };
        let mut case = Self {
            tariff: tariff.for_home(&[home]),
            bill_day: i8::try_from(1 + dice.below(28)).unwrap(),
            zone,
            opened,
            now: opened,
            charged_until: opened,
            history: Vec::new(),
            entries: Vec::new(),
        };
        let paid = Money::cents(amount(dice, 30_000));
        let reason = Reason::Payment(PaymentId::from_number(1));
        case.post(Book::Clearing, BOOK, paid, reason, opened);
        case.live(dice);
        case
    }

    /// Hours as they come, each charged at once or with the next ones.
    fn live(&mut self, dice: &mut Seeded) {
        let scale = [50, 2_000, 30_000][pick(dice, 3)];
        let hours = 1 + amount(dice, 72);
        for before in (1..=amount(dice, 30)).rev() {
            let at = self.opened - Span::hours(before);
            self.read(at, WattHours::new(amount(dice, scale)));
        }
        let mut late = Vec::new();
        for hour in 0..hours {
            let at = self.opened + Span::hours(hour);
            self.now = at + HOUR;
            match dice.below(15) {
                // Never comes.
                0 => {}
                1 => late.push(at),
                _ => self.read(at, WattHours::new(amount(dice, scale))),
            }
            if dice.below(8) == 0 && !late.is_empty() {
                let at = late.swap_remove(pick(dice, late.len() as u64));
                self.read(at, WattHours::new(amount(dice, scale)));
            }
            if dice.below(40) == 0 {
                let place = pick(dice, self.history.len().max(1) as u64);
                if let Some(one) = self.history.get(place) {
                    self.read(one.start, WattHours::new(amount(dice, scale)));
                }
            }
            if dice.below(4) > 0 {
                self.charge();
            }
        }
        self.now = self.now + Span::minutes(amount(dice, 60));
    }

    /// Keeps an interval; charging starts again at one that it has passed.
    fn read(&mut self, start: Timestamp, energy: WattHours) {
        let one = Interval::measured(start, HOUR, energy);
        match self.history.binary_search_by_key(&start, |one| one.start) {
            Ok(place) => self.history[place] = one,
            Err(place) => self.history.insert(place, one),
        }
        if start >= self.opened {
            self.charged_until = self.charged_until.min(start);
        }
    }

    /// Live: from the end of what is charged, with nothing but what is known by now.
    fn charge(&mut self) {
        let when = (self.opened, self.charged_until);
        let (tariff, zone) = (self.tariff.clone(), self.zone.clone());
        let stands = Meterage::charged(&tariff, &zone, &self.history, when, self.bill_day);
        let mut walk = Walk::new(&tariff, &zone, stands);
        let from = self.charged_until;
        let open = self.history.clone();
        for interval in open.iter().filter(|one| one.start >= from) {
            let cost = walk.step(interval, Round::InCustomersFavour);
            self.settle(interval.start, cost);
            self.charged_until = interval.end();
        }
    }

    /// The ledger says what an interval costs: what stands and is wrong is taken back.
    fn settle(&mut self, start: Timestamp, cost: Cost) {
        let tax = cost.energy_tax + cost.fixed_tax;
        for (to, due) in [(Book::Revenue, cost.total() - tax), (Book::Tax, tax)] {
            let before = self.of(start);
            let before: Vec<_> = before
                .into_iter()
                .filter(|one| one.from == to || one.to == to)
                .collect();
            let stands: Money = before.iter().map(|one| -one.effect_on(BOOK)).sum();
            if stands == due {
                continue;
            }
            let last = before.iter().rfind(|one| one.to == to).copied();
            if let Some(last) = last.filter(|_| stands.is_positive()) {
                self.post(to, BOOK, stands, Reason::Reversal(last.id), start);
            }
            let reason = match last {
                Some(_) => Reason::Rerate(start),
                None => Reason::Usage(start),
            };
            self.post(BOOK, to, due, reason, start);
        }
    }

    fn post(&mut self, from: Book, to: Book, amount: Money, reason: Reason, at: Timestamp) {
        if amount.is_positive() {
            self.entries.push(Transfer {
                id: TransferId::from_number(self.entries.len() as u128),
                from,
                to,
                amount,
                state: TransferState::Posted,
                reason,
                at,
            });
        }
    }

    /// The entries of an interval.
    fn of(&self, start: Timestamp) -> Vec<Transfer> {
        let payment = |one: &Transfer| matches!(one.reason, Reason::Payment(_));
        let of = |one: &&Transfer| one.at == start && !payment(one);
        self.entries.iter().filter(of).copied().collect()
    }

    /// The view as it was shown, and what was kept with it.
    pub(crate) fn view(&self, dice: &mut Seeded) -> ViewSubject {
        let (tariff, zone) = (&self.tariff, &self.zone);
        let profile = Profile::learn(&self.history, self.now, zone, &tariff.holidays);
        let when = (self.opened, self.charged_until);
        let grounds = Grounds {
            help: Money::cents([0, 1_250][pick(dice, 2)]),
            previous: [None, Some(Standing::Low), Some(Standing::Ok)][pick(dice, 3)],
            low: LowAt::Time(Span::hours(48)),
            ahead: Ahead {
                act: Act::Limit,
                cap: None,
                rated: None,
                earliest: None,
                held: None,
            },
            meterage: Meterage::charged(tariff, zone, &self.history, when, self.bill_day),
            charged_until: self.charged_until,
            history_from: self.opened,
            intervals: self.history.len() as u64,
            mark: fingerprint(&self.history),
        };
        let inputs = Inputs {
            seq: 3,
            mode: Mode::Prepaid,
            at_zero: AtZero::Limit,
            balance: self
                .entries
                .iter()
                .map(|one| one.effect_on(BOOK))
                .sum::<Money>()
                + grounds.help,
            cut_off: Money::ZERO,
            tariff,
            zone,
            history: &self.history,
            meterage: grounds.meterage,
            charged_until: self.charged_until,
            low: grounds.low,
            ahead: Some(grounds.ahead),
            policy: &Policy::default(),
            previous: grounds.previous,
            now: self.now,
        };
        let mut shown = view_with(&inputs, &profile);
        shown.behind = Some(Box::new(Behind::new(ACCOUNT, &inputs, Money::cents(35))));
        ViewSubject {
            account: ACCOUNT,
            tariff: tariff.clone(),
            zone: zone.name().to_owned(),
            bill_day: self.bill_day,
            opened_at: self.opened,
            history: self.history.clone(),
            shown,
            profile,
            grounds,
            brought_forward: Money::ZERO,
            borrowed_before: Money::ZERO,
            entries: self.entries.clone(),
        }
    }

    /// What a stretch cost, each interval beside what the ledger took for it.
    pub(crate) fn charges(&self, window: Window) -> ChargesSubject {
        let mut subject = ChargesSubject {
            account: ACCOUNT,
            window,
            tariff: self.tariff.clone(),
            zone: self.zone.name().to_owned(),
            bill_day: self.bill_day,
            opened_at: self.opened,
            charged_until: self.charged_until,
            history: self.history.clone(),
            charges: Vec::new(),
        };
        let lines = subject.lines(&self.zone).into_iter();
        let charges = lines.map(|(start, lines)| Charge {
            start,
            amount: lines.iter().map(|line| line.amount).sum(),
            lines,
            entries: self.of(start),
        });
        subject.charges = charges.collect();
        subject
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Window {
        Window {
            start: self.opened,
            end: self.now,
        }
    }
}
