//! Issues the statement of each account when the last day of its billing period is closed (AS-1).
//! It is made of closed days only, so it never changes; what comes late stands in the next one.
//! Of an account that was closed, the period in which that was is the last.

use crate::convert::CHANGES;
use crate::usage::is_in;
use crate::{Css, CssError};
use ami_domain::convert::Conversion;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, EventId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::statement::{DayEnergy, Kind, Part, Statement};
use ami_domain::time::{Day, Timestamp, Window, Zone};
use ami_mdms::history;
use ami_store::{AccountRow, LedgerLine, ModeChange, StatementRow, StoreError, Tx};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// So many accounts get their statement in one run, each in a transaction of its own.
const BATCH: u32 = 256;
/// The book of a statement's part that has all events.
pub(crate) const EVENTS: &str = "event";
/// No statement is due after it.
const NEVER: Day = Day {
    year: 9_999,
    month: 12,
    day: 31,
};

impl Css {
    /// The zone of the utility's business days: the one by which days are closed, and before the
    /// first of them that of its first account's site.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn utility_zone(&self) -> Result<Zone, CssError> {
        let mut tx = self.store.read().await?;
        let kept = tx.utility_zone().await?;
        if let Some(zone) = kept.and_then(|kept| Zone::named(&kept).ok()) {
            return Ok(zone);
        }
        let Some(first) = tx.all_accounts(None, 1).await?.pop() else {
            return Ok(Zone::utc());
        };
        let place = tx.location(first.location).await?;
        Ok(place
            .and_then(|place| Zone::named(&place.zone).ok())
            .unwrap_or_else(Zone::utc))
    }

    /// Issues the statements whose last day is closed; gives how many. One that fails does not
    /// keep the others from theirs.
    ///
    /// # Errors
    /// The first failure, once every other account had its turn.
    pub async fn issue_statements(&self, zone: &Zone, now: Timestamp) -> Result<u32, CssError> {
        let mut tx = self.store.read().await?;
        let newest = tx.closes(None, 2).await?;
        let closed = newest.iter().find(|row| row.sealed.is_some());
        let Some(closed) = closed.map(|row| row.day) else {
            return Ok(0);
        };
        let due = tx.statements_due(closed.plus(1), BATCH).await?;
        drop(tx);
        let mut done = crate::charge::Done::default();
        for account in due {
            done.note(self.issue_one(zone, now, closed, account).await);
        }
        done.end()
    }

    async fn issue_one(
        &self,
        zone: &Zone,
        now: Timestamp,
        closed: Day,
        account: AccountId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let Some((from, until)) = tx.next_statement(account).await? else {
            let first = tx.first_close().await?.unwrap_or(closed);
            let from = zone.civil(row.opened_at).day.max(first);
            let until = from.next_monthly(row.bill_day);
            tx.set_next_statement(account, from, until).await?;
            tx.commit().await?;
            return Ok(());
        };
        let left = if row.is_closed() {
            let wish = tx.move_out(account).await?;
            wish.and_then(|wish| wish.closed_at)
        } else {
            None
        };
        let left = left.map(|at| zone.civil(at).day);
        if left.is_some_and(|left| left < from) {
            tx.set_next_statement(account, from, NEVER).await?;
        } else if until <= closed.plus(1) {
            // Another instance may have been here since the list was read, else.
            let statement = make(&mut tx, zone, now, &row, from, until).await?;
            let body = serde_json::to_string(&statement).map_err(|error| StoreError::Corrupt {
                what: "issuing a statement",
                why: error.to_string(),
            })?;
            let digest = Sha256::digest(&body).into();
            tx.issue_statement(&StatementRow {
                account,
                from,
                until,
                issued_at: now,
                body,
                digest,
            })
            .await?;
            let is_last = left.is_some_and(|left| left < until);
            let next = until.next_monthly(row.bill_day);
            let next = if is_last { NEVER } else { next };
            tx.set_next_statement(account, until, next).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// What the statement of these days says; all of them must be closed.
///
/// # Errors
/// [`StoreError::Corrupt`] when the lines do not lead to the balance that the days were closed
/// with: then nothing is issued.
pub async fn make(
    tx: &mut Tx,
    zone: &Zone,
    now: Timestamp,
    account: &AccountRow,
    from: Day,
    until: Day,
) -> Result<Statement, CssError> {
    let person = tx.person(account.customer).await?;
    let place = tx.location(account.location).await?;
    Ok(Statement {
        account: account.id,
        number: account.number.clone(),
        name: person.map(|person| person.name).unwrap_or_default(),
        address: place.map(|place| place.address).unwrap_or_default(),
        tariff: account.tariff.clone(),
        currency: account.currency.clone(),
        mode: account.mode,
        from,
        until,
        issued_at: zone.local(now),
        parts: parts(tx, zone, account.id, from, until).await?,
        conversions: conversions(tx, zone, account.id, from, until).await?,
        energy: energy(tx, zone, account, from, until).await?,
    })
}

async fn parts(
    tx: &mut Tx,
    zone: &Zone,
    account: AccountId,
    from: Day,
    until: Day,
) -> Result<Vec<Part>, CssError> {
    let lines = tx.statement_lines(account, from, Some(until)).await?;
    let mut parts = Vec::new();
    for book in Book::of_account(account) {
        let opening = tx.opening_balance(book, from).await?;
        let mut part = Part::new(book.word().to_owned(), opening);
        for line in lines.iter().filter(|line| line.book == book) {
            let day = line.day.unwrap_or(from);
            let kind = Kind::of(&line.transfer);
            part.take(day, kind, about(zone, line), line.effect);
        }
        let closed = tx.opening_balance(book, until).await?;
        parts.extend(ended(part, closed)?);
    }
    parts.extend(events(tx, zone, account, from, until).await?);
    Ok(parts)
}

/// What was paid for events, what they used of it, and what went back; all of them in one part.
async fn events(
    tx: &mut Tx,
    zone: &Zone,
    account: AccountId,
    from: Day,
    until: Day,
) -> Result<Option<Part>, CssError> {
    let sum = |all: Vec<(EventId, Money)>| all.into_iter().map(|(_, one)| one).sum::<Money>();
    let opening = sum(tx.event_openings(account, from).await?);
    let mut part = Part::new(EVENTS.to_owned(), opening);
    for (day, transfer) in tx.event_lines(account, from, until).await? {
        let about = transfer.reason.parts().at.map(|at| zone.civil(at).day);
        for book in [transfer.from, transfer.to] {
            if book.event().is_some() {
                part.take(day, Kind::of(&transfer), about, transfer.effect_on(book));
            }
        }
    }
    let closed = sum(tx.event_openings(account, until).await?);
    ended(part, closed)
}

/// A part whose lines lead to how its book was closed; none when nothing was there and nothing
/// moved.
fn ended(part: Part, closed: Money) -> Result<Option<Part>, CssError> {
    if part.closing != closed {
        return Err(CssError::Store(StoreError::Corrupt {
            what: "issuing a statement",
            why: format!(
                "{} ends with {closed}, its lines with {}",
                part.book, part.closing
            ),
        }));
    }
    Ok((!part.is_empty()).then(|| part.balanced()))
}

/// Where the way of paying changed in these days, oldest first.
async fn conversions(
    tx: &mut Tx,
    zone: &Zone,
    account: AccountId,
    from: Day,
    until: Day,
) -> Result<Vec<Conversion>, CssError> {
    let changes = tx.mode_changes(account, CHANGES).await?;
    let shown = |change: ModeChange| {
        let day = zone.civil(change.at).day;
        let stood = change.snapshot.filter(|_| from <= day && day < until)?;
        Some(Conversion {
            at: zone.local(change.at),
            mode: change.mode,
            balance: stood.balance,
            owed: stood.owed,
            credit: stood.credit,
            register: stood.register,
            fee: change.booked.fee,
            deposit: change.booked.deposit,
            returned: change.booked.returned,
        })
    };
    Ok(changes.into_iter().rev().filter_map(shown).collect())
}

/// The day that a movement is about.
fn about(zone: &Zone, line: &LedgerLine) -> Option<Day> {
    let at = line.transfer.reason.parts().at?;
    Some(zone.civil(at).day)
}

/// Energy by day. What a guest used is not the owner's to see (SC3).
async fn energy(
    tx: &mut Tx,
    zone: &Zone,
    account: &AccountRow,
    from: Day,
    until: Day,
) -> Result<Vec<DayEnergy>, CssError> {
    let meter = tx
        .meter(account.meter)
        .await?
        .ok_or(CssError::UnknownAccount(account.id))?;
    let window = Window {
        start: zone.start_of(from).max(account.opened_at),
        end: zone.start_of(until),
    };
    let events = tx.events_at_site(account.id, window).await?;
    let guests: Vec<_> = events
        .into_iter()
        .filter(|event| event.account != account.id)
        .collect();
    let mut days: BTreeMap<Day, WattHours> = BTreeMap::new();
    for interval in history::of_account(tx, account, &meter, window).await? {
        if !guests.iter().any(|guest| is_in(&interval, guest)) {
            *days.entry(zone.civil(interval.start).day).or_default() += interval.energy;
        }
    }
    let mut all = Vec::new();
    let mut day = from;
    while day < until {
        all.push(DayEnergy {
            day,
            energy: days.get(&day).copied(),
        });
        day = day.plus(1);
    }
    Ok(all)
}
