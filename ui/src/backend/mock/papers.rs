//! Statements of the invented home, from the same payments and charges as its balance.

use super::super::mock_data::{moment, row};
use super::home::{Paid, as_of, subject, zone};
use ami_domain::account::Mode;
use ami_domain::energy::WattHours;
use ami_domain::explain::{Bundle, LineageId, StatementSubject, Subject, Took};
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::statement::{DayEnergy, Statement};
use ami_domain::time::{Day, Span};
use ami_wire::api::{IssuedStatement, StatementRow};

/// The first whole day that the invented home is known, to the day before its bill.
const FROM: Day = Day {
    year: 2026,
    month: 10,
    day: 20,
};
const UNTIL: Day = Day {
    year: 2026,
    month: 11,
    day: 15,
};

/// The one statement there is.
pub(super) fn rows(account: AccountId) -> Vec<StatementRow> {
    vec![StatementRow {
        from: FROM,
        until: UNTIL,
        issued_at: moment(zone().start_of(UNTIL) + Span::hours(2)),
        digest: "0".repeat(64),
        lineage: lineage(account),
    }]
}

const fn lineage(account: AccountId) -> LineageId {
    LineageId::Statement {
        account,
        from: FROM,
    }
}

/// What the statement says that begins with this day.
pub(super) fn issued(
    state: &str,
    account: AccountId,
    balance: Money,
    session: &[Paid],
    from: &str,
) -> Option<IssuedStatement> {
    Day::from_text(from).filter(|day| *day == FROM)?;
    let behind = behind(state, account, balance, session);
    let person = row(account);
    let energy = energy(state, account, balance, session);
    Some(IssuedStatement {
        statement: Statement {
            account,
            number: person.number,
            name: person.name,
            address: person.address,
            tariff: subject(state, account, balance, session).tariff.name,
            currency: "USD".to_owned(),
            mode: Mode::Prepaid,
            from: FROM,
            until: UNTIL,
            issued_at: moment(zone().start_of(UNTIL) + Span::hours(2)),
            parts: behind.parts,
            conversions: Vec::new(),
            energy,
        },
        lineage: lineage(account),
    })
}

/// What is behind it.
pub(super) fn explained(
    state: &str,
    account: AccountId,
    balance: Money,
    session: &[Paid],
    from: Day,
) -> Option<Bundle> {
    let behind = behind(state, account, balance, session);
    let bundle = || Bundle::new(lineage(account), Subject::Statement(Box::new(behind)));
    (from == FROM).then(bundle)
}

fn behind(state: &str, account: AccountId, balance: Money, session: &[Paid]) -> StatementSubject {
    let (zone, book) = (zone(), Book::Prepaid(account));
    let mut entries = subject(state, account, balance, session).entries;
    entries.reverse();
    // What the balance of now was before the entries that are listed, and before the first day.
    let listed: Money = entries.iter().map(|one| one.effect_on(book)).sum();
    let before = |day: Day| day < FROM;
    let early = entries
        .iter()
        .filter(|one| before(zone.civil(one.at).day))
        .map(|one| one.effect_on(book))
        .sum::<Money>();
    let added: Money = session.iter().map(|paid| paid.amount).sum();
    let opening = balance + added - listed + early;
    let took = entries.into_iter().filter_map(|entry| {
        let day = zone.civil(entry.at).day;
        (day >= FROM && day < UNTIL).then_some(Took { day, book, entry })
    });
    let mut subject = StatementSubject {
        account,
        from: FROM,
        until: UNTIL,
        zone: zone.name().to_owned(),
        openings: vec![(book, opening)],
        took: took.collect(),
        parts: Vec::new(),
    };
    subject.parts = subject.compute(&zone);
    subject
}

fn energy(state: &str, account: AccountId, balance: Money, session: &[Paid]) -> Vec<DayEnergy> {
    let (zone, all) = (zone(), subject(state, account, balance, session).history);
    let mut day = FROM;
    let mut days = Vec::new();
    while day < UNTIL && zone.start_of(day) < as_of() {
        let of_day = all.iter().filter(|one| zone.civil(one.start).day == day);
        let used: WattHours = of_day.map(|one| one.energy).sum();
        let energy = (used > WattHours::ZERO).then_some(used);
        days.push(DayEnergy { day, energy });
        day = day.plus(1);
    }
    days
}
