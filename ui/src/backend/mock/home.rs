//! The invented home: what it used, what that cost, what was paid, and the view that follows from
//! all of it. So what explains a figure here explains the figure that is shown.

use super::super::mock_data::{BEGIN, RATE, ZONE, account_id, hour, past_payments};
use ami_domain::account::{AtZero, Mode};
use ami_domain::behind::Behind;
use ami_domain::display::{Ahead, DisplayView};
use ami_domain::explain::{
    Bundle, Charge, ChargesSubject, Grounds, LineageId, PaymentSubject, Subject, ViewSubject,
    fingerprint,
};
use ami_domain::id::{AccountId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::payment::lines;
use ami_domain::policy::Policy;
use ami_domain::program::{Act, LowAt};
use ami_domain::tariff::{Energy, Meterage, Tariff};
use ami_domain::time::{Span, Timestamp, Window, Zone};
use ami_domain::usage::{Interval, Profile, Quality};
use ami_domain::view::{Inputs, view_with};
use ami_wire::api::Explained;

/// The home is known for so long.
const KNOWN: Span = Span::days(35);
pub(super) const BILL_DAY: i8 = 15;

/// A payment of this session that was applied.
#[derive(Debug, Clone, Copy)]
pub(in crate::backend) struct Paid {
    /// Which.
    pub(in crate::backend) id: PaymentId,
    /// How much.
    pub(in crate::backend) amount: Money,
    /// When.
    pub(in crate::backend) at: Timestamp,
}

pub(super) fn zone() -> Zone {
    Zone::named(ZONE).unwrap_or_else(|_| Zone::utc())
}

/// The last whole hour: everything before it is read and charged.
pub(super) fn as_of() -> Timestamp {
    BEGIN.floor_to(Span::hours(1))
}

fn tariff() -> Tariff {
    Tariff {
        name: "Residential flat (demonstration)".to_owned(),
        name_es: Some("Residencial, precio único (demostración)".to_owned()),
        currency: "USD".to_owned(),
        effective_from: None,
        fixed_per_day: Money::ZERO,
        minimum_per_day: Money::ZERO,
        holidays: Vec::new(),
        energy: Energy::Flat { price: RATE },
        baseline: None,
        riders: Vec::new(),
        tax: None,
        conversion: ami_domain::convert::Terms::default(),
        later: Vec::new(),
    }
}

/// The hours of this home, those that the meter said nothing of left out.
fn history(state: &str) -> Vec<Interval> {
    let mut all = Vec::new();
    let mut at = as_of() - KNOWN;
    while state != "learning" && at < as_of() {
        let (energy, estimated) = hour(at);
        all.extend(energy.map(|energy| Interval {
            quality: if estimated {
                Quality::Estimated
            } else {
                Quality::Measured
            },
            ..Interval::measured(at, Span::hours(1), energy)
        }));
        at = at + Span::hours(1);
    }
    all
}

/// What stretches of this home cost, with the entries for it.
fn charges(state: &str, account: AccountId, window: Window) -> ChargesSubject {
    let zone = zone();
    let mut subject = ChargesSubject {
        account,
        window,
        tariff: tariff(),
        zone: ZONE.to_owned(),
        bill_day: BILL_DAY,
        opened_at: as_of() - KNOWN,
        charged_until: as_of(),
        history: history(state),
        charges: Vec::new(),
    };
    let lines = subject.lines(&zone).into_iter();
    let charges = lines.map(|(start, lines)| {
        let amount = lines.iter().map(|line| line.amount).sum();
        let id = u128::from(start.as_millis().unsigned_abs());
        let books = (Book::Prepaid(account), Book::Revenue);
        let (reason, at) = (Reason::Usage(start), start + Span::hours(1));
        let id = TransferId::from_number(id);
        Charge {
            start,
            lines,
            amount,
            entries: vec![Transfer::posted(id, books, amount, reason, at)],
        }
    });
    subject.charges = charges.collect();
    subject
}

fn payment(account: AccountId, paid: &Paid) -> Transfer {
    let id = u128::from_be_bytes(paid.id.to_bytes());
    let books = (Book::Clearing, Book::Prepaid(account));
    let (id, reason) = (TransferId::from_number(id), Reason::Payment(paid.id));
    Transfer::posted(id, books, paid.amount, reason, paid.at)
}

/// All payments, those of this session first.
fn payments(account: AccountId, session: &[Paid]) -> Vec<Paid> {
    let past = past_payments(account).into_iter().map(|payment| Paid {
        id: payment.id,
        amount: payment.amount,
        at: payment.offered_at.at,
    });
    session.iter().copied().chain(past).collect()
}

/// A view of the invented home in which it has this balance besides what the session paid.
pub(in crate::backend) fn view(state: &str, balance: Money, session: &[Paid]) -> DisplayView {
    subject(state, account_id(1), balance, session).shown
}

/// The same with all that it rests on.
pub(super) fn subject(
    state: &str,
    account: AccountId,
    balance: Money,
    session: &[Paid],
) -> ViewSubject {
    let (zone, tariff) = (zone(), tariff());
    let added: Money = session.iter().map(|paid| paid.amount).sum();
    let balance = balance + added;
    let window = Window {
        start: as_of() - KNOWN,
        end: as_of(),
    };
    let charges = charges(state, account, window);
    let opened = charges.opened_at;
    let paid = payments(account, session);
    let paid = paid.iter().filter(|paid| paid.at >= opened);
    let mut entries: Vec<Transfer> = paid.map(|paid| payment(account, paid)).collect();
    entries.extend(charges.charges.iter().flat_map(|charge| &charge.entries));
    entries.sort_by_key(|one| std::cmp::Reverse((one.at, one.id)));
    let book = Book::Prepaid(account);
    let listed: Money = entries.iter().map(|one| one.effect_on(book)).sum();
    let history = charges.history;
    let profile = Profile::learn(&history, as_of(), &zone, &tariff.holidays);
    let grounds = Grounds {
        previous: None,
        help: Money::ZERO,
        low: LowAt::Time(Span::hours(48)),
        ahead: ahead(),
        meterage: Meterage::charged(&tariff, &zone, &history, (opened, as_of()), BILL_DAY),
        charged_until: as_of(),
        history_from: opened,
        intervals: history.len() as u64,
        mark: fingerprint(&history),
    };
    let inputs = Inputs {
        seq: session.len() as u64 + 1,
        mode: Mode::Prepaid,
        at_zero: AtZero::Disconnect,
        balance,
        cut_off: Money::ZERO,
        tariff: &tariff,
        zone: &zone,
        history: &history,
        meterage: grounds.meterage,
        charged_until: as_of(),
        low: grounds.low,
        ahead: Some(grounds.ahead),
        policy: &Policy::default(),
        previous: None,
        now: as_of(),
    };
    let behind = Behind::new(account, &inputs, Money::ZERO);
    let mut shown = view_with(&inputs, &profile);
    shown.behind = Some(Box::new(behind));
    ViewSubject {
        account,
        tariff,
        zone: ZONE.to_owned(),
        bill_day: BILL_DAY,
        opened_at: opened,
        history,
        profile,
        grounds,
        brought_forward: balance - listed,
        borrowed_before: Money::ZERO,
        entries,
        shown,
    }
}

const fn ahead() -> Ahead {
    Ahead {
        act: Act::Disconnect,
        cap: None,
        rated: None,
        earliest: None,
        held: None,
    }
}

/// What is behind a figure of the invented home; `None` for what it does not have.
pub(super) fn explained(
    state: &str,
    balance: Money,
    session: &[Paid],
    lineage: LineageId,
) -> Option<Explained> {
    let bundle = match lineage {
        LineageId::View { account, .. } => {
            let view = subject(state, account, balance, session);
            let seq = view.shown.seq;
            let lineage = LineageId::View { account, seq };
            Bundle::new(lineage, Subject::View(Box::new(view)))
        }
        LineageId::Estimate { account, window } => {
            super::estimate::explained(state, account, balance, session, window)?
        }
        LineageId::Charges { account, window } => {
            let charges = charges(state, account, window);
            Bundle::new(lineage, Subject::Charges(Box::new(charges)))
        }
        LineageId::Payment(id) => {
            let account = account_id(1);
            let all = payments(account, session);
            let paid = all.into_iter().find(|paid| paid.id == id)?;
            let entries = vec![payment(account, &paid)];
            let subject = PaymentSubject {
                account,
                payment: id,
                amount: paid.amount,
                zone: ZONE.to_owned(),
                lines: lines(&entries),
                entries,
                split: None,
                credit: None,
            };
            Bundle::new(lineage, Subject::Payment(Box::new(subject)))
        }
        LineageId::Statement { account, from } => {
            super::papers::explained(state, account, balance, session, from)?
        }
        LineageId::Conversion { account, at } => {
            Bundle::new(lineage, super::till::behind(account, at)?)
        }
        LineageId::Owed(_)
        | LineageId::Books(_)
        | LineageId::Hold(_)
        | LineageId::Alert(_)
        | LineageId::Cost(_)
        | LineageId::Event(_)
        | LineageId::Recovery { .. }
        | LineageId::Preview { .. }
        | LineageId::Entry(_) => return None,
    };
    Some(Explained::of(bundle))
}
